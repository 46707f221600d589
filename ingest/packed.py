"""Archives (.zip, and .tar with its compressions) as streams of members, within bounds.

Members are read one at a time, and nothing is written to a disk, so that a member's name can do
no harm and its size little.
"""

import lzma
import struct
import tarfile
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

MAX_FILE = 256 * 2**20
MAX_RATIO = 200
MAX_UNPACKED = 16 * 2**30
_SUFFIXES = (".zip", ".tar", ".tar.gz", ".tgz", ".tar.bz2", ".tar.xz")
# What the standard library raises for archives that are cut, damaged, encrypted or newer than it.
_DAMAGE = (
    OSError,
    EOFError,
    RuntimeError,
    NotImplementedError,
    ValueError,
    LookupError,
    ArithmeticError,
    struct.error,
    lzma.LZMAError,
    zipfile.BadZipFile,
    tarfile.TarError,
    zlib.error,
)


class Member(NamedTuple):
    """A file in an archive: its bytes, or why they cannot be had."""

    name: str
    data: bytes | None
    problem: str | None = None


class DamagedError(Exception):
    """An archive that cannot be read to its end; the message says why."""


def is_archive(path: str) -> bool:
    return path.lower().endswith(_SUFFIXES)


def count(path: str) -> int:
    """About how many files an archive holds, so far as that is known without unpacking it."""
    if not path.lower().endswith(".zip"):
        return 1
    try:
        with zipfile.ZipFile(path) as archive:
            return len(archive.infolist())
    except _DAMAGE:
        return 1  # reading it will say what is wrong


def members(path: str) -> Iterator[Member]:
    """The files in an archive; those over the limits have no bytes.

    Raises DamagedError where the archive ends badly or unpacks to too much.
    """
    try:
        limit = min(MAX_UNPACKED, MAX_RATIO * max(Path(path).stat().st_size, 2**16))
        yield from _zip(path, limit) if path.lower().endswith(".zip") else _tar(path, limit)
    except _DAMAGE as error:
        raise DamagedError(f"cannot be unpacked ({error}): unpack it by hand") from error


def _zip(path: str, left: int) -> Iterator[Member]:
    with zipfile.ZipFile(path) as archive:
        for item in sorted(archive.infolist(), key=lambda item: item.filename):
            if item.is_dir():
                continue
            # The stated size bounds what is read: zipfile stops there.
            tight = item.file_size > MAX_RATIO * max(item.compress_size, 1024)
            if tight or item.file_size > min(left, MAX_FILE):
                yield Member(item.filename, None, "too large, or packed too tightly, to unpack")
                continue
            left -= item.file_size
            try:
                yield Member(item.filename, archive.read(item))
            except _DAMAGE as error:
                yield Member(item.filename, None, f"cannot be unpacked ({error})")


def _tar(path: str, left: int) -> Iterator[Member]:
    with tarfile.open(path) as archive:
        for item in archive:
            # Passing over a member unpacks it, too.
            left -= item.size
            if left < 0:
                raise DamagedError("unpacks to too much for its size: unpack it by hand")
            if not item.isfile():
                continue
            if item.size > MAX_FILE:
                yield Member(item.name, None, "too large to unpack")
            else:
                stream = archive.extractfile(item)
                yield Member(item.name, stream.read() if stream else b"")
