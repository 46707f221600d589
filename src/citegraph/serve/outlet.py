"""Where a worker writes an answer: counted, compressed, and sent on in pieces."""

import socket
import zlib
from typing import IO, Any, cast

from citegraph.serve.frames import Kind, facts, frame
from citegraph.serve.settings import Limits

_PIECE = 64 * 1024
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
        if self._held >= _PIECE:
            self._pass_on()
        return len(data)

    @property
    def file(self) -> IO[bytes]:
        """Itself: of a file, serializers use `write` and `flush` alone."""
        return cast("IO[bytes]", self)

    def flush(self) -> None:
        """Serializers call it; pieces go when they are worth it."""

    def end(self, **facts_: Any) -> None:
        """Send what is left, and that it is all."""
        head = self._started(small=self._head is not None and self._held < _WORTH_PACKING)
        data = b"".join(self._waiting)
        if self._packer:
            data = self._packer.compress(data) + self._packer.flush()
        body = frame(Kind.DATA, data) if data else b""
        self._channel.sendall(head + body + facts(Kind.END, rows=self.rows, **facts_))

    def _pass_on(self) -> None:
        head = self._started(small=False)
        data = b"".join(self._waiting)
        if self._packer:
            data = self._packer.compress(data)
        self._waiting.clear()
        self._held = 0
        self._channel.sendall(head + (frame(Kind.DATA, data) if data else b""))

    def _started(self, *, small: bool) -> bytes:
        """The frame that opens the answer, the first time."""
        if self._head is None:
            return b""
        encoding = None if small else self._encoding
        head = facts(Kind.HEAD, encoding=encoding, edition=self.edition, **self._head)
        self._head = None
        if encoding == "gzip":
            self._packer = zlib.compressobj(3, zlib.DEFLATED, 31)
        elif encoding == "zstd":
            import zstandard

            self._packer = zstandard.ZstdCompressor(level=1).compressobj()
        return head
