"""`citegraph decisions`: what people decided, to and from files."""

import sys
from pathlib import Path

import click

from citegraph.cli.output import many, output_option, written_to
from citegraph.store import Store


@click.group("decisions")
def command() -> None:
    """List, export and import what people decided.

    The format is CSV with the columns subject (a reference or an authorship), verdict (confirm,
    reject, withdraw), object (a work, or a person), time and words, the subject's own. A withdrawal
    with an object takes back that object's rejection, one without takes back the confirmation.
    """


@command.command("list")
@click.pass_obj
def list_(store: Path) -> None:
    """List all decisions, as CSV."""
    _write(store, "-")


@command.command("export")
@output_option
@click.pass_obj
def export(store: Path, output: str) -> None:
    """Write all decisions to a file, as CSV."""
    _write(store, output)


@command.command("import")
@click.argument("file", type=click.Path(dir_okay=False, allow_dash=True))
@click.pass_obj
def import_(store: Path, file: str) -> None:
    """Merge the decisions of a file with those of the store.

    FILE is CSV as `export` writes it, or - for standard input. Of two decisions on the same thing
    the later counts, so files can be merged in whatever order. Lines that are no decision are
    listed, and the rest goes in, in one step. Subjects and objects that the store does not hold are
    no error: their decisions wait for them.
    """
    from citegraph.decision_file import BadLine, read
    from citegraph.errors import CitegraphError, UsageError
    from citegraph.load import take_in

    opened = Store(store)
    with opened.snapshot():
        pass  # a missing store is an error here too
    name = "standard input" if file == "-" else file
    try:
        data = sys.stdin.buffer.read() if file == "-" else Path(file).read_bytes()
        found = list(read(data, opened.iris))
    except OSError as error:
        raise UsageError(f"{name} cannot be read ({error.strerror or error})") from error
    except CitegraphError as error:
        raise CitegraphError(f"{name}: {error}") from error
    bad = [item for item in found if isinstance(item, BadLine)]
    good = [item for item in found if not isinstance(item, BadLine)]
    if good:
        taken = take_in(opened, good, f"decisions import {name}")
        made = f"generation {taken.generation}" if taken.generation else "no new generation"
        click.echo(f"{many(taken.new, 'decision')} taken in, {taken.known} known or older ({made})")
        if taken.absent:
            click.echo(f"{many(taken.absent, 'subject')} not in the graph: the decision is kept")
    else:
        click.echo("No decision in it: nothing has changed")
    for item in bad:
        click.echo(f"{name}:{item.line}: {item.reason}", err=True)
    if bad:
        click.get_current_context().exit(1)


def _write(store: Path, output: str) -> None:
    from citegraph.decision_file import written

    with Store(store).snapshot() as snapshot, written_to(output) as out:
        out.write(written(snapshot.catalog.decisions(), snapshot.iris).encode())
