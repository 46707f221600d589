"""The first page, and lists of all things of a kind."""

from typing import NamedTuple

import pyoxigraph as ox

from citegraph import fulltext
from citegraph import vocab as v
from citegraph.computed.columns import total
from citegraph.errors import NotFoundError
from citegraph.folding import fold
from citegraph.graph.documents import NAMES
from citegraph.pages.addresses import Addresses
from citegraph.pages.cited import most_cited
from citegraph.pages.facts import Link, label, rows
from citegraph.pages.render import html
from citegraph.pages.work import label_of_source
from citegraph.resolve.matching import Status
from citegraph.saved import SavedQuery
from citegraph.store import Snapshot
from citegraph.suggest import suggest

_PAGE = 100
_SUGGESTIONS = 8
# Of more things than these, reading all names takes too long.
_SORTED = 3000


class Kind(NamedTuple):
    """Things that can be listed: `name` is what they are listed by."""

    one: str
    title: str
    cls: str
    name: str


KINDS = {
    "works": Kind("work", "Works", v.WORK, v.TITLE),
    "persons": Kind("person", "Persons", v.PERSON, v.NAME),
    "venues": Kind("series or journal", "Series and journals", v.VENUE, v.TITLE),
    "organizations": Kind("institution", "Institutions", v.ORGANIZATION, v.NAME),
    "archives": Kind("archive", "Archives", v.ARCHIVE, v.TITLE),
    "jel": Kind("JEL code", "JEL codes", v.CONCEPT, v.NOTATION),
    "sources": Kind("source", "Sources", v.SOURCE_DOCUMENT, v.FILE_NAME),
    "keywords": Kind("keyword", "Keywords", "", v.KEYWORD),
}


def page(snapshot: Snapshot, addresses: Addresses, queries: tuple[SavedQuery, ...]) -> str:
    """The start page."""
    by_status = {
        str(status): number
        for status in Status
        if (number := total(snapshot, f"?reference cg:status cg:{status}"))
    }
    return html(
        "start",
        site=addresses,
        counts=[
            (name, kind.one if number == 1 else kind.title, number)
            for name, kind in KINDS.items()
            if (number := count(snapshot, kind))
        ],
        references=sum(by_status.values()),
        statuses=sorted(by_status.items()),
        cited=most_cited(snapshot, addresses),
        queries=queries,
        generation=snapshot.generation,
    )


def count(snapshot: Snapshot, kind: Kind) -> int:
    """How many things of a kind there are."""
    pattern = _where(kind) if kind.cls else f"?w <{kind.name}> ?x"
    return total(snapshot, f"{{ SELECT DISTINCT ?x WHERE {{ {pattern} }} }}")


def _where(kind: Kind) -> str:
    """The pattern of a kind's things; what a source is stands in its own graph."""
    typed = f"?x a <{kind.cls}>"
    return f"GRAPH ?x {{ {typed} }}" if kind.cls == v.SOURCE_DOCUMENT else typed


def browse(snapshot: Snapshot, addresses: Addresses, name: str, number: int) -> str:
    """Page `number`, from 1, of the things of a kind, by name."""
    if name not in KINDS:
        raise NotFoundError(f"there is no list of {name}: there are lists of {', '.join(KINDS)}")
    kind = KINDS[name]
    there = count(snapshot, kind)
    pages = max(1, -(-there // _PAGE))
    number = min(max(1, number), pages)
    return html(
        "browse",
        site=addresses,
        name=name,
        kind=kind,
        things=_things(snapshot, addresses, kind, (number - 1) * _PAGE),
        total=there,
        number=number,
        pages=pages,
        start=(number - 1) * _PAGE + 1,
        sorted_most=_SORTED,
    )


def _things(snapshot: Snapshot, addresses: Addresses, kind: Kind, offset: int) -> list[Link]:
    """A page of things: by what they are called or, where they are many, by their names."""
    if not kind.cls:
        window = f"LIMIT {_PAGE} OFFSET {offset}"
        found = rows(snapshot, f"SELECT DISTINCT ?k {{ ?w <{kind.name}> ?k }} ORDER BY ?k {window}")
        return [Link(word, addresses.keyword(word)) for (word,) in found]
    iris = sorted({iri for (iri,) in rows(snapshot, f"SELECT ?x {{ {_where(kind)} }}")})
    if len(iris) > _SORTED:
        return [_link(snapshot, addresses, kind, iri) for iri in iris[offset : offset + _PAGE]]
    links = [_link(snapshot, addresses, kind, iri) for iri in iris]
    return sorted(links, key=lambda link: (link.text.lower(), link))[offset : offset + _PAGE]


def _link(snapshot: Snapshot, addresses: Addresses, kind: Kind, iri: str) -> Link:
    if kind.cls == v.SOURCE_DOCUMENT:
        return Link(label_of_source(snapshot, iri), addresses.of(iri))
    return Link(label(snapshot, iri), addresses.of(iri))


def named(snapshot: Snapshot, kind: str, text: str) -> list[dict[str, str]]:
    """The first persons, venues, institutions or lists whose name has these words.

    The value is what names one of them, or the name of people as it is written somewhere.
    """
    if not fold(text):
        return []
    match kind:
        case "venue":
            hits = snapshot.index.search("venue", fulltext.holding("title", text), _SUGGESTIONS)
            return [
                {"value": hit.name, "label": label(snapshot, snapshot.iris.base + hit.name)}
                for hit in hits
            ]
        case "person":
            hits = snapshot.index.search("name", fulltext.holding("name", text), _SUGGESTIONS)
            return [{"value": hit.name.removeprefix(NAMES), "label": ""} for hit in hits]
        case "organization":
            return _institutions(snapshot, text)
        case "list":
            found = suggest(snapshot, "list", text)[:_SUGGESTIONS]
            return [{"value": name, "label": meaning} for name, meaning in found]
    return []


def _institutions(snapshot: Snapshot, text: str) -> list[dict[str, str]]:
    """Of these there are few enough to look through them."""
    kind = KINDS["organizations"]
    query = (
        f"SELECT ?x (MIN(?name) AS ?n) {{ ?x a <{kind.cls}> ; <{kind.name}> ?name ."
        f" FILTER(CONTAINS(LCASE(?name), LCASE({ox.Literal(text.strip())}))) }}"
        f" GROUP BY ?x ORDER BY LCASE(?n) ?x LIMIT {_SUGGESTIONS}"
    )
    return [
        {"value": iri.removeprefix(snapshot.iris.base), "label": name}
        for iri, name in rows(snapshot, query)
    ]
