"""Things that works mention and no record describes: venues, archives, persons, institutions, JEL.

A stub says what follows from its mentions: it is there as long as something points to it, and its
name is the best that a mention gives. `Touched` refreshes the stubs that a change can alter.
"""

import heapq
from collections import Counter
from itertools import islice
from urllib.parse import unquote

import pyoxigraph as ox

from citegraph import identifiers
from citegraph import vocab as v
from citegraph.graph.iris import COMPUTED, Iris
from citegraph.graph.quads import Lines, exchange, linked, text, value_of
from citegraph.store import Writer

_SPACES = ("venue/", "archive/", "person/", "organization/", "jel/")
# How a thing is mentioned, and what the mention's name for it is there, and is in the stub.
_NAMES = {
    "venue": (v.IN_VENUE, v.PUBLICATION_NAME, v.TITLE),
    "person": (v.PERSON_OF, v.NAME_AS_WRITTEN, v.NAME),
}
_SETS = ((v.VENUE_ABBREVIATION, v.SHORT_TITLE), (v.PUBLICATION_ISSN, v.ISSN))
# Statements that are written together: what bounds memory.
CHUNK = 250_000
# Up to so many mentions are looked up faster than a query is planned.
_FEW = 10
_PARENTS = frozenset((v.IS_PART_OF, v.BROADER))


class Touched:
    """The things that a change can alter: what its statements are about or point to."""

    def __init__(self, iris: Iris) -> None:
        self.iris = iris
        self._queued: set[str] = set()
        self._queue: list[tuple[int, str]] = []
        self._spaces = tuple(iris.base + space for space in _SPACES)
        self._altered: set[str] = set()
        # Of things to which some works were added and nothing else happened, what these say.
        self._mentioned: dict[str, set[str]] = {}

    def note_change(self, removed: list[ox.Quad], added: list[str], altered: set[str]) -> None:
        """Statements (the added ones as lines) and the subjects of which some others remain."""
        for quad in removed:
            self.note(value_of(quad.subject))
            if isinstance(quad.object, ox.NamedNode):
                self.note(value_of(quad.object))
        # A name that changes is a changed mention of whatever its subject points to.
        self._altered |= altered
        for line in added:
            subject, _, target = linked(line)
            self.note(subject)
            self.note(target)

    def note(self, iri: str) -> None:
        """A thing by its name; what is no such thing is passed over."""
        if iri.startswith(self._spaces) and "#" not in iri:
            self._mentioned.pop(iri, None)
            if iri not in self._queued:
                self._queued.add(iri)
                heapq.heappush(self._queue, (_turn(iri), iri))

    def mention(self, iri: str, said: str) -> None:
        """A thing that a work new to the graph points to, and what it says of it."""
        if iri in self._mentioned:
            self._mentioned[iri].add(said)
        elif iri not in self._queued:
            self.note(iri)
            # What a venue is depends on more of each work than what it says of it.
            if "/venue/" not in iri:
                self._mentioned[iri] = {said}

    def refresh(self, writer: Writer) -> None:
        """Bring every touched stub up to date in the graph; none is touched any longer."""
        for subject in self._altered:
            for quad in writer.lines_of(subject):
                if isinstance(quad.object, ox.NamedNode):
                    self.note(value_of(quad.object))
        delete: list[ox.Quad] = []
        insert: list[str] = []
        # How many more (or fewer) stubs point to a thing than the graph says so far.
        pointers: Counter[str] = Counter()
        while self._queue:
            _, iri = heapq.heappop(self._queue)
            if is_described(writer, iri):
                continue
            stated = writer.lines_of(iri)
            if (said := self._mentioned.pop(iri, None)) is not None:
                own = {value_of(q.object) for q in stated if q.predicate.value == v.NAME}
                lines = self._stub(writer, iri, (said | own) - {""})
            elif _is_mentioned(writer, iri, pointers[iri]):
                lines = self._stub(writer, iri)
            else:
                lines = []
            gone, new = exchange(stated, lines)
            delete += gone
            insert += new
            pointing = [(q.predicate.value, value_of(q.object), -1) for q in gone]
            pointing += [(*linked(line)[1:], 1) for line in new]
            for predicate, target, more in pointing:
                if predicate in _PARENTS:
                    pointers[target] += more
                    self.note(target)
            if len(delete) + len(insert) >= CHUNK:
                writer.exchange(delete, insert)
                delete, insert = [], []
                pointers.clear()
        writer.exchange(delete, insert)
        self._queued.clear()
        self._mentioned.clear()
        self._altered.clear()

    def _stub(self, writer: Writer, iri: str, names: set[str] | None = None) -> list[str]:
        """What a stub says; without its `names`, its mentions are asked for them."""
        space, _, local = unquote(iri.removeprefix(self.iris.base)).partition("/")
        out = Lines()
        handle = identifiers.handle(local)
        match space:
            case "venue":
                out.link(iri, v.TYPE, v.VENUE)
                self._add_venue(writer, out, iri, handle)
            case "archive":
                out.link(iri, v.TYPE, v.ARCHIVE)
            case "person":
                out.link(iri, v.TYPE, v.PERSON)
                if not handle and not local.startswith(COMPUTED):
                    out.add(iri, v.SHORT_ID, text(local))
            case "organization":
                out.link(iri, v.TYPE, v.ORGANIZATION)
                if handle and handle.lower().startswith("repec:edi:"):
                    out.add(iri, v.EDIRC_ID, text(handle.split(":")[2]))
            case "jel":
                out.link(iri, v.TYPE, v.CONCEPT)
                out.add(iri, v.NOTATION, text(local))
                if len(local) > 1:
                    out.link(iri, v.BROADER, self.iris.jel(local[:-1]))
        if handle:
            out.add(iri, v.HANDLE, text(handle))
        if space in _NAMES:
            link, name, own = _NAMES[space]
            if names is None:
                names = _said(writer, link, iri, name)
            if names:
                # Capitals throughout are the poorer form of a name.
                out.add(iri, own, text(min(names, key=lambda n: (n.isupper(), n))))
        return out.lines

    def _add_venue(self, writer: Writer, out: Lines, iri: str, handle: str | None) -> None:
        article = f"ASK {{ ?work <{v.IN_VENUE}> <{iri}> ; a <{v.ARTICLE}> }}"
        out.link(iri, v.TYPE, v.JOURNAL if writer.graph.query(article) else v.SERIES)
        for source, target in _SETS:
            out.texts(iri, target, sorted(_said(writer, v.IN_VENUE, iri, source)))
        archive = identifiers.archive_of(handle) if handle else None
        if archive:
            out.link(iri, v.IS_PART_OF, self.iris.archive(archive))


def _is_mentioned(writer: Writer, iri: str, pointers: int) -> bool:
    """Whether anything points to a thing, given how many more (or fewer) than are stored."""
    stored = writer.graph.quads_for_pattern(None, None, ox.NamedNode(iri), ox.DefaultGraph())
    # One more than may have gone is enough to know.
    return sum(1 for _ in islice(stored, max(0, -pointers) + 1)) + pointers > 0


def _said(writer: Writer, link: str, iri: str, name: str) -> set[str]:
    """What those that mention a thing say under a property; a venue can have a million works."""
    few = list(islice(writer.subjects(link, ox.NamedNode(iri)), _FEW))
    if len(few) < _FEW:
        return {said for who in few for said in writer.objects(who, name)}
    query = f"SELECT DISTINCT ?name {{ ?who <{link}> <{iri}> ; <{name}> ?name }}"
    solutions = writer.graph.query(query)
    assert isinstance(solutions, ox.QuerySolutions)
    return {value_of(row["name"]) for row in solutions}


def is_described(writer: Writer, iri: str) -> bool:
    """Whether a record describes the thing, so that it is no stub."""
    return next(writer.subjects(v.DESCRIBES, ox.NamedNode(iri)), None) is not None


def _turn(iri: str) -> int:
    """What points to others is settled first: venues before archives, long codes before short."""
    if "/jel/" in iri:
        return -len(iri)
    return 1 if "/archive/" in iri else 0
