"""Works that are cited together with a work (Small 1973), or that cite the same (Kessler 1963)."""

from collections.abc import Iterable, Iterator
from itertools import groupby

import pyoxigraph as ox

from citegraph import vocab as v
from citegraph.computed.citations import by_cluster, cited_by, cited_from, patterns, unit_of
from citegraph.computed.columns import first_of, given, select, title_of, totals, year_of
from citegraph.computed.computation import Computation, Row, Terms
from citegraph.store import Snapshot

# The work, how many cite it together with the one that is asked for, and how many both cite.
Related = tuple[str, int, int]


def _arms(terms: Terms, work: str, *, coupling: bool) -> str:
    """What lies between a work and `?other`: `?via` cites both, or both cite it."""
    own = f"<{work}>"
    ends = (own, "?via", "?other", "?via") if coupling else ("?via", own, "?via", "?other")
    return " UNION ".join(
        f"{{ {one} . {two} }}"
        for one in patterns(terms, *ends[:2])
        for two in patterns(terms, *ends[2:], "_there")
    )


def _by_item(snapshot: Snapshot, terms: Terms, sides: Iterable[bool]) -> Iterator[Related]:
    """The related works, the nearest first; those that are not read cost next to nothing."""
    work = terms["work"].value
    n = "COUNT(DISTINCT ?via)"
    counted = " UNION ".join(
        f"{{ SELECT ?other ({'0' if coupling else n} AS ?co) ({n if coupling else '0'} AS ?shared)"
        f" WHERE {{ {_arms(terms, work, coupling=coupling)} }} GROUP BY ?other }}"
        for coupling in sides
    )
    rows = select(
        snapshot,
        f"""SELECT ?other (SUM(?co) AS ?co_cited) (SUM(?shared) AS ?references) WHERE {{
          {counted} FILTER(?other != <{work}>)
        }} GROUP BY ?other ORDER BY DESC(?co_cited + ?references)""",
    )
    return ((other, int(co), int(shared)) for other, co, shared in rows)


def _by_cluster(snapshot: Snapshot, terms: Terms, sides: Iterable[bool]) -> list[Related]:
    """The same where versions are one: a work's, and those of what cites or is cited."""
    unit = unit_of(snapshot, terms)
    own = unit(terms["work"].value)
    found: tuple[dict[str, set[str]], dict[str, set[str]]] = ({}, {})
    for coupling in sides:
        ahead, back = (cited_from, cited_by) if coupling else (cited_by, cited_from)
        for via in {unit(work) for work in ahead(snapshot, terms, own)} - {own}:
            for other in {unit(work) for work in back(snapshot, terms, via)} - {own, via}:
                found[coupling].setdefault(other, set()).add(via)
    co, shared = found
    counts = ((o, len(co.get(o, ())), len(shared.get(o, ()))) for o in co.keys() | shared.keys())
    return sorted(counts, key=_score, reverse=True)


def _score(related: Related) -> int:
    return related[1] + related[2]


def _rows(snapshot: Snapshot, terms: Terms) -> Iterator[Row]:
    sides = [by for by, name in ((False, "co-citation"), (True, "coupling")) if _asks(terms, name)]
    related = (_by_cluster if by_cluster(terms) else _by_item)(snapshot, terms, sides)
    lists, works = map(ox.Literal, totals(snapshot))
    for score, tied in groupby(related, key=_score):
        for other, co_cited, shared in sorted(
            tied, key=lambda found: (title_of(snapshot, found[0]), found[0])
        ):
            yield (
                ox.NamedNode(other),
                first_of(snapshot, other, v.HANDLE),
                ox.Literal(score),
                ox.Literal(co_cited),
                ox.Literal(shared),
                first_of(snapshot, other, v.TITLE),
                first_of(snapshot, other, v.AUTHOR_LIST),
                year_of(snapshot, other),
                lists,
                works,
            )


def _asks(terms: Terms, side: str) -> bool:
    return given(terms, "by") in {"both", side}


def _why_empty(snapshot: Snapshot, _: Terms) -> str:
    lists, works = totals(snapshot)
    return (
        f"no matched reference leads to this work together with another, or from both:"
        f" {lists} of {works} works have a reference list"
        " (`citegraph query unmatched-most-wanted` lists what to ingest)"
    )


RELATED_WORKS = Computation(_rows, _why_empty)
