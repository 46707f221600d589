"""Plain lists of references, as people paste them: each of them says something of one work.

The list belongs to no work, so it cites nothing; what the references mean for matching, they mean
as works of their own. They are read by rules (`citegraph.citation`), whose doubts become remarks.
"""

import re
from collections.abc import Callable, Iterator
from functools import partial
from itertools import pairwise

from citegraph import citation, identifiers
from citegraph.ingest.source import Document, Parsed, Rejected, Remark, Result, Source
from citegraph.records import (
    Contributor,
    Kind,
    VenueKind,
    VenueMention,
    Words,
    WorkRecord,
    Year,
    YearBasis,
)

_NUMBERED = re.compile(
    r"\s*(?:\[\d{1,4}\]|\(\d{1,3}\)|(?!(?:1[5-9]|20)\d\d[.)])\d{1,4}[.)]|[•*·])\s+\S"
)
_HEADING = re.compile(
    r"\s*(?:\d+\.?\s+)?(?:references|bibliography|works cited|literature|literatur)\s*:?\s*",
    re.IGNORECASE,
)
_YEAR = re.compile(r"\b(?:1[5-9]|20)\d\d|undated")
# A list is known by its beginning: so many lines, of which so many entries must be whole.
_LOOKED_AT = 120
_LEAST = 3
_SHARE = 0.75
# The lines from which an entry goes, and behind which it ends, counted from 0.
Division = list[tuple[int, int]]


def recognises(document: Document) -> bool:
    """Nearly all of the text's beginning is references with names, year, title and more."""
    if document.is_binary or document.is_html:
        return False
    lines = document.text[:200_000].split("\n")[:_LOOKED_AT]
    if sum(bool(_YEAR.search(line)) for line in lines) < _LEAST:
        return False
    entries = _divided(lines)
    whole = sum(_is_whole(_text(lines, entry)) for entry in entries)
    return whole >= _LEAST and whole >= _SHARE * len(entries)


def parse(document: Document) -> Iterator[Result]:
    """One result a reference, and remarks on what its text leaves open."""
    lines = document.lines
    for start, end in _divided(lines):
        raw = _text(lines, (start, end))
        found = citation.parse(raw)
        if found is None or not found.title:
            reason = "no title can be told in this reference: put it in quotation marks"
            yield Rejected(start + 1, end, reason, " ".join(raw.split())[:200])
            continue
        for warning in found.warnings:
            yield Remark(start + 1, "", warning)
        yield Parsed(_Reader(raw, start + 1, found).read(), start + 1, end)


def _divided(lines: list[str]) -> Division:
    """The way of dividing the lines by which most of the text is whole references."""

    def worth(entries: Division) -> int:
        whole = [entry for entry in entries if _is_whole(_text(lines, entry))]
        return 2 * len(whole) - len(entries)

    ways: list[Callable[[int], bool]] = [
        partial(_is_numbered, lines),
        partial(_is_behind_a_gap, lines),
        partial(_is_not_indented, lines),
        lambda _: True,
    ]
    if sum(map(ways[0], range(len(lines)))) < 2:
        del ways[0]
    divisions = [_entries(lines, way) for way in ways]
    return max(divisions, key=worth)


def _is_numbered(lines: list[str], at: int) -> bool:
    return bool(_NUMBERED.match(lines[at]))


def _is_behind_a_gap(lines: list[str], at: int) -> bool:
    return not at or not lines[at - 1].strip()


def _is_not_indented(lines: list[str], at: int) -> bool:
    return not lines[at][:1].isspace()


def _entries(lines: list[str], begins: Callable[[int], bool]) -> Division:
    """Entries that begin at such lines, without headings and the blank lines behind them."""
    texts = [n for n, line in enumerate(lines) if line.strip() and not _HEADING.fullmatch(line)]
    starts = [n for n in texts if begins(n)]
    if texts and (not starts or starts[0] != texts[0]):
        starts.insert(0, texts[0])
    entries = []
    for start, following in pairwise([*starts, len(lines)]):
        inside = [n for n in range(start, following) if lines[n].strip()]
        last = next((n for n in inside if _HEADING.fullmatch(lines[n])), inside[-1] + 1)
        entries.append((start, last))
    return entries


def _text(lines: list[str], entry: tuple[int, int]) -> str:
    return "\n".join(lines[entry[0] : entry[1]])


def _is_whole(raw: str) -> bool:
    found = citation.parse(raw)
    if not found or not found.title or not found.year_stated:
        return False
    people = found.authors or found.editors
    published = found.container or found.publisher or found.book_title or found.number
    return bool(people and (published or found.doi or found.isbn))


class _Reader:
    """One reference: its fields as values with the lines in which each stands."""

    def __init__(self, raw: str, line: int, found: citation.Citation) -> None:
        self.raw = raw
        self.line = line
        self.found = found
        self.spans: dict[str, list[tuple[int, int]]] = {}
        for name, start, end in found.spans:
            self.spans.setdefault(name, []).append((start, end))

    def read(self) -> WorkRecord:
        found, kind = self.found, self._kind()
        handle = self._words("handle")
        stated, value = self._words("year_stated"), found.year
        year = stated.with_text(str(value)) if stated and value else None
        return WorkRecord(
            kind=kind,
            title=self._words("title"),
            handle=handle if found.handle and found.handle.count(":") > 2 else None,
            doi=self._words("doi"),
            isbn=self._all("isbn"),
            authors=self._people("authors", found.authors),
            editors=self._people("editors", found.editors),
            year=Year(stated, year, YearBasis.CITATION) if stated else None,
            venue=self._venue(kind),
            volume=self._words("volume"),
            issue=self._words("issue"),
            pages=self._words("pages"),
            number=self._words("number"),
            chapter=self._words("chapter"),
            edition=self._words("edition"),
            book_title=self._words("book_title"),
            publisher=self._words("publisher"),
        )

    def _kind(self) -> Kind:
        """What the reference says, or what its fields speak for."""
        found = self.found
        if found.kind:
            return found.kind
        if found.book_title:
            return Kind.CHAPTER
        if found.container:
            return Kind.PAPER if found.number and not found.volume else Kind.ARTICLE
        return Kind.BOOK if found.publisher or found.isbn else Kind.PAPER

    def _venue(self, kind: Kind) -> VenueMention | None:
        name, handle = self._words("container"), self._words("handle")
        series = identifiers.series_of(handle.text) if handle else None
        if not name and not series:
            return None
        return VenueMention(
            name=name,
            kind=VenueKind.JOURNAL if kind is Kind.ARTICLE else VenueKind.SERIES,
            handle=handle.with_text(series) if handle and series else None,
        )

    def _all(self, name: str) -> tuple[Words, ...]:
        words = self._words(name)
        return (words,) if words else ()

    def _words(self, name: str) -> Words | None:
        value = getattr(self.found, name)
        return self._place(name, 0).with_text(value) if value else None

    def _people(self, name: str, people: tuple[str, ...]) -> tuple[Contributor, ...]:
        return tuple(
            Contributor(self._place(name, position).with_text(person))
            for position, person in enumerate(people)
        )

    def _place(self, name: str, position: int) -> Words:
        """The lines of the place at which a field was read, or of all of the reference."""
        spans = self.spans.get(name, [])
        start, end = spans[position] if position < len(spans) else (0, len(self.raw))
        first = self.line + self.raw.count("\n", 0, start)
        return Words("", first, first + self.raw.count("\n", start, end))


SOURCE = Source(
    name="citations",
    summary="a list of references as plain text",
    rank=4,
    version=1,
    recognises=recognises,
    parse=parse,
)
