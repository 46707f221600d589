"""`citegraph history`: the log of generations."""

import json
from dataclasses import asdict
from pathlib import Path

import click

from citegraph.cli.output import print_rows
from citegraph.store import Generation, Store


@click.command("history")
@click.option(
    "-f", "--format", "format_name", type=click.Choice(["table", "md", "json"]), default="table"
)
@click.pass_obj
def command(store: Path, format_name: str) -> None:
    """List the generations of the store, newest first."""
    opened = Store(store)
    with opened.snapshot():
        generations = opened.history()
    if format_name == "json":
        click.echo(json.dumps([asdict(g) for g in generations], ensure_ascii=False, indent=1))
    elif generations:
        rows = [
            [str(g.number), g.time, _called(g), str(g.summary.get("works", ""))]
            for g in generations
        ]
        print_rows(["generation", "time (UTC)", "command", "works written"], rows, format_name)
    else:
        click.echo("The store is empty: no generation yet", err=True)


def _called(generation: Generation) -> str:
    return generation.command if generation.finished else f"{generation.command} (interrupted)"
