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

LISTS = "?listing cg:referenceListCoverage ?coverage"
WORKS = "?each a cg:Work"


def citations(
    snapshot: Snapshot, terms: Terms, *, citing: bool = False, cited: bool = False
) -> Iterator[tuple[str, str, str]]:
    """The citing unit, the cited unit, and the cited work; some more than once.

    A unit is a work, or the first version that stands for all. `citing` and `cited` leave only
    citations by works, and of works, of the set that the terms name.
    """
    wanted = " ".join(in_set(terms, side) for side in ["citing"] * citing + ["cited"] * cited)
    unit = unit_of(snapshot, terms)
    for pattern in _patterns(terms):
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

    return first_version if given(terms, "level") == "cluster" else str


def _patterns(terms: Terms) -> Iterator[str]:
    lowest = terms.get("minscore")
    scored = f"; cg:score ?score . FILTER(?score >= {lowest})" if lowest else ""
    if lowest:
        yield f"?citing cg:hasReference ?reference . ?reference cg:target ?cited {scored}"
    else:
        yield "?citing cito:cites ?cited"
    if given(terms, "uncertain") == "yes":
        yield f"?citing cg:hasReference ?reference . ?reference cg:candidate ?cited {scored}"
