"""The works that a reference may mean, with what speaks for and against each."""

from typing import NamedTuple

from citegraph import vocab as v
from citegraph.folding import fold
from citegraph.store import Snapshot

_FIELDS = (
    ("title", v.TITLE),
    ("authors", v.AUTHOR_LIST),
    ("year", v.YEAR),
    ("venue", v.PUBLICATION_NAME),
    ("number", v.NUMBER),
    ("volume", v.VOLUME),
    ("issue", v.ISSUE),
    ("first page", v.STARTING_PAGE),
)


class Candidate(NamedTuple):
    """A work that may be the cited one. `agreement` and `disagreement` name fields."""

    work: str
    score: str
    agreement: tuple[str, ...]
    disagreement: tuple[str, ...]


def candidates_of(snapshot: Snapshot, reference: str) -> list[Candidate]:
    """The candidates of an uncertain reference, the best first; of any other, none."""
    score = "".join(snapshot.objects(reference, v.SCORE))
    found = []
    for work in snapshot.objects(reference, v.CANDIDATE):
        pairs = [(name, *_values(snapshot, reference, work, field)) for name, field in _FIELDS]
        same = tuple(name for name, one, other in pairs if one and one == other)
        differing = tuple(name for name, one, other in pairs if one and other and one != other)
        found.append(Candidate(work, score, same, differing))
    return found


def _values(snapshot: Snapshot, reference: str, work: str, field: str) -> tuple[str, str]:
    one, other = (" ".join(snapshot.objects(iri, field)) for iri in (reference, work))
    return fold(one), fold(other)
