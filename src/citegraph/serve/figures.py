"""The numbers that describe a generation: what VoID counts."""

from typing import Any

import pyoxigraph as ox

from citegraph.store import Snapshot

_TOTALS = {
    "triples": "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }",
    "subjects": "SELECT (COUNT(DISTINCT ?s) AS ?n) { ?s ?p ?o }",
    "objects": "SELECT (COUNT(DISTINCT ?o) AS ?n) { ?s ?p ?o }",
    "graphs": "SELECT (COUNT(*) AS ?n) { GRAPH ?g {} }",
    "works": "SELECT (COUNT(*) AS ?n) { ?w a <https://w3id.org/citegraph/ontology#Work> }",
}
_PARTS = {
    "classes": "SELECT ?c (COUNT(*) AS ?n) { ?s a ?c } GROUP BY ?c ORDER BY ?c",
    "properties": "SELECT ?p (COUNT(*) AS ?n) { ?s ?p ?o } GROUP BY ?p ORDER BY ?p",
}


def figures(snapshot: Snapshot) -> dict[str, Any]:
    """Counts of the default graph, whole and by class and property, and of the named graphs."""
    found: dict[str, Any] = {}
    for name, query in _TOTALS.items():
        found[name] = int(_rows(snapshot, query)[0][0])
    for name, query in _PARTS.items():
        found[name] = {thing: int(count) for thing, count in _rows(snapshot, query)}
    return found


def _rows(snapshot: Snapshot, query: str) -> list[list[str]]:
    rows = snapshot.graph.query(query)
    assert isinstance(rows, ox.QuerySolutions)
    return [
        [value.value for value in row if isinstance(value, ox.NamedNode | ox.Literal)]
        for row in rows
    ]
