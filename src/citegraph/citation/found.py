"""Identifiers that stand in a reference's text."""

import re

from citegraph import identifiers
from citegraph.citation.fields import Draft, Part

_DOI = re.compile(r"10\.\d{4,9}(?:\.\d+){0,3}/\S{1,255}")
_ARXIV = re.compile(r"arxiv(?:\.org/(?:abs|pdf)/|:\s?|\s)[\w./-]{1,40}", re.IGNORECASE)
_HANDLE = re.compile(r"\b(?:RePEc|ReLIS|mapin):[a-z0-9]{3}:[^\s:]{1,80}:\S{1,200}", re.IGNORECASE)
_ISBN = re.compile(r"\bISBN(?:-1[03])?:?\s?(?P<isbn>[\dXx][\dXx\s–-]{8,20})", re.IGNORECASE)


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
