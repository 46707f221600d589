"""The runs that change a store: ingest, remove, rebuild."""

from collections.abc import Iterable, Iterator
from pathlib import Path

from citegraph.errors import NotFoundError
from citegraph.graph.decisions import decision_lines
from citegraph.ingest.files import Files, Found, file_name
from citegraph.ingest.text import escaped
from citegraph.load.batch import Batch
from citegraph.load.demotions import Demotions
from citegraph.load.pool import prepare_all
from citegraph.load.prepare import Job
from citegraph.load.tally import Progress, Tally, silent
from citegraph.load.walk import Walk, left_alone, note
from citegraph.store import Store, Writer
from citegraph.store.catalog import Location


def ingest(
    store: Store,
    paths: tuple[str, ...],
    source_name: str | None = None,
    progress: Progress = silent,
    *,
    prune: bool = False,
) -> Tally:
    """Read every file under the paths into a new generation; unchanged files are passed over.

    A file that changed since it was last read replaces what it said before. What files said that
    are gone stays, unless `prune` is set. A large run commits as it goes: interrupted, it goes on
    where it was when the same paths are ingested again. Problems in files and records are in the
    tally. Raises UsageError when a path does not exist.
    """
    tally = Tally()
    if not store.exists and "-" not in paths:
        files = Files(paths)
        if all(found.left_alone for found in files):  # no store for nothing
            for found in files:
                tally.files += 1
                tally.left_alone.add(left_alone(found))
            return tally
    command = escaped("ingest " + " ".join(paths))
    with store.writer(command) as writer:
        writer.claim_additions()
        resumed = bool(writer.parent) and not store.history()[0].finished
        demotions = Demotions()
        batch = Batch(writer, tally, progress, demotions, resumed=resumed)
        walk = Walk(paths, source_name, writer, tally, store.path)
        for prepared in prepare_all(walk.jobs(progress), writer.iris, writer.spill):
            walk.take(prepared, batch)
            if batch.is_full:
                batch.apply()
                tally.demoted = demotions.log(store, writer)
                unfinished = store.commit(writer, command, tally.summary(), finished=False)
                tally.generation = unfinished.number
        walk.miss(batch, prune=prune)
        batch.finish()
        if batch.changed:
            tally.demoted = demotions.log(store, writer)
            tally.generation = store.commit(writer, command, tally.summary()).number
        else:
            writer.catalog.commit()
    return tally


def remove(store: Store, name: str) -> Tally:
    """Forget a source, given by its path, the start of its hash, or its file's name."""
    tally = Tally()
    with store.writer(f"remove {name}") as writer:
        locations = _named(writer, "standard input" if name == "-" else name)
        demotions = Demotions()
        resumed = not store.history()[0].finished
        batch = Batch(writer, tally, silent, demotions, resumed=resumed)
        for location in locations:
            batch.forget(location)
            tally.forgotten.append(location.path)
            tally.still_held += [
                f"{location.path} is still held by {other.path}"
                for other in writer.catalog.locations(content_hash=location.hash)
                if other not in locations
            ]
            if batch.is_full:
                batch.apply()
        batch.finish()
        tally.demoted = demotions.log(store, writer)
        tally.generation = store.commit(writer, f"remove {name}", tally.summary()).number
    return tally


def rebuild(store: Store, progress: Progress = silent) -> Tally:
    """Parse every kept source again with today's parsers, and build the graph anew.

    What people decided is kept, as the sources are.
    """
    tally = Tally()
    with store.writer("rebuild") as writer:
        kept = writer.catalog.contents()
        decisions = writer.catalog.decisions()
        if writer.is_empty and not kept and not decisions:
            return tally
        writer.claim_additions()
        writer.empty()
        writer.add(decision_lines(decisions, writer.iris))
        demotions = Demotions(everything=True)
        batch = Batch(writer, tally, progress, demotions)
        contents = progress(kept, "Reading", "sources")
        for prepared in prepare_all(_kept(contents, writer), writer.iris, writer.spill):
            tally.files += 1
            if content := prepared.content:
                locations = writer.catalog.locations(content_hash=content.hash)
                if note(content, prepared.found.path, tally):
                    batch.add(content, (file_name(location.path) for location in locations))
            if batch.is_full:
                batch.apply()
        batch.finish()
        tally.demoted = demotions.log(store, writer)
        tally.generation = store.commit(writer, "rebuild", tally.summary()).number
    return tally


def _kept(contents: Iterable[str], writer: Writer) -> Iterator[Job]:
    for content_hash in contents:
        location = writer.catalog.locations(content_hash=content_hash)[0]
        data = writer.catalog.data(content_hash)
        found = Found(location.path, named=True, data=data, size=len(data))
        yield Job(found, location.format)


def _named(writer: Writer, name: str) -> list[Location]:
    """The locations that a user means by a path, a file's name, or the start of a hash."""
    everything = writer.catalog.locations()
    absolute = escaped(str(Path(name).absolute()))
    for test in (
        lambda at: at.path in {name, absolute},
        lambda at: at.path.startswith((f"{absolute}/", f"{absolute}!")),
        lambda at: file_name(at.path) == name,
        lambda at: len(name) >= 8 and at.hash.startswith(name.lower()),
    ):
        if found := [location for location in everything if test(location)]:
            return found
    known = ", ".join(location.path for location in everything[:5]) or "none"
    more = f" and {len(everything) - 5} more" if len(everything) > 5 else ""
    raise NotFoundError(f"no source is named {name!r}; the store's sources: {known}{more}")
