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
from citegraph.load.authorships import Node, Reader
from citegraph.load.lone_names import LoneNames
from citegraph.load.stubs import Touched
from citegraph.load.tally import Progress
from citegraph.resolve.persons import LARGEST_BLOCK, identify, misnamed
from citegraph.store import Writer

# Statements that are written together.
_CHUNK = 500_000


def refresh(writer: Writer, people: People, names: LoneNames, progress: Progress) -> Touched:
    """Decide again who is behind the affected names; the persons are still to be refreshed.

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
    for person in sorted(persons):
        blocks |= session.trust(person)
    for block in progress(sorted(blocks, key=names.order), "Identifying", "names"):
        session.decide(block)
    session.flush()
    return session.touched


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
        self.touched = Touched(writer.iris)
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

    def decide(self, block: str) -> None:
        """Say of each authorship in a block who is behind it, and who may be the same."""
        writer = self.writer
        found = writer.subjects(v.NAME_BLOCK, ox.Literal(block))
        members = list(islice(found, LARGEST_BLOCK + 1))
        if len(members) > LARGEST_BLOCK:
            self._decide_huge(block)
            return
        nodes = self._reader.nodes(block, members)
        decided = identify(node.trusted() for node in nodes.values())
        lines = {iri: node.stated_lines() for iri, node in nodes.items()}
        for identified in decided.persons:
            first = min(identified.members)
            person = identified.person or writer.iris.computed_person(first)
            for iri, (basis, score) in identified.members.items():
                if not nodes[iri].trusted().person:
                    lines[iri] = _computed(nodes[iri], person, basis, score)
        for one, other in decided.alike:
            lines[one].append(f"<{one}> <{v.POSSIBLY_SAME}> <{other}> .")
        for iri, node in nodes.items():
            self._say(node, lines[iri])

    def _decide_huge(self, block: str) -> None:
        """Identifiers alone count where a block is too large to tell anyone apart."""
        decided = self.writer.graph.query(
            f"SELECT DISTINCT ?a {{ ?a <{v.NAME_BLOCK}> {ox.Literal(block)} ;"
            f" <{v.SCORE}>|<{v.POSSIBLY_SAME}> ?said }}"
        )
        assert isinstance(decided, ox.QuerySolutions)
        for iri in {value_of(row["a"]) for row in decided} | self._reader.doubted(block):
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
            self.touched.note(person)
        for person in now:
            self.touched.mention(person, node.authorship.name)
        if was:
            self._left.add(work)
        elif node.authorship.role == "author":
            self._insert += [f"<{work}> <{v.CREATOR}> <{person}> ." for person in now]
        if len(self._insert) + len(self._delete) >= _CHUNK:
            self.flush()

    def flush(self) -> None:
        """Write what was decided, and who made the works that lead to other persons now."""
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
