"""What people decided, by the names that things have in a graph today.

A decision names a work as it was called then. A work that had no handle and now has one is called
otherwise, but is still found under the key that its old name was made of.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable
from typing import NamedTuple

import pyoxigraph as ox

from citegraph import vocab as v
from citegraph.decisions import Decision, Verdict, in_force
from citegraph.graph.iris import Iris
from citegraph.resolve.matching import Candidate
from citegraph.store import Snapshot


class Said(NamedTuple):
    """What people decided about one subject; `by` are the records as they were made.

    `target` is the confirmed object if the graph holds it.
    """

    confirmed: str | None = None
    target: str | None = None
    rejected: frozenset[str] = frozenset()
    by: tuple[Decision, ...] = ()

    def without_rejected(
        self, find: Callable[[str], Iterable[Candidate]]
    ) -> Callable[[str], Iterable[Candidate]]:
        """The same search, which passes over what was rejected."""
        if not self.rejected:
            return find
        return lambda key: [c for c in find(key) if c.work not in self.rejected]


NOTHING = Said()


class Decisions:
    """All decisions that are in force in a graph, which must not change meanwhile."""

    def __init__(self, snapshot: Snapshot) -> None:
        self._snapshot = snapshot
        self._today: dict[str, str] = {}
        original: dict[Decision, Decision] = {}
        by_key: dict[str, set[str]] = defaultdict(set)
        for decision in snapshot.catalog.decisions():
            subject, thing = self.today(decision.subject), self.today(decision.object)
            original[decision._replace(subject=subject, object=thing)] = decision
            if thing:
                by_key[snapshot.iris.key_of(decision.object)].add(subject)
        held: dict[str, list[Decision]] = defaultdict(list)
        for decision in in_force(original):
            held[decision.subject].append(decision)
        self._said = {s: self._summed(found, original) for s, found in held.items()}
        self._by_key = by_key

    def on(self, subject: str) -> Said:
        return self._said.get(subject, NOTHING)

    def subjects_about(self, keys: set[str]) -> set[str]:
        """Subjects in the graph that were decided for or against a work of one of these keys."""
        found = {subject for key in keys & self._by_key.keys() for subject in self._by_key[key]}
        return {subject for subject in found if self._snapshot.objects(subject, v.RAW)}

    def today(self, iri: str) -> str:
        """What a work, or a part of one, is called in the graph; else what it was called."""
        owner, mark, part = iri.partition("#")
        if owner not in self._today:
            self._today[owner] = _today(self._snapshot, owner)
        return f"{self._today[owner]}{mark}{part}"

    def _summed(self, held: list[Decision], original: dict[Decision, Decision]) -> Said:
        rejected = frozenset(d.object for d in held if d.verdict is Verdict.REJECT)
        confirmed = next((d.object for d in held if d.verdict is Verdict.CONFIRM), None)
        known = confirmed is not None and self._snapshot.objects(confirmed, v.TYPE)
        by = tuple(original[decision] for decision in held)
        return Said(confirmed, confirmed if known else None, rejected, by)


def decided_keys(snapshot: Snapshot) -> set[str]:
    """The keys of all works that decisions name: when such a work comes, something may change."""
    decisions = snapshot.catalog.decisions()
    named = {d.subject.partition("#")[0] for d in decisions} | {d.object for d in decisions}
    return {snapshot.iris.key_of(iri) for iri in named if _is_work(iri, snapshot.iris)}


def _today(snapshot: Snapshot, iri: str) -> str:
    if not _is_work(iri, snapshot.iris) or snapshot.objects(iri, v.TYPE):
        return iri
    key = ox.Literal(snapshot.iris.key_of(iri))
    found = [work for work in snapshot.subjects(v.MATCH_KEY, key) if "#" not in work]
    return found[0] if len(found) == 1 else iri


def _is_work(iri: str, iris: Iris) -> bool:
    return iri.startswith(f"{iris.base}work/")
