"""What a computation behind a saved query is."""

from collections.abc import Callable, Iterable, Mapping
from typing import NamedTuple

from citegraph.store import Snapshot
from citegraph.values import Term

Row = tuple[Term | None, ...]
Terms = Mapping[str, Term]


class Computation(NamedTuple):
    """`rows` answers a question, in order; it raises QueryError beyond its limits. `why_empty` says
    in one sentence why there are none: what is missing, and what would help."""

    rows: Callable[[Snapshot, Terms], Iterable[Row]]
    why_empty: Callable[[Snapshot, Terms], str]
