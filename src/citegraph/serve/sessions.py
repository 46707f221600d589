"""Who is signed in: in memory, so that all are signed out when the server ends."""

import time
from collections import OrderedDict
from hashlib import sha256
from secrets import token_urlsafe
from typing import NamedTuple

_MOST = 64
LASTS = 8 * 3600


class Session(NamedTuple):
    """`key` is what its forms bring with them; it ends at `until`, in seconds of a steady clock."""

    key: str
    until: float


class Sessions:
    """Those that have begun and not ended; with more than 64, the oldest one ends."""

    def __init__(self) -> None:
        # By what a secret hashes to: how long a search takes tells nothing of the secret.
        self._known: OrderedDict[bytes, Session] = OrderedDict()

    def begin(self) -> str:
        """A new session's secret."""
        secret = token_urlsafe(32)
        self._known[_digest(secret)] = Session(token_urlsafe(32), time.monotonic() + LASTS)
        if len(self._known) > _MOST:
            self._known.popitem(last=False)
        return secret

    def find(self, secret: str) -> Session | None:
        """The session that a secret opens, if it lasts."""
        session = self._known.get(_digest(secret))
        if session is None or session.until > time.monotonic():
            return session
        self.end(secret)
        return None

    def end(self, secret: str) -> None:
        self._known.pop(_digest(secret), None)


def _digest(secret: str) -> bytes:
    return sha256(secret.encode()).digest()
