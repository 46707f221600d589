"""One generation of the graph: read by anyone, or the working copy of the one writer."""

from collections.abc import Iterable, Iterator
from pathlib import Path

import pyoxigraph as ox

from citegraph.graph.iris import Iris
from citegraph.graph.quads import value_of
from citegraph.store.catalog import Catalog

_BULK = 50_000


class Snapshot:
    """One generation, read-only. It stays as it is while others write."""

    def __init__(self, graph: ox.Store, catalog: Catalog, iris: Iris) -> None:
        self.graph = graph
        self.catalog = catalog
        self.iris = iris

    def close(self) -> None:
        self.catalog.close()

    @property
    def generation(self) -> int:
        """The generation that is seen; of a writer, the next to be committed."""
        return self.catalog.generation

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

    def subjects(self, predicate: str, value: ox.NamedNode | ox.Literal) -> Iterator[str]:
        """The things that have a value, from any graph."""
        for quad in self.graph.quads_for_pattern(None, ox.NamedNode(predicate), value, None):
            yield value_of(quad.subject)


class Writer(Snapshot):
    """The one writer's working copy; nothing is seen by others until `commit`.

    `parent` is the generation that the writer began with; files in `spill` are gone when it ends.
    """

    def __init__(
        self, graph: ox.Store, catalog: Catalog, iris: Iris, parent: int, spill: Path
    ) -> None:
        super().__init__(graph, catalog, iris)
        self.parent = parent
        self.spill = spill

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
        """Drop every statement that does not come from people's hands, to build the graph anew."""
        by_hand = [
            quad
            for name in self.graph.named_graphs()
            if self.iris.is_by_hand(name.value)
            for quad in self.graph.quads_for_pattern(None, None, None, name)
        ]
        self.graph.clear()
        self.graph.extend(by_hand)

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


def _is_part(term: object, iri: str) -> bool:
    return isinstance(term, ox.NamedNode) and term.value.startswith(f"{iri}#")
