"""The citation strings that IDEAS generates: the head that all kinds share.

    [N.] AUTHORS, YEAR | "undated". "TITLE," REST

The strings are generated from catalogue fields, so rules suffice; what the text leaves ambiguous
is said in `warnings`. See REST in `citegraph.citation.ideas_rest`.
"""

import re

from citegraph.citation import ideas_names, ideas_rest
from citegraph.citation.fields import Draft, Part, Style

_HEAD = re.compile(
    r"(?:^|,\s*)(?P<year>[\"“”]undated[\"“”]|\d{4}(?:[-–/]\d{2,4})?[a-z]?)\.\s?(?=[\"“”„])"
)
_CLOSER = re.compile(r"[,?!.][\"”](?=\s|$)")
_STOP = re.compile(r"[\w)\]]{2}\.(?=\s)")
_QUOTE = re.compile(r"[\"“”]")
_EDITORS = re.compile(r"\s*\((?:eds?|editors?)\.?\)", re.IGNORECASE)
# What other styles write where IDEAS writes `vol. 12(3), pages 1-9`.
_OTHER_STYLE = re.compile(
    r"\d{1,4}\s?(?:\([^()]{1,30}\))?\s?[,:;]\s?(?:pp?\.\s?)?\d{1,6}(?:\s?[-–]|\.?$)"
)


def read(text: Part) -> Draft | None:
    """The fields of a string in the grammar above, or None when it has not that shape."""
    head = _HEAD.search(text.text)
    if not head:
        return None
    draft = Draft(Style.IDEAS)
    _put_people(draft, text.cut(0, head.start()))
    draft.put("year_stated", text.cut(*head.span("year")).strip('"“”'))
    rest = _put_title(draft, _first_version(draft, text.cut(head.end() + 1)))
    if rest is None or _is_other_style(rest.text):
        return None
    ideas_rest.read(draft, rest)
    return draft


def _put_people(draft: Draft, text: Part) -> None:
    """Authors; or editors, where the last name is followed by `(ed.)`."""
    marks = list(_EDITORS.finditer(text.text))
    if not marks:
        ideas_names.put(draft, "authors", text)
        return
    position = 0
    for mark in marks:
        ideas_names.put(draft, "editors", text.cut(position, mark.start()))
        position = mark.end()
    ideas_names.put(draft, "authors", text.cut(position))


def _put_title(draft: Draft, text: Part) -> Part | None:
    """Set the title; what follows its closing quote, or None where there is none.

    The title closes at the first `,"`, `?"`, `!"` or `."` after which the quotes on either side
    balance: inner quotes may be straight or curly.
    """
    closers = list(_CLOSER.finditer(text.text))
    if not closers:
        return None
    balanced = _balanced(text.text, closers)
    close = (balanced or closers)[0]
    if len(balanced) != 1:
        draft.warn("the title's closing quote is ambiguous")
    title = text.cut(0, close.end() - 1).strip()
    if title.text.endswith((",", ".")) and not title.text.endswith("..."):
        title = title.cut(0, -1)
    draft.put("title", title.strip())
    return text.cut(close.end()).strip()


def _balanced(text: str, closers: list[re.Match[str]]) -> list[re.Match[str]]:
    """The closers with balanced quotes before and after them, in one walk over the text."""
    signs = _QUOTE.findall(text)
    total = {sign: signs.count(sign) for sign in '"“”'}
    before = dict.fromkeys('"“”', 0)
    position, found = 0, []
    for closer in closers:
        for sign in _QUOTE.findall(text, position, closer.start()):
            before[sign] += 1
        position = closer.start()
        after = {sign: total[sign] - before[sign] for sign in total}
        after[closer[0][-1]] -= 1
        if all(side['"'] % 2 == 0 and side["“"] == side["”"] for side in (before, after)):
            found.append(closer)
    return found


def _first_version(draft: Draft, text: Part) -> Part:
    """A copied page may run other versions of the work on: the first one is the reference.

    The next one begins after the last full stop that is not an initial's.
    """
    second = _HEAD.search(text.text)
    if not second or not _CLOSER.search(text.text, 0, second.start()):
        return text
    stops = [match.end() for match in _STOP.finditer(text.text, 0, second.start())]
    if not stops:
        return text
    draft.warn("other versions follow in the same text")
    return text.cut(0, stops[-1])


def _is_other_style(rest: str) -> bool:
    """Whether a quoted title is followed as in a journal's reference list, not as in IDEAS."""
    generated = re.search(r"\b(?:vol\.|pages|in:|number|issue)\s", rest)
    return not generated and _OTHER_STYLE.search(rest) is not None
