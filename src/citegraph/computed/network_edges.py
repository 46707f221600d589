"""The edges of networks of works, authors and keywords.

Co-citation (Small 1973) joins works that are cited together, coupling (Kessler 1963) works that
cite the same; authors and keywords are joined by the works that have both.
"""

from collections.abc import Iterable, Iterator

import pyoxigraph as ox

from citegraph import vocab as v
from citegraph.computed.citations import citations
from citegraph.computed.columns import first_of, in_set, select, totals
from citegraph.computed.computation import Computation, Row, Terms
from citegraph.computed.pairs import Pair, ranked, together
from citegraph.store import Snapshot
from citegraph.values import Term

_OF_CITATIONS = {"citation", "co-citation", "coupling"}


def _rows(snapshot: Snapshot, terms: Terms) -> Iterator[Row]:
    kind, least = terms["kind"].value, int(terms["min"].value)
    counts: dict[Pair, int]
    if kind == "citation":
        within = citations(snapshot, terms, citing=True, cited=True)
        counts = {(by, cited): 1 for by, cited, _ in within if least <= 1}
    else:
        counts = together(_groups(snapshot, terms, kind), least)
    directed = ox.Literal(kind == "citation")
    lists, works = map(ox.Literal, totals(snapshot))
    for pair, n in ranked(counts):
        (source, source_name), (target, target_name) = (node(snapshot, kind, m) for m in pair)
        weight = ox.Literal(n)
        yield source, target, weight, source_name, target_name, directed, lists, works


def _groups(snapshot: Snapshot, terms: Terms, kind: str) -> Iterable[set[str]]:
    """The members that each citing work, cited work, or work brings together."""
    found: dict[str, set[str]] = {}
    for group, member in _memberships(snapshot, terms, kind):
        found.setdefault(group, set()).add(member)
    return found.values()


def _memberships(snapshot: Snapshot, terms: Terms, kind: str) -> Iterator[tuple[str, ...]]:
    match kind:
        case "co-citation":
            return ((by, one) for by, one, _ in citations(snapshot, terms, cited=True))
        case "coupling":
            return ((one, by) for by, one, _ in citations(snapshot, terms, citing=True))
        case "keyword":
            member = "?work cg:keyword ?keyword . BIND(LCASE(?keyword) AS ?member)"
        case _:
            # Who is known goes by identity, and the others by name.
            member = """?work cg:hasAuthorship ?authorship .
                ?authorship cg:role "author" ; cg:nameKey ?key .
                OPTIONAL { ?authorship cg:person ?person }
                BIND(COALESCE(STR(?person), ?key) AS ?member)"""
    return select(snapshot, f"SELECT ?work ?member WHERE {{ {in_set(terms, 'work')} {member} }}")


def node(snapshot: Snapshot, kind: str, member: str) -> tuple[Term, Term | None]:
    """What an edge joins, and its name."""
    if kind in _OF_CITATIONS:
        return ox.NamedNode(member), first_of(snapshot, member, v.TITLE)
    if kind == "keyword":
        return ox.Literal(member), ox.Literal(member)
    if member.startswith(snapshot.iris.base):
        name = first_of(snapshot, member, v.NAME) or _written(snapshot, v.PERSON_OF, member)
        return ox.NamedNode(member), name
    return ox.Literal(member), _written(snapshot, v.NAME_KEY, member)


def _written(snapshot: Snapshot, predicate: str, value: str) -> ox.Literal | None:
    """The first of the written names of the authorships that have a value."""
    node = ox.NamedNode(value) if predicate == v.PERSON_OF else ox.Literal(value)
    names = (snapshot.objects(a, v.NAME_AS_WRITTEN) for a in snapshot.subjects(predicate, node))
    found = min((name for few in names for name in few), default=None)
    return ox.Literal(found) if found else None


def _why_empty(snapshot: Snapshot, terms: Terms) -> str:
    kind = terms["kind"].value
    lists, works = totals(snapshot)
    if kind in _OF_CITATIONS:
        return (
            f"no two works are joined by {kind}: {lists} of {works} works have a reference list"
            " (`citegraph query unmatched-most-wanted` lists what to ingest)"
        )
    return f"no two {kind}s are of one work, among {works} works in the store"


NETWORK_EDGES = Computation(_rows, _why_empty)
