"""`citegraph review`: uncertain references, one after the other, decided with one key each."""

import sys
from pathlib import Path
from typing import Any

import click

from citegraph.cli.output import many
from citegraph.errors import UsageError
from citegraph.store import Snapshot, Store, Writer

_KEYS = "123456789"


@click.command("review")
@click.option("--work", help="Only the references of this work: handle, DOI, IRI or title.")
@click.pass_obj
def command(store: Path, work: str | None) -> None:
    """Walk through the uncertain references, and decide with one key each.

    Each reference is shown with the works that it may mean side by side, and what speaks for and
    against each. Keys: 1, 2, ... confirm that candidate, r rejects all, s skips, u takes back the
    last, q quits.

    Every decision is on the disk before the next question, so nothing is lost whatever happens;
    a review, ended by q, Ctrl-C or the last reference, is one generation, which `citegraph undo`
    takes back as a whole. While it lasts, nobody else can write to the store; reading goes on.
    """
    opened = Store(store)
    with opened.snapshot():
        pass  # a missing store is an error here too
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise UsageError(
            "review asks questions, so it needs a terminal: elsewhere, use `citegraph decide`"
            " or `citegraph decisions import`"
        )
    from citegraph.values import find_work

    called = "review"
    with opened.snapshot() as snapshot:
        citing = find_work(snapshot, work) if work else None
        called += f" --work {citing.removeprefix(snapshot.iris.base)}" if citing else ""
        if not uncertain(snapshot, citing):
            click.echo("No reference is uncertain: there is nothing to review")
            return
    with opened.writer(called) as writer:
        review = Review(opened, writer, called)
        try:
            review.walk(uncertain(writer, citing))
        except (KeyboardInterrupt, EOFError):
            click.echo("Interrupted: what was decided is kept")
        review.finish()


def uncertain(snapshot: Snapshot, citing: str | None) -> list[str]:
    """The references to review, work by work, in the order of their lists."""
    import pyoxigraph as ox

    from citegraph import vocab as v

    references = snapshot.subjects(v.STATUS, ox.NamedNode(v.UNCERTAIN))
    queue = (
        (iri.partition("#")[0], int((snapshot.objects(iri, v.POSITION) or ["0"])[0]), iri)
        for iri in references
    )
    return [iri for owner, _, iri in sorted(queue) if citing in {None, owner}]


class Review:
    """One session: what was decided in it, and how to take that back."""

    def __init__(self, store: Store, writer: Writer, called: str) -> None:
        self._store = store
        self._writer = writer
        self._called = called
        self._done: list[tuple[int, Any]] = []
        self._committed = False

    def walk(self, queue: list[str]) -> None:
        place = 0
        while place < len(queue):
            key = self._ask(queue, place)
            if key == "q":
                return
            if key == "u":
                if not self._done:
                    click.echo("Nothing was decided yet")
                    continue
                place, before = self._done.pop()
                self._restore(before)
                click.echo("Taken back")
                continue
            if key != "s":
                self._decide(place, queue[place], key)
            place += 1
        click.echo("That was the last uncertain reference")

    def finish(self) -> None:
        """Make the session one generation, if anything came of it."""
        if not self._committed:
            click.echo("Nothing was decided: no new generation")
            return
        generation = self._commit(finished=True)
        click.echo(f"{many(len(self._done), 'decision')} (generation {generation})")

    def _ask(self, queue: list[str], place: int) -> str:
        from citegraph.candidates import candidates_of
        from citegraph.cli.card import show

        found = candidates_of(self._writer, queue[place])[: len(_KEYS)]
        click.echo(f"\n{place + 1} of {len(queue)}")
        show(self._writer, queue[place], found)
        keys = _KEYS[: len(found)]
        click.echo(f"{'/'.join(keys)} confirm, r reject all, s skip, u undo, q quit: ", nl=False)
        while True:
            key = click.getchar().lower()
            if key in [*keys, *"rsuq"]:
                click.echo(key)
                return key

    def _decide(self, place: int, reference: str, key: str) -> None:
        from datetime import UTC, datetime

        from citegraph.candidates import candidates_of
        from citegraph.decisions import Verdict
        from citegraph.load.decide import keep, records_for

        now = datetime.now(UTC)
        if key == "r":
            records = records_for(self._writer, reference, Verdict.REJECT, None, now)
        else:
            chosen = candidates_of(self._writer, reference)[_KEYS.index(key)].work
            records = records_for(self._writer, reference, Verdict.CONFIRM, chosen, now)
        self._done.append((place, keep(self._writer, records)))
        self._commit(finished=False)

    def _restore(self, before: Any) -> None:
        from citegraph.load.decide import restore

        restore(self._writer, before)
        self._commit(finished=False)

    def _commit(self, *, finished: bool) -> int:
        self._committed = True
        summary = {"decisions": len(self._done)}
        return self._store.commit(self._writer, self._called, summary, finished=finished).number
