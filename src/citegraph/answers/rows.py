"""Answers as rows: the W3C's result formats, which pyoxigraph writes, and Markdown."""

from collections.abc import Iterator, Sequence

import pyoxigraph as ox

from citegraph.answers.answer import Answer, texts
from citegraph.ask import solutions
from citegraph.store import Snapshot

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
    found = solutions(answer.columns, answer.rows)
    data = found.serialize(format=RESULT_FORMATS[format_name])
    assert data is not None
    yield data
    if format_name in {"json", "xml"}:
        yield b"\n"


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
