"""RIS, as EndNote, Zotero and Mendeley read it: one tag a line, two letters each."""

from collections.abc import Iterable, Iterator

from citegraph.answers.item import Item
from citegraph.answers.keys import Keys
from citegraph.names import PersonName
from citegraph.records import Kind

_TYPES = {
    Kind.PAPER: "RPRT",
    Kind.ARTICLE: "JOUR",
    Kind.CHAPTER: "CHAP",
    Kind.BOOK: "BOOK",
    Kind.SOFTWARE: "COMP",
    None: "GEN",
}


def write_ris(items: Iterable[Item], keys: Keys) -> Iterator[bytes]:
    for item in items:
        tags = [("TY", _TYPES[item.kind]), ("ID", keys.of(item)), *_tags(item)]
        lines = [f"{tag}  - {value}" for tag, value in tags if value]
        yield "\n".join([*lines, "ER  - ", "", ""]).encode()


def _tags(item: Item) -> Iterator[tuple[str, str]]:
    yield from (("AU", _name(name)) for name in item.authors)
    yield "TI", item.title
    yield from (("ED", _name(name)) for name in item.editors)
    if item.kind is Kind.ARTICLE:
        yield "JO", item.container
    elif item.kind is Kind.CHAPTER:
        yield "T2", item.book_title
        yield "T3", item.container
    else:
        yield "T3", item.container
    yield "PY", item.year
    yield "VL", item.volume
    yield "IS", item.issue or item.number
    yield "SP", item.first_page
    yield "EP", item.last_page
    yield "SE", item.chapter
    yield "ET", item.edition
    yield "PB", item.publisher
    yield from (("SN", number) for number in item.isbn or item.issn)
    yield "DO", item.doi
    yield "UR", item.address
    yield from (("LA", language) for language in item.language)
    yield from (("KW", keyword) for keyword in item.keywords)
    yield "AB", item.abstract
    yield "N1", "" if item.title else item.raw
    yield "AN", item.handle


def _name(name: PersonName) -> str:
    return ", ".join(part for part in (name.family, name.given, name.suffix) if part)
