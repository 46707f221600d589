"""Where what the graph says of a thing stands: file, line and words, field by field."""

from pathlib import PurePath
from typing import NamedTuple

import pyoxigraph as ox

from citegraph import vocab as v
from citegraph.evidence import Evidence, evidence
from citegraph.pages.addresses import Addresses
from citegraph.pages.facts import Facts
from citegraph.pages.render import html
from citegraph.store import Snapshot


class Piece(NamedTuple):
    """One value of a source, with the address of its line."""

    field: str
    value: str
    place: str
    href: str
    words: tuple[str, ...]
    parser: str


def page(snapshot: Snapshot, addresses: Addresses, iri: str) -> str:
    """The HTML. Raises NotFoundError when no source describes the thing."""
    facts = Facts(snapshot, iri, addresses)
    hashes = _hashes(snapshot, iri)
    pieces = [_piece(addresses, item, hashes) for item in evidence(snapshot, iri)]
    groups: dict[str, list[Piece]] = {}
    for piece in pieces:
        groups.setdefault(piece.field.partition(".")[0], []).append(piece)
    return html("why", site=addresses, facts=facts, groups=groups)


def _hashes(snapshot: Snapshot, iri: str) -> dict[str, str]:
    """The contents that describe a thing, by the path that evidence names."""
    prefix = snapshot.iris.source("")
    found = {
        record.removeprefix(prefix).partition("#")[0]
        for record in snapshot.subjects(v.DESCRIBES, ox.NamedNode(iri))
    }
    return {
        snapshot.catalog.locations(content_hash=content)[0].path: content
        for content in sorted(found)
    }


def _piece(addresses: Addresses, item: Evidence, hashes: dict[str, str]) -> Piece:
    lines = f"line {item.line}" if item.end <= item.line else f"lines {item.line} to {item.end}"
    # Where a file lies on the server is nobody's business.
    name = PurePath(item.file).name
    return Piece(
        item.field,
        item.value,
        f"{name}, {lines}",
        addresses.line(hashes[item.file], item.line),
        item.words,
        item.parser,
    )
