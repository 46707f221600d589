"""Works that cite works of their own authors."""

from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

import pyoxigraph as ox

from citegraph import vocab as v
from citegraph.computed.authored import authored
from citegraph.computed.citations import patterns, unit_of, versions
from citegraph.computed.columns import quotient, select, totals
from citegraph.computed.computation import Computation, Row, Terms
from citegraph.store import Snapshot
from citegraph.values import Term


class _Author(NamedTuple):
    ordinal: int
    name: str
    key: str
    person: str

    def is_same(self, other: "_Author") -> bool:
        """Of one person, or of one name where it is not known who it is."""
        if self.person and other.person:
            return self.person == other.person
        return bool(self.key) and self.key == other.key


class _Session:
    """Authors and citations of one generation, each read once."""

    def __init__(self, snapshot: Snapshot, terms: Terms) -> None:
        self._snapshot = snapshot
        self._terms = terms
        self.unit = unit_of(snapshot, terms)
        self.authors = cache(self._authors)

    def _authors(self, work: str) -> list[_Author]:
        # What people add by hand may lack any of it.
        read, first, found = self._snapshot.objects, self._snapshot.first, []
        for authorship in read(work, v.HAS_AUTHORSHIP):
            if "author" in read(authorship, v.ROLE):
                ordinal, name = first(authorship, v.ORDINAL), first(authorship, v.NAME_AS_WRITTEN)
                key, person = first(authorship, v.NAME_KEY), first(authorship, v.PERSON_OF)
                number = int(ordinal) if ordinal.isdecimal() else 0
                found.append(_Author(number, name, key, person))
        return sorted(found)

    def shared(self, citing: str, cited: str) -> list[_Author]:
        """The authors of the citing work who are authors of the cited one, too."""
        theirs = self.authors(cited)
        return [a for a in self.authors(citing) if any(a.is_same(other) for other in theirs)]

    def cited(self, unit: str) -> dict[str, list[tuple[str, str]]]:
        """What a unit cites, with the works that do so and those that are meant."""
        found: dict[str, list[tuple[str, str]]] = {}
        for citing in versions(self._snapshot, self._terms, unit):
            for pattern in patterns(self._terms, f"<{citing}>", "?cited"):
                for (work,) in select(self._snapshot, f"SELECT ?cited WHERE {{ {pattern} }}"):
                    if self.unit(work) != unit:
                        found.setdefault(self.unit(work), []).append((citing, work))
        return found

    def citing(self) -> set[str]:
        """All units that cite others."""
        found: set[str] = set()
        for pattern in patterns(self._terms, "?citing", "?cited"):
            rows = select(self._snapshot, f"SELECT DISTINCT ?citing WHERE {{ {pattern} }}")
            found.update(self.unit(citing) for (citing,) in rows)
        return found

    def of_person(self, person: Term) -> set[str]:
        """Units of a person, or of the key of a name."""
        return {self.unit(work) for _, work in authored(self._snapshot, person)}


def _rows(snapshot: Snapshot, terms: Terms) -> Iterator[Row]:
    session = _Session(snapshot, terms)
    person = terms["person"].value if "person" in terms else ""
    if "work" in terms:
        units = {session.unit(terms["work"].value)}
    elif person:
        units = session.of_person(terms["person"])
    else:
        units = session.citing()
    lists, works = map(ox.Literal, totals(snapshot))
    # One after the other, so that no more are looked into than are asked for.
    for unit in sorted(units):
        cited = session.cited(unit)
        shared = {other: _names(session, pairs) for other, pairs in cited.items()}
        own = {other: authors for other, authors in shared.items() if authors}
        for other in sorted(own):
            names = [a.name for a in own[other] if not person or person in {a.key, a.person}]
            if names:
                yield (
                    ox.NamedNode(unit),
                    ox.NamedNode(other),
                    ox.Literal(" & ".join(names)),
                    quotient(len(own), len(cited), 1000),
                    lists,
                    works,
                )


def _names(session: _Session, pairs: list[tuple[str, str]]) -> list[_Author]:
    """The authors that the works of some citations share, each once, in order."""
    return sorted({author for pair in pairs for author in session.shared(*pair)})


def _why_empty(snapshot: Snapshot, _: Terms) -> str:
    lists, works = totals(snapshot)
    return f"no work cites its own authors; {lists} of {works} works have a reference list"


SELF_CITATIONS = Computation(_rows, _why_empty)
