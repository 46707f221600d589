"""The shortest chain of citations from one work to another, looked for from both ends.

Only works that are reached are read. Of several shortest chains, one is chosen by the names of the
works, so the answer is a function of the graph.
"""

from collections.abc import Callable, Iterator
from itertools import pairwise

import pyoxigraph as ox

from citegraph import vocab as v
from citegraph.computed.citations import cited_by, cited_from, unit_of
from citegraph.computed.columns import first_of
from citegraph.computed.computation import Computation, Row, Terms
from citegraph.errors import QueryError
from citegraph.store import Snapshot
from citegraph.values import named

# Works that are looked at before the search is given up: some seconds.
MOST_WORKS = 500_000


class _Side:
    """What is reached from one end: each work with the one that it was reached from."""

    def __init__(self, start: str, neighbours: Callable[[str], Iterator[str]]) -> None:
        self.reached_from = {start: start}
        self.frontier = [start]
        self._neighbours = neighbours

    def grow(self, others: int) -> None:
        """Go one citation further, while the other side has reached so many works. Raises
        QueryError with too many in all."""
        level: list[str] = []
        # In the order of names, so that of several ways to a work the first by name is kept.
        for work in sorted(self.frontier):
            for other in self._neighbours(work):
                if other not in self.reached_from:
                    self.reached_from[other] = work
                    level.append(other)
                    if len(self.reached_from) + others > MOST_WORKS:
                        raise QueryError(
                            f"more than {MOST_WORKS:,} works would have to be looked at:"
                            " give a smaller --hops"
                        )
        self.frontier = level

    def way_to(self, work: str) -> list[str]:
        """The works from the end of the side to a work that it reached."""
        way = [work]
        while (before := self.reached_from[way[-1]]) != way[-1]:
            way.append(before)
        return way[::-1]


def shortest(snapshot: Snapshot, start: str, end: str, most_hops: int, terms: Terms) -> list[str]:
    """The units of the shortest chain of citations, both ends included; none where there is none.

    Raises QueryError where too many works would have to be looked at.
    """
    unit = unit_of(snapshot, terms)

    def cited(work: str) -> Iterator[str]:
        return (unit(other) for other in cited_from(snapshot, terms, work))

    def citing(work: str) -> Iterator[str]:
        return (unit(other) for other in cited_by(snapshot, terms, work))

    ahead, back = _Side(unit(start), cited), _Side(unit(end), citing)
    hops = 0
    while not (met := ahead.reached_from.keys() & back.reached_from.keys()):
        if hops >= most_hops or not ahead.frontier or not back.frontier:
            return []
        side, other = (ahead, back) if len(ahead.frontier) <= len(back.frontier) else (back, ahead)
        side.grow(len(other.reached_from))
        hops += 1
    meeting = min(met)
    return [*ahead.way_to(meeting), *reversed(back.way_to(meeting)[:-1])]


def _rows(snapshot: Snapshot, terms: Terms) -> Iterator[Row]:
    ends = terms["from"].value, terms["to"].value
    chain = shortest(snapshot, *ends, int(terms["hops"].value), terms)
    for hop, (citing, cited) in enumerate(pairwise(chain), start=1):
        yield (
            ox.Literal(hop),
            ox.NamedNode(citing),
            first_of(snapshot, citing, v.TITLE),
            ox.NamedNode(cited),
            first_of(snapshot, cited, v.TITLE),
        )


def _why_empty(snapshot: Snapshot, terms: Terms) -> str:
    start, end = terms["from"].value, terms["to"].value
    unit = unit_of(snapshot, terms)
    if unit(start) == unit(end):
        return "both are the same work"
    hops = int(terms["hops"].value)
    ends = f"{named(snapshot, start)} to {named(snapshot, end)}"
    said = f"no chain of up to {hops} matched citations leads from {ends}"
    if back := shortest(snapshot, end, start, hops, terms):
        return f"{said}; one of {len(back) - 1} leads back: exchange --from and --to"
    if not snapshot.objects(start, v.HAS_REFERENCE):
        return f"{said}: no source gives the references of the first"
    return f"{said} (`citegraph query unmatched-most-wanted` lists what to ingest)"


CITATION_PATH = Computation(_rows, _why_empty)
