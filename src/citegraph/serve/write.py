"""Writing tasks done, in a process of their own: it may be ended at any moment, and then nothing
was changed."""

import json
from typing import Any

from citegraph.listed import find_list, listed
from citegraph.load import by_hand, decide, enlist, paste, strike
from citegraph.load.lists import find_listed, name_for
from citegraph.pages import preview, site
from citegraph.pages.addresses import Addresses
from citegraph.serve.editions import edition_of
from citegraph.serve.outlet import Outlet
from citegraph.serve.task import (
    Change,
    GraphChange,
    Judgement,
    Listing,
    Paste,
    Preview,
    Undo,
    Writing,
)
from citegraph.store import Store
from citegraph.subjects import find_object, find_subject, short
from citegraph.values import find_work


class ChangedError(Exception):
    """The store is not as the client thinks."""


def write(store: Store, task: Writing, outlet: Outlet) -> None:
    """Commit a change. The answer says, as JSON, which generation it made; of a preview, which
    changes nothing, it is the page. Its head says whether there is something new."""
    said: dict[str, Any] = {"is_new": False}
    match task:
        case Preview():
            _preview(store, task, outlet)
            return
        case Undo():
            generation = _undo(store, task)
        case Paste():
            generation = _paste(store, task)
        case Listing():
            generation, said = _list(store, task)
        case Judgement():
            generation, said = _judge(store, task)
        case Change():
            generation = by_hand.update(store, task.update, lambda: _compare(store, task.expected))
        case GraphChange():
            generation, said["is_new"] = _graph(store, task)
    outlet.edition = str(edition_of(store, generation))
    outlet.begin("application/json", **said)
    outlet.write(json.dumps({"generation": generation}).encode() + b"\n")


def _compare(store: Store, expected: str | None) -> None:
    """Raise ChangedError if the store is not in the edition for which a change is meant."""
    if expected is not None and expected != str(edition_of(store, store.current)):
        raise ChangedError(
            "the store has changed since: read it again, and decide whether the change still"
            " is what you want"
        )


def _graph(store: Store, task: GraphChange) -> tuple[int, bool]:
    def expected() -> None:
        _compare(store, task.expected)

    if task.method == "DELETE":
        return by_hand.drop(store, task.name, expected), False
    replace = task.method == "PUT"
    return by_hand.put(store, task.name, list(task.payloads), task.base, expected, replace=replace)


def _undo(store: Store, task: Undo) -> int:
    """Take back the latest generation, if it is the one that is meant."""

    def expected() -> None:
        if (current := store.current) != task.generation:
            raise ChangedError(
                f"generation {task.generation} is not the latest one, which is {current}: only that"
                " can be undone"
            )

    return store.undo(expected).parent


def _paste(store: Store, task: Paste) -> int:
    tally = paste.paste(store, task.pieces, task.source, lambda: _compare(store, task.expected))
    return store.current if tally.generation is None else tally.generation


def _preview(store: Store, task: Preview, outlet: Outlet) -> None:
    with (
        paste.trial(store, task.pieces, task.source) as (writer, tally),
        store.snapshot() as before,
    ):
        outlet.edition = str(edition_of(store, before.generation))
        addresses = Addresses(store.iris, task.prefix, task.access)
        shown = preview.Pasted(task.pieces, task.source, task.number, task.notice)
        outlet.begin(site.HTML)
        outlet.write(preview.page(writer, before, addresses, shown, tally).encode())


def _list(store: Store, task: Listing) -> tuple[int, dict[str, Any]]:
    """Put works into a list or take them out; returns the generation, and of the list its name
    and how many works are left in it."""
    with store.snapshot() as snapshot:
        if task.is_wanted:
            name = name_for(snapshot, task.name)
            works = [find_work(snapshot, value) for value in task.works]
        else:
            name = find_list(snapshot, task.name)
            items = listed(snapshot, name)
            works = [find_listed(snapshot, items, value) for value in task.works]
    if task.is_wanted:
        made = enlist(store, name, works, f"lists add {name}").generation
    else:
        made = strike(store, name, works or None, f"lists remove {name}").generation
    with store.snapshot() as snapshot:
        left = len(listed(snapshot, name))
    return made or store.current, {"is_new": made is not None, "list": name, "left": left}


def _judge(store: Store, task: Judgement) -> tuple[int, dict[str, Any]]:
    """Take a decision; returns the generation."""
    with store.snapshot() as snapshot:
        subject = find_subject(snapshot, task.subject)
        thing = find_object(snapshot, task.thing, subject) if task.thing else None
    names = [short(iri, store.iris) for iri in (subject, thing) if iri]
    command = " ".join(["decide", names[0], task.verdict, *names[1:]])
    made = decide(store, subject, task.verdict, thing, command)
    return made or store.current, {"is_new": made is not None}
