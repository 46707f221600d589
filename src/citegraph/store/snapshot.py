"""One generation of the graph: read by anyone, or the working copy of the one writer."""

from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cached_property
from pathlib import Path

import pyoxigraph as ox

from citegraph.citation import Citation
from citegraph.graph.iris import Iris
from citegraph.graph.quads import value_of
from citegraph.store.catalog import Catalog

_BULK = 50_000


class Snapshot:
    """One generation, read-only. It stays as it is while others write.

    `times` gives the times of the generations that it was built on and of itself, by their numbers.
    """

    def __init__(
        self,
        graph: ox.Store,
        catalog: Catalog,
        iris: Iris,
        times: Callable[[], Mapping[int, str]] = dict,
    ) -> None:
        self.graph = graph
        self.catalog = catalog
        self.iris = iris
        self._read_times = times

    def close(self) -> None:
        self.catalog.close()

    @property
    def generation(self) -> int:
        """The generation that is seen; of a writer, the next to be committed."""
        return self.catalog.generation

    @cached_property
    def _times(self) -> list[tuple[int, str]]:
        return sorted(self._read_times().items())

    def time_of(self, generation: int) -> str | None:
        """When a generation was made (UTC, ISO 8601), or the one that took its place."""
        place = bisect_left(self._times, (generation, ""))
        return self._times[place][1] if place < len(self._times) else None

    @property
    def is_empty(self) -> bool:
        """Whether the graph says nothing that comes from a source."""
        merged = self.graph.quads_for_pattern(None, None, None, ox.DefaultGraph())
        graphs = (name.value for name in self.graph.named_graphs())
        decisions = self.iris.decisions
        return next(merged, None) is None and all(name == decisions for name in graphs)

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

    def subjects(self, predicate: str, value: ox.NamedNode | ox.Literal) -> Iterator[str]:
        """The things that have a value, from any graph."""
        for quad in self.graph.quads_for_pattern(None, ox.NamedNode(predicate), value, None):
            yield value_of(quad.subject)


class Writer(Snapshot):
    """The one writer's working copy; nothing is seen by others until `commit`.

    `parent` is the generation that the writer began with; files in `spill` are gone when it ends.
    `read` takes references apart, in the way that the store was made for.
    """

    def __init__(
        self,
        graph: ox.Store,
        catalog: Catalog,
        iris: Iris,
        parent: int,
        spill: Path,
        read: Callable[[str], Citation | None],
    ) -> None:
        super().__init__(graph, catalog, iris)
        self.parent = parent
        self.spill = spill
        self.read = read

    def add(self, lines: list[str]) -> None:
        """Add statements given as N-Quads lines."""
        self.load("\n".join(lines).encode(), len(lines))

    def load(self, data: bytes, lines: int) -> None:
        """Add statements given as N-Quads, of about this many lines."""
        if lines >= _BULK:
            self.graph.bulk_load(data, format=ox.RdfFormat.N_QUADS, lenient=True)
        elif lines:
            self.graph.extend(ox.parse(data, format=ox.RdfFormat.N_QUADS))

    def load_file(self, path: Path) -> None:
        """Add the statements of a file of N-Quads."""
        self.graph.bulk_load(path=path, format=ox.RdfFormat.N_QUADS, lenient=True)

    def remove(self, quads: Iterable[ox.Quad]) -> None:
        for quad in quads:
            self.graph.remove(quad)

    def exchange(self, delete: Iterable[ox.Quad], insert: list[str]) -> None:
        """Remove statements, then add others: one that is in both stays."""
        self.remove(delete)
        self.add(insert)

    def empty(self) -> None:
        """Drop every statement, to build the graph anew."""
        self.graph.clear()


def _is_part(term: object, iri: str) -> bool:
    return isinstance(term, ox.NamedNode) and term.value.startswith(f"{iri}#")
