"""Lists of works as statements, in a graph of their own."""

from collections.abc import Iterable

from citegraph import vocab as v
from citegraph.graph.iris import Iris
from citegraph.graph.quads import Lines, text


def list_lines(listed: Iterable[tuple[str, str]], iris: Iris) -> list[str]:
    """Pairs of a list's name and a work, as it is called in the graph, each once."""
    out = Lines(iris.lists)
    for name, work in listed:
        node = iris.list_named(name)
        out.link(node, v.TYPE, v.COLLECTION)
        out.add(node, v.TITLE, text(name))
        out.link(node, v.HAS_PART, work)
    return list(dict.fromkeys(out.lines))
