"""Which things a writer says something else of, so that what is derived from them can follow."""

from citegraph import vocab as v
from citegraph.graph.documents import SEARCHED
from citegraph.graph.iris import Iris

_SEARCHED = frozenset(f"<{iri}>" for iri in SEARCHED)
_ACCESS_LEVEL = f"<{v.ACCESS_LEVEL}>"
_NAME_KEY = f"<{v.NAME_KEY}>"
_CITES = f"<{v.CITES}>"
_VERSION_OF = f"<{v.VERSION_OF}>"
_COUNTS = frozenset((f"<{v.CITED_BY_COUNT}>", f"<{v.CLUSTER_CITED_BY_COUNT}>"))


class Noted:
    """Things by the statements that were added or removed; `everything` where all of them were.

    `searched` are works and venues whose words may be others, `names` keys of written names that
    may have come or gone; `cited` works that others cite than before, and things whose number of
    citations was altered; `versions` works with other versions than before, and their clusters.
    """

    def __init__(self, iris: Iris) -> None:
        self._spaces = (f"<{iris.base}work/", f"<{iris.base}venue/")
        self.everything = False
        self.searched: set[str] = set()
        self.names: set[str] = set()
        self.cited: set[str] = set()
        self.versions: set[str] = set()

    def note(self, statement: str) -> None:
        """A statement as N-Triples."""
        subject, predicate, rest = statement.split(" ", 2)
        if predicate in _SEARCHED or predicate == _ACCESS_LEVEL:
            owner, _, part = subject[1:-1].partition("#")
            # Of the parts of a work, its files alone.
            if subject.startswith(self._spaces) and (not part or predicate == _ACCESS_LEVEL):
                self.searched.add(owner)
        elif predicate == _NAME_KEY:
            self.names.add(rest[1 : rest.rindex('"')])
        elif predicate == _CITES:
            self.cited.add(rest[1 : rest.index(">")])
        elif predicate == _VERSION_OF:
            self.versions.update((subject[1:-1], rest[1 : rest.index(">")]))
        elif predicate in _COUNTS:
            self.cited.add(subject[1:-1])
