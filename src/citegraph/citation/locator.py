"""Where in its journal an article stands: volume, issue and pages, in the forms styles give them.

127:1291-9    105(36):13274-13279    45, 381-393    vol. 3, no. 2, pp. 1-9    6(3):e17024
"""

import re
from typing import NamedTuple

_PAGE = r"(?:[A-Za-z]{1,4}-?)?\d{1,7}(?:\.e?\d{1,4})?[A-Za-z]?"
_RANGE = rf"(?:{_PAGE}\s?[-–—‐−]{{1,2}}\s?{_PAGE}|[ivxl]{{1,7}}\s?[-–—]\s?[ivxl]{{1,7}})"
_VOLUME = r"(?P<volume>(?<![\w.\-–])[A-Z]{0,2}\d{1,4}[A-Z]?(?:[-–/]\d{1,4})?)"
_SUPPLEMENT = r"(?:[ ,]{1,2}(?P<part>(?:Suppl|Pt|Part|Spec No)[a-z]{0,6}\.?(?:\s?[\dA-Z]{1,3})?))?"
_ISSUE = rf"\s{{0,2}}(?:\(\s?(?P<issue>[^()]{{1,40}}?)\s?\))?{_SUPPLEMENT}"
_PP = r"(?:(?:pp?|pages|pg|Art(?:icle)?(?:\s(?:ID|no\.?|number))?)\b\.?\s?)?"
_COLON = re.compile(rf"{_VOLUME}{_ISSUE}\s?:\s{{0,2}}{_PP}(?P<pages>{_RANGE}|{_PAGE})(?![\w%])")
# From the form that tells most; each is searched for in the whole text.
_FORMS = (
    re.compile(
        r"\b(?:[Vv]ol(?:ume|\.)?|[Bb]and|Bd\.)\s?(?P<volume>[A-Z]?\d{1,4}[A-Z]?)"
        r"(?:\s?\((?P<paren>[^()]{1,40})\)|[,;.]?\s(?:[Nn]os?\.?|[Nn][°º]|[Ii]ss(?:ue|\.)|[Hh]eft)\s?"
        r"(?P<issue>[\w/–-]{1,12}))?"
        rf"(?:[^\d]{{0,40}}(?:\(?(?P<year>(?:1[5-9]|20)\d\d)\)?)?[:,;.]\s?{_PP}(?P<pages>{_RANGE}|{_PAGE}))?"
    ),
    re.compile(
        rf"{_VOLUME}[,;]?\s(?:[Nn]o\.?|[Ii]ssue)\s?(?P<issue>[\w/–-]{{1,12}})[^\d]{{0,40}}"
        rf"(?:\(?(?P<year>(?:1[5-9]|20)\d\d)\)?)?[:,;]\s?{_PP}(?P<pages>{_RANGE}|{_PAGE})"
    ),
    _COLON,
    re.compile(
        rf"{_VOLUME}{_ISSUE}\s?[,;](?:\s[A-Z][a-z]{{2,8}},)?\s{{0,2}}{_PP}(?P<pages>{_RANGE})(?![\w%])"
    ),
    re.compile(
        rf"{_VOLUME}\s?\((?P<issue>[^()]{{1,40}})\)\s?[,;]\s?{_PP}(?P<pages>{_PAGE})(?![\w%])"
    ),
    re.compile(
        rf"{_VOLUME}\s?[,;]\s?{_PP}(?P<pages>(?!(?:19|20)\d\d\b){_PAGE})(?=\.?\s?(?:$|\((?:1[5-9]|20)\d\d\)))"
    ),
    re.compile(rf"{_VOLUME}\s?\((?P<issue>[^()]{{1,40}})\)\.?$"),
)
_YEAR = re.compile(r"(?:1[5-9]|20)\d\d[a-z]?")
Span = tuple[int, int]


class Place(NamedTuple):
    """Where in a text the place of an article stands, and each of its parts."""

    start: int
    end: int
    volume: Span
    issue: Span | None
    pages: Span | None
    year: Span | None
    others: bool


def find(text: str) -> Place | None:
    """The place of an article: the last one of the form that tells most.

    A year in brackets is no issue, and before a comma it is no volume.
    """
    for form in _FORMS:
        found = [
            match
            for match in form.finditer(text)
            if form is _COLON or not _YEAR.fullmatch(match["volume"])
        ]
        if found:
            return _place(found[-1], others=len(found) > 1)
    return None


def _place(match: re.Match[str], *, others: bool) -> Place:
    groups = match.groupdict()
    spans = {name: match.span(name) for name, value in groups.items() if value}
    issue = spans.get("issue") or spans.get("paren")
    year = spans.get("year")
    if issue and _YEAR.fullmatch(match.string, *issue):
        issue, year = spans.get("part"), issue
    return Place(
        match.start(),
        match.end(),
        spans["volume"],
        issue or spans.get("part"),
        spans.get("pages"),
        year,
        others,
    )
