"""Works, persons, venues and institutions of a store, drawn in a mixed order that is the same each
time."""

import random
from collections.abc import Iterable

import pyoxigraph as ox

from citegraph import vocab as v
from citegraph.graph.quads import value_of
from citegraph.store import Snapshot, Store

# So many are looked at for each that is drawn.
_AMONG = 50
_PATTERNS = {
    "person": f"?y <{v.PERSON_OF}> ?x",
    "venue": f"?x a <{v.VENUE}>",
    "organization": f"?y <{v.ORGANIZATION_OF}> ?x",
    "citing": f"?x <{v.CITES}> ?y",
}


def draw(snapshot: Snapshot, kind: str, number: int) -> list[str]:
    """The IRIs of some things of a kind: a work, one that cites others (`citing`), a person, and
    so on."""
    mixed = random.Random(7)  # an order, no secret
    if kind == "work":
        letters = [f"work/repec:{letter}" for letter in "abcdefghijklmnopqrstuvwxyz"]
        named = [n for begin in letters for n in snapshot.index.named(begin, _AMONG * number)]
        return [snapshot.iris.base + name for name in _some(named, number, mixed)]
    return _some(_found(snapshot, _PATTERNS[kind], _AMONG * number), number, mixed)


def size_of(store: Store) -> int:
    """How many works a store holds."""
    with store.snapshot() as snapshot:
        rows = snapshot.graph.query(f"SELECT (COUNT(*) AS ?n) {{ ?x a <{v.WORK}> }}")
        assert isinstance(rows, ox.QuerySolutions)
        return int(value_of(next(rows)["n"]))


def _found(snapshot: Snapshot, pattern: str, number: int) -> list[str]:
    """The first so many values of `?x` in a pattern."""
    rows = snapshot.graph.query(f"SELECT DISTINCT ?x {{ {pattern} }} LIMIT {number}")
    assert isinstance(rows, ox.QuerySolutions)
    return [value_of(row["x"]) for row in rows]


def _some(names: Iterable[str], number: int, mixed: random.Random) -> list[str]:
    known = sorted(set(names))
    return mixed.sample(known, min(number, len(known)))
