"""Which authorships are one person's: a function of the set, never of its order. Pure.

Authorships are compared within a block of names that can be one person's. Compatible names alone
join nothing: two authorships are linked by an identifier that both have, or by what both works
show (`citegraph.resolve.person_evidence`). Where links lead from one name to two that cannot be
one person's, such as from an initial to two given names, the name in between is no bridge: it
joins the one person to whom alone its links lead, or nobody. What people decided comes before all
of that: see `citegraph.resolve.constraints`.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from functools import reduce
from itertools import combinations
from operator import and_
from types import MappingProxyType
from typing import NamedTuple

from citegraph.resolve.clusters import Classes, cluster
from citegraph.resolve.constraints import UNCONSTRAINED, Constraints, Settled, settle, united
from citegraph.resolve.person_evidence import Authorship, Evidence, evidence_in, score, tokens
from citegraph.resolve.person_names import Form, agree, compatible, form

# With more, a block tells no one apart: identifiers alone join its authorships.
LARGEST_BLOCK = 2_000
# So many persons or lone authorships with compatible names are worth naming to one another.
_MOST_ALIKE = 8
# From so many given names behind one initial, or middle names behind one given name, on, a name is
# popular in a store.
_MANY_NAMES = 3
_MOST_SHOWN = 3
# The basis of what people decided.
DECISION = "decision"


class Identified(NamedTuple):
    """One person: the authorships with what each is joined by, strongest first, and its score.

    `person` is the identifier, or empty for a person whom no source identifies.
    """

    person: str
    members: dict[str, tuple[tuple[str, ...], float]]


class Decided(NamedTuple):
    """What is known of a block. `alike` are pairs of the first authorships of persons, or of lone
    authorships, whose names are compatible. `held` are the identifiers that authorships have, or
    "", where decisions made them other than those given."""

    persons: list[Identified]
    alike: list[tuple[str, str]]
    held: Mapping[str, str] = MappingProxyType({})


class _Class(NamedTuple):
    """Authorships that nothing tells apart: of one name and one identifier, or none.

    `refused` are the identifiers and labels of the classes that people decided it not to be with.
    """

    form: Form
    person: str
    label: str = ""
    refused: tuple[str, ...] = ()


def block_of(authorship: Authorship) -> str | None:
    """The block in which an authorship is compared, or None where the name is no person's."""
    found = form(authorship.name, authorship.given, authorship.family)
    return found.block if found else None


def identify(
    authorships: Iterable[Authorship], constraints: Constraints = UNCONSTRAINED
) -> Decided:
    """Decide one block, or several that decisions join. Identifiers are to be trusted: see
    `misnamed`."""
    by_name = {a.iri: a for a in authorships}
    members = {iri: by_name[iri] for iri in sorted(by_name)}
    forms = {iri: found for iri, a in members.items() if (found := form(a.name, a.given, a.family))}
    members = {iri: members[iri] for iri in forms}
    settled = settle(members, constraints)
    held = {iri: p for iri, p in settled.persons.items() if p != members[iri].person}
    members |= {iri: members[iri]._replace(person=person) for iri, person in held.items()}
    classes = {
        iri: _Class(
            found,
            settled.persons[iri],
            settled.label.get(iri, ""),
            settled.refused.get(iri, ()),
        )
        for iri, found in forms.items()
    }
    known = Classes(classes, _can_be_one, _refuse, settled.refused.keys())
    blocks: dict[str, dict[str, Authorship]] = defaultdict(dict)
    for iri, authorship in members.items():
        blocks[forms[iri].block][iri] = authorship
    evidence: dict[str, Evidence] = {}
    groups: list[list[str]] = []
    for block in blocks.values():
        linked, shown = _linked(block, known, settled)
        groups += linked
        evidence |= shown
    groups = united(groups, settled, known) if settled.sets else groups
    decided = frozenset().union(*settled.sets.values())
    persons = [_identified(group, classes, evidence, decided) for group in groups]
    joined = {iri for group in groups for iri in group}
    rest = [[iri] for iri in members if iri not in joined]
    return Decided(
        sorted(persons, key=lambda p: min(p.members)), _alike([*groups, *rest], known), held
    )


def _linked(
    members: dict[str, Authorship], known: "Classes[_Class]", settled: Settled
) -> tuple[list[list[str]], dict[str, Evidence]]:
    """The groups in a block, and the evidence of each authorship."""
    classes = {iri: known.class_of[iri] for iri in members}
    alone = _crowded(members, known)
    evidence: dict[str, Evidence] = {}
    if len(members) <= LARGEST_BLOCK:
        evidence = evidence_in([a for iri, a in members.items() if iri not in alone])
    popular = _popular(set(classes.values()))
    odd = _at_odds(classes, settled.firm)
    links: dict[str, list[str]] = defaultdict(list)
    for iri, cls in classes.items():
        if iri in odd:
            continue
        for token in tokens(evidence.get(iri, {}), cls.form, popular=cls in popular):
            links[token].append(iri)
        if cls.person:
            links[f"id {cls.person}"].append(iri)
    return cluster(links, known), evidence


def _at_odds(classes: dict[str, _Class], firm: AbstractSet[str]) -> set[str]:
    """Authorships that were confirmed to be a person's whom others name otherwise: they are that
    person's, but say nothing of the others."""
    named: dict[str, set[Form]] = defaultdict(set)
    if firm:
        for cls in classes.values():
            named[cls.person].add(cls.form)
    return {
        iri
        for iri in classes.keys() & firm
        if not all(compatible(classes[iri].form, one) for one in named[classes[iri].person])
    }


def misnamed(written: Counter[str], own: Iterable[str] = ()) -> set[str]:
    """Of the names that works give under one identifier, those that are not that person's.

    `written` counts the works; `own` are the names that the person's own record gives. Without any,
    the person is named as most of the works do; where no name has more works than the others, all
    of them stand.
    """
    forms = {name: form(name) for name in written}
    trusted = [found for name in own if (found := form(name))]
    if not trusted:
        counts: Counter[Form] = Counter()
        for name, found in forms.items():
            if found:
                counts[found] += written[name]
        support = {f: sum(n for g, n in counts.items() if agree(f, g)) for f in counts}
        most = max(support.values(), default=0)
        trusted = [f for f, n in support.items() if n == most]
    return {
        name
        for name, found in forms.items()
        if trusted and found and not any(agree(found, one) for one in trusted)
    }


def is_disputed(written: Iterable[str]) -> bool:
    """Whether some of the names under one identifier are not one person's."""
    forms = [found for name in written if (found := form(name))]
    return any(not agree(one, other) for one, other in combinations(forms, 2))


def _refuse(one: _Class, other: _Class) -> bool:
    return not (
        {other.person, other.label}.isdisjoint(one.refused)
        and {one.person, one.label}.isdisjoint(other.refused)
    )


def _can_be_one(one: _Class, other: _Class) -> bool:
    if (one.refused or other.refused) and _refuse(one, other):
        return False
    if one.person and other.person:
        return one.person == other.person
    return compatible(one.form, other.form)


def _crowded(members: dict[str, Authorship], known: "Classes[_Class]") -> set[str]:
    """Authorships of two compatible names in one list: the works do not tell which is which."""
    lists: dict[tuple[str, str], list[str]] = defaultdict(list)
    for iri, a in members.items():
        lists[a.work, a.role].append(iri)
    return {
        iri
        for within in lists.values()
        for pair in combinations(within, 2)
        if known.compatible(*pair)
        for iri in pair
    }


def _popular(classes: set[_Class]) -> set[_Class]:
    """Classes of names that several people are known or likely to have."""
    behind: dict[str, set[str]] = defaultdict(set)
    people: dict[str, set[str]] = defaultdict(set)
    for cls in classes:
        if cls.form.is_full:
            behind[cls.form.first[0]].add(cls.form.first)
            if len(cls.form.words) > 1:
                behind[cls.form.first].add(cls.form.words[1][0])
        if cls.person:
            people[cls.form.first].add(cls.person)
    return {
        cls
        for cls in classes
        if cls.form.is_common
        or len(people[cls.form.first]) > 1
        or (len(cls.form.words) == 1 and len(behind[cls.form.first]) >= _MANY_NAMES)
    }


def _identified(
    group: list[str],
    classes: dict[str, _Class],
    evidence: dict[str, Evidence],
    decided: AbstractSet[str],
) -> Identified:
    """A person with what each of the authorships shares with any other."""
    sharing: dict[str, int] = defaultdict(int)
    for iri in group:
        for feature in evidence.get(iri, {}):
            sharing[feature] += 1
    members = {}
    for iri in group:
        shared = [f for f in evidence.get(iri, {}).items() if sharing[f[0]] > 1]
        shared.sort(key=lambda f: (-f[1].score, f[1].text))
        told = [DECISION] if iri in decided else []
        texts = tuple(dict.fromkeys([*told, *(fact.text for _, fact in shared)]))[:_MOST_SHOWN]
        stated = bool(classes[iri].person or told)
        members[iri] = (texts, 1.0 if stated else score(fact for _, fact in shared))
    person = next((classes[iri].person for iri in group if classes[iri].person), "")
    return Identified(person, members)


def _alike(groups: list[list[str]], known: "Classes[_Class]") -> list[tuple[str, str]]:
    """Pairs of groups that can be one person, but for names that fit too many."""
    if len(groups) > LARGEST_BLOCK:
        return []
    first = {min(group): known.of(group) for group in groups}
    by_classes: dict[frozenset[_Class], list[str]] = defaultdict(list)
    for iri, group in first.items():
        by_classes[frozenset(group)].append(iri)
    alike: dict[str, list[str]] = {}
    bits = {classes: known.bits(classes) for classes in by_classes}
    for classes, iris in by_classes.items():
        fit = reduce(and_, map(known.fitting, classes))
        fitting: list[str] = []
        for others, theirs in by_classes.items():
            if not bits[others] & ~fit:
                fitting += theirs
                if len(fitting) > _MOST_ALIKE + 1:
                    break
        for iri in iris:
            alike[iri] = [other for other in fitting if other != iri]
    return sorted(
        (iri, other)
        for iri, others in alike.items()
        for other in others
        if iri < other and len(others) <= _MOST_ALIKE and len(alike[other]) <= _MOST_ALIKE
    )
