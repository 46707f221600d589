"""Citation keys: `asheim2005knowledge`, made of letters and digits that every program takes."""

from collections import Counter
from collections.abc import Iterable

from citegraph.answers.item import Item
from citegraph.folding import digest, fold

# Words that say nothing of a title, in the languages that RePEc's titles are mostly in.
_EMPTY = frozenset(
    "a an and as at by de der des die das du ein eine el en et for from how il in is la las le les"
    " los no of on or the to un und une what when why with zur".split()
)


class Keys:
    """The keys of a set of items, unique and the same in whatever order the items come.

    A key that several of the items would have gets a hash of the item's name, so that it says
    which of them is meant whatever else is in the set.
    """

    def __init__(self, items: Iterable[Item]) -> None:
        self._taken = Counter(plain_key(item) for item in items)

    def of(self, item: Item) -> str:
        plain = plain_key(item)
        return plain if self._taken[plain] == 1 else f"{plain}-{digest(item.iri, length=10)}"


def plain_key(item: Item) -> str:
    """First author, year, and the first telling word of the title."""
    people = item.authors or item.editors
    words = [w for w in fold(item.title).split() if len(w) > 1 and w not in _EMPTY]
    parts = (
        fold(people[0].family) if people else "anonymous",
        fold(item.year) or "undated",
        words[0] if words else "",
    )
    return "".join(parts).replace(" ", "")
