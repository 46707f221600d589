"""References to works: deciding again whatever a change can have altered."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from collections.abc import Set as AbstractSet
from importlib.util import find_spec
from itertools import islice
from typing import NamedTuple

import pyoxigraph as ox

from citegraph import vocab as v
from citegraph.graph.quads import Lines, decimal, exchange, integer, text, value_of
from citegraph.graph.works import MappedReference, MappedWork
from citegraph.load.decisions import Decisions, Said
from citegraph.load.known import Known
from citegraph.resolve.blocking import LARGEST_BLOCK
from citegraph.resolve.matching import Candidate, Cited, Match, Status, match
from citegraph.store import Writer

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
# References from which on matching in bulk is worth it, and those that are in memory together.
IN_BULK = 2_000
# In bulk, the works of each block are spelled out, which takes as long for so many of them as the
# store takes to count for one reference.
_SPELLED = 75
# Blocks of a work.
_BLOCKS = 7
_TOGETHER = 20_000
# The order in which keys are tried.
_SCHEMES = ("handle", "doi", "isbn", "metadata")


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
    own = [
        _Asked(reference, work.iri, work.year)
        for work in mapped
        for reference in work.references
        if reference.iri not in settled
    ]
    session.decide_all(own)
    elsewhere = {
        iri for key in keys for iri in writer.subjects(v.MATCH_KEY, ox.Literal(key)) if "#" in iri
    }
    for key, changed in blocks.items():
        # Whether a block is, or was before so many works changed, small enough to look into.
        if not session.known.is_larger(key, LARGEST_BLOCK + changed):
            elsewhere.update(writer.subjects(v.SOUGHT_KEY, ox.Literal(key)))
    elsewhere |= session.decisions.subjects_about(keys)
    citing_works = session.decide_stored(elsewhere - {asked.reference.iri for asked in own})
    for citing in (citing_works - before) | {work.iri for work in mapped}:
        session.set_cites(citing, session.targets(citing))
    return session.delete, session.insert


def decide_again(writer: Writer, references: set[str]) -> tuple[list[ox.Quad], list[str]]:
    """Decide some references anew, of works that stay as they are."""
    session = _Session(writer, set())
    for citing in session.decide_stored(references):
        session.set_cites(citing, session.targets(citing))
    return session.delete, session.insert


class _Asked(NamedTuple):
    """A reference that is to be decided, of a work of a year."""

    reference: MappedReference
    citing: str
    year: int | None

    @property
    def cited(self) -> Cited:
        reference = self.reference
        keys, blocks, described = reference.keys, reference.blocks, reference.description
        return Cited(keys, blocks, described, self.citing, self.year)


class _Session:
    """One round of decisions against a graph that does not change meanwhile."""

    def __init__(self, writer: Writer, new_works: set[str]) -> None:
        self.writer = writer
        self._new_works = new_works
        self.decisions = Decisions(writer)
        self.delete: list[ox.Quad] = []
        self.insert: list[str] = []
        self._decided: dict[str, Match] = {}
        self.known = Known(writer)

    def decide_all(self, asked: list[_Asked]) -> None:
        """Decide references; people's decisions come before any other."""
        said = [self.decisions.on(one.reference.iri) for one in asked]
        # What is rejected for a reference is not there for it alone.
        alone = [bool(s.confirmed or s.rejected) for s in said]
        cited = [one.cited for one in asked]
        matches = self._match_all([c for c, a in zip(cited, alone, strict=True) if not a])
        for one, decided, is_alone in zip(asked, said, alone, strict=True):
            found = self._match_alone(one, decided) if is_alone else next(matches)
            self._write(one, decided, found)

    def _match_all(self, cited: list[Cited]) -> Iterator[Match]:
        """Match references in bulk where there are many and it can be done, else one by one."""
        known = self.known
        is_worth_it = len(cited) * _SPELLED > known.size * _BLOCKS
        if len(cited) < IN_BULK or not is_worth_it or find_spec("polars") is None:
            return map(known.match, cited)
        from citegraph.resolve.bulk import Blocks, match_all

        keys = dict.fromkeys(key for one in cited for key in one.blocks)
        return match_all(cited, known.works, Blocks((key, known.members(key)) for key in keys))

    def _match_alone(self, asked: _Asked, said: Said) -> Match:
        if said.confirmed:
            target = said.target if said.target != asked.citing else None
            return Match(Status.CONFIRMED, 1.0, "decision", target)
        found = match(asked.cited, self.known.works.without(said.rejected))
        return Match(Status.REJECTED) if found.status is Status.UNMATCHED else found

    def _write(self, asked: _Asked, said: Said, decided: Match) -> None:
        """Exchange what the graph holds of a reference's decision."""
        iri = asked.reference.iri
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
        self._exchange(self._stated(iri, asked.citing, DECISION), out.lines)

    def decide_stored(self, references: set[str]) -> set[str]:
        """Decide references of works that the change did not touch; returns these works."""
        rest = iter(sorted(references))
        while some := list(islice(rest, _TOGETHER)):
            self.decide_all([self._asked(iri) for iri in some])
        return {iri.partition("#")[0] for iri in references}

    def _asked(self, iri: str) -> _Asked:
        """A reference as the graph holds it."""
        citing = iri.partition("#")[0]
        keys = sorted(
            self.writer.objects(iri, v.MATCH_KEY),
            key=lambda key: _SCHEMES.index(key.partition(":")[0]),
        )
        raw = self.writer.objects(iri, v.RAW)
        reference = MappedReference.of(iri, tuple(keys), self.writer.read(raw[0]) if raw else None)
        years = self.writer.objects(citing, v.YEAR)
        return _Asked(reference, citing, int(years[0]) if years else None)

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
