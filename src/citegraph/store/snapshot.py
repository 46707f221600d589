"""One generation of the graph: read by anyone, or the working copy of the one writer."""

from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator
from functools import cached_property
from pathlib import Path

import pyoxigraph as ox

from citegraph import vocab as v
from citegraph.citation import Citation
from citegraph.errors import StoreError
from citegraph.graph.documents import NAMES, document, name_document
from citegraph.graph.iris import Iris
from citegraph.graph.lists import list_lines
from citegraph.graph.quads import exchange, value_of
from citegraph.store.catalog import Catalog
from citegraph.store.generation import Generation
from citegraph.store.kept import Kept
from citegraph.store.noted import Noted
from citegraph.store.text_index import TextIndex

_BULK = 50_000
# From this share of a graph on, putting its files in order is worth it; N-Quads take about as many
# bytes as the graph that is made of them.
_MUCH = 0.25


class Snapshot:
    """One generation, read-only. It stays as it is while others write.

    `history` gives the log of itself and of those that it was built on, newest first; `kept` is
    what was worked out from it before.
    """

    def __init__(
        self,
        graph: ox.Store,
        catalog: Catalog,
        iris: Iris,
        history: Callable[[], list[Generation]] = list,
        kept: Kept | None = None,
    ) -> None:
        self.graph = graph
        self.catalog = catalog
        self.iris = iris
        self._read_history = history
        self.kept = kept or Kept()

    def close(self) -> None:
        self.catalog.close()

    @property
    def generation(self) -> int:
        """The generation that is seen; of a writer, the next to be committed."""
        return self.catalog.generation

    @cached_property
    def history(self) -> list[Generation]:
        """This generation and those that it was built on, newest first."""
        return self._read_history()

    @cached_property
    def _times(self) -> list[tuple[int, str]]:
        return sorted((past.number, past.time) for past in self.history)

    def time_of(self, generation: int) -> str | None:
        """When a generation was made (UTC, ISO 8601), or the one that took its place."""
        place = bisect_left(self._times, (generation, ""))
        return self._times[place][1] if place < len(self._times) else None

    @property
    def index(self) -> TextIndex:
        """The words of the graph. Raises StoreError where an older version wrote the store."""
        if self.catalog.published is None and self.catalog.generation:
            raise StoreError(
                "the store has no index of words, as an older version wrote it:"
                " `citegraph rebuild` makes one"
            )
        return self.catalog.index

    @property
    def is_empty(self) -> bool:
        """Whether the graph says nothing that comes from a source."""
        merged = self.graph.quads_for_pattern(None, None, None, ox.DefaultGraph())
        sources = (n for n in self.graph.named_graphs() if n.value.startswith(self.iris.source("")))
        return next(merged, None) is None and next(sources, None) is None

    def lines_of(self, subject: str) -> list[ox.Quad]:
        """The default graph's statements about one thing."""
        node = ox.NamedNode(subject)
        return list(self.graph.quads_for_pattern(node, None, None, ox.DefaultGraph()))

    def about(self, iri: str) -> list[ox.Quad]:
        """The default graph's statements about a thing and its parts, which fragments name."""
        quads = self.lines_of(iri)
        parts = [value_of(quad.object) for quad in quads if _is_part(quad.object, iri)]
        seen = set(parts)
        while parts:
            part = self.lines_of(parts.pop())
            quads += part
            for quad in part:
                if _is_part(quad.object, iri) and value_of(quad.object) not in seen:
                    seen.add(value_of(quad.object))
                    parts.append(value_of(quad.object))
        return quads

    def objects(self, subject: str, predicate: str) -> list[str]:
        """The values (IRIs or lexical forms) of one property of one thing, sorted."""
        found = self.graph.quads_for_pattern(
            ox.NamedNode(subject), ox.NamedNode(predicate), None, ox.DefaultGraph()
        )
        return sorted(value_of(quad.object) for quad in found)

    def first(self, subject: str, *predicates: str) -> str:
        """The first value, in order, of the first of the properties that a thing has; else ""."""
        return next((found[0] for p in predicates if (found := self.objects(subject, p))), "")

    def subjects(self, predicate: str, value: ox.NamedNode | ox.Literal) -> Iterator[str]:
        """The things that have a value, from any graph."""
        for quad in self.graph.quads_for_pattern(None, ox.NamedNode(predicate), value, None):
            yield value_of(quad.subject)

    def name_today(self, iri: str) -> str:
        """What a work is called in the graph, else what it was called.

        A work that had no handle and now has one is called otherwise, but is still found under the
        key that its old name was made of.
        """
        if not self.iris.is_work(iri) or self.objects(iri, v.TYPE):
            return iri
        key = ox.Literal(self.iris.key_of(iri))
        found = [work for work in self.subjects(v.MATCH_KEY, key) if "#" not in work]
        return found[0] if len(found) == 1 else iri

    def listed(self) -> list[tuple[str, str]]:
        """The names of lists, each with a work in it, by the names that works have today."""
        entries = self.catalog.entries()
        return sorted({(entry.list, self.name_today(entry.work)) for entry in entries})


class Writer(Snapshot):
    """The one writer's working copy; nothing is seen by others until `commit`.

    `parent` is the generation that the writer began with, its graph of `size` bytes; files in
    `spill` are gone when it ends. `read` takes references apart, in the way that the store was made
    for.
    """

    def __init__(
        self,
        graph: ox.Store,
        catalog: Catalog,
        iris: Iris,
        parent: int,
        spill: Path,
        read: Callable[[str], Citation | None],
        size: int,
    ) -> None:
        super().__init__(graph, catalog, iris)
        self.parent = parent
        self.spill = spill
        self.read = read
        self.noted = Noted(iris)
        self._size = size
        self._loaded = 0

    def add(self, lines: list[str]) -> None:
        """Add statements given as N-Quads lines."""
        for line in lines:
            self.noted.note(line)
        self.load("\n".join(lines).encode(), len(lines))

    def load(self, data: bytes, lines: int) -> None:
        """Add statements given as N-Quads, of about this many lines, of which nothing is noted."""
        if lines >= _BULK:
            self._loaded += len(data)
            self.graph.bulk_load(data, format=ox.RdfFormat.N_QUADS, lenient=True)
        elif lines:
            self.graph.extend(ox.parse(data, format=ox.RdfFormat.N_QUADS))

    def load_file(self, path: Path) -> None:
        """Add the statements of a file of N-Quads, of which nothing is noted."""
        self._loaded += path.stat().st_size
        self.graph.bulk_load(path=path, format=ox.RdfFormat.N_QUADS, lenient=True)

    def settle_graph(self) -> None:
        """Put the graph in order on the disk where much was loaded: it halves what reads take."""
        if self._loaded > _MUCH * self._size:
            self.graph.optimize()
        self._loaded = 0

    def remove(self, quads: Iterable[ox.Quad]) -> None:
        for quad in quads:
            self.noted.note(str(quad.triple))
            self.graph.remove(quad)

    def exchange(self, delete: Iterable[ox.Quad], insert: list[str]) -> None:
        """Remove statements, then add others: one that is in both stays."""
        self.remove(delete)
        self.add(insert)

    def empty(self) -> None:
        """Drop every statement that does not come from people's hands, to build the graph anew."""
        by_hand = [
            quad
            for name in self.graph.named_graphs()
            if self.iris.is_by_hand(name.value)
            for quad in self.graph.quads_for_pattern(None, None, None, name)
        ]
        self.graph.clear()
        self.graph.extend(by_hand)
        self.noted.everything = True

    def claim_additions(self) -> None:
        """Before the first source comes, what the default graph says was added by hand: note it."""
        additions = ox.NamedNode(self.iris.additions)
        if not self.catalog.has_sources and not self.graph.contains_named_graph(additions):
            self.graph.update(f"ADD DEFAULT TO GRAPH {additions}")

    def restore_additions(self) -> None:
        """Say again what was added by hand, if merging anew has dropped it."""
        additions = ox.NamedNode(self.iris.additions)
        if self.graph.contains_named_graph(additions):
            self.graph.update(f"ADD GRAPH {additions} TO DEFAULT")

    def settle_lists(self) -> None:
        """Bring the graph of lists to what the catalog keeps, by the names of works today."""
        graph = ox.NamedNode(self.iris.lists)
        listed = self.listed()
        stated = list(self.graph.quads_for_pattern(None, None, None, graph))
        self.exchange(*exchange(stated, list_lines(listed, self.iris)))
        if not listed:
            # Without its statements, a graph would still be there by its name.
            self.graph.remove_graph(graph)

    def settle_index(self, generation: int) -> None:
        """Bring the index of words up to date with what was noted since the last time.

        That it is so holds from a generation on.
        """
        noted, index = self.noted, self.catalog.index
        if noted.everything:
            self._note_everything()
        for iri in sorted(noted.searched):
            name = iri.removeprefix(self.iris.base)
            said: dict[str, list[str]] = {}
            for quad in self.lines_of(iri):
                said.setdefault(quad.predicate.value, []).append(value_of(quad.object))
            for file in said.get(v.HAS_FULL_TEXT, ()):
                said.setdefault(v.ACCESS_LEVEL, []).extend(self.objects(file, v.ACCESS_LEVEL))
            if worded := document(name, said):
                index.put(worded, generation)
            else:
                index.drop(name, generation)
        for key in sorted(noted.names):
            found = name_document(key)
            if next(self.subjects(v.NAME_KEY, ox.Literal(key)), None) is not None:
                index.put(found, generation)
            else:
                index.drop(found.name, generation)
        noted.searched.clear()
        noted.names.clear()
        noted.everything = False

    def _note_everything(self) -> None:
        """Note all that has, or may once have had, words in the index, and all that is cited."""
        for name in self.catalog.index.names():
            if name.startswith(NAMES):
                self.noted.names.add(name.removeprefix(NAMES))
            else:
                self.noted.searched.add(self.iris.base + name)
        for cls in (v.WORK, v.VENUE):
            self.noted.searched.update(self.subjects(v.TYPE, ox.NamedNode(cls)))
        self.noted.names.update(self._values(v.NAME_KEY))
        self.noted.cited.update(self._values(v.CITES))
        self.noted.versions.update(self._values(v.VERSION_OF))

    def _values(self, predicate: str) -> Iterator[str]:
        node = ox.NamedNode(predicate)
        for quad in self.graph.quads_for_pattern(None, node, None, ox.DefaultGraph()):
            yield value_of(quad.object)


def _is_part(term: object, iri: str) -> bool:
    return isinstance(term, ox.NamedNode) and term.value.startswith(f"{iri}#")
