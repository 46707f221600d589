"""A file on its way into the graph, as far as it gets without the store: pure functions.

A work whose record has a handle and no references is nearly always the only record of that work,
so its lines are made here, where many processes can do it. Whether it is, the store decides.
"""

import hashlib
from collections import Counter
from dataclasses import replace
from typing import NamedTuple

from citegraph import vocab as v
from citegraph.errors import SourceError
from citegraph.graph.documents import Searchable, name_keys, work_document
from citegraph.graph.iris import Iris
from citegraph.graph.people import stated_authorships
from citegraph.graph.quads import Lines, integer, without_emails
from citegraph.graph.works import map_work
from citegraph.ingest import SOURCES, detect
from citegraph.ingest.files import Found
from citegraph.ingest.source import Document, Parsed, Rejected, Source
from citegraph.load.lone_names import packed
from citegraph.load.tally import Problem, record_class
from citegraph.records import WorkRecord
from citegraph.resolve.identity import Located, located
from citegraph.resolve.merge import merge_works
from citegraph.store.catalog import pack


class Job(NamedTuple):
    """A file to read, by content or as the format `source`.

    `hash` and `format` are what the store holds under its path, if anything.
    """

    found: Found
    source: str | None = None
    hash: str = ""
    format: str = ""


class LoneWork(NamedTuple):
    """A work as its only record gives it. `text` is N-Quads, also of what the record describes, and
    `names` are its people: see `citegraph.load.lone_names`. `document` and `name_keys` are for the
    index of words."""

    line: int
    keys: tuple[str, ...]
    blocks: tuple[str, ...]
    text: bytes
    names: tuple[tuple[str, bytes], ...]
    document: Searchable
    name_keys: tuple[str, ...]


class Content(NamedTuple):
    """What the bytes of a file hold. `others` are the records that need the store to be merged.

    `mentions` are the things that the lone works point to, with what each says of them; `lines`
    counts the works' statements.
    """

    hash: str
    format: str
    encoding: str
    packed: bytes
    lone: list[LoneWork]
    others: list[Located]
    mentions: frozenset[tuple[str, str]]
    lines: int
    records: Counter[str]
    set_aside: list[Problem]
    remarks: list[Problem]


class Prepared(NamedTuple):
    """A file that was looked at: it holds a content, is as it was, or has a problem.

    `is_foreign` says that the problem is what it holds, not that it cannot be read.
    """

    found: Found
    content: Content | None = None
    problem: str = ""
    is_foreign: bool = False


def prepare(job: Job, iris: Iris) -> Prepared:
    """Read one file, unless it holds what the store has under its path already."""
    found = replace(job.found, data=None)
    try:
        document = job.found.document()
    except SourceError as error:
        return Prepared(found, problem=str(error))
    content_hash = hashlib.sha256(document.data).hexdigest()
    if content_hash == job.hash and job.source in {None, job.format}:
        return Prepared(found)
    try:
        source = SOURCES[job.source] if job.source else detect(document)
    except SourceError as error:
        return Prepared(found, problem=str(error), is_foreign=True)
    return Prepared(found, read(document, content_hash, source, iris))


def read(document: Document, content_hash: str, source: Source, iris: Iris) -> Content:
    """Everything that a document says, the e-mail addresses in its problems left out."""
    lone: list[LoneWork] = []
    others: list[Located] = []
    mentions: set[tuple[str, str]] = set()
    records: Counter[str] = Counter()
    set_aside: list[Problem] = []
    remarks: list[Problem] = []
    lines = 0
    for result in source.parse(document):
        if isinstance(result, Parsed):
            records[record_class(result.record)] += 1
            item = located(result.record, content_hash, source.rank, result.line, result.end)
            if not _is_lone(item):
                others.append(item)
                continue
            merged = merge_works(item.primary, [item])
            work = map_work(merged, iris)
            made = [*work.lines, *described(content_hash, item.line, work.iri, iris), ""]
            mentions.update(work.mentions)
            lines += len(made) - 1
            people = tuple(map(packed, stated_authorships(merged.record, work.iri, iris)))
            text = "\n".join(made).encode()
            words = work_document(merged.record, work.iri, iris)
            keys = name_keys(merged.record)
            lone.append(LoneWork(item.line, item.keys, work.blocks, text, people, words, keys))
        elif isinstance(result, Rejected):
            raw = without_emails(result.raw)
            excerpt = raw if len(raw) <= 80 else f"{raw[:79]}…"
            message = f"{without_emails(result.reason)} [{excerpt}]"
            set_aside.append(Problem(document.name, result.line, message))
        else:
            field = f"{result.field}: " if result.field else ""
            message = field + without_emails(result.message)
            remarks.append(Problem(document.name, result.line, message))
    return Content(
        hash=content_hash,
        format=source.name,
        encoding=document.decoded.encoding,
        packed=pack(document.data),
        lone=lone,
        others=others,
        mentions=frozenset(mentions),
        lines=lines,
        records=records,
        set_aside=set_aside,
        remarks=remarks,
    )


def described(content_hash: str, line: int, iri: str, iris: Iris) -> list[str]:
    """What the record at a line of a source describes, as lines of the source's own graph."""
    out = Lines(iris.source(content_hash))
    node = iris.record(content_hash, line)
    out.link(node, v.DESCRIBES, iri)
    out.add(node, v.LINE, integer(line))
    return out.lines


def _is_lone(item: Located) -> bool:
    """Whether nothing but another record of the same handle could change the work's lines."""
    record = item.record
    return (
        isinstance(record, WorkRecord)
        and item.primary.startswith("handle:")
        and not record.references
        and not record.other_versions
    )
