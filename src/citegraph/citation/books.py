"""Books and chapters in the styles of journals and manuals."""

import re

from citegraph.citation import people, venue
from citegraph.citation.fields import Draft, Part
from citegraph.citation.publisher import NAMED
from citegraph.records import Kind

_IN = re.compile(r"(?:[.?!,][\"”’']?|[\"”’'])\s[Ii]n(?::\s?|\s(?=[A-Z\"“‘]))")
_EDITORS = re.compile(r"[\s,]{0,2}\(?\b(?:[Ee]ds?\b\.?|[Ee]ditors?\b|[Hh]rsg\.)\)?[.,:;]?\s?")
_PAGES = re.compile(
    r"[\s,.(]{1,3}(?:pp?\.|pages)\s?(?P<pages>[\w.]{1,9}(?:\s?[-–—]\s?[\w.]{1,9})?)\)?"
)
_PLACE = re.compile(
    r"(?:^|[.,?!]\s|\)\s|\s)(?P<place>[A-Z][^:.\d]{1,40}):\s(?P<publisher>[^:]{2,80})$"
)
_EDITION = re.compile(
    r"[\s,.(]{1,3}(?P<edition>(?:\d{1,2}(?:st|nd|rd|th)|[Rr]ev(?:ised)?\.?))\s[Ee]d(?:n|ition)?\b\.?\)?"
)


def read(draft: Draft, text: Part, in_journal: bool) -> bool:
    """Read a book's or a chapter's title and imprint, if the text is one's."""
    inside = _IN.search(text.text)
    if inside and (_EDITORS.search(text.text, inside.end()) or not in_journal):
        _chapter(draft, text, inside)
        return True
    if in_journal:
        return False
    imprint, title = _imprint(draft, text)
    if not imprint:
        return False
    draft.kind = Kind.BOOK
    draft.put("title", _edition(draft, title).strip(' ,.:;"“”'))
    return True


def _chapter(draft: Draft, text: Part, inside: re.Match[str]) -> None:
    title, _, _ = venue.split(text.cut(0, inside.start() + 1))
    draft.kind = Kind.CHAPTER
    draft.put("title", text.cut(0, inside.start()).strip(" ,.:;\"“”‘'") or title)
    rest = text.cut(inside.end())
    if editors := _EDITORS.search(rest.text):
        for part, written in people.whole(rest.cut(0, editors.start())).names:
            draft.add("editors", part, written)
        rest = rest.cut(editors.end())
    if pages := _PAGES.search(rest.text):
        draft.put("pages", rest.cut(*pages.span("pages")).strip(" ."))
        after = rest.cut(pages.end())
        book = rest.cut(0, pages.start())
        imprint, _ = _imprint(draft, after)
        if not imprint:
            _, book = _imprint(draft, book)
    else:
        _, book = _imprint(draft, rest)
    draft.put("book_title", _edition(draft, book).strip(" ,.:;"))


def _imprint(draft: Draft, text: Part) -> tuple[bool, Part]:
    """Set the publisher; the text before the imprint."""
    text = text.strip(" ,.:;")
    if match := _PLACE.search(text.text):
        draft.put("publisher", text.cut(*match.span("publisher")).strip(" ,.;"))
        return True, text.cut(0, match.start("place"))
    stop = max(text.text.rfind(sign) for sign in (". ", "? ", "! ", ", "))
    last = text.cut(stop + 2) if stop >= 0 else text
    if NAMED.search(last.text) and len(last.text) < 80:
        draft.put("publisher", last)
        return True, text.cut(0, max(stop + 1, 0))
    return False, text


def _edition(draft: Draft, text: Part) -> Part:
    if match := _EDITION.search(text.text):
        draft.put("edition", text.cut(*match.span("edition")))
        return text.cut(0, match.start())
    return text
