"""Persons told apart with their identifiers hidden, against the identifiers in real archives.

Two authorships are one person's where the archives give them one identifier; what the archives get
wrong counts as an error here. `make evaluate` prints the result.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from citegraph.errors import SourceError
from citegraph.ingest import SOURCES, detect
from citegraph.ingest.files import find
from citegraph.ingest.source import Parsed
from citegraph.records import Contributor, Words, WorkRecord
from citegraph.resolve.person_evidence import Authorship
from citegraph.resolve.persons import block_of, identify

DATA = Path(__file__).parents[2] / "shared" / "data" / "redif"


class Measured(NamedTuple):
    """Pairs of authorships with identifiers, and what was compared altogether."""

    precision: float
    recall: float
    found: int
    false: int
    missed: int
    authorships: int
    identified: int
    works: int


def measure(folder: Path = DATA, *, venues: bool = True) -> Measured:
    """Pairwise precision and recall; without `venues`, a series in common is no evidence."""
    works = list(_works(folder))
    truth: dict[str, str] = {}
    blocks: dict[str, list[Authorship]] = defaultdict(list)
    for number, work in enumerate(works):
        for ordinal, person in enumerate(work.authors):
            iri = f"{number}#author-{ordinal}"
            hidden = _authorship(iri, number, work, person, venues=venues)
            if block := block_of(hidden):
                blocks[block].append(hidden)
            if person.person:
                truth[iri] = person.person.text
    cluster_of = {
        iri: (block, number)
        for block, authorships in blocks.items()
        for number, identified in enumerate(identify(authorships).persons)
        for iri in identified.members
    }
    wanted = _pairs(truth.values())
    claimed = _pairs(cluster_of[iri] for iri in truth if iri in cluster_of)
    found = _pairs((cluster_of[iri], truth[iri]) for iri in truth if iri in cluster_of)
    return Measured(
        precision=found / claimed if claimed else 1.0,
        recall=found / wanted if wanted else 1.0,
        found=found,
        false=claimed - found,
        missed=wanted - found,
        authorships=sum(len(work.authors) for work in works),
        identified=len(truth),
        works=len(works),
    )


def _pairs(groups: Iterable[object]) -> int:
    """How many pairs of things are in one group, given the group of each."""
    return sum(count * (count - 1) // 2 for count in Counter(groups).values())


def _works(folder: Path) -> Iterable[WorkRecord]:
    """Each work once, as the first record of its handle describes it."""
    seen: set[str] = set()
    for found in find((str(folder),)):
        if found.left_alone:
            continue
        try:
            document = found.document()
            source = detect(document)
        except SourceError:
            continue
        if source is not SOURCES["redif"]:
            continue
        for result in source.parse(document):
            if isinstance(result, Parsed) and isinstance(result.record, WorkRecord):
                handle = _text(result.record.handle).lower()
                if handle and handle not in seen:
                    seen.add(handle)
                    yield result.record


def _authorship(
    iri: str, number: int, work: WorkRecord, person: Contributor, *, venues: bool
) -> Authorship:
    affiliations = [name for a in person.affiliations for name in (a.name, a.institution) if name]
    return Authorship(
        iri=iri,
        work=str(number),
        name=person.name.text,
        given=_text(person.given),
        family=_text(person.family),
        coauthors=tuple(other.name.text for other in work.authors if other is not person),
        affiliations=tuple(name.text for name in affiliations),
        venue=_text(work.venue.handle) if venues and work.venue else "",
    )


def _text(words: Words | None) -> str:
    return words.text if words else ""
