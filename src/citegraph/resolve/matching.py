"""Which work a reference means: identifiers first, then metadata.

A decision is a function of the reference and the set of works, so the order in which either
arrives is no matter: candidates are ranked by evidence and then by name, and numbers are rounded.
"""

import math
from collections.abc import Callable, Iterable
from enum import StrEnum
from typing import NamedTuple

from citegraph import citation, identifiers
from citegraph.records import Kind, Reference
from citegraph.resolve.comparison import Comparison, compare
from citegraph.resolve.description import Description, describe
from citegraph.resolve.identity import metadata_key
from citegraph.resolve.screening import compare_from
from citegraph.resolve.vetoes import reference_veto

# A match needs this score, so many fields that agree, and this distance (of log-odds) to the next
# work.
MATCHED = 0.95
_SUPPORT = 2
_MARGIN = 0.7
UNCERTAIN = 0.5
# What outweighs names that are damaged, or those of an institution beside those of people.
_SAME_PLACE = {"title", "volume", "page", "container"}
# Where none of these agrees with the title, nothing may differ.
_TELLING = {"authors", "volume", "page", "number", "container"}
# A work can be cited a year before it is dated; a later one is another edition or an error.
_YEARS_AHEAD = 1
# Works that are compared, at most: those that share the most blocks, and no less than half as many
# as the first. And those that are kept to be shown.
COMPARED = 16
_SHOWN = 5
# Log-odds from which a score, rounded, can be that of `UNCERTAIN`.
_LEAST_EVIDENCE = math.log(UNCERTAIN / (1 - UNCERTAIN)) - 1e-5


class Status(StrEnum):
    MATCHED = "matched"
    UNCERTAIN = "uncertain"
    UNMATCHED = "unmatched"
    # What people decided; `match` gives neither.
    CONFIRMED = "confirmed"
    REJECTED = "rejected"


class Cited(NamedTuple):
    """A reference as matching needs it.

    `keys` are its `reference_keys`; `blocks` where to look by metadata; `citing` is the
    citing work's IRI and `year` its year.
    """

    keys: tuple[str, ...]
    blocks: tuple[str, ...]
    description: Description
    citing: str
    year: int | None


class Candidate(NamedTuple):
    """A work that a reference may mean, and why."""

    work: str
    comparison: Comparison


class Match(NamedTuple):
    """The decision on one reference; `candidates` are ranked, the target, if any, first.

    For an identifier that several works have, `same` are these works.
    """

    status: Status
    score: float | None = None
    method: str | None = None
    target: str | None = None
    candidates: tuple[Candidate, ...] = ()
    same: tuple[str, ...] = ()


class Works(NamedTuple):
    """The known works. `under` gives those with a key; `block` those in a block, or None where
    these are too many; `description` what is known of one.
    """

    under: Callable[[str], Iterable[str]]
    block: Callable[[str], Iterable[str] | None]
    description: Callable[[str], Description]

    def without(self, left_out: frozenset[str]) -> "Works":
        """The same works but for some."""
        if not left_out:
            return self

        def block(key: str) -> Iterable[str] | None:
            found = self.block(key)
            return None if found is None else [work for work in found if work not in left_out]

        return Works(lambda key: set(self.under(key)) - left_out, block, self.description)


class Nearest(NamedTuple):
    """Works to compare with a reference, best first. `is_blind` says that every block of the
    reference is too large to look in.
    """

    works: list[str]
    is_blind: bool

    @classmethod
    def among(cls, shared: dict[str, int], citing: str, *, is_blind: bool) -> "Nearest":
        """Of works that share so many blocks with a reference of `citing`."""
        shared.pop(citing, None)
        least = max(shared.values(), default=0) / 2
        near = [work for work, number in shared.items() if number >= least]
        near.sort(key=lambda work: (-shared[work], work))
        return cls(near[:COMPARED], is_blind)


UNMATCHED = Match(Status.UNMATCHED)


def reference_keys(reference: Reference, parsed: citation.Citation | None) -> tuple[str, ...]:
    """The identifiers of the cited work, strongest first, then what equal references share."""
    keys = []
    handle = reference.handle.text if reference.handle else parsed and parsed.handle
    if handle:
        keys.append(f"handle:{identifiers.handle_key(handle)}")
    doi = reference.doi.text if reference.doi else parsed and parsed.doi
    if doi := doi or identifiers.doi(reference.raw.text):
        keys.append(f"doi:{doi}")
    if parsed:
        if parsed.isbn and parsed.kind == Kind.BOOK:
            keys.append(f"isbn:{parsed.isbn}")
        year = str(parsed.year) if parsed.year else (parsed.year_stated or "")
        first = (parsed.authors or parsed.editors or (None,))[0]
        if key := metadata_key(parsed.title, first, year):
            keys.append(key)
    return tuple(keys)


def describe_citation(parsed: citation.Citation | None) -> Description:
    """What a parsed string says, for comparison."""
    if parsed is None:
        return Description()
    return describe(
        title=parsed.title,
        authors=parsed.authors or parsed.editors,
        year=parsed.year,
        volume=parsed.volume,
        page=parsed.pages,
        number=parsed.number,
        container=parsed.container,
        kind=parsed.kind,
    )


def match(cited: Cited, works: Works) -> Match:
    """Decide one reference.

    An identifier is taken at its word, even where the cited work is the younger one. Metadata
    never leads to a work more than a year younger than the citing one.
    """
    return identified(cited, works) or weighed(cited, nearest(cited, works), works.description)


def identified(cited: Cited, works: Works) -> Match | None:
    """The decision by an identifier, if any work has one of the reference's."""
    for key in cited.keys:
        method = key.partition(":")[0]
        if method == "metadata":
            continue
        found = {work for work in works.under(key) if work != cited.citing}
        kind = cited.description.kind
        if len(found) > 1 and kind:
            found = {w for w in found if works.description(w).kind == kind} or found
        if found:
            same = tuple(sorted(found))
            if len(same) == 1:
                return Match(Status.MATCHED, 1.0, method, same[0])
            return Match(Status.UNCERTAIN, 1.0, method, None, (), same)
    return None


def nearest(cited: Cited, works: Works) -> Nearest:
    """The works that share the most blocks with a reference."""
    shared: dict[str, int] = {}
    seen = hidden = 0
    for key in cited.blocks:
        block = works.block(key)
        if block is None:
            hidden += 1
            continue
        seen += 1
        for work in block:
            shared[work] = shared.get(work, 0) + 1
    return Nearest.among(shared, cited.citing, is_blind=bool(hidden and not seen))


def weighed(cited: Cited, near: Nearest, description: Callable[[str], Description]) -> Match:
    """The decision by metadata, among the works that are near."""
    candidates = _candidates(cited, near.works, description)
    if not candidates:
        return UNMATCHED
    best, *others = candidates
    status = Status.UNCERTAIN
    if not near.is_blind and is_match(best.comparison) and _stands_out(best, others):
        status = Status.MATCHED
    target = best.work if status == Status.MATCHED else None
    return Match(status, best.comparison.score, "metadata", target, tuple(candidates[:_SHOWN]))


def weigh(reference: Description, work: Description) -> Comparison:
    """Compare a reference with a work that it may mean."""
    return _of_reference(compare(reference, work), reference, work)


def _of_reference(found: Comparison, reference: Description, work: Description) -> Comparison:
    against = found.veto or reference_veto(reference, work, found.agree)
    return found._replace(veto=against) if against else found


def is_match(found: Comparison) -> bool:
    """Whether a comparison is good enough for a match, were there no other work."""
    agree = found.agree
    return (
        found.veto is None
        and found.score >= MATCHED
        and len(agree) >= _SUPPORT
        and "title" in agree
        and not (found.differ and _TELLING.isdisjoint(agree))
        and ("authors" not in found.differ or set(agree) >= _SAME_PLACE)
    )


def _stands_out(best: Candidate, others: list[Candidate]) -> bool:
    """Whether every other work that nothing speaks against is clearly behind."""
    return all(
        best.comparison.evidence - other.comparison.evidence >= _MARGIN
        for other in others
        if other.comparison.veto is None
    )


def _candidates(
    cited: Cited, near: Iterable[str], description: Callable[[str], Description]
) -> list[Candidate]:
    """Works that fit, best first."""
    found = []
    for work in near:
        described = description(work)
        if cited.year and described.year and described.year > cited.year + _YEARS_AHEAD:
            continue
        comparison = compare_from(_LEAST_EVIDENCE, cited.description, described)
        if comparison and comparison.score >= UNCERTAIN:
            found.append(Candidate(work, _of_reference(comparison, cited.description, described)))
    found.sort(key=lambda c: (c.comparison.veto is not None, -c.comparison.evidence, c.work))
    return found
