"""The formats that citegraph writes: one table that the command line and the server share.

What a format can hold is its shape; which shapes an answer has is told by its columns alone, so
that a query's formats are known before it is run.
"""

from collections.abc import Iterable
from enum import Enum
from typing import NamedTuple


class Shape(Enum):
    """What a format can hold."""

    GRAPH = "graph"
    DATASET = "dataset"
    ROWS = "rows"
    WORKS = "works"
    NETWORK = "network"
    SERIES = "series"


class Format(NamedTuple):
    """`media_type` is the one registered with IANA, or the one in common use.

    Where two formats share a media type, the first is meant by it. `extra` is the optional part of
    the installation that brings the library which writes the format.
    """

    name: str
    title: str
    media_type: str
    suffix: str
    shape: Shape
    extra: str = ""


_ALL = (
    Format("ttl", "Turtle", "text/turtle", "ttl", Shape.GRAPH),
    Format("nt", "N-Triples", "application/n-triples", "nt", Shape.GRAPH),
    Format("rdf", "RDF/XML", "application/rdf+xml", "rdf", Shape.GRAPH),
    Format("jsonld", "JSON-LD", "application/ld+json", "jsonld", Shape.GRAPH),
    Format("trig", "TriG", "application/trig", "trig", Shape.DATASET),
    Format("nq", "N-Quads", "application/n-quads", "nq", Shape.DATASET),
    Format("table", "a table for reading", "text/plain", "txt", Shape.ROWS),
    Format("csv", "CSV", "text/csv", "csv", Shape.ROWS),
    Format("tsv", "TSV", "text/tab-separated-values", "tsv", Shape.ROWS),
    Format("json", "SPARQL JSON results", "application/sparql-results+json", "srj", Shape.ROWS),
    Format("xml", "SPARQL XML results", "application/sparql-results+xml", "srx", Shape.ROWS),
    Format("md", "a Markdown table", "text/markdown", "md", Shape.ROWS),
    Format("bibtex", "BibTeX", "application/x-bibtex", "bib", Shape.WORKS),
    Format("biblatex", "BibLaTeX", "application/x-biblatex", "bib", Shape.WORKS),
    Format("ris", "RIS", "application/x-research-info-systems", "ris", Shape.WORKS),
    Format("csl", "CSL-JSON", "application/vnd.citationstyles.csl+json", "json", Shape.WORKS),
    Format(
        "bibliography",
        "references in a CSL style",
        "text/x-bibliography",
        "txt",
        Shape.WORKS,
        "styles",
    ),
    Format("graphml", "GraphML", "application/graphml+xml", "graphml", Shape.NETWORK, "networks"),
    Format("gexf", "GEXF", "application/gexf+xml", "gexf", Shape.NETWORK, "networks"),
    Format("pajek", "Pajek", "application/x-pajek", "net", Shape.NETWORK, "networks"),
    Format("vosviewer", "VOSviewer JSON", "application/json", "json", Shape.NETWORK),
    Format("nodes", "CSV of the nodes", "text/csv", "csv", Shape.NETWORK),
    Format("edges", "CSV of the edges", "text/csv", "csv", Shape.NETWORK),
    Format("plot", "a plot for a terminal", "text/plain", "txt", Shape.SERIES),
    Format("svg", "a plot as SVG", "image/svg+xml", "svg", Shape.SERIES, "plots"),
    Format("png", "a plot as PNG", "image/png", "png", Shape.SERIES, "plots"),
)
RDF_FORMATS = {f.name: f for f in _ALL if f.shape in {Shape.GRAPH, Shape.DATASET}}
ROW_FORMATS = {f.name: f for f in _ALL if f.shape is Shape.ROWS}
WORK_FORMATS = {f.name: f for f in _ALL if f.shape is Shape.WORKS}
ANSWER_FORMATS = {f.name: f for f in _ALL if f.name not in RDF_FORMATS}

# A column of one of these names holds works, or references, which are described likewise.
WORK_COLUMNS = frozenset(["work", "citing", "cited", "version", "reference", "candidate"])
NEEDED = {
    Shape.WORKS: f"a column of works ({', '.join(sorted(WORK_COLUMNS))})",
    Shape.NETWORK: "the columns source and target",
    Shape.SERIES: "a column year, and no column of works",
}


def work_column(columns: Iterable[str]) -> str | None:
    """The column whose works an answer lists: the first that holds works."""
    return next((column for column in columns if column in WORK_COLUMNS), None)


def shapes(columns: Iterable[str]) -> set[Shape]:
    """The shapes of an answer with these columns."""
    names = tuple(columns)
    found = {Shape.ROWS}
    if work_column(names):
        found.add(Shape.WORKS)
    if {"source", "target"} <= set(names):
        found.add(Shape.NETWORK)
    if "year" in names and found == {Shape.ROWS}:
        found.add(Shape.SERIES)
    return found


def fitting(columns: Iterable[str]) -> dict[str, Format]:
    """The formats, by name, that an answer with these columns can be written in."""
    held = shapes(columns)
    return {name: form for name, form in ANSWER_FORMATS.items() if form.shape in held}
