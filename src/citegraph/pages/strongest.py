"""The part of a network that a map can show: the nodes with most weight, the heaviest edges."""

from typing import NamedTuple

from citegraph.answers.network import Edge, Pairs


class Part(NamedTuple):
    """What is left of `of_nodes` nodes and `of_edges` edges, the strongest node and the heaviest
    edge first. `strength` is the summed weight of all edges of a node, also of those left out."""

    nodes: list[str]
    edges: list[Edge]
    strength: dict[str, float]
    of_nodes: int
    of_edges: int

    @property
    def is_whole(self) -> bool:
        return (len(self.nodes), len(self.edges)) == (self.of_nodes, self.of_edges)


def strongest(pairs: Pairs, most_nodes: int, most_edges: int, focus: str) -> Part:
    """The nodes of the largest strength, first of all the `focus`, and between these the edges of
    the largest weight; of equals those whose ends are stronger, and then the first by name."""
    strength = dict.fromkeys(pairs.terms, 0.0)
    for edge in pairs.edges:
        for end in {edge.source, edge.target}:
            strength[end] += edge.weight
    nodes = sorted(strength, key=lambda name: (name != focus, -strength[name], name))[:most_nodes]
    kept = set(nodes)

    def rank(edge: Edge) -> tuple[float, float, str, str]:
        ends = strength[edge.source] + strength[edge.target]
        return -edge.weight, -ends, edge.source, edge.target

    within = (edge for edge in pairs.edges if edge.source in kept and edge.target in kept)
    edges = sorted(within, key=rank)[:most_edges]
    return Part(nodes, edges, strength, len(strength), len(pairs.edges))
