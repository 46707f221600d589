"""A merged work as lines of RDF: one pure function, and one for each kind of part."""

import re
from collections.abc import Callable
from dataclasses import replace
from typing import NamedTuple

from citegraph import citation, identifiers, names
from citegraph import vocab as v
from citegraph.folding import digest, fold
from citegraph.graph import quads
from citegraph.graph.iris import Iris
from citegraph.graph.people import add_authorship, add_people, venue_iri
from citegraph.graph.quads import Lines
from citegraph.records import FullText, Kind, Reference, VenueKind, VenueMention, WorkRecord
from citegraph.resolve.blocking import reference_blocks, work_blocks
from citegraph.resolve.description import Description, describe
from citegraph.resolve.matching import describe_citation, reference_keys
from citegraph.resolve.merge import Work

CLASSES = {
    Kind.PAPER: v.WORKING_PAPER,
    Kind.ARTICLE: v.ARTICLE,
    Kind.CHAPTER: v.CHAPTER,
    Kind.BOOK: v.BOOK,
    Kind.SOFTWARE: v.SOFTWARE,
}
KINDS = {iri: kind for kind, iri in CLASSES.items()}
VENUE_CLASSES = {VenueKind.SERIES: v.SERIES, VenueKind.JOURNAL: v.JOURNAL}
Read = Callable[[str], citation.Citation | None]
_RANGE = re.compile(
    r"([A-Za-z]*\d+|[ivxlcdm]+)\s*[-–—‐−]+\s*([A-Za-z]*\d+|[ivxlcdm]+)", re.IGNORECASE
)


class MappedReference(NamedTuple):
    """A reference of a mapped work, with what deciding on it needs."""

    iri: str
    keys: tuple[str, ...]
    blocks: tuple[str, ...]
    description: Description

    @classmethod
    def of(
        cls, iri: str, keys: tuple[str, ...], parsed: citation.Citation | None
    ) -> "MappedReference":
        """A reference by its identifiers and what its words say."""
        description = replace(describe_citation(parsed), identifiers=frozenset(keys))
        return cls(iri, keys, reference_blocks(description), description)


class MappedWork(NamedTuple):
    """A work's lines, without the decisions on its references."""

    iri: str
    keys: tuple[str, ...]
    lines: list[str]
    references: tuple[MappedReference, ...]
    blocks: tuple[str, ...]
    year: int | None
    mentions: list[tuple[str, str]]


def page_range(text: str) -> tuple[str, str | None]:
    """First and last page; an abbreviated last page is completed.

    >>> page_range("2048-82"), page_range("xi – xv"), page_range("1234")
    (('2048', '2082'), ('xi', 'xv'), ('1234', None))
    """
    match = _RANGE.fullmatch(text.strip())
    if not match:
        return text.strip(), None
    first, last = match.groups()
    if first.isdigit() and last.isdigit() and len(last) < len(first):
        last = first[: len(first) - len(last)] + last
    return first, last


def map_work(work: Work, iris: Iris, read: Read = citation.parse) -> MappedWork:
    """All lines about a work but the decisions on its references, which `read` takes apart."""
    record, iri, out = work.record, iris.work(work.key), Lines()
    out.link(iri, v.TYPE, v.WORK)
    out.link(iri, v.TYPE, CLASSES[record.kind])
    out.texts(iri, v.MATCH_KEY, work.keys)
    blocks = work_blocks(_described(record))
    out.texts(iri, v.BLOCKING_KEY, blocks)
    for predicate, words in (
        (v.TITLE, record.title),
        (v.HANDLE, record.handle),
        (v.DOI, record.doi),
        (v.VOLUME, record.volume),
        (v.ISSUE, record.issue),
        (v.NUMBER, record.number),
        (v.CHAPTER_NUMBER, record.chapter),
        (v.EDITION, record.edition),
        (v.BOOK_TITLE, record.book_title),
        (v.PUBLISHER, record.publisher),
    ):
        if words and words.text:
            out.add(iri, predicate, quads.text(words.text))
    for predicate, many in (
        (v.ABSTRACT, record.abstract),
        (v.ISBN, record.isbn),
        (v.LANGUAGE, record.language),
        (v.KEYWORD, record.keywords),
        (v.PUBLICATION_STATUS, record.publication_status),
        (v.NOTE, record.notes),
        (v.VALUE_LOST, record.lost),
    ):
        out.texts(iri, predicate, [words.text for words in many])
    if record.online_date:
        out.add(iri, v.AVAILABLE, quads.typed(record.online_date.text, "date"))
    if record.pages:
        _add_pages(out, iri, record.pages.text)
    if record.year:
        if record.year.value:
            out.add(iri, v.YEAR, quads.typed(record.year.value.text, "gYear"))
            out.add(iri, v.YEAR_BASIS, quads.text(record.year.basis))
        if record.year.stated:
            out.add(iri, v.YEAR_STATED, quads.text(record.year.stated.text))
    for code in record.jel:
        out.mention(iri, v.SUBJECT, iris.jel(code.text))
    for handle in record.other_versions:
        out.link(iri, v.STATED_VERSION, iris.work_of_handle(handle.text))
    if record.in_book:
        out.link(iri, v.IS_PART_OF, iris.work_of_handle(record.in_book.text))
    if record.venue:
        _add_venue(out, iri, record.kind, record.venue, iris)
    add_people(out, iri, f"{iri}#", "author", record.authors, iris)
    add_people(out, iri, f"{iri}#", "editor", record.editors, iris)
    for position, full_text in enumerate(record.full_texts, start=1):
        _add_full_text(out, iri, position, full_text)
    if record.coverage:
        out.add(iri, v.COVERAGE, quads.text(record.coverage))
    references = _add_references(out, iri, record.references, iris, read)
    _add_conflicts(out, work, iri, iris)
    for source, _ in work.sources:
        out.link(iri, v.DERIVED_FROM, iris.source(source))
    year = int(record.year.value.text) if record.year and record.year.value else None
    lines = list(dict.fromkeys(out.lines))
    return MappedWork(iri, work.keys, lines, references, blocks, year, out.mentions)


def _described(record: WorkRecord) -> Description:
    """What the keys of a work are made of, as the graph gives it."""
    first = record.authors[:1]
    return describe(
        title=record.title.text if record.title else None,
        authors=[names.parse(person.name.text).natural for person in first],
        volume=record.volume.text if record.volume else None,
        page=record.pages.text if record.pages else None,
        number=record.number.text if record.number else None,
        container=record.venue.name.text if record.venue and record.venue.name else None,
    )


def _add_pages(out: Lines, iri: str, pages: str) -> None:
    first, last = page_range(pages)
    if first:
        out.add(iri, v.STARTING_PAGE, quads.text(first))
    if last:
        out.add(iri, v.ENDING_PAGE, quads.text(last))


def _add_venue(out: Lines, iri: str, kind: Kind, venue: VenueMention, iris: Iris) -> None:
    name = venue.name.text if venue.name else None
    if mentioned := venue_iri(venue, iris):
        said = f"{kind} {name} {venue.abbreviation} {venue.issn}"
        out.mention(iri, v.IN_VENUE, mentioned, said)
    if name:
        out.add(iri, v.PUBLICATION_NAME, quads.text(name))
    if venue.abbreviation:
        out.add(iri, v.VENUE_ABBREVIATION, quads.text(venue.abbreviation.text))
    out.texts(iri, v.PUBLICATION_ISSN, [words.text for words in venue.issn])


def _add_full_text(out: Lines, iri: str, position: int, full_text: FullText) -> None:
    node = f"{iri}#file-{position}"
    out.link(iri, v.HAS_FULL_TEXT, node)
    out.link(node, v.TYPE, v.FULL_TEXT)
    out.add(node, v.ACCESS_LEVEL, quads.text(full_text.access))
    if full_text.address:
        out.add(node, v.CONTENT_URL, quads.address(full_text.address.text))
    for predicate, words in (
        (v.RESTRICTION, full_text.restriction),
        (v.ENCODING_FORMAT, full_text.format),
        (v.DESCRIPTION, full_text.function),
    ):
        if words:
            out.add(node, predicate, quads.text(words.text))


def _add_references(
    out: Lines, iri: str, references: tuple[Reference, ...], iris: Iris, read: Read
) -> tuple[MappedReference, ...]:
    mapped = []
    taken: dict[str, int] = {}
    for position, reference in enumerate(references, start=1):
        # Named by its words, so that a decision on it outlives a change of its position.
        name = digest(fold(reference.raw.text), length=12)
        taken[name] = taken.get(name, 0) + 1
        again = f"-{taken[name]}" if taken[name] > 1 else ""
        node = f"{iri}#ref-{name}{again}"
        parsed = read(reference.raw.text)
        keys = reference_keys(reference, parsed)
        described = MappedReference.of(node, keys, parsed)
        out.link(iri, v.HAS_REFERENCE, node)
        out.link(node, v.TYPE, v.REFERENCE)
        out.add(node, v.POSITION, quads.integer(position))
        out.add(node, v.RAW, quads.text(reference.raw.text))
        out.texts(node, v.MATCH_KEY, keys)
        out.texts(node, v.SOUGHT_KEY, described.blocks)
        if reference.handle:
            out.add(node, v.HANDLE, quads.text(reference.handle.text))
        doi = next((key.removeprefix("doi:") for key in keys if key.startswith("doi:")), None)
        if doi:
            out.add(node, v.DOI, quads.text(doi))
        if parsed:
            _add_citation(out, node, parsed)
        for version in reference.versions:
            if identifiers.handle(version.text):
                out.link(node, v.STATED_VERSION, iris.work_of_handle(version.text))
        mapped.append(described)
    return tuple(mapped)


def _add_citation(out: Lines, node: str, parsed: citation.Citation) -> None:
    for predicate, value in (
        (v.TITLE, parsed.title),
        (v.YEAR_STATED, parsed.year_stated),
        (v.PUBLICATION_NAME, parsed.container),
        (v.PUBLISHER, parsed.publisher),
        (v.VOLUME, parsed.volume),
        (v.ISSUE, parsed.issue),
        (v.NUMBER, parsed.number),
        (v.ISBN, parsed.isbn),
        (v.BOOK_TITLE, parsed.book_title),
        (v.CHAPTER_NUMBER, parsed.chapter),
        (v.EDITION, parsed.edition),
    ):
        if value:
            out.add(node, predicate, quads.text(value))
    if parsed.authors:
        written = " & ".join(names.parse(name).natural for name in parsed.authors)
        out.add(node, v.AUTHOR_LIST, quads.text(written))
    if parsed.model:
        out.add(node, v.MODEL_VERSION, quads.integer(parsed.model))
    if parsed.year:
        out.add(node, v.YEAR, quads.typed(str(parsed.year), "gYear"))
    if parsed.pages:
        _add_pages(out, node, parsed.pages)
    for role, people in (("author", parsed.authors), ("editor", parsed.editors)):
        for ordinal, name in enumerate(people, start=1):
            natural = names.parse(name).natural
            add_authorship(out, node, f"{node}-{role}-{ordinal}", role, ordinal, natural)


def _add_conflicts(out: Lines, work: Work, iri: str, iris: Iris) -> None:
    for conflict in work.conflicts:
        node = f"{iri}#conflict-{digest(*map(str, (conflict.field, *conflict.other)), length=12)}"
        out.link(iri, v.HAS_CONFLICT, node)
        out.link(node, v.TYPE, v.CONFLICT)
        out.add(node, v.FIELD, quads.text(conflict.field))
        for claim, value, source, line in (
            (conflict.kept, v.KEPT_VALUE, v.KEPT_SOURCE, v.KEPT_LINE),
            (conflict.other, v.OTHER_VALUE, v.OTHER_SOURCE, v.OTHER_LINE),
        ):
            out.add(node, value, quads.text(claim.value))
            out.link(node, source, iris.source(claim.source))
            out.add(node, line, quads.integer(claim.line))
