"""Computed links between works: pairs that are, or may be, versions of one another.

A pair is decided by its two works alone; where it is looked for, by the works under their common
key. So the links follow from the set of works, and one work more costs a look under one key.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from itertools import islice

import pyoxigraph as ox

from citegraph import vocab as v
from citegraph.folding import digest, fold
from citegraph.graph.quads import Lines, decimal, exchange, linked, text
from citegraph.graph.works import KINDS
from citegraph.resolve.blocking import LARGEST_BLOCK
from citegraph.resolve.description import describe
from citegraph.resolve.versions import Edition, Likeness, likeness, title_block, titles_alike
from citegraph.store import Writer

LINKS = (v.COMPUTED_VERSION, v.POSSIBLE_VERSION)
Pair = tuple[str, str]


def mark(block: str) -> str:
    """What is noted of a key under which a work is found that may have versions."""
    return f"versions {block}"


def relink(
    writer: Writer, works: Iterable[str], before: set[str], changed: Counter[str]
) -> tuple[list[ox.Quad], list[str]]:
    """The statements to remove and to add so that the links of these works are right.

    `works` came, changed or went, `before` are those that the graph had before; `changed` says how
    many are, or were, under each key, at most.
    """
    session = _Session(writer)
    due: dict[str, set[str]] = defaultdict(set)
    for work in works:
        if work in before:
            session.withdraw(work)
        if block := title_block(writer.objects(work, v.BLOCKING_KEY)):
            due[block].add(work)
    for block, number in changed.items():
        if title_block((block,)):
            session.decide(block, due[block], number)
    return session.result()


class _Session:
    """One round of decisions. A pair is in the order of names, which is no matter to it."""

    def __init__(self, writer: Writer) -> None:
        self.writer = writer
        self._stated: dict[Pair, list[ox.Quad]] = {}
        self._wanted: dict[Pair, Likeness] = {}
        self._titles: dict[str, str] = {}
        self._editions: dict[str, Edition] = {}

    def withdraw(self, work: str) -> None:
        """Take back what the graph says of a work's pairs, unless it is decided so again."""
        there = ox.NamedNode(work)
        for link in LINKS:
            pairs = [(work, other) for other in self.writer.objects(work, link)]
            pairs += [(other, work) for other in self.writer.subjects(link, there)]
            for pair in pairs:
                if pair not in self._stated:
                    self._stated[pair] = list(self._quads(pair))

    def decide(self, block: str, due: set[str], changed: int) -> None:
        """Decide the pairs of the works that are due under a key, of whose works some changed."""
        found = self.writer.subjects(v.BLOCKING_KEY, ox.Literal(block))
        members = list(islice(found, LARGEST_BLOCK + changed + 1))
        if len(members) > LARGEST_BLOCK + changed:
            return
        if len(members) + changed > LARGEST_BLOCK:
            # Under a key with too many works, nothing is looked for; with fewer, all of them are.
            due = set(members)
            for member in members:
                self.withdraw(member)
        if len(members) <= LARGEST_BLOCK:
            self._compare(due, members)

    def _compare(self, due: set[str], members: list[str]) -> None:
        if not due or len(members) == 1:
            return
        for work in members:
            if work not in self._titles:
                self._titles[work] = self.writer.first(work, v.TITLE)
        titles = {work: fold(self._titles[work]) for work in members}
        for work in sorted(due):
            for other in members:
                one, two = sorted((work, other))
                if one != two and (one, two) not in self._wanted:
                    if not titles_alike(titles[one], titles[two]):
                        continue
                    if found := likeness(self._edition(one), self._edition(two)):
                        self._wanted[one, two] = found

    def _edition(self, work: str) -> Edition:
        if work not in self._editions:
            # One by one: all that a work says takes many times as long to read.
            first = self.writer.first
            written, year = first(work, v.AUTHOR_LIST), first(work, v.YEAR)
            kinds = self.writer.objects(work, v.TYPE)
            described = describe(
                title=self._titles[work],
                year=int(year) if year else None,
                volume=first(work, v.VOLUME) or None,
                page=first(work, v.STARTING_PAGE) or None,
                kind=next((KINDS[kind] for kind in kinds if kind in KINDS), None),
            )
            people = tuple(written.split(" & ")) if written else ()
            self._editions[work] = Edition(described, first(work, v.IN_VENUE), people)
        return self._editions[work]

    def _quads(self, pair: Pair) -> Iterator[ox.Quad]:
        one, other = map(ox.NamedNode, pair)
        for link in LINKS:
            yield from self.writer.graph.quads_for_pattern(
                one, ox.NamedNode(link), other, ox.DefaultGraph()
            )
        node = self._comparison(pair)
        yield from self.writer.graph.quads_for_pattern(
            one, ox.NamedNode(v.HAS_COMPARISON), ox.NamedNode(node), ox.DefaultGraph()
        )
        yield from self.writer.lines_of(node)

    def result(self) -> tuple[list[ox.Quad], list[str]]:
        """The statements to remove and to add."""
        stated = [quad for quads in self._stated.values() for quad in quads]
        lines: list[str] = []
        for pair, found in self._wanted.items():
            lines += _lines(pair, self._comparison(pair), found)
        return exchange(stated, lines)

    def _comparison(self, pair: Pair) -> str:
        """The name of what is said of a pair: a part of its first work."""
        one, other = pair
        return f"{one}#version-{digest(other.removeprefix(self.writer.iris.base), length=12)}"


def _lines(pair: Pair, node: str, found: Likeness) -> list[str]:
    out, (one, other) = Lines(), pair
    out.link(one, v.COMPUTED_VERSION if found.is_sure else v.POSSIBLE_VERSION, other)
    out.link(one, v.HAS_COMPARISON, node)
    out.link(node, v.TYPE, v.COMPARISON)
    out.link(node, v.COMPARED_WITH, other)
    out.add(node, v.SCORE, decimal(found.score))
    out.add(node, v.TITLE_SIMILARITY, decimal(found.title))
    out.texts(node, v.AGREES, found.agree)
    out.texts(node, v.DIFFERS, found.differ)
    if found.veto:
        out.add(node, v.VETO, text(found.veto))
    return out.lines


def joined(lines: Iterable[str]) -> set[str]:
    """The works that these statements link as versions."""
    links = (linked(line) for line in lines)
    return {iri for one, link, other in links if link == v.COMPUTED_VERSION for iri in (one, other)}
