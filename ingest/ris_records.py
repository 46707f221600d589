"""The lexical layer of RIS: lines to records and fields. rispy reads, told which line is which.

https://en.wikipedia.org/wiki/RIS_(file_format): a field is `XX  - value`, a record goes from `TY`
to `ER`. A line without a tag goes on with the value before it.
"""

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

from rispy import RisParser
from rispy.config import TAG_KEY_MAPPING

from citegraph.ingest.source import Document, Remark
from citegraph.ingest.text import plain
from citegraph.records import Words

# Some programs write one space, or a tab, where two spaces belong.
_TAGGED = re.compile(r"([A-Z][A-Z0-9])(?:  |[ \t])-(?:[ \t]+(.*)|$)", re.DOTALL)
_START = re.compile(r"TY(?:  |[ \t])-")
_END = re.compile(r"ER(?:  |[ \t])-")
# Those of rispy's table, and others of EndNote, ProCite and publishers.
_TAGS = [*TAG_KEY_MAPPING, *"AV BT CP CT ED J1 L3 U1 U2 U3 U4 U5".split()]
_KNOWN = {tag: tag for tag in _TAGS}


class _Line(str):
    """A line, or the value in it, and its number; `goes_on` where it has no tag."""

    __slots__ = ("goes_on", "number")
    number: int
    goes_on: bool

    @classmethod
    def at(cls, number: int, text: str, *, goes_on: bool = False) -> "_Line":
        line = cls(text)
        line.number, line.goes_on = number, goes_on
        return line


class _Parser(RisParser):  # type: ignore[misc]  # rispy has no types
    """rispy's parser: each tag is a list of lines, under its own name."""

    DEFAULT_MAPPING = _KNOWN
    DEFAULT_LIST_TAGS = _TAGS
    DEFAULT_DELIMITER_MAPPING: dict[str, str] = {}  # noqa: RUF012  # rispy prescribes it

    def parse_line(self, line: _Line) -> tuple[str | None, _Line]:
        match = _TAGGED.match(line)
        if match and (match[1] in _KNOWN or line[2:4] == "  "):
            return match[1], _Line.at(line.number, (match[2] or "").strip())
        return None, _Line.at(line.number, line.strip(), goes_on=True)


class RisRecord(NamedTuple):
    """The values of each tag, in order, and the lines that the record covers."""

    values: dict[str, tuple[Words, ...]]
    line: int
    end: int
    remarks: tuple[Remark, ...]

    def all(self, *tags: str) -> tuple[Words, ...]:
        return tuple(words for tag in tags for words in self.values.get(tag, ()))

    def first(self, *tags: str) -> Words | None:
        return next(iter(self.all(*tags)), None)


def read_records(document: Document) -> Iterator[RisRecord | Remark]:
    """The records of a file; one that is not ended goes to where the next begins."""
    lines = document.lines
    starts = [number for number, text in enumerate(lines, start=1) if _START.match(text.lstrip())]
    starts.append(len(lines) + 1)
    yield from _stray(lines, 1, starts[0])
    for start, following in pairwise(starts):
        yield from _record(lines, start, following)


def record_at(document: Document, line: int) -> Iterator[RisRecord | Remark]:
    """The record that begins at a line, without a look at the others."""
    lines = document.lines
    following = line + 1
    while following <= len(lines) and not _START.match(lines[following - 1].lstrip()):
        following += 1
    return _record(lines, line, following)


def _record(lines: list[str], start: int, following: int) -> Iterator[RisRecord | Remark]:
    numbers = range(start, following)
    end = next((n for n in numbers if _END.match(lines[n - 1].lstrip())), None)
    remarks = []
    if end is None:
        end = following - 1
        while end > start and not lines[end - 1].strip():
            end -= 1
        remarks.append(Remark(end, "ER", "no ER line ends the record"))
    placed = [_Line.at(n, lines[n - 1].lstrip()) for n in range(start, end + 1)]
    placed.append(_Line.at(end, "ER  - "))
    (fields,) = _Parser().parse_lines(iter(placed))
    for tag, found in fields.pop(_Parser.UNKNOWN_TAG, {}).items():
        if tag is not None:  # as it is for lines that go on with the type
            remarks.append(Remark(found[0].number, tag, "no tag of RIS"))
    values = {
        tag: tuple(words for words in _joined(found, tag) if words.text)
        for tag, found in fields.items()
    }
    yield RisRecord(values, start, end, tuple(remarks))
    yield from _stray(lines, end + 1, following)


def _joined(found: list[_Line] | _Line, tag: str) -> Iterator[Words]:
    """The values of a tag, each with the lines that go on with it; keywords have one line each."""
    pieces: list[_Line] = []
    for line in found if isinstance(found, list) else [found]:
        if pieces and (not line.goes_on or tag == "KW"):
            yield _words(pieces)
            pieces = []
        pieces.append(line)
    if pieces:
        yield _words(pieces)


def _words(pieces: list[_Line]) -> Words:
    text = plain(" ".join(pieces))
    last = next((piece for piece in reversed(pieces) if piece), pieces[0])
    return Words(text, pieces[0].number, last.number)


def _stray(lines: list[str], start: int, end: int) -> Iterator[Remark]:
    """A remark on fields between records."""
    for number in range(start, end):
        if _TAGGED.match(lines[number - 1].lstrip()) and not _END.match(lines[number - 1].lstrip()):
            yield Remark(number, lines[number - 1].strip()[:2], "fields outside of any record")
            return
