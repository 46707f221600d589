"""References that meant a work before a run and do not mean it after: the part of a run's log that
says what it undid.

The state before the run is compared with the state after it, so what the batches of a run did and
took back among themselves is no matter. References that are new or gone are left out, and so are
works that are only called otherwise.
"""

from collections.abc import Iterable, Iterator

import pyoxigraph as ox

from citegraph import vocab as v
from citegraph.graph.quads import value_of
from citegraph.store import Demotion, Snapshot, Store, Writer
from citegraph.subjects import words_of

# Of more, the first by name are kept; all are counted.
KEPT_DEMOTIONS = 1_000


class Demotions:
    """The references of a store that may have lost their works in a run."""

    def __init__(self, *, everything: bool = False) -> None:
        self._everything = everything
        self._noted: set[str] = set()

    def note(self, removed: Iterable[ox.Quad]) -> None:
        """Statements that are removed."""
        self._noted.update(
            value_of(quad.subject) for quad in removed if quad.predicate.value == v.TARGET
        )

    def log(self, store: Store, writer: Writer) -> int:
        """Keep what the run undid so far with the next generation; returns how many there are."""
        count = 0
        kept: list[Demotion] = []
        if (self._noted or self._everything) and store.keeps(writer.parent):
            with store.snapshot(writer.parent) as before:
                noted = _matched(before) if self._everything else iter(sorted(self._noted))
                for reference in noted:
                    if found := _compared(before, writer, reference):
                        count += 1
                        kept.append(found)
                        if len(kept) >= 2 * KEPT_DEMOTIONS:
                            kept = sorted(kept)[:KEPT_DEMOTIONS]
        writer.catalog.log(sorted(kept)[:KEPT_DEMOTIONS], after=writer.parent)
        return count


def _matched(snapshot: Snapshot) -> Iterator[str]:
    """All references that mean a work."""
    quads = snapshot.graph.quads_for_pattern(None, ox.NamedNode(v.TARGET), None, ox.DefaultGraph())
    return (value_of(quad.subject) for quad in quads)


def _compared(before: Snapshot, after: Snapshot, reference: str) -> Demotion | None:
    """What became of a reference that meant a work, if it no longer does."""
    was, target = (before.objects(reference, p) for p in (v.STATUS, v.TARGET))
    now, works = (after.objects(reference, p) for p in (v.STATUS, v.TARGET))
    if not target or not now:
        return None
    called = after.name_today(target[0])
    if works == [called]:
        return None
    others = works or [w for w in after.objects(reference, v.CANDIDATE) if w != called]
    if works:
        reason = "better"
    elif others:
        # Those that came with the run, if any did, are what made the difference.
        others = [w for w in others if not before.objects(w, v.TYPE)] or others
        reason = "rival"
    else:
        others = [called]
        reason = "changed" if after.objects(called, v.TYPE) else "gone"
    return Demotion(
        reference=reference,
        words=words_of(after, reference),
        was=was[0].removeprefix(v.CG),
        target=target[0],
        now=now[0].removeprefix(v.CG),
        works=" ".join(works or after.objects(reference, v.CANDIDATE)),
        reason=reason,
        because=" ".join(others),
    )
