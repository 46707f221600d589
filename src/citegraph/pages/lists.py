"""Lists of works: all of them, and one with its works, exports and questions."""

from typing import NamedTuple
from urllib.parse import unquote

from citegraph import saved
from citegraph import vocab as v
from citegraph.listed import Listed, Summary, listed, summaries
from citegraph.pages.addresses import Addresses
from citegraph.pages.facts import Facts, Link
from citegraph.pages.head import list_data
from citegraph.pages.news import news
from citegraph.pages.render import html
from citegraph.pages.table import exports, table
from citegraph.saved import SavedQuery
from citegraph.store import Snapshot

_QUERY = "works-in-list"
# Of a list of more works, the question behind the page shows the rest.
_SHOWN = 500
_NETWORKS = {
    "citation": "who of them cites whom",
    "co-citation": "which of them are cited together",
    "coupling": "which of them cite the same",
    "co-author": "who wrote with whom",
    "keyword": "which keywords occur together",
}


class Item(NamedTuple):
    """A work in a list, or what was kept of one that is gone."""

    iri: str
    title: Link
    authors: str
    year: str
    venue: str
    added: str
    is_there: bool


class ListLink(NamedTuple):
    """A list among all of them."""

    href: str
    summary: Summary


def overview(snapshot: Snapshot, addresses: Addresses, given: dict[str, str]) -> str:
    """All lists."""
    iris = snapshot.iris
    return html(
        "lists",
        site=addresses,
        lists=[
            ListLink(addresses.of(iris.list_named(found.name)), found)
            for found in summaries(snapshot)
        ],
        news=news(snapshot, given, "/lists"),
    )


def page(snapshot: Snapshot, addresses: Addresses, iri: str, given: dict[str, str]) -> str:
    """A list."""
    name = unquote(iri.removeprefix(snapshot.iris.list_named("")))
    items = sorted(
        (_item(snapshot, addresses, work) for work in listed(snapshot, name)),
        key=lambda item: (item.title.text.lower(), item.iri),
    )
    named = {"list": name}
    return html(
        "list",
        site=addresses,
        facts=Facts(snapshot, iri, addresses),
        name=name,
        items=items[:_SHOWN],
        total=len(items),
        missing=sum(not item.is_there for item in items),
        whole=addresses.ask(_QUERY, named),
        exports=exports(saved.get(_QUERY), addresses, named),
        coverage=table(snapshot, addresses, saved.get("coverage"), named),
        questions=[Link(q.summary, addresses.ask(q.name, named)) for q in _questions()],
        networks=[
            Link(text, addresses.ask("network-edges", {"kind": kind, **named}))
            for kind, text in _NETWORKS.items()
        ],
        news=news(snapshot, given, "/lists"),
        data=list_data(iri, name, [item.iri for item in items[:_SHOWN]]),
    )


def _questions() -> list[SavedQuery]:
    """The questions that can be asked about a list, but for those that its page answers."""
    found = (q for q in saved.library().values() if any(p.type == "list" for p in q.parameters))
    return [query for query in found if query.name not in {_QUERY, "coverage", "network-edges"}]


def _item(snapshot: Snapshot, addresses: Addresses, work: Listed) -> Item:
    return Item(
        work.work,
        Link(snapshot.first(work.work, v.TITLE) or "Untitled", addresses.of(work.work))
        if work.is_there
        else Link(work.words),
        snapshot.first(work.work, v.AUTHOR_LIST),
        snapshot.first(work.work, v.YEAR),
        snapshot.first(work.work, v.PUBLICATION_NAME),
        (snapshot.time_of(work.since) or "")[:10],
        work.is_there,
    )
