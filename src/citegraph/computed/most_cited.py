"""Works by the number of works that cite them, over the whole graph or a part of it."""

from collections.abc import Iterator
from functools import cached_property
from itertools import chain, groupby

import pyoxigraph as ox

from citegraph import vocab as v
from citegraph.computed.citations import by_cluster, citations, unit_of, versions
from citegraph.computed.columns import (
    count,
    first_of,
    fits,
    given,
    gyear,
    in_set,
    is_narrowed,
    quotient,
    select,
    title_of,
    totals,
    year_of,
)
from citegraph.computed.computation import Computation, Row, Terms
from citegraph.store import Snapshot


class _Session:
    """What is asked for, of one generation."""

    def __init__(self, snapshot: Snapshot, terms: Terms) -> None:
        self.snapshot = snapshot
        self.terms = terms
        self.unit = unit_of(snapshot, terms)
        self._fits = fits(snapshot, terms)

    @property
    def counts_anew(self) -> bool:
        """Whether other citations count than those that are counted in the store."""
        lowest = float(given(self.terms, "minscore") or 0)
        return given(self.terms, "uncertain") == "yes" or lowest > 0

    def ranked(self) -> Iterator[tuple[str, int]]:
        """A version of each unit that may fit with the citations of all, most cited first."""
        counted = iter(self._counted().items()) if self.counts_anew else self._stored()
        seen: set[str] = set()
        for work, cited_by in chain(counted, ((work, 0) for work in self._doubted())):
            unit = self.unit(work)
            if unit not in seen:
                seen.add(unit)
                yield unit, cited_by

    def _stored(self) -> Iterator[tuple[str, int]]:
        """Read in the order of the counts, so that what is not read costs next to nothing."""
        wanted = in_set(self.terms, "work") if is_narrowed(self.terms) else ""
        pattern = f"{wanted} ?work cg:citedByCount ?n"
        if by_cluster(self.terms):
            arms = (
                f"{wanted} ?work cg:versionOf ?hub . ?hub cg:clusterCitedByCount ?n",
                f"{wanted} ?work cg:clusterCitedByCount ?n",
            )
            pattern = " UNION ".join(f"{{ {arm} }}" for arm in arms)
        text = f"SELECT ?work ?n WHERE {{ {pattern} }} ORDER BY DESC(?n)"
        return ((work, int(n)) for work, n in select(self.snapshot, text))

    def _counted(self) -> dict[str, int]:
        citing: dict[str, set[str]] = {}
        for by, unit, _ in citations(self.snapshot, self.terms):
            citing.setdefault(unit, set()).add(by)
        ordered = sorted(citing, key=lambda unit: -len(citing[unit]))
        return {unit: len(citing[unit]) for unit in ordered}

    def _doubted(self) -> Iterator[str]:
        """Works that an uncertain reference may mean."""
        found = select(self.snapshot, "SELECT DISTINCT ?work WHERE { ?any cg:candidate ?work }")
        return (work for (work,) in found)

    def members(self, unit: str) -> list[str]:
        """The versions of a unit that fit and that others cite, or may cite."""
        return [w for w in versions(self.snapshot, self.terms, unit) if self._is_meant(w)]

    def _is_meant(self, work: str) -> bool:
        meant = ox.NamedNode(work)
        is_cited = bool(self.snapshot.objects(work, v.CITED_BY_COUNT))
        return (is_cited or any(self.snapshot.subjects(v.CANDIDATE, meant))) and self._fits(work)

    def uncertain_extra(self, unit: str) -> int:
        """How many other units cite only what may be the unit."""
        if given(self.terms, "uncertain") == "yes":
            return 0
        perhaps: set[str] = set()
        for work in versions(self.snapshot, self.terms, unit):
            maybe = f"?reference cg:candidate <{work}> . ?by cg:hasReference ?reference"
            rows = select(self.snapshot, f"SELECT ?by WHERE {{ {maybe} }}")
            perhaps.update(self.unit(by) for (by,) in rows)
        return sum(not self._cites(by, unit) for by in perhaps - {unit})

    def _cites(self, by: str, unit: str) -> bool:
        cited = (
            self.snapshot.objects(work, v.CITES) for work in versions(self.snapshot, self.terms, by)
        )
        return any(self.unit(work) == unit for works in cited for work in works)

    @cached_property
    def latest(self) -> int:
        """The latest year of a work, or 0."""
        years = select(self.snapshot, "SELECT DISTINCT ?year WHERE { ?thing cg:year ?year }")
        for (year,) in sorted(years, key=lambda row: int(row[0]), reverse=True):
            dated = self.snapshot.subjects(v.YEAR, gyear(year))
            if any(v.WORK in self.snapshot.objects(thing, v.TYPE) for thing in dated):
                return int(year)
        return 0


def _rows(snapshot: Snapshot, terms: Terms) -> Iterator[Row]:
    session = _Session(snapshot, terms)
    lists, works = map(ox.Literal, totals(snapshot))
    for cited_by, tied in groupby(session.ranked(), key=lambda found: found[1]):
        units = {unit: members for unit, _ in tied if (members := session.members(unit))}
        by_title = {unit: (title_of(snapshot, units[unit][0]), units[unit][0]) for unit in units}
        for unit in sorted(units, key=by_title.__getitem__):
            members, work = units[unit], units[unit][0]
            year = year_of(snapshot, work)
            yield (
                ox.NamedNode(work),
                first_of(snapshot, work, v.HANDLE),
                first_of(snapshot, work, v.TITLE),
                year,
                ox.Literal(cited_by),
                quotient(cited_by, 1 + session.latest - int(year.value), 100) if year else None,
                ox.Literal(session.uncertain_extra(unit)),
                ox.Literal(len(members)),
                lists,
                works,
            )


def _why_empty(snapshot: Snapshot, _: Terms) -> str:
    lists, works = totals(snapshot)
    matched = count(snapshot, "?reference cg:target ?work")
    references = count(snapshot, "?reference a cg:Reference")
    return (
        f"no matched reference fits: {matched} of {references} references are matched,"
        f" and {lists} of {works} works have a reference list"
        " (`citegraph query unmatched-most-wanted` lists what to ingest)"
    )


MOST_CITED = Computation(_rows, _why_empty)
