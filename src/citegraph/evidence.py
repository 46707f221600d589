"""Why the graph says something: the record read again from the kept bytes of its source."""

import re
from collections.abc import Iterator
from typing import NamedTuple

import pyoxigraph as ox

from citegraph import vocab as v
from citegraph.errors import NotFoundError
from citegraph.graph.quads import without_emails
from citegraph.ingest import SOURCES
from citegraph.ingest.source import Document, Source
from citegraph.records import Record, statements
from citegraph.store import Snapshot

_SHOWN_LINES = 6


class Evidence(NamedTuple):
    """One value that a source gives, and the words it was read from. Lines count from 1."""

    field: str
    value: str
    file: str
    line: int
    end: int
    words: tuple[str, ...]
    parser: str
    content_hash: str


def evidence(snapshot: Snapshot, iri: str, field: str | None = None) -> list[Evidence]:
    """What each source says of a thing, field by field, in the order of the sources' ranks.

    Raises NotFoundError, with the fields there are, when no source gives the field.
    """
    found = [e for source, line in _records(snapshot, iri) for e in _read(snapshot, source, line)]
    if field is None:
        return found
    matching = [e for e in found if e.field == field or e.field.startswith(f"{field}.")]
    if not matching:
        fields = ", ".join(dict.fromkeys(re.sub(r"\..*", "", e.field) for e in found))
        raise NotFoundError(f"no source gives {field!r} of {iri}; the fields given are {fields}")
    return matching


def _records(snapshot: Snapshot, iri: str) -> list[tuple[str, int]]:
    prefix = snapshot.iris.source("")
    places = []
    for record in snapshot.subjects(v.DESCRIBES, ox.NamedNode(iri)):
        content_hash, _, line = record.removeprefix(prefix).partition("#L")
        places.append((content_hash, int(line)))
    if not places:
        raise NotFoundError(f"no source describes {iri}")
    return sorted(places, key=lambda place: (_rank(snapshot, place[0]), place))


def _rank(snapshot: Snapshot, content_hash: str) -> int:
    return SOURCES[snapshot.catalog.locations(content_hash=content_hash)[0].format].rank


def _read(snapshot: Snapshot, content_hash: str, line: int) -> Iterator[Evidence]:
    location = snapshot.catalog.locations(content_hash=content_hash)[0]
    document = Document(location.path, snapshot.catalog.data(content_hash))
    source = SOURCES[location.format]
    parsed = source.record_at(document, line)
    return evidence_of(parsed.record, document, source, content_hash) if parsed else iter(())


def evidence_of(
    record: Record, document: Document, source: Source, content_hash: str
) -> Iterator[Evidence]:
    """What a record of a document says, field by field."""
    for name, words in statements(record):
        yield Evidence(
            field=name,
            value=without_emails(words.text),
            file=document.name,
            line=words.line,
            end=words.end,
            words=lines_of(document, words.line, words.end),
            parser=f"{source.name} {source.version}",
            content_hash=content_hash,
        )


def lines_of(document: Document, line: int, end: int) -> tuple[str, ...]:
    """The first of some lines that say anything, without e-mail addresses."""
    shown = [text.strip() for text in document.lines[line - 1 : end] if text.strip()]
    return tuple(without_emails(text) for text in shown[:_SHOWN_LINES])
