"""`citegraph decide`: a person's word on a reference, or on who is behind a name."""

from pathlib import Path

import click

from citegraph.decisions import Verdict
from citegraph.errors import NotFoundError, UsageError
from citegraph.store import Snapshot, Store


@click.command("decide")
@click.argument("subject")
@click.argument("verdict", type=click.Choice([str(verdict) for verdict in Verdict]))
@click.argument("object", required=False)
@click.pass_obj
def command(store: Path, subject: str, verdict: str, object: str | None) -> None:  # noqa: A002  # its name in the help
    """Confirm or reject what a reference or a name is taken for.

    SUBJECT is a reference or an authorship. A reference is WORK#N, the N-th in the list of a work,
    or a name such as WORK#ref-4b1c...; its OBJECT is the work cited, given by handle, DOI, ISBN,
    IRI, or the start of a title. An authorship is WORK#author-N or WORK#editor-N; its OBJECT is the
    person: a RePEc short-id, person/..., or another authorship of the same person.

    `confirm OBJECT` says that this is the one meant, `reject OBJECT` that it is not: it is never
    offered or computed again. `reject` alone rejects all that is matched or offered, `withdraw`
    takes back what was decided.

    A decision outranks whatever is matched, stated or computed, and stays when sources change, go
    and come back. It is a step of its own: `citegraph undo` takes it back, `citegraph decisions
    export` writes all to a file.
    """
    from citegraph.load import decide
    from citegraph.subjects import (
        AUTHORSHIP,
        REFERENCE,
        find_object,
        find_subject,
        kind_of,
        short,
        words_of,
    )

    said = Verdict(verdict)
    opened = Store(store)
    with opened.snapshot() as snapshot:
        iri = find_subject(snapshot, subject)
        kind = kind_of(iri, snapshot.iris) or REFERENCE
        if said is Verdict.CONFIRM and not object:
            raise UsageError(
                f"confirm needs a {kind.object}: citegraph decide SUBJECT confirm OBJECT"
            )
        if said is Verdict.WITHDRAW and object:
            raise UsageError(
                f"withdraw takes no {kind.object}: it takes back all decisions on the {kind.noun}"
            )
        words = words_of(snapshot, iri)
        if not words and said is not Verdict.WITHDRAW:
            raise NotFoundError(
                f"{iri} is not in the graph: ingest its source, or withdraw the decision on it"
            )
        thing = find_object(snapshot, object, iri) if object else None
    called = " ".join(["decide", short(iri, opened.iris), verdict])
    called += f" {short(thing, opened.iris)}" if thing else ""
    generation = decide(opened, iri, said, thing, called)
    if generation is None:
        click.echo("Nothing has changed: this was decided so before")
        return
    with opened.snapshot() as snapshot:
        state = _identified(snapshot, iri) if kind is AUTHORSHIP else _state(snapshot, iri)
        click.echo(f"{words or short(iri, snapshot.iris)}\n{state}")
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


def _identified(snapshot: Snapshot, subject: str) -> str:
    """Whom the name is taken for now."""
    from citegraph import vocab as v
    from citegraph.subjects import short

    if not (state := snapshot.objects(subject, v.IDENTIFICATION)):
        return "not in the graph"
    persons = snapshot.objects(subject, v.PERSON_OF)
    told = [f"{snapshot.first(iri, v.NAME)} ({short(iri, snapshot.iris)})" for iri in persons]
    return f"{state[0]}: {told[0]}" if told else state[0]
