"""Works by when the store first held a source of theirs: of all works, as many as are asked for."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from itertools import islice

import pyoxigraph as ox

from citegraph import vocab as v
from citegraph.computed.columns import count, first_of, given, in_set, is_narrowed, select, year_of
from citegraph.computed.computation import Computation, Row, Terms
from citegraph.graph.quads import value_of
from citegraph.store import Snapshot

# So many works that came at one time are put in order by themselves; where there are more, they are
# many among all works, which are in order.
_SORTED = 20_000


def times(snapshot: Snapshot) -> dict[str, str]:
    """When the store first held each source, by the source's IRI: UTC, ISO 8601."""
    held = snapshot.catalog.first_generations()
    return {
        snapshot.iris.source(content_hash): time
        for content_hash, generation in held.items()
        if (time := snapshot.time_of(generation))
    }


def _added(snapshot: Snapshot, terms: Terms, held: dict[str, str], since: str) -> dict[str, str]:
    """When each work that fits came in, by its first source."""
    first: dict[str, str] = {}
    wanted = in_set(terms, "work")
    if "year" in terms:
        wanted += f" ?work cg:year ?year . FILTER(STR(?year) = STR({terms['year']}))"
    for work, source in select(
        snapshot, f"SELECT ?work ?source WHERE {{ {wanted} ?work prov:wasDerivedFrom ?source }}"
    ):
        if time := held.get(source):
            first[work] = min(time, first.get(work, time))
    return {work: time for work, time in first.items() if time >= since}


def _latest(snapshot: Snapshot, held: dict[str, str], since: str) -> Iterator[tuple[str, str]]:
    """Every work with the time when it came in, the last first."""
    by_time: dict[str, list[str]] = defaultdict(list)
    for source, time in held.items():
        if time >= since:
            by_time[time].append(source)

    def came(works: Iterable[str], time: str) -> Iterator[tuple[str, str]]:
        for work in works:
            known = (held.get(s, "") for s in snapshot.objects(work, v.DERIVED_FROM))
            if time == min(filter(None, known), default=""):
                yield work, time

    base = snapshot.iris.base
    for time in sorted(by_time, reverse=True):
        described = (
            value_of(quad.object)
            for source in by_time[time]
            for quad in snapshot.graph.quads_for_pattern(
                None, ox.NamedNode(v.DESCRIBES), None, ox.NamedNode(source)
            )
        )
        works = set(islice(filter(snapshot.iris.is_work, described), _SORTED + 1))
        if len(works) <= _SORTED:
            yield from came(sorted(works), time)
        else:
            yield from came((base + name for name in snapshot.index.named("work/")), time)


def _earliest(snapshot: Snapshot, terms: Terms) -> str:
    """The time so many days before the last change of the store; empty where none are given."""
    last = snapshot.time_of(snapshot.generation)
    if "days" not in terms or last is None:
        return ""
    days = min(max(int(given(terms, "days")), 0), 100_000)
    return (datetime.fromisoformat(last) - timedelta(days=days)).isoformat(timespec="seconds")


def _rows(snapshot: Snapshot, terms: Terms) -> Iterator[Row]:
    held, since = times(snapshot), _earliest(snapshot, terms)
    if is_narrowed(terms) or "year" in terms:
        # A sort keeps the order of names among works of one time.
        by_name = sorted(_added(snapshot, terms, held, since).items())
        found = iter(sorted(by_name, key=lambda item: item[1], reverse=True))
    else:
        found = _latest(snapshot, held, since)
    for work, time in found:
        yield (
            ox.NamedNode(work),
            first_of(snapshot, work, v.HANDLE),
            ox.Literal(time, datatype=ox.NamedNode(f"{v.XSD}dateTime")),
            first_of(snapshot, work, v.TITLE),
            first_of(snapshot, work, v.AUTHOR_LIST),
            year_of(snapshot, work),
            first_of(snapshot, work, v.PUBLICATION_NAME),
        )


def _why_empty(snapshot: Snapshot, terms: Terms) -> str:
    works = count(snapshot, in_set(terms, "work"))
    return f"of {works} works none comes from a source that the store holds"


RECENT_WORKS = Computation(_rows, _why_empty)
