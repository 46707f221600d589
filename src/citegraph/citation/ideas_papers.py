"""Working papers and software in IDEAS strings: see `citegraph.citation.ideas_rest`."""

import re

from citegraph import identifiers
from citegraph.citation import publisher
from citegraph.citation.fields import Draft, Part
from citegraph.records import Kind

_SOFTWARE = {"Statistical Software Components", "QM&RBC Codes"}
_NUMBER = re.compile(r"(?:[a-z-]+:)*[\w./-]{0,30}\d[\w./:;,+–-]*(?:\(\d{1,4}\))?$")
_ROMAN = re.compile(r"[IVXLC]{1,7}$")
_LABEL = re.compile(r"(?:No|Nos|Nr|N°|Nº|no|nr|number|#)\.?$")
# A volume of conference papers or the like is named by its year, before the paper's number.
_YEAR = re.compile(r"(?:19|20)\d\d$")
_SMALL = re.compile(r"\d{1,3}$")
_SERIES_ENDS = re.compile(r"(?:s|\W|[Pp]aper|[Cc]ahier|[Ss]érie|No\.?)$")
_CODE = re.compile(r"[A-Z]{1,4}$|-$")
MONTH = re.compile(
    r"\b(?:January|February|March|April|May|June|July|August|September|October|November|December)$"
)


def read(draft: Draft, rest: Part, segments: list[Part]) -> None:
    """`SERIES NUMBER, PUBLISHER`: the number is the last word of the first part that has one."""
    last = next((i for i, part in enumerate(segments) if _numbered(part, first=i == 0)), None)
    if last is None:
        draft.warn("whether this is a paper is ambiguous: it has no number")
        draft.put("container", segments[0])
        if len(segments) > 2 or (len(segments) == 2 and not publisher.names(segments[1])):
            draft.warn("where the series ends and the publisher begins is ambiguous")
        last = 0
    else:
        whole = rest.cut(0, rest.to(segments[last]))
        if last > 0 or any(_numbered(part, first=False) for part in segments[last + 1 :]):
            draft.warn("where the series ends and the publisher begins is ambiguous")
        _number(draft, whole)
    draft.put("publisher", publisher.join(rest, segments[last + 1 :]))
    software = draft.values.get("container") in _SOFTWARE
    draft.kind = Kind.SOFTWARE if software else Kind.PAPER
    if "number" not in draft.values and "editors" in draft.values:
        draft.kind = Kind.BOOK
    if draft.values.get("publisher") == "arXiv.org" and (number := draft.values.get("number")):
        draft.values["arxiv"] = identifiers.arxiv(number)


def _numbered(part: Part, *, first: bool) -> bool:
    head, _, last = part.text.rpartition(" ")
    if not head or (not first and publisher.NAMED.search(head)):
        return False
    # The name of a meeting holds its days: `2010 Annual Meeting, July 25-27, 2010, Denver`.
    if not first and MONTH.search(head):
        return False
    return bool(_NUMBER.match(last) or (first and _ROMAN.match(last)))


def _number(draft: Draft, text: Part) -> None:
    words = text.text.split(" ")
    taken = 2 if len(words) > 2 and _LABEL.match(words[-2]) else 1
    at = len(text.text) - len(" ".join(words[-taken:]))
    before = words[-taken - 1]
    number = words[-1]
    if (
        _YEAR.match(number)
        or _ROMAN.match(number)
        or any(c.isdigit() for c in before)
        or _CODE.search(before)
        or (_SMALL.match(number) and not _SERIES_ENDS.search(before))
    ):
        draft.warn("where the series' name ends and the number begins is ambiguous")
    draft.put("container", text.cut(0, at).strip())
    draft.put("number", text.cut(at))
