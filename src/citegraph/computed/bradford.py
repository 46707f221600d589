"""Venues by how much they publish on a topic, in three zones of equal yield (Bradford 1934)."""

from collections.abc import Iterator

import pyoxigraph as ox

from citegraph import vocab as v
from citegraph.computed.citations import by_cluster
from citegraph.computed.columns import WORKS, first_of, given, in_set, select, total
from citegraph.computed.computation import Computation, Row, Terms
from citegraph.store import Snapshot

_ZONES = 3


def zones(counts: dict[str, int]) -> Iterator[tuple[int, str, int]]:
    """Zone, venue and the works until then: the most productive first, and then by name.

    A venue is in the zone of its first work: of so many thirds of the works.
    """
    total, before = sum(counts.values()), 0
    for venue, works in sorted(counts.items(), key=lambda item: (-item[1], item[0])):
        yield 1 + _ZONES * before // total, venue, before + works
        before += works


def _rows(snapshot: Snapshot, terms: Terms) -> Iterator[Row]:
    wanted = in_set(terms, "work")
    unit, counted = "", "?work"
    if by_cluster(terms):
        unit, counted = "OPTIONAL { ?work cg:versionOf ?hub }", "COALESCE(?hub, ?work)"
    elif not {"jel", "text"} & terms.keys():
        # Nothing else is in a venue, and what is looked up for each work takes many times as long.
        wanted = ""
    rows = select(
        snapshot,
        f"""SELECT ?venue (COUNT(DISTINCT {counted}) AS ?works) WHERE {{
          {wanted} {unit} ?work cg:inVenue ?venue }} GROUP BY ?venue""",
    )
    counts = {venue: int(number) for venue, number in rows}
    works = total(snapshot, WORKS)
    if wanted:
        text = f"SELECT (COUNT(DISTINCT {counted}) AS ?works) WHERE {{ {wanted} {unit} }}"
        ((number,),) = select(snapshot, text)
        works = int(number)
    for zone, venue, cumulative in zones(counts):
        yield (
            ox.Literal(zone),
            ox.NamedNode(venue),
            first_of(snapshot, venue, v.TITLE),
            ox.Literal(counts[venue]),
            ox.Literal(cumulative),
            ox.Literal(works),
        )


def _why_empty(snapshot: Snapshot, terms: Terms) -> str:
    topic = " and ".join(f"{n} {given(terms, n)!r}" for n in ("jel", "text") if given(terms, n))
    works = total(snapshot, WORKS)
    return f"none of the {works} works{f' on {topic}' if topic else ''} is in a known venue"


BRADFORD = Computation(_rows, _why_empty)
