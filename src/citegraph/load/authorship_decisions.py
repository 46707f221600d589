"""What people decided of who is behind authorships, as it applies to a graph.

An authorship is named by its place in a list, which a source may change: a decision holds for the
name that was decided on, wherever in the list of its work it stands.
"""

from collections import defaultdict
from collections.abc import Iterable
from functools import cached_property

from citegraph import names
from citegraph import vocab as v
from citegraph.decisions import Decision, Verdict
from citegraph.load.decisions import NOTHING, Said, summed
from citegraph.resolve.clusters import Joined
from citegraph.resolve.constraints import UNCONSTRAINED, Constraints
from citegraph.store import Snapshot
from citegraph.subjects import AUTHORSHIP, kind_of


class AuthorshipDecisions:
    """All decisions on authorships, by the names that these have in a graph today.

    That is found out at once, for as long as works and their lists of names stay as they are.
    """

    def __init__(self, snapshot: Snapshot) -> None:
        self._snapshot = snapshot
        self._owners: dict[str, str] = {}
        self._records: dict[str, list[Decision]] = defaultdict(list)
        for decision in snapshot.catalog.decisions():
            if kind_of(decision.subject, snapshot.iris) is AUTHORSHIP:
                self._records[self._subject(decision)].append(decision)
        self._said = {
            subject: summed(subject, records, self._today, self._is_there)
            for subject, records in self._records.items()
        }
        # Confirmations by the authorships that they name as the same person's.
        self._naming: dict[str, list[Decision]] = defaultdict(list)
        for said in self._said.values():
            if said.target and "#" in said.target:
                self._naming[said.target] += [d for d in said.by if d.verdict is Verdict.CONFIRM]

    def on(self, subject: str) -> Said:
        return self._said.get(subject, NOTHING)

    def records(self, subject: str) -> list[Decision]:
        """All that is recorded of a subject, under whatever name, also what was withdrawn."""
        return list(self._records.get(subject, ()))

    def resting(self, iri: str) -> list[str]:
        """The names of the decisions on which an authorship's person rests."""
        return sorted({d.name for d in [*self.on(iri).by, *self._naming.get(iri, ())]})

    @cached_property
    def named(self) -> set[str]:
        """The authorships that were decided on, and those that they were decided for or against."""
        return {*self._said, *(iri for pair in self._pairs for iri in pair)}

    @cached_property
    def unsettled(self) -> set[str]:
        """Blocks of authorships that were decided on for others, or others for them, which are not
        in the graph: they may have been there before."""
        return {
            block
            for pair in self._pairs
            for iri in pair
            if not all(self._blocks[one] for one in pair)
            for block in self._blocks[iri]
        }

    def together(self, blocks: Iterable[str]) -> set[tuple[str, ...]]:
        """The blocks with all that decisions join to them, in sets that are to be decided at once;
        most are of one block."""
        return {self._sets.get(block, (block,)) for block in blocks}

    def constraints(self, blocks: tuple[str, ...]) -> Constraints:
        """What was decided about the authorships of blocks that are decided at once."""
        subjects = {s for block in blocks for s in self._subjects_in.get(block, ())}
        if not subjects:
            return UNCONSTRAINED
        said = {subject: self.on(subject) for subject in subjects}
        confirmed = {s: known.target for s, known in said.items() if known.target}
        return Constraints(
            {s: o for s, o in confirmed.items() if "#" not in o},
            {s: o for s, o in confirmed.items() if "#" in o},
            frozenset((s, o) for s, known in said.items() for o in known.rejected),
        )

    def decided_in(self, block: str) -> set[str]:
        """The authorships of a block that were decided on, or named as another's person."""
        return {iri for iri, blocks in self._blocks.items() if block in blocks}

    @cached_property
    def _pairs(self) -> list[tuple[str, str]]:
        """A subject, and what it was decided to be or not to be together with."""
        return [
            (subject, self._today(d.object))
            for subject, said in self._said.items()
            for d in said.by
            if "#" in d.object
        ]

    @cached_property
    def _blocks(self) -> dict[str, list[str]]:
        """The block, if any, of each authorship that decisions name."""
        return {iri: self._snapshot.objects(iri, v.NAME_BLOCK) for iri in self.named}

    @cached_property
    def _subjects_in(self) -> dict[str, set[str]]:
        found: dict[str, set[str]] = defaultdict(set)
        for subject in self._said:
            for block in self._blocks[subject]:
                found[block].add(subject)
        return found

    @cached_property
    def _sets(self) -> dict[str, tuple[str, ...]]:
        joined = Joined()
        for one, other in self._pairs:
            for a, b in zip(self._blocks[one], self._blocks[other], strict=False):
                joined.join(a, b)
        return {block: tuple(group) for group in joined.groups() for block in group}

    def _is_there(self, iri: str) -> bool:
        """Whether the graph has an authorship; an identifier is enough to name a person."""
        return "#" not in iri or bool(self._snapshot.objects(iri, v.TYPE))

    def _today(self, iri: str) -> str:
        """What a person is called, or an authorship by its place in the list."""
        owner, mark, part = iri.partition("#")
        if not mark:
            return iri
        if owner not in self._owners:
            self._owners[owner] = self._snapshot.name_today(owner)
        return f"{self._owners[owner]}{mark}{part}"

    def _subject(self, decision: Decision) -> str:
        """The authorship in the graph that a decision is on; else what it was called then."""
        called = self._today(decision.subject)
        words = decision.words
        if not words:
            return called
        owner, _, part = called.partition("#")
        role = part.rpartition("-")[0]
        listed = {
            iri: self._snapshot.first(iri, v.NAME_AS_WRITTEN)
            for iri in self._snapshot.objects(owner, v.HAS_AUTHORSHIP)
            if iri.startswith(f"{owner}#{role}-")
        }
        exact = [iri for iri, name in listed.items() if names.key(name) == names.key(words)]
        found = exact or [iri for iri, name in listed.items() if names.same(name, words)]
        if called in found:
            return called
        if len(found) == 1:
            return found[0]
        # Of a name that is not there, and not of the one that took its place.
        return f"{called}-gone" if called in listed else called
