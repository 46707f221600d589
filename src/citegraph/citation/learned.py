"""References taken apart by a trained sequence model (a conditional random field).

For what the rules cannot read: books, chapters and reports in styles that no manual prescribes.
The model, and what it was trained on, are in the folder `model`; the extra `citegraph[learned]`
installs what runs it.
"""

import re
from functools import cache
from itertools import groupby
from pathlib import Path
from typing import Any, NamedTuple

from citegraph.citation import found, people
from citegraph.citation.fields import Draft, Part, Style
from citegraph.citation.tokens import features, tokens
from citegraph.errors import UsageError
from citegraph.records import Kind

# Rises when the model or what is made of its labels changes.
VERSION = 1
MODEL = Path(__file__).parent / "model" / "references.crfsuite"
WARNING = "a trained model read this: its fields may be wrong"
# The labels of the model, and the fields that they fill.
FIELDS = {
    "title": "title",
    "container": "container",
    "book": "book_title",
    "publisher": "publisher",
    "volume": "volume",
    "issue": "issue",
    "pages": "pages",
    "number": "number",
    "year": "year_stated",
    "edition": "edition",
}
_QUOTES = ("“”", "«»", "‘’", '""', "''")
PEOPLE = {"author": "authors", "editor": "editors"}


class Run(NamedTuple):
    """A stretch of the text that has one label."""

    label: str
    part: Part


def read(text: Part) -> Draft | None:
    """The fields of a reference, or None where the model finds no title or nothing beside it.

    Raises UsageError where the extra is not installed.
    """
    body = found.before_identifiers(text)
    runs = label(body, _tagger())
    draft = Draft(Style.OTHER)
    draft.model = VERSION
    draft.warn(WARNING)
    for name, field in PEOPLE.items():
        for run in runs:
            if run.label == name and field not in draft.values:
                _put_people(draft, field, run.part)
    for name, field in FIELDS.items():
        longest = max((run.part for run in runs if run.label == name), key=_length, default=None)
        if longest and (trimmed := _trimmed(longest, body)):
            draft.put(field, trimmed)
    draft.kind = _kind(draft)
    support = {"authors", "editors", "publisher", "container", "book_title"}
    return draft if "title" in draft.values and support & draft.values.keys() else None


def require() -> None:
    """Raise UsageError where the extra is not installed."""
    _tagger()


def label(text: Part, tagger: Any) -> list[Run]:
    """The text as runs of equal labels, in their order; signs at a run's ends are still with it."""
    split = tokens(text.text)
    if not split:
        return []
    labels = tagger.tag(features(split))
    runs = []
    for name, group in groupby(zip(labels, split, strict=True), key=lambda pair: pair[0]):
        members = [token for _, token in group]
        runs.append(Run(name, text.cut(members[0].start, members[-1].end)))
    return runs


@cache
def _tagger() -> Any:
    try:
        import pycrfsuite
    except ImportError:
        raise UsageError(
            "learned references need the extra: pip install 'citegraph[learned]'"
        ) from None
    tagger = pycrfsuite.Tagger()
    tagger.open(str(MODEL))
    return tagger


def _put_people(draft: Draft, field: str, part: Part) -> None:
    for name, written in people.whole(part.strip(" ,;:")).names:
        draft.add(field, name, written)


def _length(part: Part) -> int:
    return len(part.text)


def _trimmed(part: Part, body: Part) -> Part:
    """Without the signs that part fields; words that are abbreviated keep the last one's stop."""
    part = part.strip(" ,.;:")
    for quotes in _QUOTES:
        opening, closing = (part.text.count(sign) for sign in quotes)
        if (opening != closing) if quotes[0] != quotes[1] else opening % 2:
            part = part.strip(quotes).strip(" ,.;:")
    end = part.end - body.start
    abbreviated = re.search(r"[^\W\d_]\.[ -].*[^\W\d_]$", part.text)
    if abbreviated and body.text[end : end + 1] == ".":
        return body.cut(part.start - body.start, end + 1)
    return part


def _kind(draft: Draft) -> Kind | None:
    values = draft.values
    if "book_title" in values:
        return Kind.CHAPTER
    if "container" in values:
        return Kind.PAPER if "number" in values and "volume" not in values else Kind.ARTICLE
    return Kind.BOOK if "publisher" in values else None
