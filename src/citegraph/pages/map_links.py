"""Which maps there are around a thing, as links."""

from citegraph.pages.addresses import Addresses
from citegraph.pages.facts import Link

# What joins two works, or authors, or keywords, in the titles of maps.
_KINDS = {
    "citation": "Who cites whom",
    "co-citation": "Works that are cited together",
    "coupling": "Works that cite the same",
    "co-author": "Who writes with whom",
    "keyword": "Keywords that go together",
}


def maps_of_work(addresses: Addresses, work: str) -> list[Link]:
    """The maps around a work."""
    shown = [
        ("What it cites, and what cites it", {"kind": "citation"}),
        ("The same in two steps", {"kind": "citation", "steps": "2"}),
        ("Works that are cited together with it", {"kind": "co-citation"}),
        ("Works that cite what it cites", {"kind": "coupling"}),
    ]
    return [
        Link(text, addresses.ask("network-of-work", {"work": work, **given}, view="map"))
        for text, given in shown
    ]


def maps_of_person(addresses: Addresses, person: str) -> list[Link]:
    """The maps around a person."""
    shown = [("Co-authors", {}), ("Co-authors, and theirs", {"steps": "2"})]
    return [
        Link(text, addresses.ask("network-of-person", {"person": person, **given}, view="map"))
        for text, given in shown
    ]


def maps_of_set(addresses: Addresses, **named: str) -> list[Link]:
    """The maps of a set of works, as a parameter of `network-edges` names it."""
    return [
        Link(text, addresses.ask("network-edges", {"kind": kind, **named}, view="map"))
        for kind, text in _KINDS.items()
    ]
