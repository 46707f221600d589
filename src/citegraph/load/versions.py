"""Version clusters: works that are versions of one another, as stated or computed, share a hub.

A cluster is a connected set of links, also through a version that the store does not hold; its
name follows from its members, never from the order in which they came.
"""

from collections import Counter
from collections.abc import Callable, Iterator

import pyoxigraph as ox

from citegraph import vocab as v
from citegraph.graph.quads import Lines, exchange, text, value_of
from citegraph.load.affected import People
from citegraph.load.version_links import joined, relink
from citegraph.store import Writer

_LINKS = frozenset((v.STATED_VERSION, v.COMPUTED_VERSION, v.VERSION_OF))


def refresh(
    writer: Writer,
    people: People,
    works: set[str],
    before: set[str],
    changed: Counter[str],
    removed: list[ox.Quad],
) -> None:
    """Bring links and clusters up to date with works that came, changed or went.

    `before` are those that the graph had before; `changed` says how many are, or were, under each
    blocking key, at most; `removed` are the statements that went with them.
    """
    delete, insert = relink(writer, works, before, changed)
    people.note(delete, insert)
    writer.exchange(delete, insert)
    delete, insert = recluster(writer, works | joined(insert), removed + delete)
    people.note(delete, insert)
    writer.exchange(delete, insert)


def recluster(
    writer: Writer, works: set[str], removed: list[ox.Quad]
) -> tuple[list[ox.Quad], list[str]]:
    """The statements to remove and to add so that the clusters around these works are right.

    `removed` may be of other works, too, that have lost a link.
    """
    gone = [quad for quad in removed if quad.predicate.value in _LINKS]
    old = {value_of(quad.object) for quad in gone}
    clusters = {iri for iri in old if "/cluster/" in iri}
    seeds = old - clusters
    seeds |= {value_of(q.subject) for q in gone if q.predicate.value == v.COMPUTED_VERSION}
    links = _Links(writer)
    for iri in works:
        clustered = writer.objects(iri, v.VERSION_OF)
        clusters.update(clustered)
        if clustered or links.all_of(iri):
            seeds.add(iri)
    for cluster in clusters:
        seeds |= set(writer.subjects(v.VERSION_OF, ox.NamedNode(cluster)))
    said: set[ox.Quad] = set()
    lines: list[str] = []
    done: set[str] = set()
    for seed in sorted(seeds):
        if seed in done:
            continue
        component = _component(seed, links.all_of)
        done |= component
        members = sorted(iri for iri in component if writer.objects(iri, v.TYPE))
        for member in members:
            quads = list(_own(writer, member))
            said |= set(quads)
            clusters |= {value_of(q.object) for q in quads if q.predicate.value == v.VERSION_OF}
        if len(members) > 1:
            lines += _cluster_lines(writer.iris.cluster(members[0]), members, links)
    for cluster in clusters:
        said |= set(writer.lines_of(cluster))
    return exchange(said, lines)


class _Links:
    """The links of works, either way, each read once."""

    def __init__(self, writer: Writer) -> None:
        self._writer = writer
        self._stated: dict[str, set[str]] = {}
        self._all: dict[str, set[str]] = {}

    def stated(self, iri: str) -> set[str]:
        if iri not in self._stated:
            # A reference that nests other versions says nothing about the citing work.
            self._stated[iri] = {n for n in self._read(iri, v.STATED_VERSION) if "#" not in n}
        return self._stated[iri]

    def all_of(self, iri: str) -> set[str]:
        if iri not in self._all:
            self._all[iri] = self.stated(iri) | set(self._read(iri, v.COMPUTED_VERSION))
        return self._all[iri]

    def _read(self, iri: str, link: str) -> Iterator[str]:
        yield from self._writer.objects(iri, link)
        yield from self._writer.subjects(link, ox.NamedNode(iri))


def _own(writer: Writer, work: str) -> Iterator[ox.Quad]:
    """What a work says of its cluster; the basis stands beside the cluster alone."""
    for predicate in (v.VERSION_OF, v.VERSION_BASIS):
        found = list(
            writer.graph.quads_for_pattern(
                ox.NamedNode(work), ox.NamedNode(predicate), None, ox.DefaultGraph()
            )
        )
        if not found:
            return
        yield from found


def _cluster_lines(cluster: str, members: list[str], links: _Links) -> list[str]:
    there = set(members)
    out = Lines()
    out.link(cluster, v.TYPE, v.VERSION_CLUSTER)
    for member in members:
        is_stated = len(_component(member, links.stated) & there) > 1
        out.link(member, v.VERSION_OF, cluster)
        out.add(member, v.VERSION_BASIS, text("stated" if is_stated else "computed"))
    return out.lines


def _component(seed: str, neighbours: Callable[[str], set[str]]) -> set[str]:
    found = {seed}
    pending = [seed]
    while pending:
        new = neighbours(pending.pop()) - found
        found |= new
        pending += new
    return found
