"""References to works: deciding again whatever a change can have altered."""

from collections.abc import Iterable, Iterator
from collections.abc import Set as AbstractSet

import pyoxigraph as ox

from citegraph import citation
from citegraph import vocab as v
from citegraph.graph.quads import Lines, decimal, exchange, text
from citegraph.graph.works import KINDS, MappedWork
from citegraph.load.decisions import Decisions
from citegraph.records import Kind
from citegraph.resolve.matching import Candidate, Match, Status, match
from citegraph.store import Snapshot, Writer

STATUSES = {
    Status.MATCHED: v.MATCHED,
    Status.UNCERTAIN: v.UNCERTAIN,
    Status.UNMATCHED: v.UNMATCHED,
    Status.CONFIRMED: v.CONFIRMED,
    Status.REJECTED: v.REJECTED,
}
_DECISION = frozenset((v.STATUS, v.SCORE, v.MATCH_METHOD, v.TARGET, v.CANDIDATE, v.DECIDED_BY))
# The order in which keys are tried: identifiers before metadata.
_SCHEMES = ("handle", "doi", "isbn", "metadata")


def works_with_key(snapshot: Snapshot, key: str) -> Iterator[str]:
    """Works (not references) that are found under a key."""
    for iri in snapshot.subjects(v.MATCH_KEY, ox.Literal(key)):
        if "#" not in iri:
            yield iri


def rematch(
    writer: Writer, mapped: list[MappedWork], before: set[str], keys: set[str]
) -> tuple[list[ox.Quad], list[str]]:
    """Decide the references of new and changed works, and those elsewhere that may mean them.

    `before` are the works as they were named before the change, `keys` all keys of the change.
    """
    session = _Session(writer, {work.iri for work in mapped} - before)
    own = {reference.iri for work in mapped for reference in work.references}
    for work in mapped:
        matches = [
            session.decide(r.iri, r.keys, r.kind, work.iri, work.year) for r in work.references
        ]
        session.set_cites(work.iri, {m.target for m in matches if m.target})
    elsewhere = {
        iri for key in keys for iri in writer.subjects(v.MATCH_KEY, ox.Literal(key)) if "#" in iri
    }
    elsewhere |= session.decisions.subjects_about(keys)
    citing_works = session.decide_all(elsewhere - own)
    for citing in citing_works - before - {work.iri for work in mapped}:
        session.set_cites(citing, session.targets(citing))
    return session.delete, session.insert


def decide_again(writer: Writer, references: set[str]) -> tuple[list[ox.Quad], list[str]]:
    """Decide some references anew, of works that stay as they are."""
    session = _Session(writer, set())
    for citing in session.decide_all(references):
        session.set_cites(citing, session.targets(citing))
    return session.delete, session.insert


class _Session:
    """One round of decisions against a graph that does not change meanwhile."""

    def __init__(self, writer: Writer, new_works: set[str]) -> None:
        self.writer = writer
        self._new_works = new_works
        self.decisions = Decisions(writer)
        self.delete: list[ox.Quad] = []
        self.insert: list[str] = []
        self._found: dict[str, list[Candidate]] = {}
        self._decided: dict[str, Match] = {}

    def find(self, key: str) -> list[Candidate]:
        if key not in self._found:
            self._found[key] = [self._candidate(i) for i in works_with_key(self.writer, key)]
        return self._found[key]

    def _candidate(self, iri: str) -> Candidate:
        kinds = [KINDS[t] for t in self.writer.objects(iri, v.TYPE) if t in KINDS]
        return Candidate(iri, kinds[0] if kinds else None, self._year(iri))

    def _year(self, iri: str) -> int | None:
        years = self.writer.objects(iri, v.YEAR)
        return int(years[0]) if years else None

    def decide(
        self, iri: str, keys: Iterable[str], kind: Kind | None, citing: str, year: int | None
    ) -> Match:
        said = self.decisions.on(iri)
        if said.confirmed:
            target = said.target if said.target != citing else None
            decided = Match(Status.CONFIRMED, 1.0, "decision", target)
        else:
            find = said.without_rejected(self.find)
            decided = match(keys, kind=kind, citing=citing, citing_year=year, find=find)
            if said.rejected and decided.status is Status.UNMATCHED:
                decided = Match(Status.REJECTED)
        self._decided[iri] = decided
        out = Lines()
        out.link(iri, v.STATUS, STATUSES[decided.status])
        if decided.score is not None:
            out.add(iri, v.SCORE, decimal(decided.score))
        if decided.method:
            out.add(iri, v.MATCH_METHOD, text(decided.method))
        if decided.target:
            out.link(iri, v.TARGET, decided.target)
        for candidate in decided.candidates:
            out.link(iri, v.CANDIDATE, candidate)
        for decision in said.by:
            out.link(iri, v.DECIDED_BY, self.writer.iris.decision(decision.name))
        self._exchange(self._stated(iri, citing, _DECISION), out.lines)
        return decided

    def decide_all(self, references: set[str]) -> set[str]:
        """Decide references of works that the change did not touch; returns these works."""
        citing_works = set()
        for iri in sorted(references):
            citing = iri.partition("#")[0]
            citing_works.add(citing)
            self.decide_stored(iri, citing)
        return citing_works

    def decide_stored(self, iri: str, citing: str) -> None:
        """Decide a reference of a work that the change did not touch."""
        keys = sorted(
            self.writer.objects(iri, v.MATCH_KEY),
            key=lambda key: _SCHEMES.index(key.partition(":")[0]),
        )
        raw = self.writer.objects(iri, v.RAW)
        parsed = citation.parse(raw[0]) if raw else None
        self.decide(iri, keys, parsed.kind if parsed else None, citing, self._year(citing))

    def targets(self, citing: str) -> set[str]:
        """What a work cites, from this round's decisions and from those that stand."""
        found: set[str] = set()
        for reference in self.writer.objects(citing, v.HAS_REFERENCE):
            if decided := self._decided.get(reference):
                found |= {decided.target} if decided.target else set()
            else:
                found.update(self.writer.objects(reference, v.TARGET))
        return found

    def set_cites(self, citing: str, targets: set[str]) -> None:
        """`cito:cites` is derived: it stands for matched references alone."""
        out = Lines()
        for target in targets:
            out.link(citing, v.CITES, target)
        self._exchange(self._stated(citing, citing, {v.CITES}), out.lines)

    def _stated(self, iri: str, citing: str, predicates: AbstractSet[str]) -> set[ox.Quad]:
        """What the graph holds of earlier decisions; of a new work's references, nothing."""
        if citing in self._new_works or (iri != citing and not self.writer.objects(iri, v.STATUS)):
            return set()
        return {q for q in self.writer.lines_of(iri) if q.predicate.value in predicates}

    def _exchange(self, stated: set[ox.Quad], lines: list[str]) -> None:
        if not stated:
            self.insert += lines
            return
        delete, insert = exchange(stated, lines)
        self.delete += delete
        self.insert += insert
