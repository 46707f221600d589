"""BibTeX and BibLaTeX: https://ctan.org/pkg/bibtex, https://ctan.org/pkg/biblatex.

BibTeX gets letters as LaTeX commands, since it sorts bytes; BibLaTeX gets them as they are.
"""

from collections.abc import Callable, Iterable, Iterator

from citegraph.answers import latex
from citegraph.answers.item import Item
from citegraph.answers.keys import Keys
from citegraph.names import PersonName
from citegraph.records import Kind

_TYPES = {
    "bibtex": {
        Kind.PAPER: "techreport",
        Kind.ARTICLE: "article",
        Kind.CHAPTER: "incollection",
        Kind.BOOK: "book",
        Kind.SOFTWARE: "misc",
        None: "misc",
    },
    "biblatex": {
        Kind.PAPER: "report",
        Kind.ARTICLE: "article",
        Kind.CHAPTER: "incollection",
        Kind.BOOK: "book",
        Kind.SOFTWARE: "software",
        None: "misc",
    },
}
# What styles print unchanged, between delimiters of their own.
_VERBATIM = {"doi", "url"}
_UNSAFE = {"{": "%7B", "}": "%7D", "\\": "%5C", " ": "%20"}


def write_bibtex(items: Iterable[Item], keys: Keys, format_name: str) -> Iterator[bytes]:
    """One entry a work, its fields in the order in which people look at them."""
    escaped = latex.encode if format_name == "bibtex" else latex.escape
    for item in items:
        lines = [f"@{_TYPES[format_name][item.kind]}{{{keys.of(item)},"]
        for name, value in _fields(item, format_name):
            if value:
                lines.append(f"  {name} = {{{_written(name, value, escaped)}}},")
        yield ("\n".join([*lines, "}", "", ""])).encode()


def _written(name: str, value: str, escaped: Callable[[str], str]) -> str:
    if name in _VERBATIM:
        return "".join(_UNSAFE.get(c, c) for c in value)
    if name in {"author", "editor"}:
        return value
    if name in {"title", "booktitle"}:
        return latex.protected(value, escaped)
    return escaped(value)


def _fields(item: Item, format_name: str) -> Iterator[tuple[str, str]]:
    escaped = latex.encode if format_name == "bibtex" else latex.escape
    modern = format_name == "biblatex"
    yield "author", _people(item.authors, escaped)
    yield "title", item.title
    yield "editor", _people(item.editors, escaped)
    match item.kind:
        case Kind.ARTICLE:
            yield "journaltitle" if modern else "journal", item.container
        case Kind.CHAPTER:
            yield "booktitle", item.book_title
            yield "series", item.container
        case Kind.PAPER:
            # What kind of report it is: a number of this series.
            yield "type", item.container
            yield "institution", item.publisher
        case _:
            yield "series", item.container
    yield "volume", item.volume
    # Both the issue of a journal and the number in a series are called a number.
    yield "number", item.issue or item.number
    yield "pages", item.pages.replace("-", "--")
    yield "chapter", item.chapter
    yield "edition", item.edition
    if item.kind is not Kind.PAPER:
        yield "publisher", item.publisher
    yield "date" if modern else "year", item.year
    yield "doi", item.doi
    yield "isbn", " ".join(item.isbn)
    yield "issn", " ".join(item.issn)
    yield "url", item.address
    yield "language", ", ".join(item.language)
    yield "keywords", ", ".join(item.keywords)
    yield "abstract", item.abstract
    yield "note", "" if item.title else item.raw
    yield "handle", item.handle


def _people(people: tuple[PersonName, ...], escaped: Callable[[str], str]) -> str:
    return " and ".join(_name(person, escaped) for person in people)


def _name(name: PersonName, escaped: Callable[[str], str]) -> str:
    """`Family, Suffix, Given`; a name of one part, or with a word that parts names, is braced."""
    if not name.given:
        return f"{{{escaped(name.family)}}}"
    parts = [part for part in (name.family, name.suffix, name.given) if part]
    return ", ".join(
        f"{{{escaped(part)}}}" if "," in part or " and " in f" {part} ".lower() else escaped(part)
        for part in parts
    )
