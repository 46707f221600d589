"""The runs that change a store: ingest, remove, rebuild. Each is one generation, or none."""

import hashlib
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from citegraph.errors import NotFoundError, SourceError
from citegraph.graph.quads import without_emails
from citegraph.ingest import SOURCES, detect
from citegraph.ingest.files import Found, find, shown
from citegraph.ingest.source import Document, Parsed, Rejected, Source
from citegraph.load.changes import Change, NewSource, add_name, drop_name, locate
from citegraph.load.tally import Problem, Progress, Tally, silent
from citegraph.store import Store, Writer
from citegraph.store.catalog import Location

BATCH_RECORDS = 20_000
_EXPECTED = (".rdf", ".redif", ".txt", ".html", ".htm", ".bib", ".ris")


def ingest(
    store: Store,
    paths: tuple[str, ...],
    source_name: str | None = None,
    progress: Progress = silent,
) -> Tally:
    """Read every file under the paths into a new generation; unchanged files are passed over.

    A file that changed since it was last read replaces what it said before. Problems in files
    and records are in the tally. Raises UsageError when a path does not exist.
    """
    files = list(find(paths))
    if all(found.left_alone for found in files) and not store.exists:
        return Tally(files=len(files), left_alone=[left_alone(found) for found in files])
    command = shown("ingest " + " ".join(paths))
    tally = Tally()
    with store.writer(command) as writer:
        batch = _Batch(writer, tally, progress)
        for found in progress(files, "Reading", "files"):
            tally.files += 1
            _read(found, source_name, batch, tally)
            if batch.size >= BATCH_RECORDS:
                batch.apply()
        batch.apply()
        if batch.changed:
            tally.generation = store.commit(writer, command, tally.summary()).number
    return tally


def remove(store: Store, name: str) -> Tally:
    """Forget a source, given by its path, the start of its hash, or its file's name."""
    tally = Tally()
    with store.writer(f"remove {name}") as writer:
        locations = _named(writer, "standard input" if name == "-" else name)
        batch = _Batch(writer, tally, silent)
        for location in locations:
            batch.forget(location)
            tally.forgotten.append(location.path)
            tally.still_held += [
                f"{location.path} is still held by {other.path}"
                for other in writer.catalog.locations(content_hash=location.hash)
                if other not in locations
            ]
        batch.apply()
        tally.generation = store.commit(writer, f"remove {name}", tally.summary()).number
    return tally


def rebuild(store: Store, progress: Progress = silent) -> Tally:
    """Parse every kept source again with today's parsers, and build the graph anew."""
    tally = Tally()
    with store.writer("rebuild") as writer:
        if writer.is_empty and not writer.catalog.locations():
            return tally
        writer.empty()
        batch = _Batch(writer, tally, progress)
        by_hash: dict[str, list[Location]] = {}
        for location in writer.catalog.locations():
            by_hash.setdefault(location.hash, []).append(location)
        for content_hash, locations in progress(sorted(by_hash.items()), "Reading", "sources"):
            tally.files += 1
            document = Document(locations[0].path, writer.catalog.data(content_hash))
            source = SOURCES[locations[0].format]
            if parsed := batch.parse(document, source):
                batch.add(
                    NewSource(
                        hash=content_hash,
                        format=source.name,
                        names=names_of(location.path for location in locations),
                        encoding=document.decoded.encoding,
                        records=locate(content_hash, source.name, parsed),
                    )
                )
            if batch.size >= BATCH_RECORDS:
                batch.apply()
        batch.apply()
        tally.generation = store.commit(writer, "rebuild", tally.summary()).number
    return tally


def file_name(path: str) -> str:
    """The last part of a path, also within an archive: what the graph says of a file's place."""
    return path.replace("!", "/").rsplit("/", 1)[-1]


def names_of(paths: Iterable[str]) -> tuple[str, ...]:
    """The names of files, each once, sorted."""
    return tuple(sorted({file_name(path) for path in paths}))


class _Batch:
    """Changes that are collected until they are worth applying together."""

    def __init__(self, writer: Writer, tally: Tally, progress: Progress) -> None:
        self.writer = writer
        self._progress = progress
        self.tally = tally
        self.changed = False
        self._added: dict[str, NewSource] = {}
        self._removed: set[str] = set()
        self.size = 0

    def parse(self, document: Document, source: Source) -> list[Parsed]:
        """The records of a document; what was set aside or remarked on goes into the tally."""
        parsed = []
        for result in source.parse(document):
            if isinstance(result, Parsed):
                parsed.append(result)
                self.tally.count(result.record)
            elif isinstance(result, Rejected):
                raw = without_emails(result.raw)
                excerpt = raw if len(raw) <= 80 else f"{raw[:79]}…"
                message = f"{without_emails(result.reason)} [{excerpt}]"
                self.tally.set_aside.append(Problem(document.name, result.line, message))
            else:
                field = f"{result.field}: " if result.field else ""
                self.tally.remarks.append(
                    Problem(document.name, result.line, field + without_emails(result.message))
                )
        if not parsed:
            self.tally.without_record += 1
            if not any(problem.file == document.name for problem in self.tally.set_aside):
                said = f"{document.name}: no {source.name} record in it"
                self.tally.unreadable_as.append(Problem(document.name, 0, said))
        return parsed

    def add(self, source: NewSource) -> None:
        """Take in a content that the graph does not hold, or holds no longer."""
        if source.hash in self._removed:
            self.apply()
        self.tally.sources += 1
        self.size += len(source.records)
        self._added[source.hash] = source
        self.changed = True

    def place(self, location: Location, document: Document, source: Source) -> None:
        """Take in a file whose content is new at its path."""
        catalog = self.writer.catalog
        before = catalog.locations(path=location.path)
        known = catalog.locations(content_hash=location.hash)
        name = file_name(location.path)
        if location.hash in self._added:
            added = self._added[location.hash]
            self._added[location.hash] = replace(added, names=names_of([*added.names, name]))
            self.tally.held += 1
        elif known and all(k.format == location.format for k in known):
            add_name(self.writer, location.hash, name)
            self.tally.held += 1
            self.changed = True
        else:
            parsed = self.parse(document, source)
            if not parsed:
                return
            if known:
                self._removed.add(location.hash)
            self.add(
                NewSource(
                    hash=location.hash,
                    format=source.name,
                    names=names_of([name, *(other.path for other in known)]),
                    encoding=document.decoded.encoding,
                    records=locate(location.hash, source.name, parsed),
                )
            )
            for other in known:
                catalog.locate(other._replace(format=location.format))
        catalog.keep(location.hash, document.data)
        for old in before:
            if old.hash != location.hash:
                self.forget(old)
        catalog.locate(location)

    def forget(self, location: Location) -> None:
        """A file is gone, or holds something else now; its content goes with its last file."""
        self.writer.catalog.unlocate(location.path)
        self.changed = True
        left = self.writer.catalog.locations(content_hash=location.hash)
        name = file_name(location.path)
        if not left:
            self._removed.add(location.hash)
            self.size += 1
            self._added.pop(location.hash, None)
            self.tally.removed_sources += 1
        elif name in {file_name(other.path) for other in left}:
            return
        elif added := self._added.get(location.hash):
            self._added[location.hash] = replace(
                added, names=tuple(known for known in added.names if known != name)
            )
        else:
            drop_name(self.writer, location.hash, name)

    def apply(self) -> None:
        if self._added or self._removed:
            change = Change(self.writer, list(self._added.values()), self._removed)
            self.tally.works += change.apply(self._progress)
        self._added, self._removed, self.size = {}, set(), 0


def left_alone(found: Found) -> Problem:
    return Problem(found.path, 0, f"{found.path}: {found.problem}")


def _read(found: Found, source_name: str | None, batch: _Batch, tally: Tally) -> None:
    """One file: passed over, unreadable, unchanged, or into the batch."""
    if found.left_alone:
        tally.left_alone.append(left_alone(found))
        return
    try:
        document = found.document()
        content_hash = hashlib.sha256(document.data).hexdigest()
        before = batch.writer.catalog.locations(path=found.path)
        if before and before[0].hash == content_hash and source_name in {None, before[0].format}:
            tally.unchanged += 1
            return
        source = SOURCES[source_name] if source_name else detect(document)
    except SourceError as error:
        # What a folder brings along (pictures, style sheets) is no problem, unless it claims to be
        # text that citegraph reads.
        expected = found.named or found.path.lower().endswith(_EXPECTED)
        problems = tally.unreadable if expected else tally.left_alone
        kept = batch.writer.catalog.locations(path=found.path)
        also = "; what it said before is kept" if kept else ""
        problems.append(Problem(found.path, 0, f"{error}{also}"))
        return
    batch.place(Location(found.path, content_hash, source.name), document, source)


def _named(writer: Writer, name: str) -> list[Location]:
    """The locations that a user means by a path, a file's name, or the start of a hash."""
    everything = writer.catalog.locations()
    absolute = shown(str(Path(name).absolute()))
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
