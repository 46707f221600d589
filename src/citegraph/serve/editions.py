"""Which generation is current, told cheaply."""

from citegraph.serve.task import Edition
from citegraph.store import Store


def edition_of(store: Store, number: int) -> Edition:
    """The edition of a generation that is kept; the empty one before the first has no stamp."""
    try:
        stamp = f"{(store.path / 'generations' / str(number) / 'meta.json').stat().st_mtime_ns:x}"
    except FileNotFoundError:
        stamp = "0"
    return Edition(number, stamp)


class Watch:
    """Looks whether there is a new generation, at the cost of one look at a small file."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._seen = self._look()
        self.edition = edition_of(store, store.current)

    def changed(self) -> bool:
        """Whether `edition` is another one since the last time."""
        seen = self._look()
        if seen == self._seen:
            return False
        self._seen = seen
        before, self.edition = self.edition, edition_of(self._store, self._store.current)
        return self.edition != before

    def _look(self) -> tuple[int, int]:
        try:
            status = (self._store.path / "CURRENT").stat()
        except FileNotFoundError:
            return (0, 0)
        return (status.st_ino, status.st_mtime_ns)
