"""What fields of BibTeX and RIS hold, as values of records; what is none becomes a remark.

Both formats carry the habits of publishers and of programs that manage references: identifiers in
notes, addresses and keys, several values in one field, reports without a series.
"""

import re
from collections.abc import Callable, Iterable

from citegraph import identifiers
from citegraph.ingest.languages import language
from citegraph.ingest.redif_fields import url
from citegraph.ingest.source import Remark
from citegraph.records import (
    FullText,
    Kind,
    VenueKind,
    VenueMention,
    Words,
    WorkRecord,
    Year,
    YearBasis,
)

_DASHES = re.compile(r"\s*(?:--+|[-–—‐−])\s*")
_RESOLVER = re.compile(r"https?://(?:dx\.)?doi\.org/", re.IGNORECASE)
# In prose, a DOI may be that of another work.
_NAMED_DOI = re.compile(
    r"(?:(?:^|[;,.|])\s*(?i:doi)|\bDOI:)\s*[:=]?\s*(?:https?://(?:dx\.)?doi\.org/)?(10\.\S+)"
)
# Numbers that JSTOR registers for few of its articles, and others for none.
_UNREGISTERED = "10.2307/"
_KEY_DOI = re.compile(r"(?:doi:)?(10\.\d{4,9}/\S+)", re.IGNORECASE)
_HANDLE = re.compile(
    r"(?:^|[;\n]|\b(?:handle|repec)\s*[:=])\s*((?:RePEc|ReLIS|mapin):\S+)(?=\s*(?:$|[;\n]))",
    re.IGNORECASE,
)
_ISBN = re.compile(r"(?<!\d)(?:97[89][-\s–]?)?(?:\d[-\s–]?){9}[\dXx](?!\d)")
_ISSN = re.compile(r"(?<!\d)\d{4}\s*[-–—‐:]?\s*\d{3}[\dXx](?!\d)")
_NAMED_ISBN = re.compile(r"\bISBN(?:-1[03])?[:\s]+([\dXx–-][\dXx\s–-]{8,20})", re.IGNORECASE)
_NAMED_ISSN = re.compile(r"\b[ep]?ISSN[:\s]+(\d{4}[–-]?\d{3}[\dXx])", re.IGNORECASE)
_ADDRESS = re.compile(
    r"\W*(?:(?:available|retrieved|accessed|online|url|doi|pdf|full text)\b[^:/]{0,30}[:\s]+)?"
    r"((?:https?|ftp)://[^\s<>\"{}]+)",
    re.IGNORECASE,
)
_BETWEEN = re.compile(r"[\s,;|]+(?=(?:https?|ftp)://)", re.IGNORECASE)
_LEADING_YEAR = re.compile(r"(1[5-9]\d\d|20\d\d)(?=[-/~?%]|$)")
_FORTHCOMING = re.compile(r"forthcoming|in\s?press|to appear|submitted|accepted", re.IGNORECASE)
_UNDATED = re.compile(r"undated|n\.?\s?d\.?", re.IGNORECASE)
_NO_ABSTRACT = "no abstract is available"
# What a report calls itself, where no series is named.
_GENERIC = re.compile(
    r"(?:(?:working|discussion|research|technical|staff|policy|white|occasional|conference)\s)?"
    r"(?:papers?|reports?|notes?|memos?|memorandum|documents?)(?:\sseries)?|techreport|report"
    r"|preprints?|mimeo|manuscript|thesis",
    re.IGNORECASE,
)


class Values:
    """The values of one entry as they are asked for, with the remarks on those that are none."""

    def __init__(self, remarks: list[Remark]) -> None:
        self.remarks = remarks

    def doi(self, fields: Iterable[Words], elsewhere: Iterable[Words], key: Words) -> Words | None:
        """The DOI of its own field, of an address or a note, or the one that is the key."""
        for words in fields:
            if found := identifiers.doi(words.text):
                return words.with_text(found)
            self._doubt(words, "doi", "is no DOI")
        for words in elsewhere:
            raw = words.text if _RESOLVER.match(words.text) else ""
            raw = raw or next(iter(_NAMED_DOI.findall(words.text)), "")
            if found := identifiers.doi(raw):
                return words.with_text(found)
        stated = _KEY_DOI.fullmatch(key.text)
        if stated and not stated[1].startswith(_UNREGISTERED):
            found = identifiers.doi(stated[1])
            return key.with_text(found) if found else None
        return None

    def handle(
        self, fields: Iterable[Words], addresses: Iterable[Words], notes: Iterable[Words]
    ) -> Words | None:
        """A handle of its own field, of an IDEAS or EconPapers address, or alone in a note."""
        for words in fields:
            if found := item_handle(words.text):
                return words.with_text(found)
        for words in addresses:
            for address in _BETWEEN.split(words.text):
                found = identifiers.handle_of_address(address)
                if found and item_handle(found):
                    return words.with_text(found)
        for words in notes:
            for raw in _HANDLE.findall(words.text):
                if found := item_handle(raw):
                    return words.with_text(found)
        return None

    def isbns(self, fields: Iterable[Words], notes: Iterable[Words] = ()) -> tuple[Words, ...]:
        """The ISBNs of their own fields, else those that notes name."""
        own = self._numbers(fields, _ISBN, identifiers.isbn, "isbn", "is no ISBN")
        return own or _named(_NAMED_ISBN, notes, identifiers.isbn)

    def issns(self, fields: Iterable[Words], notes: Iterable[Words] = ()) -> tuple[Words, ...]:
        """The ISSNs of their own fields, else those that notes name."""
        own = self._numbers(fields, _ISSN, identifiers.issn, "issn", "is no ISSN")
        return own or _named(_NAMED_ISSN, notes, identifiers.issn)

    def _numbers(
        self,
        fields: Iterable[Words],
        form: re.Pattern[str],
        normalise: Callable[[str], str | None],
        name: str,
        complaint: str,
    ) -> tuple[Words, ...]:
        found = []
        for words in fields:
            for raw in form.findall(words.text) or [words.text]:
                if canonical := normalise(raw):
                    found.append(words.with_text(canonical))
                else:
                    self._doubt(words.with_text(raw), name, complaint)
        return tuple({words.text: words for words in found}.values())

    def year(
        self, handle: Words | None, *fields: Words | None
    ) -> tuple[Year | None, tuple[Words, ...]]:
        """The year of the first field that has one, else of the handle; and words of a status."""
        stated = [words for words in fields if words]
        status = tuple(words for words in stated if _FORTHCOMING.search(words.text))
        for words in stated:
            leading = _LEADING_YEAR.match(words.text)
            value = leading[1] if leading else str(identifiers.year_in(words.text) or "")
            if value:
                return Year(words, words.with_text(value), YearBasis.STATED), status
        first = stated[0] if stated else None
        if first and not status and not _UNDATED.fullmatch(first.text):
            said = f"no single year in {first.text[:60]!r}"
            self.remarks.append(Remark(first.line, "year", said))
        inferred = identifiers.year_of_handle(handle.text) if handle else None
        if handle and inferred:
            return Year(first, handle.with_text(str(inferred)), YearBasis.HANDLE), status
        return Year(first, None, YearBasis.STATED) if first else None, status

    def languages(self, fields: Iterable[Words]) -> tuple[Words, ...]:
        found = []
        for words in fields:
            for raw in re.split(r"\s*[,;/]\s*|\sand\s", words.text):
                if code := language(raw):
                    found.append(words.with_text(code))
                else:
                    self._doubt(words.with_text(raw), "language", "is no language known by name")
        return tuple({words.text: words for words in found}.values())

    def full_texts(self, fields: Iterable[Words]) -> tuple[FullText, ...]:
        """Addresses but for those of resolvers and catalogues, which are no files of the work."""
        found: dict[str, FullText] = {}
        for words in fields:
            for raw in _BETWEEN.split(words.text):
                address = url(raw)
                if address is None:
                    if raw:
                        self._doubt(words.with_text(raw), "url", "is no address")
                elif not _RESOLVER.match(address) and not identifiers.handle_of_address(address):
                    found.setdefault(address, FullText(words.with_text(address)))
        return tuple(found.values())

    def _doubt(self, words: Words, field: str, complaint: str) -> None:
        self.remarks.append(Remark(words.line, field, f"{words.text[:80]!r} {complaint}"))


def _named(
    form: re.Pattern[str], notes: Iterable[Words], normalise: Callable[[str], str | None]
) -> tuple[Words, ...]:
    """Numbers that notes give under their name, those that are none passed over."""
    found = {
        canonical: words.with_text(canonical)
        for words in notes
        for raw in form.findall(words.text)
        if (canonical := normalise(raw))
    }
    return tuple(found.values())


def addresses_in(notes: Iterable[Words]) -> list[Words]:
    """The web addresses with which notes begin; those in prose may be of other works."""
    found = ((words, _ADDRESS.match(words.text)) for words in notes)
    return [words.with_text(match[1].rstrip(".,;:)]>")) for words, match in found if match]


def is_named(record: WorkRecord) -> bool:
    """Whether a record says which work it is of; an ISBN says that of a book alone."""
    isbn = record.isbn if record.kind is Kind.BOOK else ()
    return bool(record.title or record.handle or record.doi or isbn)


def item_handle(raw: str) -> str | None:
    """The handle of a work, in its usual spelling.

    >>> item_handle("repec:stp:stepre:1995r03"), item_handle("RePEc:stp:stepre")
    ('RePEc:stp:stepre:1995r03', None)
    """
    found = identifiers.handle(raw)
    return found if found and len(found.split(":", 3)) == 4 else None


def abstract(words: Words | None) -> tuple[Words, ...]:
    """An abstract, unless it says that there is none, as IDEAS does."""
    return (words,) if words and not words.text.lower().startswith(_NO_ABSTRACT) else ()


def keywords(fields: Iterable[Words]) -> tuple[Words, ...]:
    found = {
        keyword: words.with_text(keyword)
        for words in fields
        for part in words.text.split(";" if ";" in words.text else ",")
        if (keyword := part.strip(" ."))
    }
    return tuple(found.values())


def pages(words: Words | None) -> Words | None:
    """Pages with plain hyphens and no spaces around them.

    >>> pages(Words("329--343", 1, 1)).text
    '329-343'
    """
    return words.with_text(_DASHES.sub("-", words.text).strip("-")) if words else None


def venue(
    kind: Kind,
    handle: Words | None,
    name: Words | None,
    abbreviation: Words | None,
    issn: tuple[Words, ...],
) -> VenueMention | None:
    """The series or journal of a work of this handle; None where nothing names one."""
    series = identifiers.series_of(handle.text) if handle else None
    if kind is Kind.PAPER and name and is_generic(name.text, within=series):
        name = None
    if not (name or series or issn):
        return None
    return VenueMention(
        name=name,
        kind=VenueKind.JOURNAL if kind is Kind.ARTICLE else VenueKind.SERIES,
        handle=handle.with_text(series) if handle and series else None,
        abbreviation=abbreviation,
        issn=issn,
    )


def is_generic(name: str, within: str | None) -> bool:
    """Whether a name of a report's series is only what any report is called.

    Series are called "Working Papers" too, and are told from others where the handle of theirs,
    `within`, is known.

    >>> is_generic("Working Paper", "RePEc:abc:wpaper"), is_generic("Working Papers", None)
    (True, True)
    """
    return bool(_GENERIC.fullmatch(name)) and not (within and name.endswith("s"))


def told_kind(journal: object, book: object, isbn: object) -> Kind:
    """The kind that the fields of an entry of no particular type speak for."""
    if journal:
        return Kind.ARTICLE
    if book:
        return Kind.CHAPTER
    return Kind.BOOK if isbn else Kind.PAPER
