"""`citegraph export`: the graph as a file."""

from pathlib import Path

import click

from citegraph.export import destination, export
from citegraph.formats import RDF_FORMATS
from citegraph.store import Store

_NAMES = ", ".join(f"{f.name} ({f.title})" for f in RDF_FORMATS.values())


@click.command(
    "export",
    help=f"""Write the graph as RDF.

Formats: {_NAMES}. Without --format the suffix of the file decides, and for standard output ttl.
Equal sources and decisions give equal bytes: statements are sorted, and the time of an ingest is
not among them.
""",
)
@click.option("-f", "--format", "format_name", type=click.Choice(list(RDF_FORMATS)))
@click.option(
    "-o",
    "--output",
    default="-",
    help="The file to write; .gz compresses. Standard output without it.",
)
@click.option("--history", is_flag=True, help="Add what was ingested when (PROV-O).")
@click.pass_obj
def command(store: Path, format_name: str | None, output: str, history: bool) -> None:
    suffix = Path(output.removesuffix(".gz")).suffix.lstrip(".")
    chosen = format_name or (suffix if suffix in RDF_FORMATS else None)
    if chosen is None and output != "-":
        raise click.UsageError(
            f"{output}: no RDF format has the suffix {suffix!r}: name one with --format"
            f" ({', '.join(RDF_FORMATS)})"
        )
    opened = Store(store)
    with opened.snapshot() as snapshot, destination(output) as out:
        log = opened.history() if history else []
        export(snapshot, chosen or "ttl", out, log)
    if output != "-":
        click.echo(f"Wrote {output}", err=True)
