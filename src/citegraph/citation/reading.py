"""A reference string, in whatever style, taken apart: by rules, or with a trained model besides."""

from collections.abc import Callable
from functools import lru_cache

from citegraph.citation import found, ideas, learned, other
from citegraph.citation.fields import Citation, Draft, Part, Style
from citegraph.citation.tidy import tidy

# No reference is longer; a page taken for one is.
_LONGEST = 10_000


def parse(raw: str) -> Citation | None:
    """The fields of a reference, or None when the text has not the shape of one."""
    return parse_generated(raw) or read_by(raw, other.read)


def parse_learned(raw: str) -> Citation | None:
    """As `parse`, but by a trained model where the rules are not sure of what they read.

    Strings that IDEAS generated, and articles whose place in a journal stands in the text, are left
    to the rules. Raises UsageError where the extra `citegraph[learned]` is not installed.
    """
    ruled = parse(raw)
    if ruled and (ruled.style is Style.IDEAS or _is_sure(ruled)):
        return ruled
    return read_by(raw, learned.read) or ruled


# How references are read: the choices that a store has, by name.
READERS: dict[str, Callable[[str], Citation | None]] = {"rules": parse, "learned": parse_learned}


def reader(name: str) -> Callable[[str], Citation | None]:
    """One of `READERS`; raises UsageError where what it needs is not installed."""
    read = READERS[name]
    if read is parse_learned:
        learned.require()
    return read


def _is_sure(citation: Citation) -> bool:
    """Whether the rules read an article of a journal, and nothing that they warn of."""
    people = citation.authors or citation.editors
    stated = (people, citation.year_stated, citation.title, citation.container, citation.volume)
    return all(stated) and not citation.warnings


def parse_generated(raw: str) -> Citation | None:
    """The fields of a string that IDEAS generated, or None when it is none.

    Lines of a page are known by it, where a line in another style is no sign of anything.
    """
    return read_by(raw, ideas.read)


# A reference is read when its page is, when its work is mapped, and when it is decided again.
@lru_cache(maxsize=32768)
def read_by(raw: str, read: Callable[[Part], Draft | None]) -> Citation | None:
    """What one way of reading makes of a string."""
    if len(raw) > _LONGEST:
        return None
    line = tidy(raw)
    text = Part(line.text)
    draft = read(text)
    if draft is None:
        return None
    found.put(draft, text)
    return draft.finish(line.offsets)
