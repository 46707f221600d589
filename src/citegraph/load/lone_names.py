"""Names in the lone works of a run, kept on the disk until their blocks are decided.

Reading them back from the graph would take several times as long as all else that is done with
them.
"""

import json
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path
from zlib import crc32

from citegraph.graph.people import StatedAuthorship
from citegraph.resolve.person_evidence import Authorship

# Files into which the blocks are spread; one at a time is held in memory.
_PARTS = 64
# Bytes of a part that wait to be written.
_BUFFERED = 2**18


class LoneNames:
    """The authorships of works that nothing but their one record describes."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._buffers: dict[int, list[bytes]] = defaultdict(list)
        self._sizes: dict[int, int] = defaultdict(int)
        self._part = -1
        self._held: dict[str, list[Authorship]] = {}

    def add(self, rows: Iterable[tuple[str, bytes]]) -> None:
        """Take in authorships as `packed` gives them."""
        for block, row in rows:
            part = _part_of(block)
            self._buffers[part].append(row)
            self._sizes[part] += len(row)
            if self._sizes[part] >= _BUFFERED:
                self._write(part)

    def in_block(self, block: str) -> list[Authorship]:
        """The authorships of a block, as their works said them when they came."""
        part = _part_of(block)
        if part != self._part:
            self._part, self._held = part, self._read(part)
        return self._held.get(block, [])

    def _read(self, part: int) -> dict[str, list[Authorship]]:
        self._write(part)
        held: dict[str, list[Authorship]] = defaultdict(list)
        file = self._file(part)
        for row in file.read_bytes().splitlines() if file.exists() else ():
            block, *fields = json.loads(row)
            values = (tuple(f) if isinstance(f, list) else f for f in fields)
            held[block].append(Authorship._make(values))
        return held

    def _write(self, part: int) -> None:
        if rows := self._buffers.pop(part, []):
            with self._file(part).open("ab") as file:
                file.writelines(rows)
        self._sizes[part] = 0

    def _file(self, part: int) -> Path:
        return self._folder / f"names-{part}.jsonl"


def order(block: str) -> tuple[int, str]:
    """By this, blocks are to be sorted so that each file is read once."""
    return _part_of(block), block


def packed(stated: StatedAuthorship) -> tuple[str, bytes]:
    """A block and one of its authorships, small enough to travel between processes."""
    return stated.block, json.dumps((stated.block, *stated.authorship)).encode() + b"\n"


def _part_of(block: str) -> int:
    return crc32(block.encode()) % _PARTS
