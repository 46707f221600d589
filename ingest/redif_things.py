"""ReDIF templates that describe no work: series, archives, persons and institutions."""

import re

from citegraph import identifiers
from citegraph.ingest.redif_fields import (
    checked,
    handles,
    jel_codes,
    keywords,
    organizations,
    own_handle,
    people,
    urls,
)
from citegraph.ingest.redif_template import Template
from citegraph.ingest.source import Remark
from citegraph.records import (
    ArchiveRecord,
    OrganizationRecord,
    PersonRecord,
    Record,
    VenueKind,
    VenueRecord,
    Words,
)

_CLAIMS = (
    "author-paper",
    "author-article",
    "author-software",
    "author-book",
    "author-chapter",
    "editor-book",
    "editor-series",
)
_ISSN = re.compile(r"(?<!\d)\d{4}\s*[-–—‐:]?\s*\d{3}[\dXx](?!\d)")
_LEVELS = ("quaternary", "tertiary", "secondary", "primary")


def read_series(template: Template, remarks: list[Remark]) -> Record | None:
    handle = own_handle(template, remarks, levels=3)
    if handle is None:
        return None
    said = template.first("type")
    journal = said is not None and said.text.lower().startswith("redif-article")
    return VenueRecord(
        handle=handle,
        kind=VenueKind.JOURNAL if journal else VenueKind.SERIES,
        name=template.first("name"),
        publisher=organizations(template, ("provider-", "publisher-"), remarks),
        issn=_issns(template, remarks),
        description=template.all("description"),
        keywords=keywords(template),
        jel=jel_codes(template, remarks),
        restriction=template.all("restriction"),
        homepage=urls(template, ("order-homepage",), remarks),
        editors=people(template, "editor-", remarks),
        predecessors=handles(template, ("predecessor",), remarks, levels=3),
        followups=handles(template, ("followup",), remarks, levels=3),
    )


def _issns(template: Template, remarks: list[Remark]) -> tuple[Words, ...]:
    """Every ISSN of a field: many series give the printed and the electronic one in one value."""
    found = []
    for words in template.all("issn"):
        for said in _ISSN.findall(words.text) or [words.text]:
            canonical = identifiers.issn(said)
            if canonical:
                found.append(words.with_text(canonical))
            else:
                remarks.append(Remark(words.line, "issn", f"{said[:80]!r} is no ISSN"))
    return tuple(dict.fromkeys(found))


def read_archive(template: Template, remarks: list[Remark]) -> Record | None:
    handle = own_handle(template, remarks, levels=2)
    if handle is None:
        return None
    return ArchiveRecord(
        handle=handle,
        name=template.first("name"),
        url=urls(template, ("url",), remarks),
        homepage=urls(template, ("homepage",), remarks),
        description=template.all("description"),
        jel=jel_codes(template, remarks),
        restriction=template.all("restriction"),
    )


def read_person(template: Template, remarks: list[Remark]) -> Record | None:
    short_id = checked(template, "short-id", identifiers.person_id, "is no short-id", remarks)
    said = template.first("handle")
    canonical = identifiers.person_id(said.text) if said else None
    handle = said.with_text(canonical) if said and canonical else short_id
    if handle is None:
        remarks.append(Remark(template.line, "handle", "required, and missing or no person's"))
        return None
    return PersonRecord(
        handle=handle,
        short_id=short_id,
        name=template.first("name-full"),
        given=template.first("name-first"),
        family=template.first("name-last"),
        homepage=urls(template, ("homepage",), remarks),
        affiliations=organizations(template, ("workplace-",), remarks),
        claims=handles(template, _CLAIMS, remarks),
    )


def read_institution(template: Template, remarks: list[Remark]) -> Record | None:
    handle = own_handle(template, remarks, levels=3)
    if handle is None:
        return None
    levels = tuple(w for level in _LEVELS for w in template.all(f"{level}-name"))
    english = [w for level in _LEVELS for w in template.all(f"{level}-name-english")]
    joined = ", ".join(w.text for w in english)
    return OrganizationRecord(
        handle=handle,
        levels=levels or template.all("name"),
        name_english=english[0].with_text(joined) if english else None,
        location=template.all(*(f"{level}-location" for level in _LEVELS)),
        homepage=urls(template, tuple(f"{level}-homepage" for level in _LEVELS), remarks),
    )
