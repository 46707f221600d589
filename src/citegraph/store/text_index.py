"""The words of the current generation, found by rank: an index (FTS5) in the catalog's database.

What a commit changes in it becomes visible together with the commit, and what it replaced is kept
as long as the generation before can come back. The index itself holds the current documents alone,
so that ranks never depend on what was there before.
"""

import sqlite3
from collections.abc import Iterator
from typing import NamedTuple

from citegraph.graph.documents import END, Searchable

# Kind of document -> its fields with their weights in ranking. Works of all kinds are in the first.
_FIELDS = {
    "work": {"title": 8.0, "authors": 4.0, "keywords": 4.0, "abstract": 1.0},
    "venue": {"title": 4.0, "short": 1.0},
    "name": {"name": 1.0},
}
_SCHEMA = """
CREATE TABLE IF NOT EXISTS document (
    id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, kind TEXT NOT NULL, year INTEGER,
    venues TEXT NOT NULL, jel TEXT NOT NULL, access TEXT NOT NULL, text TEXT NOT NULL,
    since INTEGER NOT NULL
);
CREATE TABLE IF NOT EXISTS past_document (
    name TEXT NOT NULL, kind TEXT NOT NULL, year INTEGER,
    venues TEXT NOT NULL, jel TEXT NOT NULL, access TEXT NOT NULL, text TEXT NOT NULL,
    since INTEGER NOT NULL, until INTEGER NOT NULL
);
""" + "".join(
    f"""
CREATE VIRTUAL TABLE IF NOT EXISTS {space}_text USING fts5(
    {", ".join(fields)}, content='', tokenize="ascii tokenchars '{END}'"
);
CREATE VIRTUAL TABLE IF NOT EXISTS {space}_words USING fts5vocab({space}_text, row);
"""
    for space, fields in _FIELDS.items()
)

_VALUES = ", ".join(Searchable._fields)
_PLACES = ", ".join("?" * len(Searchable._fields))


class Confined(NamedTuple):
    """What the works that are looked for have: a kind, a year from `first` to `last`, a venue's
    name, a JEL code, an access to the full text."""

    kind: str | None = None
    first: int | None = None
    last: int | None = None
    venue: str | None = None
    jel: str | None = None
    access: str | None = None


_ANY = Confined()
_CONDITIONS = {
    "kind": "kind = :kind",
    "first": "year >= :first",
    "last": "year <= :last",
    "venue": "instr(char(10) || venues || char(10), char(10) || :venue || char(10))",
    "jel": "instr(char(10) || jel || char(10), char(10) || :jel || char(10))",
    "access": "access = :access",
}
# Ties among the best are told apart by name: so many more are ranked than are asked for.
_TIED = 100


class Hit(NamedTuple):
    """A document that was found; the lower its rank, the better it fits."""

    name: str
    rank: float
    kind: str
    year: int | None
    venues: str
    jel: str
    access: str


_SHOWN = ", ".join(Hit._fields[2:])


def space_of(kind: str) -> str:
    """The part of the index that holds documents of a kind."""
    return kind if kind in _FIELDS else "work"


class TextIndex:
    """The index as one generation sees it; written through the catalog's one connection."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db

    def create(self) -> None:
        self._db.executescript(_SCHEMA)

    @property
    def is_readable(self) -> bool:
        """Whether it is there, and as this version writes it."""
        columns = self._db.execute("SELECT name FROM pragma_table_info('document')")
        return {*Searchable._fields} <= {name for (name,) in columns}

    def destroy(self) -> None:
        """Leave nothing of it, whichever version wrote it."""
        for table in ("document", "past_document", *map("{}_text".format, _FIELDS)):
            self._db.execute(f"DROP TABLE IF EXISTS {table}")

    def put(self, document: Searchable, generation: int) -> None:
        """Say that a document is this one from a generation on."""
        name = document.name
        row = self._db.execute(
            f"SELECT {_VALUES} FROM document WHERE name = ?",  # noqa: S608  # a constant
            (name,),
        ).fetchone()
        if row == document:
            return
        if row:
            self.drop(name, generation)
        self._insert(document, generation)

    def drop(self, name: str, generation: int) -> None:
        """Say that there is no document of a name from a generation on."""
        row = self._db.execute(
            f"SELECT id, since, {_VALUES} FROM document WHERE name = ?",  # noqa: S608  # a constant
            (name,),
        ).fetchone()
        if row is None:
            return
        number, since, *values = row
        if since < generation:
            self._db.execute(
                f"INSERT INTO past_document VALUES ({_PLACES}, ?, ?)",  # noqa: S608  # a constant
                (*values, since, generation),
            )
        self._remove(number, Searchable(*values))

    @property
    def size(self) -> int:
        """No fewer than there are documents, and found out at once."""
        row = self._db.execute("SELECT MAX(id) FROM document").fetchone()
        return row[0] or 0

    def names(self) -> list[str]:
        """The names of all documents, sorted."""
        return [name for (name,) in self._db.execute("SELECT name FROM document ORDER BY name")]

    def documents(self) -> Iterator[Searchable]:
        """All documents, in the order of their names."""
        rows = self._db.execute(f"SELECT {_VALUES} FROM document ORDER BY name")  # noqa: S608  # a constant
        return (Searchable(*row) for row in rows)

    def forget_after(self, generation: int) -> None:
        """Put back what was there in a generation."""
        later = self._db.execute(
            f"SELECT id, {_VALUES} FROM document WHERE since > ?",  # noqa: S608  # a constant
            (generation,),
        ).fetchall()
        for number, *values in later:
            self._remove(number, Searchable(*values))
        valid = "since <= :generation AND until > :generation"
        rows = self._db.execute(
            f"SELECT {_VALUES}, since FROM past_document WHERE {valid}",  # noqa: S608  # constants
            {"generation": generation},
        ).fetchall()
        for *values, since in rows:
            self._insert(Searchable(*values), since)
        self._db.execute("DELETE FROM past_document WHERE until > ?", (generation,))

    def forget_before(self, generation: int) -> None:
        """Let go what only generations before one had."""
        self._db.execute("DELETE FROM past_document WHERE until <= ?", (generation,))

    def search(
        self,
        space: str,
        expression: str,
        limit: int = -1,
        confined: Confined = _ANY,
    ) -> list[Hit]:
        """The documents that fit an expression of FTS5, the best first, equal ones by name."""
        if limit <= 0 or confined != _ANY:
            given = {name: value for name, value in confined._asdict().items() if value is not None}
            conditions = [_CONDITIONS[name] for name in given]
            return self._sorted(space, expression, limit, conditions, given)
        # What the documents are is read of those alone that are wanted, and of those that fit as
        # well as the last of these.
        rank, ranked = _rank(space), 2 * limit + _TIED
        best = self._db.execute(
            f"SELECT rowid, {rank} AS rank FROM {space}_text"  # noqa: S608  # constants
            f" WHERE {space}_text MATCH ? ORDER BY rank LIMIT ?",
            (expression, ranked),
        ).fetchall()
        most = best[min(limit, len(best)) - 1][1] if best else 0.0
        if len(best) == ranked and best[-1][1] == most:
            return self._sorted(space, expression, limit, [f"{rank} <= :most"], {"most": most})
        hits = (self._hit(number, rank) for number, rank in best if rank <= most)
        return sorted(hits, key=lambda hit: (hit.rank, hit.name))[:limit]

    def _sorted(
        self,
        space: str,
        expression: str,
        limit: int,
        conditions: list[str],
        values: dict[str, object],
    ) -> list[Hit]:
        """The best of the documents that fulfil conditions, equal ones by name."""
        fitting = "".join(f" AND {condition}" for condition in conditions)
        rows = self._db.execute(
            f"SELECT document.name, {_rank(space)} AS rank, {_SHOWN}"  # noqa: S608  # constants
            f" FROM {space}_text JOIN document ON document.id = {space}_text.rowid"
            f" WHERE {space}_text MATCH :expression{fitting}"
            " ORDER BY rank, document.name LIMIT :limit",
            {"expression": expression, "limit": limit, **values},
        )
        return [Hit(*row) for row in rows]

    def _hit(self, number: int, rank: float) -> Hit:
        rows = self._db.execute(
            f"SELECT name, {_SHOWN} FROM document WHERE id = ?",  # noqa: S608  # constants
            (number,),
        )
        name, *shown = rows.fetchone()
        return Hit(name, rank, *shown)

    def count(self, space: str, expression: str) -> int:
        """How many documents fit an expression."""
        row = self._db.execute(
            f"SELECT COUNT(*) FROM {space}_text WHERE {space}_text MATCH ?",  # noqa: S608  # constants
            (expression,),
        ).fetchone()
        return int(row[0])

    def words(self, space: str, start: str) -> list[str]:
        """The words in a part of the index that begin with some letters, sorted."""
        rows = self._db.execute(
            f"SELECT term FROM {space}_words WHERE term >= ? AND term < ?",  # noqa: S608  # constants
            (start, f"{start}\x7f"),
        )
        return [term for (term,) in rows]

    def named(self, start: str, limit: int = -1) -> Iterator[str]:
        """Names of documents that begin with some letters, sorted."""
        rows = self._db.execute(
            "SELECT name FROM document WHERE name >= ? AND name < ? ORDER BY name LIMIT ?",
            (start, f"{start}\x7f", limit),
        )
        return (name for (name,) in rows)

    def _insert(self, document: Searchable, generation: int) -> None:
        cursor = self._db.execute(
            f"INSERT INTO document ({_VALUES}, since) VALUES ({_PLACES}, ?)",  # noqa: S608  # constants
            (*document, generation),
        )
        space = space_of(document.kind)
        self._db.execute(_INSERTS[space], (cursor.lastrowid, *document.text.split("\n")))

    def _remove(self, number: int, document: Searchable) -> None:
        space = space_of(document.kind)
        self._db.execute(_DELETES[space], (number, *document.text.split("\n")))
        self._db.execute("DELETE FROM document WHERE id = ?", (number,))


def _rank(space: str) -> str:
    return f"bm25({space}_text, {', '.join(map(str, _FIELDS[space].values()))})"


def _statement(space: str, *, delete: bool) -> str:
    fields = _FIELDS[space]
    command = f"{space}_text, " if delete else ""
    word = "'delete', " if delete else ""
    values = ", ".join("?" * (1 + len(fields)))
    return (
        f"INSERT INTO {space}_text({command}rowid, {', '.join(fields)})"  # noqa: S608  # constants
        f" VALUES ({word}{values})"
    )


_INSERTS = {space: _statement(space, delete=False) for space in _FIELDS}
_DELETES = {space: _statement(space, delete=True) for space in _FIELDS}
