"""A work, or a reference to one, as a bibliography lists it."""

import re
from dataclasses import dataclass

from citegraph import names
from citegraph import vocab as v
from citegraph.folding import squeeze
from citegraph.graph.quads import value_of
from citegraph.names import PersonName
from citegraph.records import Access, Kind
from citegraph.store import Snapshot


@dataclass(frozen=True, slots=True)
class Item:
    """What a citation of a work can say. Texts that the graph does not hold are empty.

    `kind` is None for a reference whose words do not tell it. `container` is the journal or the
    series; the book that a chapter is in has its own field.
    """

    iri: str
    kind: Kind | None
    title: str
    authors: tuple[PersonName, ...]
    editors: tuple[PersonName, ...]
    year: str
    container: str
    volume: str
    issue: str
    number: str
    first_page: str
    last_page: str
    chapter: str
    edition: str
    book_title: str
    publisher: str
    handle: str
    doi: str
    isbn: tuple[str, ...]
    issn: tuple[str, ...]
    address: str
    abstract: str
    keywords: tuple[str, ...]
    language: tuple[str, ...]
    raw: str

    @property
    def pages(self) -> str:
        return "-".join(page for page in (self.first_page, self.last_page) if page)


def cited_work(snapshot: Snapshot, iri: str) -> str:
    """The work that a reference was matched with, if any; anything else is itself."""
    return snapshot.first(iri, v.TARGET) or iri


def read_item(snapshot: Snapshot, iri: str) -> Item:
    """A work, or what the words of a reference say of one, by its IRI."""
    # Not for those who only want a table.
    from citegraph.graph.works import KINDS

    values: dict[str, list[str]] = {}
    for quad in snapshot.lines_of(iri):
        values.setdefault(quad.predicate.value, []).append(value_of(quad.object))

    def every(predicate: str) -> tuple[str, ...]:
        return tuple(squeeze(value) for value in sorted(values.get(predicate, ())))

    def one(predicate: str) -> str:
        return next(iter(every(predicate)), "")

    people = _people(snapshot, values.get(v.HAS_AUTHORSHIP, []))
    kinds = [KINDS[cls] for cls in every(v.TYPE) if cls in KINDS]
    container = one(v.PUBLICATION_NAME)
    return Item(
        iri=iri,
        kind=kinds[0] if kinds else _told_kind(values),
        title=one(v.TITLE),
        authors=people.get("author", ()),
        editors=people.get("editor", ()),
        year=one(v.YEAR),
        container=container,
        volume=one(v.VOLUME),
        issue=one(v.ISSUE),
        number=one(v.NUMBER),
        first_page=one(v.STARTING_PAGE),
        last_page=one(v.ENDING_PAGE),
        chapter=one(v.CHAPTER_NUMBER),
        edition=one(v.EDITION),
        book_title=one(v.BOOK_TITLE),
        publisher=one(v.PUBLISHER),
        handle=one(v.HANDLE),
        doi=one(v.DOI),
        isbn=every(v.ISBN),
        issn=every(v.PUBLICATION_ISSN) or _issn(snapshot, every(v.IN_VENUE)),
        address=_address(snapshot, every(v.HAS_FULL_TEXT)),
        abstract=" ".join(every(v.ABSTRACT)),
        keywords=every(v.KEYWORD),
        language=every(v.LANGUAGE),
        raw=one(v.RAW),
    )


def _people(snapshot: Snapshot, nodes: list[str]) -> dict[str, tuple[PersonName, ...]]:
    """Authors and editors, each in the order of the work."""
    placed: dict[str, list[tuple[int, PersonName]]] = {}
    for node in nodes:
        own = {quad.predicate.value: value_of(quad.object) for quad in snapshot.lines_of(node)}
        name = names.parse(own[v.NAME_AS_WRITTEN])
        if v.GIVEN_AS_WRITTEN in own and v.FAMILY_AS_WRITTEN in own:
            name = PersonName(own[v.GIVEN_AS_WRITTEN], own[v.FAMILY_AS_WRITTEN], name.suffix)
        elif own.get(v.FAMILY_AS_WRITTEN) == own[v.NAME_AS_WRITTEN]:
            name = PersonName("", own[v.NAME_AS_WRITTEN])  # a body's, which has no parts
        plain = PersonName(*(squeeze(part) for part in name))
        placed.setdefault(own[v.ROLE], []).append((int(own[v.ORDINAL]), plain))
    return {role: tuple(name for _, name in sorted(found)) for role, found in placed.items()}


def _told_kind(values: dict[str, list[str]]) -> Kind | None:
    """The kind that the fields of a reference speak for."""
    for predicate, kind in (
        (v.BOOK_TITLE, Kind.CHAPTER),
        (v.NUMBER, Kind.PAPER),
        (v.PUBLICATION_NAME, Kind.ARTICLE),
        (v.PUBLISHER, Kind.BOOK),
    ):
        if predicate in values:
            return kind
    return None


def _issn(snapshot: Snapshot, venues: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(issn for venue in venues for issn in snapshot.objects(venue, v.ISSN))


def _address(snapshot: Snapshot, files: tuple[str, ...]) -> str:
    """Where the full text is: an open one before others, else the first that the sources give."""
    found = []
    for position, node in enumerate(sorted(files, key=_place)):
        closed = Access.OPEN not in snapshot.objects(node, v.ACCESS_LEVEL)
        found += [(closed, position, url) for url in snapshot.objects(node, v.CONTENT_URL)]
    return min(found)[2] if found else ""


def _place(node: str) -> int:
    """The number in a full text's name, which counts them as the sources do."""
    return int("".join(re.findall(r"\d+$", node)))
