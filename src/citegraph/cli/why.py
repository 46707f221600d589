"""`citegraph why`: the evidence for what the graph says."""

import json
from pathlib import Path

import click

from citegraph.evidence import Evidence, evidence
from citegraph.store import Store
from citegraph.values import find_work


@click.command("why")
@click.argument("work")
@click.argument("field", required=False)
@click.option("-f", "--format", "format_name", type=click.Choice(["text", "json"]), default="text")
@click.pass_obj
def command(store: Path, work: str, field: str | None, format_name: str) -> None:
    """Show the file, line and words behind what the graph says of a work.

    WORK is a handle, DOI, ISBN, IRI, or the start of a title; FIELD is one such as title, year,
    authors or references.3. Each source that describes the work is read again.
    """
    with Store(store).snapshot() as snapshot:
        found = evidence(snapshot, find_work(snapshot, work), field)
    if format_name == "json":
        click.echo(json.dumps([e._asdict() for e in found], ensure_ascii=False, indent=1))
        return
    for item in found:
        click.echo(_shown(item))


def _shown(item: Evidence) -> str:
    place = f"{item.file}:{item.line}" + (f"-{item.end}" if item.end > item.line else "")
    lines = "\n".join(f"    | {text[:300]}" for text in item.words)
    return f"{item.field}: {item.value[:300]}\n  {place} (read by {item.parser})\n{lines}"
