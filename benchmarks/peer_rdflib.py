"""rdflib as people use it for tables: a graph in memory, row by row, written as N-Triples.

python peer_rdflib.py TABLES OUTPUT.nt
"""

import csv
import json
import sys
from pathlib import Path

from rdflib import RDF, Graph, Literal, URIRef


def main(tables: Path, output: Path) -> None:
    graph = Graph()
    for mapping in json.loads((tables / "mappings.json").read_text(encoding="utf-8")):
        classes = [URIRef(iri) for iri in mapping["classes"]]
        values = [
            (URIRef(predicate), column, kind) for predicate, column, kind in mapping["values"]
        ]
        with (tables / f"{mapping['file']}.csv").open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                subject = URIRef(row[mapping["subject"]])
                for iri in classes:
                    graph.add((subject, RDF.type, iri))
                for predicate, column, kind in values:
                    if text := row[column]:
                        graph.add((subject, predicate, _term(text, kind)))
    graph.serialize(output, format="nt", encoding="utf-8")


def _term(text: str, kind: str) -> URIRef | Literal:
    if kind == "iri":
        return URIRef(text)
    return Literal(text) if kind == "text" else Literal(text, datatype=URIRef(kind))


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:]))
