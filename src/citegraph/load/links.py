"""References to works: deciding again whatever a change can have altered."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from collections.abc import Set as AbstractSet
from itertools import islice

import pyoxigraph as ox

from citegraph import citation
from citegraph import vocab as v
from citegraph.graph.quads import Lines, decimal, exchange, integer, text, value_of
from citegraph.graph.works import KINDS, MappedReference, MappedWork
from citegraph.load.decisions import Decisions
from citegraph.resolve.blocking import LARGEST_BLOCK
from citegraph.resolve.description import Description, describe
from citegraph.resolve.matching import Candidate, Cited, Match, Status, Works, match
from citegraph.store import Snapshot, Writer

STATUSES = {
    Status.MATCHED: v.MATCHED,
    Status.UNCERTAIN: v.UNCERTAIN,
    Status.UNMATCHED: v.UNMATCHED,
    Status.CONFIRMED: v.CONFIRMED,
    Status.REJECTED: v.REJECTED,
}
# What a decision says of a reference.
DECISION = frozenset(
    (
        v.STATUS,
        v.SCORE,
        v.MATCH_METHOD,
        v.TARGET,
        v.CANDIDATE,
        v.HAS_COMPARISON,
        v.DECIDED_BY,
    )
)
_PART = re.compile(r"-(?:author|editor|comparison)-\d+$")
# Descriptions of works that are kept in memory.
_HELD = 50_000
# The order in which keys are tried.
_SCHEMES = ("handle", "doi", "isbn", "metadata")


def works_with_key(snapshot: Snapshot, key: str) -> Iterator[str]:
    """Works (not references) that are found under a key."""
    for iri in snapshot.subjects(v.MATCH_KEY, ox.Literal(key)):
        if "#" not in iri:
            yield iri


def references_in(subjects: Iterable[str]) -> set[str]:
    """The references among some subjects, or of which these are parts."""
    return {_PART.sub("", iri) for iri in subjects if "#ref-" in iri}


def rematch(
    writer: Writer,
    mapped: list[MappedWork],
    before: set[str],
    keys: set[str],
    blocks: Counter[str],
    settled: AbstractSet[str] = frozenset(),
) -> tuple[list[ox.Quad], list[str]]:
    """Decide the references of new and changed works, and those elsewhere that may mean them.

    `before` are the works as they were named before the change; `keys` all keys of the works that
    came, changed or went, and `blocks` how many of these are or were in each block. Of the changed
    works, `settled` references are decided again only if they may mean one of these.
    """
    session = _Session(writer, {work.iri for work in mapped} - before)
    own = {r.iri for work in mapped for r in work.references if r.iri not in settled}
    for work in mapped:
        for reference in work.references:
            if reference.iri in own:
                session.decide(reference, work.iri, work.year)
    elsewhere = {
        iri for key in keys for iri in writer.subjects(v.MATCH_KEY, ox.Literal(key)) if "#" in iri
    }
    for key, changed in blocks.items():
        if session.can_matter(key, changed):
            elsewhere.update(writer.subjects(v.SOUGHT_KEY, ox.Literal(key)))
    elsewhere |= session.decisions.subjects_about(keys)
    citing_works = session.decide_all(elsewhere - own)
    for citing in (citing_works - before) | {work.iri for work in mapped}:
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
        self._under: dict[str, list[str]] = {}
        self._blocks: dict[str, list[str] | None] = {}
        self._descriptions: dict[str, Description] = {}
        self._decided: dict[str, Match] = {}
        self._works = Works(self._find, self._block, self._describe)

    def can_matter(self, key: str, changed: int) -> bool:
        """Whether a block is, or was before so many works changed, small enough to look into."""
        works = self.writer.subjects(v.BLOCKING_KEY, ox.Literal(key))
        most = LARGEST_BLOCK + changed
        return sum(1 for _ in islice(works, most + 1)) <= most

    def _find(self, key: str) -> list[str]:
        if key not in self._under:
            self._under[key] = list(works_with_key(self.writer, key))
        return self._under[key]

    def _block(self, key: str) -> list[str] | None:
        if key not in self._blocks:
            works = self.writer.subjects(v.BLOCKING_KEY, ox.Literal(key))
            found = list(islice(works, LARGEST_BLOCK + 1))
            self._blocks[key] = found if len(found) <= LARGEST_BLOCK else None
        return self._blocks[key]

    def _describe(self, iri: str) -> Description:
        if iri not in self._descriptions:
            if len(self._descriptions) >= _HELD:
                self._descriptions.clear()
            self._descriptions[iri] = describe_work(self.writer, iri)
        return self._descriptions[iri]

    def decide(self, reference: MappedReference, citing: str, year: int | None) -> Match:
        cited = Cited(reference.keys, reference.blocks, reference.description, citing, year)
        iri = reference.iri
        said = self.decisions.on(iri)
        if said.confirmed:
            target = said.target if said.target != citing else None
            decided = Match(Status.CONFIRMED, 1.0, "decision", target)
        else:
            decided = match(cited, self._works.without(said.rejected))
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
        elif decided.status == Status.UNCERTAIN:
            for work in decided.same or [candidate.work for candidate in decided.candidates]:
                out.link(iri, v.CANDIDATE, work)
        for rank, candidate in enumerate(decided.candidates, start=1):
            _add_comparison(out, iri, rank, candidate)
        for decision in said.by:
            out.link(iri, v.DECIDED_BY, self.writer.iris.decision(decision.name))
        self._exchange(self._stated(iri, citing, DECISION), out.lines)
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
        reference = MappedReference.of(iri, tuple(keys), citation.parse(raw[0]) if raw else None)
        years = self.writer.objects(citing, v.YEAR)
        self.decide(reference, citing, int(years[0]) if years else None)

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

    def _stated(self, iri: str, citing: str, predicates: AbstractSet[str]) -> list[ox.Quad]:
        """What the graph holds of earlier decisions; of a new work's references, nothing."""
        if citing in self._new_works or (iri != citing and not self.writer.objects(iri, v.STATUS)):
            return []
        found = [q for q in self.writer.lines_of(iri) if q.predicate.value in predicates]
        nodes = [value_of(q.object) for q in found if q.predicate.value == v.HAS_COMPARISON]
        return [*found, *(quad for node in nodes for quad in self.writer.lines_of(node))]

    def _exchange(self, stated: Iterable[ox.Quad], lines: list[str]) -> None:
        delete, insert = exchange(stated, lines)
        self.delete += delete
        self.insert += insert


def describe_work(snapshot: Snapshot, iri: str) -> Description:
    """What the graph says of a work, for comparison."""
    said: dict[str, list[str]] = {}
    for quad in snapshot.lines_of(iri):
        said.setdefault(quad.predicate.value, []).append(value_of(quad.object))
    one = {name: min(values) for name, values in said.items()}
    return describe(
        title=one.get(v.TITLE),
        authors=one[v.AUTHOR_LIST].split(" & ") if v.AUTHOR_LIST in one else (),
        year=int(one[v.YEAR]) if v.YEAR in one else None,
        volume=one.get(v.VOLUME),
        page=one.get(v.STARTING_PAGE),
        number=one.get(v.NUMBER),
        container=one.get(v.PUBLICATION_NAME),
        kind=next((KINDS[t] for t in said.get(v.TYPE, ()) if t in KINDS), None),
        identifiers=said.get(v.MATCH_KEY, ()),
    )


def _add_comparison(out: Lines, reference: str, rank: int, candidate: Candidate) -> None:
    node = f"{reference}-comparison-{rank}"
    found = candidate.comparison
    out.link(reference, v.HAS_COMPARISON, node)
    out.link(node, v.TYPE, v.COMPARISON)
    out.add(node, v.ORDINAL, integer(rank))
    out.link(node, v.COMPARED_WITH, candidate.work)
    out.add(node, v.SCORE, decimal(found.score))
    out.texts(node, v.AGREES, found.agree)
    out.texts(node, v.DIFFERS, found.differ)
    if found.veto:
        out.add(node, v.VETO, text(found.veto))
