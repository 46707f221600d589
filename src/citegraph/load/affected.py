"""What a run can have altered about people: whose authorships are to be decided again."""

from collections import defaultdict
from collections.abc import Iterable

import pyoxigraph as ox

from citegraph import vocab as v
from citegraph.graph.quads import linked, value_of
from citegraph.resolve.persons import is_disputed

# Statements on which the identification of persons rests, and those that say it.
_OF_WORKS = frozenset((v.CITES, v.VERSION_OF, v.PERSON_OF, v.IDENTIFICATION))
_OF_PERSONS = frozenset((v.PERSON_OF, v.DOUBTFUL_PERSON))


class People:
    """Works and venues with their names, blocks of names, and persons; or everyone.

    `fresh` says that the store was empty, so that all mentions of a person are known here.
    """

    def __init__(self, *, fresh: bool, everyone: bool) -> None:
        self._fresh = fresh
        self.everyone = everyone
        self.works: set[str] = set()
        self.blocks: set[str] = set()
        self._persons: set[str] = set()
        self._names: dict[str, set[str]] = defaultdict(set)

    @property
    def persons(self) -> set[str]:
        """Persons whose names may not all be theirs."""
        named = self._names.items()
        return self._persons | {p for p, said in named if not self._fresh or is_disputed(said)}

    def mention(self, person: str, said: str) -> None:
        """A work new to the graph gives a name under the identifier of a person."""
        self._names[person].add(said)

    def note_things(self, iris: Iterable[str]) -> None:
        """Works, venues and persons that sources describe, perhaps otherwise than before."""
        for iri in iris:
            (self._persons if "/person/" in iri else self.works).add(iri)

    def note(self, removed: Iterable[ox.Quad], added: Iterable[str]) -> None:
        """Statements, the added ones as lines; of works that are new, only decisions count."""
        for quad in removed:
            predicate = quad.predicate.value
            if predicate == v.NAME_BLOCK:
                self.blocks.add(value_of(quad.object))
            if predicate in _OF_PERSONS:
                self._persons.add(value_of(quad.object))
            if predicate in _OF_WORKS:
                self.works.add(value_of(quad.subject).partition("#")[0])
        for line in added:
            subject, predicate, _ = linked(line)
            if predicate in _OF_WORKS:
                self.works.add(subject.partition("#")[0])
