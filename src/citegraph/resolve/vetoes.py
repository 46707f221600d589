"""What forbids that two descriptions are of one work, whatever else agrees."""

import re
from collections.abc import Collection

from citegraph.records import Kind
from citegraph.resolve.description import Description
from citegraph.resolve.identity import GENERIC_TITLES

_OTHER_EDITION = "the years differ, and nothing else tells"
_NAMELESS = "neither names an author"
_GENERIC = "many works have this title"
# Titles from this likeness on differ by their number alone.
_NEAR = 0.86
# Letters of a title that two works of one year hardly share.
_TELLING = 40
_SEQUEL = re.compile(
    r"(?:^| )(?:(?:part|volume|vol|no|number|chapter|section|lecture) (\d+)|(1?\d|20|[ivx]+))$"
)


def veto(
    one: Description, other: Description, likeness: float, agree: Collection[str]
) -> str | None:
    """Why two descriptions are of two works.

    `likeness` is that of the titles, `agree` names the fields that do.
    """
    if _numbers_differ(one, other, likeness) and not _is_same_place(agree):
        return "the numbers in the titles differ"
    if one.is_review != other.is_review:
        return "one is a review"
    kinds = None if one.kind == other.kind else {one.kind, other.kind}
    if kinds == {Kind.CHAPTER, Kind.BOOK}:
        return "one is a chapter, the other a book"
    if one.identifiers and other.identifiers:
        for scheme in ("doi", "isbn", "handle"):
            a = {i for i in one.identifiers if i.startswith(f"{scheme}:")}
            b = {i for i in other.identifiers if i.startswith(f"{scheme}:")}
            if a and b and not a & b:
                return f"the {scheme}s differ"
    if kinds == {Kind.ARTICLE, Kind.PAPER}:
        return "one is an article, the other a working paper"
    if one.has_given_names and other.has_given_names and _is_other_edition(one, other, agree):
        return _OTHER_EDITION
    if not one.authors and not other.authors and not _tell(one, other):
        return _NAMELESS
    if _is_generic(one, other, agree) and not {"authors", "year", "container"} <= set(agree):
        return _GENERIC
    return None


def reference_veto(reference: Description, work: Description, agree: Collection[str]) -> str | None:
    """Why a reference does not mean a work that may well be described by one record with it.

    A reference never means another edition. Between records the year is evidence like any other,
    unless both give names in full, as records do that are made with care. And the editorials of one
    editor are many.
    """
    if not reference.authors and not work.authors:
        return _NAMELESS
    if _is_other_edition(reference, work, agree):
        return _OTHER_EDITION
    return _GENERIC if _is_generic(reference, work, agree) else None


def _numbers_differ(one: Description, other: Description, likeness: float) -> bool:
    if not one.title or not other.title:
        return False
    if one.title.replace(" ", "") == other.title.replace(" ", ""):
        return False
    if one.numbers - other.numbers and other.numbers - one.numbers:
        return True
    return likeness >= _NEAR and bool(_sequel(one) - other.numbers or _sequel(other) - one.numbers)


def _is_same_place(agree: Collection[str]) -> bool:
    return "volume" in agree and "page" in agree


def _is_other_edition(one: Description, other: Description, agree: Collection[str]) -> bool:
    """Whether the years differ, and no place that agrees outweighs it."""
    if one.year is None or other.year is None or one.year == other.year:
        return False
    is_near = abs(one.year - other.year) == 1 and not (one.container and other.container)
    return not is_near and not {"volume", "page", "number"} & set(agree)


def _is_generic(one: Description, other: Description, agree: Collection[str]) -> bool:
    generic = one.title in GENERIC_TITLES or other.title in GENERIC_TITLES
    return generic and not _is_same_place(agree)


def _tell(one: Description, other: Description) -> bool:
    """Whether title and year say enough to be one work's alone, who wrote it or not."""
    length = min(len(one.title), len(other.title))
    return one.year is not None and one.year == other.year and length >= _TELLING


def _sequel(one: Description) -> frozenset[str]:
    """The number of a part that a title ends in, if any."""
    found = _SEQUEL.search(one.title)
    return frozenset((found[1] or found[2],)) if found else frozenset()
