"""Contents that people paste or upload: taken into the store, or on trial, to be looked at.

Both go the same way, as files do; only a trial ends before the commit.
"""

import hashlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import PurePath
from typing import NamedTuple

from citegraph.graph.quads import without_emails
from citegraph.ingest.files import Found
from citegraph.ingest.text import escaped
from citegraph.load.batch import Batch
from citegraph.load.demotions import Demotions
from citegraph.load.prepare import prepare
from citegraph.load.tally import Tally, silent
from citegraph.load.walk import Walk
from citegraph.store import Store, Writer

# No folder: a path of the machine is absolute.
_PLACE = "pasted"
_LONGEST_NAME = 100


class Piece(NamedTuple):
    """A content, and the name that it goes by in the store."""

    name: str
    data: bytes

    @property
    def path(self) -> str:
        """Where the store has it. What was pasted under the same name before is replaced."""
        return f"{_PLACE}/{self.name}"

    @property
    def hash(self) -> str:
        return hashlib.sha256(self.data).hexdigest()


def pieces(contents: Iterable[tuple[str, bytes]]) -> tuple[Piece, ...]:
    """Contents with names that fit for sources, no two alike.

    Of a name, what could be a folder or an e-mail address is left out; one that is empty is made of
    the content.
    """
    found: dict[str, Piece] = {}
    for given, data in contents:
        piece = Piece(_name(given) or f"paste-{hashlib.sha256(data).hexdigest()[:12]}.txt", data)
        if found.get(piece.name, piece).data != data:
            name = PurePath(piece.name)
            piece = piece._replace(name=f"{name.stem}-{piece.hash[:12]}{name.suffix}")
        found[piece.name] = piece
    return tuple(found.values())


def paste(
    store: Store,
    given: tuple[Piece, ...],
    source_name: str | None,
    expected: Callable[[], None] = lambda: None,
) -> Tally:
    """Commit contents; what is wrong with them is in the tally, which has no generation if nothing
    has changed. `expected` is called when nobody else can write, and may raise."""
    command = f"paste {' '.join(piece.name for piece in given)}"
    with store.writer(command) as writer:
        expected()
        tally, has_changed = _take_in(store, writer, given, source_name)
        if has_changed:
            tally.generation = store.commit(writer, command, tally.summary()).number
    return tally


@contextmanager
def trial(
    store: Store, given: tuple[Piece, ...], source_name: str | None
) -> Iterator[tuple[Writer, Tally]]:
    """The store as it would be with some contents, and what came of them; nothing is kept."""
    with store.trial() as writer:
        tally, _ = _take_in(store, writer, given, source_name)
        yield writer, tally


def _take_in(
    store: Store, writer: Writer, given: tuple[Piece, ...], source_name: str | None
) -> tuple[Tally, bool]:
    """Merge contents into the working copy; says whether it has changed."""
    tally = Tally()
    history = store.history()
    writer.claim_additions()
    demotions = Demotions()
    is_resumed = bool(history) and not history[0].finished
    batch = Batch(writer, tally, silent, demotions, resumed=is_resumed)
    walk = Walk((), source_name, writer, tally, store.path)
    for piece in given:
        found = Found(piece.path, named=True, data=piece.data, size=len(piece.data))
        if job := walk.job(found):
            walk.take(prepare(job, writer.iris), batch)
        if batch.is_full:
            batch.apply()
    batch.finish()
    tally.demoted = demotions.log(store, writer)
    return tally, batch.changed


def _name(given: str) -> str:
    """The last part of a path, as browsers on any system may give it."""
    last = given.replace("\\", "/").rstrip("/").rpartition("/")[2].replace("!", "_")
    name = without_emails(escaped(last.strip().lstrip(".")))
    kept = PurePath(name).suffix[:10] if len(name) > _LONGEST_NAME else ""
    return name if len(name) <= _LONGEST_NAME else name[: _LONGEST_NAME - len(kept)] + kept
