"""What a run can have altered about people: whose authorships are to be decided again."""

from collections import defaultdict
from collections.abc import Iterable

import pyoxigraph as ox

from citegraph import vocab as v
from citegraph.graph.quads import linked, value_of
from citegraph.resolve.persons import is_disputed

# What the identification of persons says of an authorship.
IDENTIFIED = frozenset(
    (
        v.IDENTIFICATION,
        v.IDENTIFICATION_BASIS,
        v.PERSON_OF,
        v.SCORE,
        v.DOUBTFUL_PERSON,
        v.POSSIBLY_SAME,
        v.DECIDED_BY,
    )
)
# What it rests on, of those statements that the sources of a work make; a person that they name
# is new where it is added.
_EVIDENCE = frozenset(
    (
        v.AFFILIATION,
        v.AUTHOR_LIST,
        v.FAMILY_AS_WRITTEN,
        v.GIVEN_AS_WRITTEN,
        v.IN_VENUE,
        v.NAME_AS_WRITTEN,
        v.NAME_BLOCK,
        v.ORGANIZATION_OF,
        v.PERSON_OF,
        v.PUBLICATION_NAME,
    )
)
# Statements on which the identification of persons rests, and those that say it.
_OF_WORKS = frozenset((v.CITES, v.VERSION_OF, v.PERSON_OF, v.IDENTIFICATION))
_OF_PERSONS = frozenset((v.PERSON_OF, v.DOUBTFUL_PERSON))


def keep_identified(
    removed: list[ox.Quad], added: list[str]
) -> tuple[list[ox.Quad], list[str]] | None:
    """Of an exchange of what sources say of a thing, all but what undoes identifications.

    None where the exchange alters what these rest on, so that they are to be made again.
    """
    left: list[ox.Quad] = []
    for quad in removed:
        predicate, subject = quad.predicate.value, value_of(quad.subject)
        if "#ref-" in subject or predicate not in IDENTIFIED | {v.CREATOR} | _EVIDENCE:
            left.append(quad)
        elif predicate in _EVIDENCE - {v.PERSON_OF} or value_of(quad.object) == "claimed":
            return None
    new: list[str] = []
    for line in added:
        subject, predicate, _ = linked(line)
        if "#ref-" in subject or predicate not in IDENTIFIED | _EVIDENCE:
            new.append(line)
        elif predicate in _EVIDENCE | {v.IDENTIFICATION_BASIS}:
            return None
    return left, new


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
