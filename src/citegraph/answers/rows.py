"""Answers as rows: the W3C's result formats, which pyoxigraph writes, and Markdown."""

import json
from collections.abc import Iterator, Sequence

import pyoxigraph as ox

from citegraph.answers.answer import Answer, Term, texts
from citegraph.store import Snapshot
from citegraph.vocab import XSD

RESULT_FORMATS = {
    "csv": ox.QueryResultsFormat.CSV,
    "tsv": ox.QueryResultsFormat.TSV,
    "json": ox.QueryResultsFormat.JSON,
    "xml": ox.QueryResultsFormat.XML,
}
# Where a handle stands beside it, a thing's IRI says nothing more to a reader.
_NAMED_BY_HANDLE = {"work", "citing", "version"}


def write_results(answer: Answer, format_name: str) -> Iterator[bytes]:
    """CSV, TSV, JSON or XML as SPARQL 1.1 defines them for results."""
    solutions = ox.parse_query_results(_json(answer), format=ox.QueryResultsFormat.JSON)
    assert isinstance(solutions, ox.QuerySolutions)
    data = solutions.serialize(format=RESULT_FORMATS[format_name])
    assert data is not None
    yield data
    if format_name in {"json", "xml"}:
        yield b"\n"


def _json(answer: Answer) -> bytes:
    """https://www.w3.org/TR/sparql11-results-json/"""
    bindings = [
        {
            name: _binding(term)
            for name, term in zip(answer.columns, row, strict=True)
            if term is not None
        }
        for row in answer.rows
    ]
    return json.dumps(
        {"head": {"vars": answer.columns}, "results": {"bindings": bindings}}
    ).encode()


def _binding(term: Term) -> dict[str, str]:
    if isinstance(term, ox.NamedNode):
        return {"type": "uri", "value": term.value}
    if isinstance(term, ox.BlankNode):
        return {"type": "bnode", "value": term.value}
    if term.language:
        return {"type": "literal", "value": term.value, "xml:lang": term.language}
    if term.datatype.value == XSD + "string":
        return {"type": "literal", "value": term.value}
    return {"type": "literal", "value": term.value, "datatype": term.datatype.value}


def write_markdown(answer: Answer, snapshot: Snapshot) -> Iterator[bytes]:
    """A table as GitHub's Markdown has it; nothing for no rows."""
    rows = [texts(row, snapshot.iris.base) for row in answer.rows]
    yield "".join(f"{line}\n" for line in markdown(*readable(answer.columns, rows))).encode()


def markdown(columns: Sequence[str], rows: list[list[str]]) -> Iterator[str]:
    if not rows:
        return
    yield "| " + " | ".join(columns) + " |"
    yield "|" + " --- |" * len(columns)
    for row in rows:
        yield "| " + " | ".join(" ".join(c.replace("|", "\\|").splitlines()) for c in row) + " |"


def readable(columns: Sequence[str], rows: list[list[str]]) -> tuple[list[str], list[list[str]]]:
    """Columns and rows without the columns that tell a reader nothing."""
    # Columns that are empty throughout only push the others together.
    empty = {i for i in range(len(columns)) if not any(row[i] for row in rows)}
    if "handle" in columns and all(row[columns.index("handle")] for row in rows):
        empty |= {i for i, column in enumerate(columns) if column in _NAMED_BY_HANDLE}
    shown = [i for i in range(len(columns)) if i not in empty] or [0]
    return [columns[i] for i in shown], [[row[i] for i in shown] for row in rows]
