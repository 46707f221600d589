"""The evidence for what the graph says of a work: its records, read again."""

from collections.abc import Iterator

import pyoxigraph as ox

from citegraph import vocab as v
from citegraph.computed.columns import given
from citegraph.computed.computation import Computation, Row, Terms
from citegraph.errors import NotFoundError
from citegraph.evidence import Evidence, evidence
from citegraph.store import Snapshot
from citegraph.values import named

_DATE_TIME = ox.NamedNode(f"{v.XSD}dateTime")


def _found(snapshot: Snapshot, terms: Terms) -> list[Evidence]:
    return evidence(snapshot, terms["work"].value, given(terms, "field") or None)


def _rows(snapshot: Snapshot, terms: Terms) -> Iterator[Row]:
    try:
        found = _found(snapshot, terms)
    except NotFoundError:
        return
    first: dict[str, int] = {}
    for content_hash in {item.content_hash for item in found}:
        first |= snapshot.catalog.first_generations(content_hash)
    for item in found:
        time = snapshot.time_of(first.get(item.content_hash, snapshot.generation))
        yield (
            ox.Literal(item.field),
            ox.Literal(item.value),
            ox.Literal(item.file),
            ox.Literal(item.line),
            ox.Literal("\n".join(item.words)),
            ox.Literal(item.parser),
            ox.Literal(time, datatype=_DATE_TIME) if time else None,
        )


def _why_empty(snapshot: Snapshot, terms: Terms) -> str:
    try:
        _found(snapshot, terms)
    except NotFoundError as error:
        return str(error)
    return f"the sources give nothing of {named(snapshot, terms['work'].value)}"


WHY = Computation(_rows, _why_empty)
