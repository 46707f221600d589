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

_OWN = frozenset((v.VERSION_OF, v.VERSION_BASIS))
_LINKS = frozenset((v.STATED_VERSION, v.COMPUTED_VERSION, v.VERSION_OF))


def refresh(
    writer: Writer,
    people: People,
    works: set[str],
    changed: Counter[str],
    removed: list[ox.Quad],
) -> None:
    """Bring links and clusters up to date with works that came, changed or went.

    `changed` says how many of them are, or were, under each blocking key, at most; `removed` are
    the statements that went with them.
    """
    delete, insert = relink(writer, works, changed)
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
    for iri in works:
        clustered = writer.objects(iri, v.VERSION_OF)
        clusters.update(clustered)
        if clustered or any(_neighbours(writer, iri)):
            seeds.add(iri)
    for cluster in clusters:
        seeds |= set(writer.subjects(v.VERSION_OF, ox.NamedNode(cluster)))
    stated: set[ox.Quad] = set()
    lines: list[str] = []
    done: set[str] = set()
    for seed in sorted(seeds):
        if seed in done:
            continue
        component = _component(writer, seed, _neighbours)
        done |= component
        members = sorted(iri for iri in component if writer.objects(iri, v.TYPE))
        for member in members:
            quads = [q for q in writer.lines_of(member) if q.predicate.value in _OWN]
            stated |= set(quads)
            clusters |= {value_of(q.object) for q in quads if q.predicate.value == v.VERSION_OF}
        if len(members) > 1:
            lines += _cluster_lines(writer, members)
    for cluster in clusters:
        stated |= set(writer.lines_of(cluster))
    return exchange(stated, lines)


def _cluster_lines(writer: Writer, members: list[str]) -> list[str]:
    cluster, there = writer.iris.cluster(members[0]), set(members)
    out = Lines()
    out.link(cluster, v.TYPE, v.VERSION_CLUSTER)
    for member in members:
        is_stated = len(_component(writer, member, _stated) & there) > 1
        out.link(member, v.VERSION_OF, cluster)
        out.add(member, v.VERSION_BASIS, text("stated" if is_stated else "computed"))
    return out.lines


def _component(
    writer: Writer, seed: str, neighbours: Callable[[Writer, str], Iterator[str]]
) -> set[str]:
    found = {seed}
    pending = [seed]
    while pending:
        for neighbour in neighbours(writer, pending.pop()):
            if neighbour not in found:
                found.add(neighbour)
                pending.append(neighbour)
    return found


def _neighbours(writer: Writer, iri: str) -> Iterator[str]:
    yield from _stated(writer, iri)
    yield from writer.objects(iri, v.COMPUTED_VERSION)
    yield from writer.subjects(v.COMPUTED_VERSION, ox.NamedNode(iri))


def _stated(writer: Writer, iri: str) -> Iterator[str]:
    yield from writer.objects(iri, v.STATED_VERSION)
    for subject in writer.subjects(v.STATED_VERSION, ox.NamedNode(iri)):
        # A reference that nests other versions says nothing about the citing work.
        if "#" not in subject:
            yield subject
