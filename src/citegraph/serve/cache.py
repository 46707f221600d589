"""Answers that were given already, by what determines them."""

from collections import OrderedDict
from typing import Any, NamedTuple


class Kept(NamedTuple):
    """A whole answer, as it was sent."""

    headers: dict[str, str]
    body: bytes
    facts: dict[str, Any]


class Cache:
    """At most so many bytes of answers; the one that was not asked for the longest goes first."""

    def __init__(self, size: int) -> None:
        self._most = size
        self._size = 0
        self._kept: OrderedDict[str, Kept] = OrderedDict()
        self.hits = 0
        self.misses = 0

    def get(self, key: str) -> Kept | None:
        kept = self._kept.get(key)
        if kept is None:
            self.misses += 1
            return None
        self.hits += 1
        self._kept.move_to_end(key)
        return kept

    def __contains__(self, key: str) -> bool:
        return key in self._kept

    def put(self, key: str, headers: dict[str, str], body: bytes, facts: dict[str, Any]) -> None:
        """Keep an answer, unless it would take more than a quarter of the room."""
        if len(body) * 4 > self._most or key in self._kept:
            return
        self._kept[key] = Kept(dict(headers), body, facts)
        self._size += _cost(key, body)
        while self._size > self._most:
            old, kept = self._kept.popitem(last=False)
            self._size -= _cost(old, kept.body)

    def clear(self) -> None:
        """A new generation: what was kept is never asked for again."""
        self._kept.clear()
        self._size = 0

    @property
    def size(self) -> int:
        return self._size


def _cost(key: str, body: bytes) -> int:
    # Objects and headers take about as much beside.
    return len(key) + len(body) + 1000
