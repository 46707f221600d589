"""What a user writes for a thing that people decide on, as its IRI.

A subject is a part of a work; the kind of part says what it can be decided for.
"""

from typing import NamedTuple

from citegraph import vocab as v
from citegraph.errors import NotFoundError
from citegraph.graph.iris import Iris
from citegraph.store import Snapshot
from citegraph.values import find_work

_SHOWN = 80


class Kind(NamedTuple):
    """A kind of subject: how its fragments begin, and where its objects are named."""

    noun: str
    fragment: str
    objects: str


# One day also authorships, which are decided for persons.
KINDS = (Kind("reference", "ref-", "work/"),)


def kind_of(iri: str, iris: Iris) -> Kind | None:
    """The kind of subject that an IRI names, by its form alone."""
    owner, _, fragment = iri.partition("#")
    if not owner.startswith(f"{iris.base}work/"):
        return None
    return next((kind for kind in KINDS if fragment.startswith(kind.fragment)), None)


def full_iri(text: str, iris: Iris) -> str:
    """An IRI as tables show it, without the store's base, made whole."""
    return f"{iris.base}{text}" if text.startswith("work/") else text


def find_reference(snapshot: Snapshot, value: str) -> str:
    """The IRI of the one reference that a user means.

    That is an IRI, or WORK#ref-..., the end of which may be cut, or WORK#N for the N-th in the
    list. One that is not in the graph is found by its IRI as long as there is a decision on it.
    Raises NotFoundError.
    """
    text = value.strip()
    iri = full_iri(text, snapshot.iris)
    if kind_of(iri, snapshot.iris) and snapshot.catalog.decisions(iri):
        return iri
    work, mark, part = text.rpartition("#")
    if not mark or not work or not part:
        raise NotFoundError(
            f"{value!r} names no reference: write WORK#N for the N-th in a work's list, or the"
            " name WORK#ref-... that `citegraph sparql` shows"
        )
    citing = find_work(snapshot, work)
    references = sorted(
        (int((snapshot.objects(iri, v.POSITION) or ["0"])[0]), iri)
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


def words_of(snapshot: Snapshot, subject: str) -> str:
    """A subject's own words, or nothing where it is not in the graph."""
    return next(iter(snapshot.objects(subject, v.RAW)), "")


def short(iri: str, iris: Iris) -> str:
    return iri.removeprefix(iris.base)
