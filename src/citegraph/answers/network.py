"""An answer of pairs as a network: nodes with labels, edges with weights.

The rows have a `source`, a `target`, and where they are counted a `weight`. Edges have no
direction, and each pair is expected once, unless the answer has a column `directed` that says
`true`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from math import isfinite

import pyoxigraph as ox

from citegraph import vocab as v
from citegraph.answers.answer import Answer, Term, one_line
from citegraph.errors import QueryError
from citegraph.graph.quads import value_of
from citegraph.store import Snapshot


@dataclass(frozen=True, slots=True)
class Node:
    """`kind` is the class of a thing, or empty for a word. `label` is a name for people. Only
    works have `citations`: by how many works of the store each is cited."""

    id: str
    label: str
    kind: str = ""
    year: int | None = None
    handle: str = ""
    citations: int | None = None


@dataclass(frozen=True, slots=True)
class Edge:
    source: str
    target: str
    weight: float


@dataclass(frozen=True, slots=True)
class Network:
    """Nodes and edges, sorted by their ids; an undirected edge goes from the smaller to the larger.
    Edges between the same nodes are one, with their weights added."""

    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]
    is_directed: bool


@dataclass(frozen=True, slots=True)
class Pairs:
    """What an answer joins, before it is looked up: terms and names by id, and sorted edges."""

    terms: Mapping[str, Term]
    names: Mapping[str, str]
    edges: tuple[Edge, ...]
    is_directed: bool


def read_network(answer: Answer, snapshot: Snapshot) -> Network:
    """The network of an answer with source and target. Raises QueryError for an odd weight."""
    pairs = read_pairs(answer)
    nodes = tuple(described(pairs, name, snapshot) for name in sorted(pairs.terms))
    return Network(nodes, pairs.edges, pairs.is_directed)


def read_pairs(answer: Answer) -> Pairs:
    """The pairs of an answer with source and target. Raises QueryError for an odd weight."""
    weights = _column(answer, "weight")
    is_directed = _is_directed(answer)
    terms: dict[str, Term] = {}
    names: dict[str, str] = {}
    added: dict[tuple[str, str], float] = {}
    ends = zip(_column(answer, "source"), _column(answer, "target"), strict=True)
    called = zip(_column(answer, "source_name"), _column(answer, "target_name"), strict=True)
    for (source, target), its_names, weight in zip(ends, called, weights, strict=True):
        if source is None or target is None:
            continue
        pair = (_name(source), _name(target))
        terms |= dict(zip(pair, (source, target), strict=True))
        names |= {end: one_line(t.value) for end, t in zip(pair, its_names, strict=True) if t}
        if not is_directed:
            pair = (min(pair), max(pair))
        added[pair] = added.get(pair, 0) + _number(weight)
    edges = tuple(Edge(*pair, added[pair]) for pair in sorted(added))
    return Pairs(terms, names, edges, is_directed)


def _column(answer: Answer, name: str) -> list[Term | None]:
    return list(answer.column(name)) if name in answer.columns else [None] * len(answer.rows)


def _is_directed(answer: Answer) -> bool:
    if "directed" not in answer.columns:
        return False
    return any(
        term is not None and term.value in {"true", "1"} for term in answer.column("directed")
    )


def _number(term: Term | None) -> float:
    if term is None:
        return 1.0
    try:
        number = float(term.value)
    except ValueError as error:
        raise QueryError(f"the weight {term.value!r} is no number") from error
    if not isfinite(number):
        raise QueryError(f"the weight {term.value!r} is no number that a network can hold")
    return number


def _name(term: Term) -> str:
    """An IRI, or a word as one line."""
    return term.value if isinstance(term, ox.NamedNode) else one_line(term.value) or "-"


def described(pairs: Pairs, name: str, snapshot: Snapshot) -> Node:
    """What the graph says of a node, in few words, or else what the answer calls it."""
    term, called = pairs.terms[name], pairs.names.get(name, "")
    if not isinstance(term, ox.NamedNode):
        return Node(name, called or name)
    values: dict[str, list[str]] = {}
    for quad in snapshot.lines_of(term.value):
        values.setdefault(quad.predicate.value, []).append(value_of(quad.object))

    def one(*predicates: str) -> str:
        found = (value for p in predicates for value in sorted(values.get(p, ())))
        return next(found, "")

    title = one(v.TITLE, v.NAME, v.LABEL, v.NOTATION, v.RAW)
    year = one(v.YEAR)
    authors = one(v.AUTHOR_LIST)
    told = f"{authors} ({year or 'undated'}) {title}" if authors else title
    classes = sorted(c.removeprefix(v.CG) for c in values.get(v.TYPE, ()) if c.startswith(v.CG))
    # The narrower class says more.
    kind = next((c for c in classes if c not in {"Work", "Venue"}), "")
    return Node(
        term.value,
        one_line(told) or called or term.value.removeprefix(snapshot.iris.base),
        kind,
        int(year) if year else None,
        one(v.HANDLE, v.SHORT_ID),
        int(one(v.CITED_BY_COUNT) or 0) if v.WORK in values.get(v.TYPE, ()) else None,
    )
