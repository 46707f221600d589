"""`citegraph query`: the saved queries, each a command of its own with typed options."""

from pathlib import Path
from typing import Any

import click

from citegraph import identifiers, saved
from citegraph.ask import Question, why_empty
from citegraph.cli.output import format_option, print_solutions, window_options
from citegraph.store import Store
from citegraph.values import other_spellings


class QueryGroup(click.Group):
    """Saved queries as subcommands."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(saved.library())

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command:
        return _command(saved.get(cmd_name))

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        write_library(formatter)


@click.group(
    "query", cls=QueryGroup, invoke_without_command=True, subcommand_metavar="[NAME] [OPTIONS]"
)
@click.pass_context
def command(ctx: click.Context) -> None:
    """Answer a saved question; without a name, list them.

    `citegraph query NAME --help` shows the parameters of one.
    """
    if ctx.invoked_subcommand is None:
        formatter = ctx.make_formatter()
        write_library(formatter)
        click.echo(formatter.getvalue().rstrip())


def write_library(formatter: click.HelpFormatter) -> None:
    """The names and summaries of all saved queries, by group."""
    by_group: dict[str, list[tuple[str, str]]] = {}
    for query in saved.library().values():
        by_group.setdefault(query.group, []).append((query.name, query.summary))
    for group, rows in by_group.items():
        with formatter.section(group.capitalize()):
            formatter.write_dl(rows)


def answer(store: Path, question: Question, format_name: str) -> None:
    """Print an answer; an empty one says why on standard error."""
    opened = Store(store)
    with opened.snapshot() as snapshot:
        if not print_solutions(question.answer(snapshot), format_name, snapshot.iris.base):
            click.echo(f"No rows: {why_empty(snapshot, question)}.", err=True)
        name = question.given.get("person", "")
        others = other_spellings(snapshot, name) if name and not identifiers.person_id(name) else []
        if others:
            listed = "; ".join(others)
            click.echo(f"Other spellings, perhaps of the same person: {listed}", err=True)


def _command(query: saved.SavedQuery) -> click.Command:
    def callback(format_name: str, limit: int | None, offset: int, **given: str | None) -> None:
        values = {name: value for name, value in given.items() if value is not None}
        store = click.get_current_context().obj
        answer(store, Question(query, values, limit, offset), format_name)

    built: click.Command = click.command(
        query.name, help=f"{query.summary}.\n\n{query.description}", short_help=query.summary
    )(format_option(window_options(callback)))
    built.params = [_option(parameter) for parameter in query.parameters] + built.params
    return built


def _option(parameter: saved.Parameter) -> click.Option:
    kind: Any = click.Choice(parameter.choices, case_sensitive=False) if parameter.choices else str
    metavar = None if parameter.choices else parameter.type.upper()
    meaning = f" ({saved.PARAMETER_TYPES[parameter.type]})" if not parameter.choices else ""
    if parameter.help.startswith(("the work:", "the person:", "the series", "the cit")):
        meaning = ""
    # click takes an explicit default of None for a value.
    default: dict[str, Any] = {} if parameter.default is None else {"default": parameter.default}
    return click.Option(
        [f"--{parameter.name.replace('_', '-')}", parameter.name],
        type=kind,
        metavar=metavar,
        required=parameter.required,
        show_default=bool(default),
        help=f"{parameter.help}{meaning}",
        **default,
    )
