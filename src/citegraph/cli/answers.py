"""Answers on standard output, and the options that choose their format."""

import json
import shutil
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import click
import pyoxigraph as ox

from citegraph.answers import OWN_STYLE, Answer, Options, write
from citegraph.answers.answer import texts
from citegraph.answers.rows import RESULT_FORMATS
from citegraph.cli.output import print_rows
from citegraph.errors import UsageError
from citegraph.export import destination
from citegraph.formats import ROW_FORMATS
from citegraph.store import Snapshot

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
