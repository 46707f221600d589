"""A reference string on one line: line breaks joined, words that they divided made whole."""

import re
from typing import NamedTuple

_MARKER = re.compile(
    r"\s*(?:\[\d{1,4}\]|\(\d{1,3}\)|(?!(?:1[5-9]|20)\d\d\.)\d{1,4}\.(?=\s)|[•*·])\s*"
)
_BREAK = re.compile(
    r"(?P<hyphen>(?<=\w)[-‐]\s?\n\s*(?=\w))|(?P<joint>(?<=/)\s?\n\s*|\xad\s*)"
    r"|(?P<space>[^\S ]\s*|\s{2,})"
)
# Second halves of compounds that are written with a hyphen wherever they stand.
_COMPOUND = re.compile(
    r"(?:associated|based|bearing|binding|century|class|containing|controlled|coupled"
    r"|deficient|dependent|derived|dimensional|effect|free|guided|income|independent"
    r"|induced|level|like|making|mediated|negative|onset|oriented|positive|protein"
    r"|reducing|related|resistant|response|rich|risk|scale|selective|sensitive|series"
    r"|specific|stage|term|treated|type|wide)\b"
)
_GREEK = re.compile(r"\b(?:alpha|beta|gamma|delta|kappa)\Z", re.IGNORECASE)


class Line(NamedTuple):
    """The text on one line, and where each of its letters stood in the raw string."""

    text: str
    offsets: list[int]


def tidy(raw: str) -> Line:
    """Join the lines of a string and drop the number or bullet before it.

    >>> tidy("3. Endo-\\nscopic, long-\\nterm results").text
    'Endoscopic, long-term results'
    """
    marker = _MARKER.match(raw)
    position = marker.end() if marker else 0
    text: list[str] = []
    offsets: list[int] = []
    end = len(raw.rstrip())
    for match in _BREAK.finditer(raw, position, end):
        text.append(raw[position : match.start()])
        offsets.extend(range(position, match.start()))
        position = match.end()
        if match["hyphen"]:
            kept = "-" if _keeps_hyphen(raw, match.start(), match.end()) else ""
        else:
            kept = " " if match["space"] else ""
        text.append(kept)
        offsets.extend([match.start()] * len(kept))
    text.append(raw[position:end])
    offsets.extend(range(position, end))
    return Line("".join(text), offsets)


def _keeps_hyphen(raw: str, start: int, end: int) -> bool:
    """Whether the hyphen at a line's end belongs to the word.

    It does between digits, before a capital (unless all is in capitals), and where what follows
    is the second half of a compound.
    """
    before, after = raw[start - 1], raw[end]
    if before.isdigit() or after.isdigit():
        return True
    if after.isupper():
        return not (before.isupper() and raw[end + 1 : end + 2].isupper())
    return bool(
        before.isupper()
        or _COMPOUND.match(raw, end)
        or _GREEK.search(raw[max(0, start - 6) : start])
    )
