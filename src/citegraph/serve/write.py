"""Writing tasks done, in a process of their own: it may be ended at any moment, and then nothing
was changed."""

import json

from citegraph.load import by_hand, paste
from citegraph.pages import preview, site
from citegraph.pages.addresses import Addresses
from citegraph.serve.editions import edition_of
from citegraph.serve.outlet import Outlet
from citegraph.serve.task import Change, GraphChange, Paste, Preview, Undo, Writing
from citegraph.store import Store


class ChangedError(Exception):
    """The store is not as the client thinks."""


def write(store: Store, task: Writing, outlet: Outlet) -> None:
    """Commit a change. The answer says, as JSON, which generation it made; of a preview, which
    changes nothing, it is the page."""
    is_new = False
    match task:
        case Preview():
            _preview(store, task, outlet)
            return
        case Undo():
            generation = _undo(store, task)
        case Paste():
            generation = _paste(store, task)
        case Change():
            generation = by_hand.update(store, task.update, lambda: _compare(store, task.expected))
        case GraphChange():
            generation, is_new = _graph(store, task)
    outlet.edition = str(edition_of(store, generation))
    outlet.begin("application/json", is_new=is_new)
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
