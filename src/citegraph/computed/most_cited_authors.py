"""Authors by the citations of their works, over the whole graph or a part of it."""

from collections.abc import Iterable, Iterator

import pyoxigraph as ox

from citegraph import vocab as v
from citegraph.computed.authored import authored
from citegraph.computed.citations import citations, unit_of
from citegraph.computed.columns import in_set, is_narrowed, select, totals
from citegraph.computed.computation import Computation, Row, Terms
from citegraph.graph.quads import value_of
from citegraph.store import Snapshot

# The IRI of a person, or else the key of a name; the other is empty.
Author = tuple[str, str]
_HAS_AUTHORSHIP, _PERSON, _NAME_KEY = map(ox.NamedNode, (v.HAS_AUTHORSHIP, v.PERSON_OF, v.NAME_KEY))
_IS_AUTHOR = (ox.NamedNode(v.ROLE), ox.Literal("author"))
_DEFAULT = ox.DefaultGraph()


def h_index(counts: Iterable[int]) -> int:
    """The most works that have so many citations each (Hirsch 2005)."""
    ranked = sorted(counts, reverse=True)
    return sum(n >= rank for rank, n in enumerate(ranked, start=1))


def _cited(snapshot: Snapshot, terms: Terms) -> dict[Author, list[int]]:
    """How often each of an author's cited works, or version clusters, is cited."""
    citing: dict[str, set[str]] = {}
    for by, _, work in citations(snapshot, terms, cited=is_narrowed(terms)):
        citing.setdefault(work, set()).add(by)
    unit_of_work = unit_of(snapshot, terms)
    cited_by: dict[Author, dict[str, set[str]]] = {}
    for work, citers in citing.items():
        unit = unit_of_work(work)
        for author in _authors(snapshot.graph, work):
            of_author = cited_by.setdefault(author, {})
            # Sets are shared until a second version adds to one.
            of_author[unit] = of_author[unit] | citers if unit in of_author else citers
    return {author: [len(by) for by in of.values()] for author, of in cited_by.items()}


def _authors(graph: ox.Store, work: str) -> set[Author]:
    # Looked up one by one: a join of so many is planned the wrong way round.
    found: set[Author] = set()
    for quad in graph.quads_for_pattern(ox.NamedNode(work), _HAS_AUTHORSHIP, None, _DEFAULT):
        authorship = quad.object
        assert isinstance(authorship, ox.NamedNode)
        if ox.Quad(authorship, *_IS_AUTHOR) in graph:
            persons = list(graph.quads_for_pattern(authorship, _PERSON, None, _DEFAULT))
            found.update((value_of(person.object), "") for person in persons)
            if not persons:
                keys = graph.quads_for_pattern(authorship, _NAME_KEY, None, _DEFAULT)
                found.update(("", value_of(key.object)) for key in keys)
    return found


def _rows(snapshot: Snapshot, terms: Terms) -> Iterator[Row]:
    cited = _cited(snapshot, terms)
    lists, works = map(ox.Literal, totals(snapshot))
    within = None
    if is_narrowed(terms):
        chosen = select(snapshot, f"SELECT ?work WHERE {{ {in_set(terms, 'work')} }}")
        within = {work for (work,) in chosen}
    for author in sorted(cited, key=lambda author: (-sum(cited[author]), author)):
        written, own = _name_and_works(snapshot, terms, author, within)
        yield (
            ox.NamedNode(author[0]) if author[0] else None,
            ox.Literal(written),
            ox.Literal(sum(cited[author])),
            ox.Literal(own),
            ox.Literal(h_index(cited[author])),
            lists,
            works,
        )


def _name_and_works(
    snapshot: Snapshot, terms: Terms, author: Author, within: set[str] | None
) -> tuple[str, int]:
    """The first written form of an author's name, and how many works, cited or not, there are."""
    person, key = author
    unit = unit_of(snapshot, terms)
    names, works = set(), set()
    node = ox.NamedNode(person) if person else ox.Literal(key)
    for authorship, work in authored(snapshot, node, unknown=True):
        if work in within if within is not None else _is_work(snapshot, work):
            works.add(unit(work))
            names.update(snapshot.objects(authorship, v.NAME_AS_WRITTEN))
    return min(names), len(works)


def _is_work(snapshot: Snapshot, thing: str) -> bool:
    return v.WORK in snapshot.objects(thing, v.TYPE)


def _why_empty(snapshot: Snapshot, terms: Terms) -> str:
    lists, works = totals(snapshot)
    which = "here " if is_narrowed(terms) else ""
    return (
        f"no work with known authors {which}is cited by a matched reference:"
        f" {lists} of {works} works have a reference list"
    )


MOST_CITED_AUTHORS = Computation(_rows, _why_empty)
