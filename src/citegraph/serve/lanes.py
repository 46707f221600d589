"""Whose queries take long: they share workers of their own, and others need not wait for them."""

from citegraph.serve.job import Client

# So long is it held for likely that a client whose query took long will ask such a one again.
_REMEMBERED = 30.0


class Lanes:
    """Two of them: every client is in the fast one until a query of its takes long."""

    def __init__(self) -> None:
        self._until: dict[Client, float] = {}

    @property
    def is_one(self) -> bool:
        """Whether all are in the fast lane."""
        return not self._until

    def is_slow(self, client: Client) -> bool:
        return client in self._until

    def note(self, client: Client, now: float) -> None:
        """A query of this client takes long."""
        self._until[client] = now + _REMEMBERED

    def forget(self, now: float) -> None:
        """Let those back whose last long query was long ago."""
        self._until = {client: until for client, until in self._until.items() if until > now}
