"""Who writes on a topic, and where works on it appear."""

from collections.abc import Iterator
from itertools import groupby
from typing import NamedTuple

import pyoxigraph as ox

from citegraph import vocab as v
from citegraph.computed.citations import by_cluster, cited_by, unit_of
from citegraph.computed.columns import LISTS, WORKS, first_of, fits, given, in_set, select, total
from citegraph.computed.computation import Computation, Row, Terms
from citegraph.store import Snapshot

_TOPIC = ("jel", "keyword")


class _Ranked(NamedTuple):
    """An author or a venue: what is known of it, and what to call it."""

    works: int
    citations: int
    name: str
    key: str
    node: ox.NamedNode | None


class _Session:
    def __init__(self, snapshot: Snapshot, terms: Terms) -> None:
        self.snapshot = snapshot
        self.unit = unit_of(snapshot, terms)
        # Of single works, whether or not these are one with others.
        self._single = {name: term for name, term in terms.items() if name != "level"}
        self._fits = fits(snapshot, terms)
        self._terms = terms

    def pattern(self) -> str:
        """The works of the topic, as `?work`, and what each counts as, as `?unit`."""
        topic = in_set(self._terms, "work")
        if not by_cluster(self._terms):
            return f"{topic} BIND(?work AS ?unit)"
        return (
            f"{topic} OPTIONAL {{ ?work cg:versionOf ?hub }} BIND(COALESCE(?hub, ?work) AS ?unit)"
        )

    def author(self, person: str, key: str) -> _Ranked:
        node: ox.NamedNode | ox.Literal = ox.NamedNode(person) if person else ox.Literal(key)
        names, works = set(), set()
        for authorship in self.snapshot.subjects(v.PERSON_OF if person else v.NAME_KEY, node):
            if "author" in self.snapshot.objects(authorship, v.ROLE) and (
                person or not self.snapshot.objects(authorship, v.PERSON_OF)
            ):
                its = self.snapshot.subjects(v.HAS_AUTHORSHIP, ox.NamedNode(authorship))
                if fitting := {work for work in its if self._fits(work)}:
                    works |= fitting
                    names.update(self.snapshot.objects(authorship, v.NAME_AS_WRITTEN))
        known = ox.NamedNode(person) if person else None
        units, citations = self._counts(works)
        return _Ranked(units, citations, min(names, default=""), person or key, known)

    def venue(self, venue: str) -> _Ranked:
        within = self.snapshot.subjects(v.IN_VENUE, ox.NamedNode(venue))
        units, citations = self._counts({work for work in within if self._fits(work)})
        name = first_of(self.snapshot, venue, v.TITLE)
        return _Ranked(units, citations, name.value if name else "", venue, ox.NamedNode(venue))

    def _counts(self, works: set[str]) -> tuple[int, int]:
        """How many works, or clusters, these are, and the citations of all."""
        units: dict[str, set[str]] = {}
        for work in works:
            unit = self.unit(work)
            its = {self.unit(by) for by in cited_by(self.snapshot, self._single, work)}
            units.setdefault(unit, set()).update(its - {unit})
        return len(units), sum(map(len, units.values()))


def _authors(session: _Session) -> Iterator[_Ranked]:
    """Authors, those of most works first, read as they are asked for."""
    text = f"""SELECT ?person ?name (COUNT(DISTINCT ?unit) AS ?works) WHERE {{
      {session.pattern()} ?work cg:hasAuthorship ?authorship .
      ?authorship cg:role ?role ; cg:nameKey ?key . FILTER(?role = "author")
      OPTIONAL {{ ?authorship cg:person ?person }}
      BIND(IF(BOUND(?person), "", ?key) AS ?name)
    }} GROUP BY ?person ?name ORDER BY DESC(?works)"""
    rows = select(session.snapshot, text)
    for _, tied in groupby(rows, key=lambda row: row[2]):
        yield from sorted((session.author(person, key) for person, key, _ in tied), key=_order)


def _venues(session: _Session) -> Iterator[_Ranked]:
    text = f"""SELECT ?venue (COUNT(DISTINCT ?unit) AS ?works) WHERE {{
      {session.pattern()} ?work cg:inVenue ?venue }} GROUP BY ?venue ORDER BY DESC(?works)"""
    for _, tied in groupby(select(session.snapshot, text), key=lambda row: row[1]):
        yield from sorted((session.venue(venue) for venue, _ in tied), key=_order)


def _order(found: _Ranked) -> tuple[int, int, str, str]:
    return -found.works, -found.citations, found.name, found.key


def _author_rows(snapshot: Snapshot, terms: Terms) -> Iterator[Row]:
    return _rows(snapshot, _authors(_Session(snapshot, terms)))


def _venue_rows(snapshot: Snapshot, terms: Terms) -> Iterator[Row]:
    return _rows(snapshot, _venues(_Session(snapshot, terms)))


def _rows(snapshot: Snapshot, ranked: Iterator[_Ranked]) -> Iterator[Row]:
    lists, works = (ox.Literal(total(snapshot, pattern)) for pattern in (LISTS, WORKS))
    for one in ranked:
        name = ox.Literal(one.name) if one.name else None
        yield one.node, name, ox.Literal(one.works), ox.Literal(one.citations), lists, works


def _why_empty(snapshot: Snapshot, terms: Terms) -> str:
    topic = " and ".join(f"{n} {given(terms, n)!r}" for n in _TOPIC if given(terms, n))
    works = total(snapshot, WORKS)
    return f"none of the {works} works{f' on {topic}' if topic else ''} names an author or a venue"


TOPIC_AUTHORS = Computation(_author_rows, _why_empty)
TOPIC_VENUES = Computation(_venue_rows, _why_empty)
