"""Records: what one place in one source says, as frozen data that carry their lines.

Parsers make records, `citegraph.resolve` merges them into works, `citegraph.graph` turns the
result into RDF. Nothing here knows a file, a store or a vocabulary.
"""

from collections.abc import Iterator
from dataclasses import dataclass, fields
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from _typeshed import DataclassInstance


class Words(NamedTuple):
    """A value as a source gives it, and the lines (from 1) that it was read from."""

    text: str
    line: int
    end: int

    def with_text(self, text: str) -> "Words":
        """Another text, read from the same lines."""
        return Words(text, self.line, self.end)


class Kind(StrEnum):
    """The kinds of work that RePEc knows."""

    PAPER = "paper"
    ARTICLE = "article"
    CHAPTER = "chapter"
    BOOK = "book"
    SOFTWARE = "software"


class VenueKind(StrEnum):
    SERIES = "series"
    JOURNAL = "journal"


class Coverage(StrEnum):
    """How much of a work's reference list a source gives, best first."""

    FULL = "full"
    MATCHED_ONLY = "matched-only"
    UNKNOWN = "unknown"


class YearBasis(StrEnum):
    """What a year rests on, best first; all but `stated` are inferences or second-hand."""

    STATED = "stated"
    CITATION = "citation"
    ONLINE_DATE = "online-date"
    HANDLE = "handle"


class Access(StrEnum):
    OPEN = "open"
    RESTRICTED = "restricted"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Affiliation:
    name: Words | None
    institution: Words | None = None


@dataclass(frozen=True, slots=True)
class Contributor:
    """An author or editor as written, with what the source says beside the name."""

    name: Words
    given: Words | None = None
    family: Words | None = None
    person: Words | None = None
    affiliations: tuple[Affiliation, ...] = ()


@dataclass(frozen=True, slots=True)
class Year:
    """`stated` is verbatim (it may say "undated"); `value` is the year it gives, if any."""

    stated: Words | None
    value: Words | None
    basis: YearBasis


@dataclass(frozen=True, slots=True)
class VenueMention:
    """The series or journal that a work says it stands in."""

    name: Words | None
    kind: VenueKind
    handle: Words | None = None
    abbreviation: Words | None = None
    issn: tuple[Words, ...] = ()


@dataclass(frozen=True, slots=True)
class FullText:
    """A file of the work. A page copied as text keeps the restriction and loses the address."""

    address: Words | None
    restriction: Words | None = None
    format: Words | None = None
    function: Words | None = None

    @property
    def access(self) -> Access:
        """Open only where the source says that there is no restriction."""
        if self.restriction is None:
            return Access.UNKNOWN
        said = self.restriction.text.strip().rstrip(".").lower()
        return Access.OPEN if said in {"no", "none", "free"} else Access.RESTRICTED


@dataclass(frozen=True, slots=True)
class Reference:
    """One entry of a work's reference list, as it stands there."""

    raw: Words
    handle: Words | None = None
    doi: Words | None = None
    versions: tuple[Words, ...] = ()


@dataclass(frozen=True, slots=True)
class WorkRecord:
    """What one source says of one work."""

    kind: Kind
    title: Words | None = None
    handle: Words | None = None
    doi: Words | None = None
    isbn: tuple[Words, ...] = ()
    authors: tuple[Contributor, ...] = ()
    editors: tuple[Contributor, ...] = ()
    year: Year | None = None
    online_date: Words | None = None
    venue: VenueMention | None = None
    volume: Words | None = None
    issue: Words | None = None
    pages: Words | None = None
    number: Words | None = None
    chapter: Words | None = None
    edition: Words | None = None
    book_title: Words | None = None
    in_book: Words | None = None
    publisher: Words | None = None
    abstract: tuple[Words, ...] = ()
    language: tuple[Words, ...] = ()
    keywords: tuple[Words, ...] = ()
    jel: tuple[Words, ...] = ()
    publication_status: tuple[Words, ...] = ()
    notes: tuple[Words, ...] = ()
    full_texts: tuple[FullText, ...] = ()
    other_versions: tuple[Words, ...] = ()
    references: tuple[Reference, ...] = ()
    coverage: Coverage | None = None
    lost: tuple[Words, ...] = ()


@dataclass(frozen=True, slots=True)
class VenueRecord:
    """A series or journal as its archive describes it (ReDIF-Series)."""

    handle: Words
    kind: VenueKind
    name: Words | None = None
    publisher: tuple[Affiliation, ...] = ()
    issn: tuple[Words, ...] = ()
    description: tuple[Words, ...] = ()
    keywords: tuple[Words, ...] = ()
    jel: tuple[Words, ...] = ()
    restriction: tuple[Words, ...] = ()
    homepage: tuple[Words, ...] = ()
    editors: tuple[Contributor, ...] = ()
    predecessors: tuple[Words, ...] = ()
    followups: tuple[Words, ...] = ()


@dataclass(frozen=True, slots=True)
class ArchiveRecord:
    """An archive as it describes itself (ReDIF-Archive)."""

    handle: Words
    name: Words | None = None
    url: tuple[Words, ...] = ()
    homepage: tuple[Words, ...] = ()
    description: tuple[Words, ...] = ()
    jel: tuple[Words, ...] = ()
    restriction: tuple[Words, ...] = ()


@dataclass(frozen=True, slots=True)
class PersonRecord:
    """A registered author (ReDIF-Person); `claims` are handles of works and series.

    `handle` is the short-id where the template has no handle of its own.
    """

    handle: Words
    short_id: Words | None = None
    name: Words | None = None
    given: Words | None = None
    family: Words | None = None
    homepage: tuple[Words, ...] = ()
    affiliations: tuple[Affiliation, ...] = ()
    claims: tuple[Words, ...] = ()


@dataclass(frozen=True, slots=True)
class OrganizationRecord:
    """An institution (ReDIF-Institution); its name is its levels joined, widest last."""

    handle: Words
    levels: tuple[Words, ...] = ()
    name_english: Words | None = None
    location: tuple[Words, ...] = ()
    homepage: tuple[Words, ...] = ()


Record = WorkRecord | VenueRecord | ArchiveRecord | PersonRecord | OrganizationRecord


def statements(record: "DataclassInstance", path: str = "") -> Iterator[tuple[str, Words]]:
    """Each value of a record with the dotted name of its field: what `why` shows."""
    for field in fields(record):
        name = f"{path}.{field.name}" if path else field.name
        value = getattr(record, field.name)
        items = value if type(value) is tuple else (value,)
        for position, item in enumerate(items, start=1):
            where = f"{name}.{position}" if type(value) is tuple else name
            if isinstance(item, Words):
                yield where, item
            elif hasattr(item, "__dataclass_fields__"):
                yield from statements(item, where)
