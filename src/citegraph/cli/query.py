"""`citegraph query`: the saved queries, each a command of its own with typed options."""

from pathlib import Path
from typing import Any

import click
from click.shell_completion import CompletionItem

from citegraph import identifiers, saved
from citegraph.ask import Question
from citegraph.cli.answers import SHOWN, answer_options, print_solutions
from citegraph.cli.completion import complete_value
from citegraph.cli.library import library_of
from citegraph.cli.output import window_options
from citegraph.formats import fitting
from citegraph.library import Library
from citegraph.reasons import why_empty
from citegraph.store import Store
from citegraph.values import other_spellings


class QueryGroup(click.Group):
    """Saved queries as subcommands."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(library_of(ctx).queries)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command:
        return _command(library_of(ctx).get(cmd_name))

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem[Any]]:
        found = [
            CompletionItem(name, help=query.summary)
            for name, query in library_of(ctx).queries.items()
            if name.startswith(incomplete)
        ]
        return found + click.Command.shell_complete(self, ctx, incomplete)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        write_library(formatter, library_of(ctx))


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
        library = library_of(ctx)
        write_library(formatter, library)
        click.echo(formatter.getvalue().rstrip())
        for error in library.broken.values():
            click.echo(f"Set aside: {error}", err=True)


def write_library(formatter: click.HelpFormatter, library: Library) -> None:
    """The names and summaries of all saved queries, by group."""
    by_group: dict[str, list[tuple[str, str]]] = {}
    for query in library.queries.values():
        by_group.setdefault(query.group, []).append((query.name, query.summary))
    for group, rows in by_group.items():
        with formatter.section(group.capitalize()):
            formatter.write_dl(rows)


def answer(store: Path, question: Question, **shown: Any) -> None:
    """Print an answer; an empty one says why on standard error."""
    opened = Store(store)
    with opened.snapshot() as snapshot:
        if not print_solutions(question.answer(snapshot), snapshot, **shown):
            click.echo(f"No rows: {why_empty(snapshot, question)}.", err=True)
        name = question.given.get("person", "")
        others = other_spellings(snapshot, name) if name and not identifiers.person_id(name) else []
        if others:
            listed = "; ".join(others)
            click.echo(f"Other spellings, perhaps of the same person: {listed}", err=True)


def _command(query: saved.SavedQuery) -> click.Command:
    def callback(limit: int | None, offset: int, **given: Any) -> None:
        shown = {name: given.pop(name) for name in SHOWN if name in given}
        values = {name: value for name, value in given.items() if value is not None}
        store = click.get_current_context().obj
        answer(store, Question(query, values, limit, offset), **shown)

    built: click.Command = click.command(
        query.name, help=f"{query.summary}.\n\n{query.description}", short_help=query.summary
    )(answer_options(fitting(query.columns))(window_options(callback)))
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
        [f"--{parameter.name}", parameter.name],
        type=kind,
        metavar=metavar,
        required=parameter.required,
        show_default=bool(default),
        shell_complete=None if parameter.choices else complete_value(parameter.type),
        help=f"{parameter.help}{meaning}",
        **default,
    )
