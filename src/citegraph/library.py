"""The queries that a user can name: those that ship with citegraph, and the user's own.

Own queries are files like the shipped ones, in a folder or in folders below it, which name groups.
One that is wrong is set aside with its reason, and stops no other.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from citegraph import saved
from citegraph.errors import QueryError, UsageError
from citegraph.saved import SavedQuery

FOLDER = "queries"
# The group of own queries that lie in no folder of their own.
OWN = "own"


@dataclass(frozen=True, slots=True)
class Library:
    """Queries by name, in the order of their groups, and what is wrong with others by name."""

    queries: dict[str, SavedQuery]
    broken: dict[str, QueryError] = field(default_factory=dict)

    def get(self, name: str) -> SavedQuery:
        """A query by its name. Raises QueryError for a wrong one, UsageError for an unknown one."""
        if name in self.broken:
            raise self.broken[name]
        if name in self.queries:
            return self.queries[name]
        raise saved.unknown(name, self.queries)


def open_library(folder: Path | None) -> Library:
    """The shipped queries with those of a folder. Raises UsageError where it is no folder."""
    shipped = saved.library()
    if folder is None:
        return Library(shipped)
    if not folder.is_dir():
        raise UsageError(f"{folder}: no folder of queries is there")
    queries, broken = dict(shipped), dict[str, QueryError]()
    for group, file in _files(folder):
        name = file.name.removesuffix(".rq")
        try:
            query = saved.read(file, group)
        except QueryError as error:
            broken[name] = QueryError(f"{file.parent}/{error}")
            continue
        if name in shipped and query.text == shipped[name].text:
            continue
        if name in queries:
            whose = "citegraph ships" if name in shipped else f"{queries[name].group}/ also has"
            broken[name] = QueryError(f"{file}: {whose} a query named {name}: rename the file")
            continue
        queries[name] = query
    return Library(queries, broken)


def own_folder(store: Path) -> Path | None:
    """Where own queries are looked for unasked: in the store, else beside it."""
    places = (store / FOLDER, store.absolute().parent / FOLDER)
    return next((place for place in places if place.is_dir()), None)


def _files(folder: Path) -> Iterator[tuple[str, Path]]:
    """The files of queries with their groups, sorted."""
    for entry in sorted(folder.iterdir()):
        if entry.suffix == ".rq" and entry.is_file():
            yield OWN, entry
    for entry in sorted(folder.iterdir()):
        if entry.is_dir() and not entry.name.startswith((".", "_")):
            for file in sorted(entry.glob("*.rq")):
                yield entry.name, file
