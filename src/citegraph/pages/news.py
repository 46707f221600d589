"""What became of a change, on the page that is shown after it."""

from collections.abc import Mapping
from typing import NamedTuple

from citegraph.pages.addresses import is_of_site
from citegraph.store import Snapshot


class News(NamedTuple):
    """The generation that a change has made (`none` where nothing changed), or that was undone.

    `then` is the page to be shown when it is undone, `back` the one from which the change came.
    """

    changed: str
    undone: str
    is_latest: bool
    then: str
    back: str


def news(snapshot: Snapshot, given: Mapping[str, str], then: str) -> News:
    """The news that the parameters of a page tell; what is no number, and no page, is left out."""
    changed = given.get("changed", "")
    back = given.get("back", "")
    return News(
        changed if changed == "none" else _number(changed),
        _number(given.get("undone", "")),
        changed == str(snapshot.generation),
        then,
        back if is_of_site(back) else "",
    )


def _number(text: str) -> str:
    return text if text.isascii() and text.isdigit() and len(text) < 16 else ""
