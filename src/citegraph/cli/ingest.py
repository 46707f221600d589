"""`citegraph ingest`: files into the graph, with a summary of all that was found."""

from itertools import islice
from pathlib import Path

import click

from citegraph.citation import READERS
from citegraph.cli.output import many, progress
from citegraph.errors import SourceError
from citegraph.ingest import SOURCES
from citegraph.load import Problems, Tally, ingest
from citegraph.store import Store

_SHOWN = 10


@click.command("ingest")
@click.argument("paths", nargs=-1, required=True, type=click.Path(allow_dash=True))
@click.option(
    "--source",
    "source_name",
    type=click.Choice(list(SOURCES)),
    help="Read every file as this format instead of telling it by its content.",
)
@click.option(
    "--base",
    metavar="IRI",
    help="Name things under this address instead of https://w3id.org/citegraph/; for a new store.",
)
@click.option(
    "--references",
    type=click.Choice(list(READERS)),
    help="Read references by rules alone (the default), or with a trained model where the rules are"
    " not sure, which needs citegraph[learned]; for a new store.",
)
@click.option("--prune", is_flag=True, help="Forget what was read from files that are gone since.")
@click.option(
    "-v", "--verbose", is_flag=True, help="List every problem and every file passed over."
)
@click.pass_obj
def command(
    store: Path,
    paths: tuple[str, ...],
    source_name: str | None,
    base: str | None,
    references: str | None,
    prune: bool,
    verbose: bool,
) -> None:
    """Read pages, archives and bibliographies into the graph.

    PATHS are files, folders, .zip and .tar archives, or - for standard input. Formats: IDEAS and
    Inderscience pages (copied text or saved HTML), ReDIF, BibTeX, BibLaTeX, RIS and lists of
    references, told by their content. Files that have not changed are passed over; a file that has
    replaces what it said before. An ingest of many files commits as it goes: interrupted, the same
    command goes on where it was.
    """
    opened = Store(store)
    if base or references:
        opened.create(base, references)
    try:
        tally = ingest(opened, paths, source_name, progress, prune=prune)
    except KeyboardInterrupt:
        click.echo(
            "Interrupted: run the same command again to go on from the last commit", err=True
        )
        click.get_current_context().exit(130)
    report(tally, verbose=verbose)
    known = tally.sources + tally.unchanged + tally.held + tally.without_record
    if not known and not tally.unreadable:
        raise SourceError(
            f"nothing to ingest in {' '.join(paths)}: no file of a known source"
            f" ({', '.join(SOURCES)}); see `citegraph ingest --help`"
        )
    if tally.unreadable or tally.unreadable_as or tally.set_aside:
        click.get_current_context().exit(1)


def report(tally: Tally, *, verbose: bool) -> None:
    """Say what was ingested, and what was not and why. The counts add up."""
    click.echo(f"{many(tally.files, 'file')}: {_files(tally)}")
    if tally.pieces:
        kinds = ", ".join(f"{n} {_singular(kind, n)}" for kind, n in tally.records.items())
        aside = f", {len(tally.set_aside)} set aside" if tally.set_aside else ""
        click.echo(f"{many(tally.pieces, 'record')}: {kinds or 'none usable'}{aside}")
    if tally.removed_sources:
        click.echo(f"{many(tally.removed_sources, 'source')} replaced or removed")
    if tally.pruned:
        click.echo(f"{many(tally.pruned, 'file')} gone, and what they said forgotten")
    if tally.gone:
        click.echo(
            f"{many(len(tally.gone), 'file')} gone since, and what they said kept: --prune forgets"
        )
    if tally.generation is None:
        click.echo("Nothing has changed: no new generation")
    elif not tally.sources:
        click.echo(f"No new content (generation {tally.generation})")
    else:
        works = tally.records["works"]
        what = many(works, "work") if works else many(tally.records.total(), "record")
        click.echo(
            f"Ingested {what} from {many(tally.sources, 'source')}"
            f" (generation {tally.generation}; {many(tally.works, 'merged work')} written)"
        )
    demoted(tally)
    _list("Set aside", tally.set_aside, verbose)
    _list("Not read", tally.unreadable, verbose)
    _list("Without a record", tally.unreadable_as, verbose)
    _list("Gone", tally.gone, verbose)
    if verbose:
        _list("Remarks", tally.remarks, verbose)
        _list("Passed over", tally.left_alone, verbose)
    elif tally.remarks:
        click.echo(f"{many(len(tally.remarks), 'remark')} on records that were kept: -v lists them")


def demoted(tally: Tally) -> None:
    """Say how many references no longer mean what they meant, and where to read which."""
    if tally.demoted:
        click.echo(
            f"{many(tally.demoted, 'reference')} demoted:"
            f" `citegraph history {tally.generation}` says which and why"
        )


def _files(tally: Tally) -> str:
    parts = {
        "read": tally.sources,
        "known under another name": tally.held,
        "unchanged": tally.unchanged,
        "passed over": len(tally.left_alone),
        "not read": len(tally.unreadable),
        "without a usable record": tally.without_record,
    }
    return ", ".join(f"{count} {name}" for name, count in parts.items() if count) or "none"


def _list(title: str, problems: Problems, verbose: bool) -> None:
    if not problems:
        return
    click.echo(f"{title}:", err=True)
    shown = list(islice(problems, None if verbose else _SHOWN))
    for problem in shown:
        click.echo(f"  {problem}", err=True)
    if more := len(problems) - len(shown):
        how = "" if verbose else ": -v lists them"
        click.echo(f"  and {more} more{how}", err=True)


def _singular(plural: str, count: int) -> str:
    return plural.removesuffix("s") if count == 1 and " " not in plural else plural
