"""What pasted contents would make of the store, before it is decided whether they should.

All of it is read from the store as it would be, so that it is what a commit makes.
"""

from collections import Counter
from itertools import islice
from typing import NamedTuple

import pyoxigraph as ox

from citegraph import vocab as v
from citegraph.errors import SourceError
from citegraph.evidence import Evidence, evidence_of, lines_of
from citegraph.graph.quads import plain, value_of, without_emails
from citegraph.ingest import SOURCES, detect
from citegraph.ingest.files import file_name
from citegraph.ingest.source import Document, Parsed, Rejected, Remark, Source
from citegraph.load.paste import Piece
from citegraph.load.tally import Tally, record_class
from citegraph.pages.addresses import Addresses
from citegraph.pages.facts import Facts, Link, label
from citegraph.pages.render import html
from citegraph.pages.work import Reference, label_of_source, references_of
from citegraph.records import WorkRecord
from citegraph.store import Snapshot

_RECORDS, _PROBLEMS, _OTHERS = 20, 100, 20
_REFERENCES = 300
_LONGEST = 1000


class Pasted(NamedTuple):
    """What is looked at: `number` names it to the server, `notice` is said first."""

    pieces: tuple[Piece, ...]
    source: str | None
    number: str
    notice: str


class Problem(NamedTuple):
    """Something in a content that was set aside, or kept with a doubt."""

    line: int
    message: str
    words: tuple[str, ...]


class Cited(NamedTuple):
    """A reference of a record: where it stands, and what becomes of it, if the work has it."""

    line: int
    words: str
    becomes: Reference | None


class Record(NamedTuple):
    """A record that was found, and the thing that it describes.

    `is_known` says that the store has the record already, `is_replaced` that what the store says of
    the thing comes from what is replaced; `joined` are the other sources of the thing, and `citing`
    works whose references will mean it.
    """

    kind: str
    line: int
    end: int
    thing: Link
    is_known: bool
    is_replaced: bool
    joined: list[Link]
    citing: list[Link]
    more_citing: int
    fields: list[Evidence]
    references: list[Cited]
    more_references: int

    @property
    def statuses(self) -> list[tuple[str, int]]:
        """How many of the references that are shown have each status."""
        found = Counter(one.becomes.status for one in self.references if one.becomes)
        return sorted(found.items())


class Content(NamedTuple):
    """One content; `problem` says why no record is in it."""

    name: str
    format: str
    encoding: str
    lines: int
    problem: str
    replaces: Link | None
    known: list[Link]
    records: list[Record]
    more_records: int
    set_aside: list[Problem]
    remarks: list[Problem]
    more_problems: int


def page(
    after: Snapshot, before: Snapshot, addresses: Addresses, pasted: Pasted, tally: Tally
) -> str:
    """The HTML. `after` is the store with the contents, `before` without them."""
    look = _Look(after, before, addresses)
    return html(
        "preview",
        site=addresses,
        notice=pasted.notice,
        number=pasted.number,
        contents=[look.content(piece, pasted.source) for piece in pasted.pieces],
        counts=dict(tally.records),
        set_aside=len(tally.set_aside),
        demoted=tally.demoted,
        brings_something=tally.sources > 0,
    )


class _Look:
    """Two states of the store, side by side."""

    def __init__(self, after: Snapshot, before: Snapshot, addresses: Addresses) -> None:
        self._after = after
        self._before = before
        self._addresses = addresses

    def content(self, piece: Piece, source_name: str | None) -> Content:
        document = Document(piece.path, piece.data)
        source, problem = _source(document, source_name)
        records: list[Record] = []
        more_records = 0
        aside: list[Problem] = []
        remarks: list[Problem] = []
        for result in source.parse(document) if source else ():
            match result:
                case Parsed() if len(records) < _RECORDS:
                    assert source
                    records.append(self._record(document, source, piece.hash, result))
                case Parsed():
                    more_records += 1
                case Rejected():
                    aside.append(_set_aside(document, result))
                case Remark():
                    remarks.append(_remark(document, result))
        if source and not records and not aside:
            problem = f"no record of the format {source.name} is in it"
        return Content(
            name=piece.name,
            format=source.name if source else "",
            encoding=document.decoded.encoding if source else "",
            lines=len(document.lines) if source else 0,
            problem=problem,
            replaces=self._replaced(piece),
            known=self._known(piece),
            records=records,
            more_records=more_records,
            set_aside=aside[:_PROBLEMS],
            remarks=remarks[:_PROBLEMS],
            more_problems=len(aside[_PROBLEMS:]) + len(remarks[_PROBLEMS:]),
        )

    def _replaced(self, piece: Piece) -> Link | None:
        """What was pasted under the same name."""
        for at in self._before.catalog.locations(path=piece.path):
            if at.hash != piece.hash:
                return Link(piece.name, self._addresses.of(self._before.iris.source(at.hash)))
        return None

    def _known(self, piece: Piece) -> list[Link]:
        """The files that hold the same already."""
        found = self._before.catalog.locations(content_hash=piece.hash)
        address = self._addresses.of(self._before.iris.source(piece.hash))
        return [Link(without_emails(file_name(at.path)), address) for at in found]

    def _record(
        self, document: Document, source: Source, content_hash: str, parsed: Parsed
    ) -> Record:
        iri = self._described(content_hash, parsed.line)
        record = parsed.record
        said = list(evidence_of(record, document, source, content_hash))
        citing = self._citing(iri)
        cited = record.references if isinstance(record, WorkRecord) else ()
        becomes = self._references(iri) if cited else {}
        return Record(
            kind=record_class(record),
            line=parsed.line,
            end=parsed.end,
            thing=Link(label(self._after, iri), self._address(iri)),
            is_known=bool(self._before.catalog.locations(content_hash=content_hash)),
            is_replaced=bool(self._sources(self._before, iri)),
            joined=self._joined(iri),
            citing=citing[:_OTHERS],
            more_citing=len(citing[_OTHERS:]),
            fields=[_shortened(e) for e in said if not e.field.startswith("references.")],
            references=[
                Cited(one.raw.line, _cut(plain(one.raw.text)), becomes.get(_folded(one.raw.text)))
                for one in cited[:_REFERENCES]
            ],
            more_references=len(cited[_REFERENCES:]),
        )

    def _described(self, content_hash: str, line: int) -> str:
        """The thing that a record describes in the store as it would be."""
        graph = ox.NamedNode(self._after.iris.source(content_hash))
        node = ox.NamedNode(self._after.iris.record(content_hash, line))
        quads = self._after.graph.quads_for_pattern(node, ox.NamedNode(v.DESCRIBES), None, graph)
        return next(value_of(quad.object) for quad in quads)

    def _sources(self, snapshot: Snapshot, iri: str) -> list[tuple[str, str]]:
        """The contents that the store has already, and their lines, that describe a thing."""
        prefix = snapshot.iris.source("")
        places = (
            record.removeprefix(prefix).partition("#L")
            for record in snapshot.subjects(v.DESCRIBES, ox.NamedNode(iri))
        )
        held = self._before.catalog
        return sorted((at, line) for at, _, line in places if held.locations(content_hash=at))

    def _joined(self, iri: str) -> list[Link]:
        return [
            Link(
                f"{label_of_source(self._after, self._after.iris.source(at))}, line {line}",
                self._addresses.line(at, int(line)),
            )
            for at, line in islice(self._sources(self._after, iri), _OTHERS)
        ]

    def _citing(self, iri: str) -> list[Link]:
        """The works whose references mean a thing, and meant no thing of this name before."""
        node = ox.NamedNode(iri)
        meant = set(self._before.subjects(v.TARGET, node))
        now = set(self._after.subjects(v.TARGET, node)) - meant
        works = sorted({reference.partition("#")[0] for reference in now})
        return [Link(label(self._after, work), self._address(work)) for work in works]

    def _references(self, iri: str) -> dict[str, Reference]:
        """What becomes of the references of a work, by their words."""
        facts = Facts(self._after, iri, self._addresses)
        return {
            _folded(found.words): found._replace(
                target=self._reachable(found.target) if found.target else None,
                candidates=[self._reachable(one) for one in found.candidates],
            )
            for found in references_of(facts, limit=10 * _REFERENCES)
        }

    def _reachable(self, link: Link) -> Link:
        """A link, unless what it leads to is not there yet."""
        local = link.href.removeprefix(self._addresses.prefix + "/")
        return Link(link.text, self._address(self._after.iris.base + local))

    def _address(self, iri: str) -> str:
        is_there = bool(self._before.lines_of(iri))
        return self._addresses.of(iri) if is_there else ""


def _source(document: Document, name: str | None) -> tuple[Source | None, str]:
    """The format to read a content in, or why there is none."""
    if name:
        return SOURCES[name], ""
    try:
        return detect(document), ""
    except SourceError as error:
        said = str(error).removeprefix(f"{document.name}: ")
        return None, said.replace("--source NAME reads", "a format that is chosen reads")


def _set_aside(document: Document, result: Rejected) -> Problem:
    words = lines_of(document, result.line, result.end)
    return Problem(result.line, without_emails(result.reason), tuple(map(_cut, words)))


def _remark(document: Document, result: Remark) -> Problem:
    field = f"{result.field}: " if result.field else ""
    words = tuple(map(_cut, lines_of(document, result.line, result.line)))
    return Problem(result.line, field + without_emails(result.message), words)


def _shortened(said: Evidence) -> Evidence:
    return said._replace(value=_cut(said.value), words=tuple(map(_cut, said.words)))


def _cut(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"


def _folded(words: str) -> str:
    return " ".join(plain(words).split())
