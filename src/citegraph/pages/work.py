"""A work's page: what all its sources say together, and what the graph knows around it."""

from typing import NamedTuple

from citegraph import saved
from citegraph import vocab as v
from citegraph.computed.columns import totals
from citegraph.listed import lists_of
from citegraph.pages.addresses import Addresses
from citegraph.pages.chart import charts
from citegraph.pages.facts import Facts, Link, label
from citegraph.pages.head import work_data, work_tags
from citegraph.pages.map_links import maps_of_work
from citegraph.pages.render import html
from citegraph.pages.table import Table, table
from citegraph.store import Snapshot

_REFERENCES = 200
_AUTHORS = 50
_CITED = 20
_KEYWORDS = 100
# Names of lists that are offered to choose from.
MOST_LISTS = 50


class Person(NamedTuple):
    """A name in a work's list. `doubt` says why nobody, or somebody else, is behind it."""

    name: str
    href: str
    affiliations: list[str]
    identification: str
    basis: list[str]


class Reference(NamedTuple):
    """A reference in the words of the source, and what became of it."""

    position: int
    anchor: str
    words: str
    status: str
    score: str
    target: Link | None
    candidates: list[Link]


class Download(NamedTuple):
    address: Link
    access: str
    restriction: str
    about: str


class Conflict(NamedTuple):
    field: str
    kept: str
    kept_at: Link
    other: str
    other_at: Link


class SourceOf(NamedTuple):
    file: str
    format: str
    href: str


def page(snapshot: Snapshot, addresses: Addresses, iri: str) -> str:
    """The HTML of a work's page."""
    facts = Facts(snapshot, iri, addresses)
    authors, more_authors = people(facts, "author")
    references = references_of(facts)
    timeline = _table(snapshot, addresses, "citation-timeline", iri, limit=300)
    return html(
        "work",
        site=addresses,
        facts=facts,
        totals=totals(snapshot),
        authors=authors,
        more_authors=more_authors,
        editors=people(facts, "editor")[0],
        cited_as=citation(facts),
        published=published(facts),
        downloads=_downloads(facts),
        keywords=sorted(facts.all(v.KEYWORD))[:_KEYWORDS],
        references=references,
        n_references=len(facts.all(v.HAS_REFERENCE)),
        versions=_table(snapshot, addresses, "versions-of", iri),
        cited_by=_table(snapshot, addresses, "cited-by", iri),
        related=_table(snapshot, addresses, "related-works", iri, limit=10),
        timeline=timeline,
        pictures=charts(timeline.series, "Citing works", alike=False),
        maps=maps_of_work(addresses, iri),
        conflicts=_conflicts(facts),
        sources=sources(facts),
        lists=[_list(facts, name) for name in lists_of(snapshot, iri)],
        known_lists=snapshot.catalog.lists()[:MOST_LISTS],
        here=addresses.of(iri).removeprefix(addresses.prefix),
        data=work_data(facts),
        tags=work_tags(facts),
    )


def _list(facts: Facts, name: str) -> Link:
    return Link(name, facts.addresses.of(facts.addresses.iris.list_named(name)))


def _table(
    snapshot: Snapshot, addresses: Addresses, name: str, iri: str, *, limit: int = 25
) -> Table:
    return table(snapshot, addresses, saved.get(name), {"work": iri}, limit=limit)


def people(facts: Facts, role: str) -> tuple[list[Person], list[str]]:
    """The first of those who have a role, in order, and the names of the rest."""
    found = sorted(
        (part for part in facts.parts(v.HAS_AUTHORSHIP) if part.one(v.ROLE) == role),
        key=lambda part: part.number(v.ORDINAL),
    )
    shown = [
        Person(
            name=part.one(v.NAME_AS_WRITTEN),
            href=facts.addresses.of(part.one(v.PERSON_OF)) if part.one(v.PERSON_OF) else "",
            affiliations=sorted(
                {*part.all(v.AFFILIATION)}
                or {label(facts.snapshot, iri) for iri in part.all(v.ORGANIZATION_OF)}
            ),
            identification=part.one(v.IDENTIFICATION),
            basis=part.all(v.IDENTIFICATION_BASIS),
        )
        for part in found[:_AUTHORS]
    ]
    return shown, [part.one(v.NAME_AS_WRITTEN) for part in found[_AUTHORS:]]


def published(facts: Facts) -> str:
    """Where the work appeared, as a list of references has it.

    A number is that of a series, a volume and an issue those of a journal.
    """
    venue = facts.one(v.PUBLICATION_NAME)
    book = facts.one(v.BOOK_TITLE)
    volume, issue = facts.one(v.VOLUME), facts.one(v.ISSUE)
    pages = "-".join(
        part for part in (facts.one(v.STARTING_PAGE), facts.one(v.ENDING_PAGE)) if part
    )
    parts = [
        f"in: {book}" if book else "",
        " ".join(part for part in (venue, facts.one(v.NUMBER)) if part),
        facts.one(v.PUBLISHER),
        f"edition {facts.one(v.EDITION)}" if facts.one(v.EDITION) else "",
        f"chapter {facts.one(v.CHAPTER_NUMBER)}" if facts.one(v.CHAPTER_NUMBER) else "",
        (f"vol. {volume}" if volume else "") + (f"({issue})" if issue else ""),
        f"pages {pages}" if pages else "",
    ]
    return ", ".join(part for part in parts if part)


def citation(facts: Facts) -> str:
    """The work as it may be cited, in the way of IDEAS."""
    names = facts.one(v.AUTHOR_LIST).split(" & ")
    others = f" & {len(names) - _CITED:,} others" if len(names) > _CITED else ""
    authors = " & ".join(names[:_CITED]) + others
    year = facts.one(v.YEAR, v.YEAR_STATED) or "undated"
    opening = f"{authors}, {year}." if authors else f"{year}."
    return f"{opening} “{facts.one(v.TITLE) or 'Untitled'},” {published(facts)}".rstrip(" ,") + "."


def references_of(facts: Facts, limit: int = _REFERENCES) -> list[Reference]:
    """The first references of a work, in order."""
    parts = sorted(facts.parts(v.HAS_REFERENCE), key=lambda part: part.number(v.POSITION))
    return [
        Reference(
            position=part.number(v.POSITION),
            anchor=part.iri.rpartition("#")[2],
            words=part.one(v.RAW),
            status=part.one(v.STATUS).removeprefix(v.CG),
            score=part.one(v.SCORE)[:5],
            target=next(iter(part.links(v.TARGET)), None),
            candidates=part.links(v.CANDIDATE),
        )
        for part in parts[:limit]
    ]


def _downloads(facts: Facts) -> list[Download]:
    return [
        Download(
            address=next(
                iter(part.web(v.CONTENT_URL)), Link("address lost in the copy of the page")
            ),
            access=part.one(v.ACCESS_LEVEL),
            restriction=part.one(v.RESTRICTION),
            about=", ".join(part.all(v.ENCODING_FORMAT, v.DESCRIPTION)),
        )
        for part in facts.parts(v.HAS_FULL_TEXT)
    ]


def _conflicts(facts: Facts) -> list[Conflict]:
    return [
        Conflict(
            field=part.one(v.FIELD),
            kept=part.one(v.KEPT_VALUE),
            kept_at=_place(part, v.KEPT_SOURCE, v.KEPT_LINE),
            other=part.one(v.OTHER_VALUE),
            other_at=_place(part, v.OTHER_SOURCE, v.OTHER_LINE),
        )
        for part in facts.parts(v.HAS_CONFLICT)
    ]


def _place(part: Facts, source: str, line: str) -> Link:
    iri, number = part.one(source), part.number(line)
    content_hash = iri.removeprefix(part.addresses.iris.source(""))
    name = label_of_source(part.snapshot, iri)
    return Link(f"{name}, line {number}", part.addresses.line(content_hash, number))


def label_of_source(snapshot: Snapshot, iri: str) -> str:
    """The file's name, which stands in the source's own graph."""
    return next(iter(source_facts(snapshot, iri, v.FILE_NAME)), iri.rpartition("/")[2][:12])


def source_facts(snapshot: Snapshot, iri: str, property_: str) -> list[str]:
    """The values of a property in the graph of a source."""
    import pyoxigraph as ox

    node = ox.NamedNode(iri)
    found = snapshot.graph.quads_for_pattern(node, ox.NamedNode(property_), None, node)
    return sorted(quad.object.value for quad in found if isinstance(quad.object, ox.Literal))


def sources(facts: Facts) -> list[SourceOf]:
    """The documents that a thing was read from."""
    return [
        SourceOf(
            file=label_of_source(facts.snapshot, iri),
            format=next(iter(source_facts(facts.snapshot, iri, v.SOURCE_FORMAT)), ""),
            href=facts.addresses.of(iri),
        )
        for iri in facts.all(v.DERIVED_FROM)
    ]
