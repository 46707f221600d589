"""Works under a JEL code, the most cited first."""

from collections.abc import Iterator
from itertools import groupby

import pyoxigraph as ox

from citegraph import vocab as v
from citegraph.computed.citations import by_cluster, cited_by, is_plain, unit_of
from citegraph.computed.columns import (
    WORKS,
    first_of,
    fits,
    given,
    select,
    title_of,
    total,
    totals,
    year_of,
)
from citegraph.computed.computation import Computation, Row, Terms
from citegraph.store import Snapshot


def _coded(snapshot: Snapshot, terms: Terms) -> dict[str, dict[str, set[str]]]:
    """By unit, the works that fit, each with its codes."""
    unit, is_fitting = unit_of(snapshot, terms), fits(snapshot, terms)
    found: dict[str, dict[str, set[str]]] = {}
    rows = select(
        snapshot,
        f"""SELECT DISTINCT ?work ?code WHERE {{
          ?subject skos:notation ?code . FILTER(STRSTARTS(?code, {terms["jel"]}))
          ?work dcterms:subject ?subject }}""",
    )
    for work, code in rows:
        if not {"from", "to"} & terms.keys() or is_fitting(work):
            found.setdefault(unit(work), {}).setdefault(work, set()).add(code)
    return found


def _cited_by(snapshot: Snapshot, terms: Terms, unit: str, works: dict[str, set[str]]) -> int:
    """How many others cite the works of a unit that are under the code."""
    if is_plain(terms) and not by_cluster(terms):
        return int(snapshot.first(unit, v.CITED_BY_COUNT) or 0)
    single = {name: term for name, term in terms.items() if name != "level"}
    unit_of_work = unit_of(snapshot, terms)
    citing = {unit_of_work(by) for work in works for by in cited_by(snapshot, single, work)}
    return len(citing - {unit})


def _rows(snapshot: Snapshot, terms: Terms) -> Iterator[Row]:
    coded = _coded(snapshot, terms)
    counts = {unit: _cited_by(snapshot, terms, unit, works) for unit, works in coded.items()}
    lists, works = map(ox.Literal, totals(snapshot))
    for cited, tied in groupby(sorted(coded, key=lambda u: -counts[u]), key=counts.__getitem__):
        firsts = [(min(coded[unit]), unit) for unit in tied]
        for _, work, unit in sorted((title_of(snapshot, work), work, u) for work, u in firsts):
            codes = sorted(set().union(*coded[unit].values()))
            yield (
                ox.NamedNode(work),
                first_of(snapshot, work, v.HANDLE),
                ox.Literal(" ".join(codes)),
                first_of(snapshot, work, v.TITLE),
                first_of(snapshot, work, v.AUTHOR_LIST),
                year_of(snapshot, work),
                ox.Literal(cited),
                lists,
                works,
            )


def _why_empty(snapshot: Snapshot, terms: Terms) -> str:
    return (
        f"none of the {total(snapshot, WORKS)} works in the store fits jel {given(terms, 'jel')!r}"
    )


WORKS_BY_JEL = Computation(_rows, _why_empty)
