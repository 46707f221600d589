"""A source document's page: what it is, which things it describes, and its lines."""

from typing import NamedTuple

import pyoxigraph as ox

from citegraph import vocab as v
from citegraph.errors import NotFoundError
from citegraph.graph.quads import value_of, without_emails
from citegraph.ingest.source import Document
from citegraph.pages.addresses import Addresses
from citegraph.pages.facts import Link, label
from citegraph.pages.render import html
from citegraph.store import Snapshot

_BEFORE, _SHOWN = 20, 400
_LONGEST = 2000
_RECORDS = 200


class Line(NamedTuple):
    number: int
    text: str
    is_cut: bool


class Record(NamedTuple):
    """A piece of a source, and what it describes."""

    line: int
    href: str
    thing: Link
    why: str


def page(snapshot: Snapshot, addresses: Addresses, iri: str, line: int) -> str:
    """The page, with the lines around `line`; from the first one where that is 0."""
    node = ox.NamedNode(iri)
    content_hash = iri.removeprefix(snapshot.iris.source(""))
    locations = snapshot.catalog.locations(content_hash=content_hash)
    if not locations:
        raise NotFoundError(f"no source of this name is in generation {snapshot.generation}")
    said = {
        quad.predicate.value: value_of(quad.object)
        for quad in snapshot.graph.quads_for_pattern(node, None, None, node)
    }
    document = Document(locations[0].path, snapshot.catalog.data(content_hash))
    first = max(1, min(line - _BEFORE, len(document.lines)))
    last = min(first + _SHOWN - 1, len(document.lines))
    found, more = _records(snapshot, addresses, node)
    return html(
        "source",
        site=addresses,
        iri=iri,
        content_hash=content_hash,
        file=said.get(v.FILE_NAME, content_hash[:12]),
        format=locations[0].format,
        encoding=said.get(v.ENCODING, ""),
        parser=said.get(v.PARSER_VERSION, ""),
        records=found,
        more_records=more,
        lines=[_line(number, document.lines[number - 1]) for number in range(first, last + 1)],
        asked=line,
        n_lines=len(document.lines),
        before=_address(addresses, content_hash, max(1, first - _SHOWN + _BEFORE), first > 1),
        after=_address(addresses, content_hash, last + 1 + _BEFORE, last < len(document.lines)),
    )


def _address(addresses: Addresses, content_hash: str, line: int, there: bool) -> str:
    return addresses.at(f"/source/{content_hash}", line=str(line)) if there else ""


def _line(number: int, text: str) -> Line:
    shown = without_emails(text)
    return Line(number, shown[:_LONGEST], len(shown) > _LONGEST)


def _records(
    snapshot: Snapshot, addresses: Addresses, node: ox.NamedNode
) -> tuple[list[Record], bool]:
    """The first things that a source describes, by line, and whether it describes more."""
    quads = snapshot.graph.quads_for_pattern(None, ox.NamedNode(v.DESCRIBES), None, node)
    places = sorted(
        (int(value_of(quad.subject).rpartition("#L")[2]), value_of(quad.object)) for quad in quads
    )
    content_hash = node.value.removeprefix(snapshot.iris.source(""))
    return [
        Record(
            line,
            addresses.line(content_hash, line),
            Link(label(snapshot, iri), addresses.of(iri)),
            addresses.why(iri),
        )
        for line, iri in places[:_RECORDS]
    ], len(places) > _RECORDS
