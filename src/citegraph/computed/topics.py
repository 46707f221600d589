"""Who writes on a topic, and where works on it appear."""

from collections.abc import Callable, Iterable, Iterator
from heapq import heappop, heappush, merge
from itertools import groupby
from typing import NamedTuple

import pyoxigraph as ox

from citegraph import vocab as v
from citegraph.computed.authored import authored
from citegraph.computed.citations import by_cluster, cited_by, is_plain, unit_of
from citegraph.computed.columns import WORKS, fits, given, in_set, select, total, totals
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


_Read = Callable[..., _Ranked]


class _Session:
    def __init__(self, snapshot: Snapshot, terms: Terms) -> None:
        self.snapshot = snapshot
        self.unit = unit_of(snapshot, terms)
        # Of single works, whether or not these are one with others.
        self._single = {name: term for name, term in terms.items() if name != "level"}
        self._fits = fits(snapshot, terms)
        self._terms = terms

    @property
    def is_plain(self) -> bool:
        """Whether what the store counts is what is asked for."""
        return is_plain(self._terms) and not by_cluster(self._terms)

    @property
    def is_whole(self) -> bool:
        """Whether no topic is given, so that all works count."""
        return not any(given(self._terms, name) for name in _TOPIC)

    def counts(self, variables: str, pattern: str, filed: str) -> Iterator[tuple[str, ...]]:
        """Values of variables with a number of works that is no less than theirs, greatest first.

        A single statement, `filed`, is counted many times as fast as a pattern is looked up.
        """
        counted = f"{filed} BIND(1 AS ?one)" if self.is_whole else pattern
        what = "*" if self.is_whole else "DISTINCT ?work"
        topic = "" if self.is_whole else in_set(self._terms, "work")
        return select(
            self.snapshot,
            f"""SELECT {variables} (COUNT({what}) AS ?most) WHERE {{ {topic} {counted} }}
            GROUP BY {variables} ORDER BY DESC(?most)""",
        )

    def author(self, person: str, key: str) -> _Ranked:
        node: ox.NamedNode | ox.Literal = ox.NamedNode(person) if person else ox.Literal(key)
        names, works = set(), set()
        for authorship, work in authored(self.snapshot, node, unknown=True):
            if self._fits(work):
                works.add(work)
                names.update(self.snapshot.objects(authorship, v.NAME_AS_WRITTEN))
        known = ox.NamedNode(person) if person else None
        units, citations = self._counts(works)
        return _Ranked(units, citations, min(names, default=""), person or key, known)

    def venue(self, venue: str) -> _Ranked:
        within = self.snapshot.subjects(v.IN_VENUE, ox.NamedNode(venue))
        units, citations = self._counts({work for work in within if self._fits(work)})
        name = self.snapshot.first(venue, v.TITLE)
        return _Ranked(units, citations, name, venue, ox.NamedNode(venue))

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
    authorship = """?work cg:hasAuthorship ?authorship . ?authorship cg:role ?role .
        FILTER(?role = "author")"""
    persons = session.counts(
        "?person", f"{authorship} ?authorship cg:person ?person", "?any cg:person ?person"
    )
    names = session.counts(
        "?key",
        f"""{authorship} ?authorship cg:nameKey ?key
        FILTER NOT EXISTS {{ ?authorship cg:person ?known }}""",
        "?any cg:nameKey ?key",
    )
    known = ((int(most), session.author, (person, "")) for person, most in persons)
    others = ((int(most), session.author, ("", key)) for key, most in names)
    return _ranked(merge(known, others, key=lambda found: -found[0]))


def _venues(session: _Session) -> Iterator[_Ranked]:
    """Venues, those of most works first, read as they are asked for."""
    within = "?work cg:inVenue ?venue"
    found = session.counts("?venue", within, within)
    if session.is_whole and session.is_plain:
        yield from _venues_of_all(session.snapshot, found)
    else:
        yield from _ranked((int(most), session.venue, (venue,)) for venue, most in found)


def _venues_of_all(snapshot: Snapshot, found: Iterable[tuple[str, ...]]) -> Iterator[_Ranked]:
    """The same of all works, by the counts of citations that the store holds."""
    rows = select(
        snapshot,
        """SELECT ?venue (SUM(?n) AS ?citations) WHERE {
          { SELECT DISTINCT ?work ?n WHERE { ?work cg:citedByCount ?n } }
          { SELECT DISTINCT ?work ?venue WHERE { ?work cg:inVenue ?venue } }
        } GROUP BY ?venue""",
    )
    citations = {venue: int(number) for venue, number in rows}
    counts = {(-int(works), -citations.get(venue, 0), venue) for venue, works in found}
    for (works, cited), tied in groupby(sorted(counts), key=lambda one: one[:2]):
        for name, venue in sorted((snapshot.first(one, v.TITLE), one) for _, _, one in tied):
            yield _Ranked(-works, -cited, name, venue, ox.NamedNode(venue))


def _ranked(found: Iterable[tuple[int, _Read, tuple[str, ...]]]) -> Iterator[_Ranked]:
    """What is found, in order, as soon as nothing that follows can come before it."""
    waiting: list[tuple[tuple[int, int, str, str], _Ranked]] = []
    for most, read, names in found:
        while waiting and -waiting[0][0][0] > most:
            yield heappop(waiting)[1]
        if (one := read(*names)).works:
            heappush(waiting, (_order(one), one))
    while waiting:
        yield heappop(waiting)[1]


def _order(found: _Ranked) -> tuple[int, int, str, str]:
    return -found.works, -found.citations, found.name, found.key


def _author_rows(snapshot: Snapshot, terms: Terms) -> Iterator[Row]:
    return _rows(snapshot, _authors(_Session(snapshot, terms)))


def _venue_rows(snapshot: Snapshot, terms: Terms) -> Iterator[Row]:
    return _rows(snapshot, _venues(_Session(snapshot, terms)))


def _rows(snapshot: Snapshot, ranked: Iterator[_Ranked]) -> Iterator[Row]:
    lists, works = map(ox.Literal, totals(snapshot))
    for one in ranked:
        name = ox.Literal(one.name) if one.name else None
        yield one.node, name, ox.Literal(one.works), ox.Literal(one.citations), lists, works


def _why_empty(snapshot: Snapshot, terms: Terms) -> str:
    topic = " and ".join(f"{n} {given(terms, n)!r}" for n in _TOPIC if given(terms, n))
    works = total(snapshot, WORKS)
    return f"none of the {works} works{f' on {topic}' if topic else ''} names an author or a venue"


TOPIC_AUTHORS = Computation(_author_rows, _why_empty)
TOPIC_VENUES = Computation(_venue_rows, _why_empty)
