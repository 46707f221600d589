"""How well a work fits a reference, field by field: evidence for and against, and a score.

Each signal adds to the logarithm of the odds that the two are one work, after Fellegi and Sunter,
A theory for record linkage, Journal of the American Statistical Association 64 (1969); what is
missing adds little or nothing. A veto forbids a match, whatever the evidence.
"""

import math
from functools import lru_cache
from operator import attrgetter, mul
from typing import NamedTuple

from rapidfuzz import fuzz

from citegraph.resolve import likeness
from citegraph.resolve.description import Description
from citegraph.resolve.vetoes import veto


class Signals(NamedTuple):
    """What titles, names and years of two descriptions say, each from 0 to 1.

    Likeness beyond a bound (see `_above`) counts by itself, so that evidence may rise steeply at
    first and slowly then. Where two signals are named, it is both together that count: a long title
    says more where it is the same, names say more beside a title that is alike.
    """

    part_of_title: float
    start_of_title: float
    length: float
    great_length: float
    same_title_and_length: float
    some_names: float
    most_names: float
    names_and_title: float
    names_and_title_contained: float
    no_names: float
    no_names_but_length: float
    names_left_out: float
    next_year: float
    other_year: float
    names_but_other_year: float


# Fitted by benchmarks/weights.py on the validation parts of DBLP-ACM and DBLP-Scholar.
PRIOR = -12.21
WEIGHTS = Signals(
    part_of_title=4.35,
    start_of_title=1.72,
    length=4.31,
    great_length=1.86,
    same_title_and_length=2.28,
    some_names=5.89,
    most_names=-1.88,
    names_and_title=0.90,
    names_and_title_contained=0.82,
    no_names=0.80,
    no_names_but_length=1.92,
    names_left_out=-4.67,
    next_year=-1.12,
    other_year=-3.01,
    names_but_other_year=1.79,
)
# Of a pair of which one has no title, in the place of all that titles say.
UNTITLED = 8.0
# Where the titles leave it open, these tell works apart: same, differs.
PLACES = {"volume": (1.2, -1.5), "page": (3.2, -2.0), "number": (1.5, -3.0)}
CONTAINER = 0.62
# Volume, page and journal together.
SAME_PLACE = 1.0
places = attrgetter(*PLACES)
_SMALL = frozenset({"of", "the", "and", "in", "for", "on"})


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
    titles = likeness.titles(one, other) if one.title and other.title else None
    names = likeness.names(one, other) if one.authors and other.authors else None
    return compared(one, other, titles, names)


def compared(
    one: Description,
    other: Description,
    titles: likeness.Titles | None,
    names: likeness.Names | None,
) -> Comparison:
    """Weigh two descriptions whose titles and names, where both have any, are so much alike."""
    agree: list[str] = []
    differ: list[str] = []
    evidence = PRIOR + sum(map(mul, signals(one, other, titles, names), WEIGHTS))
    if titles:
        same = likeness.can_be_one_title(one, other, titles)
        (agree if same else differ).append("title")
    else:
        evidence += UNTITLED
    if names:
        (agree if names.agree else differ).append("authors")
    if one.year is not None and other.year is not None:
        (agree if one.year == other.year else differ).append("year")
    for field, a, b in zip(PLACES, places(one), places(other), strict=True):
        if a and b:
            evidence += PLACES[field][a != b]
            (agree if a == b else differ).append(field)
    if _same_container(one.container, other.container):
        evidence += CONTAINER
        agree.append("container")
        if "volume" in agree and "page" in agree:
            evidence += SAME_PLACE
    evidence = round(evidence, 6)
    score = round(1 / (1 + math.exp(-evidence)), 6)
    against = veto(one, other, titles.whole if titles else 0.0, agree)
    return Comparison(score, evidence, tuple(agree), tuple(differ), against)


def signals(
    one: Description,
    other: Description,
    titles: likeness.Titles | None,
    names: likeness.Names | None,
) -> Signals:
    """The signals of two descriptions, in the order of `Signals`.

    `titles` and `names` say how much alike these are, and are None where one of the two has none.
    """
    whole, part, start = titles or _NO_TITLES
    length = min(len(one.title), len(other.title))
    name = names.likeness if names else 0.0
    unnamed = names is None
    apart = None if one.year is None or other.year is None else abs(one.year - other.year)
    return Signals(
        above(0.7, part),
        start,
        min(length / 20, 1.0),
        min(max(length / 30 - 4 / 3, 0.0), 1.0),
        above(0.85, whole) * min(length / 40, 1.0),
        above(0.2, name),
        above(0.75, name),
        name * above(0.6, whole),
        name * (part >= likeness.CONTAINED),
        float(unnamed),
        unnamed * min(length / 40, 1.0),
        names_left_out(one, other),
        float(apart == 1),
        float(apart is not None and apart > 1),
        name * (apart is not None and apart > 1),
    )


_NO_TITLES = likeness.Titles(0.0, 0.0, 0.0)


def names_left_out(one: Description, other: Description) -> float:
    """How much of the longer list of names the shorter one has no room for, where both give names
    in full: a list of initials is often cut.
    """
    if not (one.has_given_names and other.has_given_names):
        return 0.0
    short, long = sorted((len(one.authors), len(other.authors)))
    return 1 - short / long


def above(least: float, value: float) -> float:
    """How much of what is above a bound a value has: 0 up to the bound, 1 for 1."""
    return max((value - least) / (1 - least), 0.0)


@lru_cache(maxsize=65536)
def _same_container(one: str, other: str) -> bool:
    if not one or not other:
        return False
    return one == other or fuzz.token_set_ratio(one, other) >= 80 or _abbreviates(one, other)


def _abbreviates(one: str, other: str) -> bool:
    """Whether each word begins the word at its place: `am j gastroenterol`; after three, one of the
    two may go on: `acm trans database syst`, `acm transactions on database systems tods`.
    """
    a, b = ([w for w in text.split() if w not in _SMALL] for text in (one, other))
    return (len(a) == len(b) or min(len(a), len(b)) >= 3) and all(
        x.startswith(y) or y.startswith(x) for x, y in zip(a, b, strict=False)
    )
