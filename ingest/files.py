"""Files as people have them: single ones, folders, archives, a pipe. Found in a fixed order.

Nothing is unpacked to disk. What an archive may unpack to is bounded, so that a small file cannot
fill the memory.
"""

import os
import sys
import tarfile
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from citegraph.errors import SourceError, UsageError
from citegraph.ingest.source import Document

MAX_FILE = 256 * 2**20
MAX_RATIO = 200
MAX_UNPACKED = 16 * 2**30
_ARCHIVES = (".zip", ".tar", ".tar.gz", ".tgz", ".tar.bz2", ".tar.xz")
_BACKUPS = ("~", ".bak", ".bad", ".disabled", ".old", ".orig", ".save", ".swp", ".tmp", "$$$")


@dataclass(frozen=True, slots=True)
class Found:
    """A file to read. `named` is false for files that a folder or an archive brought along.

    `path` is how the file is known and shown; `file` is where it is, when the two differ.
    `data` holds what is already in memory (a pipe, a member of an archive); `problem` says why
    there is nothing to read, and `left_alone` that this is as it should be.
    """

    path: str
    named: bool
    data: bytes | None = None
    problem: str | None = None
    left_alone: bool = False
    file: str | None = None

    @property
    def name(self) -> str:
        """The file's own name, without the folders it lies in."""
        return self.path.replace("!", "/").rsplit("/", 1)[-1]

    def document(self) -> Document:
        """Read the file. Raises SourceError when that is not possible."""
        if self.problem:
            raise SourceError(f"{self.path}: {self.problem}")
        if self.data is not None:
            return Document(self.path, self.data)
        try:
            file = Path(self.file or self.path)
            size = file.stat().st_size
            if size > MAX_FILE:
                raise SourceError(
                    f"{self.path}: {size} bytes, over the limit of {MAX_FILE}: split it"
                )
            return Document(self.path, file.read_bytes())
        except OSError as error:
            raise SourceError(f"{self.path}: cannot be read ({error.strerror})") from error


def find(paths: tuple[str, ...]) -> Iterator[Found]:
    """Every file under the given paths; `-` is standard input.

    Raises UsageError for a path that does not exist.
    """
    for path in paths:
        if path == "-":
            data = sys.stdin.buffer.read(MAX_FILE + 1)
            too_long = "over the limit of 256 MiB: split it" if len(data) > MAX_FILE else None
            yield Found("standard input", named=True, data=data, problem=too_long)
            continue
        absolute = os.path.abspath(path)  # noqa: PTH100  # Path.resolve would follow links
        if not os.path.lexists(absolute):
            hint = ": save the page, nothing is fetched" if "://" in path else ""
            raise UsageError(f"{path}: there is no such file or folder{hint}")
        if Path(absolute).is_dir():
            yield from _walk(absolute)
        else:
            yield from _one(absolute, named=True)


def shown(path: str) -> str:
    """A path as text on one line: bytes that are no UTF-8, and control characters, are escaped.

    >>> shown("caf\\udce9/new\\nline")
    'caf\\\\udce9/new\\\\nline'
    """
    text = path.encode("utf-8", "backslashreplace").decode()
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text)


def is_backup(name: str) -> bool:
    """Whether an editor or a maintainer left the file aside on purpose."""
    lower = name.lower()
    return lower.endswith(_BACKUPS) or "-disabled" in lower or ".rdf-" in lower


def _walk(folder: str) -> Iterator[Found]:
    """Regular files below a folder, sorted; hidden ones and links to elsewhere are passed over."""
    root = os.path.realpath(folder)
    for parent, folders, files in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in folders:
            if os.path.islink(f"{parent}/{name}"):  # noqa: PTH114  # beside os.walk
                path = shown(f"{parent}/{name}")
                yield Found(path, named=False, problem="a link to a folder", left_alone=True)
        for name in sorted(files):
            path = f"{parent}/{name}"
            if name.startswith("."):
                continue
            inside = os.path.realpath(path).startswith(root + os.sep)
            if not inside or not Path(path).is_file():
                yield Found(
                    path,
                    named=False,
                    problem="no regular file, or a link out of the folder",
                    left_alone=True,
                )
            elif is_backup(name):
                yield Found(shown(path), named=False, problem="a backup copy", left_alone=True)
            else:
                yield from _one(path, named=False)


def _one(path: str, *, named: bool) -> Iterator[Found]:
    if not path.lower().endswith(_ARCHIVES):
        yield Found(shown(path), named=named, file=path)
        return
    members = _zip_members(path) if path.lower().endswith(".zip") else _tar_members(path)
    budget = MAX_UNPACKED
    try:
        for name, size, data in members:
            budget -= size
            if budget < 0:
                yield Found(
                    shown(path), named, problem=f"unpacks to over {MAX_UNPACKED} bytes: split it"
                )
                return
            full = shown(f"{path}!{name}")
            base = name.rsplit("/", 1)[-1]
            if is_backup(base):
                yield Found(full, named=False, problem="a backup copy", left_alone=True)
            elif not base.startswith("."):
                problem = (
                    None if data is not None else "too large, or packed too tightly, to unpack"
                )
                yield Found(full, named=False, data=data, problem=problem)
    except (OSError, EOFError, zipfile.BadZipFile, tarfile.TarError, zlib.error, RuntimeError) as e:
        yield Found(shown(path), named, problem=f"cannot be unpacked ({e}): unpack it by hand")


def _zip_members(path: str) -> Iterator[tuple[str, int, bytes | None]]:
    with zipfile.ZipFile(path) as archive:
        for member in sorted(archive.infolist(), key=lambda m: m.filename):
            if member.is_dir():
                continue
            tight = member.file_size > MAX_RATIO * max(member.compress_size, 1024)
            if member.file_size > MAX_FILE or tight:
                yield member.filename, 0, None
            else:
                data = archive.read(member)
                yield member.filename, len(data), data


def _tar_members(path: str) -> Iterator[tuple[str, int, bytes | None]]:
    with tarfile.open(path) as archive:
        packed = Path(path).stat().st_size
        for member in archive:
            if not member.isfile():
                continue
            if member.size > MAX_FILE or member.size > MAX_RATIO * max(packed, 1024):
                yield member.name, 0, None
                continue
            stream = archive.extractfile(member)
            data = stream.read() if stream else b""
            yield member.name, len(data), data
