"""`citegraph check`: a validation report for people."""

from pathlib import Path

import click

from citegraph.check import check
from citegraph.cli.output import print_rows
from citegraph.store import Store

_SHOWN = 3


@click.command("check")
@click.pass_obj
def command(store: Path) -> None:
    """Validate the graph, and say what is wrong in it.

    Every thing is held to the shapes of the ontology (SHACL), every term must be declared, and
    links, derived statements and kept sources must fit together. Exit code 1 when something
    does not.
    """
    with Store(store).snapshot() as snapshot:
        report = check(snapshot)
        base = snapshot.iris.base
    click.echo(f"Checked {report.things} things, {report.statements} statements")
    if not report.findings:
        click.echo("All is as it should be")
        return
    rows = []
    for message, places in sorted(
        report.findings.items(), key=lambda item: (-len(item[1]), item[0])
    ):
        shown = ", ".join(place.removeprefix(base) for place in places[:_SHOWN])
        more = f" and {len(places) - _SHOWN} more" if len(places) > _SHOWN else ""
        rows.append([str(len(places)), message, shown + more])
    print_rows(["count", "what is wrong", "where"], rows)
    click.get_current_context().exit(1)
