"""Which works a comparison says enough for, found out at a fraction of its cost.

Evidence is bounded before all of it is known; what takes longest to say is asked last, and only
where it still matters. Bounds rest on it that what is more alike never counts for less.
"""

from citegraph.resolve import likeness
from citegraph.resolve.comparison import (
    CONTAINER,
    PLACES,
    PRIOR,
    SAME_PLACE,
    UNTITLED,
    WEIGHTS,
    Comparison,
    above,
    compared,
    names_left_out,
)
from citegraph.resolve.description import Description
from citegraph.resolve.likeness import Titles

# A comparison rounds, and adds in another order.
_SLACK = 1e-6
# Longer titles say no more.
_LONGEST = 70
_VOLUME, _PAGE, _NUMBER = (PLACES[field] for field in ("volume", "page", "number"))


def compare_from(least: float, one: Description, other: Description) -> Comparison | None:
    """What `compare` finds, or None where that is less evidence than `least`."""
    has_names = bool(one.authors and other.authors)
    length = min(len(one.title), len(other.title))
    spare = _MOST[has_names][min(length, _LONGEST)] + _beside(one, other) - least + _SLACK
    if spare < 0:
        return None
    titles = None
    if length:
        titles, spare = _titles(one, other, length, spare, has_names=has_names)
        if spare < 0:
            return None
    names = likeness.names(one, other) if has_names else None
    if names and spare < _lost_by_names(names.likeness, titles):
        return None
    found = compared(one, other, titles, names)
    return found if found.evidence >= least else None


def _beside(one: Description, other: Description) -> float:
    """The most that all but titles and names says. Whether one container is meant takes too long to
    ask; what names add to years is counted, too.
    """
    found = PRIOR
    if one.year != other.year and one.year is not None and other.year is not None:
        if abs(one.year - other.year) == 1:
            found += WEIGHTS.next_year
        else:
            found += WEIGHTS.other_year
            if one.authors and other.authors:
                found += WEIGHTS.names_but_other_year
    if one.volume and other.volume:
        found += _VOLUME[one.volume != other.volume]
    if one.page and other.page:
        found += _PAGE[one.page != other.page]
    if one.number and other.number:
        found += _NUMBER[one.number != other.number]
    if one.container and other.container:
        found += CONTAINER
        if one.volume and one.page and one.volume == other.volume and one.page == other.page:
            found += SAME_PLACE
    if len(one.authors) != len(other.authors):
        found += WEIGHTS.names_left_out * names_left_out(one, other)
    return found


def _titles(
    one: Description, other: Description, length: int, spare: float, *, has_names: bool
) -> tuple[Titles | None, float]:
    """How much alike titles are, and how much of the evidence to spare that leaves, of which titles
    that are the same take nothing; where it is less than nothing, not all of them is compared.
    """
    if one.title == other.title:
        return _SAME, spare
    in_order = likeness.title_in_order(one, other)
    whole = max(in_order, likeness.title_in_any_order(one, other))
    part = max(whole, likeness.part_at_most(one, other, in_order))
    if part <= 0.7 and whole <= 0.6 and spare < _FAR[has_names][min(length, _LONGEST)]:
        return None, -1.0
    spare -= _lost_by_whole(whole, length, has_names=has_names)
    if spare < _lost_by_part(part, has_names=has_names):
        return None, -1.0
    start = likeness.start_of_title(one, other)
    spare -= (1 - start) * WEIGHTS.start_of_title
    if spare < _lost_by_part(part, has_names=has_names):
        return None, -1.0
    part = likeness.part_of_title(one, other, whole)
    spare -= _lost_by_part(part, has_names=has_names)
    return Titles(whole, part, start), spare


def _lost_by_whole(whole: float, length: int, *, has_names: bool) -> float:
    lost = (1 - above(0.85, whole)) * WEIGHTS.same_title_and_length * min(length / 40, 1.0)
    return lost + has_names * (1 - above(0.6, whole)) * WEIGHTS.names_and_title


def _lost_by_part(part: float, *, has_names: bool) -> float:
    lost = (1 - above(0.7, part)) * WEIGHTS.part_of_title
    return lost + (has_names and part < likeness.CONTAINED) * WEIGHTS.names_and_title_contained


def _lost_by_names(name: float, titles: Titles | None) -> float:
    """What names take away that are so much alike."""
    lost = _NAMES - _of_names(name)
    if titles:
        beside = above(0.6, titles.whole) * WEIGHTS.names_and_title
        beside += (titles.part >= likeness.CONTAINED) * WEIGHTS.names_and_title_contained
        lost += (1 - name) * beside
    return lost


def _of_names(name: float) -> float:
    return above(0.2, name) * WEIGHTS.some_names + above(0.75, name) * WEIGHTS.most_names


def _most(length: int, *, has_names: bool) -> float:
    """The most that titles and names say, where the shorter title has so many letters."""
    found = _NAMES if has_names else WEIGHTS.no_names
    if not length:
        return found + UNTITLED
    found += WEIGHTS.part_of_title + WEIGHTS.start_of_title
    found += WEIGHTS.length * min(length / 20, 1.0)
    found += WEIGHTS.great_length * min(max(length / 30 - 4 / 3, 0.0), 1.0)
    found += WEIGHTS.same_title_and_length * min(length / 40, 1.0)
    if has_names:
        return found + WEIGHTS.names_and_title + WEIGHTS.names_and_title_contained
    return found + WEIGHTS.no_names_but_length * min(length / 40, 1.0)


_SAME = Titles(1.0, 1.0, 1.0)
# What names add rises up to lists that are the same, or bends where most are.
_NAMES = max(_of_names(0.75), _of_names(1.0))
# By whether both give names, and by the length of the shorter title: the most that titles and names
# say, and what of it is lost at least where the titles have little in common.
_BOTH = (False, True)
_LENGTHS = range(_LONGEST + 1)
_MOST = [[_most(length, has_names=named) for length in _LENGTHS] for named in _BOTH]
_FAR = [
    [
        _lost_by_whole(0.0, length, has_names=named) + _lost_by_part(0.0, has_names=named)
        for length in _LENGTHS
    ]
    for named in _BOTH
]
