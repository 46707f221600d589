"""Names of people as they are compared between works: what differs tells two people apart.

Stricter than `citegraph.names.same`, which compares names within one author list.
"""

import re
from difflib import SequenceMatcher
from functools import lru_cache
from typing import NamedTuple

from citegraph import names
from citegraph.folding import fold
from citegraph.resolve.name_words import (
    COMMON_FAMILY_NAMES,
    COMMON_GIVEN_NAMES,
    DENSE_FAMILY_NAMES,
    ORGANIZATION_WORDS,
    PARTICLES,
    TITLES,
)

_SUFFIXES = {"jr": "jr", "junior": "jr", "sr": "sr", "senior": "sr", "ii": "ii", "iii": "iii"}
# A vowel and its mark written out, as in Bjoern and Haakon: folding leaves those as they are.
_WRITTEN_OUT = re.compile(r"([aou])e|aa")
_INITIALS = re.compile(r"[^\W\d_]{2,3}")
_NOBODY = re.compile(r"\d|\banonym|&|;|\band\b|\bund\b|\bet al\b", re.IGNORECASE)
# Family names this much alike are one name and a slip.
_ALIKE = 0.8


class Form(NamedTuple):
    """A name to compare: the words before the last word of the family name, and that word.

    Whether a word in the middle belongs to the family name depends on the written order.
    """

    words: tuple[str, ...]
    last: str
    suffix: str = ""

    @property
    def first(self) -> str:
        return self.words[0]

    @property
    def is_full(self) -> bool:
        """Whether the first given name is written out."""
        return len(self.first) > 1

    @property
    def block(self) -> str:
        """Equal for all names that can be one person's: `asheim b`."""
        return f"{self.last} {self.first[0]}"

    @property
    def key(self) -> str:
        """The name without what stands in the middle: `asheim bjorn`."""
        return f"{self.last} {self.first}"

    @property
    def is_common(self) -> bool:
        """Whether many people can be expected to have the name, whatever a store holds."""
        given = not self.is_full or (self.first in COMMON_GIVEN_NAMES and len(self.words) == 1)
        return self.last in DENSE_FAMILY_NAMES or (given and self.last in COMMON_FAMILY_NAMES)


@lru_cache(maxsize=65536)
def form(written: str, given: str = "", family: str = "") -> Form | None:
    """A written name, with its parts where a source states them; None where it names no person.

    >>> form("Asheim, Bjørn T.") == form("Bjoern T. Asheim")
    True
    >>> form("Lisa De Propris").key, form("World Bank"), form("Jane Doe and John Roe")
    ('propris lisa', None, None)
    >>> form("Evaluator 1")
    """
    stated = bool(given and family)
    if _NOBODY.search(written) or (not stated and is_organization(written)):
        return None
    name = names.PersonName(given, family) if stated else names.parse(written)
    suffix = fold(name.suffix)
    last, found = _without_suffix(_words(name.family))
    first, found_too = _without_suffix(_given_words(name.given, written))
    while first and first[0] in TITLES:
        first.pop(0)
    if not last or not first:
        return None
    words = [first[0], *(word for word in first[1:] + last[:-1] if word not in PARTICLES)]
    suffix = _SUFFIXES.get(suffix, "") or found or found_too
    return Form(tuple(map(_plain, words)), _plain(last[-1]), suffix)


def is_organization(written: str) -> bool:
    """Whether a name that is not in parts is an institution's.

    >>> is_organization("Banco de España"), is_organization("OECD"), is_organization("Jo Banks")
    (True, True, False)
    """
    words = fold(written).split()
    if "," in written and names.parse(written).given:
        # In parts after all, unless the words leave no doubt: "Statistics Norway, Research Dep."
        return len(words) > 2 and not ORGANIZATION_WORDS.isdisjoint(words)
    return len(words) == 1 or not ORGANIZATION_WORDS.isdisjoint(words)


def compatible(one: Form, other: Form) -> bool:
    """Whether two names can be one person's: each word equals or abbreviates its counterpart.

    >>> smith = form("Smith, John A.")
    >>> [compatible(smith, form(n)) for n in ("J. Smith", "Jane Smith", "John B. Smith")]
    [True, False, False]
    """
    if one.last != other.last or (one.suffix and other.suffix and one.suffix != other.suffix):
        return False
    return all(
        a == b or (len(a) == 1 and b.startswith(a)) or (len(b) == 1 and a.startswith(b))
        for a, b in zip(one.words, other.words, strict=False)
    )


def agree(one: Form, other: Form) -> bool:
    """Whether two names can stand under one identifier: a family name may change, or have a slip.

    >>> agree(form("Jake Johnson"), form("Jake Johnston")), agree(form("Ann Ek"), form("Bo Ek"))
    (True, False)
    """
    if compatible(one, other):
        return True
    a, b = one.first, other.first
    if not (a == b or (len(a) == 1 and b.startswith(a)) or (len(b) == 1 and a.startswith(b))):
        return False
    if one.last in other.words or other.last in one.words:
        return True
    return one.last != other.last and SequenceMatcher(None, one.last, other.last).ratio() >= _ALIKE


def _given_words(given: str, written: str) -> list[str]:
    """The words of a given name; `JM` beside other words in small letters is two initials."""
    spread = " ".join(
        " ".join(word) if _INITIALS.fullmatch(word) and word.isupper() else word
        for word in ([given] if written.isupper() else given.split())
    )
    return _words(spread)


def _words(text: str) -> list[str]:
    return fold(text).split()


def _without_suffix(words: list[str]) -> tuple[list[str], str]:
    if len(words) > 1 and words[-1] in _SUFFIXES:
        return words[:-1], _SUFFIXES[words[-1]]
    return words, ""


def _plain(word: str) -> str:
    return _WRITTEN_OUT.sub(lambda m: m[1] or "a", word) if len(word) > 2 else word
