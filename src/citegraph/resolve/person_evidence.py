"""What links two authorships of compatible names: what both works show beside the name. Pure."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache, partial
from itertools import combinations
from math import prod
from typing import NamedTuple

from citegraph import names
from citegraph.folding import fold
from citegraph.resolve.name_words import ORGANIZATION_WORDS
from citegraph.resolve.person_names import Form, form

# The weight of evidence, in sum, that links a name; and a popular one.
_NEEDED, _NEEDED_IF_POPULAR = 2, 4
# A work of more people says little of each.
_MOST_COAUTHORS = 40
# Pairs of evidence grow with the square.
_MOST_PAIRED = 12
_VAGUE = frozenset(
    "and at business da de department der des di division economics economic economia economie"
    " economiques faculty finance for für fur in institute la management of research school"
    " sciences science social statistics studies the univ university wirtschaftswissenschaften"
    " none na unknown independent researcher retired".split()
)


class Authorship(NamedTuple):
    """A name in the list of a work. `coauthors` are the others there, as written.

    `affiliations` are names of institutions and their handles, `cluster` is the work's version
    cluster, `venue` its series or journal by any name of its own, and `cites` what it cites.
    """

    iri: str
    work: str
    name: str
    role: str = "author"
    given: str = ""
    family: str = ""
    person: str = ""
    coauthors: tuple[str, ...] = ()
    affiliations: tuple[str, ...] = ()
    cluster: str = ""
    venue: str = ""
    venue_name: str = ""
    cites: tuple[str, ...] = ()


class Fact(NamedTuple):
    """One piece of evidence: its kind, how people read it, how much it weighs, and its score."""

    kind: str
    text: str
    weight: int
    score: float


# Evidence by what two authorships must have in common for it to link them.
Evidence = dict[str, Fact]


def evidence_in(block: list[Authorship]) -> dict[str, Evidence]:
    """For each authorship of a block, by a key, what some other one there shares."""
    works = defaultdict(list)
    for authorship in block:
        works[authorship.work].append(authorship.iri)
    found = {a.iri: dict(_own(a)) for a in block}
    for authorship in block:
        for cited in authorship.cites:
            for other in works.get(cited, ()) if cited != authorship.work else ():
                link = f"{authorship.work} cites {cited}"
                found[authorship.iri][link] = found[other][link] = _self_citation
    counts = Counter(key for facts in found.values() for key in facts)
    # Most of what a work shows, no other work does: it need not be put into words.
    return {
        iri: {key: fact() for key, fact in facts.items() if counts[key] > 1}
        for iri, facts in found.items()
    }


def tokens(evidence: Evidence, name: Form, *, popular: bool) -> Iterator[str]:
    """What links the authorship to all that have the same token: evidence enough for both."""
    if not popular:
        yield from _enough(evidence, name, _NEEDED)
    yield from _enough(evidence, name, _NEEDED_IF_POPULAR)


def score(facts: Iterable[Fact]) -> float:
    """How well an authorship fits its person, from 0 to 1: it is no probability."""
    best: dict[str, float] = {}
    for fact in facts:
        best[fact.kind] = max(best.get(fact.kind, 0.0), fact.score)
    return round(1 - prod(1 - best[kind] for kind in sorted(best)), 6)


def _enough(evidence: Evidence, name: Form, needed: int) -> Iterator[str]:
    usable = [
        (key, fact)
        for key, fact in evidence.items()
        if name.is_full or fact.kind not in {"affiliation", "venue"}
    ]
    usable.sort(key=lambda item: (-item[1].weight, item[0]))
    for key, fact in usable:
        if fact.weight >= needed:
            yield f"{needed} {key}"
    lesser = [item for item in usable if item[1].weight < needed][:_MOST_PAIRED]
    for one, other in combinations(lesser, 2):
        if one[1].weight + other[1].weight >= needed and _independent(one[1], other[1]):
            yield f"{needed} {' + '.join(sorted((one[0], other[0])))}"


def _independent(one: Fact, other: Fact) -> bool:
    """Two co-authors are two pieces of evidence; an institution and its own series are one."""
    if one.kind == other.kind:
        return one.kind in {"co-author", "self-citation"}
    return {one.kind, other.kind} != {"affiliation", "venue"}


def _own(authorship: Authorship) -> Iterator[tuple[str, Callable[[], Fact]]]:
    """What the authorship's own work shows."""
    yield f"work {authorship.work}", _same_work
    if authorship.cluster:
        yield f"cluster {authorship.cluster}", _same_cluster
    own = form(authorship.name, authorship.given, authorship.family)
    if len(authorship.coauthors) <= _MOST_COAUTHORS:
        for written in authorship.coauthors:
            other = form(written)
            if other and other.is_full and own and other.key != own.key:
                yield f"co-author {other.key}", partial(_coauthor, written, other)
    for affiliation in authorship.affiliations:
        if key := _affiliation_key(affiliation):
            yield f"affiliation {key}", partial(_affiliation, affiliation)
    if authorship.venue:
        name = authorship.venue_name or authorship.venue
        yield f"venue {authorship.venue}", partial(_venue, name)


def _self_citation() -> Fact:
    return Fact("self-citation", "self-citation", 2, 0.9)


def _same_work() -> Fact:
    return Fact("same work", "same work", 4, 0.95)


def _same_cluster() -> Fact:
    return Fact("same version cluster", "same version cluster", 4, 0.95)


def _coauthor(written: str, other: Form) -> Fact:
    rare = not other.is_common
    text = f"co-author: {names.parse(written).natural}"
    return Fact("co-author", text, 1 + rare, 0.85 if rare else 0.6)


def _affiliation(name: str) -> Fact:
    return Fact("affiliation", f"affiliation: {name}", 2, 0.8)


def _venue(name: str) -> Fact:
    return Fact("venue", f"series or journal: {name}", 2, 0.7)


@lru_cache(maxsize=65536)
def _affiliation_key(affiliation: str) -> str:
    """An institution to compare by, or "" for words that name none in particular."""
    words = fold(affiliation).split()
    told = [w for w in words if len(w) > 1 and w not in _VAGUE and w not in ORGANIZATION_WORDS]
    return " ".join(words) if told else ""
