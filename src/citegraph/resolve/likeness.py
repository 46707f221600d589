"""How alike two titles or two lists of names are, as numbers from 0 to 1."""

from typing import NamedTuple

from rapidfuzz import fuzz

from citegraph.resolve.description import Author, Description

# Titles from this likeness on are one title, give or take a slip of the pen.
_CLOSE = 0.92
_NEAR = 0.86
# Of a title, so much is found in another that holds it.
CONTAINED = 0.93
_ALL_WORDS = 97
# Less is as good as nothing, in percent.
_FAINT = 60
# Shorter titles occur in others by chance.
_LONG_ENOUGH = 15
_START = 4
_SAME_WORD = 80
_SAME_NAME = 72
# An initial where a family name is expected may be that of a given name.
_SWAPPED = 0.5


class Titles(NamedTuple):
    """`whole` is the likeness of the titles, `part` that of the shorter one with the part of the
    longer one most like it, `start` the share of the first four words that are equal, or of as many
    as the shorter one has; `agree` says whether they can be one title.
    """

    whole: float
    part: float
    start: float
    agree: bool


_SAME = Titles(1.0, 1.0, 1.0, agree=True)


class Names(NamedTuple):
    """`likeness` of two lists, where a list that gives some of the names is like the whole one;
    `agree` says whether they can be the authors of one work.
    """

    likeness: float
    agree: bool


def titles(one: Description, other: Description) -> Titles:
    """Compare titles, neither of which is empty."""
    a, b = one.title, other.title
    if a == b:
        return _SAME
    in_order = fuzz.ratio(a, b, score_cutoff=_FAINT)
    whole = (
        max(in_order, fuzz.ratio(one.sorted_title, other.sorted_title, score_cutoff=_FAINT)) / 100
    )
    start = _common_start(a.split(), b.split())
    if whole >= _CLOSE:
        return Titles(whole, whole, start, agree=True)
    if a == other.main or b == one.main:
        return Titles(whole, 1.0, start, agree=True)
    if min(len(a), len(b)) < _LONG_ENOUGH:
        return Titles(whole, whole, start, agree=whole >= _NEAR)
    part = max(whole, fuzz.partial_ratio(a, b, score_cutoff=_FAINT) / 100)
    agree = whole >= _NEAR or part >= CONTAINED or _has_all_words(a, b)
    return Titles(whole, part, start, agree)


def _has_all_words(one: str, other: str) -> bool:
    return fuzz.token_set_ratio(one, other, score_cutoff=_ALL_WORDS) > 0


def _common_start(words: list[str], others: list[str]) -> float:
    """The share of the first words that are equal, or nearly so, before one is not."""
    most = min(_START, len(words), len(others))
    for place in range(most):
        a, b = words[place], others[place]
        if a != b and not fuzz.ratio(a, b, score_cutoff=_SAME_WORD):
            return place / most
    return 1.0


def names(one: Description, other: Description) -> Names:
    """Compare lists of authors, neither of which is empty."""
    if one.authors == other.authors:
        return Names(1.0, agree=True)
    short, long = sorted((one.authors, other.authors), key=len)
    share = _share(short, long)
    if len(short) == len(long):
        share = min(share, _share(long, short))
    # Names that were split wrongly or damaged are still alike as a whole.
    if one.name_words <= other.name_words or one.name_words >= other.name_words:
        whole = 1.0
    else:
        whole = fuzz.token_set_ratio(one.names, other.names) / 100
    return Names((share + whole) / 2, share >= 0.45 or whole >= 0.75)


def _share(some: tuple[Author, ...], others: tuple[Author, ...]) -> float:
    return sum(max(_name_likeness(a, b) for b in others) for a in some) / len(some)


def _name_likeness(one: Author, other: Author) -> float:
    """From 0 to 1; half where the given names begin otherwise."""
    family = _family_likeness(one.family, other.family)
    if not one.given or not other.given:
        return family
    initial, second = one.given[0][0], other.given[0][0]
    if initial == second:
        return family
    if not family and one.family[0] == second and other.family[0] == initial:
        return _SWAPPED
    return family / 2


def _family_likeness(one: str, other: str) -> float:
    if one == other:
        return 1.0
    a, b = one.split(), other.split()
    # Of a double name, one part is often left out.
    if a[-1] == b[-1] or a[0] == b[0]:
        return 1.0
    likeness = fuzz.ratio(one, other, score_cutoff=_SAME_NAME)
    if min(len(one), len(other)) > 3:
        likeness = max(likeness, fuzz.partial_ratio(one, other, score_cutoff=_SAME_NAME))
    return likeness / 100
