"""Which work a reference means: identifiers first, then exact metadata.

A decision is a function of the reference and the set of works, so the order in which either
arrives is no matter. Scores: 1 for an identifier; for metadata the weights of title (.6),
authors (.2) and year (.1), which exact metadata has in full.
"""

from collections.abc import Callable, Iterable
from enum import StrEnum
from typing import NamedTuple

from citegraph import citation, identifiers
from citegraph.records import Kind, Reference
from citegraph.resolve.identity import metadata_key

METADATA_SCORE = 0.9
# A work can be cited a year before it is dated; a later one is another edition or an error.
_YEARS_AHEAD = 1


class Status(StrEnum):
    MATCHED = "matched"
    UNCERTAIN = "uncertain"
    UNMATCHED = "unmatched"
    # What people decided; `match` gives neither.
    CONFIRMED = "confirmed"
    REJECTED = "rejected"


class Candidate(NamedTuple):
    """A known work that shares a key with a reference. `work` is its IRI."""

    work: str
    kind: Kind | None
    year: int | None


class Match(NamedTuple):
    """The decision on one reference; `candidates` are the works that fit equally well."""

    status: Status
    score: float | None = None
    method: str | None = None
    target: str | None = None
    candidates: tuple[str, ...] = ()


UNMATCHED = Match(Status.UNMATCHED)


def reference_keys(reference: Reference, parsed: citation.Citation | None) -> tuple[str, ...]:
    """The keys under which the cited work would be found, strongest first."""
    keys = []
    if reference.handle:
        keys.append(f"handle:{identifiers.handle_key(reference.handle.text)}")
    doi = reference.doi.text if reference.doi else identifiers.doi(reference.raw.text)
    if doi:
        keys.append(f"doi:{doi}")
    if parsed:
        if parsed.isbn and parsed.kind == Kind.BOOK:
            keys.append(f"isbn:{parsed.isbn}")
        year = str(parsed.year) if parsed.year else (parsed.year_stated or "")
        first = (parsed.authors or parsed.editors or (None,))[0]
        if key := metadata_key(parsed.title, first, year):
            keys.append(key)
    return tuple(keys)


def match(
    keys: Iterable[str],
    *,
    kind: Kind | None,
    citing: str,
    citing_year: int | None,
    find: Callable[[str], Iterable[Candidate]],
) -> Match:
    """Decide one reference of the work `citing`; `find` gives the works under a key.

    An identifier is taken at its word, even where the cited work is the younger one. Metadata
    never leads to a work more than a year younger, and several works that fit make the match
    uncertain unless the kind tells them apart.
    """
    for key in keys:
        method = key.partition(":")[0]
        found = {c.work: c for c in find(key) if c.work != citing}
        if method == "metadata" and citing_year is not None:
            latest = citing_year + _YEARS_AHEAD
            found = {w: c for w, c in found.items() if c.year is None or c.year <= latest}
        if len(found) > 1 and kind:
            found = {w: c for w, c in found.items() if c.kind == kind} or found
        if not found:
            continue
        score = METADATA_SCORE if method == "metadata" else 1.0
        works = tuple(sorted(found))
        if len(works) == 1:
            return Match(Status.MATCHED, score, method, works[0])
        return Match(Status.UNCERTAIN, score, method, None, works)
    return UNMATCHED
