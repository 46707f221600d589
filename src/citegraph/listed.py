"""The lists of a generation, and what stands in each, by the names that works have today."""

import unicodedata
from collections.abc import Iterator
from difflib import get_close_matches
from typing import NamedTuple
from urllib.parse import unquote

import pyoxigraph as ox

from citegraph import vocab as v
from citegraph.errors import NotFoundError
from citegraph.folding import squeeze
from citegraph.lists import Entry
from citegraph.store import Snapshot

_SHOWN = 5


class Listed(NamedTuple):
    """A work in a list, by its name today; `entries` are the records of it as they were made.

    `is_there` says whether the graph holds the work.
    """

    work: str
    is_there: bool
    entries: tuple[Entry, ...]

    @property
    def words(self) -> str:
        return self.entries[0].words

    @property
    def since(self) -> int:
        """The generation that first had the work in the list."""
        return min(entry.since for entry in self.entries)


class Summary(NamedTuple):
    """How many works a list has, and how many of them the graph does not hold."""

    name: str
    works: int
    missing: int


def listed(snapshot: Snapshot, name: str) -> list[Listed]:
    """What stands in a list, by the names of the works; nothing where there is no such list."""
    return _by_work(snapshot, snapshot.catalog.entries(name))


def summaries(snapshot: Snapshot) -> list[Summary]:
    """All lists, by name."""
    by_list: dict[str, list[Entry]] = {}
    for entry in snapshot.catalog.entries():
        by_list.setdefault(entry.list, []).append(entry)
    return [
        Summary(name, len(works), sum(not work.is_there for work in works))
        for name, entries in by_list.items()
        if (works := _by_work(snapshot, entries))
    ]


def lists_of(snapshot: Snapshot, work: str) -> list[str]:
    """The names of the lists that have a work, which is given by its name today."""
    start = snapshot.iris.list_named("")
    found = snapshot.subjects(v.HAS_PART, ox.NamedNode(work))
    return sorted(unquote(iri.removeprefix(start)) for iri in found if iri.startswith(start))


def find_list(snapshot: Snapshot, value: str) -> str:
    """The name of the one list that a user means: its name in whatever case, or its IRI.

    Raises NotFoundError.
    """
    text = unicodedata.normalize("NFC", squeeze(value))
    known = snapshot.catalog.lists()
    for form in _forms(snapshot, text):
        if form in known:
            return form
        alike = [name for name in known if name.casefold() == form.casefold()]
        if len(alike) == 1:
            return alike[0]
    near = get_close_matches(text, known, _SHOWN, 0.4) or known[:_SHOWN]
    hint = f"the lists are {'; '.join(near)}" if near else "there is no list yet"
    raise NotFoundError(
        f"no list is named {value!r}: {hint} - `citegraph lists add NAME WORK` makes one"
    )


def _forms(snapshot: Snapshot, text: str) -> Iterator[str]:
    yield text
    for start in (snapshot.iris.list_named(""), "lists/"):
        if text.startswith(start):
            yield unquote(text.removeprefix(start))


def _by_work(snapshot: Snapshot, entries: list[Entry]) -> list[Listed]:
    found: dict[str, list[Entry]] = {}
    for entry in entries:
        found.setdefault(snapshot.name_today(entry.work), []).append(entry)
    return [
        Listed(work, bool(snapshot.objects(work, v.TYPE)), tuple(records))
        for work, records in sorted(found.items())
    ]
