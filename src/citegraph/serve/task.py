"""What a worker is asked to do: plain data, sent from the front to a process of the pool.

What goes there with each query is a tuple, which is packed several times as fast as a dataclass.
"""

from dataclasses import dataclass
from typing import NamedTuple

from citegraph.decisions import Verdict
from citegraph.load.by_hand import Payload, Update
from citegraph.load.paste import Piece
from citegraph.pages.access import NOBODY, Access
from citegraph.saved import SavedQuery


class Edition(NamedTuple):
    """A generation as it stands on the disk. A number can be given again after an undo: the stamp,
    of the time when its log was written, cannot."""

    number: int
    stamp: str

    def __str__(self) -> str:
        return f"{self.number}-{self.stamp}"


class Query(NamedTuple):
    """A SPARQL query. The media types are those to answer in, by kind of result; None is refused.

    Graphs are those that the protocol names (SPARQL 1.1 Protocol, section 2.1.4); None leaves the
    dataset to the query. `services` are the answers to its SERVICE clauses, in their order; None
    is one that did not come, and need not.
    """

    text: str
    rows: str | None
    graph: str | None
    base: str | None = None
    default_graphs: tuple[str, ...] | None = None
    named_graphs: tuple[str, ...] | None = None
    services: tuple[bytes | None, ...] = ()


@dataclass(frozen=True, slots=True)
class Clauses:
    """What a query asks other services, as JSON: address, whether it is SILENT, and query."""

    text: str
    base: str | None


@dataclass(frozen=True, slots=True)
class Saved:
    """A saved query, with values as a user writes them, and the format to answer in."""

    query: SavedQuery
    given: tuple[tuple[str, str], ...]
    limit: int | None
    offset: int
    format: str


@dataclass(frozen=True, slots=True)
class Graph:
    """A graph whole; None is the default graph."""

    name: str | None
    media_type: str


@dataclass(frozen=True, slots=True)
class Figures:
    """The counts that describe a generation, as JSON."""


@dataclass(frozen=True, slots=True)
class Page:
    """A page, or the statements about the thing that has it, by media type.

    `queries` are the saved queries that it is about, `access` says which forms it may have.
    """

    path: str
    given: tuple[tuple[str, str], ...]
    prefix: str
    media_type: str
    queries: tuple[SavedQuery, ...] = ()
    access: Access = NOBODY


@dataclass(frozen=True, slots=True)
class Suggestions:
    """What may be meant by what is being typed, as JSON."""

    given: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Change:
    """A SPARQL update. `expected` is the edition that it is for; None is whatever is current."""

    update: Update
    expected: str | None = None


@dataclass(frozen=True, slots=True)
class GraphChange:
    """A graph to be set, added to, or dropped, by the method of HTTP that says so."""

    method: str
    name: str | None
    payloads: tuple[Payload, ...]
    base: str
    expected: str | None = None


@dataclass(frozen=True, slots=True)
class Undo:
    """Back to the generation before this one, which must be the latest."""

    generation: int


@dataclass(frozen=True, slots=True)
class Paste:
    """Contents to be taken in, each told by its content or read as the format `source`.

    `expected` is the edition whose preview was seen.
    """

    pieces: tuple[Piece, ...]
    source: str | None
    expected: str | None = None


@dataclass(frozen=True, slots=True)
class Preview:
    """What contents would make of the store, as a page; `number` names them to the server."""

    pieces: tuple[Piece, ...]
    source: str | None
    number: str
    prefix: str
    access: Access
    notice: str = ""


@dataclass(frozen=True, slots=True)
class Listing:
    """Works to be put into a list, or taken out of it, by their IRIs."""

    name: str
    works: tuple[str, ...]
    is_wanted: bool


@dataclass(frozen=True, slots=True)
class Judgement:
    """A decision on a reference or an authorship; without a `thing`, all that are offered."""

    subject: str
    verdict: Verdict
    thing: str | None


Reading = Query | Clauses | Saved | Graph | Figures | Page | Suggestions
Writing = Change | GraphChange | Undo | Paste | Preview | Listing | Judgement
Task = Reading | Writing


class Order(NamedTuple):
    """A task with where and how it is to be done.

    Without a task, it is to open the generation. Numbers count the orders to a worker.
    """

    task: Task | None
    edition: Edition
    encoding: str | None = None
    number: int = 0
