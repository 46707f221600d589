"""How much a person wrote, and how it is cited: totals and indices."""

from collections.abc import Iterator
from itertools import accumulate

import pyoxigraph as ox

from citegraph import vocab as v
from citegraph.computed.authored import authored
from citegraph.computed.citations import cited_by, unit_of
from citegraph.computed.columns import WORKS, total, totals
from citegraph.computed.computation import Computation, Row, Terms
from citegraph.computed.most_cited_authors import h_index
from citegraph.store import Snapshot
from citegraph.values import Term


def g_index(counts: list[int]) -> int:
    """How many of the most cited have its square together (Egghe 2006)."""
    sums = accumulate(sorted(counts, reverse=True))
    return max((rank for rank, n in enumerate(sums, start=1) if n >= rank * rank), default=0)


def _works(snapshot: Snapshot, person: Term) -> set[str]:
    """The works of which a person, or anyone of a name, is an author."""
    found = authored(snapshot, person)
    return {work for _, work in found if v.WORK in snapshot.objects(work, v.TYPE)}


def _rows(snapshot: Snapshot, terms: Terms) -> Iterator[Row]:
    unit = unit_of(snapshot, terms)
    single = {name: term for name, term in terms.items() if name != "level"}
    citing: dict[str, set[str]] = {}
    years = []
    for work in _works(snapshot, terms["person"]):
        its = {unit(by) for by in cited_by(snapshot, single, work)}
        citing.setdefault(unit(work), set()).update(its - {unit(work)})
        years += [int(year) for year in snapshot.objects(work, v.YEAR)]
    counts = [len(by) for by in citing.values()]
    if counts:
        ten = sum(n >= 10 for n in counts)
        numbers = (len(counts), sum(counts), h_index(counts), g_index(counts), ten)
        first_year = ox.Literal(min(years)) if years else None
        lists, works = map(ox.Literal, totals(snapshot))
        yield (*map(ox.Literal, numbers), first_year, lists, works)


def _why_empty(snapshot: Snapshot, terms: Terms) -> str:
    works = total(snapshot, WORKS)
    return f"none of the {works} works in the store fits person {terms['person'].value!r}"


AUTHOR_METRICS = Computation(_rows, _why_empty)
