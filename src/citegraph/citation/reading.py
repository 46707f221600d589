"""A reference string, in whatever style, taken apart."""

from collections.abc import Callable
from functools import lru_cache

from citegraph.citation import found, ideas, other
from citegraph.citation.fields import Citation, Draft, Part
from citegraph.citation.tidy import tidy

# No reference is longer; a page taken for one is.
_LONGEST = 10_000


def parse(raw: str) -> Citation | None:
    """The fields of a reference, or None when the text has not the shape of one."""
    return parse_generated(raw) or _read(raw, other.read)


def parse_generated(raw: str) -> Citation | None:
    """The fields of a string that IDEAS generated, or None when it is none.

    Lines of a page are known by it, where a line in another style is no sign of anything.
    """
    return _read(raw, ideas.read)


# A reference is read when its page is, when its work is mapped, and when it is decided again.
@lru_cache(maxsize=32768)
def _read(raw: str, read: Callable[[Part], Draft | None]) -> Citation | None:
    if len(raw) > _LONGEST:
        return None
    line = tidy(raw)
    text = Part(line.text)
    draft = read(text)
    if draft is None:
        return None
    found.put(draft, text)
    return draft.finish(line.offsets)
