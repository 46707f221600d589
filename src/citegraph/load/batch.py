"""Files that were looked at, collected until they are worth a commit."""

from collections import Counter, defaultdict
from collections.abc import Iterable

import pyoxigraph as ox
from rbloom import Bloom

from citegraph import vocab as v
from citegraph.graph.iris import Iris
from citegraph.graph.quads import Lines, integer, text, value_of
from citegraph.ingest import SOURCES
from citegraph.ingest.files import Found, file_name
from citegraph.load import counts, links, people, versions
from citegraph.load.affected import People
from citegraph.load.changes import Change
from citegraph.load.decisions import decided_keys
from citegraph.load.demotions import Demotions
from citegraph.load.lone_names import LoneNames
from citegraph.load.prepare import Content, LoneWork
from citegraph.load.spill import Spill
from citegraph.load.stubs import Touched
from citegraph.load.tally import Progress, Tally
from citegraph.load.version_links import mark
from citegraph.records import WorkRecord
from citegraph.resolve.identity import Located
from citegraph.resolve.versions import title_block
from citegraph.store import Writer
from citegraph.store.catalog import Location

# Statements in a batch, of some 75,000 works. Each load makes the store sort itself anew, so they
# must be few; and an interruption loses one.
BATCH_LINES = 4_000_000
# Records that need the store to be merged, and their references: what is in memory.
BATCH_RECORDS = 20_000
# Keys of one run. With more, the filter says yes too often, which costs time and nothing else.
_KEYS = 16_000_000


class Batch:
    """What a run has read and not yet written. `changed` says whether there is any."""

    def __init__(
        self,
        writer: Writer,
        tally: Tally,
        progress: Progress,
        demotions: Demotions,
        *,
        resumed: bool = False,
    ) -> None:
        self.writer = writer
        self.tally = tally
        self._progress = progress
        self._spill = Spill(writer)
        self._base_empty = writer.is_empty
        # What this run wrote that a lone work could meet, and what people decided on; what was
        # there before, the store says.
        self._met = Bloom(_KEYS, 0.0001)
        self._met.update(decided_keys(writer))
        # Mentions after which what is said of the thing was brought up to date.
        self._settled: set[tuple[str, str]] = set()
        # An interrupted run had not come to the people.
        self.changed = resumed
        self._people = People(fresh=self._base_empty, everyone=resumed)
        self._names = LoneNames(writer.spill)
        self._demotions = demotions
        self._clear()

    def _clear(self) -> None:
        self._added: set[str] = set()
        self._lines = 0
        self._lone: set[str] = set()
        self._mentions: set[tuple[str, str]] = set()
        self._others: list[Located] = []
        self._weight = 0
        self._again: list[tuple[str, int]] = []
        self._removed: set[str] = set()
        # Blocks of the lone works in which references look.
        self._sought: Counter[str] = Counter()
        # Lone works by the key of their titles, where another work has it.
        self._alike: dict[str, set[str]] = defaultdict(set)

    @property
    def is_full(self) -> bool:
        waiting = self._weight + len(self._again) + len(self._removed)
        return self._lines >= BATCH_LINES or waiting >= BATCH_RECORDS

    def place(self, found: Found, content: Content) -> None:
        """Take in what a file holds; what its path held before, if anything, goes."""
        catalog = self.writer.catalog
        location = Location(found.path, content.hash, content.format, found.stamp)
        before = catalog.locations(path=location.path)
        if before and before[0][:3] == location[:3]:
            self.tally.unchanged += 1
            catalog.restamp(location.path, location.stamp)
            return
        known = catalog.locations(content_hash=content.hash)
        name = file_name(location.path)
        if known and all(other.format == content.format for other in known):
            self._spill.add(_name_lines(content.hash, name, self.writer.iris))
            self.tally.held += 1
        else:
            if known:
                self._removed.add(content.hash)
            catalog.keep(content.hash, content.packed)
            for other in known:
                catalog.unlocate(other.path)
                catalog.locate(other._replace(format=content.format))
            self.add(content, [name, *(file_name(other.path) for other in known)])
        for old in before:
            if old.hash == content.hash:
                catalog.unlocate(old.path)
            else:
                self.forget(old)
        catalog.locate(location)
        self.changed = True

    def add(self, content: Content, names: Iterable[str]) -> None:
        """Take in a content that the graph does not hold, or holds no longer."""
        if content.hash in self._removed:
            self.apply()
        self.changed = True
        self.tally.sources += 1
        self.tally.records += content.records
        self._added.add(content.hash)
        self._spill.add(_source_lines(content, names, self.writer.iris))
        self._others += content.others
        self._weight += sum(1 + _references(item) for item in content.others)
        self._mentions |= content.mentions - self._settled
        for iri, said in content.mentions:
            if "/person/" in iri:
                self._people.mention(iri, said)
        for work in content.lone:
            if self._is_new(work):
                self._met.add(work.keys[0])
                self._spill.write(work.text)
                self.writer.catalog.index.put(work.document, self.writer.generation)
                self.writer.noted.names.update(work.name_keys)
                self._lone.add(work.keys[0])
                self._names.add(work.names)
                self._people.blocks.update(block for block, _ in work.names)
                self._sought.update(key for key in work.blocks if self._is_sought(key))
                self._note_title(work)
            else:
                self._again.append((content.hash, work.line))
        self._lines += content.lines

    def forget(self, location: Location) -> None:
        """A file is gone, or holds something else now; its content goes with its last file."""
        self.writer.catalog.unlocate(location.path)
        self.changed = True
        left = self.writer.catalog.locations(content_hash=location.hash)
        name = file_name(location.path)
        if location.hash in self._added:
            # It came with this run, and so did the file.
            self.apply()
        if not left:
            self._removed.add(location.hash)
            self.tally.removed_sources += 1
        elif name not in {file_name(other.path) for other in left}:
            _drop_name(self.writer, location.hash, name)

    def apply(self) -> None:
        """Write all of it into the working copy."""
        self._spill.load()
        touched = Touched(self.writer.iris)
        if self._others or self._again or self._removed:
            change = Change(
                self.writer, self._others, self._again, self._removed, self._people, self._demotions
            )
            works = change.apply(self._progress)
            iris = self.writer.iris
            self.tally.works += sum(f"handle:{iris.handle_of(w)}" not in self._lone for w in works)
            touched = change.touched
            self._met.update(change.waiting)
            if change.takes_away:
                self._settled.clear()
        if self._sought:
            delete, insert = links.rematch(self.writer, [], set(), set(), self._sought)
            self._people.note(delete, insert)
            self._demotions.note(delete)
            self.writer.exchange(delete, insert)
        if self._alike:
            works = {work for alike in self._alike.values() for work in alike}
            # One may have been there before the others, and not be among them.
            changed = Counter({block: len(alike) + 1 for block, alike in self._alike.items()})
            versions.refresh(self.writer, self._people, works, set(), changed, [])
        for iri, said in self._mentions:
            touched.mention(iri, said)
        self._settled |= self._mentions
        touched.refresh(self.writer)
        counts.settle(self.writer)
        self.tally.works += len(self._lone)
        self._clear()

    def finish(self) -> None:
        """Write what is left, and decide who the people are. This ends the batch."""
        self.apply()
        if self.changed:
            people.refresh(self.writer, self._people, self._progress, self._names)

    def _is_new(self, work: LoneWork) -> bool:
        """Whether nothing in the graph, or in this batch, could have to do with the work."""
        if any(key in self._met for key in work.keys):
            return False
        return self._base_empty or not self._is_awaited(work.keys)

    def _is_sought(self, block: str) -> bool:
        """Whether a reference in the graph, or in this batch, looks for its work in a block."""
        if block in self._met:
            return True
        if self._base_empty:
            return False
        return any(self.writer.subjects(v.SOUGHT_KEY, ox.Literal(block)))

    def _note_title(self, work: LoneWork) -> None:
        """Hold a work to be compared with those that may be versions of it, if there are any."""
        block = title_block(work.blocks)
        if block is None:
            return
        marked = mark(block)
        if marked in self._met or (
            not self._base_empty and any(self.writer.subjects(v.BLOCKING_KEY, ox.Literal(block)))
        ):
            self._alike[block].add(self.writer.iris.work(work.keys[0]))
        self._met.add(marked)

    def _is_awaited(self, keys: tuple[str, ...]) -> bool:
        """Whether the graph has the work, or anything that may mean it or belong to it."""
        iris = self.writer.iris
        for key in keys:
            for subject in self.writer.subjects(v.MATCH_KEY, ox.Literal(key)):
                # Another work with a handle of its own has nothing to do with this one.
                if key == keys[0] or "#" in subject or not iris.handle_of(subject):
                    return True
        work = ox.NamedNode(iris.work(keys[0]))
        return any(
            next(self.writer.subjects(link, work), None) for link in (v.STATED_VERSION, v.CLAIMS)
        )


def _source_lines(content: Content, names: Iterable[str], iris: Iris) -> list[str]:
    """What a source is: its files' names, hash, format, encoding and parser (PROV-O)."""
    graph = iris.source(content.hash)
    out = Lines(graph)
    out.link(graph, v.TYPE, v.SOURCE_DOCUMENT)
    out.add(graph, v.CONTENT_HASH, text(content.hash))
    out.add(graph, v.SOURCE_FORMAT, text(content.format))
    out.add(graph, v.PARSER_VERSION, integer(SOURCES[content.format].version))
    out.add(graph, v.ENCODING, text(content.encoding))
    out.texts(graph, v.FILE_NAME, names)
    return out.lines


def _references(item: Located) -> int:
    return len(item.record.references) if isinstance(item.record, WorkRecord) else 0


def _name_lines(content_hash: str, name: str, iris: Iris) -> list[str]:
    """Another file of this name holds a content."""
    out = Lines(iris.source(content_hash))
    out.add(iris.source(content_hash), v.FILE_NAME, text(name))
    return out.lines


def _drop_name(writer: Writer, content_hash: str, name: str) -> None:
    """No file of this name holds the content any longer."""
    graph = ox.NamedNode(writer.iris.source(content_hash))
    quads = writer.graph.quads_for_pattern(graph, ox.NamedNode(v.FILE_NAME), None, graph)
    writer.remove([quad for quad in quads if value_of(quad.object) == name])
