"""The numbers that describe a generation: what VoID counts."""

from typing import Any

import pyoxigraph as ox

from citegraph.store import Snapshot

_COUNTS = {
    "classes": "SELECT ?c (COUNT(*) AS ?n) { ?s a ?c } GROUP BY ?c ORDER BY ?c",
    "properties": "SELECT ?p (COUNT(*) AS ?n) { ?s ?p ?o } GROUP BY ?p ORDER BY ?p",
}


def figures(snapshot: Snapshot) -> dict[str, Any]:
    """How often each class and each property occurs in the default graph."""
    return {name: _counts(snapshot, query) for name, query in _COUNTS.items()}


def _counts(snapshot: Snapshot, query: str) -> dict[str, int]:
    rows = snapshot.graph.query(query)
    assert isinstance(rows, ox.QuerySolutions)
    return {row[0].value: int(row[1].value) for row in rows if isinstance(row[0], ox.NamedNode)}
