"""Rows for people and for programs, and progress on a terminal."""

import json
import shutil
import sys
from collections.abc import Iterable, Sequence
from typing import Any, TypeVar

import click
import pyoxigraph as ox

from citegraph.formats import ROW_FORMATS

_SERIALIZED = {
    "csv": ox.QueryResultsFormat.CSV,
    "tsv": ox.QueryResultsFormat.TSV,
    "json": ox.QueryResultsFormat.JSON,
    "xml": ox.QueryResultsFormat.XML,
}
_CELL = 300
# Text wraps in columns of this width or more; a table that needs more room is written in blocks.
_NARROW = 16
T = TypeVar("T")
format_option = click.option(
    "-f",
    "--format",
    "format_name",
    type=click.Choice(list(ROW_FORMATS)),
    default="table",
    show_default=True,
    help="How to write the answer.",
)


def print_solutions(solutions: ox.QuerySolutions, format_name: str, base: str) -> int:
    """Write the solutions to standard output; returns how many there were."""
    if format_name in _SERIALIZED:
        data = solutions.serialize(format=_SERIALIZED[format_name])
        assert data is not None
        sys.stdout.buffer.write(data)
        if format_name == "json":
            sys.stdout.buffer.write(b"\n")
            return len(json.loads(data)["results"]["bindings"])
        if format_name == "xml":
            sys.stdout.buffer.write(b"\n")
            return data.count(b"<result>")
        return max(data.count(b"\n") - 1, 0)
    columns = [variable.value for variable in solutions.variables]
    rows = [[_cell(value, base) for value in solution] for solution in solutions]
    print_rows(columns, rows, format_name)
    return len(rows)


def print_rows(columns: Sequence[str], rows: list[list[str]], format_name: str = "table") -> None:
    """Write rows as a table for reading or in Markdown; nothing for no rows."""
    if not rows:
        return
    # Columns that are empty throughout only push the others together, and so does a thing's own
    # name where its handle stands beside it.
    empty = {i for i in range(len(columns)) if not any(row[i] for row in rows)}
    if "handle" in columns and all(row[columns.index("handle")] for row in rows):
        empty |= {i for i, column in enumerate(columns) if column in {"work", "citing", "version"}}
    shown = [i for i in range(len(columns)) if i not in empty] or [0]
    columns = [columns[i] for i in shown]
    rows = [[row[i] for i in shown] for row in rows]
    if format_name == "md":
        click.echo("| " + " | ".join(columns) + " |")
        click.echo("|" + " --- |" * len(columns))
        for row in rows:
            cells = [cell.replace("|", "\\|").replace("\n", " ") for cell in row]
            click.echo("| " + " | ".join(cells) + " |")
    else:
        _print_table(list(columns), rows)


def _print_table(columns: list[str], rows: list[list[str]]) -> None:
    from rich.cells import cell_len
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    width = shutil.get_terminal_size((100, 24)).columns
    console = Console(width=width, highlight=False, soft_wrap=False)
    needed = [
        max(cell_len(column), min(_NARROW, max(cell_len(row[i]) for row in rows)))
        for i, column in enumerate(columns)
    ]
    if sum(needed) + 2 * len(columns) > width and len(columns) > 2:
        _print_records(console, columns, rows)
        return
    table = Table(box=None, pad_edge=False, header_style="bold", padding=(0, 2, 0, 0))
    for column, least in zip(columns, needed, strict=True):
        table.add_column(column, overflow="fold", min_width=least, no_wrap=least < _NARROW)
    for row in rows:
        table.add_row(*(Text(_cut(cell)) for cell in row))
    console.print(table)


def _print_records(console: Any, columns: list[str], rows: list[list[str]]) -> None:
    """One block a row, for rows too wide to stand side by side."""
    from rich.table import Table
    from rich.text import Text

    for number, row in enumerate(rows, start=1):
        console.print(Text(f"[{number}]", style="bold"))
        block = Table(box=None, pad_edge=False, show_header=False, padding=(0, 2, 0, 0))
        block.add_column(no_wrap=True, style="dim", width=max(len(c) for c in columns))
        block.add_column(overflow="fold")
        for column, cell in zip(columns, row, strict=True):
            if cell:
                block.add_row(column, Text(_cut(cell)))
        console.print(block)


def _cut(cell: str) -> str:
    return cell if len(cell) <= _CELL else f"{cell[:_CELL]}… ({len(cell)} characters)"


def _cell(value: object, base: str) -> str:
    """A term for reading: IRIs of this store lose their base."""
    if value is None:
        return ""
    if isinstance(value, ox.NamedNode):
        return value.value.removeprefix(base)
    return str(getattr(value, "value", value))


def progress(items: Iterable[T], label: str, unit: str) -> Iterable[T]:
    """The items, with a bar on a terminal when they take over a second."""
    if not sys.stderr.isatty():
        return items
    from tqdm import tqdm

    return tqdm(items, desc=label, unit=f" {unit}", delay=1, leave=False)


def many(count: int, noun: str) -> str:
    """A count with its noun, `s` added where the count asks for it."""
    return f"{count} {noun}{'' if count == 1 else 's'}"


def window_options(command: Any) -> Any:
    """`--limit` and `--offset`, shared by everything that prints rows."""
    limit = click.option("--limit", type=click.IntRange(0), help="At most this many rows.")
    offset = click.option(
        "--offset", type=click.IntRange(0), default=0, help="Leave out this many."
    )
    return limit(offset(command))
