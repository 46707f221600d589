"""The only holder of a pyoxigraph store: generations, one writer, any number of readers.

    STORE/
      store.json        version of this layout, base of the names, how references are read
      catalog.sqlite    bytes of the sources, where they were read, the words of the graph, and the
                        number of the generation that readers open
      CURRENT           that number for other programs
      generations/N/    graph/ (a checkpoint, never written again), meta.json
      working/, spill/  the writer's copy, and what waits to be loaded into it; whatever is left
                        there after a crash is thrown away
      LOCK, HOLDER      who is writing

A writer copies the current checkpoint (hard links), changes the copy, checkpoints it under the
next number, and then commits one transaction of the catalog, which names it. A crash at any moment
leaves the catalog naming a complete generation, and itself as it was in that one. Checkpoints are
never opened for writing, so readers need no lock.
"""

import json
import os
import re
import shutil
import socket
import sqlite3
import zlib
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pyoxigraph as ox
from filelock import FileLock, Timeout

from citegraph import citation
from citegraph.errors import StoreError, StoreLockedError, UsageError
from citegraph.graph.iris import DEFAULT_BASE, Iris
from citegraph.store.catalog import Catalog
from citegraph.store.generation import Generation
from citegraph.store.kept import FOLDER, Kept
from citegraph.store.snapshot import Snapshot, Writer

_LAYOUT = 2
_KEPT_GENERATIONS = 10
_RULES = "rules"


class Store:
    """A store by its folder. Opening one reads nothing but its settings."""

    def __init__(self, path: Path) -> None:
        self.path = path
        settings = path / "store.json"
        try:
            stored = json.loads(settings.read_text())
        except FileNotFoundError:
            if path.exists() and (not path.is_dir() or any(path.iterdir())):
                raise StoreError(
                    f"{path} is no citegraph store: name another place with --store"
                ) from None
            stored = None
        except NotADirectoryError:
            raise StoreError(f"{path} is a file, no store: name a folder with --store") from None
        except (OSError, ValueError) as error:
            raise StoreError(
                f"{settings} cannot be read ({error}): restore it from a copy"
            ) from error
        if stored and stored.get("layout") != _LAYOUT:
            raise StoreError(
                f"{path} has layout {stored.get('layout')}, this version reads {_LAYOUT}:"
                " use the version of citegraph that wrote it, or ingest the sources again"
            )
        self.exists = stored is not None
        self.iris = Iris(stored["base"] if stored else DEFAULT_BASE)
        self.references = stored.get("references", _RULES) if stored else _RULES

    def create(self, base: str | None = None, references: str | None = None) -> None:
        """Make the folder and its settings, where they are not there yet.

        `references` is one of `citation.READERS`. Raises UsageError for a base that is no web
        address, for settings that are not the existing store's, and for learned references where
        the extra for them is not installed.
        """
        if base and not re.fullmatch(r"https?://[^\s<>\"{}|\\^`]+[/#]", base):
            raise UsageError(f"{base}: the base must be a web address that ends in / or #")
        if self.exists:
            if base and base != self.iris.base:
                raise UsageError(f"{self.path} names things under {self.iris.base}, not {base}")
            if references and references != self.references:
                raise UsageError(
                    f"{self.path} was made with --references {self.references}: ingest into a new"
                    f" store for --references {references}"
                )
            return
        citation.reader(references or _RULES)
        with _explained(self.path):
            (self.path / "generations").mkdir(parents=True, exist_ok=True)
            self.iris = Iris(base or DEFAULT_BASE)
            self.references = references or _RULES
            settings = {
                "layout": _LAYOUT,
                "base": self.iris.base,
                "references": self.references,
            }
            _write(self.path / "store.json", json.dumps(settings))
        self.exists = True

    @property
    def current(self) -> int:
        """The number of the generation that readers see; 0 is the empty one before the first."""
        if not self.exists:
            return 0
        with _explained(self.path), closing(Catalog(self.path / "catalog.sqlite")) as catalog:
            return self._current(catalog)

    def _current(self, catalog: Catalog) -> int:
        if catalog.published is not None:
            return catalog.published
        try:  # an older version wrote the store
            return int((self.path / "CURRENT").read_text())
        except FileNotFoundError:
            return 0
        except ValueError:
            raise StoreError(
                f"{self.path / 'CURRENT'} names no generation: write into it the number of a folder"
                f" in {self.path / 'generations'}"
            ) from None

    @contextmanager
    def snapshot(self, number: int | None = None) -> Iterator[Snapshot]:
        """The current generation, or another one that is still kept, for reading."""
        if not self.exists:
            raise StoreError(
                f"there is no store at {self.path}: make one with `citegraph ingest PATH...`,"
                " or name another with --store"
            )
        with _explained(self.path):
            catalog = self._catalog(number)
            while (seen := catalog.generation) and not self._graph(seen).is_dir():
                catalog.close()
                catalog = self._catalog(number)
                if seen == catalog.generation:
                    catalog.close()
                    raise StoreError(
                        f"{self._graph(seen)} is missing: `citegraph rebuild` makes it anew"
                    )
                # A run that commits as it goes was faster.
            graph = ox.Store.read_only(str(self._graph(seen))) if seen else ox.Store()
        kept = Kept(self._folder(seen) if seen else None)
        snapshot = Snapshot(graph, catalog, self.iris, lambda: self._history(seen), kept)
        try:
            yield snapshot
        finally:
            snapshot.close()

    def _catalog(self, number: int | None) -> Catalog:
        """The catalog as readers of a generation see it, or of the current one."""
        catalog = Catalog(self.path / "catalog.sqlite")
        catalog.generation = self._current(catalog) if number is None else number
        return catalog

    @contextmanager
    def writer(self, command: str) -> Iterator[Writer]:
        """The only writer; raises StoreLockedError when there is one already.

        What the block does is published by `commit`, or forgotten.
        """
        with self._working(command) as writer:
            yield writer
            self._prune(self.current)

    @contextmanager
    def trial(self) -> Iterator[Writer]:
        """A writer whose work is forgotten: it shows what a change would make of the store.

        While it lasts nobody can write, so what it shows holds. Raises as `writer` does.
        """
        with self._working("preview") as writer:
            yield writer

    @contextmanager
    def _working(self, command: str) -> Iterator[Writer]:
        """A writer with a copy of the current generation, which goes with it."""
        self.create()
        read = citation.reader(self.references)
        with self._locked(command):
            current = self.current
            number = max([current, *self._numbers()]) + 1
            working, spill = self.path / "working", self.path / "spill"
            with _explained(self.path):
                shutil.rmtree(working, ignore_errors=True)
                shutil.rmtree(spill, ignore_errors=True)
                spill.mkdir()
                size = 0
                if self._graph(current).is_dir():
                    size = sum(file.stat().st_size for file in self._graph(current).iterdir())
                    ox.Store.read_only(str(self._graph(current))).backup(str(working))
                graph = ox.Store(str(working))
                catalog = Catalog(self.path / "catalog.sqlite", number, write=True)
            writer = Writer(graph, catalog, self.iris, current, spill, read, size)
            try:
                with _explained(self.path):
                    catalog.forget_after(current)
                    if catalog.published is None:
                        catalog.start_index(current)
                        writer.noted.everything = current > 0
                        writer.settle_index(current)
                    yield writer
            finally:
                catalog.close()
                del graph
                del writer.graph
                shutil.rmtree(working, ignore_errors=True)
                shutil.rmtree(spill, ignore_errors=True)

    def commit(
        self, writer: Writer, command: str, summary: dict[str, Any], *, finished: bool = True
    ) -> Generation:
        """Publish what a writer did so far as the next generation; it can go on after that."""
        before = self.current
        generation = Generation(
            number=writer.generation,
            parent=writer.parent,
            time=datetime.now(UTC).isoformat(timespec="seconds"),
            command=command,
            summary=summary,
            finished=finished,
        )
        with _explained(self.path):
            writer.restore_additions()
            writer.settle_lists()
            writer.settle_index(writer.generation)
            if finished:
                writer.settle_graph()
            unfinished = self.path / "generations" / f".{generation.number}"
            shutil.rmtree(unfinished, ignore_errors=True)
            unfinished.mkdir(parents=True)
            writer.graph.flush()
            writer.graph.backup(str(unfinished / "graph"))
            _write(unfinished / "meta.json", json.dumps(asdict(generation), ensure_ascii=False))
            unfinished.rename(self._folder(generation.number))
            kept = [before, *(past.number for past in self.history()[:_KEPT_GENERATIONS])]
            writer.catalog.index.forget_before(min(kept))
            writer.catalog.publish(generation.number)
            _write(self.path / "CURRENT", f"{generation.number}\n")
        writer.catalog.generation += 1
        # A reader may just be opening the generation before: it goes with the next commit.
        self._prune(before)
        return generation

    def undo(self, expected: Callable[[], None] = lambda: None) -> Generation:
        """Go back to the generation before the current one; returns the one that was undone.

        `expected` is called when nobody else can write, and may raise.
        """
        with self._locked("undo"):
            expected()
            history = self.history()
            if not history:
                raise StoreError("there is nothing to undo: the store is empty")
            undone = history[0]
            if not self.keeps(undone.parent):
                raise StoreError(
                    f"generation {undone.parent} is no longer kept (the last {_KEPT_GENERATIONS}"
                    " are): remove sources with `citegraph remove` instead"
                )
            with _explained(self.path):
                catalog = Catalog(self.path / "catalog.sqlite", undone.parent, write=True)
                catalog.forget_after(undone.parent)
                catalog.index.forget_after(undone.parent)
                catalog.publish(undone.parent)
                catalog.close()
                _write(self.path / "CURRENT", f"{undone.parent}\n")
                shutil.rmtree(self._graph(undone.number), ignore_errors=True)
            return undone

    def history(self) -> list[Generation]:
        """The current generation and those it was built on, newest first."""
        return self._history(self.current)

    def _history(self, number: int) -> list[Generation]:
        found = []
        while number:
            meta = self._folder(number) / "meta.json"
            try:
                generation = Generation(**json.loads(meta.read_text()))
            except (OSError, ValueError, TypeError) as error:
                raise StoreError(
                    f"{meta} cannot be read ({error}): restore it from a copy"
                ) from error
            found.append(generation)
            number = generation.parent
        return found

    def keeps(self, number: int) -> bool:
        """Whether a generation can still be read; the log entries of older ones stay."""
        return not number or self._graph(number).is_dir()

    def _folder(self, number: int) -> Path:
        return self.path / "generations" / str(number)

    def _graph(self, number: int) -> Path:
        return self._folder(number) / "graph"

    def _numbers(self) -> list[int]:
        folder = self.path / "generations"
        return (
            [int(p.name) for p in folder.iterdir() if p.name.isdigit()] if folder.is_dir() else []
        )

    def _prune(self, before: int) -> None:
        """Drop the graphs of all but the last few generations, and what was superseded.

        The log entries of generations in the history stay.
        """
        history = [generation.number for generation in self.history()]
        kept = {before, *history[:_KEPT_GENERATIONS]}
        for number in self._numbers():
            if number not in kept:
                folder = self._folder(number)
                superseded = number not in history
                for dropped in [folder] if superseded else [self._graph(number), folder / FOLDER]:
                    shutil.rmtree(dropped, ignore_errors=True)

    @contextmanager
    def _locked(self, command: str) -> Iterator[None]:
        holder = self.path / "HOLDER"
        lock = FileLock(self.path / "LOCK")
        try:
            lock.acquire(timeout=0)
        except Timeout:
            who = holder.read_text().strip() if holder.exists() else "another process"
            raise StoreLockedError(
                f"{self.path} is being written by {who}: wait until it is done, or end it"
            ) from None
        except OSError as error:
            raise StoreError(f"{self.path} cannot be written ({_reason(error)})") from error
        try:
            with _explained(self.path):
                who = f"process {os.getpid()} on {socket.gethostname()} (`citegraph {command}`)"
                holder.write_text(f"{who}\n")
            yield
        finally:
            lock.release()


@contextmanager
def _explained(path: Path) -> Iterator[None]:
    """Turn what the disk refuses into a message; the store stays at its last generation."""
    try:
        yield
    except (OSError, sqlite3.Error, zlib.error) as error:
        raise StoreError(
            f"{path}: {_reason(error)}; the store is unharmed, at its last generation:"
            " mend the cause and run the command again"
        ) from error


def _reason(error: Exception) -> str:
    return getattr(error, "strerror", None) or str(error)


def _write(path: Path, text: str) -> None:
    """Replace a small file whole: on the disk before its name points to it."""
    unfinished = path.with_name(f".{path.name}.new")
    with unfinished.open("w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    unfinished.replace(path)
