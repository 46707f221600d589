"""What the graph is made of: the bytes of all sources, which file holds what, decisions and lists.

Contents, compressed and named by a hash, never change, so generations share them. Locations,
decisions and entries of lists do: each row is valid from the generation `since` until the
generation `until`, so that a reader of any generation sees its own state and `undo` needs no copy.
What a run undid is kept with the generation that it made. The words of the graph are here, too, see
`TextIndex`; so one transaction publishes all of it, and which generation it is.
"""

import sqlite3
import zlib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from citegraph.decisions import Decision, Verdict
from citegraph.errors import StoreError
from citegraph.lists import Entry
from citegraph.store.text_index import TextIndex

_SCHEMA = """
CREATE TABLE IF NOT EXISTS state (generation INTEGER NOT NULL, indexed INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS content (hash TEXT PRIMARY KEY, data BLOB NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS location (
    path TEXT NOT NULL, hash TEXT NOT NULL, format TEXT NOT NULL, stamp TEXT,
    since INTEGER NOT NULL, until INTEGER
);
CREATE INDEX IF NOT EXISTS location_path ON location (path);
CREATE INDEX IF NOT EXISTS location_hash ON location (hash);
CREATE TABLE IF NOT EXISTS decision (
    subject TEXT NOT NULL, slot TEXT NOT NULL, verdict TEXT NOT NULL, object TEXT NOT NULL,
    time TEXT NOT NULL, words TEXT NOT NULL, since INTEGER NOT NULL, until INTEGER
);
CREATE INDEX IF NOT EXISTS decision_subject ON decision (subject);
CREATE TABLE IF NOT EXISTS entry (
    list TEXT NOT NULL, work TEXT NOT NULL, words TEXT NOT NULL,
    since INTEGER NOT NULL, until INTEGER
);
CREATE INDEX IF NOT EXISTS entry_list ON entry (list);
CREATE TABLE IF NOT EXISTS demotion (
    reference TEXT NOT NULL, words TEXT NOT NULL, was TEXT NOT NULL, target TEXT NOT NULL,
    now TEXT NOT NULL, works TEXT NOT NULL, reason TEXT NOT NULL, because TEXT NOT NULL,
    generation INTEGER NOT NULL
);
CREATE INDEX IF NOT EXISTS demotion_generation ON demotion (generation);
"""
_COLUMNS = "path, hash, format, stamp"
# Strings that begin with the prefix and `/` or `!`; both bounds use the index.
_BELOW = """(path = :prefix OR (path > :prefix || '/' AND path < :prefix || '0')
    OR (path > :prefix || '!' AND path < :prefix || '"'))"""
_VALID = "since <= :generation AND (until IS NULL OR until > :generation)"


class Location(NamedTuple):
    """A file (an absolute path, or a name for what came from a pipe) and what it holds.

    While the file's `stamp` (its size and times, see `citegraph.ingest.files`) stays the same, so
    does its content; None where that is not known.
    """

    path: str
    hash: str
    format: str
    stamp: str | None = None


class Demotion(NamedTuple):
    """A reference that meant a work, the `target`, before a run, and does not after it.

    `was` and `now` are its statuses; `works` are those that it means now or may mean, and `because`
    those that made the difference, in whatever way `reason` says: IRIs, with a space between. The
    reasons: a `rival` fits as well, another fits `better`, the target is `gone`, or it or the
    reference's work `changed`.
    """

    reference: str
    words: str
    was: str
    target: str
    now: str
    works: str
    reason: str
    because: str


def pack(data: bytes) -> bytes:
    """A content as the catalog keeps it."""
    # A higher level takes three times as long and saves a tenth of the bytes.
    return zlib.compress(data, 2)


class Catalog:
    """The catalog as one generation sees it."""

    def __init__(self, file: Path, generation: int | None = None, *, write: bool = False) -> None:
        if write:
            self._db = sqlite3.connect(file, isolation_level=None)
        elif file.exists():
            uri = f"{file.absolute().as_uri()}?mode=ro"
            self._db = sqlite3.connect(uri, uri=True, isolation_level=None)
        else:
            self._db = sqlite3.connect(":memory:", isolation_level=None)
        self.index = TextIndex(self._db)
        if write:
            self._db.execute("PRAGMA journal_mode = WAL")
            self._db.execute("PRAGMA synchronous = FULL")
        if write or not file.exists():
            self._db.executescript(_SCHEMA)
            if not self.index.is_readable:
                with self._db:
                    self._db.execute("BEGIN")
                    self.index.destroy()
                    self._db.execute("DELETE FROM state")
            self.index.create()
        if write:
            self._db.execute("CREATE TEMP TABLE seen (path TEXT PRIMARY KEY) WITHOUT ROWID")
            self._db.execute("BEGIN IMMEDIATE")
        else:
            # Whatever is published meanwhile, a reader goes on seeing what was there.
            self._db.execute("BEGIN")
        self.published = self._published()
        self.generation = self.published or 0 if generation is None else generation

    def close(self) -> None:
        """Forget whatever was not committed."""
        if self._db.in_transaction:
            self._db.rollback()
        self._db.close()

    def _published(self) -> int | None:
        """The generation that was last published; None if an older version wrote the store."""
        if not self.index.is_readable:
            return None
        row = self._db.execute("SELECT generation FROM state").fetchone()
        return row[0] if row else None

    def start_index(self, generation: int) -> None:
        """Say that the index of words follows the graph from a generation on."""
        self._db.execute("INSERT INTO state VALUES (?1, ?1)", (generation,))

    def publish(self, generation: int) -> None:
        """Make everything so far last, as what readers see from now on, and go on."""
        self._db.execute("UPDATE state SET generation = ?", (generation,))
        # Before its time, there is no index, as an older version left the store.
        self._db.execute("DELETE FROM state WHERE indexed > ?", (generation,))
        self.commit()
        self.published = self._published()

    def commit(self) -> None:
        """Make everything so far last, and go on."""
        self._db.commit()
        self._db.execute("BEGIN IMMEDIATE")

    def forget_after(self, generation: int) -> None:
        """Drop what later generations wrote: an interrupted or undone one leaves its rows."""
        for table in ("location", "decision", "entry"):
            self._db.execute(f"DELETE FROM {table} WHERE since > ?", (generation,))  # noqa: S608  # constants
            self._db.execute(f"UPDATE {table} SET until = NULL WHERE until > ?", (generation,))  # noqa: S608  # constants
        self._db.execute("DELETE FROM demotion WHERE generation > ?", (generation,))

    def keep(self, content_hash: str, packed: bytes) -> None:
        """Keep a content, given as `pack` makes it."""
        self._db.execute("INSERT OR IGNORE INTO content VALUES (?, ?)", (content_hash, packed))

    def data(self, content_hash: str) -> bytes:
        row = self._db.execute(
            "SELECT data FROM content WHERE hash = ?", (content_hash,)
        ).fetchone()
        if row is None:
            raise StoreError(f"the store has lost the source {content_hash}: ingest its file again")
        return zlib.decompress(row[0])

    def locate(self, location: Location) -> None:
        """Say that, from this generation on, a file that is no source yet holds a content."""
        self._db.execute(
            "INSERT INTO location VALUES (?, ?, ?, ?, ?, NULL)", (*location, self.generation)
        )

    def restamp(self, path: str, stamp: str | None) -> None:
        """A file was looked into and holds what it held; how it looks now is no statement."""
        self._db.execute(
            f"UPDATE location SET stamp = :stamp WHERE path = :path AND {_VALID}",  # noqa: S608  # constants
            {"stamp": stamp, "path": path, "generation": self.generation},
        )

    @property
    def has_sources(self) -> bool:
        return next(self._select("TRUE"), None) is not None

    def contents(self) -> list[str]:
        """The hashes of the contents that files hold, sorted."""
        return sorted({location.hash for location in self._select()})

    def first_generations(self, content_hash: str | None = None) -> dict[str, int]:
        """By the hash of each content, or of one, that this generation or one before it held,
        which was the first."""
        rows = self._db.execute(
            "SELECT hash, MIN(since) FROM location WHERE since <= :generation"  # noqa: S608  # constants
            f" {'AND hash = :hash' if content_hash else ''} GROUP BY hash",
            {"generation": self.generation, "hash": content_hash},
        )
        return dict(rows.fetchall())

    def see(self, path: str) -> None:
        """Remember, for as long as the catalog is open, that there is a file of this path."""
        self._db.execute("INSERT OR IGNORE INTO seen VALUES (?)", (path,))

    def unseen(self, prefix: str) -> list[Location]:
        """The locations at or below a path of which no file was seen."""
        return list(self._select(_BELOW, "path NOT IN (SELECT path FROM seen)", prefix=prefix))

    def below(self, prefix: str) -> Iterator[Location]:
        """The locations within a folder or an archive."""
        return self._select(_BELOW, prefix=prefix)

    def unlocate(self, path: str) -> None:
        """Say that, from this generation on, a file is no source."""
        self._db.execute(
            f"UPDATE location SET until = :generation WHERE path = :path AND {_VALID}",  # noqa: S608  # a constant
            {"path": path, "generation": self.generation},
        )
        self._db.execute(
            "DELETE FROM location WHERE path = ? AND since = until AND since = ?",
            (path, self.generation),
        )

    def locations(
        self, *, path: str | None = None, content_hash: str | None = None
    ) -> list[Location]:
        """The valid locations, all or those of a path or a content, in order of path."""
        wanted = {"path": path, "hash": content_hash}
        tests = [f"{column} = :{column}" for column, value in wanted.items() if value is not None]
        return list(self._select(*tests, **wanted))

    def arrived(self, after: int, until: int) -> list[Location]:
        """The locations that are valid and came after one generation, up to another, by path."""
        return list(self._select("since > :after", "since <= :last", after=after, last=until))

    def decisions(self, subject: str | None = None) -> list[Decision]:
        """The record that counts in each slot, of all subjects or of one, sorted."""
        if not self._has("decision"):
            return []
        which = "subject = :subject AND" if subject is not None else ""
        rows = self._db.execute(
            "SELECT subject, verdict, object, time, words FROM decision"  # noqa: S608  # constants
            f" WHERE {which} {_VALID} ORDER BY subject, slot",
            {"subject": subject, "generation": self.generation},
        )
        return [Decision(s, Verdict(verdict), *rest) for s, verdict, *rest in rows]

    def decide(self, decision: Decision) -> None:
        """Say that, from this generation on, a record counts in its slot."""
        self.undecide(decision.slot)
        subject, slot = decision.slot
        self._db.execute(
            "INSERT INTO decision VALUES (?, ?, ?, ?, ?, ?, ?, NULL)",
            (subject, slot, *decision[1:], self.generation),
        )

    def undecide(self, slot: tuple[str, str]) -> None:
        """Say that, from this generation on, no record is in a slot."""
        at = (*slot, self.generation)
        self._db.execute("DELETE FROM decision WHERE subject = ? AND slot = ? AND since = ?", at)
        self._db.execute(
            "UPDATE decision SET until = ?3 WHERE subject = ?1 AND slot = ?2 AND until IS NULL", at
        )

    def lists(self) -> list[str]:
        """The names of all lists, sorted."""
        if not self._has("entry"):
            return []
        rows = self._db.execute(
            f"SELECT DISTINCT list FROM entry WHERE {_VALID} ORDER BY list",  # noqa: S608  # a constant
            {"generation": self.generation},
        )
        return [name for (name,) in rows]

    def entries(self, list_name: str | None = None) -> list[Entry]:
        """What stands in all lists, or in one, by list and work."""
        if not self._has("entry"):
            return []
        which = "list = :list AND" if list_name is not None else ""
        rows = self._db.execute(
            f"SELECT list, work, words, since FROM entry WHERE {which} {_VALID}"  # noqa: S608  # constants
            " ORDER BY list, work",
            {"list": list_name, "generation": self.generation},
        )
        return [Entry(*row) for row in rows]

    def enlist(self, list_name: str, work: str, words: str) -> None:
        """Say that, from this generation on, a work that is not in a list is in it."""
        self._db.execute(
            "INSERT INTO entry VALUES (?, ?, ?, ?, NULL)", (list_name, work, words, self.generation)
        )

    def strike(self, entry: Entry) -> None:
        """Say that, from this generation on, what stands in a list does not."""
        at = (entry.list, entry.work, self.generation)
        self._db.execute("DELETE FROM entry WHERE list = ? AND work = ? AND since = ?", at)
        self._db.execute(
            "UPDATE entry SET until = ?3 WHERE list = ?1 AND work = ?2 AND until IS NULL", at
        )

    def log(self, demotions: Iterable[Demotion], *, after: int) -> None:
        """Keep what a run that began with the generation `after` has undone when the next
        generation is made."""
        self._db.execute("DELETE FROM demotion WHERE generation > ?", (after,))
        self._db.executemany(
            "INSERT INTO demotion VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            ((*demotion, self.generation) for demotion in demotions),
        )

    def demotions(self, generation: int) -> list[Demotion]:
        """What the run that made a generation undid, by the names of the references."""
        if not self._has("demotion"):
            return []
        rows = self._db.execute(
            "SELECT * FROM demotion WHERE generation = ? ORDER BY reference", (generation,)
        )
        return [Demotion(*row[:-1]) for row in rows]

    def _has(self, table: str) -> bool:
        """Whether there is a table: an older version may have written a store that is only read."""
        query = "SELECT 1 FROM sqlite_master WHERE name = ?"
        return self._db.execute(query, (table,)).fetchone() is not None

    def _select(self, *tests: str, **values: str | int | None) -> Iterator[Location]:
        rows = self._db.execute(
            f"SELECT {_COLUMNS} FROM location WHERE {' AND '.join([*tests, _VALID])}"  # noqa: S608  # constants
            " ORDER BY path",
            {**values, "generation": self.generation},
        )
        return (Location(*row) for row in rows)
