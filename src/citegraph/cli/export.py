"""`citegraph export`: the graph, or its works, as a file."""

from collections.abc import Mapping
from pathlib import Path

import click

from citegraph.answers import OWN_STYLE, Options, all_works, require_extra, write_works
from citegraph.cli.output import output_option, written_to
from citegraph.errors import UsageError
from citegraph.export import export
from citegraph.formats import RDF_FORMATS, WORK_FORMATS, Format
from citegraph.store import Store

_FORMATS = {**RDF_FORMATS, **WORK_FORMATS}
_RDF_NAMES = ", ".join(f"{f.name} ({f.title})" for f in RDF_FORMATS.values())
_WORK_NAMES = ", ".join(f"{f.name} ({f.title})" for f in WORK_FORMATS.values())


@click.command(
    "export",
    help=f"""Write the graph as RDF, or its works as a bibliography.

Of the graph: {_RDF_NAMES}. Of its works: {_WORK_NAMES}. Without --format the suffix of the file
decides, and for standard output ttl. Equal sources and decisions give equal bytes: statements and
works are sorted, and the time of an ingest is not among them.
""",
)
@click.option("-f", "--format", "format_name", type=click.Choice(list(_FORMATS)))
@output_option
@click.option("--history", is_flag=True, help="Add what was ingested when (PROV-O).")
@click.option(
    "--style",
    default=OWN_STYLE,
    show_default=True,
    help="The CSL style of a bibliography: a .csl file, or the name of a style.",
)
@click.pass_obj
def command(store: Path, format_name: str | None, output: str, history: bool, style: str) -> None:
    chosen = format_name or ("ttl" if output == "-" else of_suffix(output, _FORMATS))
    opened = Store(store)
    if chosen in RDF_FORMATS:
        with opened.snapshot() as snapshot, written_to(output) as out:
            export(snapshot, chosen, out, opened.history() if history else [])
    elif history:
        raise UsageError(f"--history: {chosen} holds works only")
    else:
        require_extra(chosen)
        with opened.snapshot() as snapshot, written_to(output) as out:
            out.writelines(write_works(all_works(snapshot), chosen, snapshot, Options(style)))


def of_suffix(output: str, formats: Mapping[str, Format]) -> str:
    """The first of some formats whose files end as this one does. Raises click.UsageError."""
    suffix = Path(output.removesuffix(".gz")).suffix.lstrip(".")
    named = [f.name for f in formats.values() if f.suffix == suffix]
    if not named:
        raise click.UsageError(
            f"{output}: no format has the suffix {suffix!r}: name one with --format"
            f" ({', '.join(formats)})"
        )
    return named[0]
