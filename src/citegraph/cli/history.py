"""`citegraph history`: the log of generations."""

import json
from dataclasses import asdict
from pathlib import Path

import click

from citegraph.cli.output import many, print_rows
from citegraph.errors import NotFoundError
from citegraph.store import Demotion, Generation, Snapshot, Store

_REASONS = {
    "rival": "fits as well",
    "better": "fits better",
    "gone": "is gone",
    "changed": "or the citing work says other things",
}


@click.command("history")
@click.argument("generation", type=click.IntRange(1), required=False)
@click.option(
    "-f", "--format", "format_name", type=click.Choice(["table", "md", "json"]), default="table"
)
@click.pass_obj
def command(store: Path, generation: int | None, format_name: str) -> None:
    """List the generations of the store, newest first.

    With the number of a GENERATION, say what its run undid: the references that meant a work before
    it and do not after it, from what to what, and because of which work. The state before the run
    is compared with the state after it, whatever its batches did in between; references that came
    or went with the run are left out. Of more than a thousand, the first by name are kept.
    """
    opened = Store(store)
    with opened.snapshot() as snapshot:
        generations = opened.history()
        if generation is not None:
            _show(snapshot, generation, generations, format_name)
            return
    if format_name == "json":
        click.echo(json.dumps([asdict(g) for g in generations], ensure_ascii=False, indent=1))
    elif generations:
        rows = [
            [str(g.number), g.time, _called(g), str(g.summary.get("works", "")), _demoted(g)]
            for g in generations
        ]
        columns = ["generation", "time (UTC)", "command", "works written", "demoted"]
        print_rows(columns, rows, format_name)
    else:
        click.echo("The store is empty: no generation yet", err=True)


def _show(snapshot: Snapshot, number: int, generations: list[Generation], format_name: str) -> None:
    """One generation with the references that it demoted."""
    found = next((g for g in generations if g.number == number), None)
    if found is None:
        known = ", ".join(str(g.number) for g in generations[:5]) or "none yet"
        raise NotFoundError(f"the history has no generation {number}; the last are {known}")
    demotions = snapshot.catalog.demotions(number)
    if format_name == "json":
        listed = [demotion._asdict() for demotion in demotions]
        said = {**asdict(found), "demotions": listed}
        click.echo(json.dumps(said, ensure_ascii=False, indent=1))
        return
    click.echo(f"Generation {number}, {found.time}: {_called(found)}")
    count = int(found.summary.get("demoted", 0))
    click.echo(f"{many(count, 'reference')} demoted" + ":" * bool(demotions))
    print_rows(
        ["citing", "reference", "was", "now", "because"],
        [_row(snapshot, demotion) for demotion in demotions],
        format_name,
    )
    if more := count - len(demotions):
        click.echo(f"and {more} more")


def _row(snapshot: Snapshot, demotion: Demotion) -> list[str]:
    def works(iris: str) -> str:
        return "; ".join(_named(snapshot, iri) for iri in iris.split())

    now = f"{demotion.now}: {works(demotion.works)}" if demotion.works else demotion.now
    return [
        _named(snapshot, demotion.reference.partition("#")[0]),
        demotion.words,
        f"{demotion.was}: {works(demotion.target)}",
        now,
        f"{works(demotion.because)} {_REASONS[demotion.reason]}",
    ]


def _named(snapshot: Snapshot, iri: str) -> str:
    """A work by the name under which users know it, if it is still there."""
    from citegraph import vocab as v

    known = snapshot.objects(iri, v.HANDLE) or snapshot.objects(iri, v.DOI)
    return known[0] if known else iri.removeprefix(f"{snapshot.iris.base}work/")


def _called(generation: Generation) -> str:
    return generation.command if generation.finished else f"{generation.command} (interrupted)"


def _demoted(generation: Generation) -> str:
    return str(generation.summary.get("demoted") or "")
