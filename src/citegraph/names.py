"""Personal names: two written orders, particles, initials; compared, never corrected."""

import re
from functools import lru_cache
from typing import NamedTuple

from citegraph.folding import fold

_PARTICLES = frozenset(
    "af av da dal de degli del della den der des di do dos du el la le ten ter van vom von y zu zum"
    " zur".split()
)
_SUFFIX = re.compile(r"^(?:jr|sr|ii|iii|iv)\.?$", re.IGNORECASE)


class PersonName(NamedTuple):
    """A name taken apart. `family` is never empty."""

    given: str
    family: str
    suffix: str = ""

    @property
    def natural(self) -> str:
        """`Given Family`, with the suffix after a comma."""
        name = f"{self.given} {self.family}".strip()
        return f"{name}, {self.suffix}" if self.suffix else name

    @property
    def key(self) -> str:
        """The last word of the family name, folded: equal in both written orders.

        Double family names written in natural order cannot be told from a middle name, so
        only the last word is comparable.
        """
        folded = fold(self.family).split()
        return folded[-1] if folded else ""


@lru_cache(maxsize=65536)
def parse(text: str) -> PersonName:
    """Take a name apart: `Asheim, Bjørn`, `Bjørn Asheim`, `Eckard, E Woodrow, Jr`.

    >>> parse("Lisa De Propris").family, parse("Eckard, E Woodrow, Jr").suffix
    ('De Propris', 'Jr')
    """
    parts = [p.strip() for p in text.split(",") if p.strip()]
    if not parts:
        return PersonName("", text.strip())
    suffix = parts.pop() if len(parts) > 1 and _SUFFIX.match(parts[-1]) else ""
    if len(parts) > 1:
        return PersonName(" ".join(parts[1:]), parts[0], suffix)
    words = parts[0].split()
    if len(words) > 1 and not suffix and _SUFFIX.match(words[-1]):
        suffix = words.pop()
    start = len(words) - 1
    while start > 1 and words[start - 1].lower() in _PARTICLES:
        start -= 1
    return PersonName(" ".join(words[:start]), " ".join(words[start:]), suffix)


def key(text: str) -> str:
    """The folded words of a name in alphabetic order: equal in both written orders.

    >>> key("Asheim, Bjørn T.") == key("Bjørn T. Asheim")
    True
    """
    return " ".join(sorted(fold(text).split()))


def same(one: str, other: str) -> bool:
    """Whether two written names can be one person's within one work's author list.

    Equal words in any order, or an equal family name with given names of which one abbreviates
    the other. This is for one list, where a second `B. Asheim` is unlikely: it is no evidence
    that authors of different works are one person.
    """
    if key(one) == key(other):
        return True
    a, b = parse(one), parse(other)
    if not a.key or a.key != b.key:
        return False
    given_a, given_b = fold(a.given).split(), fold(b.given).split()
    return bool(given_a and given_b) and all(
        x.startswith(y) or y.startswith(x) for x, y in zip(given_a, given_b, strict=False)
    )
