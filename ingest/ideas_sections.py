"""The sections of an IDEAS item page: which lines stand under which heading.

Single words such as "Citations" are headings of the page and may be lines of an abstract. So the
suggested citation, which every page has, divides the page: author, programming language and
abstract stand above it, everything else below, in the page's order.
"""

import re
from typing import NamedTuple

from citegraph.ingest.page import Line

Headings = tuple[tuple[str, str], ...]

_ABOVE: Headings = (
    ("author", r"authors?|author\(s\)"),
    ("programming", r"programming language"),
    ("abstract", r"abstract"),
    ("programming", r"programming language"),
)
_BELOW: Headings = (
    ("citation", r"suggested citation"),
    ("download", r"download full text from publisher|download"),
    ("alternative", r"as the access to this document is restricted.*"),
    ("versions", r"other versions of this item"),
    ("references", r"references listed on ideas|references"),
    ("full references", r"full references.*"),
    ("citations", r"citations|cited by|blog mentions|most cited.*"),
    ("related", r"most related items|related works & more"),
    ("more", r"more about this item"),
    ("corrections", r"corrections|access and download statistics|all material on this site.*"),
)
_TOPICS: Headings = (
    ("keywords", r"keywords"),
    ("jel", r"jel classification"),
    ("other", r"nep fields|statistics|access and download statistics|lists|rankings|nep-.*"),
)
_TAB = re.compile(
    r"(?:• )?(?:authors? & abstract|[\d,]+ (?:references?|citations?)|most related"
    r"|related works & more)",
    re.IGNORECASE,
)
# These words alone are a tab only beside another tab.
_TAB_BESIDE = re.compile(r"(?:• )?(?:download|references?|citations?|corrections)", re.IGNORECASE)
_PREAMBLE = re.compile(
    r"(?:ideas home|printed from|my bibliography|save this|advanced search|economic literature)",
    re.IGNORECASE,
)


class Sections(NamedTuple):
    """`preamble` is the furniture above the title, `top` the title and what follows unheaded."""

    preamble: list[Line]
    top: list[Line]
    under: dict[str, list[Line]]
    topics: dict[str, list[Line]]


def read_sections(lines: list[Line]) -> Sections:
    """Divide a page. A heading that is there with nothing under it has an empty list."""
    lines = _without_tabs(lines)
    middle = next(
        (i for i, line in enumerate(lines) if _heading(line) == "suggested citation"), None
    )
    if middle is None:
        under = _split(lines, _ABOVE + _BELOW)
    else:
        under = _split(lines[middle:], _BELOW) | _split(lines[:middle], _ABOVE)
    start = under.pop("")
    return Sections(
        preamble=[line for line in start if _PREAMBLE.match(line.text)],
        top=[line for line in start if not _PREAMBLE.match(line.text)],
        under=under,
        topics=_split(under.get("more", []), _TOPICS),
    )


def _heading(line: Line) -> str:
    return line.text.rstrip(":").strip().lower()


def _split(lines: list[Line], headings: Headings) -> dict[str, list[Line]]:
    """Lines by heading, each heading looked for only after the one before it."""
    found: dict[str, list[Line]] = {"": []}
    current, position = "", 0
    for line in lines:
        for index in range(position, len(headings)):
            name, pattern = headings[index]
            if re.fullmatch(pattern, _heading(line)):
                current, position = name, index + 1
                found[name] = []
                break
        else:
            found[current].append(line)
    return found


def _without_tabs(lines: list[Line]) -> list[Line]:
    """The page without the labels of its tabs, which say the words of headings."""
    certain = [bool(_TAB.fullmatch(line.text)) for line in lines]
    tabs = list(certain)
    for step in (1, -1):
        order = range(len(lines)) if step == 1 else range(len(lines) - 1, -1, -1)
        for i in order:
            beside = 0 <= i - step < len(lines) and tabs[i - step]
            tabs[i] = tabs[i] or (beside and bool(_TAB_BESIDE.fullmatch(lines[i].text)))
    return [line for line, tab in zip(lines, tabs, strict=True) if not tab]
