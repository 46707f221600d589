"""The persons who may be behind an authorship, with what speaks for and against each."""

from collections import defaultdict
from itertools import islice
from typing import NamedTuple

import pyoxigraph as ox

from citegraph import vocab as v
from citegraph.graph.iris import COMPUTED
from citegraph.graph.quads import value_of
from citegraph.load.authorships import Reader
from citegraph.resolve.person_evidence import Authorship, evidence_in
from citegraph.store import Snapshot
from citegraph.subjects import stand_in

# Of a person with many works, so many are looked at and so many shown.
_LOOKED_AT, _SHOWN = 100, 3
# Works further apart in time are seldom one person's.
_CAREER = 45


class PersonCandidate(NamedTuple):
    """A person, or a lone authorship, that an authorship may belong to.

    `object` is what a decision names. `names` are as written, `works` some of theirs, the first by
    year, and `known` how many there are; `agreement` and `disagreement` are for people to read.
    """

    object: str
    person: str
    names: tuple[str, ...]
    works: tuple[str, ...]
    known: int
    agreement: tuple[str, ...]
    disagreement: tuple[str, ...]


def doubtful(snapshot: Snapshot) -> set[str]:
    """The authorships to review: those with compatible names elsewhere that nothing joins them to,
    and those beside an identifier that is not followed. Of two that may be one person's, the one
    that is less known stands for both."""
    found: set[str] = set()
    for one, other in _links(snapshot, v.POSSIBLY_SAME):
        found.add(min(one, other, key=lambda iri: (_known(snapshot, iri), iri)))
    for iri, person in _links(snapshot, v.DOUBTFUL_PERSON):
        if person not in _rejected(snapshot, iri):
            found.add(iri)
    return {iri for iri in found if _identification(snapshot, iri) != "confirmed"}


def place_in_list(authorship: str) -> tuple[str, str, int]:
    """The work of an authorship, the role, and the place among those of that role."""
    owner, _, part = authorship.partition("#")
    role, _, place = part.partition("-")
    return owner, role, int(place)


def persons_of(snapshot: Snapshot, subject: str) -> list[PersonCandidate]:
    """Whom an authorship may belong to, those first for whom most speaks."""
    reader = Reader(snapshot)
    own = reader.node(subject).authorship
    found = [_candidate(snapshot, reader, own, thing) for thing in _offered(snapshot, subject)]
    return sorted(found, key=lambda c: (len(c.disagreement) - len(c.agreement), c.object))


def persons_offered(snapshot: Snapshot, subject: str) -> set[str]:
    """What an authorship is identified as or may be: persons, and authorships of others."""
    found = set(_offered(snapshot, subject))
    for person in snapshot.objects(subject, v.PERSON_OF):
        is_computed = person.startswith(f"{snapshot.iris.base}person/{COMPUTED}")
        found.add(stand_in(snapshot, person, subject) if is_computed else person)
    return found - {""}


def _offered(snapshot: Snapshot, subject: str) -> list[str]:
    """Persons whose identifier stands beside the name, and authorships of compatible names."""
    doubted = set(snapshot.objects(subject, v.DOUBTFUL_PERSON)) - _rejected(snapshot, subject)
    alike = {
        *snapshot.objects(subject, v.POSSIBLY_SAME),
        *snapshot.subjects(v.POSSIBLY_SAME, ox.NamedNode(subject)),
    }
    return sorted(doubted) + sorted(alike)


def _candidate(snapshot: Snapshot, reader: Reader, own: Authorship, thing: str) -> PersonCandidate:
    """A person, or the person of another authorship, beside an authorship."""
    person = thing if "#" not in thing else "".join(snapshot.objects(thing, v.PERSON_OF))
    members = {thing} if "#" in thing else set()
    if person:
        members.update(islice(snapshot.subjects(v.PERSON_OF, ox.NamedNode(person)), _LOOKED_AT))
    theirs = [reader.node(iri).authorship for iri in sorted(members - {own.iri})]
    agreement, disagreement = _weighed(own, theirs)
    if "#" not in thing:
        disagreement.insert(0, "the name is not this person's")
    gap = min(
        (abs(a - b) for a in _years(snapshot, [own]) for b in _years(snapshot, theirs)), default=0
    )
    if gap > _CAREER:
        disagreement.append(f"{gap} years apart")
    works = {a.work: snapshot.first(a.work, v.YEAR) for a in theirs}
    ordered = sorted(works, key=lambda work: (works[work], work))
    written = {a.name for a in theirs} or set(snapshot.objects(thing, v.NAME))
    return PersonCandidate(
        thing,
        person,
        tuple(sorted(written)[:_SHOWN]),
        tuple(_called(snapshot, work, works[work]) for work in ordered[:_SHOWN]),
        len(works),
        tuple(agreement),
        tuple(disagreement),
    )


def _weighed(own: Authorship, theirs: list[Authorship]) -> tuple[list[str], list[str]]:
    """What an authorship shares with others, and what both sides give and do not share."""
    evidence = evidence_in([own, *theirs])
    mine = evidence[own.iri]
    shared = {key for other in theirs for key in evidence[other.iri]} & mine.keys()
    ranked = sorted(shared, key=lambda key: (-mine[key].weight, mine[key].text))
    kinds = {mine[key].kind for key in shared}
    sides = {
        "co-author": (own.coauthors, any(other.coauthors for other in theirs)),
        "affiliation": (own.affiliations, any(other.affiliations for other in theirs)),
        "venue": (own.venue, any(other.venue for other in theirs)),
    }
    called = {"co-author": "other co-authors", "affiliation": "other affiliations"}
    against = [
        called.get(kind, "other series or journals")
        for kind, (here, there) in sides.items()
        if here and there and kind not in kinds
    ]
    return list(dict.fromkeys(mine[key].text for key in ranked)), against


def _years(snapshot: Snapshot, authorships: list[Authorship]) -> set[int]:
    return {int(year) for a in authorships for year in snapshot.objects(a.work, v.YEAR)}


def _called(snapshot: Snapshot, work: str, year: str) -> str:
    title = snapshot.first(work, v.TITLE) or work
    return f"{title} ({year})" if year else title


def _known(snapshot: Snapshot, iri: str) -> int:
    """How well the person behind an authorship is known."""
    return {"none": 0, "rejected": 0, "computed": 1}.get(_identification(snapshot, iri), 2)


def _identification(snapshot: Snapshot, iri: str) -> str:
    return "".join(snapshot.objects(iri, v.IDENTIFICATION))


def _rejected(snapshot: Snapshot, subject: str) -> set[str]:
    """What people rejected for an authorship, as the graph says it."""
    found: dict[str, set[str]] = defaultdict(set)
    graph = ox.NamedNode(snapshot.iris.decisions)
    for decision in snapshot.objects(subject, v.DECIDED_BY):
        quads = snapshot.graph.quads_for_pattern(ox.NamedNode(decision), None, None, graph)
        said = {quad.predicate.value: value_of(quad.object) for quad in quads}
        found[said.get(v.VERDICT, "")].add(said.get(v.VERDICT_ON, ""))
    return found["reject"]


def _links(snapshot: Snapshot, predicate: str) -> list[tuple[str, str]]:
    quads = snapshot.graph.quads_for_pattern(None, ox.NamedNode(predicate), None, ox.DefaultGraph())
    return [(value_of(quad.subject), value_of(quad.object)) for quad in quads]
