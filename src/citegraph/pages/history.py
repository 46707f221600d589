"""The generations of the store, and what came with one of them."""

from typing import NamedTuple

import pyoxigraph as ox

from citegraph import vocab as v
from citegraph.errors import NotFoundError
from citegraph.graph.quads import value_of, without_emails
from citegraph.ingest.files import file_name
from citegraph.pages.addresses import Addresses
from citegraph.pages.facts import Link, label
from citegraph.pages.render import html
from citegraph.store import Generation, Snapshot

_LISTED = 100
_SOURCES, _THINGS = 50, 50


class Step(NamedTuple):
    """A generation. Where files lie on the server is nobody's business: `did` is a verb."""

    number: int
    time: str
    did: str
    works: int


class Arrival(NamedTuple):
    """A source that came with a generation, and the things that it describes."""

    file: Link
    things: list[Link]
    more: int


def page(snapshot: Snapshot, addresses: Addresses, undone: int) -> str:
    """All generations, newest first. `undone` is the one that was just taken back, if any."""
    return html(
        "history",
        site=addresses,
        steps=[_step(past) for past in snapshot.history[:_LISTED]],
        more=max(0, len(snapshot.history) - _LISTED),
        undone=undone if undone > snapshot.generation else 0,
    )


def generation(snapshot: Snapshot, addresses: Addresses, number: int, *, is_new: bool) -> str:
    """What came with one, which may just have been made.

    Raises NotFoundError for one that is not in the history.
    """
    found = next((past for past in snapshot.history if past.number == number), None)
    if found is None:
        raise NotFoundError(
            f"the history has no generation {number}: it was undone, or has never been"
        )
    # A run that commits as it goes takes several numbers.
    locations = snapshot.catalog.arrived(found.parent, number)
    return html(
        "generation",
        site=addresses,
        step=_step(found),
        parent=found.parent,
        is_new=is_new,
        is_latest=number == snapshot.generation,
        latest=snapshot.generation,
        arrivals=[
            _arrival(snapshot, addresses, at.hash, file_name(at.path))
            for at in locations[:_SOURCES]
        ],
        more=max(0, len(locations) - _SOURCES),
    )


def _step(past: Generation) -> Step:
    did = past.command.partition(" ")[0]
    return Step(past.number, past.time, did, int(past.summary.get("works", 0)))


def _arrival(snapshot: Snapshot, addresses: Addresses, content_hash: str, name: str) -> Arrival:
    node = ox.NamedNode(snapshot.iris.source(content_hash))
    quads = snapshot.graph.quads_for_pattern(None, ox.NamedNode(v.DESCRIBES), None, node)
    things = sorted({value_of(quad.object) for quad in quads})
    return Arrival(
        Link(without_emails(name), addresses.of(node.value)),
        [Link(label(snapshot, iri), addresses.of(iri)) for iri in things[:_THINGS]],
        max(0, len(things) - _THINGS),
    )
