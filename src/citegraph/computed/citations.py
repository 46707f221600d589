"""Who cites whom, in the way that the shared parameters of counts ask for.

`minscore` leaves out matches that are less sure, `uncertain` adds what an uncertain
reference may mean, and at the `level` of clusters the versions of a work are one.
"""

from collections.abc import Callable, Iterator
from functools import cache

import pyoxigraph as ox

from citegraph import vocab as v
from citegraph.computed.columns import given, in_set, select
from citegraph.computed.computation import Terms
from citegraph.graph.quads import value_of
from citegraph.store import Snapshot


def citations(
    snapshot: Snapshot, terms: Terms, *, citing: bool = False, cited: bool = False
) -> Iterator[tuple[str, str, str]]:
    """The citing unit, the cited unit, and the cited work; some more than once.

    A unit is a work, or the first version that stands for all. `citing` and `cited` leave only
    citations by works, and of works, of the set that the terms name.
    """
    wanted = " ".join(in_set(terms, side) for side in ["citing"] * citing + ["cited"] * cited)
    unit = unit_of(snapshot, terms)
    for pattern in patterns(terms, "?citing", "?cited"):
        rows = select(snapshot, f"SELECT ?citing ?cited WHERE {{ {wanted} {pattern} }}")
        for by, work in rows:
            one, other = unit(by), unit(work)
            if one != other:
                yield one, other, work


def unit_of(snapshot: Snapshot, terms: Terms) -> Callable[[str], str]:
    """What a work counts as: itself, or at the level of clusters the first version by name."""
    version_of = ox.NamedNode(v.VERSION_OF)
    default = ox.DefaultGraph()

    @cache
    def first_version(work: str) -> str:
        graph = snapshot.graph
        for quad in graph.quads_for_pattern(ox.NamedNode(work), version_of, None, default):
            versions = graph.quads_for_pattern(None, version_of, quad.object, default)
            return min(value_of(version.subject) for version in versions)
        return work

    return first_version if by_cluster(terms) else str


def by_cluster(terms: Terms) -> bool:
    """Whether the versions of a work are one."""
    return given(terms, "level") == "cluster"


def versions(snapshot: Snapshot, terms: Terms, work: str) -> list[str]:
    """The works that count as one with a work, itself among them, sorted."""
    hubs = snapshot.objects(work, v.VERSION_OF) if by_cluster(terms) else []
    members = {each for hub in hubs for each in snapshot.subjects(v.VERSION_OF, ox.NamedNode(hub))}
    return sorted(members | {work})


def patterns(terms: Terms, citing: str, cited: str, part: str = "") -> Iterator[str]:
    """The ways in which one work cites another, each by variables or terms; `part` tells their own
    variables from those of other citations in the same query."""
    reference, score = f"?reference{part}", f"?score{part}"
    lowest = terms.get("minscore")
    scored = f"; cg:score {score} . FILTER({score} >= {lowest})" if lowest else ""
    listed = f"{citing} cg:hasReference {reference} . {reference}"
    yield f"{listed} cg:target {cited} {scored}" if lowest else f"{citing} cito:cites {cited}"
    if given(terms, "uncertain") == "yes":
        yield f"{listed} cg:candidate {cited} {scored}"


def cited_by(snapshot: Snapshot, terms: Terms, unit: str) -> set[str]:
    """The works that cite a work, or any of its versions where these are one."""
    return _linked(snapshot, terms, unit, citing=True)


def cited_from(snapshot: Snapshot, terms: Terms, unit: str) -> set[str]:
    """The works that a work, or any of its versions where these are one, cites."""
    return _linked(snapshot, terms, unit, citing=False)


def _linked(snapshot: Snapshot, terms: Terms, unit: str, *, citing: bool) -> set[str]:
    found: set[str] = set()
    for work in versions(snapshot, terms, unit):
        if is_plain(terms):
            # Looked up directly, which takes a fraction of the time of a query.
            node = ox.NamedNode(work)
            known = snapshot.subjects(v.CITES, node) if citing else snapshot.objects(work, v.CITES)
            found.update(known)
            continue
        ends = ("?other", f"<{work}>") if citing else (f"<{work}>", "?other")
        for pattern in patterns(terms, *ends):
            text = f"SELECT DISTINCT ?other WHERE {{ {pattern} }}"
            found.update(other for (other,) in select(snapshot, text))
    return found


def is_plain(terms: Terms) -> bool:
    """Whether what counts is what the graph states as a citation."""
    return "minscore" not in terms and given(terms, "uncertain") != "yes"
