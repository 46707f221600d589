"""Venues, archives, persons and organizations as lines of RDF; and the sources themselves.

A thing is described by records about it where there are any. Where there are none, its stub says
only what follows from its being mentioned: its class, its handle, and a name that a mention gives.
"""

from collections.abc import Iterable

from citegraph import identifiers
from citegraph import vocab as v
from citegraph.graph import quads
from citegraph.graph.iris import Iris
from citegraph.graph.people import add_people
from citegraph.graph.quads import Lines
from citegraph.graph.works import VENUE_CLASSES
from citegraph.records import (
    Affiliation,
    ArchiveRecord,
    OrganizationRecord,
    PersonRecord,
    Record,
    VenueRecord,
    Words,
)
from citegraph.resolve.identity import Located


def entity_iri(record: Record, iris: Iris) -> str:
    """The name of what a record other than a work's describes."""
    match record:
        case VenueRecord():
            return iris.venue(record.handle.text, None, None)
        case ArchiveRecord():
            return iris.archive(record.handle.text)
        case PersonRecord():
            return iris.person((record.short_id or record.handle).text)
        case OrganizationRecord():
            return iris.organization(record.handle.text)
    raise TypeError(f"{type(record).__name__} describes a work")


def map_entity(located: Iterable[Located], iris: Iris) -> list[str]:
    """The lines about one thing that all of its records give together.

    Single values come from the first record in `Located.order` that has them.
    """
    out = Lines()
    iri = ""
    single: set[str] = set()

    def first(predicate: str, words: Words | None) -> None:
        if words and predicate not in single:
            single.add(predicate)
            out.add(iri, predicate, quads.text(words.text))

    for item in sorted(located, key=lambda i: i.order):
        record = item.record
        iri = entity_iri(record, iris)
        match record:
            case VenueRecord():
                first(v.TITLE, record.name)
                if v.TYPE not in single:
                    single.add(v.TYPE)
                    out.link(iri, v.TYPE, VENUE_CLASSES[record.kind])
                _add_venue(out, iri, record, iris)
                if record.editors and v.HAS_AUTHORSHIP not in single:
                    single.add(v.HAS_AUTHORSHIP)
                    add_people(out, iri, f"{iri}#", "editor", record.editors, iris)
            case ArchiveRecord():
                first(v.TITLE, record.name)
                out.lines += _archive_stub(iri, record.handle.text)
                _add_common(out, iri, record, iris)
                for url in record.url:
                    out.add(iri, v.CONTENT_URL, quads.address(url.text))
            case PersonRecord():
                first(v.NAME, record.name)
                first(v.GIVEN_NAME, record.given)
                first(v.FAMILY_NAME, record.family)
                _add_person(out, iri, record, iris)
            case OrganizationRecord():
                names = ", ".join(words.text for words in record.levels)
                first(v.NAME, record.levels[0].with_text(names) if record.levels else None)
                _add_organization(out, iri, record)
        out.link(iri, v.DERIVED_FROM, iris.source(item.source))
    return list(dict.fromkeys(out.lines))


def _add_common(out: Lines, iri: str, record: VenueRecord | ArchiveRecord, iris: Iris) -> None:
    out.texts(iri, v.DESCRIPTION, [words.text for words in record.description])
    out.texts(iri, v.RIGHTS, [words.text for words in record.restriction])
    for code in record.jel:
        out.link(iri, v.SUBJECT, iris.jel(code.text))
    for url in record.homepage:
        out.add(iri, v.PAGE, quads.address(url.text))


def _add_venue(out: Lines, iri: str, record: VenueRecord, iris: Iris) -> None:
    out.link(iri, v.TYPE, v.VENUE)
    out.add(iri, v.HANDLE, quads.text(record.handle.text))
    out.texts(iri, v.ISSN, [words.text for words in record.issn])
    out.texts(iri, v.KEYWORD, [words.text for words in record.keywords])
    _add_common(out, iri, record, iris)
    archive = identifiers.archive_of(record.handle.text)
    if archive:
        out.link(iri, v.IS_PART_OF, iris.archive(archive))
    for affiliation in record.publisher:
        _add_affiliation(out, iri, affiliation, v.PUBLISHER, v.PROVIDER, iris)
    for predicate, handles in (
        (v.PREDECESSOR, record.predecessors),
        (v.FOLLOWUP, record.followups),
    ):
        for handle in handles:
            out.link(iri, predicate, iris.venue(handle.text, None, None))


def _add_person(out: Lines, iri: str, record: PersonRecord, iris: Iris) -> None:
    out.link(iri, v.TYPE, v.PERSON)
    if ":" in record.handle.text:
        out.add(iri, v.HANDLE, quads.text(record.handle.text))
    if record.short_id:
        out.add(iri, v.SHORT_ID, quads.text(record.short_id.text))
    for url in record.homepage:
        out.add(iri, v.PAGE, quads.address(url.text))
    for affiliation in record.affiliations:
        _add_affiliation(out, iri, affiliation, v.AFFILIATION, v.ORGANIZATION_OF, iris)
    for handle in record.claims:
        is_item = len(handle.text.split(":", 3)) > 3
        claimed = (
            iris.work_of_handle(handle.text) if is_item else iris.venue(handle.text, None, None)
        )
        out.link(iri, v.CLAIMS, claimed)


def _add_affiliation(
    out: Lines, iri: str, affiliation: Affiliation, name: str, link: str, iris: Iris
) -> None:
    if affiliation.name:
        out.add(iri, name, quads.text(affiliation.name.text))
    if affiliation.institution:
        out.link(iri, link, iris.organization(affiliation.institution.text))


def _add_organization(out: Lines, iri: str, record: OrganizationRecord) -> None:
    out.lines += _organization_stub(iri, record.handle.text)
    if record.name_english:
        out.add(iri, v.LABEL, f"{quads.text(record.name_english.text)}@en")
    out.texts(iri, v.BASED_NEAR, [words.text for words in record.location])
    for url in record.homepage:
        out.add(iri, v.PAGE, quads.address(url.text))


def _archive_stub(iri: str, handle: str) -> list[str]:
    out = Lines()
    out.link(iri, v.TYPE, v.ARCHIVE)
    out.add(iri, v.HANDLE, quads.text(handle))
    return out.lines


def _organization_stub(iri: str, handle: str) -> list[str]:
    out = Lines()
    out.link(iri, v.TYPE, v.ORGANIZATION)
    out.add(iri, v.HANDLE, quads.text(handle))
    parts = handle.split(":")
    if parts[1:2] == ["edi"] and len(parts) == 3:
        out.add(iri, v.EDIRC_ID, quads.text(parts[2]))
    return out.lines
