"""Version clusters: works that sources state to be versions of one another share a hub.

A cluster is a connected set of stated links, also through a version that the store does not hold;
its name follows from its members, never from the order in which they came.
"""

from collections.abc import Iterator

import pyoxigraph as ox

from citegraph import vocab as v
from citegraph.graph.quads import Lines, exchange, text, value_of
from citegraph.store import Writer

_OWN = frozenset((v.VERSION_OF, v.VERSION_BASIS))


def recluster(
    writer: Writer, works: set[str], removed: list[ox.Quad]
) -> tuple[list[ox.Quad], list[str]]:
    """The statements to remove and to add so that the clusters around these works are right."""
    old = [
        value_of(q.object) for q in removed if q.predicate.value in (v.STATED_VERSION, v.VERSION_OF)
    ]
    clusters = {iri for iri in old if "/cluster/" in iri}
    seeds = {iri for iri in old if "/cluster/" not in iri}
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
        component = _component(writer, seed)
        done |= component
        members = sorted(iri for iri in component if writer.objects(iri, v.TYPE))
        for member in members:
            quads = [q for q in writer.lines_of(member) if q.predicate.value in _OWN]
            stated |= set(quads)
            clusters |= {value_of(q.object) for q in quads if q.predicate.value == v.VERSION_OF}
        if len(members) > 1:
            lines += _cluster_lines(writer.iris.cluster(members[0]), members)
    for cluster in clusters:
        stated |= set(writer.lines_of(cluster))
    return exchange(stated, lines)


def _cluster_lines(cluster: str, members: list[str]) -> list[str]:
    out = Lines()
    out.link(cluster, v.TYPE, v.VERSION_CLUSTER)
    for member in members:
        out.link(member, v.VERSION_OF, cluster)
        out.add(member, v.VERSION_BASIS, text("stated"))
    return out.lines


def _component(writer: Writer, seed: str) -> set[str]:
    found = {seed}
    pending = [seed]
    while pending:
        for neighbour in _neighbours(writer, pending.pop()):
            if neighbour not in found:
                found.add(neighbour)
                pending.append(neighbour)
    return found


def _neighbours(writer: Writer, iri: str) -> Iterator[str]:
    yield from writer.objects(iri, v.STATED_VERSION)
    for subject in writer.subjects(v.STATED_VERSION, ox.NamedNode(iri)):
        # A reference that nests other versions says nothing about the citing work.
        if "#" not in subject:
            yield subject
