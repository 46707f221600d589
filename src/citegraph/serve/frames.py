"""Messages between the front and a worker: a kind, a length, and so many bytes."""

import json
import struct
from collections.abc import Iterator
from enum import IntEnum
from typing import Any

_HEADER = struct.Struct("!BI")


class Kind(IntEnum):
    """ORDER goes to the worker, which answers HEAD, some DATA and END, or FAIL at any time.

    DROP says which orders are not to be begun any more: those after one, up to another.
    """

    ORDER = 1
    HEAD = 2
    DATA = 3
    END = 4
    FAIL = 5
    DROP = 6


def frame(kind: Kind, payload: bytes) -> bytes:
    return _HEADER.pack(kind, len(payload)) + payload


def facts(kind: Kind, **said: Any) -> bytes:
    """A frame of JSON: what comes from a worker is never unpickled."""
    return frame(kind, json.dumps(said).encode())


class Frames:
    """Bytes as they arrive, taken apart."""

    def __init__(self) -> None:
        self._buffer = bytearray()

    def feed(self, data: bytes) -> Iterator[tuple[Kind, bytes]]:
        buffer = self._buffer
        buffer += data
        start = 0
        while len(buffer) - start >= _HEADER.size:
            kind, length = _HEADER.unpack_from(buffer, start)
            end = start + _HEADER.size + length
            if len(buffer) < end:
                break
            yield Kind(kind), bytes(buffer[start + _HEADER.size : end])
            start = end
        del buffer[:start]
