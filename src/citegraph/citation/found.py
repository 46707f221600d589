"""Identifiers that stand in a reference's text."""

import re

from citegraph import identifiers
from citegraph.citation.fields import Draft, Part

_DOI = re.compile(r"10\.\d{4,9}(?:\.\d+){0,3}/\S{1,255}")
_ARXIV = re.compile(r"arxiv(?:\.org/(?:abs|pdf)/|:\s?|\s)[\w./-]{1,40}", re.IGNORECASE)
_HANDLE = re.compile(r"\b(?:RePEc|ReLIS|mapin):[a-z0-9]{3}:[^\s:]{1,80}:\S{1,200}", re.IGNORECASE)
_ISBN = re.compile(r"\bISBN(?:-1[03])?:?\s?(?P<isbn>[\dXx][\dXx\s–-]{8,20})", re.IGNORECASE)
_TAIL = re.compile(
    r"[\s\[(<]{0,2}(?:\bdoi(?:\s?[:.]|\s10\.)|https?:|\bPMC?ID\b|\bAvailable (?:from|at|online)"
    r"|\b(?:Epub|Erratum|Accessed|Retrieved|URL)\b|\bPublished online"
    r"|\b(?:RePEc|arXiv|Handle|ISBN|ISSN):)",
    re.IGNORECASE,
)


def before_identifiers(text: Part) -> Part:
    """The part of a reference's text that comes before identifiers, addresses and notes on them."""
    tail = _TAIL.search(text.text)
    return text.cut(0, tail.start()).strip() if tail else text


def put(draft: Draft, text: Part) -> None:
    """Set the identifiers that the text gives, in their canonical forms."""
    for name, form, canonical in (
        ("doi", _DOI, identifiers.doi),
        ("arxiv", _ARXIV, identifiers.arxiv),
        ("handle", _HANDLE, identifiers.handle),
    ):
        if (match := form.search(text.text)) and (value := canonical(match[0])):
            draft.put(name, text.cut(match.start(), match.end()).strip(" .,;)"), value)
    if "isbn" not in draft.values and (match := _ISBN.search(text.text)):
        part = text.cut(*match.span("isbn")).strip(" .,;-–")
        if value := identifiers.isbn(part.text):
            draft.put("isbn", part, value)
