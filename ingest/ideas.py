"""IDEAS item pages (RePEc), as copied text and as saved HTML: one grammar over lines.

Meta tags, where a saved page has them, outrank the body.
"""

import re
from collections.abc import Iterator
from itertools import islice

from citegraph import citation, identifiers, names
from citegraph.folding import fold
from citegraph.ingest import ideas_lists
from citegraph.ingest.ideas_sections import read_sections
from citegraph.ingest.page import Line, Page, read_page
from citegraph.ingest.source import Document, Parsed, Rejected, Result, Source
from citegraph.ingest.text import plain
from citegraph.records import (
    Contributor,
    Coverage,
    Kind,
    VenueKind,
    VenueMention,
    Words,
    WorkRecord,
    Year,
    YearBasis,
)

_KINDS = {"p": Kind.PAPER, "a": Kind.ARTICLE, "h": Kind.CHAPTER, "b": Kind.BOOK, "c": Kind.SOFTWARE}
_TOP = re.compile(r"IDEAS home\b")
_CITATION_LINE = re.compile(r"^(?:\s|<[^>]*>)*suggested citation\b", re.MULTILINE)
_SAVE = re.compile(r"save this (?:book )?(paper|article|chapter|book|software)", re.IGNORECASE)
_ADDRESS = re.compile(r"(?:https?|ftp)://\S+", re.IGNORECASE)
_META_HANDLE = re.compile(r"name\s*=\s*[\"']?handle\b", re.IGNORECASE)


def recognises(document: Document) -> bool:
    """An IDEAS page names the service, and has a suggested citation or a handle in its head."""
    if not document.mentions("ideas home", "ideas.repec.org", "ideas is a repec service"):
        return False
    text = document.decoded.text.lower()
    return bool(_CITATION_LINE.search(text) or _META_HANDLE.search(text))


def parse(document: Document) -> Iterator[Result]:
    """The work that an item page describes; a text file may hold several pages."""
    page = read_page(document)
    starts = [i for i, line in enumerate(page.lines) if _TOP.match(line.text)]
    if page.html or len(starts) < 2:
        yield _read_one(page, 1)
        return
    starts[0] = 0
    for start, end in zip(starts, [*starts[1:], len(page.lines)], strict=True):
        lines = page.lines[start:end]
        yield _read_one(Page(lines), lines[0].number if start else 1)


def _read_one(page: Page, first: int) -> Parsed | Rejected:
    last = page.lines[-1].end if page.lines else first
    raw = page.lines[0].text[:200] if page.lines else ""
    cited = [line for line in page.lines if line.text.lower().rstrip(":") == "suggested citation"]
    if len(cited) > 1:
        reason = f"two pages in one; the second one's citation is at line {cited[1].number}"
        return Rejected(first, last, f"{reason}: save each page in a file of its own", raw)
    reader = _Reader(page)
    record = reader.read()
    is_item = "citation" in reader.sections or page.first_meta("handle", "citation_title")
    if record.title is None or not is_item or not (record.handle or record.year or record.authors):
        reason = "no title, or neither a handle nor a citation: save or copy the whole page again"
        return Rejected(first, last, reason, raw)
    return Parsed(record, first, last)


class _Reader:
    """One page being read; each method answers for one field."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.preamble, self.top, self.sections, self.topics = read_sections(page.lines)
        self.cited_line, self.cited = self._find_citation()

    def read(self) -> WorkRecord:
        handle = self._handle()
        kind = self._kind(handle)
        meta = self.page.first_meta
        cited = self.cited
        title = self._title()
        book = next((ideas_lists.item_handle(ln, "b/") for ln in self._under("citation")), None)
        return WorkRecord(
            kind=kind,
            title=title.with_text(plain(title.text)) if title else None,
            handle=handle,
            doi=self._doi(),
            isbn=tuple(words for words in [self._from_citation(cited.isbn)] if words),
            authors=self._authors(),
            editors=self._editors(),
            year=self._year(handle),
            venue=self._venue(kind, handle),
            volume=meta("citation_volume") or self._from_citation(cited.volume),
            issue=meta("citation_issue") or self._from_citation(cited.issue),
            pages=self._pages(),
            number=self._from_citation(cited.number),
            chapter=meta("chapter") or self._from_citation(cited.chapter),
            edition=self._from_citation(cited.edition),
            book_title=meta("book_title") or self._from_citation(cited.book_title),
            in_book=book if kind == Kind.CHAPTER else None,
            publisher=self._from_citation(cited.publisher),
            abstract=self._abstract(),
            keywords=self._keywords(),
            jel=self._jel(),
            full_texts=ideas_lists.full_texts(self._under("download")),
            other_versions=ideas_lists.linked_items(self._under("versions"), handle),
            references=ideas_lists.references(self._reference_lines()),
            coverage=self._coverage(),
            lost=self._lost(),
        )

    def _under(self, section: str) -> list[Line]:
        return self.sections.get(section, [])

    def _find_citation(self) -> tuple[Words, citation.Citation]:
        """The suggested citation; a copy may have broken it over several lines."""
        lines = []
        for line in self._under("citation"):
            if re.search(r"\b(?:handle|doi):", line.text, re.IGNORECASE):
                break
            if parsed := citation.parse_generated(line.text):
                return line.words, parsed
            lines.append(line)
        if lines and (parsed := citation.parse_generated(" ".join(line.text for line in lines))):
            return Words(lines[0].text, lines[0].number, lines[-1].end), parsed
        return Words("", 1, 1), citation.Citation()

    def _from_citation(self, text: str | None) -> Words | None:
        return self.cited_line.with_text(text) if text else None

    def _title(self) -> Words | None:
        """The title of the head, or the first line below the furniture, or the citation's.

        Where a copy broke the title, the citation tells how many lines it takes.
        """
        stated = self.page.first_meta("citation_title", "title")
        if stated or not self.top:
            return stated or self._from_citation(self.cited.title)
        title, end = self.top[0].text, self.top[0].end
        for line in self.top[1:]:
            longer = f"{title} {line.text}"
            if not fold(self.cited.title or "").startswith(fold(longer)):
                break
            title, end = longer, line.end
        return Words(title, self.top[0].number, end)

    def _handle(self) -> Words | None:
        stated = self.page.first_meta("handle")
        lines = [*self._under("citation"), *self.page.lines]
        candidates = [stated] if stated else []
        candidates += [line.words for line in lines if "handle:" in line.text.lower()]
        for words in candidates:
            text = re.sub(r".*handle:\s*", "", words.text, flags=re.IGNORECASE).split(" ")[0]
            if canonical := identifiers.handle(text):
                return words.with_text(canonical)
        address = self._address()
        found = identifiers.handle_of_address(address.text) if address else None
        return address.with_text(found) if address and found else None

    def _address(self) -> Words | None:
        for line in self.preamble:
            if match := _ADDRESS.search(line.text):
                return line.words.with_text(match[0])
        return self.page.first_meta("canonical", "og:url")

    def _kind(self, handle: Words | None) -> Kind:
        stated = self.page.first_meta("redif-type")
        if stated and stated.text.lower().removeprefix("redif-") in set(Kind):
            return Kind(stated.text.lower().removeprefix("redif-"))
        address = self._address()
        if address and (path := re.search(r"/([apbhc])/", address.text)):
            return _KINDS[path[1]]
        for line in self.preamble:
            if match := _SAVE.search(line.text):
                # "Save this paper" is also what the page says of other kinds: weak evidence.
                said = Kind(match[1].lower())
                return said if said != Kind.PAPER else (self.cited.kind or said)
        if handle and re.search(r":v:.*:y:\d{4}:", handle.text):
            return Kind.ARTICLE
        return self.cited.kind or Kind.PAPER

    def _doi(self) -> Words | None:
        stated = self.page.first_meta("citation_doi", "doi")
        lines = [line.words for line in self._under("citation") if "doi:" in line.text.lower()]
        for words in [*([stated] if stated else []), *lines]:
            if canonical := identifiers.doi(words.text):
                return words.with_text(canonical)
        return None

    def _authors(self) -> tuple[Contributor, ...]:
        """Names in the best order known, with what the author block adds to each."""
        block = ideas_lists.author_block(self._under("author"))
        fields = ("citation_authors", "citation_author", "author")
        listed = next((found for field in fields if (found := self._people_of(field))), [])
        cited = [self.cited_line.with_text(name) for name in self.cited.authors]
        ordered = listed or [person.name for person in block] or cited
        return tuple(
            next(
                (
                    Contributor(name, person=c.person, affiliations=c.affiliations)
                    for c in block
                    if names.same(c.name.text, name.text)
                ),
                Contributor(name),
            )
            for name in ordered
        )

    def _people_of(self, field: str) -> list[Words]:
        """The names in a meta field: joined by semicolons in one tag, or one tag each."""
        return [
            words.with_text(name.strip())
            for words in self.page.meta.get(field, [])
            for name in re.split(r";|\s&\s", words.text)
            if name.strip()
        ]

    def _editors(self) -> tuple[Contributor, ...]:
        listed = self._people_of("book_editor") or self._people_of("book_editors")
        cited = [self.cited_line.with_text(name) for name in self.cited.editors]
        return tuple(Contributor(name) for name in listed or cited)

    def _year(self, handle: Words | None) -> Year | None:
        meta = self.page.first_meta("citation_year", "citation_publication_date", "date")
        cited = self._from_citation(self.cited.year_stated)
        for stated, basis in ((meta, YearBasis.STATED), (cited, YearBasis.CITATION)):
            if stated and (value := identifiers.year_in(stated.text)):
                return Year(stated, stated.with_text(str(value)), basis)
        stated = meta or cited
        inferred = identifiers.year_of_handle(handle.text) if handle else None
        if handle and inferred:
            return Year(stated, handle.with_text(str(inferred)), YearBasis.HANDLE)
        return Year(stated, None, YearBasis.CITATION) if stated else None

    def _venue(self, kind: Kind, handle: Words | None) -> VenueMention | None:
        name = self.page.first_meta("citation_journal_title", "series")
        name = name or self._from_citation(self.cited.container)
        series = identifiers.series_of(handle.text) if handle else None
        if name is None and series is None:
            return None
        issn = [(w, identifiers.issn(w.text)) for w in self.page.meta.get("citation_issn", [])]
        return VenueMention(
            name=name,
            kind=VenueKind.JOURNAL if kind == Kind.ARTICLE else VenueKind.SERIES,
            handle=handle.with_text(series) if handle and series else None,
            issn=tuple(words.with_text(canonical) for words, canonical in issn if canonical),
        )

    def _pages(self) -> Words | None:
        first, last = (self.page.first_meta(f"citation_{n}page") for n in ("first", "last"))
        cited = self._from_citation(self.cited.pages)
        if first and last:
            return first.with_text(f"{first.text}-{last.text}")
        # The head often gives the first page alone: the citation completes it.
        completed = first and cited and re.match(rf"{re.escape(first.text)}\b", cited.text)
        return cited if completed or not first else first

    def _abstract(self) -> tuple[Words, ...]:
        if stated := self.page.first_meta("citation_abstract"):
            return (stated.with_text(plain(stated.text)),)
        if "abstract" in self.sections:
            lines = self._under("abstract")
        elif self.page.html or "author" in self.sections:
            lines = []
        else:
            # A copied page can lose both headings; what stands below the title is the abstract.
            lines = self.top[1:]
        if not lines or lines[0].text.lower().startswith("no abstract is available"):
            return ()
        text = " ".join(line.text for line in lines)
        return (Words(plain(text), lines[0].number, lines[-1].end),)

    def _keywords(self) -> tuple[Words, ...]:
        meta = self.page.meta.get("citation_keywords") or self.page.meta.get("keywords")
        lines = [line.words for line in self.topics.get("keywords", [])]
        inline = ideas_lists.inline(self._under("more"), "keywords?")
        return ideas_lists.keywords(meta or lines or inline)

    def _jel(self) -> tuple[Words, ...]:
        inline = ideas_lists.inline(self._under("more"), "jel classification")
        meta = self.page.meta.get("jel_code", inline)
        found = [w.with_text(code) for w in meta for code in identifiers.jel_codes(w.text)[0]]
        listed = ideas_lists.jel_codes(self.topics.get("jel", []))
        return tuple(dict.fromkeys(found)) or listed

    def _reference_lines(self) -> list[Line]:
        full = self._under("full references")
        return full if ideas_lists.is_numbered_list(full) else self._under("references")

    def _coverage(self) -> Coverage | None:
        if not ideas_lists.references(self._reference_lines()):
            return None
        if ideas_lists.is_numbered_list(self._under("full references")):
            return Coverage.FULL
        listed = any("listed on ideas" in line.text.lower() for line in self.page.lines)
        return Coverage.MATCHED_ONLY if listed else Coverage.UNKNOWN

    def _lost(self) -> tuple[Words, ...]:
        """Headings that stand over nothing: their values were lost in the copy."""
        found = []
        headings = {line.text.rstrip(": ").lower(): line for line in self.page.lines}
        for field, section, heading in (
            ("author", "author", r"authors?|author\(s\)"),
            ("abstract", "abstract", "abstract"),
            ("other versions", "versions", "other versions of this item"),
            ("references", "references", "references listed on ideas|references"),
        ):
            if section in self.sections and not self.sections[section]:
                lines = (ln for text, ln in headings.items() if re.fullmatch(heading, text))
                found += [line.words.with_text(field) for line in islice(lines, 1)]
        versions = self._under("versions")
        if versions and not ideas_lists.linked_items(versions, None):
            found.append(versions[0].words.with_text("other versions"))
        address = ideas_lists.lost_address(self._under("download"))
        return (*found, address) if address else tuple(found)


SOURCE = Source(
    name="ideas",
    summary="an item page of IDEAS (RePEc), copied as text or saved as HTML",
    rank=2,
    version=1,
    recognises=recognises,
    parse=parse,
)
