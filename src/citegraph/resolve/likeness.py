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
    as the shorter one has.
    """

    whole: float
    part: float
    start: float


class Names(NamedTuple):
    """`likeness` of two lists, where a list that gives some of the names is like the whole one;
    `agree` says whether they can be the authors of one work.
    """

    likeness: float
    agree: bool


def titles(one: Description, other: Description) -> Titles:
    """Compare titles, neither of which is empty."""
    whole = max(title_in_order(one, other), title_in_any_order(one, other))
    return Titles(whole, part_of_title(one, other, whole), start_of_title(one, other))


def title_in_order(one: Description, other: Description) -> float:
    """How alike titles are, letter by letter."""
    return fuzz.ratio(one.title, other.title) / 100


def title_in_any_order(one: Description, other: Description) -> float:
    """How alike titles are, their words sorted."""
    return fuzz.ratio(one.sorted_title, other.sorted_title) / 100


def part_of_title(one: Description, other: Description, whole: float) -> float:
    """How alike a title is to a part of the other one, which takes the longest to say; `whole` is
    how alike they are as a whole.
    """
    a, b = one.title, other.title
    if whole >= _CLOSE:
        return whole
    if a == other.main or b == one.main:
        return 1.0
    if min(len(a), len(b)) < _LONG_ENOUGH:
        return whole
    return max(whole, fuzz.partial_ratio(a, b, score_cutoff=_FAINT) / 100)


def part_at_most(one: Description, other: Description, in_order: float) -> float:
    """No less than how alike a title is to a part of the other one, from how alike they are letter
    by letter.

    A part has no more letters in common with a title than the whole has, and is no shorter.
    """
    a, b = one.title, other.title
    if a == other.main or b == one.main:
        return 1.0
    common = _common(in_order, a, b)
    return 2 * common / (min(len(a), len(b)) + common)


def start_of_title(one: Description, other: Description) -> float:
    """The share of the first words that are equal, or nearly so, before one is not."""
    if one.title == other.title:
        return 1.0
    words, others = (said.title.split(maxsplit=_START)[:_START] for said in (one, other))
    most = min(len(words), len(others))
    for place in range(most):
        a, b = words[place], others[place]
        if a != b and not fuzz.ratio(a, b, score_cutoff=_SAME_WORD):
            return place / most
    return 1.0


def can_be_one_title(one: Description, other: Description, found: Titles) -> bool:
    """Whether titles that are so much alike can be those of one work."""
    a, b = one.title, other.title
    if found.whole >= _NEAR or found.part >= CONTAINED:
        return True
    if min(len(a), len(b)) < _LONG_ENOUGH:
        return False
    return fuzz.token_set_ratio(a, b, score_cutoff=_ALL_WORDS) > 0


def names(one: Description, other: Description) -> Names:
    """Compare lists of authors, neither of which is empty."""
    if one.authors == other.authors:
        return Names(1.0, agree=True)
    short, long = sorted((one.authors, other.authors), key=len)
    rows = [[_name_likeness(a, b) for b in long] for a in short]
    share = sum(map(max, rows)) / len(short)
    if len(short) == len(long):
        share = min(share, sum(map(max, zip(*rows, strict=True))) / len(long))
    # Names that were split wrongly or damaged are still alike as a whole.
    if one.name_words <= other.name_words or one.name_words >= other.name_words:
        whole = 1.0
    else:
        whole = fuzz.token_set_ratio(one.names, other.names) / 100
    return Names((share + whole) / 2, share >= 0.45 or whole >= 0.75)


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
    if " " in one or " " in other:
        a, b = one.split(), other.split()
        # Of a double name, one part is often left out.
        if a[-1] == b[-1] or a[0] == b[0]:
            return 1.0
    whole = fuzz.ratio(one, other)
    short, common = min(len(one), len(other)), _common(whole / 100, one, other)
    likeness = whole if whole >= _SAME_NAME else 0.0
    # See `part_at_most`.
    if short > 3 and 200 * common >= _SAME_NAME * (short + common):
        likeness = max(likeness, fuzz.partial_ratio(one, other, score_cutoff=_SAME_NAME))
    return likeness / 100


def _common(ratio: float, one: str, other: str) -> int:
    """How many letters two texts have in common, in one order, by their `fuzz.ratio`."""
    return round(ratio * (len(one) + len(other)) / 2)
