"""How many works cite each, stored so that a ranking need not count them all.

By itself, a work counts as cited by every other work. At the level of clusters, all versions of a
work count as one on both sides, and those that cite one another do not count; that number stands
at the cluster, or at the work where there is no other version. What nothing cites has no number.
Counts are taken anew wherever citations or versions change, so they are those of the whole graph.
"""

from collections.abc import Iterator
from itertools import islice

import pyoxigraph as ox

from citegraph import vocab as v
from citegraph.graph.quads import exchange, integer
from citegraph.store import Writer

COUNTS = frozenset((v.CITED_BY_COUNT, v.CLUSTER_CITED_BY_COUNT))
# Up to so many citing works are looked up faster than a query is planned.
_FEW = 64


def settle(writer: Writer) -> None:
    """Bring the counts of works and clusters up to date with what was noted since the last time."""
    noted = writer.noted
    things = noted.cited | noted.versions
    for work in noted.versions:
        things.update(writer.objects(work, v.CITES))
    for thing in tuple(things):
        things.update(writer.objects(thing, v.VERSION_OF))
    delete: list[ox.Quad] = []
    insert: list[str] = []
    for thing in sorted(things):
        stated = [q for q in writer.lines_of(thing) if q.predicate.value in COUNTS]
        gone, new = exchange(stated, _lines(writer, thing))
        delete += gone
        insert += new
    writer.exchange(delete, insert)
    noted.cited.clear()
    noted.versions.clear()


def _lines(writer: Writer, thing: str) -> Iterator[str]:
    """What is to be said of a work or cluster."""
    members = list(writer.subjects(v.VERSION_OF, ox.NamedNode(thing)))
    citing = _few_citing(writer, thing)
    count = _count(writer, [thing], thing, "?citing") if citing is None else len(citing)
    if count:
        yield f"<{thing}> <{v.CITED_BY_COUNT}> {integer(count)} ."
    if not writer.objects(thing, v.VERSION_OF) and (count := _units(writer, members, thing)):
        yield f"<{thing}> <{v.CLUSTER_CITED_BY_COUNT}> {integer(count)} ."


def _few_citing(writer: Writer, work: str) -> set[str] | None:
    """The other works that cite one, or None where there are many."""
    found = set(islice(writer.subjects(v.CITES, ox.NamedNode(work)), _FEW))
    return found - {work} if len(found) < _FEW else None


def _units(writer: Writer, members: list[str], unit: str) -> int:
    """How many other works, versions counted once, cite a work or the members of a cluster."""
    found: set[str] = set()
    for member in members or [unit]:
        citing = _few_citing(writer, member)
        if citing is None:
            return _count(writer, members or [unit], unit, "?side")
        for work in citing:
            found.update(writer.objects(work, v.VERSION_OF) or [work])
    return len(found - {unit})


def _count(writer: Writer, cited: list[str], unit: str, counted: str) -> int:
    """The same by a query: what is counted are the `?citing` works or each one's `?side`."""
    patterns = " UNION ".join(f"{{ ?citing <{v.CITES}> <{work}> }}" for work in cited)
    solutions = writer.graph.query(
        f"SELECT (COUNT(DISTINCT {counted}) AS ?n) {{ {patterns}"
        f" OPTIONAL {{ ?citing <{v.VERSION_OF}> ?hub }} BIND(COALESCE(?hub, ?citing) AS ?side)"
        f" FILTER({counted} != <{unit}>) }}"
    )
    assert isinstance(solutions, ox.QuerySolutions)
    return int(next(solutions)["n"].value)
