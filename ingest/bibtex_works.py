"""Entries of BibTeX and BibLaTeX as records of works."""

from collections.abc import Iterator

from citegraph import identifiers
from citegraph.ingest.bibtex_entries import BibEntry, read_entries
from citegraph.ingest.bibtex_names import people
from citegraph.ingest.bibtex_relations import Library, stated_handle
from citegraph.ingest.bibtex_types import KIND_OF, NO_WORKS, OPEN
from citegraph.ingest.source import Document, Parsed, Rejected, Remark, Result
from citegraph.ingest.values import (
    Values,
    abstract,
    addresses_in,
    is_named,
    keywords,
    pages,
    told_kind,
    venue,
)
from citegraph.records import Contributor, Kind, VenueMention, Words, WorkRecord

_UNSTATED = "neither a title nor a DOI, handle or ISBN"


def read(document: Document, only: int | None = None) -> Iterator[Result]:
    """The works of a file, or what begins at one line of it."""
    found = list(read_entries(document.text))
    library = Library()
    for entry in found:
        if isinstance(entry, BibEntry):
            library.add(entry)
    last = 0
    for entry in found:
        if isinstance(entry, BibEntry) and entry.type in NO_WORKS:
            continue
        if only not in {None, entry.line}:
            continue
        if not isinstance(entry, BibEntry):
            yield entry
        elif entry.line == last:
            reason = "a second entry in one line: begin each in a line of its own"
            yield Rejected(entry.line, entry.end, reason, entry.raw[:200])
        else:
            last = entry.line
            yield from _Reader(entry, library).results()


class _Reader:
    """One entry being read; each method answers for one field."""

    def __init__(self, entry: BibEntry, library: Library) -> None:
        self.entry = entry
        self.library = library
        self.remarks: list[Remark] = []
        self.values = Values(self.remarks)
        self.parent = library.parent(entry, self.remarks)
        self.fields = library.fields(entry, self.parent)

    def results(self) -> Iterator[Result]:
        entry = self.entry
        record = self.read()
        if not is_named(record):
            yield Rejected(entry.line, entry.end, _UNSTATED, " ".join(entry.raw[:200].split()))
            return
        first = self.library.first_of(entry)
        if entry.key and first is not entry:
            said = f"{entry.key!r} is the key of the entry in line {first.line}, too"
            yield Remark(entry.line, "key", said)
        yield from sorted([*entry.remarks, *self.remarks], key=lambda remark: remark.line)
        yield Parsed(record, entry.line, entry.end)

    def read(self) -> WorkRecord:
        kind = self._kind()
        authors, editors = self._people("author"), self._people("editor")
        published = self._all("howpublished")
        notes = self._all("note")
        addresses = [*self._all("url", "ee", "pdf"), *addresses_in([*published, *notes])]
        handle = self.values.handle([*self._all("handle"), self.entry.key_words], addresses, notes)
        doi = self.values.doi(self._all("doi"), [*addresses, *notes], self.entry.key_words)
        year, status = self.values.year(handle, self._first("year"), self._first("date"))
        title = self._titled("title")
        book = self._titled("booktitle") if kind is not Kind.ARTICLE else None
        if self.entry.type == "inbook" and not book:
            book = title  # BibTeX's own @inbook has the title of the book alone
        if not title:
            self.remarks.append(Remark(self.entry.line, "title", "required, and missing"))
        if not authors and not editors:
            self.remarks.append(Remark(self.entry.line, "author", "required, and missing"))
        article = kind is Kind.ARTICLE
        book_handle = stated_handle(self.parent) if self.parent else None
        return WorkRecord(
            kind=kind,
            title=title,
            handle=handle,
            doi=doi,
            isbn=self.values.isbns(self._all("isbn"), notes),
            authors=authors,
            editors=editors,
            year=year,
            venue=self._venue(kind, handle),
            volume=self._first("volume"),
            issue=self._first("number", "issue") if article else None,
            pages=pages(self._first("pages", "eid", "articleno", "article-number")),
            number=None if article else self._first("number"),
            chapter=self._first("chapter"),
            edition=self._first("edition"),
            book_title=book if kind is Kind.CHAPTER else None,
            in_book=book_handle if kind is Kind.CHAPTER else None,
            publisher=self._publisher(kind),
            abstract=abstract(self._first("abstract")),
            language=self.values.languages(self._all("language") or self._all("langid")),
            keywords=keywords(self._all("keywords", "keyword")),
            jel=self._jel(),
            publication_status=(*self._all("pubstate"), *status),
            notes=(
                *notes,
                *self._all("addendum"),
                *(words for words in published if "://" not in words.text),
            ),
            full_texts=self.values.full_texts(addresses),
            other_versions=self.library.other_versions(self.fields),
        )

    def _first(self, *names: str) -> Words | None:
        return next((self.fields[name].words for name in names if name in self.fields), None)

    def _all(self, *names: str) -> tuple[Words, ...]:
        return tuple(self.fields[name].words for name in names if name in self.fields)

    def _kind(self) -> Kind:
        known = KIND_OF.get(self.entry.type)
        journal = "journal" in self.fields or "journaltitle" in self.fields
        if known is Kind.CHAPTER and journal and "booktitle" not in self.fields:
            return Kind.ARTICLE
        if known:
            return known
        kind = told_kind(journal, "booktitle" in self.fields, "isbn" in self.fields)
        if self.entry.type not in OPEN:
            said = f"@{self.entry.type} is read as a work of the kind {kind}"
            self.remarks.append(Remark(self.entry.line, "type", said))
        return kind

    def _titled(self, name: str) -> Words | None:
        """A title with its subtitle, which BibLaTeX has in a field of its own."""
        title, sub = self._first(name), self._first(name.replace("title", "subtitle"))
        if not title or not sub:
            return title or sub
        colon = "" if title.text[-1] in ".:?!" else ":"
        text = f"{title.text}{colon} {sub.text}"
        return Words(text, min(title.line, sub.line), max(title.end, sub.end))

    def _people(self, name: str) -> tuple[Contributor, ...]:
        return people(self.fields.get(name), self.remarks)

    def _venue(self, kind: Kind, handle: Words | None) -> VenueMention | None:
        abbreviation = self._first("shortjournal")
        if kind is Kind.ARTICLE:
            # MathSciNet gives the full name beside the abbreviated one.
            full, short = self._first("fjournal"), self._first("journal")
            name = full or self._titled("journaltitle") or short
            abbreviation = abbreviation or (short if full else None)
        else:
            name = self._first("series")
            if kind is Kind.PAPER and not name and self.entry.type in {"techreport", "report"}:
                name = self._first("type")
        issn = self.values.issns(self._all("issn"), self._all("note"))
        return venue(kind, handle, name, abbreviation, issn)

    def _publisher(self, kind: Kind) -> Words | None:
        names = ("institution", "school", "publisher", "organization")
        return self._first(*(names if kind is Kind.PAPER else ("publisher", *names)))

    def _jel(self) -> tuple[Words, ...]:
        return tuple(
            words.with_text(code)
            for words in self._all("jel", "jelcodes")
            for code in identifiers.jel_codes(words.text)[0]
        )
