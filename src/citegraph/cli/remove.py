"""`citegraph remove`: forget sources."""

from pathlib import Path

import click

from citegraph.cli.ingest import demoted
from citegraph.cli.output import many
from citegraph.load import remove
from citegraph.store import Store


@click.command("remove")
@click.argument("source")
@click.pass_obj
def command(store: Path, source: str) -> None:
    """Forget a source: a file, a folder, or the start of a hash.

    What other sources say stays; `citegraph undo` brings it back.
    """
    opened = Store(store)
    with opened.snapshot():
        pass  # a missing store is an error here too
    tally = remove(opened, source)
    for path in tally.forgotten:
        click.echo(f"Removed {path}")
    for said in tally.still_held:
        click.echo(f"{said}: its works stay")
    click.echo(
        f"{many(tally.removed_sources, 'source')} forgotten,"
        f" {many(tally.works, 'work')} written again"
        f" (generation {tally.generation})"
    )
    demoted(tally)
