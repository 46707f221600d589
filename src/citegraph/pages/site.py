"""Which page stands at which path, and what a thing's address gives to people and to programs."""

import json
from typing import IO, NamedTuple

import pyoxigraph as ox

from citegraph.errors import NotFoundError
from citegraph.export import write_statements
from citegraph.formats import RDF_FORMATS, Shape
from citegraph.graph.iris import Iris
from citegraph.pages import ask, editor, history, lists, review, search, start, things, why
from citegraph.pages.access import NOBODY, Access
from citegraph.pages.addresses import SPACES, Addresses
from citegraph.saved import SavedQuery
from citegraph.store import Snapshot

HTML = "text/html"
# For pages that name no thing.
NOWHERE = Iris()
# By media type and, as an address may end in them, by suffix.
RDF = {f.media_type: f.name for f in RDF_FORMATS.values() if f.shape is Shape.GRAPH}
_SUFFIXES = {"html": HTML, **{name: media_type for media_type, name in RDF.items()}}


class Visit(NamedTuple):
    """A page that someone asks for: a decoded path, and parameters by name."""

    path: str
    given: dict[str, str]
    prefix: str
    queries: tuple[SavedQuery, ...] = ()
    access: Access = NOBODY


class Thing(NamedTuple):
    """A thing, and the media type that its address ends in, if any."""

    iri: str
    media_type: str | None


def is_thing(path: str) -> bool:
    """Whether a path is that of a thing's name."""
    space, _, local = path.removeprefix("/").partition("/")
    return space in SPACES and bool(local)


def thing(snapshot: Snapshot, path: str) -> Thing:
    """The thing at a path. Raises NotFoundError where nothing is known of it.

    A name may itself end like a suffix, so what is known as it stands comes first.
    """
    # Clients may escape more of a path, or less, than names do.
    whole = snapshot.iris.at(path.removeprefix("/"))
    if things.is_known(snapshot, whole):
        return Thing(whole, None)
    stem, _, suffix = path.rpartition(".")
    if suffix in _SUFFIXES:
        iri = snapshot.iris.at(stem.removeprefix("/"))
        if things.is_known(snapshot, iri):
            return Thing(iri, _SUFFIXES[suffix])
    raise NotFoundError(f"nothing is known of {whole}: search for it by its title or name")


def describe(snapshot: Snapshot, iri: str, media_type: str, out: IO[bytes]) -> None:
    """Write what the graph says of a thing and its parts, and which things name it."""
    node = ox.NamedNode(iri)
    found = {quad.triple for quad in snapshot.about(iri)}
    found.update(q.triple for q in snapshot.graph.quads_for_pattern(node, None, None, None))
    found.update(q.triple for q in snapshot.graph.quads_for_pattern(None, None, node, None))
    # What a source is, and where its records stand, is in a graph of its name.
    found.update(q.triple for q in snapshot.graph.quads_for_pattern(None, None, None, node))
    write_statements(found, RDF[media_type], out)


def page(snapshot: Snapshot, visit: Visit) -> str:
    """The HTML at a path. Raises NotFoundError where there is none."""
    addresses = Addresses(snapshot.iris, visit.prefix, visit.access)
    space, _, local = visit.path.removeprefix("/").partition("/")
    if is_thing(visit.path):
        iri = thing(snapshot, visit.path).iri
        if space == "lists":
            return lists.page(snapshot, addresses, iri, visit.given)
        return things.page(snapshot, addresses, iri, _number(visit, "line"))
    match space:
        case "":
            return start.page(snapshot, addresses, visit.queries)
        case "search":
            return search.page(snapshot, addresses, visit.given, _number(visit, "page"))
        case "queries" if not local:
            return ask.library(addresses, visit.queries)
        case "queries":
            (query,) = visit.queries
            return ask.page(snapshot, addresses, query, visit.given, _number(visit, "page"))
        case "editor":
            return editor.page(snapshot, addresses, visit.queries, local, visit.given)
        case "browse":
            return start.browse(snapshot, addresses, local, _number(visit, "page"))
        case "why":
            return why.page(snapshot, addresses, thing(snapshot, f"/{local}").iri)
        case "keyword":
            return things.keyword(snapshot, addresses, local)
        case "lists":
            return lists.overview(snapshot, addresses, visit.given)
        case "review":
            return review.page(snapshot, addresses, visit.given)
        case "history" if not local:
            return history.page(snapshot, addresses, _number(visit, "undone"))
        case "history" if local.isascii() and local.isdigit():
            is_new = "added" in visit.given
            return history.generation(snapshot, addresses, int(local[:9]), is_new=is_new)
    raise NotFoundError(f"there is no page at {visit.path}")


def suggestions(snapshot: Snapshot, given: dict[str, str]) -> bytes:
    """What may be meant by what is being typed, as JSON."""
    kind, text = given.get("type", ""), given.get("q", "")
    found = (
        search.suggestions(snapshot, text, names=bool(kind))
        if kind in {"", "work"}
        else start.named(snapshot, kind, text)
    )
    return json.dumps(found, ensure_ascii=False).encode()


def _number(visit: Visit, name: str) -> int:
    """A whole number; 0 for what is none."""
    text = visit.given.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0
