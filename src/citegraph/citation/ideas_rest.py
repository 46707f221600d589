"""What follows the title in a citation string of IDEAS; REST has one of five shapes.

article    JOURNAL, PUBLISHER, vol. V(I), pages A-B, MONTH.
paper      SERIES NUMBER, PUBLISHER[, revised DATE].
chapter    SERIES, in: EDITORS (ed.), BOOK, edition E, volume V, chapter N, pages A-B, PUBLISHER.
book       SERIES, PUBLISHER, edition E, volume V, number ISBN, MONTH.
software   Statistical Software Components NUMBER, PUBLISHER, revised DATE.
"""

import re

from citegraph import identifiers
from citegraph.citation import found, ideas_names, ideas_papers, publisher
from citegraph.citation.fields import Draft, Part
from citegraph.records import Kind

_VOLUME = re.compile(
    r"vol\.\s?(?P<volume>[^(,]{0,40}?)\s?(?:\((?P<issue>(?:[^()]|\([^()]{0,30}\)){0,60}|[^()]{0,30}\([^()]{0,30})\))?\s?(?=[,.]|$)"
)
_ISSUE = re.compile(r"issue\s(?P<issue>[^,]{1,40})")
_PAGES = re.compile(r"(?:pages?|pp?\.)\s(?P<pages>.*\w.*)")
_MORE_PAGES = re.compile(r"[A-Za-z]?\d+\s?[-–]\s?[A-Za-z]?\d+$")
_ARTICLE_NUMBER = re.compile(r"[A-Za-z]{0,6}-?\d[\w.-]{0,14}$")
_MONTH_NUMBER = re.compile(r"(?:0?[1-9]|1[0-2])$")
_IN_BOOK = re.compile(
    r"(?P<name>edition|volume|chapter|pages?)\s(?P<value>\S{1,20}(?:\s?[-–]\s?\S{1,10})?)$"
)
_FILLERS = ({"edition": "1"}, {"edition": "1", "volume": "1"})
# The order in which IDEAS gives them, so that what stands before them belongs to the title.
_IN_ORDER = ("edition", "volume", "chapter", "page")


def read(draft: Draft, rest: Part) -> None:
    """Read what follows the title."""
    rest = _trim(rest)
    segments = rest.split(", ") if rest else []
    names = [part.text.partition(" ")[0] for part in segments]
    if not segments:
        draft.warn("nothing stands after the title")
    elif "in:" in names and _chapter(draft, rest, names, segments):
        draft.kind = Kind.CHAPTER
    elif _article(draft, rest, segments, names):
        in_book = draft.values.get("container", "").endswith("Chapters")
        draft.kind = Kind.CHAPTER if in_book else Kind.ARTICLE
    elif _book(draft, rest, segments, names):
        draft.kind = Kind.BOOK
    else:
        ideas_papers.read(draft, rest, segments)


def _trim(rest: Part) -> Part:
    """Without the closing full stop, and without `revised ...`, a date of the file."""
    rest = found.before_identifiers(rest).strip()
    if rest.text.endswith("."):
        rest = rest.cut(0, -1).strip()
    revised = rest.text.rfind(", revised ")
    if revised >= 0 and "," not in rest.text[revised + 1 :]:
        rest = rest.cut(0, revised)
    return rest.strip(" ,")


def _last(names: list[str], wanted: set[str]) -> int | None:
    return next((i for i in range(len(names) - 1, -1, -1) if names[i] in wanted), None)


def _article(draft: Draft, rest: Part, segments: list[Part], names: list[str]) -> bool:
    at = _last(names, {"vol."})
    if at is None:
        at = _last(names, {"issue"})
    if at is None:
        return _article_without_volume(draft, rest, segments, names)
    here = rest.cut(segments[at].start - rest.start)
    match = (_VOLUME if names[at] == "vol." else _ISSUE).match(here.text)
    if not match:
        return False
    publisher.split(draft, rest.cut(0, here.start - rest.start))
    groups = match.groupdict()
    if groups.get("volume"):
        draft.put("volume", here.cut(*match.span("volume")))
    # RePEc writes C where a journal has continuous volumes without issues.
    if groups.get("issue") and match["issue"].strip() != "C":
        draft.put("issue", here.cut(*match.span("issue")).strip())
    after = here.cut(match.end()).strip(" ,.")
    _after_volume(draft, after)
    return True


def _article_without_volume(
    draft: Draft, rest: Part, segments: list[Part], names: list[str]
) -> bool:
    at = _last(names, {"pages"})
    # No paper has a month, and of books an edition or volume is told with it.
    if (
        not at
        and ideas_papers.MONTH.match(segments[-1].text)
        and not {"edition", "volume"} & set(names)
    ):
        at = len(segments) - 1
    if not at or "number" in names:
        return False
    publisher.split(draft, rest.cut(0, rest.to(segments[at - 1])))
    _after_volume(draft, rest.cut(segments[at].start - rest.start))
    return True


def _after_volume(draft: Draft, text: Part) -> None:
    """Pages or the number that stands for them; months and seasons, which are left out."""
    parts = text.split(", ")
    first = parts[0]
    if pages := _PAGES.match(first.text):
        last = first
        for part in parts[1:]:
            if not _MORE_PAGES.match(part.text):
                break
            last = part
        begin = pages.start("pages")
        draft.put("pages", text.cut(begin, text.to(last)).strip())
    elif _MONTH_NUMBER.match(first.text):
        draft.warn("whether a number after the volume is a month or an article is ambiguous")
    elif _ARTICLE_NUMBER.match(first.text):
        draft.put("pages", first)


def _chapter(draft: Draft, rest: Part, names: list[str], segments: list[Part]) -> bool:
    at = names.index("in:")
    draft.put("container", publisher.join(rest, segments[:at]))
    if names.count("in:") > 1:
        draft.warn("where the series ends and the book begins is ambiguous")
    book = rest.cut(segments[at].start - rest.start + len("in:")).strip()
    editors = re.search(r"\s?\((?:eds?|editors?)\.?\),\s", book.text)
    if editors:
        ideas_names.put(draft, "editors", book.cut(0, editors.start()))
        book = book.cut(editors.end())
    _in_book(draft, book)
    return True


def _in_book(draft: Draft, text: Part) -> None:
    """`BOOK, edition E, volume V, chapter N, pages A-B, PUBLISHER`: the last such run counts."""
    segments = text.split(", ")
    matches = [_IN_BOOK.match(part.text) for part in segments]
    end = next((i for i in range(len(matches) - 1, -1, -1) if matches[i]), None)
    if end is None:
        _book_and_publisher(draft, text, segments)
        return
    begin, follows = end, len(_IN_ORDER)
    while begin >= 0 and (match := matches[begin]) and (rank := _rank(match)) < follows:
        begin, follows = begin - 1, rank
    if (begin >= 0 and any(matches[: begin + 1])) or follows == 1:
        draft.warn("where the book's title ends is ambiguous")
    for part, match in zip(
        segments[begin + 1 : end + 1], matches[begin + 1 : end + 1], strict=True
    ):
        if match:
            name = _IN_ORDER[_rank(match)]
            # Where the catalogue has no pages, `pages -` is what is left.
            value = part.cut(*match.span("value"))
            if value.text.strip("-–"):
                draft.put("pages" if name == "page" else name, value)
    draft.put("book_title", publisher.join(text, segments[: begin + 1]))
    draft.put("publisher", publisher.join(text, segments[end + 1 :]))


def _rank(match: re.Match[str]) -> int:
    return _IN_ORDER.index(match["name"].removesuffix("s"))


def _book_and_publisher(draft: Draft, text: Part, segments: list[Part]) -> None:
    if len(segments) == 1:
        draft.put("book_title", text)
        return
    named = [i for i, part in enumerate(segments) if i and publisher.names(part)]
    start = named[0] if named else len(segments) - 1
    if len(segments) > 2 or not named:
        draft.warn("where the book's title ends and the publisher begins is ambiguous")
    draft.put("book_title", publisher.join(text, segments[:start]))
    draft.put("publisher", publisher.join(text, segments[start:]))


def _book(draft: Draft, rest: Part, segments: list[Part], names: list[str]) -> bool:
    number = _last(names, {"number"})
    head = number or _last(names, {"edition", "volume"}) or 0
    if not head or (not number and not _IN_BOOK.match(segments[head].text)):
        return False
    head += not number
    stated: dict[str, Part] = {}
    for name in ("volume", "edition"):
        if head > 1 and names[head - 1] == name:
            head -= 1
            stated[name] = segments[head].cut(len(name) + 1).strip()
    publisher.split(draft, rest.cut(0, rest.to(segments[head - 1])))
    # The catalogue writes "edition 1, volume 1" for every book: that says nothing.
    if {name: part.text for name, part in stated.items()} not in _FILLERS:
        for name, part in stated.items():
            draft.put(name, part)
    if number:
        part = segments[number].cut(len("number ")).strip(" .")
        canonical = identifiers.isbn(part.text)
        draft.put("isbn" if canonical else "number", part, canonical)
    return True
