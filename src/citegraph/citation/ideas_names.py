"""Names in the strings that IDEAS generates: joined by ` & `, in either order."""

import re
from collections.abc import Iterator

from citegraph.citation.fields import Draft, Part
from citegraph.citation.publisher import NAMED

_SUFFIX = re.compile(r"(?:Jr|Sr|II|III|IV)\.?$")
_PARTICLE = re.compile(
    r"(?:a[fv]|da|dal|de|degli|dell?a?|den|der|des|di|do|dos|du|el|la|le|te[nr]|van|vo[mn]|y|zum?|zur)$",
    re.IGNORECASE,
)


def split_names(text: str) -> tuple[str, ...]:
    """Names joined by ` & `. Commas separate family from given name, or a suffix, never people."""
    return tuple(part.text for part in _names(Part(text)))


def _names(text: Part) -> Iterator[Part]:
    position = 0
    for match in re.finditer(r"\s&\s", text.text):
        if name := text.cut(position, match.start()).strip(" \t\r\n,;"):
            yield name
        position = match.end()
    if name := text.cut(position).strip(" \t\r\n,;"):
        yield name


def put(draft: Draft, field: str, text: Part) -> None:
    """Add names joined by ` & `, and say which can be read in more than one way."""
    names = list(_names(text))
    for name in names:
        draft.add(field, name)
        words = name.text.split()
        if len(words) == 1 and len(names) > 1:
            draft.warn(f"a name with & may have been parted at: {name.text}")
        elif _may_have_two_family_names(name.text):
            draft.warn(f"which words are the family name is ambiguous: {name.text}")


def _may_have_two_family_names(name: str) -> bool:
    """`José García López` leaves open whether García is a given name; initials do not."""
    words = [word for word in name.split() if not _SUFFIX.match(word)]
    if "," in name or len(words) < 3 or NAMED.search(name) or re.search(r"\b(?:of|for)\b", name):
        return False
    middle = words[-2].rstrip(".")
    return len(middle) > 2 and not middle.isupper() and not _PARTICLE.match(middle)
