"""RIS, as EndNote, Zotero, Mendeley, RePEc's services and publishers write it.

A record with errors is kept, and each error becomes a remark with its line; only one that has
neither a title nor an identifier is set aside. Notes are read for identifiers and not kept:
programs put there what people write for themselves.
"""

import re
from collections.abc import Iterator

from citegraph.ingest.ris_records import RisRecord, read_records, record_at
from citegraph.ingest.source import Document, Parsed, Rejected, Remark, Result, Source
from citegraph.ingest.values import (
    Values,
    abstract,
    is_named,
    keywords,
    pages,
    told_kind,
    venue,
)
from citegraph.records import Contributor, Kind, VenueMention, Words, WorkRecord

_KINDS = {
    Kind.ARTICLE: "JOUR EJOUR JFULL MGZN NEWS ABST INPR",
    Kind.BOOK: "BOOK EBOOK EDBOOK SER",
    Kind.CHAPTER: "CHAP ECHAP ENCYC DICT CONF CPAPER",
    Kind.PAPER: "RPRT THES UNPB UNPD MANSCPT GOVDOC PAMP",
    Kind.SOFTWARE: "COMP",
}
_KIND_OF = {type_: kind for kind, types in _KINDS.items() for type_ in types.split()}
# Their fields tell what they are.
_OPEN = frozenset("GEN ELEC WEB BLOG ICOMM".split())
_PROCEEDINGS = frozenset("CONF CPAPER".split())
_RECORD = re.compile(r"^[^\S\n]*TY(?:  |[ \t])-[ \t]+[A-Z]{3,}", re.MULTILINE)
_ADDRESS = re.compile(r"\S+@\S+")
_RANGE = re.compile(r"[-–—]")
_UNSTATED = "neither a title nor a DOI, handle or ISBN"


def recognises(document: Document) -> bool:
    """A RIS file has a line `TY  - ` with a type."""
    return document.mentions("ty  -", "ty -", "ty\t-") and bool(_RECORD.search(document.text))


def parse(document: Document) -> Iterator[Result]:
    """One result a record, and remarks on those that were kept."""
    return _read(read_records(document))


def parse_at(document: Document, line: int) -> Iterator[Result]:
    """What `parse` says of the record that begins at a line."""
    return _read(record_at(document, line))


def _read(found: Iterator[RisRecord | Remark]) -> Iterator[Result]:
    for item in found:
        if isinstance(item, Remark):
            yield item
            continue
        remarks = list(item.remarks)
        record = _Reader(item, remarks).read()
        if is_named(record):
            yield from sorted(remarks, key=lambda remark: remark.line)
            yield Parsed(record, item.line, item.end)
        else:
            raw = "; ".join(
                f"{tag}: {words[0].text}" for tag, words in item.values.items() if words
            )
            yield Rejected(item.line, item.end, _UNSTATED, raw[:200])


class _Reader:
    """One record being read; each method answers for one field."""

    def __init__(self, record: RisRecord, remarks: list[Remark]) -> None:
        self.record = record
        self.remarks = remarks
        self.values = Values(remarks)
        said = record.first("TY")
        self.type = said.text.upper() if said else ""

    def read(self) -> WorkRecord:
        record, values = self.record, self.values
        isbn, issn, other_number = self._numbers()
        kind = self._kind(isbn)
        # Programs put paths on someone's own disk there, too.
        linked = [words for words in record.all("L1", "L2") if "://" in words.text]
        addresses = [*record.all("UR", "L3"), *linked]
        notes = record.all("N1", "M3", "M1")
        place = Words("", record.line, record.line)
        handle = values.handle(record.all("AN", "ID"), addresses, notes)
        doi = values.doi(record.all("DO"), (*addresses, *notes), record.first("ID") or place)
        year, status = values.year(handle, *map(record.first, ("PY", "Y1", "DA")))
        title = record.first("TI", "T1", "CT") or (
            record.first("BT") if kind is Kind.BOOK else None
        )
        authors = self._people("AU", "A1")
        edited = kind in {Kind.BOOK, Kind.CHAPTER}
        editors = self._people("ED", *(["A2"] if edited else []))
        if not title:
            self.remarks.append(Remark(record.line, "TI", "required, and missing"))
        if not authors and not editors:
            self.remarks.append(Remark(record.line, "AU", "required, and missing"))
        number = record.first("IS", "CP")
        article = kind is Kind.ARTICLE
        report = record.first("M1") if kind is Kind.PAPER else None
        return WorkRecord(
            kind=kind,
            title=title,
            handle=handle,
            doi=doi,
            isbn=isbn,
            authors=authors,
            editors=editors,
            year=year,
            venue=self._venue(kind, handle, issn),
            volume=record.first("VL"),
            issue=number if article else None,
            pages=self._pages(),
            number=None if article else number or report or other_number,
            chapter=record.first("SE") if kind is Kind.CHAPTER else None,
            edition=record.first("ET"),
            book_title=record.first("T2", "BT", "C3") if kind is Kind.CHAPTER else None,
            publisher=record.first("PB"),
            abstract=abstract(record.first("AB", "N2")),
            language=values.languages(record.all("LA")),
            keywords=keywords(record.all("KW")),
            publication_status=status,
            full_texts=values.full_texts([*linked, *record.all("UR")]),
        )

    def _numbers(self) -> tuple[tuple[Words, ...], tuple[Words, ...], Words | None]:
        """ISBN, ISSN and, of a report, its own number: all of them stand under one tag."""
        isbn: list[Words] = []
        issn: list[Words] = []
        other = None
        for words in self.record.all("SN"):
            quiet = Values([])
            books, journals = quiet.isbns([words]), quiet.issns([words])
            isbn += books
            issn += [] if books else journals
            if not books and not journals:
                other = other or words
                if self.type != "RPRT":
                    said = f"{words.text[:80]!r} is neither an ISBN nor an ISSN"
                    self.remarks.append(Remark(words.line, "SN", said))
        return tuple(isbn), tuple(issn), other if self.type == "RPRT" else None

    def _kind(self, isbn: tuple[Words, ...]) -> Kind:
        record = self.record
        if self.type in _PROCEEDINGS:
            inside = record.first("T2", "BT", "C3", "SP")
            return Kind.CHAPTER if inside else Kind.BOOK
        if known := _KIND_OF.get(self.type):
            return known
        kind = told_kind(record.first("JF", "JO", "JA", "J2"), record.first("BT"), isbn)
        if self.type not in _OPEN:
            said = f"{self.type or 'no type'} is read as a work of the kind {kind}"
            self.remarks.append(Remark(record.line, "TY", said))
        return kind

    def _people(self, *tags: str) -> tuple[Contributor, ...]:
        found = []
        for words in self.record.all(*tags):
            names = [words.text]
            if ";" in words.text and "&" not in words.text:
                said = "one name a line, not several joined by `;`"
                self.remarks.append(Remark(words.line, tags[0], said))
                names = words.text.split(";")
            found += [
                _person(words.with_text(name))
                for name in names
                if name.strip(" ,") and not _ADDRESS.fullmatch(name.strip())
            ]
        return tuple(found)

    def _venue(
        self, kind: Kind, handle: Words | None, issn: tuple[Words, ...]
    ) -> VenueMention | None:
        record, abbreviation = self.record, None
        if kind is Kind.ARTICLE:
            # JO is the full name for some and the abbreviated one for others.
            name = record.first("JF", "T2", "JO", "JA", "J2", "J1")
            short = record.first("JA", "J2", "J1", "JO")
            abbreviation = short if short and name and short.text != name.text else None
        else:
            name = record.first("T3", *([] if kind is Kind.CHAPTER else ["T2"]))
        return venue(kind, handle, name, abbreviation, issn)

    def _pages(self) -> Words | None:
        """First and last page; some write both into one, or an article number in their place."""
        first, last = self.record.first("SP"), self.record.first("EP")
        if first is None:
            return last or self.record.first("C7")
        if last is None or last.text == first.text or _RANGE.search(first.text):
            return pages(first)
        if last.text.startswith(first.text) and _RANGE.search(last.text):
            return pages(last)
        place = Words("", min(first.line, last.line), max(first.end, last.end))
        return pages(place.with_text(f"{first.text}-{last.text}"))


def _person(words: Words) -> Contributor:
    """`Family, Given, Suffix`; a name without a comma is left as it is."""
    parts = [part.strip() for part in words.text.split(",") if part.strip()]
    name = words.with_text(", ".join(parts))
    if len(parts) < 2:
        return Contributor(name)
    return Contributor(name, given=words.with_text(parts[1]), family=words.with_text(parts[0]))


SOURCE = Source(
    name="ris",
    summary="a RIS file",
    rank=3,
    version=1,
    recognises=recognises,
    parse=parse,
    parse_at=parse_at,
)
