"""The review: what is uncertain, one thing after the other, beside its candidates."""

from typing import NamedTuple
from weakref import WeakKeyDictionary

from citegraph.errors import NotFoundError
from citegraph.load.review import MOST, PERSONS, REFERENCES, Topic
from citegraph.pages.addresses import Addresses
from citegraph.pages.facts import Link, label
from citegraph.pages.news import news
from citegraph.pages.render import html
from citegraph.store import Snapshot
from citegraph.subjects import find_subject, kind_of, short
from citegraph.values import find_work


class Offer(NamedTuple):
    """A candidate: what a decision on it names, and its page."""

    name: str
    page: Link


class Place(NamedTuple):
    """A subject in its queue; empty where the queue is at its end. Numbers count from 1."""

    subject: str
    number: int
    total: int


# The subjects of each topic by their works; made once for each open generation.
_queues: WeakKeyDictionary[Snapshot, dict[str, dict[str, list[str]]]] = WeakKeyDictionary()


def page(snapshot: Snapshot, addresses: Addresses, given: dict[str, str]) -> str:
    """The next thing to decide on, and the forms that decide."""
    topic = PERSONS if given.get("persons") else REFERENCES
    work = find_work(snapshot, given["work"]) if given.get("work") else None
    place = _place(snapshot, topic, _queue(snapshot, topic, work), given)
    subject = short(place.subject, snapshot.iris)
    kept = {
        "persons": "1" if topic is PERSONS else "",
        "work": short(work, snapshot.iris) if work else "",
    }
    last = given.get("after") or given.get("at", "")
    here = Addresses(snapshot.iris, "")
    return html(
        "review",
        site=addresses,
        topic=topic,
        topics=(REFERENCES, PERSONS),
        kept=kept,
        work=Link(label(snapshot, work), addresses.of(work)) if work else None,
        subject=subject,
        number=place.number,
        total=place.total,
        skip=addresses.at("/review", after=subject, **kept),
        again=addresses.at("/review", **kept),
        news=news(snapshot, given, here.at("/review", at=last, **kept)),
        **(_shown(snapshot, addresses, topic, place.subject) if subject else {}),
    )


def _shown(
    snapshot: Snapshot, addresses: Addresses, topic: Topic, subject: str
) -> dict[str, object]:
    candidates = topic.candidates(snapshot, subject)
    owner, _, part = subject.partition("#")
    shown = candidates[:MOST]
    return {
        "sheet": topic.sheet(snapshot, subject, shown),
        "owner": Link(label(snapshot, owner), f"{addresses.of(owner)}#{part}"),
        "offers": [
            Offer(
                short(topic.named(candidate), snapshot.iris),
                Link(label(snapshot, topic.thing(candidate)), addresses.of(topic.thing(candidate))),
            )
            for candidate in shown
        ],
        "more": len(candidates) - len(shown),
    }


def _queue(snapshot: Snapshot, topic: Topic, work: str | None) -> dict[str, list[str]]:
    known = _queues.setdefault(snapshot, {})
    if topic.noun not in known:
        by_work: dict[str, list[str]] = {}
        for iri in topic.subjects(snapshot):
            by_work.setdefault(iri.partition("#")[0], []).append(iri)
        known[topic.noun] = by_work
    whole = known[topic.noun]
    return whole if work is None else {work: whole.get(work, [])}


def _place(
    snapshot: Snapshot, topic: Topic, queue: dict[str, list[str]], given: dict[str, str]
) -> Place:
    """Where to go on: at a thing, or after one, which need not be in the queue any longer."""
    bound, is_after = None, bool(given.get("after"))
    if named := given.get("after") or given.get("at"):
        subject = find_subject(snapshot, named)
        if kind_of(subject, snapshot.iris) is not topic.kind:
            raise NotFoundError(f"{named!r} is no {topic.kind.noun}")
        bound = topic.key(snapshot, subject)
    number, total = 0, sum(map(len, queue.values()))
    for work in sorted(queue):
        if bound is not None and work < bound[0]:
            number += len(queue[work])
            continue
        # The places in their list are only looked up for those that are near.
        for key in sorted(topic.key(snapshot, iri) for iri in queue[work]):
            number += 1
            if bound is not None and (key <= bound if is_after else key < bound):
                continue
            # An answer to another question may have settled it.
            if topic.candidates(snapshot, key[-1]):
                return Place(key[-1], number, total)
    return Place("", total, total)
