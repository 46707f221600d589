"""Answers that are networks as maps: what the script draws, and the same as tables."""

from typing import Any, NamedTuple

import pyoxigraph as ox

from citegraph import names
from citegraph import vocab as v
from citegraph.answers import Answer
from citegraph.answers.network import Node, Pairs, described, read_pairs
from citegraph.ask import Question
from citegraph.formats import Shape, shapes
from citegraph.pages.addresses import Addresses
from citegraph.pages.strongest import Part, strongest
from citegraph.pages.table import Table, named_rows, of_rows
from citegraph.saved import SavedQuery
from citegraph.store import Snapshot
from citegraph.values import terms

# What a browser draws, and moves, without delay.
MOST_NODES = 2000
MOST_EDGES = 10_000
# Edges of an answer that are looked at.
_MOST_ROWS = 50_000
_PAGE = 100
_EDGES_SHOWN = 100
_LABEL = 32
_NAME = 250
# How a node stands to the one that the question is about.
_RELATIONS = {
    "self": "asked for",
    "cited": "cited by it",
    "citing": "cites it",
    "both": "cites it and is cited by it",
    "joined": "joined to it",
    "further": "further away",
}


class Dot(NamedTuple):
    """A node of a map."""

    name: str
    label: str
    href: str
    year: int | None
    citations: int | None
    relation: str
    edges: int
    strength: float


class Map(NamedTuple):
    """A network on its page: `dots` are those of the page, `data` is what the script draws."""

    dots: list[Dot]
    number: int
    pages: int
    first: int
    edges: Table
    covered: str
    data: dict[str, Any]
    relations: dict[str, str]
    is_of_works: bool
    has_years: bool
    has_citations: bool


def is_network(query: SavedQuery) -> bool:
    return Shape.NETWORK in shapes(query.columns)


def network_map(
    snapshot: Snapshot,
    addresses: Addresses,
    query: SavedQuery,
    given: dict[str, str],
    number: int,
) -> Map | None:
    """Page `number` of the map of an answer; None where it has no rows. Raises CitegraphError as
    `Question.answer` does."""
    answer = Answer.of(Question(query, given, _MOST_ROWS + 1).answer(snapshot))
    is_cut = len(answer.rows) > _MOST_ROWS
    pairs = read_pairs(Answer(answer.columns, answer.rows[:_MOST_ROWS]))
    if not pairs.edges:
        return None
    focus = _focus(query, given, snapshot, pairs)
    part = strongest(pairs, MOST_NODES, MOST_EDGES, focus)
    dots = _dots(snapshot, addresses, pairs, part, focus)
    pages = -(-len(dots) // _PAGE)
    number = min(max(1, number), pages)
    start = (number - 1) * _PAGE
    rows = named_rows(query, answer.rows[: _EDGES_SHOWN + 1])
    return Map(
        dots=dots[start : start + _PAGE],
        number=number,
        pages=pages,
        first=start + 1,
        edges=of_rows(snapshot, addresses, query, given, rows, _EDGES_SHOWN),
        covered=_covered(part, is_cut=is_cut),
        data=_data(part, dots, is_directed=pairs.is_directed),
        relations={
            name: said for name, said in _RELATIONS.items() if name in {d.relation for d in dots}
        },
        is_of_works=any(dot.citations is not None for dot in dots),
        has_years=any(dot.year for dot in dots),
        has_citations=any(dot.citations for dot in dots),
    )


def _focus(query: SavedQuery, given: dict[str, str], snapshot: Snapshot, pairs: Pairs) -> str:
    """The node of what the question is about, if it is about one work or person; else empty."""
    known = terms(query, given, snapshot)
    about = [
        known[p.name] for p in query.parameters if p.type in {"work", "person"} and p.name in known
    ]
    if len(about) != 1:
        return ""
    meant = {about[0].value}
    if isinstance(about[0], ox.Literal):
        for authorship in snapshot.subjects(v.NAME_KEY, about[0]):
            meant.update(snapshot.objects(authorship, v.PERSON_OF))
    there = meant & pairs.terms.keys()
    return there.pop() if len(there) == 1 else ""


def _dots(
    snapshot: Snapshot, addresses: Addresses, pairs: Pairs, part: Part, focus: str
) -> list[Dot]:
    relations = _relations(pairs, focus)
    edges = dict.fromkeys(part.nodes, 0)
    for edge in part.edges:
        for end in {edge.source, edge.target}:
            edges[end] += 1
    found = []
    for name in part.nodes:
        node = described(pairs, name, snapshot)
        is_thing = isinstance(pairs.terms[name], ox.NamedNode)
        found.append(
            Dot(
                name=node.label[:_NAME],
                label=_label(snapshot, node) if is_thing else node.label[:_LABEL],
                href=addresses.of(name) if is_thing else _of_word(snapshot, addresses, name),
                year=node.year,
                citations=node.citations,
                relation=relations.get(name, ""),
                edges=edges[name],
                strength=part.strength[name],
            )
        )
    return found


def _label(snapshot: Snapshot, node: Node) -> str:
    """A few words beside a point: for a work its authors and year."""
    authors = next(iter(snapshot.objects(node.id, v.AUTHOR_LIST)), "").split(" & ")
    if not authors[0]:
        return node.label[:_LABEL]
    families = [names.parse(author).family[:_LABEL] for author in authors[:2]]
    said = " & ".join(families) if len(authors) < 3 else f"{families[0]} et al."
    return f"{said} {node.year or ''}".rstrip()


def _of_word(snapshot: Snapshot, addresses: Addresses, word: str) -> str:
    """Where a name leads that is nobody's identity, and where any other word does."""
    if next(snapshot.subjects(v.NAME_KEY, ox.Literal(word)), None) is not None:
        return addresses.ask("works-of-person", {"person": word})
    return addresses.at("/search", q=word)


def _relations(pairs: Pairs, focus: str) -> dict[str, str]:
    """How each node stands to the focus; nothing where there is none."""
    if not focus:
        return {}
    cited = {edge.target for edge in pairs.edges if edge.source == focus}
    citing = {edge.source for edge in pairs.edges if edge.target == focus}

    def relation(name: str) -> str:
        if name == focus:
            return "self"
        if name not in cited | citing:
            return "further"
        if not pairs.is_directed:
            return "joined"
        return "both" if name in cited & citing else "cited" if name in cited else "citing"

    return {name: relation(name) for name in pairs.terms}


def _covered(part: Part, *, is_cut: bool) -> str:
    """How much of the network is on the map."""
    if part.is_whole:
        said = f"All {part.of_nodes:,} nodes and {part.of_edges:,} edges are on the map."
    else:
        said = (
            f"On the map are {len(part.nodes):,} of {part.of_nodes:,} nodes, those whose edges"
            f" weigh most, and {len(part.edges):,} of {part.of_edges:,} edges, the heaviest between"
            " them. The files hold all."
        )
    if is_cut:
        said += f" Only the first {_MOST_ROWS:,} edges of the answer were looked at."
    return said


def _data(part: Part, dots: list[Dot], *, is_directed: bool) -> dict[str, Any]:
    """What browser/map.js reads."""
    places = {name: place for place, name in enumerate(part.nodes)}
    has_citations = any(dot.citations for dot in dots)
    return {
        "nodes": [
            {
                "name": dot.name,
                "label": dot.label,
                "href": dot.href,
                "year": dot.year,
                "size": (dot.citations or 0) if has_citations else dot.strength,
                "relation": dot.relation,
            }
            for dot in dots
        ],
        "edges": [[places[e.source], places[e.target], e.weight] for e in part.edges],
        "directed": is_directed,
    }
