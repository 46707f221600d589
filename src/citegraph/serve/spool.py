"""An answer between the worker that makes it and the client that reads it.

What a client does not read in time waits on the disk, so that no reader holds a worker or memory.
"""

import tempfile
from collections import deque
from typing import IO

_IN_MEMORY = 1 << 20
_PIECE = 1 << 18


class Spool:
    """Pieces in, pieces out, in order."""

    def __init__(self) -> None:
        self._pieces: deque[bytes] = deque()
        self._held = 0
        self._file: IO[bytes] | None = None
        self._read = 0
        self._written = 0
        self.size = 0

    def put(self, data: bytes) -> None:
        self.size += len(data)
        if self._file is None and self._held + len(data) > _IN_MEMORY:
            self._file = tempfile.TemporaryFile(prefix="citegraph-", buffering=0)  # noqa: SIM115
        if self._file is None:
            self._pieces.append(data)
            self._held += len(data)
        else:
            self._file.seek(self._written)
            self._file.write(data)
            self._written += len(data)

    def take(self) -> bytes:
        """The next piece; empty when there is none now."""
        if self._pieces:
            data = self._pieces.popleft()
            self._held -= len(data)
            return data
        if self._file is None or self._read == self._written:
            return b""
        self._file.seek(self._read)
        data = self._file.read(_PIECE)
        self._read += len(data)
        return data

    def take_all(self) -> bytes:
        pieces = list(iter(self.take, b""))
        return pieces[0] if len(pieces) == 1 else b"".join(pieces)

    def close(self) -> None:
        if self._file is not None:
            self._file.close()
        self._pieces.clear()
