"""How well a work fits a reference, field by field: evidence for and against, and a score.

Each field that both give adds to the logarithm of the odds that the two are one work, after
Fellegi and Sunter, A theory for record linkage, Journal of the American Statistical Association
64 (1969); what is missing adds little or nothing. The weights were fitted by logistic regression
on pairs of records (see docs/matching.md). A veto forbids a match, whatever the evidence.
"""

import math
import re
from operator import attrgetter
from typing import NamedTuple

from rapidfuzz import fuzz

from citegraph.records import Kind
from citegraph.resolve.description import Author, Description
from citegraph.resolve.identity import GENERIC_TITLES

# By how alike the titles are (see `_title`), then by the letters of the shorter one.
_TITLE = {
    "same": 2.86,
    "close": 1.53,
    "near": 0.1,
    "without subtitle": 0.8,
    "contained": -0.35,
    "alike": -0.04,
    "faint": -1.19,
    "different": -3.1,
}
_LENGTH = ((20, -0.26), (36, 1.35), (10_000, 2.7))
# From this likeness on, in percent, titles are near.
_NEAR = 86
# Levels at which titles agree, so that their length counts.
_AGREEING = frozenset({"same", "close", "near", "without subtitle", "contained"})
_AUTHORS = {
    "all": 1.98,
    "one": 0.79,
    "most": 0.62,
    "one of many": 0.0,
    "some": -0.6,
    "none": -2.5,
    "missing": -0.88,
}
_YEAR = {0: 0.0, 1: -1.2}
_OTHER_YEAR = -5.0
_NO_YEAR = -0.42
_PRIOR = -1.63
# Where the titles leave it open, these tell works apart: same, differs.
_PLACES = {"volume": (1.2, -1.5), "page": (3.2, -2.0), "number": (1.5, -3.0)}
_places = attrgetter(*_PLACES)
_CONTAINER = 0.62
# The most that may be found of titles, of those that are not near as a whole, and of authors.
_MOST_LENGTH = max(weight for _, weight in _LENGTH)
_MOST_TITLE = max(_TITLE.values()) + _MOST_LENGTH
_MOST_UNLIKE = max(
    *(_TITLE[level] for level in ("alike", "faint", "different")),
    _TITLE["contained"] + _MOST_LENGTH,
)
_MOST_AUTHORS = max(_AUTHORS.values())
_SEQUEL = re.compile(
    r"(?:^| )(?:(?:part|volume|vol|no|number|chapter|section|lecture) (\d+)|(1?\d|20|[ivx]+))$"
)


class Comparison(NamedTuple):
    """A work against a reference.

    `evidence` is the logarithm of the odds, `score` the probability that follows from it, both
    rounded to six digits; `agree` and `differ` name fields; `veto` says why it is no match.
    """

    score: float
    evidence: float
    agree: tuple[str, ...]
    differ: tuple[str, ...]
    veto: str | None = None


def compare(one: Description, other: Description) -> Comparison:
    """Weigh two descriptions; which of them is the reference is no matter."""
    agree: list[str] = []
    differ: list[str] = []
    evidence = _PRIOR
    title, likeness = _title(one, other)
    evidence += _TITLE[title]
    length = min(len(one.title), len(other.title))
    if title in _AGREEING:
        agree.append("title")
        evidence += _of_length(length)
    elif one.title and other.title:
        differ.append("title")
    authors = _authors(one.authors, other.authors)
    evidence += _AUTHORS[authors]
    if authors in {"all", "one", "most", "one of many"}:
        agree.append("authors")
    elif authors != "missing":
        differ.append("authors")
    if authors in {"none", "missing"} and "title" in agree and length <= _LENGTH[0][0]:
        evidence -= 1.43
    if one.year is None or other.year is None:
        evidence += _NO_YEAR
    else:
        apart = abs(one.year - other.year)
        evidence += _YEAR.get(apart, _OTHER_YEAR)
        (differ if apart else agree).append("year")
    for field, (same, apart_by) in _PLACES.items():
        a, b = getattr(one, field), getattr(other, field)
        if a and b:
            evidence += same if a == b else apart_by
            (agree if a == b else differ).append(field)
    if _same_container(one.container, other.container):
        evidence += _CONTAINER
        agree.append("container")
    evidence = round(evidence, 6)
    veto = _veto(one, other, likeness, agree)
    score = round(1 / (1 + math.exp(-evidence)), 6)
    return Comparison(score, evidence, tuple(agree), tuple(differ), veto)


def may_reach(least: float, one: Description, other: Description) -> bool:
    """Whether `compare` may find so much evidence; what costs little is looked at first.

    Where the answer is no, it cannot: nearly all works of a block are ruled out at a tenth of
    the cost of a comparison.
    """
    least -= 1e-6  # `compare` rounds, and adds in another order
    most = _PRIOR + _MOST_TITLE + _MOST_AUTHORS + _CONTAINER
    if one.year is None or other.year is None:
        most += _NO_YEAR
    else:
        most += _YEAR.get(abs(one.year - other.year), _OTHER_YEAR)
    for (same, apart), a, b in zip(_PLACES.values(), _places(one), _places(other), strict=True):
        if a and b:
            most += same if a == b else apart
    if most < least or (most - _MOST_TITLE + _MOST_UNLIKE < least and not _is_near(one, other)):
        return False
    title = _title(one, other)[0]
    most += _TITLE[title] - _MOST_TITLE
    if title in _AGREEING:
        most += _of_length(min(len(one.title), len(other.title)))
    if most < least:
        return False
    return most - _MOST_AUTHORS + _AUTHORS[_authors(one.authors, other.authors)] >= least


def _is_near(one: Description, other: Description) -> bool:
    """Whether the titles are alike as a whole, or one is the other without its subtitle."""
    a, b = one.title, other.title
    return bool(
        a in {b, other.main}
        or b == one.main
        or fuzz.ratio(a, b, score_cutoff=_NEAR)
        or fuzz.token_sort_ratio(a, b, score_cutoff=_NEAR)
    )


def _of_length(length: int) -> float:
    """The evidence of titles that agree, by the letters of the shorter one."""
    return next(weight for most, weight in _LENGTH if length <= most)


def _title(one: Description, other: Description) -> tuple[str, float]:
    """How alike the titles are, as a level of `_TITLE` and as a number from 0 to 1.

    The cutoffs, in percent, save time: what is below them makes no difference.
    """
    a, b = one.title, other.title
    if not a or not b:
        return "alike", 0.0
    if a == b:
        return "same", 1.0
    likeness = (
        max(ratio(a, b, score_cutoff=70) for ratio in (fuzz.ratio, fuzz.token_sort_ratio)) / 100
    )
    for level, least in (("same", 0.985), ("close", 0.92), ("near", _NEAR / 100)):
        if likeness >= least:
            return level, likeness
    if a == other.main or b == one.main:
        return "without subtitle", likeness
    part = whole = 0.0
    if min(len(a), len(b)) >= 15:
        part = fuzz.partial_ratio(a, b, score_cutoff=85) / 100
        whole = fuzz.token_set_ratio(a, b, score_cutoff=97) / 100
    if part >= 0.93 or whole >= 0.97:
        return "contained", likeness
    if likeness >= 0.8:
        return "alike", likeness
    return ("faint" if likeness >= 0.7 or part >= 0.85 else "different"), likeness


def _authors(one: tuple[Author, ...], other: tuple[Author, ...]) -> str:
    """How many of the shorter list's names the longer list has, as a level of `_AUTHORS`."""
    if not one or not other:
        return "missing"
    short, long = sorted((one, other), key=len)
    share = _share(short, long)
    if len(short) == len(long):
        share = min(share, _share(long, short))
    if share >= 0.75:
        if len(short) == 1:
            return "one of many" if len(long) > 2 else "one"
        return "all"
    # Names that were split wrongly or damaged are still alike as a whole.
    a, b = (" ".join(" ".join((*n.given, n.family)) for n in names) for names in (short, long))
    whole, part = fuzz.token_sort_ratio(a, b), fuzz.token_set_ratio(a, b)
    if share >= 0.45 or whole >= 75 or part >= 75:
        return "most"
    return "some" if share > 0.2 or part >= 48 else "none"


def _share(some: tuple[Author, ...], others: tuple[Author, ...]) -> float:
    return sum(max(_name_likeness(a, b) for b in others) for a in some) / len(some)


def _name_likeness(one: Author, other: Author) -> float:
    """From 0 to 1; half where the given names begin otherwise."""
    family = _family_likeness(one.family, other.family)
    clash = one.given and other.given and one.given[0][0] != other.given[0][0]
    return family / 2 if clash else family


def _family_likeness(one: str, other: str) -> float:
    if not one or not other:
        return 0.0
    a, b = one.split(), other.split()
    # Of a double name, one part is often left out.
    if a[-1] == b[-1] or a[0] == b[0]:
        return 1.0
    likeness = fuzz.ratio(one, other, score_cutoff=72)
    if min(len(one), len(other)) > 3:
        likeness = max(likeness, fuzz.partial_ratio(one, other, score_cutoff=72))
    return likeness / 100


def _same_container(one: str, other: str) -> bool:
    if not one or not other:
        return False
    return one == other or fuzz.token_set_ratio(one, other) >= 80 or _abbreviates(one, other)


def _abbreviates(one: str, other: str) -> bool:
    """Whether each word begins the word at its place: `am j gastroenterol`."""
    small = {"of", "the", "and", "in", "for", "on"}
    a, b = ([w for w in text.split() if w not in small] for text in (one, other))
    return len(a) == len(b) and all(
        x.startswith(y) or y.startswith(x) for x, y in zip(a, b, strict=True)
    )


def _veto(one: Description, other: Description, likeness: float, agree: list[str]) -> str | None:
    """Why the two are no match, whatever the evidence."""
    same_place = {"volume", "page"} <= set(agree)
    same_letters = one.title.replace(" ", "") == other.title.replace(" ", "")
    if one.title and other.title and not same_place and not same_letters:
        own, others = one.numbers - other.numbers, other.numbers - one.numbers
        sequels = {_sequel(one) - other.numbers, _sequel(other) - one.numbers}
        if (own and others) or (likeness >= 0.86 and any(sequels)):
            return "the numbers in the titles differ"
    if one.is_review != other.is_review:
        return "one is a review"
    if {one.kind, other.kind} == {Kind.CHAPTER, Kind.BOOK}:
        return "one is a chapter, the other a book"
    for scheme in ("doi", "isbn", "handle"):
        a = {i for i in one.identifiers if i.startswith(f"{scheme}:")}
        b = {i for i in other.identifiers if i.startswith(f"{scheme}:")}
        if a and b and not a & b:
            return f"the {scheme}s differ"
    if {one.kind, other.kind} == {Kind.ARTICLE, Kind.PAPER}:
        return "one is an article, the other a working paper"
    apart = abs(one.year - other.year) if one.year and other.year else 0
    near = apart == 1 and not (one.container and other.container)
    if apart and not near and not {"volume", "page", "number"} & set(agree):
        return "the years differ, and nothing else tells"
    if not one.authors and not other.authors:
        return "neither names an author"
    generic = one.title in GENERIC_TITLES or other.title in GENERIC_TITLES
    if generic and not same_place:
        return "many works have this title"
    return None


def _sequel(one: Description) -> frozenset[str]:
    """The number of a part that a title ends in, if any."""
    found = _SEQUEL.search(one.title)
    return frozenset((found[1] or found[2],)) if found else frozenset()
