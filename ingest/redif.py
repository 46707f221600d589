"""ReDIF, RePEc's metadata format: every template type, read tolerantly.

A template with errors is kept, and each error becomes a remark with its line; only a template of
no known type, or with neither a usable handle nor a title, is set aside.
"""

import re
from collections.abc import Callable, Iterator

from citegraph import identifiers
from citegraph.ingest.redif_fields import (
    all_checked,
    checked,
    doubtful_fields,
    handles,
    jel_codes,
    keywords,
    own_handle,
    people,
    url,
)
from citegraph.ingest.redif_template import Template, template_at, templates
from citegraph.ingest.redif_things import (
    read_archive,
    read_institution,
    read_person,
    read_series,
)
from citegraph.ingest.source import Document, Parsed, Rejected, Remark, Result, Source
from citegraph.records import (
    FullText,
    Kind,
    Record,
    VenueKind,
    VenueMention,
    Words,
    WorkRecord,
    Year,
    YearBasis,
)

_TEMPLATE = re.compile(r"^template-type\s*:", re.IGNORECASE | re.MULTILINE)
_DATE = re.compile(r"(1[5-9]\d\d|20\d\d)(?:-?\d\d){0,2}$")
_VERSIONS = ("article-handle", "book-handle", "chapter-handle", "paper-handle", "software-handle")


def recognises(document: Document) -> bool:
    """A ReDIF file has a `Template-Type` at the start of a line."""
    return bool(_TEMPLATE.search(document.decoded.text))


def parse(document: Document) -> Iterator[Result]:
    """One result a template, and remarks on those that were kept."""
    return _read(templates(document))


def parse_at(document: Document, line: int) -> Iterator[Result]:
    """What `parse` says of the template that begins at a line."""
    return _read(template_at(document, line))


def _read(found: Iterator[Template | Remark]) -> Iterator[Result]:
    for template in found:
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
        yield from doubtful_fields(template)
        yield Parsed(record, template.line, template.end)


def _reject(template: Template, reason: str) -> Rejected:
    raw = "; ".join(f"{f.name}: {f.text}" for f in template.fields[:3])
    return Rejected(template.line, template.end, reason, raw[:200])


def _work(kind: Kind) -> Callable[[Template, list[Remark]], Record | None]:
    def read(template: Template, remarks: list[Remark]) -> Record | None:
        handle = own_handle(template, remarks, levels=4)
        title = template.first("title")
        if title is None:
            remarks.append(Remark(template.line, "title", "required, and missing"))
        if handle is None and title is None:
            return None
        authors = people(template, "author-", remarks)
        editors = people(template, "editor-", remarks)
        if not authors and not editors:
            remarks.append(Remark(template.line, "author-name", "required, and missing"))
        return WorkRecord(
            kind=kind,
            title=title,
            handle=handle,
            doi=checked(template, "doi", identifiers.doi, "is no DOI", remarks),
            isbn=all_checked(template, "isbn", identifiers.isbn, "is no ISBN", remarks),
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
            in_book=next(iter(handles(template, ("in-book",), remarks, levels=4)), None),
            publisher=template.first("provider-name", "publisher-name"),
            abstract=template.all("abstract"),
            language=all_checked(template, "language", _language, "is no ISO 639 code", remarks),
            keywords=keywords(template),
            jel=jel_codes(template, remarks),
            publication_status=template.all("publication-status"),
            notes=template.all("note"),
            full_texts=_files(template, remarks),
            other_versions=handles(template, _VERSIONS, remarks, levels=4),
        )

    return read


def _language(raw: str) -> str | None:
    return raw.lower() if re.fullmatch(r"[A-Za-z]{2,3}", raw) else None


def _year(template: Template, handle: Words | None, remarks: list[Remark]) -> Year | None:
    """The year of publication; for papers, of creation. What is missing may be in the handle."""
    for words in template.all("year", "creation-date", "publication-date"):
        found = _DATE.match(words.text)
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


def _files(template: Template, remarks: list[Remark]) -> tuple[FullText, ...]:
    found = []
    for group in template.clusters("file-", key="url"):
        by_name = {field.name: field for field in reversed(group) if field.text}
        if not by_name:
            continue
        said = by_name.get("url")
        address = url(said.text) if said else None
        if said is None or not address:
            line = (said or group[0]).line
            remarks.append(Remark(line, "file-url", "no address in this file's URL"))
        restriction, media, function = (
            by_name[name].words if name in by_name else None
            for name in ("restriction", "format", "function")
        )
        if (said and address) or restriction:
            found.append(
                FullText(
                    address=said.words.with_text(address) if said and address else None,
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
    "redif-series": read_series,
    "redif-archive": read_archive,
    "redif-person": read_person,
    "redif-institution": read_institution,
}

SOURCE = Source(
    name="redif",
    summary="a ReDIF file of a RePEc archive",
    rank=1,
    version=2,
    recognises=recognises,
    parse=parse,
    parse_at=parse_at,
)
