"""Values that begin as a user began to write one, for completion in a shell.

Handles are found through their archive and series, and titles in the index of words, so that only
a part of a large graph is looked at; names are looked through, which is why they need three letters
to start from, and titles with them.
"""

from collections.abc import Callable, Iterable, Iterator
from itertools import islice

import pyoxigraph as ox

from citegraph import fulltext, names
from citegraph import vocab as v
from citegraph.folding import fold, squeeze
from citegraph.graph.quads import value_of
from citegraph.listed import summaries
from citegraph.store import Snapshot

MOST = 50
_LEAST = 3
Suggestion = tuple[str, str]


def suggest(snapshot: Snapshot, kind: str, start: str) -> list[Suggestion]:
    """At most MOST values of a parameter's type that begin so, each with what it is."""
    find = _FINDERS.get(kind)
    return list(islice(find(snapshot, start), MOST)) if find else []


def _works(snapshot: Snapshot, start: str) -> Iterator[Suggestion]:
    for iri in _of_handle(snapshot, start):
        yield snapshot.first(iri, v.HANDLE), squeeze(snapshot.first(iri, v.TITLE))
    found: dict[str, list[str]] = {}
    for iri, title in _titled(snapshot, "work", start):
        found.setdefault(squeeze(title), []).append(iri)
    for title, works in sorted(found.items()):
        if len(works) == 1:
            authors, year = (snapshot.first(works[0], p) for p in (v.AUTHOR_LIST, v.YEAR))
            yield title, " ".join(part for part in (authors, year) if part)


def _of_handle(snapshot: Snapshot, start: str) -> Iterator[str]:
    """Works whose handles begin so, archive by archive and series by series."""
    wanted = start.lower()
    if not wanted:
        return
    for archive in _leading(snapshot, snapshot.subjects(v.TYPE, ox.NamedNode(v.ARCHIVE)), wanted):
        parts = snapshot.subjects(v.IS_PART_OF, ox.NamedNode(archive))
        for venue in _leading(snapshot, parts, wanted):
            for work in sorted(snapshot.subjects(v.IN_VENUE, ox.NamedNode(venue))):
                if snapshot.first(work, v.HANDLE).lower().startswith(wanted):
                    yield work


def _leading(snapshot: Snapshot, things: Iterable[str], wanted: str) -> Iterator[str]:
    """Those under whose handle there can be one that begins so."""
    for thing in sorted(set(things)):
        handle = snapshot.first(thing, v.HANDLE).lower()
        if handle and (handle.startswith(wanted) or wanted.startswith(f"{handle}:")):
            yield thing


def _venues(snapshot: Snapshot, start: str) -> Iterator[Suggestion]:
    venues = sorted(snapshot.subjects(v.TYPE, ox.NamedNode(v.VENUE)))
    for venue in venues:
        for predicate in (v.HANDLE, v.ISSN):
            for value in snapshot.objects(venue, predicate):
                if start and value.lower().startswith(start.lower()):
                    yield value, squeeze(snapshot.first(venue, v.TITLE))
    titles = {squeeze(title) for _, title in _titled(snapshot, "venue", start)}
    for title in sorted(titles):
        yield title, "series or journal"


def _titled(snapshot: Snapshot, space: str, start: str) -> Iterator[tuple[str, str]]:
    wanted = fold(start)
    if len(wanted) < _LEAST:
        return
    for hit in snapshot.index.search(space, fulltext.begun("title", start)):
        iri = snapshot.iris.base + hit.name
        for title in snapshot.objects(iri, v.TITLE):
            if fold(title).startswith(wanted):
                yield iri, title


def _persons(snapshot: Snapshot, start: str) -> Iterator[Suggestion]:
    """Short-ids, and names in both written orders."""
    ids = snapshot.graph.quads_for_pattern(None, ox.NamedNode(v.SHORT_ID), None)
    for short, person in sorted((value_of(q.object), value_of(q.subject)) for q in ids):
        if start and short.startswith(start.lower()):
            yield short, snapshot.first(person, v.NAME)
    wanted = fold(start)
    if len(wanted) < _LEAST:
        return
    rows = snapshot.graph.query(f"SELECT DISTINCT ?name {{ ?x <{v.NAME_AS_WRITTEN}> ?name }}")
    assert isinstance(rows, ox.QuerySolutions)
    found: dict[str, str] = {}
    for row in rows:
        name = names.parse(row[0].value)
        for form in (name.natural, f"{name.family}, {name.given}" if name.given else name.family):
            if (key := fold(form)).startswith(wanted):
                # Of spellings that mean the same, the one with its marks sorts last.
                found[key] = max(found.get(key, ""), squeeze(form))
    for form in sorted(found.values()):
        yield form, "author or editor"


def _jel(snapshot: Snapshot, start: str) -> Iterator[Suggestion]:
    quads = snapshot.graph.quads_for_pattern(None, ox.NamedNode(v.NOTATION), None)
    codes = {value_of(quad.object) for quad in quads}
    yield from ((code, "JEL code") for code in sorted(codes) if code.startswith(start.upper()))


def _lists(snapshot: Snapshot, start: str) -> Iterator[Suggestion]:
    wanted = fold(start)
    for name, works, _ in summaries(snapshot):
        if fold(name).startswith(wanted):
            yield name, f"a list of {works} works"


_FINDERS: dict[str, Callable[[Snapshot, str], Iterator[Suggestion]]] = {
    "work": _works,
    "venue": _venues,
    "person": _persons,
    "jel": _jel,
    "list": _lists,
}
