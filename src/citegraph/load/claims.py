"""Persons and the works they claim: which of a work's names is theirs.

A person who claims a work in the register is taken for the one name there that is compatible with
the person's own. What the work's own record says of its authors stands; where two names or two
persons would fit, none is chosen.
"""

from collections import defaultdict
from typing import NamedTuple

import pyoxigraph as ox

from citegraph import names
from citegraph import vocab as v
from citegraph.graph.quads import Lines, exchange, text, value_of
from citegraph.store import Writer

_OWN = frozenset((v.PERSON_OF, v.IDENTIFICATION, v.IDENTIFICATION_BASIS, v.SCORE))
_CLAIM = "claim"


class _Name(NamedTuple):
    """A name in a work, with what is said of the person behind it.

    `basis` is "" where no source identifies the person, whatever was computed.
    """

    iri: str
    written: str
    role: str
    basis: str
    quads: frozenset[ox.Quad]


def identify(
    writer: Writer, works: set[str], persons: set[str], removed: list[ox.Quad]
) -> tuple[list[ox.Quad], list[str]]:
    """The statements to remove and to add so that the claims on works are followed.

    `works` and `persons` are those described anew, `removed` what was said before.
    """
    claimed = {value_of(quad.object) for quad in removed if quad.predicate.value == v.CLAIMS}
    for person in persons:
        claimed.update(writer.objects(person, v.CLAIMS))
    delete: list[ox.Quad] = []
    insert: list[str] = []
    for work in sorted(works | claimed):
        claimants = set(writer.subjects(v.CLAIMS, ox.NamedNode(work)))
        if claimants or work in claimed:
            removed_here, added_here = exchange(*_decide(writer, work, claimants))
            delete += removed_here
            insert += added_here
    return delete, insert


def _decide(writer: Writer, work: str, claimants: set[str]) -> tuple[set[ox.Quad], list[str]]:
    """What is said of the names that no record of the work identifies, and what is to be said."""
    people = [_name(writer, iri) for iri in writer.objects(work, v.HAS_AUTHORSHIP)]
    open_names = [name for name in people if name.basis in {"", _CLAIM}]
    settled = [name.iri for name in people if name not in open_names]
    # Of a name whose identifier is not followed, another person may have been found.
    known = {p for iri in settled for p in _stated(writer, iri)}
    shown = {p for iri in settled for p in writer.objects(iri, v.PERSON_OF)}
    fitting: dict[str, list[str]] = defaultdict(list)
    for claimant in sorted(claimants - known):
        own = _names_of(writer, claimant)
        found = [n for n in open_names if any(names.same(n.written, one) for one in own)]
        if len(found) == 1:
            fitting[found[0].iri].append(claimant)
    stated: set[ox.Quad] = set()
    out = Lines()
    for name in open_names:
        stated |= name.quads
        fits = fitting[name.iri]
        out.add(name.iri, v.IDENTIFICATION, text("claimed" if len(fits) == 1 else "none"))
        if len(fits) == 1:
            (person,) = fits
            out.link(name.iri, v.PERSON_OF, person)
            out.add(name.iri, v.IDENTIFICATION_BASIS, text(_CLAIM))
            if name.role == "author":
                out.link(work, v.CREATOR, person)
    creators = {q for q in writer.lines_of(work) if q.predicate.value == v.CREATOR}
    stated |= {quad for quad in creators if value_of(quad.object) not in shown}
    return stated, out.lines


def _name(writer: Writer, iri: str) -> _Name:
    quads = writer.lines_of(iri)
    said = {quad.predicate.value: value_of(quad.object) for quad in quads}
    bases = writer.objects(iri, v.IDENTIFICATION_BASIS)
    basis = ""
    if "stated" in bases or v.DOUBTFUL_PERSON in said:
        basis = "stated"
    elif said.get(v.IDENTIFICATION) == "claimed":
        basis = _CLAIM
    return _Name(
        iri,
        said.get(v.NAME_AS_WRITTEN, ""),
        said.get(v.ROLE, ""),
        basis,
        frozenset(quad for quad in quads if quad.predicate.value in _OWN),
    )


def _stated(writer: Writer, iri: str) -> list[str]:
    """Whom the record of a work states an authorship to be, whether or not that is followed."""
    return writer.objects(iri, v.DOUBTFUL_PERSON) or writer.objects(iri, v.PERSON_OF)


def _names_of(writer: Writer, person: str) -> list[str]:
    given, family = writer.objects(person, v.GIVEN_NAME), writer.objects(person, v.FAMILY_NAME)
    joined = [f"{family[0]}, {given[0]}"] if given and family else []
    return [*writer.objects(person, v.NAME), *joined]
