"""Where a worker writes an answer: counted, compressed, and handed on.

A small one is sent to the front whole. A larger one goes into a file that the front reads from:
what a client does not read in time waits there, and holds neither a worker nor memory.
"""

import os
import socket
import tempfile
import zlib
from collections.abc import Iterable
from functools import lru_cache
from typing import IO, Any, cast

from citegraph.serve.frames import Kind, facts, frame
from citegraph.serve.settings import Limits

# What is larger goes into the file, of which the front hears each time that it has so much more.
_SMALL, _PIECE = 2**18, 2**20
# Below this, packing costs more than it saves.
_WORTH_PACKING = 1000
# What stands between rows, or once in each. In JSON it can, rarely, stand in a literal's value too.
_ROW = {
    "application/sparql-results+json": b'}},{"',
    "application/json": b'}},{"',
    "application/sparql-results+xml": b"<result>",
    "application/xml": b"<result>",
    "text/xml": b"<result>",
    "application/ld+json": b'"@value"',
}


class OverrunError(Exception):
    """An answer is larger than the server allows."""


class Outlet:
    """A file to write to, as serializers want one."""

    def __init__(self, channel: socket.socket, limits: Limits, encoding: str | None) -> None:
        self._channel = channel
        self._limits = limits
        self._encoding = encoding
        self._packer: Any = None
        self._waiting: list[bytes] = []
        self._held = 0
        self._head: dict[str, Any] | None = {}
        self._mark = b"\n"
        self._file: IO[bytes] | None = None
        self.edition = ""
        self.bytes = 0
        self.rows = 0

    def begin(self, media_type: str, **facts: Any) -> None:
        """Say what the answer is, before its first byte is written."""
        self._head = {"media_type": media_type, **facts}
        self._mark = _ROW.get(media_type, b"\n")

    def write(self, data: bytes) -> int:
        self.bytes += len(data)
        self.rows += data.count(self._mark)
        if self.bytes > self._limits.bytes:
            raise OverrunError(
                f"the answer is larger than the {self._limits.bytes:,} bytes that this server"
                " allows: ask for less, or in pages with LIMIT and OFFSET"
            )
        if self.rows > self._limits.rows + 1:
            raise OverrunError(
                f"the answer has more than the {self._limits.rows:,} rows that this server"
                " allows: ask for less, or in pages with LIMIT and OFFSET"
            )
        self._waiting.append(data)
        self._held += len(data)
        if self._held >= (_SMALL if self._file is None else _PIECE):
            self._pass_on()
        return len(data)

    @property
    def file(self) -> IO[bytes]:
        """Itself: of a file, serializers use `write` and `flush` alone."""
        return cast("IO[bytes]", self)

    def flush(self) -> None:
        """Serializers call it; pieces go when they are worth it."""

    @property
    def is_begun(self) -> bool:
        """Whether anything was handed on."""
        return self._head is None

    def end(self, **facts_: Any) -> None:
        """Hand on what is left, and say that it is all."""
        said = self._started(small=self._head is not None and self._held < _WORTH_PACKING)
        data = b"".join(self._waiting)
        if self._packer:
            data = self._packer.compress(data) + self._packer.flush()
        if self._file is not None:
            said += self._grown(self._file, (data,))
        elif data:
            said += frame(Kind.DATA, data)
        self._channel.sendall(said + _said(Kind.END, tuple(facts_.items())))

    def close(self) -> None:
        """Nothing more comes, whether it was ended or not."""
        if self._file is not None:
            self._file.close()

    def _pass_on(self) -> None:
        if self._file is None:
            number, path = tempfile.mkstemp(prefix="citegraph-")
            # The front takes its name away, so that it goes when nobody needs it any more.
            self._channel.sendall(self._started(small=False) + facts(Kind.FILE, path=path))
            self._file = os.fdopen(number, "wb", buffering=_SMALL)
        pieces = self._waiting
        if self._packer:
            pieces = [self._packer.compress(b"".join(pieces))]
        said = self._grown(self._file, pieces)
        self._waiting = []
        self._held = 0
        self._channel.sendall(said)

    @staticmethod
    def _grown(file: IO[bytes], pieces: Iterable[bytes]) -> bytes:
        """Write to the file; returns the frame that says how long it is then."""
        file.writelines(pieces)
        file.flush()
        return facts(Kind.GREW, size=file.tell())

    def _started(self, *, small: bool) -> bytes:
        """The frame that opens the answer, the first time."""
        if self._head is None:
            return b""
        encoding = None if small else self._encoding
        known = {"encoding": encoding, "edition": self.edition, **self._head}
        self._head = None
        if encoding == "gzip":
            self._packer = zlib.compressobj(3, zlib.DEFLATED, 31)
        elif encoding == "zstd":
            import zstandard

            self._packer = zstandard.ZstdCompressor(level=1).compressobj()
        return _said(Kind.HEAD, tuple(known.items()))


@lru_cache(256)
def _said(kind: Kind, known: tuple[tuple[str, Any], ...]) -> bytes:
    """A frame of facts, of which most answers have the same."""
    return facts(kind, **dict(known))
