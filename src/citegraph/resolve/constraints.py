"""What people decided of authorships, as it bears on which of them are one person's. Pure.

A decision is about one authorship, and holds for all that are one person's with it by decisions:
what is rejected for one of these is rejected for all.
"""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping
from types import MappingProxyType
from typing import NamedTuple, TypeVar

from citegraph.resolve.clusters import Classes, Joined
from citegraph.resolve.person_evidence import Authorship

C = TypeVar("C", bound=Hashable)
_NONE: Mapping[str, str] = MappingProxyType({})


class Constraints(NamedTuple):
    """Decisions by subject: the identifier of the person whom it is confirmed to be, or another
    authorship of that person; and pairs of a subject and an identifier or authorship whose person
    it is not."""

    persons: Mapping[str, str] = _NONE
    same: Mapping[str, str] = _NONE
    apart: frozenset[tuple[str, str]] = frozenset()


UNCONSTRAINED = Constraints()


class Settled(NamedTuple):
    """What follows from decisions alone. `persons` are the identifiers that hold.

    `sets` are authorships that are one person's, by the one that the others lead to. Of an
    authorship that others refuse, `label` is what they refuse it by; `refused` are the labels and
    identifiers that an authorship refuses. The identifier of a `firm` one was confirmed.
    """

    persons: dict[str, str]
    sets: dict[str, frozenset[str]]
    label: dict[str, str]
    refused: dict[str, tuple[str, ...]]
    firm: frozenset[str]


def settle(members: Mapping[str, Authorship], given: Constraints) -> Settled:
    """Follow the decisions on authorships, as far as these are among the members."""
    persons = {iri: a.person for iri, a in members.items()}
    same = {s: o for s, o in given.same.items() if s in members and o in members and s != o}
    joined = Joined()
    for subject, other in same.items():
        joined.join(subject, other)
    sets = {_end(group[0], same): frozenset(group) for group in joined.groups()}
    of = {iri: together for together in sets.values() for iri in together}
    ends = {iri: end for end, together in sets.items() for iri in together}

    def all_of(iri: str) -> frozenset[str]:
        return of.get(iri, frozenset((iri,)))

    apart = sorted((s, o) for s, o in given.apart if s in members)
    refused_ids: dict[str, set[str]] = defaultdict(set)
    for subject, other in apart:
        refused_ids[min(all_of(subject))].add(other)
    firm: set[str] = set()
    for iri in sorted({*of, *given.persons} & members.keys()):
        end = ends.get(iri, iri)
        together = all_of(iri)
        own = {persons[one] for one in together} - refused_ids[min(together)] - {""}
        confirmed = given.persons.get(end, "")
        stated = persons[end] if persons[end] in own else ""
        found = confirmed or stated or (own.pop() if len(own) == 1 else "")
        persons.update(dict.fromkeys(together, found))
        firm.update(together if confirmed else ())
    for subject, other in apart:
        pair = all_of(subject), all_of(other)
        person = persons[other] if other in members else other
        if not person or person != persons[subject] or pair[0] == pair[1]:
            continue
        # The identifier is the other's, unless the subject's was confirmed.
        loser = pair[0] if subject not in firm else pair[1]
        if not loser & firm:
            persons.update({iri: "" for iri in loser if iri in members})
    label: dict[str, str] = {}
    refused: dict[str, set[str]] = defaultdict(set)
    for subject, other in apart:
        mine, theirs = all_of(subject), all_of(other)
        if mine == theirs:
            continue
        has, person = persons[subject], persons[other] if other in members else other
        if not person:
            label.update(dict.fromkeys(theirs, min(theirs)))
        if not has:
            refusing, what = mine, person or min(theirs)
        elif not person:
            refusing, what = theirs, has
        else:
            continue
        for iri in refusing:
            refused[iri].add(what)
    return Settled(
        persons, sets, label, {iri: tuple(sorted(r)) for iri, r in refused.items()}, frozenset(firm)
    )


def united(groups: Iterable[list[str]], settled: Settled, known: Classes[C]) -> list[list[str]]:
    """Groups with what decisions join. A group goes with its members, unless the whole would be of
    two identifiers or one part refuses another: then these members alone leave it."""
    at = {iri: group for group in map(set, groups) for iri in group}
    for end, together in sorted(settled.sets.items()):
        parts = {id(part): part for iri in sorted(together) for part in [at.get(iri, {iri})]}
        whole = set().union(*parts.values())
        if len({settled.persons[iri] for iri in whole} - {""}) > 1 or any(
            known.refused(c, known.of(whole)) for c in known.of(whole)
        ):
            for iri in together - {end}:
                at.get(iri, set()).discard(iri)
            whole = at.get(end, {end}) | together
        at.update(dict.fromkeys(whole, whole))
    found = {id(group): sorted(group) for group in at.values() if len(group) > 1}
    return sorted(found.values())


def _end(subject: str, same: Mapping[str, str]) -> str:
    """Where confirmations lead in the end; of a circle, its first authorship by name."""
    seen: list[str] = []
    while subject in same and subject not in seen:
        seen.append(subject)
        subject = same[subject]
    return min(seen[seen.index(subject) :]) if subject in seen else subject
