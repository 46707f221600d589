"""Applying changed sources to the graph: affected works are merged again from all their records.

Nothing is patched: what stands in the graph about a work, a venue or a person is replaced by what
all records that remain say of it, so the result is that of ingesting the final set of sources.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from itertools import chain

import pyoxigraph as ox

from citegraph import identifiers
from citegraph import vocab as v
from citegraph.graph.entities import entity_iri, map_entity
from citegraph.graph.quads import exchange, linked, value_of
from citegraph.graph.works import MappedWork, map_work
from citegraph.load import claims, counts, links, stubs, version_links, versions
from citegraph.load.affected import People, keep_identified
from citegraph.load.demotions import Demotions
from citegraph.load.kept_records import KeptRecords
from citegraph.load.known import MATCHED_BY, works_with_key
from citegraph.load.prepare import described
from citegraph.load.tally import Progress
from citegraph.records import PersonRecord, Words
from citegraph.resolve.identity import Located, group_works
from citegraph.resolve.merge import Work, merge_works
from citegraph.resolve.versions import title_block
from citegraph.store import Writer

# Written by the steps that follow from the works, not by the works themselves. For what follows of
# authorships, see `keep_identified`.
DERIVED = (
    links.DECISION | counts.COUNTS | {v.CITES, v.VERSION_OF, v.VERSION_BASIS, *version_links.LINKS}
)


class Change:
    """One batch of new records and removed sources on its way into the graph.

    `again` are places (content hash, line) of kept sources whose records are new to the graph.
    """

    def __init__(
        self,
        writer: Writer,
        added: list[Located],
        again: list[tuple[str, int]],
        removed: set[str],
        people: People,
        demotions: Demotions,
    ) -> None:
        self.writer = writer
        self.removed = removed
        self.people = people
        self.demotions = demotions
        self.touched = stubs.Touched(writer.iris)
        # Keys that wait for other works: those of references, and of works without a handle.
        self.waiting: set[str] = set()
        self._kept = KeptRecords(writer.catalog)
        self._delete: list[ox.Quad] = []
        self._insert: list[str] = []
        # Known things about which something else is said now.
        self._altered: set[str] = set()
        # References of known works that say what they said, in works of the same year.
        self._settled: set[str] = set()
        # Known works by which references elsewhere are matched as before.
        self._steady: set[str] = set()
        # The keys that affected works had before.
        self._keys: dict[str, list[str]] = {}
        self._empty = writer.is_empty
        self._added = [*added, *(self._kept.at(*place) for place in again)]
        self._places = {(item.source, item.line) for item in self._added}

    def apply(self, progress: Progress) -> set[str]:
        """Bring the graph to the state after the change; returns the works that were written.

        What it `touched` is still to be refreshed.
        """
        iris = self.writer.iris
        works, entities = self._affected()
        blocks = {iri: self.writer.objects(iri, v.BLOCKING_KEY) for iri in works}
        added = self._added
        records = [*self._records_of(works), *(i for i in added if i.primary)]
        mapped: list[MappedWork] = []
        describes: dict[tuple[str, int], str] = {}
        groups = group_works(records).items()
        for key, items in progress(groups, "Merging", "works"):
            merged = merge_works(key, items)
            work = map_work(merged, iris, self.writer.read)
            mapped.append(work)
            self._wait(merged, work)
            describes |= {(item.source, item.line): work.iri for item in items}
        self._replace(works, [(work.iri, work.lines) for work in mapped])
        sought = self._sought(blocks, mapped)

        things: dict[str, list[Located]] = {iri: [] for iri in entities}
        for item in added:
            if isinstance(item.record, PersonRecord):
                self.waiting.update(handle_keys(item.record.claims))
            if not item.primary:
                things.setdefault(entity_iri(item.record, iris), []).append(item)
        for iri, items in things.items():
            known = {(item.source, item.line) for item in items}
            items += [i for i in self._records_of({iri}) if (i.source, i.line) not in known]
            describes |= {(item.source, item.line): iri for item in items}
        self._replace(set(things), [(i, map_entity(items, iris)) for i, items in things.items()])

        self._describe_sources(describes)
        self._flush()
        self.touched.note_change(self._removed_quads, self._added_lines, self._altered)
        written = {work.iri for work in mapped}
        removed = self._removed_quads
        block_count = Counter(chain(*blocks.values(), *(work.blocks for work in mapped)))
        self._write(*links.rematch(self.writer, mapped, works, *sought, self._settled))
        claimed, identified = claims.identify(self.writer, written, set(things), removed)
        self._write(claimed, identified)
        # A person who was computed may have lost a name to one who claims it.
        self.touched.note_change(claimed, identified, set())
        versions.refresh(self.writer, self.people, written | works, works, block_count, removed)
        self.people.note_things(iri for iri in {*things, *entities} if "/person/" in iri)
        return written

    @property
    def takes_away(self) -> bool:
        """Whether the graph no longer says all that it said."""
        return bool(self._removed_quads)

    def _sought(
        self, before: dict[str, list[str]], mapped: list[MappedWork]
    ) -> tuple[set[str], Counter[str]]:
        """The keys, and the blocks with how often, of works that references elsewhere are matched
        by otherwise than `before`; to be asked while the graph still says what it said."""
        gone = before.keys() - self._steady
        new = [work for work in mapped if work.iri not in self._steady]
        keys = {key for iri in gone for key in self._keys[iri]}
        keys.update(key for work in new for key in work.keys)
        blocks = (before[iri] for iri in gone)
        return keys, Counter(chain(*blocks, *(work.blocks for work in new)))

    def _wait(self, merged: Work, work: MappedWork) -> None:
        named = [key for key in merged.keys if key.startswith("handle:")]
        self.waiting.update(named or merged.keys)
        for reference in work.references:
            self.waiting.update(reference.keys)
            self.waiting.update(reference.blocks)
        self.waiting.update(handle_keys(merged.record.other_versions))
        if block := title_block(work.blocks):
            self.waiting.add(version_links.mark(block))

    def _affected(self) -> tuple[set[str], set[str]]:
        """Works and other things that the change can alter.

        Works that share a key, directly or through others, are decided together: whether a
        record joins a work depends on how many works it would fit.
        """
        described: set[str] = set()
        for content_hash in self.removed:
            graph = ox.NamedNode(self.writer.iris.source(content_hash))
            quads = self.writer.graph.quads_for_pattern(
                None, ox.NamedNode(v.DESCRIBES), None, graph
            )
            described |= {value_of(quad.object) for quad in quads}
        works = {iri for iri in described if iri.startswith(self.writer.iris.base + "work/")}
        entities = described - works
        keys = self._keys_of(works)
        for item in self._added:
            keys.update(item.keys)
        pending = set() if self._empty else set(keys)
        while pending:
            found = {iri for key in pending for iri in works_with_key(self.writer, key)}
            new = found - works
            works |= new
            pending = self._keys_of(new) - keys
            keys |= pending
        return works, entities

    def _keys_of(self, works: set[str]) -> set[str]:
        self._keys |= {iri: self.writer.objects(iri, v.MATCH_KEY) for iri in works}
        return {key for iri in works for key in self._keys[iri]}

    def _records_of(self, things: set[str]) -> list[Located]:
        """The records, from sources that stay, that describe any of these things."""
        prefix = self.writer.iris.source("")
        found: list[Located] = []
        if self._empty:
            return found
        for iri in things:
            for record in self.writer.subjects(v.DESCRIBES, ox.NamedNode(iri)):
                content_hash, _, line = record.removeprefix(prefix).partition("#L")
                place = (content_hash, int(line))
                if content_hash not in self.removed and place not in self._places:
                    found.append(self._kept.at(*place))
        return found

    def _replace(self, old: set[str], new: list[tuple[str, list[str]]]) -> None:
        """Exchange all statements about the old things for those about the new ones."""
        gone = set(old)
        for iri, lines in new:
            if iri in old:
                gone.discard(iri)
                self._exchange(iri, lines)
            else:
                self.people.note_things((iri,))
                self._insert += lines
        for iri in gone if not self._empty else ():
            self._delete += self.writer.about(iri)

    def _exchange(self, iri: str, lines: list[str]) -> None:
        stated = self.writer.about(iri) if not self._empty else []
        removed, added = exchange(stated, lines)
        if kept := keep_identified(removed, added):
            removed, added = kept
        else:
            self.people.note_things((iri,))
        subjects = {linked(line)[0] for line in lines}
        before = len(self._delete)
        self._delete += [
            quad
            for quad in removed
            if quad.predicate.value not in DERIVED
            or (subject := value_of(quad.subject)) not in subjects
            or (quad.predicate.value == v.SCORE and "#ref-" not in subject)
        ]
        self._insert += added
        if not any(
            subject == iri and predicate in MATCHED_BY
            for subject, predicate in (
                *((value_of(quad.subject), quad.predicate.value) for quad in removed),
                *(linked(line)[:2] for line in added),
            )
        ):
            self._steady.add(iri)
        known = {value_of(quad.subject) for quad in stated}
        changed = {value_of(quad.subject) for quad in self._delete[before:]}
        changed.update(linked(line)[0] for line in added)
        self._altered |= changed & known
        is_redated = any(linked(line)[:2] == (iri, v.YEAR) for line in added)
        if not is_redated and not any(q.predicate.value == v.YEAR for q in removed):
            self._settled |= links.references_in(subjects) - links.references_in(changed)

    def _describe_sources(self, describes: dict[tuple[str, int], str]) -> None:
        """Say which work each record describes, also where another source changed that."""
        iris = self.writer.iris
        for content_hash in self.removed:
            graph = ox.NamedNode(iris.source(content_hash))
            self._delete += self.writer.graph.quads_for_pattern(None, None, None, graph)
        by_source: dict[str, list[tuple[int, str]]] = defaultdict(list)
        for place, iri in describes.items():
            content_hash, line = place
            if place in self._places:
                self._insert += described(content_hash, line, iri, iris)
            else:
                by_source[content_hash].append((line, iri))
        for content_hash, records in by_source.items():
            graph_iri = iris.source(content_hash)
            graph = ox.NamedNode(graph_iri)
            for line, iri in records:
                subject = ox.NamedNode(iris.record(content_hash, line))
                wanted = ox.Quad(subject, ox.NamedNode(v.DESCRIBES), ox.NamedNode(iri), graph)
                quads = self.writer.graph.quads_for_pattern(subject, wanted.predicate, None, graph)
                if (old := list(quads)) != [wanted]:
                    self._delete += old
                    self._insert.append(f"{wanted.triple} {graph} .")

    def _flush(self) -> None:
        self._removed_quads, self._added_lines = self._delete, self._insert
        self._write(self._delete, self._insert)
        self._delete, self._insert = [], []
        for content_hash in self.removed:
            # Without its statements, a graph would still be there by its name.
            self.writer.graph.remove_graph(ox.NamedNode(self.writer.iris.source(content_hash)))

    def _write(self, delete: list[ox.Quad], insert: list[str]) -> None:
        self.people.note(delete, insert)
        self.demotions.note(delete)
        self.writer.exchange(delete, insert)


def handle_keys(handles: Iterable[Words]) -> Iterator[str]:
    """The keys under which works of these handles are found."""
    return (f"handle:{identifiers.handle_key(words.text)}" for words in handles)
