"""Statements on their way into the store, on the disk until they are worth a load."""

from io import BufferedWriter
from pathlib import Path

from citegraph.store import Writer

# In one go, the bulk loader takes under a GB of memory for these, and twice that for more.
_LOAD_BYTES = 150 * 2**20
# Less than this is quicker through the memory.
_SMALL = 2**20


class Spill:
    """N-Quads in files of a size that the bulk loader takes at once."""

    def __init__(self, writer: Writer) -> None:
        self._writer = writer
        self._small: list[bytes] = []
        self._files: list[Path] = []
        self._file: BufferedWriter | None = None
        self._size = 0

    def add(self, lines: list[str]) -> None:
        """Take in some lines as they are made."""
        self.write("\n".join((*lines, "")).encode())

    def write(self, text: bytes) -> None:
        """Take in some lines, each ended."""
        self._size += len(text)
        if self._file is None:
            self._small.append(text)
            if self._size >= _SMALL:
                self._open()
        else:
            self._file.write(text)
            if self._size >= _LOAD_BYTES:
                self._file.close()
                self._file, self._size = None, 0

    def load(self) -> None:
        """Put all of it into the store."""
        if self._file:
            self._file.close()
        small = b"".join(self._small)
        self._writer.load(small, small.count(b"\n"))
        for file in self._files:
            self._writer.load_file(file)
            file.unlink()
        self._small, self._files, self._file, self._size = [], [], None, 0

    def _open(self) -> None:
        path = self._writer.spill / f"{len(self._files)}.nq"
        self._file = path.open("wb")
        self._file.write(b"".join(self._small))
        self._small = []
        self._files.append(path)
