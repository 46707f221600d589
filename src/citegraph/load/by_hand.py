"""What people change by hand: SPARQL updates and whole graphs, each a commit of its own.

Graphs that people name are theirs. What they add to the default graph, which is otherwise made of
the sources, is kept in a graph of its own as well, so that it outlives whatever merges the sources
anew. In a store without sources all is made by hand, and needs no such graph.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import NamedTuple

import pyoxigraph as ox

from citegraph import sparql_tokens
from citegraph import vocab as v
from citegraph.ask import brief
from citegraph.errors import NotFoundError, QueryError, RefusedError
from citegraph.load.operations import Operation, operations
from citegraph.store import Store, Writer


class Update(NamedTuple):
    """A SPARQL update. `using` are the graphs that the protocol names; `within` is a graph that
    stands for the default graph; `base` is the IRI against which relative ones are resolved."""

    text: str
    base: str | None = None
    using: tuple[str, ...] = ()
    using_named: tuple[str, ...] = ()
    within: str | None = None


class Payload(NamedTuple):
    """Statements as they were sent, in a format by its media type."""

    data: bytes
    media_type: str


def update(store: Store, asked: Update, expected: Callable[[], None]) -> int:
    """Commit an update; returns the generation. Raises QueryError for what is wrong with it.

    `expected` is called when nobody else can write, and may raise.
    """
    _inspect(asked)
    with store.writer("update") as writer:
        expected()
        try:
            with _searched(writer):
                _change(writer, asked)
        except (ValueError, RuntimeError, OSError) as error:
            raise QueryError(f"the update cannot be done: {error}") from error
        return store.commit(writer, "update", {}).number


def _inspect(asked: Update) -> None:
    """Raise QueryError for a text that is no update, or no update that is done here."""
    words = sparql_tokens.keywords(asked.text)
    outward = [sparql_tokens.SERVICE, sparql_tokens.LOAD]
    for refused in words.intersection(outward):
        raise RefusedError(
            f"{refused.upper()} is refused: an update must not make requests to other machines"
        )
    if sparql_tokens.nesting(asked.text) > sparql_tokens.MAX_NESTING:
        raise QueryError(
            f"the update is nested more than {sparql_tokens.MAX_NESTING} deep: simplify it"
        )
    # On an empty graph, and unable to ask anyone: only whether it is well formed is of interest.
    inert = sparql_tokens.respelt(asked.text, outward)
    try:
        ox.Store().update(inert, base_iri=asked.base, prefixes=v.PREFIXES)
    except SyntaxError as error:
        raise QueryError(f"the update is no SPARQL 1.1: {brief(str(error))}") from error
    except RuntimeError:
        pass  # a graph that is not in an empty store


def _change(writer: Writer, asked: Update) -> None:
    additions = ox.NamedNode(writer.iris.additions)
    apart = writer.catalog.has_sources or writer.graph.contains_named_graph(additions)

    def do(text: object) -> None:
        writer.graph.update(str(text), base_iri=asked.base, prefixes=v.PREFIXES)

    for operation in operations(asked.text):
        done = operation.using_graphs(list(asked.using), list(asked.using_named))
        if asked.within is not None:
            done = done.within(asked.within)
        if not apart:
            do(done)
        elif done.rest:
            # It is no graph that anyone named, and so none that NAMED means.
            spared = _quads(writer, additions) if _means_named(done) else []
            for step in _steps(done, f"GRAPH {additions}"):
                do(step)
            writer.graph.extend(spared)
        else:
            do(done.noted_in(additions.value))
        if apart:
            writer.restore_additions()


def _steps(operation: Operation, additions: str) -> list[str]:
    """An operation on whole graphs, where some of the default graph is noted in another."""
    prologue, verb = operation.prologue, operation.verb
    words = [token.text for token in sparql_tokens.tokens(operation.rest)]
    upper = [word.upper() for word in words]
    forget = f"DROP SILENT {additions}"
    match verb:
        case "CLEAR" | "DROP" if "DEFAULT" in upper:
            return [str(operation), forget]
        case "ADD" | "COPY" | "MOVE" if upper[-1] == "DEFAULT" and "DEFAULT" not in upper[:-1]:
            to = upper.index("TO")
            source = " ".join(words[:to])
            steps = [f"{prologue} {'ADD' if verb == 'ADD' else 'COPY'} {source} TO {additions}"]
            steps += ["CLEAR DEFAULT"] if verb != "ADD" else []
            graph = source.removeprefix(words[0]) if upper[0] == "SILENT" else source
            graph = graph if graph.split()[0].upper() == "GRAPH" else f"GRAPH {graph}"
            return [*steps, *([f"{prologue} DROP {graph}"] if verb == "MOVE" else [])]
        case "MOVE" if "DEFAULT" in upper and upper[-1] != "DEFAULT":
            return [str(operation), forget]
    return [str(operation)]


def _means_named(operation: Operation) -> bool:
    words = {token.text.upper() for token in sparql_tokens.tokens(operation.rest)}
    return operation.verb in {"CLEAR", "DROP"} and "NAMED" in words


def _quads(writer: Writer, graph: ox.NamedNode) -> list[ox.Quad]:
    return list(writer.graph.quads_for_pattern(None, None, None, graph))


def put(
    store: Store,
    name: str | None,
    payloads: list[Payload],
    base: str,
    expected: Callable[[], None],
    *,
    replace: bool,
) -> tuple[int, bool]:
    """Set a graph, or add to it; returns the generation, and whether there was no such graph."""
    with store.writer("put" if replace else "post") as writer:
        expected()
        graph = _target(writer, name)
        is_new = name is not None and not writer.graph.contains_named_graph(_node(name))
        with _searched(writer):
            if replace:
                _clear(writer, name)
            if isinstance(graph, ox.NamedNode):
                writer.graph.add_graph(graph)
            for payload in payloads:
                _load(writer, payload, base, graph)
        command = f"{'put' if replace else 'post'} {name or 'default graph'}"
        return store.commit(writer, command, {}).number, is_new


def drop(store: Store, name: str | None, expected: Callable[[], None]) -> int:
    """Drop a graph, or empty the default graph. Raises NotFoundError where there is none."""
    with store.writer("delete") as writer:
        expected()
        if name is not None and not writer.graph.contains_named_graph(_node(name)):
            raise NotFoundError(f"there is no graph <{name}>")
        _clear(writer, name)
        return store.commit(writer, f"delete {name or 'default graph'}", {}).number


def _target(writer: Writer, name: str | None) -> ox.NamedNode | ox.DefaultGraph:
    """Where statements for a graph go: those for the default graph wait among the additions."""
    if name is not None:
        return _node(name)
    additions = ox.NamedNode(writer.iris.additions)
    apart = writer.catalog.has_sources or writer.graph.contains_named_graph(additions)
    return additions if apart else ox.DefaultGraph()


@contextmanager
def _searched(writer: Writer) -> Iterator[None]:
    """Note what is added by hand, and taken back, so that it can be found by its words."""
    additions = ox.NamedNode(writer.iris.additions)
    before = set(_quads(writer, additions))
    yield
    for quad in before ^ set(_quads(writer, additions)):
        writer.noted.note(str(quad.triple))


def _clear(writer: Writer, name: str | None) -> None:
    if name is not None:
        writer.graph.remove_graph(_node(name))
        return
    writer.graph.clear_graph(ox.DefaultGraph())
    writer.graph.remove_graph(ox.NamedNode(writer.iris.additions))
    writer.noted.everything = True


def _load(
    writer: Writer, payload: Payload, base: str, graph: ox.NamedNode | ox.DefaultGraph
) -> None:
    form = ox.RdfFormat.from_media_type(payload.media_type)
    if form is None:
        raise QueryError(f"{payload.media_type} is no format of RDF")
    try:
        writer.graph.load(payload.data, format=form, base_iri=base, to_graph=graph)
    except (SyntaxError, ValueError) as error:
        raise QueryError(f"the graph is no {form.name}: {error}") from error


def _node(name: str) -> ox.NamedNode:
    try:
        return ox.NamedNode(name)
    except ValueError as error:
        raise QueryError(f"{name!r} cannot name a graph: {error}") from error
