"""Messages between the front and a worker: a kind, a length, and so many bytes."""

import json
import struct
from collections.abc import Iterator
from enum import IntEnum
from functools import lru_cache
from typing import Any

_HEADER = struct.Struct("!BI")
_MAX_REMEMBERED = 256


class Kind(IntEnum):
    """ORDER goes to the worker, which answers HEAD, DATA and END, or FAIL at any time.

    A large answer is not sent: FILE says where it is written, and GREW how long it is by now.
    DROP says which orders are not to be begun any more: those after one, up to another.
    """

    ORDER = 1
    HEAD = 2
    DATA = 3
    END = 4
    FAIL = 5
    DROP = 6
    FILE = 7
    GREW = 8


_KINDS = {int(kind): kind for kind in Kind}


def frame(kind: Kind, payload: bytes) -> bytes:
    return _HEADER.pack(kind, len(payload)) + payload


def facts(kind: Kind, **said: Any) -> bytes:
    """A frame of JSON: what comes from a worker is never unpickled."""
    return frame(kind, json.dumps(said).encode())


@lru_cache(_MAX_REMEMBERED)
def facts_of(payload: bytes) -> dict[str, Any]:
    """What a frame of JSON says. Many say the same: it is not to be changed."""
    found: dict[str, Any] = json.loads(payload)
    return found


class Frames:
    """Bytes as they arrive, taken apart."""

    def __init__(self) -> None:
        self._begun = bytearray()

    def feed(self, data: bytes) -> Iterator[tuple[Kind, bytes]]:
        arrived: bytes | bytearray = data
        if self._begun:
            self._begun += data
            arrived = self._begun
        start, size = 0, len(arrived)
        while size - start >= _HEADER.size:
            kind, length = _HEADER.unpack_from(arrived, start)
            end = start + _HEADER.size + length
            if size < end:
                break
            yield _KINDS[kind], bytes(arrived[start + _HEADER.size : end])
            start = end
        if arrived is self._begun:
            del self._begun[:start]
        elif start < size:
            self._begun += data[start:]
