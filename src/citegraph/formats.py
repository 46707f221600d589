"""The formats that citegraph writes: one table that the command line and the server share."""

from enum import Enum
from typing import NamedTuple


class Shape(Enum):
    """What a format can hold."""

    GRAPH = "graph"
    DATASET = "dataset"
    ROWS = "rows"


class Format(NamedTuple):
    """`media_type` is the one registered with IANA."""

    name: str
    title: str
    media_type: str
    shape: Shape


_ALL = (
    Format("ttl", "Turtle", "text/turtle", Shape.GRAPH),
    Format("nt", "N-Triples", "application/n-triples", Shape.GRAPH),
    Format("rdf", "RDF/XML", "application/rdf+xml", Shape.GRAPH),
    Format("jsonld", "JSON-LD", "application/ld+json", Shape.GRAPH),
    Format("trig", "TriG", "application/trig", Shape.DATASET),
    Format("nq", "N-Quads", "application/n-quads", Shape.DATASET),
    Format("table", "a table for reading", "text/plain", Shape.ROWS),
    Format("csv", "CSV", "text/csv", Shape.ROWS),
    Format("tsv", "TSV", "text/tab-separated-values", Shape.ROWS),
    Format("json", "SPARQL JSON results", "application/sparql-results+json", Shape.ROWS),
    Format("xml", "SPARQL XML results", "application/sparql-results+xml", Shape.ROWS),
    Format("md", "a Markdown table", "text/markdown", Shape.ROWS),
)
RDF_FORMATS = {f.name: f for f in _ALL if f.shape is not Shape.ROWS}
ROW_FORMATS = {f.name: f for f in _ALL if f.shape is Shape.ROWS}
