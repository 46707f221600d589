"""What the graph says of a thing, for templates to show."""

from collections.abc import Iterable
from typing import NamedTuple

import pyoxigraph as ox

from citegraph import vocab as v
from citegraph.ask import run
from citegraph.graph.quads import value_of
from citegraph.pages.addresses import Addresses
from citegraph.store import Snapshot

_NAMES = (v.TITLE, v.NAME, v.NOTATION, v.HANDLE, v.FILE_NAME, v.DOI)
_KINDS = {
    v.WORKING_PAPER: "Working paper",
    v.ARTICLE: "Article",
    v.CHAPTER: "Chapter",
    v.BOOK: "Book",
    v.SOFTWARE: "Software",
    v.SERIES: "Series",
    v.JOURNAL: "Journal",
    v.PERSON: "Person",
    v.ORGANIZATION: "Institution",
    v.ARCHIVE: "Archive",
    v.CONCEPT: "JEL code",
    v.SOURCE_DOCUMENT: "Source document",
    v.VERSION_CLUSTER: "Version cluster",
    v.DECISION: "Decision",
}


class Link(NamedTuple):
    """Text, and where it leads; an empty address is no link."""

    text: str
    href: str = ""


def rows(snapshot: Snapshot, text: str) -> list[list[str]]:
    """The rows of a query of this package; a value that is not bound is an empty string."""
    found = run(snapshot, text)
    assert isinstance(found, ox.QuerySolutions)
    return [[value_of(cell) if cell is not None else "" for cell in row] for row in found]


class Facts:
    """The statements about one thing, by property."""

    def __init__(self, snapshot: Snapshot, iri: str, addresses: Addresses) -> None:
        self.snapshot = snapshot
        self.iri = iri
        self.addresses = addresses
        self._values: dict[str, list[str]] = {}
        for quad in sorted(snapshot.lines_of(iri), key=str):
            self._values.setdefault(quad.predicate.value, []).append(value_of(quad.object))

    def all(self, *properties: str) -> list[str]:
        return [value for name in properties for value in self._values.get(name, ())]

    def one(self, *properties: str) -> str:
        return next(iter(self.all(*properties)), "")

    def number(self, *properties: str) -> int:
        return int(self.one(*properties) or 0)

    def part(self, iri: str) -> "Facts":
        return Facts(self.snapshot, iri, self.addresses)

    def parts(self, property_: str) -> list["Facts"]:
        return [self.part(iri) for iri in self.all(property_)]

    def links(self, *properties: str) -> list[Link]:
        """The things that properties name, by what they are called, in that order."""
        return sorted(self.link(iri) for iri in self.all(*properties))

    def link(self, iri: str) -> Link:
        return Link(label(self.snapshot, iri), self.addresses.of(iri))

    def web(self, *properties: str) -> list[Link]:
        """Addresses on the web, as they are."""
        return [Link(iri, self.addresses.of(iri)) for iri in self.all(*properties)]

    @property
    def kind(self) -> str:
        """What the thing is, in a word for people."""
        known = (_KINDS[cls] for cls in self.all(v.TYPE) if cls in _KINDS)
        return next(known, "Venue" if v.VENUE in self.all(v.TYPE) else "Thing")

    @property
    def name(self) -> str:
        return self.one(*_NAMES) or self.iri.removeprefix(self.addresses.iris.base)


def label(snapshot: Snapshot, iri: str) -> str:
    """What a thing is called, or its name without the store's address."""
    return snapshot.first(iri, *_NAMES) or iri.removeprefix(snapshot.iris.base)


def links_to(facts: Facts, property_: str, *, limit: int) -> tuple[list[Link], bool]:
    """The things of which a property names this one, and whether there are more."""
    found = facts.snapshot.graph.quads_for_pattern(
        None, ox.NamedNode(property_), ox.NamedNode(facts.iri), ox.DefaultGraph()
    )
    things: list[str] = []
    for quad in found:
        if len(things) == limit:
            return _sorted(facts, things), True
        things.append(value_of(quad.subject))
    return _sorted(facts, things), False


def _sorted(facts: Facts, iris: Iterable[str]) -> list[Link]:
    return sorted((facts.link(iri) for iri in iris), key=lambda link: (link.text.lower(), link))
