"""The edges around a work or a person: it, what is joined to it in one step or in two, and how all
of these are joined. Only what is reached is read."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from typing import NamedTuple

import pyoxigraph as ox

from citegraph import vocab as v
from citegraph.computed.columns import select, totals
from citegraph.computed.computation import Computation, Row, Terms
from citegraph.computed.network_edges import node
from citegraph.computed.pairs import Pair, ranked, together
from citegraph.errors import QueryError
from citegraph.graph.quads import value_of
from citegraph.store import Snapshot
from citegraph.values import Term, named

# Works or persons that are looked at before it is given up: some seconds.
MOST_MEMBERS = 50_000
Neighbours = Callable[[str], Iterable[str]]


class _Relation(NamedTuple):
    """What brings members together: the groups that one is in, and who is in a group."""

    groups: Neighbours
    members: Neighbours


def _of_work(snapshot: Snapshot, terms: Terms) -> Iterator[Row]:
    kind, work, least = terms["kind"].value, terms["work"].value, int(terms["min"].value)
    cited, citing = _citations(snapshot)
    counts: dict[Pair, int]
    if kind == "citation":
        found = _reached([work], _steps(terms), lambda one: {*cited(one), *citing(one)})
        within = ((one, other) for one in found for other in found.intersection(cited(one)))
        counts = dict.fromkeys(within, 1) if least <= 1 else {}
    else:
        relation = _Relation(citing, cited) if kind == "co-citation" else _Relation(cited, citing)
        counts = _counts(relation, [work], _steps(terms), least)
    lists, works = map(ox.Literal, totals(snapshot))
    for row in _edges(snapshot, kind, counts):
        yield *row, lists, works


def _of_person(snapshot: Snapshot, terms: Terms) -> Iterator[Row]:
    relation = _authors(snapshot)
    first = {one for work in _works_of(snapshot, terms["person"]) for one in relation.members(work)}
    counts = _counts(relation, first, _steps(terms) - 1, int(terms["min"].value))
    return _edges(snapshot, "co-author", counts)


def _steps(terms: Terms) -> int:
    return int(terms["steps"].value)


def _edges(snapshot: Snapshot, kind: str, counts: dict[Pair, int]) -> Iterator[Row]:
    directed = ox.Literal(kind == "citation")
    nodes = {member: node(snapshot, kind, member) for pair in counts for member in pair}
    for pair, n in ranked(counts):
        (source, source_name), (target, target_name) = (nodes[member] for member in pair)
        yield source, target, ox.Literal(n), source_name, target_name, directed


def _counts(relation: _Relation, start: Iterable[str], steps: int, least: int) -> dict[Pair, int]:
    """How often two that are reached are together, for those that are so `least` times or more."""

    def joined(one: str) -> Iterator[str]:
        return (other for group in relation.groups(one) for other in relation.members(group))

    # Who is in a group is told by the groups of those that are reached: it may have many more.
    within: dict[str, set[str]] = defaultdict(set)
    for one in _reached(start, steps, joined):
        for group in relation.groups(one):
            within[group].add(one)
    return together(within.values(), least)


def _reached(start: Iterable[str], steps: int, neighbours: Neighbours) -> set[str]:
    """Those where the steps begin, and those that they lead to. Raises QueryError for too many."""
    found = set(start)
    edge = found
    for _ in range(steps):
        edge = {other for one in edge for other in neighbours(one)} - found
        found = found | edge
        if len(found) > MOST_MEMBERS:
            raise QueryError(
                f"{len(found):,} works or persons would have to be looked at, and"
                f" {MOST_MEMBERS:,} are the most: give fewer --steps"
            )
    return found


def _citations(snapshot: Snapshot) -> tuple[Neighbours, Neighbours]:
    """The works that a work cites, and those that cite it."""
    cites = ox.NamedNode(v.CITES)
    graph, default = snapshot.graph, ox.DefaultGraph()

    def cited(work: str) -> Iterator[str]:
        quads = graph.quads_for_pattern(ox.NamedNode(work), cites, None, default)
        return (other for quad in quads if (other := value_of(quad.object)) != work)

    def citing(work: str) -> Iterator[str]:
        quads = graph.quads_for_pattern(None, cites, ox.NamedNode(work), default)
        return (other for quad in quads if (other := value_of(quad.subject)) != work)

    return cited, citing


def _authors(snapshot: Snapshot) -> _Relation:
    """Works and their authors, each by identity where it is known and else by name."""

    @cache
    def members(work: str) -> frozenset[str]:
        found: list[str] = []
        for authorship in snapshot.objects(work, v.HAS_AUTHORSHIP):
            if "author" in snapshot.objects(authorship, v.ROLE):
                known = snapshot.objects(authorship, v.PERSON_OF)
                found += known or snapshot.objects(authorship, v.NAME_KEY)
        return frozenset(found)

    @cache
    def groups(member: str) -> list[str]:
        if member.startswith(snapshot.iris.base):
            return list(_works_of(snapshot, ox.NamedNode(member)))
        return list(_works_of(snapshot, ox.Literal(member), unknown=True))

    return _Relation(groups, members)


def _works_of(snapshot: Snapshot, person: Term, *, unknown: bool = False) -> set[str]:
    """The works of which somebody, or everyone who is written so, is an author; where they are to
    be `unknown`, only those who are known to be nobody else."""
    predicate = "cg:person" if isinstance(person, ox.NamedNode) else "cg:nameKey"
    # A role that is given here would be where the search begins.
    tests = "?role = 'author'" + (" && !BOUND(?known)" if unknown else "")
    rows = select(
        snapshot,
        f"SELECT DISTINCT ?work WHERE {{ ?own {predicate} {person} . ?own cg:role ?role ."
        " ?work cg:hasAuthorship ?own OPTIONAL { ?own cg:person ?known }"
        f" FILTER({tests} && EXISTS {{ ?work a cg:Work }}) }}",
    )
    return {work for (work,) in rows}


def _why_no_work(snapshot: Snapshot, terms: Terms) -> str:
    lists, works = totals(snapshot)
    return (
        f"no work is joined to {named(snapshot, terms['work'].value)} by {terms['kind'].value}:"
        f" {lists} of {works} works have a reference list"
        " (`citegraph query unmatched-most-wanted` lists what to ingest)"
    )


def _why_nobody(snapshot: Snapshot, terms: Terms) -> str:
    person = terms["person"]
    _, name = node(snapshot, "co-author", person.value)
    known = name or person
    works = len(_works_of(snapshot, person))
    return f"no co-author of {known.value} is known; works in the store: {works}"


NETWORK_OF_WORK = Computation(_of_work, _why_no_work)
NETWORK_OF_PERSON = Computation(_of_person, _why_nobody)
