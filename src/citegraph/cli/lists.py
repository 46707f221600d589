"""`citegraph lists`: works that people keep under a name."""

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from citegraph import saved
from citegraph.answers import OWN_STYLE, Options, require_extra, write
from citegraph.answers.answer import Answer
from citegraph.ask import Question
from citegraph.cli.answers import answer_options
from citegraph.cli.completion import complete_value
from citegraph.cli.export import of_suffix
from citegraph.cli.output import many, output_option, print_rows, written_to
from citegraph.cli.query import answer
from citegraph.errors import NotFoundError
from citegraph.formats import fitting
from citegraph.listed import find_list, listed, summaries
from citegraph.load import enlist, strike
from citegraph.load.lists import Kept, find_listed, name_for
from citegraph.store import Store
from citegraph.values import find_work

_QUERY = saved.get("works-in-list")
_FORMATS = {name: form for name, form in fitting(_QUERY.columns).items() if name != "table"}
_NAME = click.argument("name", shell_complete=complete_value("list"))
_WORKS = complete_value("work")


@click.group("lists")
def command() -> None:
    """Keep works in named lists.

    A list, such as 'my bibliography', holds works of the store, and is there as long as it holds
    one. It stays whatever happens to the sources: a work that is gone is listed as missing, and is
    back when a source gives it again. Each change is a step of its own, which `citegraph undo`
    takes back. Saved questions that have the option --list answer for the works of a list.
    """


@command.command("list")
@click.pass_obj
def list_(store: Path) -> None:
    """List all lists."""
    with Store(store).snapshot() as snapshot:
        found = summaries(snapshot)
    if not found:
        click.echo("There is no list yet: `citegraph lists add NAME WORK...` makes one", err=True)
    rows = [[name, str(works), str(missing)] for name, works, missing in found]
    print_rows(["list", "works", "missing"], rows)


@command.command("show")
@_NAME
@answer_options(fitting(_QUERY.columns))
@click.pass_obj
def show(store: Path, /, name: str, **shown: Any) -> None:
    """Show the works in a list.

    The same as `citegraph query works-in-list --list NAME`.
    """
    answer(store, Question(_QUERY, {"list": name}), **shown)


@command.command("add")
@_NAME
@click.argument("works", nargs=-1, required=True, shell_complete=_WORKS)
@click.pass_obj
def add(store: Path, name: str, works: tuple[str, ...]) -> None:
    """Put works into a list, which is made where there is none.

    Each of WORKS is a handle, DOI, ISBN, IRI, or the start of a title; - reads them from standard
    input, one a line. What names no work is reported, and the others are listed, in one step.
    """
    opened = Store(store)
    with opened.snapshot() as snapshot:
        called = name_for(snapshot, name)
        found, problems = _found(works, lambda value: find_work(snapshot, value))
    if found:
        kept = enlist(opened, called, found, f"lists add {called}")
        _say(f"{many(kept.changed, 'work')} added to {called!r}", kept, "there before")
    _report(problems)


@command.command("remove")
@_NAME
@click.argument("works", nargs=-1)
@click.pass_obj
def remove(store: Path, name: str, works: tuple[str, ...]) -> None:
    """Take works out of a list; without any named, the whole list.

    The works stay in the store. One that is gone from it is named as it was, or by words of its
    title.
    """
    opened = Store(store)
    with opened.snapshot() as snapshot:
        called = find_list(snapshot, name)
        items = listed(snapshot, called)
        found, problems = _found(works, lambda value: find_listed(snapshot, items, value))
    if found or not works:
        kept = strike(opened, called, found or None, f"lists remove {called}")
        _say(f"{many(kept.changed, 'work')} removed from {called!r}", kept, "gone before")
    _report(problems)


@command.command("export")
@_NAME
@click.option("-f", "--format", "format_name", type=click.Choice(list(_FORMATS)))
@output_option
@click.option(
    "--style",
    default=OWN_STYLE,
    show_default=True,
    help="The CSL style of a bibliography: a .csl file, or the name of a style.",
)
@click.pass_obj
def export(store: Path, name: str, format_name: str | None, output: str, style: str) -> None:
    """Write the works in a list to a file, as a bibliography or as rows.

    Without --format the suffix of the file decides, and for standard output bibtex. A bibliography
    leaves out works that are gone from the store, and says how many.
    """
    chosen = format_name or ("bibtex" if output == "-" else of_suffix(output, _FORMATS))
    require_extra(chosen)
    with Store(store).snapshot() as snapshot:
        called = find_list(snapshot, name)
        rows = Answer.of(Question(_QUERY, {"list": called}).answer(snapshot))
        with written_to(output) as out:
            out.writelines(write(rows, chosen, snapshot, Options(style)))
        missing = sum(not item.is_there for item in listed(snapshot, called))
    if missing:
        click.echo(f"{many(missing, 'work')} of the list gone from the store", err=True)


def _found(
    values: tuple[str, ...], find: Callable[[str], str]
) -> tuple[list[str], list[NotFoundError]]:
    """What values name, and what is wrong with others; - stands for the lines of standard input."""
    found, problems = [], []
    for value in values:
        lines = _input().splitlines() if value == "-" else [value]
        for line in filter(str.strip, lines):
            try:
                found.append(find(line))
            except NotFoundError as error:
                problems.append(error)
    return found, problems


def _input() -> str:
    return sys.stdin.buffer.read().decode("utf-8-sig", "replace")


def _say(done: str, kept: Kept, before: str) -> None:
    made = f"generation {kept.generation}" if kept.generation else "no new generation"
    rest = f", {kept.before} {before}" if kept.before else ""
    click.echo(f"{done}{rest} ({made})")


def _report(problems: list[NotFoundError]) -> None:
    for problem in problems:
        click.echo(f"Error: {problem}", err=True)
    if problems:
        click.get_current_context().exit(1)
