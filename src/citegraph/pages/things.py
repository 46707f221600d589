"""Pages of persons, venues, archives, institutions, JEL codes, and of whatever else has a name."""

from typing import NamedTuple

import pyoxigraph as ox

from citegraph import saved
from citegraph import vocab as v
from citegraph.errors import NotFoundError
from citegraph.graph.quads import value_of
from citegraph.pages import document, work
from citegraph.pages.addresses import Addresses
from citegraph.pages.chart import charts
from citegraph.pages.cited import most_cited
from citegraph.pages.facts import Facts, Link, label, links_to
from citegraph.pages.head import thing_data
from citegraph.pages.map_links import maps_of_person, maps_of_set
from citegraph.pages.render import html
from citegraph.pages.table import Table, table
from citegraph.store import Snapshot

_LISTED = 100
_OF_TOPICS = ("topic-authors", "topic-venues")
_MAPS = "Maps"


class Row(NamedTuple):
    """A property with its values. `field` is its name for `why`."""

    title: str
    links: list[Link]


def page(snapshot: Snapshot, addresses: Addresses, iri: str, line: int) -> str:
    """The HTML of a thing's page. `line` is the one of a source that is asked for."""
    facts = Facts(snapshot, iri, addresses)
    kinds = facts.all(v.TYPE)
    if v.WORK in kinds:
        return work.page(snapshot, addresses, iri)
    if v.PERSON in kinds:
        return _person(facts)
    if v.VENUE in kinds:
        return _venue(facts)
    if v.ARCHIVE in kinds:
        return _archive(facts)
    if v.ORGANIZATION in kinds:
        return _organization(facts)
    if v.CONCEPT in kinds:
        return _jel(facts)
    if iri.startswith(snapshot.iris.source("")):
        return document.page(snapshot, addresses, iri, line)
    return _other(facts)


def is_known(snapshot: Snapshot, iri: str) -> bool:
    """Whether any statement is about a name, or says it of something."""
    try:
        node = ox.NamedNode(iri)
    except ValueError:
        return False
    patterns = ((node, None, None), (None, None, node))
    return any(
        next(snapshot.graph.quads_for_pattern(s, p, o, None), None) is not None
        for s, p, o in patterns
    ) or snapshot.graph.contains_named_graph(node)


def _show(facts: Facts, rows: list[Row], tables: list[tuple[str, Table]], listed: list[Row]) -> str:
    """The template that these pages share."""
    pictures = {
        caption: charts(found.series, caption, alike=found.is_by_word) for caption, found in tables
    }
    return html(
        "thing",
        site=facts.addresses,
        facts=facts,
        rows=[row for row in rows if row.links],
        tables=tables,
        pictures=pictures,
        listed=[row for row in listed if row.links],
        sources=work.sources(facts),
        data=thing_data(facts),
    )


def _texts(facts: Facts, *properties: str) -> list[Link]:
    return [Link(value) for value in facts.all(*properties)]


def _ask(facts: Facts, name: str, limit: int = 25, **given: str) -> Table:
    return table(facts.snapshot, facts.addresses, saved.get(name), given, limit=limit)


def _questions(addresses: Addresses, names: tuple[str, ...], **given: str) -> Row:
    """Questions about a thing that may take too long for its page to wait for."""
    queries = [saved.get(name) for name in names]
    links = [Link(query.summary, addresses.ask(query.name, given)) for query in queries]
    return Row("Further questions", links)


def _linked(facts: Facts, title: str, property_: str) -> Row:
    """The things that name this one, with a word where there are more than are listed."""
    found, more = links_to(facts, property_, limit=_LISTED)
    return Row(f"{title} (the first {_LISTED} found)" if more else title, found)


def _person(facts: Facts) -> str:
    iri = facts.iri
    rows = [
        Row("RePEc short-id", _texts(facts, v.SHORT_ID)),
        Row("Handle", _texts(facts, v.HANDLE)),
        Row("Homepage", facts.web(v.PAGE)),
        Row("Affiliation", _texts(facts, v.AFFILIATION) + facts.links(v.ORGANIZATION_OF)),
        Row("Possibly the same as", facts.links(v.POSSIBLY_SAME)),
    ]
    tables = [
        ("Works", _ask(facts, "works-of-person", 100, person=iri)),
        ("Citations and indices", _ask(facts, "author-metrics", person=iri)),
        ("Year by year", _ask(facts, "author-timeline", 200, person=iri)),
        ("Co-authors", _ask(facts, "coauthors", person=iri)),
    ]
    return _show(facts, rows, tables, [Row(_MAPS, maps_of_person(facts.addresses, iri))])


def _venue(facts: Facts) -> str:
    iri = facts.iri
    rows = [
        Row("Handle", _texts(facts, v.HANDLE)),
        Row("ISSN", _texts(facts, v.ISSN)),
        Row("Publisher", _texts(facts, v.PUBLISHER) + facts.links(v.PROVIDER)),
        Row("Archive", facts.links(v.IS_PART_OF)),
        Row("Editors", [Link(p.name, p.href) for p in work.people(facts, "editor")[0]]),
        Row("Homepage", facts.web(v.PAGE)),
        Row("About", _texts(facts, v.DESCRIPTION)),
        Row("Restriction", _texts(facts, v.RIGHTS)),
        Row("Continues", facts.links(v.PREDECESSOR)),
        Row("Continued by", facts.links(v.FOLLOWUP)),
        Row("JEL", facts.links(v.SUBJECT)),
    ]
    tables = [
        ("Works", _ask(facts, "works-in-venue", 50, venue=iri)),
        ("Most cited", most_cited(facts.snapshot, facts.addresses, iri)),
        ("Year by year", _ask(facts, "venue-profile", 200, venue=iri)),
    ]
    further = _questions(facts.addresses, ("venue-cites-venue", "coverage"), venue=iri)
    maps = Row(_MAPS, maps_of_set(facts.addresses, venue=iri))
    return _show(facts, rows, tables, [maps, further])


def _archive(facts: Facts) -> str:
    rows = [
        Row("Handle", _texts(facts, v.HANDLE)),
        Row("Address of the files", facts.web(v.CONTENT_URL)),
        Row("Homepage", facts.web(v.PAGE)),
        Row("About", _texts(facts, v.DESCRIPTION)),
        Row("Restriction", _texts(facts, v.RIGHTS)),
        Row("JEL", facts.links(v.SUBJECT)),
    ]
    return _show(facts, rows, [], [_linked(facts, "Series and journals", v.IS_PART_OF)])


def _organization(facts: Facts) -> str:
    rows = [
        Row("In English", [Link(n) for n in facts.all(v.LABEL) if n != facts.name]),
        Row("Handle", _texts(facts, v.HANDLE)),
        Row("EDIRC", _texts(facts, v.EDIRC_ID)),
        Row("Place", _texts(facts, v.BASED_NEAR)),
        Row("Homepage", facts.web(v.PAGE)),
    ]
    tables = [("Output", _ask(facts, "institution-output", 200, organization=facts.iri))]
    listed = [
        _affiliated(facts),
        _linked(facts, "Series and journals", v.PROVIDER),
        Row(_MAPS, maps_of_set(facts.addresses, organization=facts.iri)),
    ]
    return _show(facts, rows, tables, listed)


def _affiliated(facts: Facts) -> Row:
    """The persons and works that name an institution; a name in a work's list leads to the work."""
    found, more = links_to(facts, v.ORGANIZATION_OF, limit=_LISTED)
    named = set()
    for link in found:
        owner, _, part = link.href.partition("#")
        iri = facts.addresses.iris.base + owner.removeprefix(f"{facts.addresses.prefix}/")
        named.add(facts.link(iri) if part else link)
    title = "Affiliated persons, and works of affiliated authors"
    return Row(f"{title} (the first {_LISTED} found)" if more else title, sorted(named))


def _jel(facts: Facts) -> str:
    code = facts.one(v.NOTATION) or facts.iri.rpartition("/")[2]
    rows = [
        Row("Broader", facts.links(v.BROADER)),
        Row("Narrower", links_to(facts, v.BROADER, limit=_LISTED)[0]),
    ]
    tables = [
        ("Works", _ask(facts, "works-by-jel", 50, jel=code)),
    ]
    maps = Row(_MAPS, maps_of_set(facts.addresses, jel=code))
    over_time = {"jel": code, "level": str(min(len(code), 3))}
    further = _questions(facts.addresses, _OF_TOPICS, jel=code)
    link = Link(saved.get("jel-over-time").summary, facts.addresses.ask("jel-over-time", over_time))
    further.links.append(link)
    return _show(facts, rows, tables, [maps, further])


def keyword(snapshot: Snapshot, addresses: Addresses, word: str) -> str:
    """The page of a keyword: the works that have it, in whatever case."""
    node = ox.Literal(word)
    works: list[Link] = []
    more = False
    for quad in snapshot.graph.quads_for_pattern(None, ox.NamedNode(v.KEYWORD), node, None):
        if len(works) == _LISTED:
            more = True
            break
        iri = value_of(quad.subject)
        works.append(Link(label(snapshot, iri), addresses.of(iri)))
    if not works:
        raise NotFoundError(f"no work in the store has the keyword {word!r}: search for it")
    return html(
        "keyword",
        site=addresses,
        word=word,
        works=sorted(set(works)),
        more=more,
        maps=Row(_MAPS, maps_of_set(addresses, keyword=word)),
        further=_questions(addresses, _OF_TOPICS, keyword=word),
    )


def _other(facts: Facts) -> str:
    """Whatever else has a name: its statements as they are, and what names it."""
    node = ox.NamedNode(facts.iri)
    said: dict[str, set[Link]] = {}
    named: dict[str, set[Link]] = {}
    for quad in facts.snapshot.graph.quads_for_pattern(node, None, None, None):
        title = _title(quad.predicate.value)
        is_thing = isinstance(quad.object, ox.NamedNode)
        text = value_of(quad.object)
        said.setdefault(title, set()).add(facts.link(text) if is_thing else Link(text))
    for quad in facts.snapshot.graph.quads_for_pattern(None, None, node, None):
        links = named.setdefault(f"{_title(quad.predicate.value)} of", set())
        if len(links) < _LISTED:
            links.add(facts.link(value_of(quad.subject)))
    rows = [Row(title, sorted(links)) for title, links in sorted(said.items())]
    return _show(
        facts, rows, [], [Row(title, sorted(links)) for title, links in sorted(named.items())]
    )


def _title(iri: str) -> str:
    """A property's name in words.

    >>> _title("https://w3id.org/citegraph/ontology#versionOf")
    'Version of'
    """
    name = iri.rpartition("#")[2].rpartition("/")[2]
    words = "".join(f" {letter.lower()}" if letter.isupper() else letter for letter in name)
    return words.strip().capitalize()
