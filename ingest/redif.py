"""ReDIF, RePEc's metadata format: every template type, read tolerantly.

A template with errors is kept, and each error becomes a remark with its line; only a template of
no known type, or with neither a usable handle nor a title, is set aside.
"""

import re
from collections.abc import Callable, Iterator

from citegraph import identifiers
from citegraph.ingest.redif_template import Field, Template, templates
from citegraph.ingest.source import Document, Parsed, Rejected, Remark, Result, Source
from citegraph.records import (
    Affiliation,
    ArchiveRecord,
    Contributor,
    FullText,
    Kind,
    OrganizationRecord,
    PersonRecord,
    Record,
    VenueKind,
    VenueMention,
    VenueRecord,
    Words,
    WorkRecord,
    Year,
    YearBasis,
)

_URL = re.compile(r"(?:https?|ftp)://[^\s/]+\S*", re.IGNORECASE)
_VERSIONS = ("article-handle", "book-handle", "chapter-handle", "paper-handle", "software-handle")
_CLAIMS = (
    "author-paper",
    "author-article",
    "author-software",
    "author-book",
    "author-chapter",
    "editor-book",
    "editor-series",
)
_ONCE = frozenset(["handle", "title", "name", "name-full", "short-id", "year", "number"])
_KNOWN = re.compile(
    r"x-.*|(?:(?:author|editor)-)?(?:workplace-)?(?:name|name-first|name-last|homepage|email|fax"
    r"|postal|phone|person|location|institution|organization|share|name-english)"
    r"|(?:provider|publisher|sponsor|primary|secondary|tertiary|quaternary)-"
    r"(?:name|homepage|name-english|postal|location|email|phone|fax|share|institution|defunct)"
    r"|file-(?:url|format|function|size|restriction)|(?:maintainer|order|contact)-\w+"
    r"|(?:article|book|chapter|paper|software)-handle|(?:author|editor)-(?:paper|article|software"
    r"|book|chapter|series)|classification-[\w-]+|name-(?:full|prefix|middle|suffix|ascii)"
    r"|handle|title|abstract|doi|keywords|keywords-attent|language|number|creation-date"
    r"|revision-date|publication-(?:status|date|type)|note|length|series|availability|restriction"
    r"|price|notification|journal|volume|year|issue|month|pages|edition|isbn|haschapter"
    r"|book-title|chapter|in-book|programming-language|version|size|requires|type|description"
    r"|issn|followup|predecessor|url|short-id|last-login-date|registered-date|deceased"
)
_LEVELS = ("quaternary", "tertiary", "secondary", "primary")


def recognises(document: Document) -> bool:
    """A ReDIF file has a `Template-Type` at the start of a line."""
    return bool(
        re.search(r"^\ufeff?template-type\s*:", document.decoded.text, re.IGNORECASE | re.MULTILINE)
    )


def parse(document: Document) -> Iterator[Result]:
    """One result a template, and remarks on those that were kept."""
    for template in templates(document):
        if isinstance(template, Remark):
            yield template
            continue
        read = _READERS.get(template.type)
        if read is None:
            known = ", ".join(sorted(name.removeprefix("redif-") for name in _READERS))
            reason = f"unknown Template-Type {template.fields[0].text!r} (known: {known})"
            yield _reject(template, reason)
            continue
        remarks: list[Remark] = []
        record = read(template, remarks)
        if record is None:
            said = "; ".join(f"{remark.field}: {remark.message}" for remark in remarks)
            reason = "neither a usable Handle nor a title or name"
            yield _reject(template, f"{reason} ({said})" if said else reason)
            continue
        yield from remarks
        yield from _doubtful_fields(template)
        yield Parsed(record, template.line, template.end)


def _reject(template: Template, reason: str) -> Rejected:
    raw = "; ".join(f"{f.name}: {f.text}" for f in template.fields[:3])
    return Rejected(template.line, template.end, reason, raw[:200])


def _doubtful_fields(template: Template) -> Iterator[Remark]:
    """Fields that ReDIF does not know, and second values of fields that have one."""
    seen: set[str] = set()
    for field in template.fields[1:]:
        if not _KNOWN.fullmatch(field.name):
            said = "no field of ReDIF; if it is text of the field above, indent it"
            yield Remark(field.line, field.name, f"{said}: {field.text[:60]!r}")
        elif field.name in _ONCE and field.text and field.name in seen:
            yield Remark(
                field.line, field.name, f"given again; the first counts: {field.text[:60]!r}"
            )
        seen.add(field.name)


def _work(kind: Kind) -> Callable[[Template, list[Remark]], Record | None]:
    def read(template: Template, remarks: list[Remark]) -> Record | None:
        handle = _handle(template, remarks, levels=4)
        title = template.first("title")
        if title is None:
            remarks.append(Remark(template.line, "title", "required, and missing"))
        if handle is None and title is None:
            return None
        authors = _people(template, "author-", remarks)
        editors = _people(template, "editor-", remarks)
        if not authors and not editors:
            remarks.append(Remark(template.line, "author-name", "required, and missing"))
        return WorkRecord(
            kind=kind,
            title=title,
            handle=handle,
            doi=_checked(template, "doi", identifiers.doi, "is no DOI", remarks),
            isbn=_all_checked(template, "isbn", identifiers.isbn, "is no ISBN", remarks),
            authors=authors,
            editors=editors,
            year=_year(template, handle, remarks),
            venue=_venue(template, kind, handle),
            volume=template.first("volume"),
            issue=template.first("issue"),
            pages=template.first("pages"),
            number=template.first("number"),
            chapter=template.first("chapter"),
            edition=template.first("edition"),
            book_title=template.first("book-title"),
            in_book=next(iter(_handles(template, ("in-book",), remarks, levels=4)), None),
            publisher=template.first("provider-name", "publisher-name"),
            abstract=template.all("abstract"),
            language=_all_checked(template, "language", _language, "is no ISO 639 code", remarks),
            keywords=_keywords(template),
            jel=_jel(template, remarks),
            publication_status=template.all("publication-status"),
            notes=template.all("note"),
            full_texts=_files(template, remarks),
            other_versions=_handles(template, _VERSIONS, remarks, levels=4),
        )

    return read


def _series(template: Template, remarks: list[Remark]) -> Record | None:
    handle = _handle(template, remarks, levels=3)
    if handle is None:
        return None
    said = template.first("type")
    journal = said is not None and said.text.lower().startswith("redif-article")
    return VenueRecord(
        handle=handle,
        kind=VenueKind.JOURNAL if journal else VenueKind.SERIES,
        name=template.first("name"),
        publisher=_organizations(template, ("provider-", "publisher-")),
        issn=_all_checked(template, "issn", identifiers.issn, "is no ISSN", remarks),
        description=template.all("description"),
        restriction=template.all("restriction"),
        homepage=_urls(template, ("order-homepage",), remarks),
        editors=_people(template, "editor-", remarks),
        predecessors=_handles(template, ("predecessor",), remarks, levels=3),
        followups=_handles(template, ("followup",), remarks, levels=3),
    )


def _archive(template: Template, remarks: list[Remark]) -> Record | None:
    handle = _handle(template, remarks, levels=2)
    if handle is None:
        return None
    return ArchiveRecord(
        handle=handle,
        name=template.first("name"),
        url=_urls(template, ("url",), remarks),
        homepage=_urls(template, ("homepage",), remarks),
        description=template.all("description"),
        restriction=template.all("restriction"),
    )


def _person(template: Template, remarks: list[Remark]) -> Record | None:
    short_id = _checked(template, "short-id", identifiers.person_id, "is no short-id", remarks)
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
        homepage=_urls(template, ("homepage",), remarks),
        affiliations=_organizations(template, ("workplace-",)),
        claims=_handles(template, _CLAIMS, remarks),
    )


def _institution(template: Template, remarks: list[Remark]) -> Record | None:
    handle = _handle(template, remarks, levels=3)
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
        homepage=_urls(template, tuple(f"{level}-homepage" for level in _LEVELS), remarks),
    )


def _handle(template: Template, remarks: list[Remark], levels: int) -> Words | None:
    found = _checked(template, "handle", identifiers.handle, "is no RePEc handle", remarks)
    if found and len(found.text.split(":", 3)) != levels:
        expected = {2: "RePEc:aaa", 3: "RePEc:aaa:ssssss", 4: "RePEc:aaa:ssssss:item"}[levels]
        said = f"{found.text!r} is not of the form {expected}"
        remarks.append(Remark(found.line, "handle", said))
        return None
    if template.first("handle") is None:
        remarks.append(Remark(template.line, "handle", "required, and missing"))
    return found


def _checked(
    template: Template,
    name: str,
    normalise: Callable[[str], str | None],
    complaint: str,
    remarks: list[Remark],
) -> Words | None:
    return next(iter(_all_checked(template, name, normalise, complaint, remarks)), None)


def _all_checked(
    template: Template,
    name: str,
    normalise: Callable[[str], str | None],
    complaint: str,
    remarks: list[Remark],
) -> tuple[Words, ...]:
    """The canonical forms of a field's values; a value that has none is remarked on."""
    found = []
    for words in template.all(name):
        canonical = normalise(words.text)
        if canonical:
            found.append(words.with_text(canonical))
        else:
            remarks.append(Remark(words.line, name, f"{words.text[:80]!r} {complaint}"))
    return tuple(found)


def _handles(
    template: Template, names: tuple[str, ...], remarks: list[Remark], levels: int | None = None
) -> tuple[Words, ...]:
    """Handles of other things; of those of another form than `levels` parts, a remark."""

    def checked(raw: str) -> str | None:
        found = identifiers.handle(raw)
        parts = len(found.split(":", 3)) if found else 0
        fits = parts == levels if levels else parts > 2
        return found if fits else None

    return tuple(
        words
        for name in names
        for words in _all_checked(template, name, checked, "is no handle of this kind", remarks)
    )


def _urls(template: Template, names: tuple[str, ...], remarks: list[Remark]) -> tuple[Words, ...]:
    return tuple(
        words
        for name in names
        for words in _all_checked(template, name, _url, "is no URL", remarks)
    )


def _url(raw: str) -> str | None:
    """An address without white space; a missing or doubled scheme letter is mended."""
    text = re.sub(r"^h(?=http)", "", "".join(raw.split()))
    if re.match(r"www\.\S+\.\S+", text, re.IGNORECASE):
        text = f"http://{text}"
    return text if _URL.fullmatch(text) else None


def _people(template: Template, prefix: str, remarks: list[Remark]) -> tuple[Contributor, ...]:
    found = []
    for group in template.clusters(prefix):
        by_name = {field.name: field for field in reversed(group) if field.text}
        name = by_name.get("name") or _joined_name(by_name)
        if name is None:
            if group[0].name == "name" or by_name:
                said = "the person has no name, and is left out"
                remarks.append(Remark(group[0].line, f"{prefix}name", said))
            continue
        person = by_name.get("person")
        identified = identifiers.person_id(person.text) if person else None
        if person and not identified:
            said = f"{person.text[:80]!r} is no RePEc person"
            remarks.append(Remark(person.line, f"{prefix}person", said))
        given = by_name.get("name-first") or by_name.get("x-name-first")
        family = by_name.get("name-last") or by_name.get("x-name-last")
        found.append(
            Contributor(
                name=name.words,
                given=given.words if given else None,
                family=family.words if family else None,
                person=person.words.with_text(identified) if person and identified else None,
                affiliations=_affiliations(group, "workplace-"),
            )
        )
    return tuple(found)


def _joined_name(parts: dict[str, Field]) -> Field | None:
    """A name that the source gives only in its parts."""
    first, last = parts.get("name-first"), parts.get("name-last")
    if first is None or last is None:
        return None
    return Field("name", f"{first.text} {last.text}", first.line, last.end)


def _language(raw: str) -> str | None:
    return raw.lower() if re.fullmatch(r"[A-Za-z]{2,3}", raw) else None


def _affiliations(fields: list[Field], prefix: str) -> tuple[Affiliation, ...]:
    found: list[Affiliation] = []
    for field in fields:
        part = field.name.removeprefix(prefix)
        if part == field.name or not field.text:
            continue
        if part == "name":
            found.append(Affiliation(field.words))
        elif part in {"institution", "organization"}:
            canonical = identifiers.handle(field.text)
            institution = field.words.with_text(canonical) if canonical else None
            if found and found[-1].institution is None:
                found[-1] = Affiliation(found[-1].name, institution)
            elif institution:
                found.append(Affiliation(None, institution))
    return tuple(found)


def _organizations(template: Template, prefixes: tuple[str, ...]) -> tuple[Affiliation, ...]:
    fields = list(template.fields)
    return tuple(a for prefix in prefixes for a in _affiliations(fields, prefix))


def _year(template: Template, handle: Words | None, remarks: list[Remark]) -> Year | None:
    """The year of publication; for papers, of creation. What is missing may be in the handle."""
    for words in template.all("year", "creation-date", "publication-date"):
        found = re.match(r"(1[5-9]\d\d|20\d\d)(?:-?\d\d){0,2}$", words.text)
        value = found[1] if found else str(identifiers.year_in(words.text) or "")
        if value:
            return Year(words, words.with_text(value), YearBasis.STATED)
        said = f"no single year in {words.text[:80]!r}"
        remarks.append(Remark(words.line, "year", said))
    inferred = identifiers.year_of_handle(handle.text) if handle else None
    stated = template.first("year", "creation-date")
    if handle and inferred:
        return Year(stated, handle.with_text(str(inferred)), YearBasis.HANDLE)
    return Year(stated, None, YearBasis.STATED) if stated else None


def _venue(template: Template, kind: Kind, handle: Words | None) -> VenueMention | None:
    name = template.first("journal") if kind == Kind.ARTICLE else template.first("series")
    series = identifiers.series_of(handle.text) if handle else None
    if name is None and series is None:
        return None
    return VenueMention(
        name=name,
        kind=VenueKind.JOURNAL if kind == Kind.ARTICLE else VenueKind.SERIES,
        handle=handle.with_text(series) if handle and series else None,
    )


def _keywords(template: Template) -> tuple[Words, ...]:
    found = [
        words.with_text(keyword)
        for words in template.all("keywords", "keywords-attent")
        for part in words.text.split(";" if ";" in words.text else ",")
        if (keyword := part.strip(" ."))
    ]
    return tuple(dict.fromkeys(found))


def _jel(template: Template, remarks: list[Remark]) -> tuple[Words, ...]:
    found = []
    for words in template.all("classification-jel"):
        codes, prose = identifiers.jel_codes(words.text)
        found += [words.with_text(code) for code in codes]
        if prose:
            said = f"{' '.join(prose)[:80]!r} is no JEL code"
            remarks.append(Remark(words.line, "classification-jel", said))
    return tuple(found)


def _files(template: Template, remarks: list[Remark]) -> tuple[FullText, ...]:
    found = []
    for group in template.clusters("file-", key="url"):
        by_name = {field.name: field for field in reversed(group) if field.text}
        if not by_name:
            continue
        url = by_name.get("url")
        address = _url(url.text) if url else None
        if url is None or not address:
            line = (url or group[0]).line
            remarks.append(Remark(line, "file-url", "no address in this file's URL"))
        restriction, media, function = (
            by_name[name].words if name in by_name else None
            for name in ("restriction", "format", "function")
        )
        if (url and address) or restriction:
            found.append(
                FullText(
                    address=url.words.with_text(address) if url and address else None,
                    restriction=restriction or template.first("restriction"),
                    format=media.with_text(media.text.lower()) if media else None,
                    function=function,
                )
            )
    return tuple(found)


_READERS: dict[str, Callable[[Template, list[Remark]], Record | None]] = {
    "redif-paper": _work(Kind.PAPER),
    "redif-article": _work(Kind.ARTICLE),
    "redif-book": _work(Kind.BOOK),
    "redif-chapter": _work(Kind.CHAPTER),
    "redif-software": _work(Kind.SOFTWARE),
    "redif-series": _series,
    "redif-archive": _archive,
    "redif-person": _person,
    "redif-institution": _institution,
}

SOURCE = Source(
    name="redif",
    summary="a ReDIF file of a RePEc archive",
    rank=1,
    version=1,
    recognises=recognises,
    parse=parse,
)
