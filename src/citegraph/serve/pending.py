"""What was pasted and looked at, until it is decided whether it is to be added."""

import time
from collections import OrderedDict
from secrets import token_urlsafe
from typing import NamedTuple

from citegraph.load.paste import Piece

_KEPT_SECONDS = 3600


class Waiting(NamedTuple):
    """Contents, for whose forms have the key; seen in an edition of the store."""

    key: str
    pieces: tuple[Piece, ...]
    source: str | None
    edition: str
    until: float

    @property
    def size(self) -> int:
        return sum(len(piece.data) for piece in self.pieces)


class Pending:
    """At most so many bytes, for an hour; what is oldest goes first."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._kept: OrderedDict[str, Waiting] = OrderedDict()

    def put(
        self, key: str, pieces: tuple[Piece, ...], source: str | None, edition: str, number: str
    ) -> None:
        """Keep contents under a number that `new_number` gave."""
        until = time.monotonic() + _KEPT_SECONDS
        self._kept[number] = Waiting(key, pieces, source, edition, until)
        self._clear()

    def take(self, key: str, number: str) -> Waiting | None:
        """Hand out what is kept under a number, once, to whom it is for."""
        self._clear()
        found = self._kept.get(number)
        return self._kept.pop(number) if found and found.key == key else None

    def _clear(self) -> None:
        now = time.monotonic()
        while self._kept:
            oldest = next(iter(self._kept))
            size = sum(waiting.size for waiting in self._kept.values())
            is_full = size > self._most and len(self._kept) > 1
            if self._kept[oldest].until > now and not is_full:
                return
            del self._kept[oldest]


def new_number() -> str:
    return token_urlsafe(16)
