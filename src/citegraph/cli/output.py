"""Rows for people, and progress on a terminal."""

import shutil
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import IO, Any, TypeVar

import click

_CELL = 300
# Text wraps in columns of this width or more; a table that needs more room is written in blocks.
_NARROW = 16
T = TypeVar("T")


def print_rows(columns: Sequence[str], rows: list[list[str]], format_name: str = "table") -> None:
    """Write rows as a table for reading or in Markdown; nothing for no rows."""
    if not rows:
        return
    from citegraph.answers.rows import markdown, readable

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


def output_option(command: Any) -> Any:
    """`--output`, shared by everything that writes a file."""
    described = "The file to write; .gz compresses. Standard output without it."
    return click.option("-o", "--output", default="-", help=described)(command)


@contextmanager
def written_to(output: str) -> Iterator[IO[bytes]]:
    """Where to write what goes to a file, whose name is said when it is there, or to `-`."""
    from citegraph.export import destination

    with destination(output) as out:
        yield out
    if output != "-":
        click.echo(f"Wrote {output}", err=True)
