"""`citegraph undo`: back by one generation."""

from pathlib import Path

import click

from citegraph.store import Store


@click.command("undo")
@click.pass_obj
def command(store: Path) -> None:
    """Go back to the generation before the current one."""
    opened = Store(store)
    with opened.snapshot():
        pass  # a missing store is an error here too
    undone = opened.undo()
    click.echo(
        f"Undid generation {undone.number} ({undone.command});"
        f" the store is at generation {undone.parent}"
    )
