"""Authorships as the graph holds them, with what their identification rests on."""

from collections import defaultdict
from collections.abc import Iterable
from collections.abc import Set as AbstractSet
from typing import NamedTuple

import pyoxigraph as ox

from citegraph import vocab as v
from citegraph.graph.quads import Lines, text, value_of
from citegraph.load.affected import IDENTIFIED
from citegraph.load.lone_names import LoneNames
from citegraph.resolve.person_evidence import Authorship
from citegraph.store import Snapshot

# Works whose facts are kept in memory; an author list is of a few hundred bytes.
_WORKS = 100_000


class _WorkFacts(NamedTuple):
    """What the works of a person can have in common."""

    authors: list[str]
    cluster: str
    venue: str
    venue_name: str
    cites: tuple[str, ...]


class Node:
    """One authorship. `person` is whom sources state or claim it to be, on which `basis`; and
    `is_doubtful` whether the name is held not to be that person's."""

    def __init__(
        self,
        authorship: Authorship,
        said: list[ox.Quad],
        person: str,
        basis: str,
        *,
        is_doubtful: bool,
        blocks: tuple[str, ...],
    ) -> None:
        self.authorship = authorship
        self.said = said
        self.person = person
        self.basis = basis
        self.is_doubtful = is_doubtful
        self.blocks = blocks

    def trusted(self) -> Authorship:
        """The authorship with its person where that can be relied on."""
        if self.is_doubtful or not self.person:
            return self.authorship
        return self.authorship._replace(person=self.person)

    def stated_lines(self) -> list[str]:
        """What is to be said where nothing is computed."""
        out, iri = Lines(), self.authorship.iri
        if self.person and not self.is_doubtful:
            out.add(iri, v.IDENTIFICATION, text("claimed"))
            out.link(iri, v.PERSON_OF, self.person)
            out.add(iri, v.IDENTIFICATION_BASIS, text(self.basis))
            return out.lines
        out.add(iri, v.IDENTIFICATION, text("none"))
        if self.is_doubtful:
            out.link(iri, v.DOUBTFUL_PERSON, self.person)
        return out.lines


class Reader:
    """Reads authorships from a graph, but for `names` of works that are not `altered`."""

    def __init__(
        self,
        snapshot: Snapshot,
        names: LoneNames | None = None,
        altered: AbstractSet[str] = frozenset(),
    ) -> None:
        self._snapshot = snapshot
        self._names = names
        self._altered = altered
        self._works: dict[str, _WorkFacts] = {}
        # Authorships that are held otherwise than the graph says.
        self._doubts: dict[str, Node] = {}

    def doubt(self, iri: str, *, doubtful: bool) -> Node:
        """Hold the name of an authorship not to be the stated person's, or to be it after all."""
        node = self.node(iri)
        node.is_doubtful = doubtful
        self._doubts[iri] = node
        return node

    def doubted(self, block: str) -> set[str]:
        """Authorships of a block that are held otherwise than the graph says."""
        return {iri for iri, node in self._doubts.items() if block in node.blocks}

    def nodes(self, block: str, members: Iterable[str]) -> dict[str, Node]:
        """The authorships of a block."""
        handed = self._names.in_block(block) if self._names else ()
        known = {a.iri: a for a in handed if a.work not in self._altered}
        return {
            iri: _stated(known[iri], block)
            if iri in known and iri not in self._doubts
            else self.node(iri)
            for iri in members
        }

    def node(self, iri: str) -> Node:
        if iri in self._doubts:
            return self._doubts[iri]
        values: dict[str, list[str]] = defaultdict(list)
        said: list[ox.Quad] = []
        for quad in self._snapshot.lines_of(iri):
            predicate = quad.predicate.value
            values[predicate].append(value_of(quad.object))
            if predicate in IDENTIFIED:
                said.append(quad)
        doubted = values.get(v.DOUBTFUL_PERSON, [])
        bases = values.get(v.IDENTIFICATION_BASIS, [])
        is_claimed = "stated" in bases or values.get(v.IDENTIFICATION) == ["claimed"]
        person = values[v.PERSON_OF][0] if is_claimed else "".join(doubted)
        basis = "claim" if is_claimed and "stated" not in bases else "stated"
        return Node(
            self._authorship(iri, values),
            said,
            person,
            basis,
            is_doubtful=bool(doubted),
            blocks=tuple(values.get(v.NAME_BLOCK, ())),
        )

    def names_of(self, person: str) -> tuple[dict[str, str], set[str]]:
        """The written names of the authorships that works state to be a person's, and those of
        the authorships of which that is not believed."""
        there = ox.NamedNode(person)
        doubted = set(self._snapshot.subjects(v.DOUBTFUL_PERSON, there))
        written = {}
        for iri in {*doubted, *self._snapshot.subjects(v.PERSON_OF, there)}:
            # A claim was accepted because of the name, and so was what is computed.
            if iri in doubted or "stated" in self._snapshot.objects(iri, v.IDENTIFICATION_BASIS):
                written[iri] = self._snapshot.first(iri, v.NAME_AS_WRITTEN)
        return written, doubted

    def _authorship(self, iri: str, values: dict[str, list[str]]) -> Authorship:
        work, _, part = iri.partition("#")
        role, _, ordinal = part.rpartition("-")
        facts = self._facts(work)
        others = list(facts.authors) if role == "author" else []
        if len(others) >= int(ordinal):
            others.pop(int(ordinal) - 1)
        base = f"{self._snapshot.iris.base}organization/"
        affiliations = sorted(values.get(v.AFFILIATION, []))
        affiliations += sorted(i.removeprefix(base) for i in values.get(v.ORGANIZATION_OF, []))
        return Authorship(
            iri=iri,
            work=work,
            name="".join(values.get(v.NAME_AS_WRITTEN, [])[:1]),
            role=role,
            given="".join(values.get(v.GIVEN_AS_WRITTEN, [])[:1]),
            family="".join(values.get(v.FAMILY_AS_WRITTEN, [])[:1]),
            coauthors=tuple(others),
            affiliations=tuple(affiliations),
            cluster=facts.cluster,
            venue=facts.venue,
            venue_name=facts.venue_name,
            cites=facts.cites,
        )

    def _facts(self, work: str) -> _WorkFacts:
        if work not in self._works:
            if len(self._works) >= _WORKS:
                self._works.clear()
            objects, first = self._snapshot.objects, self._snapshot.first
            base = f"{self._snapshot.iris.base}venue/"
            venue = first(work, v.IN_VENUE).removeprefix(base)
            self._works[work] = _WorkFacts(
                authors=first(work, v.AUTHOR_LIST).split(" & "),
                cluster="".join(objects(work, v.VERSION_OF)),
                venue=venue,
                venue_name=first(work, v.PUBLICATION_NAME) if venue else "",
                cites=tuple(objects(work, v.CITES)),
            )
        return self._works[work]


def _stated(authorship: Authorship, block: str) -> Node:
    """An authorship of which the graph says what its work's source states."""
    subject = ox.NamedNode(authorship.iri)
    plain = authorship
    said = [ox.Quad(subject, ox.NamedNode(v.IDENTIFICATION), ox.Literal("none"))]
    if authorship.person:
        said = [
            ox.Quad(subject, ox.NamedNode(v.IDENTIFICATION), ox.Literal("claimed")),
            ox.Quad(subject, ox.NamedNode(v.PERSON_OF), ox.NamedNode(authorship.person)),
            ox.Quad(subject, ox.NamedNode(v.IDENTIFICATION_BASIS), ox.Literal("stated")),
        ]
        plain = authorship._replace(person="")
    return Node(plain, said, authorship.person, "stated", is_doubtful=False, blocks=(block,))
