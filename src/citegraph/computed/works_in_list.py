"""The works in a list, with what was kept of those that are gone."""

from collections.abc import Iterator

import pyoxigraph as ox

from citegraph import vocab as v
from citegraph.computed.columns import first_of
from citegraph.computed.computation import Computation, Row, Terms
from citegraph.listed import Listed, find_list, listed
from citegraph.store import Snapshot


def _rows(snapshot: Snapshot, terms: Terms) -> Iterator[Row]:
    works = listed(snapshot, find_list(snapshot, terms["list"].value))
    titled = [(_title(snapshot, item), item) for item in works]
    for title, item in sorted(titled, key=lambda pair: (pair[0].lower(), pair[1].work)):
        year = snapshot.objects(item.work, v.YEAR)
        time = snapshot.time_of(item.since)
        yield (
            ox.NamedNode(item.work),
            first_of(snapshot, item.work, v.HANDLE),
            ox.Literal(title) if title else None,
            first_of(snapshot, item.work, v.AUTHOR_LIST),
            ox.Literal(year[0], datatype=ox.NamedNode(f"{v.XSD}gYear")) if year else None,
            first_of(snapshot, item.work, v.PUBLICATION_NAME),
            ox.Literal(time, datatype=ox.NamedNode(f"{v.XSD}dateTime")) if time else None,
            ox.Literal(item.is_there),
        )


def _title(snapshot: Snapshot, item: Listed) -> str:
    return snapshot.first(item.work, v.TITLE) if item.is_there else item.words


def _why_empty(_snapshot: Snapshot, _terms: Terms) -> str:
    return "the list has no works"


WORKS_IN_LIST = Computation(_rows, _why_empty)
