"""The works that a reference may mean, with what speaks for and against each."""

from typing import NamedTuple

from citegraph import vocab as v
from citegraph.store import Snapshot

# In the order in which one looks at them.
_FIELDS = ("title", "authors", "year", "volume", "page", "number", "container")


class Candidate(NamedTuple):
    """A work that may be the cited one. `agreement` and `disagreement` name fields.

    `veto` says why it was not taken for the cited one, if anything forbids it.
    """

    work: str
    score: str
    agreement: tuple[str, ...]
    disagreement: tuple[str, ...]
    veto: str = ""


def candidates_of(snapshot: Snapshot, reference: str) -> list[Candidate]:
    """The candidates of an uncertain reference, the best first; of any other, none."""
    offered = snapshot.objects(reference, v.CANDIDATE)
    weighed: dict[str, tuple[int, Candidate]] = {}
    for node in snapshot.objects(reference, v.HAS_COMPARISON):
        (work,) = snapshot.objects(node, v.COMPARED_WITH)
        found = Candidate(
            work,
            "".join(snapshot.objects(node, v.SCORE)),
            _fields(snapshot, node, v.AGREES),
            _fields(snapshot, node, v.DIFFERS),
            "".join(snapshot.objects(node, v.VETO)),
        )
        weighed[work] = int(snapshot.objects(node, v.ORDINAL)[0]), found
    score = "".join(snapshot.objects(reference, v.SCORE))
    method = tuple(snapshot.objects(reference, v.MATCH_METHOD))
    # Works that share an identifier were not weighed.
    ranked = [weighed.get(work, (0, Candidate(work, score, method, ()))) for work in offered]
    return [candidate for _, candidate in sorted(ranked)]


def _fields(snapshot: Snapshot, node: str, predicate: str) -> tuple[str, ...]:
    return tuple(sorted(snapshot.objects(node, predicate), key=_FIELDS.index))
