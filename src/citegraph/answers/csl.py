"""CSL-JSON, what citation processors take: https://citeproc-js.readthedocs.io/en/latest/csl-json."""

import json
from collections.abc import Iterable, Iterator
from typing import Any

from citegraph.answers.item import Item
from citegraph.answers.keys import Keys
from citegraph.names import PersonName
from citegraph.records import Kind

_TYPES = {
    Kind.PAPER: "report",
    Kind.ARTICLE: "article-journal",
    Kind.CHAPTER: "chapter",
    Kind.BOOK: "book",
    Kind.SOFTWARE: "software",
    None: "document",
}


def write_csl(items: Iterable[Item], keys: Keys) -> Iterator[bytes]:
    separator = "[\n"
    for item in items:
        yield (separator + json.dumps(csl_item(item, keys), ensure_ascii=False)).encode()
        separator = ",\n"
    yield b"[]\n" if separator == "[\n" else b"\n]\n"


def csl_item(item: Item, keys: Keys) -> dict[str, Any]:
    """One work under the names of CSL's variables; what is not known is left out."""
    in_book = item.kind is Kind.CHAPTER
    is_part = item.kind in {Kind.ARTICLE, None}
    fields: dict[str, Any] = {
        "id": keys.of(item),
        "type": _TYPES[item.kind],
        "title": item.title or item.raw,
        "author": [_name(name) for name in item.authors],
        "editor": [_name(name) for name in item.editors],
        "issued": {"date-parts": [[int(item.year)]]} if item.year else None,
        "container-title": item.book_title if in_book else item.container if is_part else "",
        "collection-title": "" if is_part else item.container,
        "collection-number": item.number if item.kind in {Kind.CHAPTER, Kind.BOOK} else "",
        "volume": item.volume,
        "issue": item.issue,
        "number": item.number if item.kind in {Kind.PAPER, Kind.SOFTWARE} else "",
        "page": item.pages,
        "page-first": item.first_page,
        "chapter-number": item.chapter,
        "edition": item.edition,
        "publisher": item.publisher,
        "DOI": item.doi,
        "ISBN": " ".join(item.isbn),
        "ISSN": " ".join(item.issn),
        "URL": item.address,
        "language": ", ".join(item.language),
        "keyword": ", ".join(item.keywords),
        "abstract": item.abstract,
        "custom": {"handle": item.handle} if item.handle else None,
    }
    return {name: value for name, value in fields.items() if value}


def _name(name: PersonName) -> dict[str, str]:
    if not name.given:
        return {"literal": name.natural}
    parts = {"family": name.family, "given": name.given, "suffix": name.suffix}
    return {part: value for part, value in parts.items() if value}
