"""Files to read: single ones, folders, archives, standard input. Nothing is written or fetched.

Nothing outside the given folders is followed, no folder is entered twice, and what an archive
unpacks to is bounded, so that a small file cannot fill the memory.
"""

import os
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from citegraph.errors import SourceError, UsageError
from citegraph.ingest import packed
from citegraph.ingest.source import Document
from citegraph.ingest.text import escaped

MAX_FILE = packed.MAX_FILE
_BACKUPS = ("~", ".bak", ".bad", ".disabled", ".old", ".orig", ".save", ".swp", ".tmp", "$$$")
# Clocks and file systems count times in steps; a file may change twice within one.
_STEP = 2_000_000_000


@dataclass(frozen=True, slots=True)
class Found:
    """A file to read. `named` is false for files that a folder or an archive brought along.

    `path` is how the file is known and shown; `file` is where it is, when the two differ.
    `data` holds what is already in memory (a pipe, a member of an archive); `problem` says why
    there is nothing to read, and `left_alone` that this is as it should be. `stamp` is how the
    file looked before it was read; None where an equal one would prove nothing. `size` is in bytes.
    """

    path: str
    named: bool
    data: bytes | None = None
    problem: str | None = None
    left_alone: bool = False
    file: str | None = None
    stamp: str | None = None
    size: int = 0

    @property
    def is_archive(self) -> bool:
        """Whether the file stands for the files packed into it (see `members`)."""
        return self.file is not None and packed.is_archive(self.file)

    def document(self) -> Document:
        """Read the file. Raises SourceError when that is not possible."""
        if self.problem:
            raise SourceError(f"{self.path}: {self.problem}")
        if self.data is not None:
            return Document(self.path, self.data)
        try:
            with Path(self.file or self.path).open("rb") as file:
                size = os.fstat(file.fileno()).st_size
                if size > MAX_FILE:
                    raise SourceError(
                        f"{self.path}: {size} bytes, over the limit of {MAX_FILE}: split it"
                    )
                return Document(self.path, file.read(MAX_FILE))
        except OSError as error:
            raise SourceError(f"{self.path}: cannot be read ({error.strerror})") from error


class Files:
    """Every file under the given paths, also those in archives; `-` is standard input.

    Raises UsageError for a path that does not exist. An archive that `is_known` is not opened, and
    stands for its files; the folder `apart` is not entered. `len` takes a walk of its own, and does
    not count what a .tar holds.
    """

    def __init__(
        self,
        paths: tuple[str, ...],
        is_known: Callable[[Found], bool] = lambda _: False,
        apart: Path | None = None,
    ) -> None:
        for path in paths:
            if path != "-" and not os.path.lexists(path):
                hint = ": save the page, nothing is fetched" if "://" in path else ""
                raise UsageError(f"{path}: there is no such file or folder{hint}")
        # Path.resolve would follow links.
        self.paths = tuple(p if p == "-" else os.path.abspath(p) for p in paths)  # noqa: PTH100
        self._is_known = is_known
        self._apart = os.path.realpath(apart) if apart else ""

    def __len__(self) -> int:
        return sum(_count(path) for path in self.paths)

    def __iter__(self) -> Iterator[Found]:
        for path in self.paths:
            for found in self._whole(path):
                if found.is_archive and not self._is_known(found):
                    yield from _members(found)
                else:
                    yield found

    def _whole(self, path: str) -> Iterator[Found]:
        if path == "-":
            data = sys.stdin.buffer.read(MAX_FILE + 1)
            too_long = "over the limit of 256 MiB: split it" if len(data) > MAX_FILE else None
            yield Found("standard input", True, data, too_long, size=len(data))
        elif Path(path).is_dir():
            yield from _walk(path, self._apart)
        else:
            yield _file(Path(path), path, named=True)


def find(paths: tuple[str, ...]) -> Iterator[Found]:
    """Every file under the given paths, as `Files` has them."""
    return iter(Files(paths))


def _members(archive: Found) -> Iterator[Found]:
    """The files in an archive; where it ends badly, the last one says so."""
    assert archive.file is not None
    try:
        for name, data, problem in packed.members(archive.file):
            full = escaped(f"{archive.path}!{name}")
            base = name.rsplit("/", 1)[-1]
            if is_backup(base):
                yield Found(full, named=False, problem="a backup copy", left_alone=True)
            elif not base.startswith("."):
                size = len(data or b"")
                yield Found(full, False, data, problem, stamp=archive.stamp, size=size)
    except packed.DamagedError as error:
        yield Found(archive.path, True, problem=str(error))


def file_name(path: str) -> str:
    """A file's own name, without the folders or the archive it lies in."""
    return path.replace("!", "/").rsplit("/", 1)[-1]


def is_backup(name: str) -> bool:
    """Whether an editor or a maintainer left the file aside on purpose."""
    lower = name.lower()
    return lower.endswith(_BACKUPS) or "-disabled" in lower or ".rdf-" in lower


def _walk(folder: str, apart: str) -> Iterator[Found]:
    """Files below a folder, sorted; hidden ones and links out of it are passed over.

    A linked folder within it is read where it is, so following the link would add nothing.
    """
    root = os.path.realpath(folder) + os.sep
    pending = [folder]
    while pending:
        at = pending.pop()
        try:
            with os.scandir(at) as listed:
                entries = sorted(listed, key=lambda entry: entry.name)
        except OSError as error:
            yield Found(escaped(at), named=True, problem=f"cannot be listed ({error.strerror})")
            continue
        folders = []
        for entry in entries:
            if entry.name.startswith("."):
                continue
            if entry.is_dir(follow_symlinks=False):
                if not apart or os.path.realpath(entry.path) != apart:
                    folders.append(entry.path)
            elif why := _passed_over(entry, root):
                yield Found(escaped(entry.path), named=False, problem=why, left_alone=True)
            else:
                yield _file(entry, entry.path, named=False)
        pending += reversed(folders)


def _passed_over(entry: os.DirEntry[str], root: str) -> str:
    """Why a file of a folder is not read; empty if it is."""
    if entry.is_symlink() and entry.is_dir():
        return "a link to a folder"
    outside = entry.is_symlink() and not os.path.realpath(entry.path).startswith(root)
    if outside or not entry.is_file():
        return "no regular file, or a link out of the folder"
    return "a backup copy" if is_backup(entry.name) else ""


def _count(path: str) -> int:
    if Path(path).is_dir():
        return sum(
            _count(f"{parent}/{name}") if packed.is_archive(name) else 1
            for parent, _, names in os.walk(path)
            for name in names
        )
    return packed.count(path) if packed.is_archive(path) else 1


def _file(file: os.DirEntry[str] | Path, path: str, *, named: bool) -> Found:
    """A file with its stamp: size, time of change, and time of change of name or rights.

    The last cannot be set by a program that copies files with their times.
    """
    try:
        seen = file.stat()
    except OSError:
        return Found(escaped(path), named, file=path)  # reading it will say what is wrong
    settled = max(seen.st_mtime_ns, seen.st_ctime_ns) < time.time_ns() - _STEP
    stamp = f"{seen.st_size}:{seen.st_mtime_ns}:{seen.st_ctime_ns}" if settled else None
    return Found(escaped(path), named, file=path, stamp=stamp, size=seen.st_size)
