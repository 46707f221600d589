"""What each field of a template becomes in a record: nothing that a template says is lost silently.

The fields are those of the table that `official_rules.compare` has matched with the official
parser's, so this holds the records to its output, too.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterator

from citegraph import identifiers
from citegraph.ingest.redif_fields import url
from citegraph.ingest.redif_template import Template
from citegraph.ingest.source import Parsed, Remark
from citegraph.records import statements
from tests.official import Cell, our_table, shape_of

Normalise = Callable[[str], str | list[str] | None]


def _words(text: str) -> list[str]:
    parts = text.split(";" if ";" in text else ",")
    return [part.strip(" .") for part in parts if part.strip(" .")]


def _same(text: str) -> str:
    return text


# Path of a field, with numbers as N, to the path in the record and the form that it has there.
PLACES: dict[str, tuple[str, Normalise]] = {
    "title": ("title", _same),
    "name": ("name", _same),
    "name-full": ("name", _same),
    "name-first": ("given", _same),
    "name-last": ("family", _same),
    "short-id": ("short_id", identifiers.person_id),
    "doi": ("doi", identifiers.doi),
    "isbn": ("isbn", identifiers.isbn),
    "issn": ("issn", _same),
    "abstract": ("abstract", _same),
    "description": ("description", _same),
    "restriction": ("restriction", _same),
    "keywords": ("keywords", _words),
    "keywords-attent": ("keywords", _words),
    "classification-jel": ("jel", lambda text: identifiers.jel_codes(text)[0]),
    "language": ("language", str.lower),
    "publication-status": ("publication_status", _same),
    "note": ("notes", _same),
    "journal": ("venue.name", _same),
    "series": ("venue.name", _same),
    "volume": ("volume", _same),
    "issue": ("issue", _same),
    "pages": ("pages", _same),
    "number": ("number", _same),
    "chapter": ("chapter", _same),
    "edition": ("edition", _same),
    "book-title": ("book_title", _same),
    "in-book": ("in_book", identifiers.handle),
    "year": ("year.stated", _same),
    "creation-date": ("year.stated", _same),
    "publication-date": ("year.stated", _same),
    "url": ("url", url),
    "homepage": ("homepage", url),
    "order-homepage": ("homepage", url),
    "predecessor": ("predecessors", identifiers.handle),
    "followup": ("followups", identifiers.handle),
    "provider-institution": ("publisher.institution", identifiers.handle),
    "provider.N.institution": ("publisher.institution", identifiers.handle),
    "provider.N.name": ("publisher.name", _same),
    "workplace.N.name": ("affiliations.name", _same),
    "workplace.N.institution": ("affiliations.institution", identifiers.handle),
    "workplace-organization": ("affiliations.institution", identifiers.handle),
    "file.N.url": ("full_texts.address", url),
    "file.N.format": ("full_texts.format", str.lower),
    "file.N.function": ("full_texts.function", _same),
    "file.N.restriction": ("full_texts.restriction", _same),
}
for _kind in ("article", "book", "chapter", "paper", "software"):
    PLACES[f"{_kind}-handle"] = ("other_versions", identifiers.handle)
    PLACES[f"author-{_kind}"] = ("claims", identifiers.handle)
for _claimed in ("editor-book", "editor-series"):
    PLACES[_claimed] = ("claims", identifiers.handle)
for _role in ("author", "editor"):
    for _field, _form in (
        ("name", _same),
        ("person", identifiers.person_id),
    ):
        PLACES[f"{_role}.N.{_field}"] = (f"{_role}s.{_field}", _form)
    PLACES |= {
        f"{_role}.N.name-first": (f"{_role}s.given", _same),
        f"{_role}.N.name-last": (f"{_role}s.family", _same),
        f"{_role}.N.x-name-first": (f"{_role}s.given", _same),
        f"{_role}.N.x-name-last": (f"{_role}s.family", _same),
        f"{_role}.N.workplace.N.name": (f"{_role}s.affiliations.name", _same),
        f"{_role}.N.workplace.N.institution": (
            f"{_role}s.affiliations.institution",
            identifiers.handle,
        ),
    }
for _level in ("primary", "secondary", "tertiary", "quaternary"):
    PLACES |= {
        f"{_level}.N.name": ("levels", _same),
        f"{_level}.N.location": ("location", _same),
        f"{_level}.N.homepage": ("homepage", url),
    }

# Fields that records leave out, by the last part of their names, and why.
LEFT_OUT = {
    "e-mail, phone, fax, postal address": r"(?:.*[-.])?(?:email|phone|fax|postal)",
    "people who keep the metadata": r"maintainer-.*|last-login-date|registered-date",
    "local fields": r"(?:.*\.)?x-.*",
    "the kind of template": "template-type|type",
    "homepages and places of organizations": (
        r"(?:provider|(?:author|editor)\.N\.workplace|workplace)\.N\.(?:homepage|location|share"
        r"|name-english)|publisher-homepage|(?:author|editor)\.N\.homepage"
    ),
    "what no question asks for": (
        "month|length|price|notification|programming-language|requires|revision-date|order-url"
        r"|file\.N\.size|size|name-middle|deceased|availability|haschapter|version"
    ),
    "English names, joined into one": r"\w+\.N\.name-english",
    "a book's provider beyond its name": r"provider\.N\.institution",
}


def lost(
    template: Template, parsed: Parsed, remarks: list[Remark], counts: Counter[str]
) -> Iterator[str]:
    """Values that are neither in the record nor remarked on nor left out for a reason."""
    shape = shape_of(template)
    table = our_table(template, shape)
    stated: dict[str, list[str]] = {}
    for path, words in statements(parsed.record):
        stated.setdefault(_without_numbers(path), []).append(words.text)
    remarked = {remark.line for remark in remarks}
    numbers = _numbers_of_people(table)
    for path, cells in table.items():
        general = re.sub(r"\.\d+\b", ".N", path)
        person = ".".join(path.split(".")[:2])
        for position, cell in enumerate(cells):
            if cell.text:
                name = _fate(general, numbers.get(person), cell, position, stated, remarked)
                if name is None and "." not in path and path not in shape.types:
                    name = "a field of another type of template"
                counts[name or ""] += 1
                if name is None:
                    yield f"{path} = {cell.text!r} at line {cell.field.line}"


def _without_numbers(path: str) -> str:
    people = re.match(r"(?:authors|editors)\.\d+", path)
    kept = people[0] if people else ""
    return kept + re.sub(r"\.\d+\b", "", path[len(kept) :])


def _numbers_of_people(table: dict[str, list[Cell]]) -> dict[str, int]:
    """`author.3` to its place among those that have a name: the others are no authors of ours."""
    found: dict[str, int] = {}
    for role in ("author", "editor"):
        people = [path for path in table if re.fullmatch(rf"{role}\.\d+", path)]
        named = [path for path in people if any(cell.text for cell in table[f"{path}.name"])]
        found |= {path: number for number, path in enumerate(named, start=1)}
    return found


def _fate(
    path: str,
    number: int | None,
    cell: Cell,
    position: int,
    stated: dict[str, list[str]],
    remarked: set[int],
) -> str | None:
    if path == "handle":
        kept = [text.casefold() for text in stated.get("handle", [])]
        if "".join(cell.text.split()).rstrip(".,;").casefold() in kept:
            return "in the record"
    elif path in PLACES:
        place, normalise = PLACES[path]
        if number:
            place = place.replace("s.", f"s.{number}.", 1)
        if path == "provider.N.name" and place not in stated:
            place = "publisher"
        kept = stated.get(place, [])
        form = normalise(cell.text)
        wanted = form if isinstance(form, list) else [form] if form else []
        if path == "issn":
            wanted = [found for found in kept if found[-4:] in cell.text.upper()]
        if wanted and set(wanted) <= set(kept):
            return "in the record"
        if kept and (position or place in {"year.stated", "venue.name"}):
            return "the first counts"
    if cell.field.line in remarked:
        return "remarked on"
    return next((why for why, names in LEFT_OUT.items() if re.fullmatch(names, path)), None)
