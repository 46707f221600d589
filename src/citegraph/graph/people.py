"""Contributors of works and venues as lines of RDF, and as those who identify them see them."""

from collections.abc import Iterator
from typing import NamedTuple

from citegraph import names
from citegraph import vocab as v
from citegraph.folding import fold
from citegraph.graph import quads
from citegraph.graph.iris import Iris
from citegraph.graph.quads import Lines
from citegraph.records import Contributor, VenueMention, WorkRecord
from citegraph.resolve.person_evidence import Authorship
from citegraph.resolve.person_names import form


class StatedAuthorship(NamedTuple):
    """An authorship of a work as its lines will say it, before anyone is identified.

    `block` is that of its name, and the authorship's `person` whom the work's source states.
    """

    block: str
    authorship: Authorship


def add_people(
    out: Lines,
    owner: str,
    prefix: str,
    role: str,
    people: tuple[Contributor, ...],
    iris: Iris,
) -> None:
    if people and role == "author":
        out.add(owner, v.AUTHOR_LIST, quads.text(author_list(people)))
    for ordinal, person in enumerate(people, start=1):
        node = f"{prefix}{role}-{ordinal}"
        add_authorship(out, owner, node, role, ordinal, person.name.text)
        out.add(node, v.NAME_KEY, quads.text(names.key(person.name.text)))
        if block := name_block(person):
            out.add(node, v.NAME_BLOCK, quads.text(block))
        out.add(node, v.IDENTIFICATION, '"claimed"' if person.person else '"none"')
        if person.person:
            who = iris.person(person.person.text)
            out.mention(node, v.PERSON_OF, who, person.name.text)
            out.add(node, v.IDENTIFICATION_BASIS, '"stated"')
            if role == "author":
                out.link(owner, v.CREATOR, who)
        if person.given:
            out.add(node, v.GIVEN_AS_WRITTEN, quads.text(person.given.text))
        if person.family:
            out.add(node, v.FAMILY_AS_WRITTEN, quads.text(person.family.text))
        for affiliation in person.affiliations:
            if affiliation.name:
                out.add(node, v.AFFILIATION, quads.text(affiliation.name.text))
            if affiliation.institution:
                organization = iris.organization(affiliation.institution.text)
                out.mention(node, v.ORGANIZATION_OF, organization)


def name_block(person: Contributor) -> str | None:
    """The block of names in which a contributor is compared, if the name is a person's."""
    given, family = person.given, person.family
    found = form(person.name.text, given.text if given else "", family.text if family else "")
    return found.block if found else None


def add_authorship(out: Lines, owner: str, node: str, role: str, ordinal: int, name: str) -> None:
    out.link(owner, v.HAS_AUTHORSHIP, node)
    out.link(node, v.TYPE, v.AUTHORSHIP)
    out.add(node, v.ORDINAL, quads.integer(ordinal))
    out.add(node, v.ROLE, f'"{role}"')
    out.add(node, v.NAME_AS_WRITTEN, quads.text(name))


def stated_authorships(record: WorkRecord, iri: str, iris: Iris) -> Iterator[StatedAuthorship]:
    """What the identification of persons would find in the lines of a work that cites nothing and
    has no other version, for each name that can be a person's."""
    venue = venue_iri(record.venue, iris) if record.venue else None
    name = record.venue.name if record.venue else None
    base = f"{iris.base}organization/"
    for role, people in (("author", record.authors), ("editor", record.editors)):
        listed = quads.plain(author_list(people)).split(" & ") if role == "author" else []
        for ordinal, person in enumerate(people, start=1):
            block = name_block(person)
            if not block:
                continue
            others = listed[: ordinal - 1] + listed[ordinal:]
            affiliated = {quads.plain(a.name.text) for a in person.affiliations if a.name}
            institutions = {
                iris.organization(a.institution.text).removeprefix(base)
                for a in person.affiliations
                if a.institution
            }
            yield StatedAuthorship(
                block,
                Authorship(
                    iri=f"{iri}#{role}-{ordinal}",
                    work=iri,
                    name=quads.plain(person.name.text),
                    role=role,
                    given=quads.plain(person.given.text) if person.given else "",
                    family=quads.plain(person.family.text) if person.family else "",
                    person=iris.person(person.person.text) if person.person else "",
                    coauthors=tuple(others),
                    affiliations=(*sorted(affiliated), *sorted(institutions)),
                    venue=venue.removeprefix(f"{iris.base}venue/") if venue else "",
                    venue_name=quads.plain(name.text) if venue and name else "",
                ),
            )


def venue_iri(venue: VenueMention, iris: Iris) -> str | None:
    """The venue that a work mentions, if it gives anything to name it by."""
    handle = venue.handle.text if venue.handle else None
    issn = venue.issn[0].text if venue.issn else None
    name = venue.name.text if venue.name else None
    if handle or issn or fold(name or ""):
        return iris.venue(handle, issn, name)
    return None


def author_list(people: tuple[Contributor, ...]) -> str:
    """Names in natural order, as one text."""
    return " & ".join(names.parse(person.name.text).natural for person in people)
