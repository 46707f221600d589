"""`citegraph review`: uncertain references or names, one by one, decided with one key each."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from citegraph.cli.output import many
from citegraph.errors import UsageError
from citegraph.store import Store, Writer

if TYPE_CHECKING:
    from citegraph.load.review import Topic

_KEYS = "123456789"


@click.command("review")
@click.option("--work", help="Only what is in this work's lists: handle, DOI, IRI or title.")
@click.option("--persons", is_flag=True, help="Names and who is behind them, not references.")
@click.pass_obj
def command(store: Path, work: str | None, persons: bool) -> None:
    """Walk through uncertain references or names, and decide with one key each.

    Each reference is shown with the works that it may mean side by side, and what speaks for and
    against each. With --persons, names are: each with the persons whose names are compatible and
    whom nothing joins it to, and whose identifier a source gives it in vain. Keys: 1, 2, ...
    confirm that candidate, r rejects all, s skips, u takes back the last, q quits.

    Every decision is on the disk before the next question, so nothing is lost whatever happens;
    a review, ended by q, Ctrl-C or the last question, is one generation, which `citegraph undo`
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
    from citegraph.load.review import PERSONS, REFERENCES
    from citegraph.values import find_work

    topic = PERSONS if persons else REFERENCES
    called = "review --persons" if persons else "review"
    with opened.snapshot() as snapshot:
        citing = find_work(snapshot, work) if work else None
        called += f" --work {citing.removeprefix(snapshot.iris.base)}" if citing else ""
        if not topic.queue(snapshot, citing):
            click.echo(f"No {topic.noun} is uncertain: there is nothing to review")
            return
    with opened.writer(called) as writer:
        review = Review(opened, writer, called, topic)
        try:
            review.walk(topic.queue(writer, citing))
        except (KeyboardInterrupt, EOFError):
            click.echo("Interrupted: what was decided is kept")
        review.finish()


class Review:
    """One session: what was decided in it, and how to take that back."""

    def __init__(self, store: Store, writer: Writer, called: str, topic: "Topic") -> None:
        self._store = store
        self._topic = topic
        self._writer = writer
        self._called = called
        self._done: list[tuple[int, Any]] = []
        self._committed = False

    def walk(self, queue: list[str]) -> None:
        place = 0
        while place < len(queue):
            found = self._topic.candidates(self._writer, queue[place])[: len(_KEYS)]
            if not found:
                place += 1  # an answer to another question has settled it
                continue
            key = self._ask(queue, place, found)
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
                self._decide(place, queue[place], key, found)
            place += 1
        click.echo(f"That was the last uncertain {self._topic.noun}")

    def finish(self) -> None:
        """Make the session one generation, if anything came of it."""
        if not self._committed:
            click.echo("Nothing was decided: no new generation")
            return
        generation = self._commit(finished=True)
        click.echo(f"{many(len(self._done), 'decision')} (generation {generation})")

    def _ask(self, queue: list[str], place: int, found: list[Any]) -> str:
        from citegraph.cli.card import show

        click.echo(f"\n{place + 1} of {len(queue)}")
        show(self._topic.sheet(self._writer, queue[place], found))
        keys = _KEYS[: len(found)]
        click.echo(f"{'/'.join(keys)} confirm, r reject all, s skip, u undo, q quit: ", nl=False)
        while True:
            key = click.getchar().lower()
            if key in [*keys, *"rsuq"]:
                click.echo(key)
                return key

    def _decide(self, place: int, subject: str, key: str, found: list[Any]) -> None:
        from datetime import UTC, datetime

        from citegraph.decisions import Verdict
        from citegraph.load.decide import keep, records_for

        verdict, chosen = Verdict.REJECT, self._topic.candidates(self._writer, subject)
        if key != "r":
            verdict, chosen = Verdict.CONFIRM, [found[_KEYS.index(key)]]
        now = datetime.now(UTC)
        records = [
            record
            for candidate in chosen
            for record in records_for(
                self._writer, subject, verdict, self._topic.named(candidate), now
            )
        ]
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
