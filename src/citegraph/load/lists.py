"""Works on their way into lists, and out of them: each change is a commit."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from citegraph import identifiers
from citegraph import vocab as v
from citegraph.errors import NotFoundError
from citegraph.folding import fold
from citegraph.listed import Listed, find_list, listed
from citegraph.lists import list_name, listed_words
from citegraph.store import Snapshot, Store, Writer
from citegraph.values import find_work


class Kept(NamedTuple):
    """What came of a change: how many works came or went, how many had done so before, and the
    generation that was made, if any."""

    changed: int
    before: int
    generation: int | None


def enlist(store: Store, name: str, works: Iterable[str], command: str) -> Kept:
    """Put works, by their names today, into a list, which is made where there is none.

    Raises UsageError for what cannot be a list's name.
    """
    name = list_name(name)
    wanted = dict.fromkeys(works)
    with store.writer(command) as writer:
        # One that is listed under an older name may be another work some day.
        known = {entry.work for entry in writer.catalog.entries(name)}
        new = [work for work in wanted if work not in known]
        for work in new:
            writer.catalog.enlist(name, work, words_of(writer, work))
        return _kept(store, writer, command, new, len(wanted))


def strike(store: Store, name: str, works: Iterable[str] | None, command: str) -> Kept:
    """Take works, by their names today, out of a list; without any named, all of them."""
    with store.writer(command) as writer:
        known = {item.work: item for item in listed(writer, name)}
        wanted = dict.fromkeys(known if works is None else works)
        gone = [known[work] for work in wanted if work in known]
        for item in gone:
            for entry in item.entries:
                writer.catalog.strike(entry)
        return _kept(store, writer, command, gone, len(wanted))


def name_for(snapshot: Snapshot, value: str) -> str:
    """The name of a list that is there, or a new one's. Raises UsageError for what names none."""
    try:
        return find_list(snapshot, value)
    except NotFoundError:
        return list_name(value)


def find_listed(snapshot: Snapshot, items: list[Listed], value: str) -> str:
    """The work of a list that a user means, by its name today; it may be gone from the graph.

    Raises NotFoundError.
    """
    called = {entry.work: item.work for item in items for entry in item.entries}
    called |= {item.work: item.work for item in items}
    for iri in _names(snapshot, value.strip()):
        if iri in called:
            return called[iri]
    wanted = fold(value)
    gone = [item for item in items if not item.is_there and wanted and wanted in fold(item.words)]
    if len(gone) == 1:
        return gone[0].work
    work = find_work(snapshot, value)
    if work not in called:
        raise NotFoundError(f"{value!r} is not in the list: there is nothing to remove")
    return work


def _names(snapshot: Snapshot, value: str) -> Iterator[str]:
    """What a work that is gone may have been called."""
    iris = snapshot.iris
    yield f"{iris.base}{value}" if value.startswith("work/") else value
    if handle := identifiers.handle(value) or identifiers.handle_of_address(value):
        yield iris.work_of_handle(handle)
    if doi := identifiers.doi(value):
        yield iris.work(f"doi:{doi}")


def words_of(snapshot: Snapshot, work: str) -> str:
    """What an entry keeps of a work for the time when it is gone."""
    said = (v.AUTHOR_LIST, v.YEAR, v.TITLE)
    return listed_words(*(snapshot.first(work, field) for field in said))


def _kept(
    store: Store, writer: Writer, command: str, changed: list[str] | list[Listed], asked: int
) -> Kept:
    generation = None
    if changed:
        summary = {"listed": len(changed)}
        generation = store.commit(writer, command, summary).number
    return Kept(len(changed), asked - len(changed), generation)
