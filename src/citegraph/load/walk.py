"""The files of one ingest: which are to be read, what became of each, and which are gone."""

from collections.abc import Iterator
from pathlib import Path

from citegraph.ingest.files import Files, Found
from citegraph.ingest.text import escaped
from citegraph.load.batch import Batch
from citegraph.load.prepare import Content, Job, Prepared
from citegraph.load.tally import Problem, Progress, Tally
from citegraph.store import Writer
from citegraph.store.catalog import Location

_EXPECTED = (".rdf", ".redif", ".txt", ".html", ".htm", ".bib", ".ris")
_REPLACED = "holds no record any longer"


class Walk:
    """One pass over the files below some paths."""

    def __init__(
        self,
        paths: tuple[str, ...],
        source_name: str | None,
        writer: Writer,
        tally: Tally,
        store: Path,
    ) -> None:
        self.files = Files(paths, self._is_known, apart=store)
        self._source_name = source_name
        self._catalog = writer.catalog
        self._tally = tally
        # What could not be looked into: nothing below it is gone for that.
        self._closed: set[str] = set()
        self._replaced: list[Location] = []

    def jobs(self, progress: Progress) -> Iterator[Job]:
        """The files that are not known to be as they were; the others are counted."""
        for found in progress(self.files, "Reading", "files"):
            if not found.is_archive and (job := self.job(found)):
                yield job

    def job(self, found: Found) -> Job | None:
        """What is to be read of a file; None where it need not be, which is counted."""
        self._tally.files += 1
        self._catalog.see(found.path)
        if found.left_alone:
            self._tally.left_alone.add(left_alone(found))
            return None
        before = next(iter(self._catalog.locations(path=found.path)), None)
        if before is None:
            return Job(found, self._source_name)
        if found.stamp == before.stamp is not None and self._is_wanted(before):
            self._tally.unchanged += 1
            return None
        return Job(found, self._source_name, before.hash, before.format)

    def take(self, prepared: Prepared, batch: Batch) -> None:
        """Put one file where it belongs: into the batch, or among the problems."""
        found = prepared.found
        if content := prepared.content:
            if note(content, found.path, self._tally):
                batch.place(found, content)
            else:
                self._replace(found)
        elif prepared.problem:
            # What a folder brings along (pictures, style sheets) is no problem, unless it claims
            # to be text that citegraph reads.
            expected = found.named or found.path.lower().endswith(_EXPECTED)
            problems = self._tally.unreadable if expected else self._tally.left_alone
            also = ""
            if prepared.is_foreign:
                self._replace(found)
            else:
                self._closed.add(found.path)
                kept = self._catalog.locations(path=found.path)
                also = "; what it said before is kept" if kept else ""
            problems.add(Problem(found.path, 0, prepared.problem + also))
        else:
            self._tally.unchanged += 1
            self._catalog.restamp(found.path, found.stamp)

    def miss(self, batch: Batch, *, prune: bool) -> None:
        """Report what is gone since an earlier run or, to prune it, forget what it said."""
        gone = [(location, "gone") for path in self.files.paths for location in self._unseen(path)]
        gone += [(location, _REPLACED) for location in self._replaced]
        for location, why in gone:
            if prune:
                batch.forget(location)
                self._tally.pruned += 1
            else:
                self._tally.gone.add(Problem(location.path, 0, f"{location.path}: {why}"))

    def _is_known(self, archive: Found) -> bool:
        """Whether an archive is as it was, all of it; if so, its files are counted."""
        if archive.stamp is None:
            return False
        held = list(self._catalog.below(archive.path))
        if not held or any(at.stamp != archive.stamp or not self._is_wanted(at) for at in held):
            return False
        for location in held:
            self._catalog.see(location.path)
        self._tally.files += len(held)
        self._tally.unchanged += len(held)
        return True

    def _is_wanted(self, location: Location) -> bool:
        return self._source_name in {None, location.format}

    def _replace(self, found: Found) -> None:
        self._replaced += self._catalog.locations(path=found.path)

    def _unseen(self, path: str) -> Iterator[Location]:
        for location in self._catalog.unseen(escaped(path)):
            if not any(
                location.path.startswith((f"{closed}/", f"{closed}!")) for closed in self._closed
            ):
                yield location


def note(content: Content, path: str, tally: Tally) -> bool:
    """Count what a content holds, and its problems; returns whether it has any record."""
    tally.set_aside.add(*content.set_aside)
    tally.remarks.add(*content.remarks)
    if content.records:
        return True
    tally.without_record += 1
    if not content.set_aside:
        said = f"{path}: no {content.format} record in it"
        tally.unreadable_as.add(Problem(path, 0, said))
    return False


def left_alone(found: Found) -> Problem:
    return Problem(found.path, 0, f"{found.path}: {found.problem}")
