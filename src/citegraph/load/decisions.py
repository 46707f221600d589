"""What people decided, by the names that things have in a graph today.

A decision names a work as it was called then. A work that had no handle and now has one is called
otherwise, but is still found under the key that its old name was made of.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable
from typing import NamedTuple

from citegraph import vocab as v
from citegraph.decisions import Decision, Verdict, in_force
from citegraph.store import Snapshot


class Said(NamedTuple):
    """What people decided about one subject; `by` are the records as they were made.

    `target` is the confirmed object if the graph holds it.
    """

    confirmed: str | None = None
    target: str | None = None
    rejected: frozenset[str] = frozenset()
    by: tuple[Decision, ...] = ()


NOTHING = Said()


class Decisions:
    """All decisions, as they apply to a graph, which must not change meanwhile."""

    def __init__(self, snapshot: Snapshot) -> None:
        self._snapshot = snapshot
        self._today: dict[str, str] = {}
        self._said: dict[str, Said] = {}
        # What a thing is called today is looked up for those alone that are asked for.
        self._by_part: dict[str, list[Decision]] = defaultdict(list)
        self._by_key: dict[str, list[Decision]] = defaultdict(list)
        for decision in snapshot.catalog.decisions():
            self._by_part[_part(decision.subject)].append(decision)
            if decision.object:
                self._by_key[snapshot.iris.key_of(decision.object)].append(decision)

    def on(self, subject: str) -> Said:
        if _part(subject) not in self._by_part:
            return NOTHING
        if subject not in self._said:
            self._said[subject] = self._summed(subject)
        return self._said[subject]

    def records(self, subject: str) -> list[Decision]:
        """All that is recorded of a subject, under whatever name, also what was withdrawn."""
        found = self._by_part.get(_part(subject), [])
        return [decision for decision in found if self.today(decision.subject) == subject]

    def subjects_about(self, keys: set[str]) -> set[str]:
        """Subjects in the graph that were decided for or against a work of one of these keys."""
        about = (decision for key in keys & self._by_key.keys() for decision in self._by_key[key])
        found = {self.today(decision.subject) for decision in about}
        return {subject for subject in found if self._snapshot.objects(subject, v.RAW)}

    def today(self, iri: str) -> str:
        """What a work, or a part of one, is called in the graph; else what it was called."""
        owner, mark, part = iri.partition("#")
        if owner not in self._today:
            self._today[owner] = self._snapshot.name_today(owner)
        return f"{self._today[owner]}{mark}{part}"

    def _summed(self, subject: str) -> Said:
        return summed(
            subject,
            self.records(subject),
            self.today,
            lambda work: bool(self._snapshot.objects(work, v.TYPE)),
        )


def summed(
    subject: str,
    records: Iterable[Decision],
    today: Callable[[str], str],
    is_there: Callable[[str], bool],
) -> Said:
    """What records say of a subject, by the names of things today."""
    original = {d._replace(subject=subject, object=today(d.object)): d for d in records}
    held = in_force(original)
    rejected = frozenset(d.object for d in held if d.verdict is Verdict.REJECT)
    confirmed = next((d.object for d in held if d.verdict is Verdict.CONFIRM), None)
    known = confirmed is not None and is_there(confirmed)
    by = tuple(original[decision] for decision in held)
    return Said(confirmed, confirmed if known else None, rejected, by)


def decided_keys(snapshot: Snapshot) -> set[str]:
    """The keys of all works that decisions name: when such a work comes, something may change."""
    decisions = snapshot.catalog.decisions()
    named = {iri.partition("#")[0] for d in decisions for iri in (d.subject, d.object)}
    return {snapshot.iris.key_of(iri) for iri in named if snapshot.iris.is_work(iri)}


def _part(subject: str) -> str:
    """What of a subject's name stays when its work is called otherwise."""
    return subject.partition("#")[2]
