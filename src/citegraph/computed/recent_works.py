"""Works by when the store first held a source of theirs."""

from collections.abc import Iterator
from datetime import datetime, timedelta

import pyoxigraph as ox

from citegraph import vocab as v
from citegraph.computed.columns import count, first_of, given, in_set, select, year_of
from citegraph.computed.computation import Computation, Row, Terms
from citegraph.store import Snapshot


def times(snapshot: Snapshot) -> dict[str, str]:
    """When the store first held each source, by the source's IRI: UTC, ISO 8601."""
    held = snapshot.catalog.first_generations()
    return {
        snapshot.iris.source(content_hash): time
        for content_hash, generation in held.items()
        if (time := snapshot.time_of(generation))
    }


def _added(snapshot: Snapshot, terms: Terms) -> dict[str, str]:
    """When each work that fits came in, by its first source."""
    first: dict[str, str] = {}
    since, held = _earliest(snapshot, terms), times(snapshot)
    wanted = in_set(terms, "work")
    if "year" in terms:
        wanted += f" ?work cg:year ?year . FILTER(STR(?year) = STR({terms['year']}))"
    for work, source in select(
        snapshot, f"SELECT ?work ?source WHERE {{ {wanted} ?work prov:wasDerivedFrom ?source }}"
    ):
        if time := held.get(source):
            first[work] = min(time, first.get(work, time))
    return {work: time for work, time in first.items() if time >= since}


def _earliest(snapshot: Snapshot, terms: Terms) -> str:
    """The time so many days before the last change of the store; empty where none are given."""
    last = snapshot.time_of(snapshot.generation)
    if "days" not in terms or last is None:
        return ""
    days = min(max(int(given(terms, "days")), 0), 100_000)
    return (datetime.fromisoformat(last) - timedelta(days=days)).isoformat(timespec="seconds")


def _rows(snapshot: Snapshot, terms: Terms) -> Iterator[Row]:
    # A sort keeps the order of names among works of one time.
    by_name = sorted(_added(snapshot, terms).items())
    for work, time in sorted(by_name, key=lambda item: item[1], reverse=True):
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
