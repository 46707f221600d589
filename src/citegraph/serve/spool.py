"""An answer between the worker that makes it and the client that reads it."""

from collections import deque
from pathlib import Path
from typing import IO

_PIECE = 1 << 20


class Spool:
    """Pieces in, pieces out, in order: those that the worker sent, or those of a file it writes."""

    def __init__(self) -> None:
        self._pieces: deque[bytes] = deque()
        self._path: Path | None = None
        self._file: IO[bytes] | None = None
        self._read = 0
        self._is_closed = False
        self.size = 0

    def put(self, data: bytes) -> None:
        self.size += len(data)
        self._pieces.append(data)

    def open(self, path: Path) -> None:
        """Take all further pieces from a file, which is nobody else's from now on."""
        self._file = path.open("rb", buffering=0)
        try:
            path.unlink()
        except PermissionError:  # there are systems where an open file stays
            self._path = path
        if self._is_closed:
            self.close()

    def grow(self, size: int) -> None:
        """The file has so many bytes by now."""
        self.size = size

    def take(self) -> bytes:
        """The next piece; empty when there is none now."""
        if self._pieces:
            return self._pieces.popleft()
        if self._file is None or self._read == self.size:
            return b""
        data = self._file.read(min(_PIECE, self.size - self._read))
        self._read += len(data)
        return data

    def take_all(self) -> bytes:
        pieces = list(iter(self.take, b""))
        return pieces[0] if len(pieces) == 1 else b"".join(pieces)

    def close(self) -> None:
        self._is_closed = True
        if self._file is not None:
            self._file.close()
            self._read = self.size
        if self._path is not None:
            self._path.unlink(missing_ok=True)
        self._pieces.clear()
