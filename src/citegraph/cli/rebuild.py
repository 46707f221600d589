"""`citegraph rebuild`: the graph made anew from the kept sources."""

from pathlib import Path

import click

from citegraph.cli.ingest import report
from citegraph.cli.output import progress
from citegraph.load import rebuild
from citegraph.store import Store


@click.command("rebuild")
@click.pass_obj
def command(store: Path) -> None:
    """Parse all kept sources again and build the graph anew.

    Worth while after an update of citegraph that reads a format better.
    """
    opened = Store(store)
    with opened.snapshot():
        pass  # a missing store is an error here too
    report(rebuild(opened, progress), verbose=False)
