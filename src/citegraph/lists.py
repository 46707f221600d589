"""Named lists of works, as people keep them: records that outlive the graph.

A list is the set of its entries, and is there as long as it has one. An entry names a work as it
was called when it was listed, and keeps words for people who read it where the work is gone.
"""

import re
import unicodedata
from typing import NamedTuple

from citegraph.errors import UsageError
from citegraph.folding import squeeze

LONGEST_NAME = 100
_LONGEST_WORDS = 500
_JOINERS = "\u200c\u200d"
_ADDRESS = re.compile(r"\S@\S+\.\S")


class Entry(NamedTuple):
    """A work in a list. `since` is the generation that first had it there."""

    list: str
    work: str
    words: str
    since: int


def list_name(text: str) -> str:
    """A name for a list as it is kept: in one form of Unicode, single blanks between its words.

    It is a part of a web address, and is shown and exported, which rules some out. Raises
    UsageError.

    >>> list_name("  my   bibliography ")
    'my bibliography'
    """
    name = unicodedata.normalize("NFC", squeeze(text))
    if not name:
        raise UsageError("a list needs a name, such as 'my bibliography'")
    if len(name) > LONGEST_NAME:
        raise UsageError(
            f"the name of a list has {LONGEST_NAME} characters at most, and this has {len(name)}"
        )
    if "/" in name or not name.strip(".") or any(map(_is_control, name)):
        raise UsageError(
            f"{name!r} cannot name a list: leave out slashes and control characters, and use more"
            " than dots"
        )
    if _ADDRESS.search(name):
        raise UsageError(f"{name!r} cannot name a list: e-mail addresses are not shown")
    return name


def listed_words(authors: str, year: str, title: str) -> str:
    """What an entry keeps of its work.

    >>> listed_words("Ada Example", "2005", "On examples")
    'Ada Example, 2005. On examples'
    """
    opening = ", ".join(part for part in (authors, year) if part)
    words = squeeze(f"{opening}. {title}" if opening else title)
    return f"{words[:_LONGEST_WORDS]}…" if len(words) > _LONGEST_WORDS else words


def _is_control(character: str) -> bool:
    # Also what would turn the direction of the text around it, and halves of characters; but not
    # what joins or parts letters, which some languages need.
    return unicodedata.category(character) in {"Cc", "Cf", "Cs"} and character not in _JOINERS
