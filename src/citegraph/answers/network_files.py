"""Networks as files: GraphML, GEXF and Pajek by networkx, VOSviewer's JSON, and CSV for Gephi."""

import csv
import json
import re
from collections.abc import Iterator
from io import BytesIO, StringIO
from typing import Any

from citegraph.answers.network import Network, Node


def write_network(network: Network, format_name: str) -> Iterator[bytes]:
    match format_name:
        case "graphml":
            yield from _graphml(network)
        case "gexf":
            yield from _gexf(network)
        case "pajek":
            yield from _pajek(network)
        case "vosviewer":
            yield from _vosviewer(network)
        case "nodes":
            yield _csv(
                ["Id", "Label", "Kind", "Year", "Handle", "Citations"],
                [
                    [n.id, n.label, n.kind, n.year or "", n.handle, _or_empty(n.citations)]
                    for n in network.nodes
                ],
            )
        case _:
            kind = "Directed" if network.is_directed else "Undirected"
            yield _csv(
                ["Source", "Target", "Type", "Weight"],
                [[e.source, e.target, kind, _plain(e.weight)] for e in network.edges],
            )


def _graph(network: Network) -> Any:
    import networkx as nx

    graph = nx.DiGraph() if network.is_directed else nx.Graph()
    for node in network.nodes:
        graph.add_node(node.id, **_attributes(node))
    for edge in network.edges:
        graph.add_edge(edge.source, edge.target, weight=_plain(edge.weight))
    return graph


def _attributes(node: Node) -> dict[str, str | int]:
    found = {
        "label": node.label,
        "kind": node.kind,
        "year": node.year,
        "handle": node.handle,
        "citations": node.citations,
    }
    return {name: value for name, value in found.items() if value not in {None, ""}}


def _or_empty(number: int | None) -> int | str:
    return "" if number is None else number


def _plain(weight: float) -> int | float:
    return int(weight) if weight.is_integer() else weight


def _graphml(network: Network) -> Iterator[bytes]:
    """http://graphml.graphdrawing.org"""
    import networkx as nx

    for line in nx.generate_graphml(_graph(network), named_key_ids=True):
        yield f"{line}\n".encode()


def _gexf(network: Network) -> Iterator[bytes]:
    """https://gexf.net"""
    import networkx as nx

    out = BytesIO()
    nx.write_gexf(_graph(network), out)
    # networkx writes the day, and its own version: equal networks shall be equal files.
    yield re.sub(rb"\s*<meta\b.*?</meta>", b"", out.getvalue(), count=1, flags=re.DOTALL) + b"\n"


def _pajek(network: Network) -> Iterator[bytes]:
    """http://mrvar.fdv.uni-lj.si/pajek: nodes are told apart by their labels alone."""
    import networkx as nx

    taken: dict[str, int] = {}
    labels = {}
    for node in network.nodes:
        # Quotation marks end a label, and networkx puts none around a single word.
        label = node.label.replace('"', "”").replace("\\", "/")
        label = label if " " in label else label.replace("'", "’")
        taken[label] = taken.get(label, 0) + 1
        labels[node.id] = f"{label} [{node.handle or node.id}]" if taken[label] > 1 else label
    graph = nx.DiGraph() if network.is_directed else nx.Graph()
    graph.add_nodes_from(labels.values())
    for edge in network.edges:
        graph.add_edge(labels[edge.source], labels[edge.target], weight=_plain(edge.weight))
    for line in nx.generate_pajek(graph):
        yield f"{line}\n".encode()


def _vosviewer(network: Network) -> Iterator[bytes]:
    """https://app.vosviewer.com/docs/file-types/json-file-type: links have no direction."""
    numbers = {node.id: number for number, node in enumerate(network.nodes, start=1)}
    strengths: dict[tuple[int, int], float] = {}
    for edge in network.edges:
        ends = sorted((numbers[edge.source], numbers[edge.target]))
        if ends[0] != ends[1]:
            strengths[ends[0], ends[1]] = strengths.get((ends[0], ends[1]), 0) + edge.weight
    links: dict[int, list[float]] = {number: [] for number in numbers.values()}
    for pair, strength in strengths.items():
        for end in pair:
            links[end].append(strength)
    items = []
    for node in network.nodes:
        number = numbers[node.id]
        item: dict[str, Any] = {"id": number, "label": node.label}
        if node.id.startswith(("http://", "https://")):
            item["url"] = node.id
        item["weights"] = {
            "Links": len(links[number]),
            "Total link strength": _plain(float(sum(links[number]))),
        }
        if node.citations is not None:
            item["weights"]["Citations"] = node.citations
        if node.year:
            item["scores"] = {"Year": node.year}
        items.append(item)
    written = [
        {"source_id": a, "target_id": b, "strength": _plain(float(strength))}
        for (a, b), strength in sorted(strengths.items())
    ]
    found = {"network": {"items": items, "links": written}}
    yield json.dumps(found, ensure_ascii=False, indent=1).encode() + b"\n"


def _csv(header: list[str], rows: list[list[Any]]) -> bytes:
    """The columns that Gephi looks for, and ours."""
    out = StringIO()
    writer = csv.writer(out)
    writer.writerow(header)
    writer.writerows(rows)
    return out.getvalue().encode()
