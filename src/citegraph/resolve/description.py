"""What is compared of a reference or a work: its fields, folded once."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from citegraph import names
from citegraph.folding import fold
from citegraph.records import Kind

# Words that tell titles apart by nothing.
STOP_WORDS = frozenset(
    "a an and at by for from in into of on or the to with das de del den der des di die du e ein"
    " eine el en et fur il im la las le les lo los per pour sur sus un und una une von y"
    " zur".split()
)
_SUBTITLE = re.compile(r"\s*(?::|\?|\s[-–—]\s|\.\s|;|\()\s*")
_ROMAN = re.compile(r"(?:x{0,3}(?:ix|iv|v?i{1,3}|v)|x{1,3})")
_DIGITS = re.compile(r"\d+")
_REVIEW = re.compile(r"^(?:book )?reviews?(?: of)?\b|\breviewed by\b|\bbook review\b")
# What stands for a value that is not known.
_PLACEHOLDERS = frozenset({"na", "n a", "none", "null"})
# Words of a name that are no longer may be initials.
_INITIALS = 2
_PAGE = re.compile(r"[a-z]*\d+|[ivxlcdm]+")


class Author(NamedTuple):
    """A name for comparison, folded: the family name, never empty, and the given name's words."""

    family: str
    given: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Description:
    """The comparable part of a reference or a work. Texts are folded; empty where unknown.

    `sorted_title` has the title's words in alphabetic order, `main` is the title without its
    subtitle, `numbers` are those that the title has. `names` are the words of all authors, sorted,
    `name_words` the set of them; `has_given_names` says whether any given name is in full and no
    initial. `identifiers` are keys such as `doi:10.1/x`.
    """

    title: str = ""
    sorted_title: str = ""
    main: str = ""
    numbers: frozenset[str] = frozenset()
    is_review: bool = False
    authors: tuple[Author, ...] = ()
    names: str = ""
    name_words: frozenset[str] = frozenset()
    has_given_names: bool = False
    year: int | None = None
    volume: str = ""
    page: str = ""
    number: str = ""
    container: str = ""
    kind: Kind | None = None
    identifiers: frozenset[str] = frozenset()


def describe(
    *,
    title: str | None = None,
    authors: Iterable[str] = (),
    year: int | None = None,
    volume: str | None = None,
    page: str | None = None,
    number: str | None = None,
    container: str | None = None,
    kind: Kind | None = None,
    identifiers: Iterable[str] = (),
) -> Description:
    """Fold what a source gives. Names are as written, in either order."""
    whole = fold(title or "")
    words = whole.split()
    people = tuple(found for name in authors if (found := author(name)))
    name_words = sorted(word for name in people for word in (*name.given, *name.family.split()))
    return Description(
        title=whole,
        sorted_title=" ".join(sorted(words)),
        main=fold(_SUBTITLE.split(title, maxsplit=1)[0]) if title else "",
        numbers=frozenset(word for word in words if _is_number(word)),
        is_review=bool(_REVIEW.search(whole)),
        authors=people,
        names=" ".join(name_words),
        name_words=frozenset(name_words),
        has_given_names=any(len(word) > _INITIALS for name in people for word in name.given),
        year=year,
        volume=_digits(volume),
        page=first_page(page),
        number=fold(number or ""),
        container=fold(container or ""),
        kind=kind,
        identifiers=frozenset(identifiers),
    )


@lru_cache(maxsize=65536)
def author(name: str) -> Author | None:
    """A written name, taken apart and folded; None where it names nobody.

    >>> author("A. Dogac…").family, author("Lee, Ann").given, author("N/A")
    ('dogac', ('ann',), None)
    """
    parsed = names.parse(name)
    family, given = fold(parsed.family), fold(parsed.given).split()
    if not family and given:
        # What stands last is a sign, such as that of names left out.
        family = given.pop()
    if not family or (family in _PLACEHOLDERS and not given):
        return None
    return Author(family, tuple(given))


def first_page(pages: str | None) -> str:
    """The first page of a range, or an article's number, folded.

    >>> first_page("A194-201"), first_page("pp. 045"), first_page("xi–xv"), first_page(None)
    ('a194', '45', 'xi', '')
    """
    found = _PAGE.findall(fold(pages or "").removeprefix("pp").removeprefix("p "))
    return found[0].lstrip("0") if found else ""


def _digits(text: str | None) -> str:
    """A volume by its number where it has one: `Vol. 12`, `12` and `012` are the same."""
    folded = fold(text or "")
    found = _DIGITS.search(folded)
    if found:
        return found[0].lstrip("0")
    return "" if folded in _PLACEHOLDERS else folded


def _is_number(word: str) -> bool:
    return word.isdigit() or bool(_ROMAN.fullmatch(word))
