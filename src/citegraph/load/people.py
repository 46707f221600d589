"""Persons behind names: what the graph says of each authorship, brought up to date with the rest.

The decisions are those of `citegraph.resolve.persons`, block by block; what they rest on is what
sources state and claim, never an earlier decision, so the result follows from the sources alone.
"""

from collections import Counter
from collections.abc import Iterable
from itertools import islice

import pyoxigraph as ox

from citegraph import vocab as v
from citegraph.graph.quads import Lines, decimal, exchange, text, value_of
from citegraph.load.affected import People
from citegraph.load.authorship_decisions import AuthorshipDecisions
from citegraph.load.authorships import Node, Reader
from citegraph.load.identification import decided_lines
from citegraph.load.lone_names import LoneNames, order
from citegraph.load.stubs import CHUNK, Touched
from citegraph.load.tally import Progress
from citegraph.resolve.person_evidence import Authorship
from citegraph.resolve.persons import DECISION, LARGEST_BLOCK, identify, misnamed
from citegraph.store import Writer


def refresh(
    writer: Writer, people: People, progress: Progress, names: LoneNames | None = None
) -> None:
    """Decide again who is behind the affected names, and say who these persons are.

    `names` are those of lone works that came meanwhile.
    """
    session = _Session(writer, Reader(writer, names, people.works))
    if people.everyone:
        blocks, persons = _everyone(writer)
        blocks |= people.blocks
        persons |= people.persons
    else:
        blocks, persons = set(people.blocks), set(people.persons)
        for work in sorted(people.works):
            for iri in writer.objects(work, v.HAS_AUTHORSHIP):
                blocks.update(writer.objects(iri, v.NAME_BLOCK))
                persons.update(writer.objects(iri, v.PERSON_OF))
                persons.update(writer.objects(iri, v.DOUBTFUL_PERSON))
    # An identifier that a decision alone keeps from being followed is tried again.
    for iri in session.decisions.named:
        persons.update(writer.objects(iri, v.DOUBTFUL_PERSON))
    for person in sorted(persons):
        blocks |= session.trust(person)
    together = session.decisions.together(blocks | session.decisions.unsettled)
    in_order = sorted(together, key=lambda joined: order(joined[0]))
    for joined in progress(in_order, "Identifying", "names"):
        session.decide(joined)
    session.flush()


def _everyone(writer: Writer) -> tuple[set[str], set[str]]:
    def values(predicate: str) -> set[str]:
        quads = writer.graph.quads_for_pattern(
            None, ox.NamedNode(predicate), None, ox.DefaultGraph()
        )
        return {value_of(quad.object) for quad in quads}

    return values(v.NAME_BLOCK), values(v.PERSON_OF) | values(v.DOUBTFUL_PERSON)


class _Session:
    """One round of decisions. What is written in it is no part of what they rest on."""

    def __init__(self, writer: Writer, reader: Reader) -> None:
        self.writer = writer
        self._touched = Touched(writer.iris)
        self.decisions = AuthorshipDecisions(writer)
        self._reader = reader
        self._delete: list[ox.Quad] = []
        self._insert: list[str] = []
        # Works one of whose names may lead to another person than before.
        self._left: set[str] = set()

    def trust(self, person: str) -> set[str]:
        """Withdraw a person's identifier from names that are not theirs, or give it back.

        Returns the blocks in which that makes a difference.
        """
        written, doubted = self._reader.names_of(person)
        wrong = misnamed(Counter(written.values()), self._own_names(person))
        blocks: set[str] = set()
        for iri, name in written.items():
            if (name in wrong) != (iri in doubted):
                blocks.update(self._reader.doubt(iri, doubtful=name in wrong).blocks)
        return blocks

    def decide(self, blocks: tuple[str, ...]) -> None:
        """Say of each authorship in blocks who is behind it, and who may be the same."""
        writer = self.writer
        nodes: dict[str, Node] = {}
        for block in blocks:
            there = writer.subjects(v.NAME_BLOCK, ox.Literal(block))
            listed = list(islice(there, LARGEST_BLOCK + 1))
            if len(listed) > LARGEST_BLOCK:
                listed = sorted(self.decisions.decided_in(block))
                self._decide_huge(block, set(listed))
            nodes |= self._reader.nodes(block, listed)
        given = {iri: self._given(node) for iri, node in nodes.items()}
        found = identify(given.values(), self.decisions.constraints(blocks))
        held = {**{iri: a.person for iri, a in given.items()}, **found.held}
        why: dict[str, tuple[tuple[str, ...], float]] = {}
        for identified in found.persons:
            first = min(identified.members)
            person = identified.person or writer.iris.computed_person(first)
            why |= identified.members
            held |= {iri: held[iri] or person for iri in identified.members}
        lines = {}
        for iri, node in nodes.items():
            resting = self.decisions.resting(iri)
            if resting or iri in found.held:
                said, shown = self.decisions.on(iri), why.get(iri, ((DECISION,), 1.0))
                lines[iri] = decided_lines(node, said, held[iri], shown, resting, writer.iris)
            elif held[iri] and not given[iri].person:
                lines[iri] = _computed(node, held[iri], *why[iri])
            else:
                lines[iri] = node.stated_lines()
        for one, other in found.alike:
            lines[one].append(f"<{one}> <{v.POSSIBLY_SAME}> <{other}> .")
        for iri, node in nodes.items():
            self._say(node, lines[iri])

    def _given(self, node: Node) -> Authorship:
        """An authorship with what sources identify it by, unless a decision takes the place of the
        claim of another person."""
        confirmed = self.decisions.on(node.authorship.iri).target
        if confirmed and node.basis != "stated":
            return node.authorship
        return node.trusted()

    def _decide_huge(self, block: str, others: set[str]) -> None:
        """Identifiers alone count where a block is too large to tell anyone apart, except of the
        others, on which people decided."""
        decided = self.writer.graph.query(
            f"SELECT DISTINCT ?a {{ ?a <{v.NAME_BLOCK}> {ox.Literal(block)} ;"
            f" <{v.SCORE}>|<{v.POSSIBLY_SAME}>|<{v.DECIDED_BY}> ?said }}"
        )
        assert isinstance(decided, ox.QuerySolutions)
        said = {value_of(row["a"]) for row in decided} | self._reader.doubted(block)
        for iri in said - others:
            node = self._reader.node(iri)
            self._say(node, node.stated_lines())

    def _own_names(self, person: str) -> list[str]:
        """The names that a person's own record gives; a stub has none of its own."""
        if next(self.writer.subjects(v.DESCRIBES, ox.NamedNode(person)), None) is None:
            return []
        given = self.writer.objects(person, v.GIVEN_NAME)
        family = self.writer.objects(person, v.FAMILY_NAME)
        joined = [f"{family[0]}, {given[0]}"] if given and family else []
        return [*self.writer.objects(person, v.NAME), *joined]

    def _say(self, node: Node, lines: list[str]) -> None:
        """Exchange what the graph says of the person behind an authorship."""
        delete, insert = exchange(node.said, lines)
        self._delete += delete
        self._insert += insert
        work = node.authorship.work
        was = {value_of(q.object) for q in delete if q.predicate.value == v.PERSON_OF}
        now = {line.split("> <")[2].partition(">")[0] for line in insert if v.PERSON_OF in line}
        for person in was:
            self._touched.note(person)
        for person in now:
            self._touched.mention(person, node.authorship.name)
        if was:
            self._left.add(work)
        elif node.authorship.role == "author":
            self._insert += [f"<{work}> <{v.CREATOR}> <{person}> ." for person in now]
        if len(self._insert) + len(self._delete) >= CHUNK:
            self.flush()

    def flush(self) -> None:
        """Write what was decided, who made the works that lead to other persons now, and what
        follows for these persons."""
        self.writer.exchange(self._delete, self._insert)
        delete: list[ox.Quad] = []
        insert: list[str] = []
        for work in sorted(self._left):
            out = Lines()
            for iri in self.writer.objects(work, v.HAS_AUTHORSHIP):
                if "#author-" in iri:
                    for person in self.writer.objects(iri, v.PERSON_OF):
                        out.link(work, v.CREATOR, person)
            quads = self.writer.lines_of(work)
            stated = [quad for quad in quads if quad.predicate.value == v.CREATOR]
            gone, new = exchange(stated, out.lines)
            delete += gone
            insert += new
        self.writer.exchange(delete, insert)
        self._delete, self._insert, self._left = [], [], set()
        self._touched.refresh(self.writer)


def _computed(node: Node, person: str, basis: Iterable[str], score: float) -> list[str]:
    out = Lines()
    iri = node.authorship.iri
    out.add(iri, v.IDENTIFICATION, text("computed"))
    out.link(iri, v.PERSON_OF, person)
    out.texts(iri, v.IDENTIFICATION_BASIS, basis)
    out.add(iri, v.SCORE, decimal(score))
    if node.is_doubtful:
        out.link(iri, v.DOUBTFUL_PERSON, node.person)
    return out.lines
