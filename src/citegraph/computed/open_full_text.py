"""Full texts in the order of the titles of their works: as many as are asked for are sorted."""

from collections.abc import Iterator
from heapq import heapify, heappop
from itertools import groupby

import pyoxigraph as ox

from citegraph import vocab as v
from citegraph.computed.columns import WORKS, first_of, in_set, is_narrowed, select, total, year_of
from citegraph.computed.computation import Computation, Row, Terms
from citegraph.store import Snapshot


def _files(snapshot: Snapshot, terms: Terms) -> list[tuple[str, ...]]:
    """Title, work and file of each full text that fits, in no order."""
    access = f"?file cg:accessLevel {terms['access']} ." if "access" in terms else ""
    if is_narrowed(terms):
        files = f"{in_set(terms, 'work')} ?work cg:fullText ?file . {access}"
        titles = "OPTIONAL { ?work dcterms:title ?title }"
    else:
        # Two lists are compared many times as fast as one is looked up in the other.
        files = f"{{ SELECT DISTINCT ?work ?file WHERE {{ ?work cg:fullText ?file . {access} }} }}"
        titles = "OPTIONAL { SELECT DISTINCT ?work ?title WHERE { ?work dcterms:title ?title } }"
    return list(select(snapshot, f"SELECT ?title ?work ?file WHERE {{ {files} {titles} }}"))


def _in_order(found: list[tuple[str, ...]]) -> Iterator[tuple[str, ...]]:
    heapify(found)
    while found:
        yield heappop(found)


def _rows(snapshot: Snapshot, terms: Terms) -> Iterator[Row]:
    ordered = _in_order(_files(snapshot, terms))
    for (title, work), same in groupby(ordered, key=lambda row: row[:2]):
        addresses = (
            (address, file)
            for *_, file in same
            for address in snapshot.objects(file, v.CONTENT_URL) or [""]
        )
        for address, file in sorted(addresses):
            yield (
                ox.NamedNode(work),
                ox.Literal(title) if title else None,
                year_of(snapshot, work),
                first_of(snapshot, file, v.ACCESS_LEVEL),
                ox.NamedNode(address) if address else None,
                first_of(snapshot, file, v.RESTRICTION),
            )


def _why_empty(snapshot: Snapshot, _: Terms) -> str:
    return f"no source of the {total(snapshot, WORKS)} works in the store names a full text"


OPEN_FULL_TEXT = Computation(_rows, _why_empty)
