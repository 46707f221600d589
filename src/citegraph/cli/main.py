"""The group of commands, and the one place where errors become messages."""

import importlib
import io
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import click

from citegraph import __version__
from citegraph.errors import CitegraphError

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

# Name -> (module, one-line help). A test holds each line to the command's own help.
COMMANDS = {
    "ingest": ("ingest", "Read pages, archives and bibliographies into the graph."),
    "query": ("query", "Answer a saved question; without a name, list them."),
    "queries": ("queries", "Write the saved queries as data for other tools."),
    "search": ("search", "Find works by their words, the best first."),
    "show": ("show", "Show one work and its references."),
    "why": ("why", "Show the file, line and words behind what the graph says of a work."),
    "sparql": ("sparql", "Answer a SPARQL query given as text, as a file, or as -."),
    "serve": ("serve", "Answer browsers with pages, and programs with SPARQL and saved questions."),
    "decide": ("decide", "Confirm or reject what a reference or a name is taken for."),
    "decisions": ("decisions", "List, export and import what people decided."),
    "review": (
        "review",
        "Walk through uncertain references or names, and decide with one key each.",
    ),
    "lists": ("lists", "Keep works in named lists."),
    "export": ("export", "Write the graph as RDF, or its works as a bibliography."),
    "lint": ("lint", "Hold ReDIF files to the specification, line by line."),
    "check": ("check", "Validate the graph, and say what is wrong in it."),
    "stats": ("stats", "Count what the store holds."),
    "history": ("history", "List the generations of the store, newest first."),
    "undo": ("undo", "Go back to the generation before the current one."),
    "remove": ("remove", "Forget a source: a file, a folder, or the start of a hash."),
    "rebuild": ("rebuild", "Parse all kept sources again and build the graph anew."),
}
_DEBUG = "CITEGRAPH_DEBUG"
_COMPLETE = "_CITEGRAPH_COMPLETE"


class LazyGroup(click.Group):
    """A group that imports a command's module when the command is called, not for `--help`."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module = importlib.import_module(f"citegraph.cli.{COMMANDS[cmd_name][0]}")
        command = module.command
        assert isinstance(command, click.Command)
        return command

    def shell_complete(self, ctx: click.Context, incomplete: str) -> "list[CompletionItem[Any]]":
        from click.shell_completion import CompletionItem

        names = [
            CompletionItem(name, help=line)
            for name, (_, line) in COMMANDS.items()
            if name.startswith(incomplete)
        ]
        # Not Group's, which would import every command for its help.
        return names + click.Command.shell_complete(self, ctx, incomplete)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, line) for name, (_, line) in COMMANDS.items()])


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "-s",
    "--store",
    type=click.Path(path_type=Path),
    envvar="CITEGRAPH_STORE",
    default=Path("citegraph.store"),
    show_default=True,
    help="The folder of the store (variable CITEGRAPH_STORE).",
)
@click.option(
    "--queries",
    type=click.Path(path_type=Path),
    envvar="CITEGRAPH_QUERIES",
    help="A folder of your own queries (variable CITEGRAPH_QUERIES); else `queries` in the store"
    " or beside it.",
)
@click.version_option(__version__, prog_name="citegraph")
@click.pass_context
def cli(ctx: click.Context, /, store: Path, **_: Any) -> None:
    """Turn bibliographic pages and archives into a citation graph, and ask it questions.

    Start with `citegraph ingest PATH...`, then `citegraph query`. Exit codes: 0 fine, 1 a problem
    in the data, 2 a wrong call.
    """
    ctx.obj = store


def main() -> NoReturn:
    """Run a command; whatever goes wrong leaves as one message and an exit code."""
    _mend_streams()
    name = None
    if _COMPLETE in os.environ:
        from citegraph.cli.completion import register

        register()
        name = "citegraph"
    try:
        code = cli.main(prog_name=name, standalone_mode=False)
        sys.stdout.flush()
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except click.Abort:
        _fail("interrupted; the store is at its last generation", 130)
    except CitegraphError as error:
        if name:
            # There is no place for a message in the middle of a command line.
            sys.exit(error.exit_code)
        _fail(str(error), error.exit_code)
    except BrokenPipeError:
        # The reader of our output has seen enough; silence Python's own flush at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)
    except Exception as error:  # the last resort: a user must not see a trace
        if os.environ.get(_DEBUG):
            raise
        _fail(
            f"this is a bug in citegraph: {type(error).__name__}: {error};"
            f" set {_DEBUG}=1 to see where, and report it",
            1,
        )
    sys.exit(code if isinstance(code, int) else 0)


def _mend_streams() -> None:
    """Output that was closed by the caller goes nowhere; a narrow encoding gets escapes."""
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if stream is None:
            setattr(sys, name, io.TextIOWrapper(io.BytesIO()))
        elif isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def _fail(message: str, code: int) -> NoReturn:
    click.echo(f"Error: {' '.join(message.split())}", err=True)
    sys.exit(code)
