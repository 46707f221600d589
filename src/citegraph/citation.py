"""The citation strings that IDEAS generates, taken apart.

    [N.] AUTHORS, YEAR | "undated". "TITLE," REST

REST has one of five shapes (article, paper, chapter, book, software). The strings are generated
from catalogue fields, so rules suffice; what the text leaves ambiguous is said in `warnings`.
"""

import re
from dataclasses import dataclass, replace

from citegraph import identifiers
from citegraph.records import Kind

_MARKER = re.compile(r"^\s*(?:\d{1,4}\.\s+|[•*·]\s*)")
_YEAR = re.compile(r"(?:^|,\s*)(?P<year>[\"“”]undated[\"“”]|\d{4}(?:[-/]\d{2,4})?[a-z]?)\.\s*[\"“]")
_CLOSERS = re.compile(r"[,?!.][\"”](?=\s|$)")
_VOLUME = re.compile(r",?\s*vol\.\s*(?P<volume>[^(,]*?)\s*(?:\((?P<issue>[^)]*)\))?\s*(?=[,.]|$)")
_PAGES = re.compile(r"^,?\s*pages?\s+(?P<pages>[^,]+?)(?=,|\.?$)")
_CHAPTER = re.compile(
    r"^(?P<series>.*?),\s+in:\s*(?:(?P<editors>.*?)\s*\((?:eds?\.?)\),\s*)?(?P<rest>.+)$"
)
_IN_BOOK = re.compile(
    r",\s*(?:edition\s+(?P<edition>[^,]+)|volume\s+(?P<volume>[^,]+)|chapter\s+(?P<chapter>[^,]+)"
    r"|pages?\s+(?P<pages>[^,]+))(?=,|\.?$)"
)
_BOOK = re.compile(
    r"^(?P<head>.+?)(?:,\s*edition\s+(?P<edition>[^,]+))?(?:,\s*volume\s+(?P<volume>[^,]+))?"
    r",\s*number\s+(?P<number>[^\s,]+?)(?:,\s*(?P<month>[A-Za-z]+))?\.?$"
)
_REVISED = re.compile(r",\s*revised\s+[^,]*$")
_PUBLISHER = re.compile(
    r"\b(?:press|presses|publish\w*|elsevier|springer|wiley|blackwell|sage|francis|emerald|mdpi"
    r"|university|universi\w+|association|society|institut\w*|department|bank|fund|inderscience"
    r"|macmillan|routledge|informs|verlag|ltd|inc|elgar|centre|center|council|college)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Citation:
    """The fields of one string; texts as they stand, but for the ISBN, which is canonical."""

    kind: Kind | None = None
    authors: tuple[str, ...] = ()
    year_stated: str | None = None
    title: str | None = None
    container: str | None = None
    publisher: str | None = None
    volume: str | None = None
    issue: str | None = None
    pages: str | None = None
    number: str | None = None
    isbn: str | None = None
    book_title: str | None = None
    editors: tuple[str, ...] = ()
    chapter: str | None = None
    edition: str | None = None
    warnings: tuple[str, ...] = ()

    @property
    def year(self) -> int | None:
        """The year, where the string gives a single one."""
        return identifiers.year_in(self.year_stated) if self.year_stated else None


def parse(text: str) -> Citation | None:
    """The fields of a string in the grammar above, or None when it has not that shape."""
    text = _MARKER.sub("", text).strip()
    anchor = _YEAR.search(text)
    if not anchor:
        return None
    title, rest, warnings = _split_title(text[anchor.end() :])
    if title is None:
        return None
    head = Citation(
        authors=split_names(text[: anchor.start()]),
        year_stated=anchor["year"].strip('"“”'),
        title=title,
        warnings=warnings,
    )
    return _read_rest(head, rest)


def split_names(text: str) -> tuple[str, ...]:
    """Names joined by ` & `. Commas separate family from given name, or a suffix, never people."""
    return tuple(name for part in re.split(r"\s+&\s+", text) if (name := part.strip(" ,;")))


def _split_title(text: str) -> tuple[str | None, str, tuple[str, ...]]:
    """The title and what follows it; the closing quote is the first that leaves quotes balanced."""
    candidates = list(_CLOSERS.finditer(text))
    if not candidates:
        return None, text, ()
    balanced = [
        m for m in candidates if _balanced(text[: m.start()]) and _balanced(text[m.end() :])
    ]
    close = (balanced or candidates)[0]
    warnings = () if balanced else ("the title's closing quote is ambiguous",)
    title = text[: close.end() - 1].rstrip()
    if title.endswith((",", ".")) and not title.endswith("..."):
        title = title[:-1]
    return title.strip(), text[close.end() :].strip(), warnings


def _balanced(text: str) -> bool:
    return text.count('"') % 2 == 0 and text.count("“") == text.count("”")


def _read_rest(head: Citation, rest: str) -> Citation:
    rest = _REVISED.sub("", rest.rstrip(". "))
    if not rest:
        return head
    if match := _CHAPTER.match(rest):
        return _read_chapter(head, match)
    if match := _VOLUME.search(rest):
        return _read_article(head, rest, match)
    if match := _BOOK.match(rest):
        container, publisher, warnings = _split_publisher(match["head"])
        # The catalogue writes "edition 1, volume 1" for every book: that says nothing.
        filler = match["edition"] == "1" and match["volume"] in {"1", None}
        return replace(
            head,
            kind=Kind.BOOK,
            container=container,
            publisher=publisher,
            edition=None if filler else match["edition"],
            volume=None if filler else match["volume"],
            isbn=identifiers.isbn(match["number"]),
            number=None if identifiers.isbn(match["number"]) else match["number"],
            warnings=head.warnings + warnings,
        )
    return _read_paper(head, rest)


def _read_article(head: Citation, rest: str, match: re.Match[str]) -> Citation:
    container, publisher, warnings = _split_publisher(rest[: match.start()])
    pages = _PAGES.match(rest[match.end() :])
    issue = match["issue"]
    return replace(
        head,
        kind=Kind.ARTICLE,
        container=container,
        publisher=publisher,
        volume=match["volume"] or None,
        # RePEc writes C where a journal has continuous volumes without issues.
        issue=None if issue in {"C", ""} else issue,
        pages=pages["pages"].strip() if pages else None,
        warnings=head.warnings + warnings,
    )


def _read_chapter(head: Citation, match: re.Match[str]) -> Citation:
    rest = match["rest"]
    parts = list(_IN_BOOK.finditer(rest))
    found = {name: value for part in parts for name, value in part.groupdict().items() if value}
    if parts:
        book, publisher = rest[: parts[0].start()], rest[parts[-1].end() :].strip(" ,.")
    else:
        book, _, publisher = rest.rpartition(", ")
        book, publisher = (book, publisher) if book else (publisher, "")
    return replace(
        head,
        kind=Kind.CHAPTER,
        container=match["series"],
        editors=split_names(match["editors"] or ""),
        book_title=book.strip(),
        publisher=publisher or None,
        edition=found.get("edition"),
        volume=found.get("volume"),
        chapter=found.get("chapter"),
        pages=found.get("pages"),
    )


def _read_paper(head: Citation, rest: str) -> Citation:
    segments = rest.split(", ")
    numbered = (i for i, s in enumerate(segments) if " " in s and re.search(r"\d", s.split()[-1]))
    last = next(numbered, None)
    if last is None:
        container, number, last = segments[0], None, 0
    else:
        series, number = ", ".join(segments[: last + 1]).rsplit(" ", 1)
        container = series
    software = container == "Statistical Software Components"
    return replace(
        head,
        kind=Kind.SOFTWARE if software else Kind.PAPER,
        container=container,
        number=number,
        publisher=", ".join(segments[last + 1 :]) or None,
    )


def _split_publisher(text: str) -> tuple[str | None, str | None, tuple[str, ...]]:
    """Container and publisher. Both may hold commas: the publisher starts where one is named."""
    segments = [s for s in text.strip(" ,").split(", ") if s]
    if len(segments) < 2:
        return (segments[0] if segments else None), None, ()
    named = (i for i, s in enumerate(segments[1:], start=1) if _PUBLISHER.search(s))
    start = next(named, len(segments) - 1)
    warnings = ("where the publisher's name begins is ambiguous",) if len(segments) > 2 else ()
    return ", ".join(segments[:start]), ", ".join(segments[start:]), warnings
