"""What a user writes for a thing that people decide on, as its IRI.

A subject is a part of a work; the kind of part says what it can be decided for.
"""

from typing import NamedTuple

import pyoxigraph as ox

from citegraph import identifiers
from citegraph import vocab as v
from citegraph.errors import NotFoundError, UsageError
from citegraph.graph.iris import COMPUTED, Iris
from citegraph.store import Snapshot
from citegraph.values import find_work

_SHOWN = 80


class Kind(NamedTuple):
    """A kind of subject: whose parts they are, how their fragments begin, what one looks like; and
    what its objects are called and where they are named."""

    noun: str
    owners: tuple[str, ...]
    fragments: tuple[str, ...]
    shown: str
    object: str
    objects: str


REFERENCE = Kind("reference", ("work/",), ("ref-",), "work/...#ref-...", "work", "work/")
# An authorship is also decided to be of the same person as another.
AUTHORSHIP = Kind(
    "authorship",
    ("work/", "venue/"),
    ("author-", "editor-"),
    "work/...#author-1",
    "person",
    "person/",
)
KINDS = (REFERENCE, AUTHORSHIP)


def kind_of(iri: str, iris: Iris) -> Kind | None:
    """The kind of subject that an IRI names, by its form alone."""
    owner, _, fragment = iri.partition("#")
    if not owner.startswith(iris.base):
        return None
    local = owner.removeprefix(iris.base)
    return next(
        (k for k in KINDS if local.startswith(k.owners) and fragment.startswith(k.fragments)), None
    )


def is_object(iri: str, kind: Kind, iris: Iris) -> bool:
    """Whether an IRI can, by its form alone, be what a subject of a kind is decided for."""
    if "#" in iri:
        return kind is AUTHORSHIP and kind_of(iri, iris) is AUTHORSHIP
    return iri.startswith(iris.base + kind.objects)


def full_iri(text: str, iris: Iris) -> str:
    """An IRI as tables show it, without the store's base, made whole."""
    return f"{iris.base}{text}" if text.startswith(("work/", "venue/", "person/")) else text


def find_subject(snapshot: Snapshot, value: str) -> str:
    """The IRI of the one reference or authorship that a user means.

    That is an IRI, or WORK#ref-..., the end of which may be cut, or WORK#N for the N-th in the
    list of references, or WORK#author-N or WORK#editor-N. One that is not in the graph is found by
    its IRI as long as there is a decision on it. Raises NotFoundError.
    """
    text = value.strip()
    iri = full_iri(text, snapshot.iris)
    if kind := kind_of(iri, snapshot.iris):
        known = kind is AUTHORSHIP and snapshot.objects(iri, v.NAME_AS_WRITTEN)
        if known or snapshot.catalog.decisions(iri):
            return iri
    work, mark, part = text.rpartition("#")
    if not mark or not work or not part:
        raise NotFoundError(
            f"{value!r} names no reference and no authorship: write WORK#N for the N-th reference"
            " in a work's list, WORK#author-N for the N-th author, or the name WORK#ref-... that"
            " `citegraph sparql` shows"
        )
    owner = find_work(snapshot, work)
    if part.startswith(AUTHORSHIP.fragments):
        return _authorship(snapshot, owner, part)
    return _reference(snapshot, owner, part)


def _authorship(snapshot: Snapshot, work: str, part: str) -> str:
    listed = {iri: words_of(snapshot, iri) for iri in snapshot.objects(work, v.HAS_AUTHORSHIP)}
    if (iri := f"{work}#{part}") in listed:
        return iri
    names = "; ".join(f"#{iri.partition('#')[2]} {name!r}" for iri, name in listed.items())
    raise NotFoundError(
        f"{short(work, snapshot.iris)} has no {part}: its sources name"
        f" {names if listed else 'nobody'}"
    )


def _reference(snapshot: Snapshot, citing: str, part: str) -> str:
    references = sorted(
        (int(snapshot.first(iri, v.POSITION) or 0), iri)
        for iri in snapshot.objects(citing, v.HAS_REFERENCE)
    )
    if not references:
        raise NotFoundError(f"{short(citing, snapshot.iris)} has no references in its sources")
    if part.isdecimal():
        found = [iri for position, iri in references if position == int(part)]
    else:
        names = [iri for _, iri in references if iri.startswith(f"{citing}#{part}")]
        found = [iri for iri in names if iri == f"{citing}#{part}"] or names
    if len(found) == 1:
        return found[0]
    listed = "; ".join(
        f"#{position} {words_of(snapshot, iri)[:_SHOWN]!r}" for position, iri in references[:3]
    )
    raise NotFoundError(
        f"{'no' if not found else 'more than one'} reference of {short(citing, snapshot.iris)} is"
        f" named {part!r}; it has {len(references)}: {listed}{'; ...' * (len(references) > 3)}"
    )


def find_object(snapshot: Snapshot, value: str, subject: str) -> str:
    """The IRI of the work or the person that a user means for a subject.

    Raises NotFoundError for what names none, and UsageError for what cannot be meant.
    """
    called = short(subject, snapshot.iris)
    if kind_of(subject, snapshot.iris) is not AUTHORSHIP:
        work = find_work(snapshot, value)
        if work == subject.partition("#")[0]:
            raise UsageError(f"{called} is a reference of this very work")
        return work
    if not snapshot.objects(subject, v.NAME_BLOCK):
        raise UsageError(f"{called} is no person's name")
    person = find_person(snapshot, value, subject)
    if person == subject:
        raise UsageError(f"{called} is this very authorship: name another")
    if "#" in person and not snapshot.objects(person, v.NAME_BLOCK):
        raise UsageError(f"{short(person, snapshot.iris)} is no person's name")
    return person


def find_person(snapshot: Snapshot, value: str, subject: str) -> str:
    """The IRI of the person that a user means for an authorship.

    That is a RePEc short-id, whether or not a source knows it, a person's IRI, or another
    authorship of the same person. A computed person, whose name is gone as soon as other works
    come, stands for the first of its other authorships. Raises NotFoundError.
    """
    text = value.strip()
    iris = snapshot.iris
    if "#" in text:
        other = find_subject(snapshot, text)
        if kind_of(other, iris) is not AUTHORSHIP or not words_of(snapshot, other):
            raise NotFoundError(f"{value!r} names no authorship in the graph: write WORK#author-N")
        return other
    if identified := identifiers.person_id(text):
        return iris.person(identified)
    iri = full_iri(text, iris)
    if iri.startswith(f"{iris.base}person/{COMPUTED}"):
        if other := stand_in(snapshot, iri, subject):
            return other
    elif iri.startswith(f"{iris.base}person/") and snapshot.objects(iri, v.TYPE):
        return iri
    raise NotFoundError(
        f"{value!r} names no person: write a RePEc short-id, person/... as `citegraph query"
        " works-of-person` shows it, or another authorship of the person, WORK#author-N"
    )


def stand_in(snapshot: Snapshot, person: str, subject: str) -> str:
    """The first authorship of a computed person but for the subject, or nothing."""
    theirs = set(snapshot.subjects(v.PERSON_OF, ox.NamedNode(person))) - {subject}
    return min(theirs, default="")


def words_of(snapshot: Snapshot, subject: str) -> str:
    """A subject's own words, or nothing where it is not in the graph."""
    found = snapshot.objects(subject, v.RAW) or snapshot.objects(subject, v.NAME_AS_WRITTEN)
    return next(iter(found), "")


def short(iri: str, iris: Iris) -> str:
    return iri.removeprefix(iris.base)
