"""What is uncertain, one after the other, and each thing as a sheet beside its candidates.

The command line and pages go through the same queues, and show the same sheets.
"""

from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

import pyoxigraph as ox

from citegraph import vocab as v
from citegraph.candidates import Candidate, candidates_of
from citegraph.load.authorships import Reader
from citegraph.load.person_candidates import PersonCandidate, doubtful, persons_of, place_in_list
from citegraph.store import Snapshot
from citegraph.subjects import AUTHORSHIP, REFERENCE, Kind, short

# Candidates that stand side by side; rejecting all means the others, too.
MOST = 9
_FIELDS = (
    ("title", (v.TITLE,)),
    ("authors", (v.AUTHOR_LIST,)),
    ("year", (v.YEAR, v.YEAR_STATED)),
    ("venue", (v.PUBLICATION_NAME, v.BOOK_TITLE)),
    ("number", (v.NUMBER,)),
    ("volume", (v.VOLUME,)),
    ("issue", (v.ISSUE,)),
    ("publisher", (v.PUBLISHER,)),
    ("DOI", (v.DOI,)),
    ("handle", (v.HANDLE,)),
)
Key = tuple[str, str, int, str]


class Sheet(NamedTuple):
    """A thing to decide on: its own words, and where it stands.

    Each row has a name, and a cell for the thing, which is headed `own`, and for each candidate;
    rows without any value are left out.
    """

    words: str
    place: str
    own: str
    rows: list[tuple[str, list[str]]]


class Topic(NamedTuple):
    """What is reviewed: all subjects in whatever order, and the `key` of the order in which they
    are asked about, which begins with their work; the candidates of each, what a decision on one of
    these names, which thing it is, or is of, and all of it as a sheet."""

    kind: Kind
    noun: str
    subjects: Callable[[Snapshot], Iterable[str]]
    key: Callable[[Snapshot, str], Key]
    candidates: Callable[[Snapshot, str], list[Any]]
    named: Callable[[Any], str]
    thing: Callable[[Any], str]
    sheet: Callable[[Snapshot, str, list[Any]], Sheet]

    def queue(self, snapshot: Snapshot, work: str | None) -> list[str]:
        """The subjects, or those of one work, work by work, in the order of its lists."""
        found = self.subjects(snapshot)
        queue = (iri for iri in found if work in {None, iri.partition("#")[0]})
        return sorted(queue, key=lambda iri: self.key(snapshot, iri))


def _uncertain(snapshot: Snapshot) -> Iterable[str]:
    return snapshot.subjects(v.STATUS, ox.NamedNode(v.UNCERTAIN))


def _place(snapshot: Snapshot, reference: str) -> Key:
    position = int(snapshot.first(reference, v.POSITION) or 0)
    return reference.partition("#")[0], "", position, reference


def reference_sheet(snapshot: Snapshot, reference: str, candidates: list[Candidate]) -> Sheet:
    """A reference beside the works that it may mean."""
    citing = reference.partition("#")[0]
    told = [snapshot.first(citing, field) for field in (v.AUTHOR_LIST, v.YEAR, v.TITLE)]
    things = [reference, *(candidate.work for candidate in candidates)]
    rows = [(name, [snapshot.first(iri, *fields) for iri in things]) for name, fields in _FIELDS]
    rows.insert(7, ("pages", [_pages(snapshot, iri) for iri in things]))
    rows += [
        ("kind", ["", *(_kind(snapshot, candidate.work) for candidate in candidates)]),
        ("score", ["", *(candidate.score for candidate in candidates)]),
        ("for", ["", *(", ".join(c.agreement) for c in candidates)]),
        ("against", ["", *(", ".join(c.disagreement) for c in candidates)]),
        ("veto", ["", *(c.veto for c in candidates)]),
    ]
    place = f"in {', '.join(part for part in told if part) or citing}"
    return Sheet(snapshot.first(reference, v.RAW), place, "reference", _known(rows))


def person_sheet(snapshot: Snapshot, authorship: str, candidates: list[PersonCandidate]) -> Sheet:
    """A name in the list of a work beside the persons whom it may be."""
    own = Reader(snapshot).node(authorship).authorship
    told = [snapshot.first(own.work, field) for field in (v.YEAR, v.TITLE)]
    place = ", ".join(part for part in told if part) or own.work
    rows = [
        ("name", [own.name, *("; ".join(c.names) for c in candidates)]),
        ("person", ["", *(short(c.person or c.object, snapshot.iris) for c in candidates)]),
        ("works", ["1", *(str(c.known) for c in candidates)]),
        ("of these", [place, *("; ".join(c.works) for c in candidates)]),
        ("venue", [own.venue_name or own.venue, *("" for _ in candidates)]),
        ("affiliation", ["; ".join(own.affiliations), *("" for _ in candidates)]),
        ("co-authors", ["; ".join(own.coauthors), *("" for _ in candidates)]),
        ("for", ["", *(", ".join(c.agreement) for c in candidates)]),
        ("against", ["", *(", ".join(c.disagreement) for c in candidates)]),
    ]
    return Sheet(own.name, f"{own.role} of {place}", "here", _known(rows))


def _known(rows: list[tuple[str, list[str]]]) -> list[tuple[str, list[str]]]:
    return [(name, cells) for name, cells in rows if any(cells)]


def _pages(snapshot: Snapshot, iri: str) -> str:
    ends = [snapshot.first(iri, field) for field in (v.STARTING_PAGE, v.ENDING_PAGE)]
    return "-".join(end for end in ends if end)


def _kind(snapshot: Snapshot, iri: str) -> str:
    classes = snapshot.objects(iri, v.TYPE)
    return ", ".join(c.removeprefix(v.CG) for c in classes if c != v.WORK)


REFERENCES = Topic(
    REFERENCE,
    "reference",
    _uncertain,
    _place,
    candidates_of,
    lambda candidate: str(candidate.work),
    lambda candidate: str(candidate.work),
    reference_sheet,
)
PERSONS = Topic(
    AUTHORSHIP,
    "name",
    doubtful,
    lambda _, iri: (*place_in_list(iri), iri),
    persons_of,
    lambda candidate: str(candidate.object),
    lambda candidate: candidate.person or candidate.object.partition("#")[0],
    person_sheet,
)
