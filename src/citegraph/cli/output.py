"""Rows for people and for programs, and progress on a terminal."""

import json
import shutil
import sys
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any, TypeVar

import click
import pyoxigraph as ox

from citegraph.answers import OWN_STYLE, Answer, Options, write
from citegraph.answers.answer import texts
from citegraph.answers.rows import RESULT_FORMATS, markdown, readable
from citegraph.errors import UsageError
from citegraph.export import destination
from citegraph.formats import ROW_FORMATS
from citegraph.store import Snapshot

_CELL = 300
# Text wraps in columns of this width or more; a table that needs more room is written in blocks.
_NARROW = 16
T = TypeVar("T")
# What answer_options hands over.
SHOWN = ("format_name", "style", "plot")


def format_option(formats: Iterable[str] = ROW_FORMATS) -> Callable[[Any], Any]:
    """`--format`, one of those that an answer can be written in."""
    return click.option(
        "-f",
        "--format",
        "format_name",
        type=click.Choice(list(formats)),
        default="table",
        show_default=True,
        help="How to write the answer.",
    )


def answer_options(formats: Iterable[str]) -> Callable[[Any], Any]:
    """`--format`, with what the formats among them leave open; a command takes all as `shown`."""
    names = list(formats)

    def add(command: Any) -> Any:
        if "svg" in names:
            command = click.option(
                "--plot",
                metavar="FILE",
                help="Also draw the answer over the years: FILE.svg, FILE.png, or - for here.",
            )(command)
        if "bibliography" in names:
            command = click.option(
                "--style",
                default=OWN_STYLE,
                show_default=True,
                help="The CSL style of a bibliography: a .csl file, or the name of a style.",
            )(command)
        return format_option(names)(command)

    return add


def print_solutions(
    solutions: ox.QuerySolutions,
    snapshot: Snapshot,
    format_name: str = "table",
    style: str = OWN_STYLE,
    plot: str | None = None,
) -> int:
    """Write the solutions to standard output; returns how many there were.

    `plot` names a file for a drawing of them, or - for standard output.
    """
    if format_name in RESULT_FORMATS and plot is None:
        # Written without a detour through Python's own objects.
        data = solutions.serialize(format=RESULT_FORMATS[format_name])
        assert data is not None
        sys.stdout.buffer.write(data)
        if format_name in {"json", "xml"}:
            sys.stdout.buffer.write(b"\n")
        return _count(data, format_name)
    answer = Answer.of(solutions)
    options = Options(style, shutil.get_terminal_size((100, 24)).columns)
    if format_name == "table":
        print_rows(answer.columns, [texts(row, snapshot.iris.base) for row in answer.rows])
    else:
        if format_name == "png" and sys.stdout.isatty():
            raise UsageError("a terminal shows no PNG: redirect the output, or use --plot FILE.png")
        _write(write(answer, format_name, snapshot, options))
    if plot is not None:
        _draw(answer, plot, snapshot, options)
    return len(answer.rows)


def _count(data: bytes, format_name: str) -> int:
    match format_name:
        case "json":
            return len(json.loads(data)["results"]["bindings"])
        case "xml":
            return data.count(b"<result>")
        case _:
            return max(data.count(b"\n") - 1, 0)


def _draw(answer: Answer, target: str, snapshot: Snapshot, options: Options) -> None:
    if target == "-":
        _write(write(answer, "plot", snapshot, options))
        return
    suffix = Path(target).suffix.lstrip(".")
    if suffix not in {"svg", "png"}:
        raise UsageError(f"--plot {target!r}: must end in .svg or .png, or be -")
    data = b"".join(write(answer, suffix, snapshot, options))
    with destination(target) as out:
        out.write(data)
    click.echo(f"Wrote {target}", err=True)


def _write(chunks: Iterable[bytes]) -> None:
    sys.stdout.flush()
    for chunk in chunks:
        sys.stdout.buffer.write(chunk)
    sys.stdout.buffer.flush()


def print_rows(columns: Sequence[str], rows: list[list[str]], format_name: str = "table") -> None:
    """Write rows as a table for reading or in Markdown; nothing for no rows."""
    if not rows:
        return
    columns, rows = readable(columns, rows)
    if format_name == "md":
        click.echo("\n".join(markdown(columns, rows)))
    else:
        _print_table(columns, rows)


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
