"""Writing tasks done, in a process of their own: it may be ended at any moment, and then nothing
was changed."""

import json

from citegraph.load import by_hand
from citegraph.serve.editions import edition_of
from citegraph.serve.outlet import Outlet
from citegraph.serve.task import Change, Undo, Writing
from citegraph.store import Store


class ChangedError(Exception):
    """The store is not as the client thinks."""


def write(store: Store, task: Writing, outlet: Outlet) -> None:
    """Commit a change. The answer says, as JSON, which generation it made."""

    def expected() -> None:
        current = str(edition_of(store, store.current))
        wanted = None if isinstance(task, Undo) else task.expected
        if wanted is not None and wanted != current:
            raise ChangedError(
                "the store has changed since: read it again, and decide whether the change still"
                " is what you want"
            )

    is_new = False
    if isinstance(task, Undo):
        generation = _undo(store, task)
    elif isinstance(task, Change):
        generation = by_hand.update(store, task.update, expected)
    elif task.method == "DELETE":
        generation = by_hand.drop(store, task.name, expected)
    else:
        replace = task.method == "PUT"
        payloads = list(task.payloads)
        generation, is_new = by_hand.put(
            store, task.name, payloads, task.base, expected, replace=replace
        )
    outlet.edition = str(edition_of(store, generation))
    outlet.begin("application/json", is_new=is_new)
    outlet.write(json.dumps({"generation": generation}).encode() + b"\n")


def _undo(store: Store, task: Undo) -> int:
    """Take back the latest generation, if it is the one that is meant."""

    def expected() -> None:
        if (current := store.current) != task.generation:
            raise ChangedError(
                f"generation {task.generation} is not the latest one, which is {current}: only that"
                " can be undone"
            )

    return store.undo(expected).parent
