"""Books and chapters in the styles of journals and manuals."""

import re

from citegraph.citation import people
from citegraph.citation.fields import Draft, Part
from citegraph.citation.publisher import NAMED
from citegraph.records import Kind

_IN = re.compile(r"(?:[.?!,][\"”’']?|[\"”’'])\s[Ii]n(?::\s?|\s(?=[A-Z\"“‘]))")
_EDITORS = re.compile(r"[\s,]{0,2}\(?\b(?:[Ee]ds?\b\.?|[Ee]ditors?\b|[Hh]rsg\.)\)?[.,:;]?\s?")
PAGES = re.compile(
    r"[\s,.(]{1,3}(?:pp?\.|pages)\s?(?P<pages>[\w.]{1,9}(?:\s?[-–—]\s?[\w.]{1,9})?)\)?"
)
_PLACE = re.compile(
    r"(?:\A|[.?!)\]][\"”]?\s|\()(?P<place>[A-Z][^:.\d]{1,40}|St\. [A-Z]\w{1,20}):\s"
    r"(?P<publisher>[A-Z][^:]{1,80})$"
)
_TOWN_AFTER_COMMA = re.compile(
    r",\s(?P<place>[A-Z][\w.-]{1,20}(?:\s[A-Z][\w.-]{1,20}){0,2}):\s"
    r"(?P<publisher>[A-Z][^\s:]{1,30}(?:\s[^\s:]{1,30}){0,3})$"
)
_SEGMENT = re.compile(r"[.,?!)]\s(?=[A-Z])")
_EDITION = re.compile(
    r"[\s,.(]{1,3}(?P<edition>(?:\d{1,2}(?:st|nd|rd|th)|[Rr]ev(?:ised)?\.?))\s[Ee]d(?:n|ition)?\b\.?\)?"
)


def read(draft: Draft, text: Part, *, in_journal: bool) -> bool:
    """Read a book's or a chapter's title and imprint, if the text is one's."""
    inside = _IN.search(text.text)
    if inside and (_EDITORS.search(text.text, inside.end()) or not in_journal):
        _chapter(draft, text, inside)
        return True
    if in_journal:
        return False
    title, publisher = _imprint(text)
    if not publisher or not title:
        return False
    draft.kind = Kind.BOOK
    draft.put("publisher", publisher)
    draft.put("title", _edition(draft, title).strip(' ,.:;"“”'))
    return True


def _chapter(draft: Draft, text: Part, inside: re.Match[str]) -> None:
    draft.kind = Kind.CHAPTER
    draft.put("title", text.cut(0, inside.start()).strip(" ,.:;\"“”‘'"))
    rest = text.cut(inside.end())
    if editors := _EDITORS.search(rest.text):
        for part, written in people.whole(rest.cut(0, editors.start())).names:
            draft.add("editors", part, written)
        rest = rest.cut(editors.end())
    if pages := PAGES.search(rest.text):
        draft.put("pages", rest.cut(*pages.span("pages")).strip(" ."))
        book = rest.cut(0, pages.start())
        _, publisher = _imprint(rest.cut(pages.end()), title=False)
        if not publisher:
            book, publisher = _imprint(book)
    else:
        book, publisher = _imprint(rest)
    draft.put("publisher", publisher)
    draft.put("book_title", _edition(draft, book).strip(" ,.:;"))


def _imprint(text: Part, *, title: bool = True) -> tuple[Part, Part | None]:
    """The text before the imprint, and the publisher: `Place: Publisher`, or one that is named.

    With `title`, something has to stand before the imprint.
    """
    text = text.strip(" ,.:;")
    match = _PLACE.search(text.text)
    if title and (not match or not match.start("place")):
        match = _TOWN_AFTER_COMMA.search(text.text)
    if match:
        publisher = text.cut(*match.span("publisher")).strip(" ,.;")
        return text.cut(0, match.start("place")), publisher
    begin = 0
    for end in _SEGMENT.finditer(text.text):
        begin = end.end()
        segment = text.cut(begin, (after := _SEGMENT.search(text.text, begin)) and after.start())
        if NAMED.search(segment.text) and len(segment.text.split()) < 8:
            return _without_town(text.cut(0, end.start() + 1)), segment.strip(" .,")
    if begin == 0 and NAMED.search(text.text) and len(text.text) < 80:
        return text.cut(0, 0), text
    return text, None


def _without_town(text: Part) -> Part:
    """The text before `New York, Basic Books` may end in the town, a sentence of three words."""
    stop = max(text.text.rfind(sign, 0, -1) for sign in (". ", "? ", "! "))
    is_town = stop > 0 and len(text.text[stop + 2 :].split()) <= 3 and text.text.endswith(",")
    return text.cut(0, stop + 1) if is_town else text


def _edition(draft: Draft, text: Part) -> Part:
    if match := _EDITION.search(text.text):
        draft.put("edition", text.cut(*match.span("edition")))
        return text.cut(0, match.start())
    return text
