"""`citegraph show`: one work as a page of text."""

from pathlib import Path

import click
import pyoxigraph as ox

from citegraph import saved
from citegraph.ask import Question, run
from citegraph.cli.answers import print_solutions
from citegraph.store import Snapshot, Store


@click.command("show")
@click.argument("work")
@click.pass_obj
def command(store: Path, work: str) -> None:
    """Show one work and its references.

    WORK is a handle, DOI, ISBN, IRI, or the start of a title.
    """
    with Store(store).snapshot() as snapshot:
        _section(snapshot, "", "work-card", work)
        _section(snapshot, "References", "references-of", work)
        _section(snapshot, "Cited by", "cited-by", work)
        _section(snapshot, "Versions", "versions-of", work)


def _section(snapshot: Snapshot, title: str, name: str, work: str) -> None:
    text = Question(saved.get(name), {"work": work}).text(snapshot)
    if title:
        solutions = run(snapshot, text)
        assert isinstance(solutions, ox.QuerySolutions)
        if next(solutions, None) is None:
            return
        click.echo(f"\n{title}")
    solutions = run(snapshot, text)
    assert isinstance(solutions, ox.QuerySolutions)
    print_solutions(solutions, snapshot)
