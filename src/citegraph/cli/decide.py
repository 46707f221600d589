"""`citegraph decide`: a person's word on a reference."""

from pathlib import Path

import click

from citegraph.decisions import Verdict
from citegraph.errors import NotFoundError, UsageError
from citegraph.store import Snapshot, Store


@click.command("decide")
@click.argument("reference")
@click.argument("verdict", type=click.Choice([str(verdict) for verdict in Verdict]))
@click.argument("work", required=False)
@click.pass_obj
def command(store: Path, reference: str, verdict: str, work: str | None) -> None:
    """Confirm or reject what a reference is taken to mean.

    REFERENCE is WORK#N, the N-th in the list of a work, or a name such as WORK#ref-4b1c...; WORK
    is a handle, DOI, ISBN, IRI, or the start of a title. `confirm WORK` says that this is the work
    cited, `reject WORK` that it is not: it is never offered again for this reference. `reject`
    alone rejects all that is matched or offered, `withdraw` takes back what was decided.

    A decision outranks any match, and stays when sources change, go and come back. It is a step of
    its own: `citegraph undo` takes it back, `citegraph decisions export` writes all to a file.
    """
    from citegraph.load import decide
    from citegraph.subjects import find_reference, short, words_of
    from citegraph.values import find_work

    said = Verdict(verdict)
    if said is Verdict.CONFIRM and not work:
        raise UsageError("confirm needs a work: citegraph decide REFERENCE confirm WORK")
    if said is Verdict.WITHDRAW and work:
        raise UsageError("withdraw takes no work: it takes back all decisions on the reference")
    opened = Store(store)
    with opened.snapshot() as snapshot:
        subject = find_reference(snapshot, reference)
        words = words_of(snapshot, subject)
        if not words and said is not Verdict.WITHDRAW:
            raise NotFoundError(
                f"{subject} is not in the graph: ingest its source, or withdraw the decision on it"
            )
        thing = find_work(snapshot, work) if work else None
        if thing == subject.partition("#")[0]:
            raise UsageError(f"{short(subject, snapshot.iris)} is a reference of this very work")
    called = " ".join(["decide", short(subject, opened.iris), verdict])
    called += f" {short(thing, opened.iris)}" if thing else ""
    generation = decide(opened, subject, said, thing, called)
    if generation is None:
        click.echo("Nothing has changed: this was decided so before")
        return
    with opened.snapshot() as snapshot:
        click.echo(f"{words or short(subject, snapshot.iris)}\n{_state(snapshot, subject)}")
    click.echo(f"(generation {generation})")


def _state(snapshot: Snapshot, subject: str) -> str:
    """What the reference is taken to mean now."""
    from citegraph import vocab as v
    from citegraph.values import named

    if not (status := snapshot.objects(subject, v.STATUS)):
        return "not in the graph"
    state = status[0].removeprefix(v.CG)
    targets = snapshot.objects(subject, v.TARGET) or snapshot.objects(subject, v.CANDIDATE)
    return f"{state}: {'; '.join(named(snapshot, iri) for iri in targets)}" if targets else state
