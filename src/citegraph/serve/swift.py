"""Answers that are remembered, sent without a task or a parse of their own.

What determines a reply is the address and the headers of its request, byte for byte, and the
generation. So a client that asks as it asked before gets what it got before.
"""

from collections import OrderedDict
from typing import NamedTuple

from citegraph.serve.http import Request

_MOST = 2048
# Only small replies: for others it makes no difference.
_LARGEST = 256 * 1024
Key = tuple[bytes, tuple[tuple[bytes, bytes], ...]]


class Ready(NamedTuple):
    """A reply to be sent as it is, and the body's part of it in bytes."""

    data: bytes
    size: int
    route: str


class Swift:
    """Replies by their requests."""

    def __init__(self) -> None:
        self._ready: OrderedDict[Key, Ready] = OrderedDict()
        self._edition = ""

    def put(self, request: Request, edition: str, route: str, head: bytes, body: bytes) -> None:
        """Remember the reply to a request."""
        if edition != self._edition:
            self._ready.clear()
            self._edition = edition
        if len(body) <= _LARGEST:
            self._ready[request.key] = Ready(head + body, len(body), route)
            if len(self._ready) > _MOST:
                self._ready.popitem(last=False)

    def get(self, key: Key, edition: str) -> Ready | None:
        return self._ready.get(key) if edition == self._edition else None
