"""Whether two works are versions of one another, such as a working paper and its article. Pure.

The evidence is a logarithm of odds, as in `citegraph.resolve.comparison`, but what tells two works
apart differs: versions have other containers and years, and equal titles and authors. Sources name
too few versions to fit weights on, so these are set by hand, for few false links. Who the authors
are is compared by their names alone, so that persons may rest on versions.
"""

import math
import re
from typing import NamedTuple

from rapidfuzz import fuzz

from citegraph.records import Kind
from citegraph.resolve.description import STOP_WORDS, Description
from citegraph.resolve.identity import GENERIC_TITLES
from citegraph.resolve.person_names import Form, compatible, form

# From these scores on, two works are versions, or may be.
COMPUTED = 0.95
POSSIBLE = 0.5

_PRIOR = -3.0
_TITLE = {"same": 4.0, "without subtitle": 1.0, "alike": 0.0}
_LENGTH = ((20, -1.5), (36, 0.5), (10_000, 2.0))
# All authors agree, by how many; or all of the shorter list; or some of either.
_ALL = {1: 1.5, 2: 3.5}
_MANY = 4.5
_SOME = {1: -0.5}
_SEVERAL = 1.0
_OVERLAP = -2.0
_YEARS = ((3, 0.5), (6, 0.0), (10, -1.5), (10_000, -4.0))
_NO_YEAR = -0.5
_SAME_PLACE = 1.0
_PUBLISHED_LATER = 1.0
_OTHER_SERIES = 0.5
_ONE_SERIES = -2.5
# Titles from this likeness on, from 0 to 1, are alike.
_ALIKE = 0.9

_PUBLISHED = frozenset((Kind.ARTICLE, Kind.CHAPTER, Kind.BOOK))
# What one of two titles says and the other does not, when they are of different works.
_OTHER_WORK = frozenset(
    "addendum appendix answer comment comments commentary correction corrections corrigenda"
    " corrigendum data discussion errata erratum evaluation interview introduction note part"
    " postscript preface rejoinder replication reply response retraction review solutions summary"
    " supplement volume".split()
)
_RECURRING = re.compile(
    r"\b(?:annual|monthly|quarterly|weekly|yearly|half yearly|biannual|semiannual|activity"
    r"|progress) (?:\w+ )?(?:bulletin|outlook|report|review|statistics|survey|update)\b"
    r"|\b(?:proceedings|newsletter|yearbook)\b|^(?:list|table) of "
)


class Edition(NamedTuple):
    """A work as a version of something. `venue` is its series or journal by any name of its own,
    `written` its authors as written; the description needs no names."""

    description: Description
    venue: str
    written: tuple[str, ...]


class Likeness(NamedTuple):
    """Why two works are, or may be, versions of one another.

    `score` is from 0 to 1; `title` how alike the titles are, from 0 to 1; `agree` and `differ` name
    fields; `veto` says why two works that are alike are not taken for versions.
    """

    score: float
    title: float
    agree: tuple[str, ...]
    differ: tuple[str, ...]
    veto: str | None = None

    @property
    def is_sure(self) -> bool:
        """Whether the two belong into one cluster."""
        return self.veto is None and self.score >= COMPUTED


def title_block(blocks: tuple[str, ...] | list[str]) -> str | None:
    """The one of a work's blocking keys under which its versions are looked for."""
    return next((key for key in blocks if key.startswith("title:")), None)


def titles_alike(one: str, other: str) -> bool:
    """Whether folded titles may be those of versions: what is cheap to ask of many pairs.

    >>> titles_alike("clusters and learning", "clusters and learning evidence from norway")
    True
    >>> titles_alike("clusters and learning", "clusters and networks")
    False
    """
    short, long = sorted((one, other), key=len)
    return long.startswith(short) or fuzz.ratio(one, other) >= 100 * _ALIKE


def likeness(one: Edition, other: Edition) -> Likeness | None:
    """Weigh two works; None where nothing suggests that they are versions."""
    a, b = one.description, other.description
    if _are_different(a, b):
        return None
    level = _title(a, b)
    authors, weight = _authors(one.written, other.written)
    if level is None or authors == "none":
        return None
    length = min(len(a.title), len(b.title))
    evidence = _PRIOR + _TITLE[level] + weight
    evidence += next(weight for most, weight in _LENGTH if length <= most)
    agree: list[str] = []
    differ: list[str] = []
    (agree if level == "same" else differ).append("title")
    (agree if authors == "all" else differ).append("authors")
    if a.year and b.year:
        apart = abs(a.year - b.year)
        evidence += next(weight for most, weight in _YEARS if apart <= most)
        (differ if apart else agree).append("year")
    else:
        evidence += _NO_YEAR
    at_one_place = bool(a.volume and a.page and (a.volume, a.page) == (b.volume, b.page))
    if at_one_place:
        agree += ["volume", "page"]
    evidence += _where(one, other, at_one_place=at_one_place)
    score = round(1 / (1 + math.exp(-evidence)), 6)
    if score < POSSIBLE:
        return None
    alike = round(fuzz.ratio(a.title, b.title) / 100, 6)
    veto = _doubt(one, other, level, at_one_place=at_one_place)
    return Likeness(score, alike, tuple(agree), tuple(differ), veto)


def _are_different(a: Description, b: Description) -> bool:
    """Whether it is plain that the two are no versions of one another."""
    if Kind.SOFTWARE in {a.kind, b.kind}:
        return True
    words, others = set(a.title.split()), set(b.title.split())
    own, its = a.numbers - b.numbers, b.numbers - a.numbers
    return (
        a.is_review != b.is_review
        # The years that a subtitle gives can be left out with it; the number of a part cannot.
        or bool(own and its)
        or any(len(number) != len("1995") for number in own | its)
        or not _OTHER_WORK.isdisjoint(words ^ others)
        or a.title in GENERIC_TITLES
        or a.title.startswith("untitled")
    )


def _title(a: Description, b: Description) -> str | None:
    """How alike the titles are, as a level of `_TITLE`."""
    if _spelled(a.title) == _spelled(b.title):
        return "same"
    short, long = sorted((a, b), key=lambda d: len(d.title))
    if short.title == long.main and len(short.title.split()) > 2:
        return "without subtitle"
    return "alike" if titles_alike(a.title, b.title) else None


def _spelled(title: str) -> list[str]:
    """The words that tell a title, in one of the spellings of English, singular and plural alike.

    >>> _spelled("the labour market and organisations") == _spelled("labor market and organization")
    True
    """
    words = (word for word in title.split() if word not in STOP_WORDS)
    return [word.replace("z", "s").replace("our", "or").rstrip("s") or word for word in words]


def _authors(one: tuple[str, ...], other: tuple[str, ...]) -> tuple[str, float]:
    """Whether all, some or none of the people are authors of both, and what that weighs."""
    short, long = sorted((_people(one), _people(other)), key=len)
    shared = sum(any(compatible(a, b) for b in long) for a in short)
    if not shared:
        return "none", 0.0
    if shared < len(short):
        return "some", _OVERLAP
    if len(long) == len(short):
        return "all", _ALL.get(shared, _MANY)
    return "some", _SOME.get(shared, _SEVERAL)


def _people(written: tuple[str, ...]) -> list[Form]:
    return list(filter(None, dict.fromkeys(map(form, written))))


def _where(one: Edition, other: Edition, *, at_one_place: bool) -> float:
    """The evidence of where the two came out."""
    if at_one_place:
        return _SAME_PLACE
    if one.venue and one.venue == other.venue:
        return _ONE_SERIES
    kinds = {one.description.kind, other.description.kind}
    return _PUBLISHED_LATER if len(kinds) > 1 else _OTHER_SERIES


def _doubt(one: Edition, other: Edition, level: str, *, at_one_place: bool) -> str | None:
    """Why two works that are alike are not taken for versions, whatever the evidence."""
    a, b = one.description, other.description
    if level == "alike":
        return "the titles are alike and not the same"
    if _RECURRING.search(a.title) or _RECURRING.search(b.title):
        return "such a title comes again"
    if a.kind in _PUBLISHED and b.kind in _PUBLISHED and not at_one_place:
        return "both are published"
    return None
