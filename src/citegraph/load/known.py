"""The works of a graph as matching asks for them, each thing read once."""

from collections.abc import Iterator
from itertools import islice

import pyoxigraph as ox

from citegraph import vocab as v
from citegraph.graph.works import KINDS
from citegraph.resolve.blocking import LARGEST_BLOCK
from citegraph.resolve.description import Description, describe
from citegraph.resolve.matching import Cited, Match, Nearest, Works, identified, weighed
from citegraph.store import Snapshot

# Descriptions of works that are kept in memory.
_HELD = 50_000
# What a description is made of, beside the kind and the keys of a work.
_DESCRIBING = (
    v.TITLE,
    v.AUTHOR_LIST,
    v.YEAR,
    v.VOLUME,
    v.STARTING_PAGE,
    v.NUMBER,
    v.PUBLICATION_NAME,
)
# All of a work that decides which references may mean it, and do.
MATCHED_BY = frozenset((*_DESCRIBING, v.TYPE, v.MATCH_KEY, v.BLOCKING_KEY))


class Known:
    """The works of a graph that does not change meanwhile."""

    def __init__(self, snapshot: Snapshot) -> None:
        self._snapshot = snapshot
        self._under: dict[str, list[str]] = {}
        self._hidden: dict[str, bool] = {}
        self._blocks: dict[str, list[str] | None] = {}
        self._descriptions: dict[str, Description] = {}
        self.works = Works(self._with_key, self._block, self._describe)

    @property
    def size(self) -> int:
        """About how many works there are."""
        return self._snapshot.catalog.index.size

    def match(self, cited: Cited) -> Match:
        """What `matching.match` decides, most of the reading left to the store."""
        works = self.works
        return identified(cited, works) or weighed(cited, self.nearest(cited), works.description)

    def nearest(self, cited: Cited) -> Nearest:
        """What `matching.nearest` gives.

        The store counts without spelling out the names of works, which is most of what reading
        them costs. Where a work shares three blocks, those that share one are too far off.
        """
        blocks = [key for key in cited.blocks if not self._is_hidden(key)]
        if not blocks:
            return Nearest([], is_blind=bool(cited.blocks))
        shared = self._sharing(blocks, 2)
        if max((n for work, n in shared.items() if work != cited.citing), default=0) < 3:
            shared = self._sharing(blocks, 1)
        return Nearest.among(shared, cited.citing, is_blind=False)

    def _is_hidden(self, block: str) -> bool:
        if block not in self._hidden:
            self._hidden[block] = self.is_larger(block, LARGEST_BLOCK)
        return self._hidden[block]

    def is_larger(self, block: str, most: int) -> bool:
        """Whether a block has more works than so many."""
        (row,) = self._rows(
            f"SELECT (COUNT(*) AS ?n) {{ SELECT ?w {{ ?w <{v.BLOCKING_KEY}> {ox.Literal(block)} }}"
            f" LIMIT {most + 1} }}"
        )
        return int(row[0].value) > most

    def _sharing(self, blocks: list[str], least: int) -> dict[str, int]:
        """The works in at least so many of the blocks, and in how many they are."""
        keys = " ".join(map(str, map(ox.Literal, blocks)))
        rows = self._rows(
            f"SELECT ?w (COUNT(*) AS ?n) {{ VALUES ?k {{ {keys} }} ?w <{v.BLOCKING_KEY}> ?k }}"
            f" GROUP BY ?w HAVING (COUNT(*) >= {least})"
        )
        return {work.value: int(number.value) for work, number in rows}

    def _rows(self, query: str) -> ox.QuerySolutions:
        found = self._snapshot.graph.query(query)
        assert isinstance(found, ox.QuerySolutions)
        return found

    def members(self, block: str) -> list[str]:
        """The works in a block; of one that is too large, one too many."""
        works = self._snapshot.subjects(v.BLOCKING_KEY, ox.Literal(block))
        return list(islice(works, LARGEST_BLOCK + 1))

    def _with_key(self, key: str) -> list[str]:
        if key not in self._under:
            self._under[key] = list(works_with_key(self._snapshot, key))
        return self._under[key]

    def _block(self, key: str) -> list[str] | None:
        if key not in self._blocks:
            found = self.members(key)
            self._blocks[key] = found if len(found) <= LARGEST_BLOCK else None
        return self._blocks[key]

    def _describe(self, iri: str) -> Description:
        if iri not in self._descriptions:
            if len(self._descriptions) >= _HELD:
                self._descriptions.clear()
            self._descriptions[iri] = _description(self._snapshot, iri)
        return self._descriptions[iri]


def works_with_key(snapshot: Snapshot, key: str) -> Iterator[str]:
    """Works (not references) that are found under a key."""
    for iri in snapshot.subjects(v.MATCH_KEY, ox.Literal(key)):
        if "#" not in iri:
            yield iri


def _description(snapshot: Snapshot, iri: str) -> Description:
    """What the graph says of a work, for comparison.

    Only what is compared is read: abstracts and names, one by one, are most of what there is.
    """
    said = {name: snapshot.objects(iri, name) for name in _DESCRIBING}
    one = {name: values[0] for name, values in said.items() if values}
    kinds = (KINDS[kind] for kind in snapshot.objects(iri, v.TYPE) if kind in KINDS)
    return describe(
        title=one.get(v.TITLE),
        authors=one[v.AUTHOR_LIST].split(" & ") if v.AUTHOR_LIST in one else (),
        year=int(one[v.YEAR]) if v.YEAR in one else None,
        volume=one.get(v.VOLUME),
        page=one.get(v.STARTING_PAGE),
        number=one.get(v.NUMBER),
        container=one.get(v.PUBLICATION_NAME),
        kind=next(kinds, None),
        identifiers=snapshot.objects(iri, v.MATCH_KEY),
    )
