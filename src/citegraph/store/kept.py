"""What was worked out from a generation, kept beside it for whoever asks again.

A generation never changes, so what follows from it holds as long as it is there, and goes with it.
Where nothing can be written, it is worked out again.
"""

from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from tempfile import NamedTemporaryFile

FOLDER = "answers"
# Files of a generation: more would only come from asking for ever other things.
_MOST = 500


class Kept:
    """A folder of small files by the hash of a key; None keeps nothing."""

    def __init__(self, generation: Path | None = None) -> None:
        self._generation = generation
        self._identity = _identity(generation)

    def get(self, key: str) -> bytes | None:
        """What was kept under a key, if anything."""
        if self._generation is None or self._identity != _identity(self._generation):
            return None
        try:
            return self._file(self._generation, key).read_bytes()
        except OSError:
            return None

    def put(self, key: str, data: bytes) -> None:
        """Keep something, if there is room and it can be written."""
        # An undone generation may have given its number to another.
        if self._generation is None or self._identity != _identity(self._generation):
            return
        file = self._file(self._generation, key)
        # A store that is only read, a full disk, or a generation that has just gone.
        with suppress(OSError):
            file.parent.mkdir(exist_ok=True)
            if sum(1 for _ in file.parent.iterdir()) < _MOST:
                with NamedTemporaryFile(dir=file.parent, delete=False) as written:
                    written.write(data)
                Path(written.name).replace(file)

    def _file(self, generation: Path, key: str) -> Path:
        return generation / FOLDER / sha256(key.encode()).hexdigest()[:32]


def _identity(generation: Path | None) -> tuple[int, int] | None:
    try:
        found = generation.stat() if generation else None
    except OSError:
        return None
    return (found.st_dev, found.st_ino) if found else None
