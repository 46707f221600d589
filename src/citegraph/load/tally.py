"""What an ingest did, counted so that nothing is lost from sight."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple, Protocol, TypeVar

from citegraph.records import Record, VenueRecord, WorkRecord

T = TypeVar("T")
# Enough to see what is wrong with an archive; five million records can have as many problems.
KEPT_PROBLEMS = 10_000


class Progress(Protocol):
    """Hands items on while it shows how far they are: `label` says what, `unit` counts what."""

    def __call__(self, items: Iterable[T], label: str, unit: str) -> Iterable[T]: ...


def silent(items: Iterable[T], label: str, unit: str) -> Iterable[T]:  # noqa: ARG001  # a Progress
    """The progress that shows nothing."""
    return items


class Problem(NamedTuple):
    """One thing to tell the user: where, and what. `line` is 0 for a file as a whole."""

    file: str
    line: int
    message: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.message}" if self.line else self.message


class Problems:
    """Problems in the order in which they were found: all are counted, the first ones kept."""

    def __init__(self) -> None:
        self._total = 0
        self._kept: list[Problem] = []

    def __len__(self) -> int:
        return self._total

    def __iter__(self) -> Iterator[Problem]:
        return iter(self._kept)

    def add(self, *problems: Problem) -> None:
        self._total += len(problems)
        if len(self._kept) < KEPT_PROBLEMS:
            self._kept += problems[: KEPT_PROBLEMS - len(self._kept)]


@dataclass
class Tally:
    """Counts and problems of one run.

    `held` files have a content that the store knows from another file; `without_record` files are
    of a known format, but no record came of them. What `gone` files said before is still in the
    graph; `pruned` counts those of which it is not. References that are `demoted` no longer mean
    the work that they meant before.

    `records` + `set_aside` are all pieces that were found in the files read; a remark is about a
    record that was kept.
    """

    files: int = 0
    sources: int = 0
    unchanged: int = 0
    held: int = 0
    without_record: int = 0
    left_alone: Problems = field(default_factory=Problems)
    unreadable: Problems = field(default_factory=Problems)
    unreadable_as: Problems = field(default_factory=Problems)
    gone: Problems = field(default_factory=Problems)
    set_aside: Problems = field(default_factory=Problems)
    remarks: Problems = field(default_factory=Problems)
    records: Counter[str] = field(default_factory=Counter)
    works: int = 0
    removed_sources: int = 0
    demoted: int = 0
    pruned: int = 0
    forgotten: list[str] = field(default_factory=list)
    still_held: list[str] = field(default_factory=list)
    generation: int | None = None

    @property
    def pieces(self) -> int:
        """All templates and pages found: each became a record or was set aside."""
        return self.records.total() + len(self.set_aside)

    def summary(self) -> dict[str, Any]:
        """The counts, for the store's history."""
        return {
            "files": self.files,
            "sources": self.sources,
            "unchanged": self.unchanged,
            "removed_sources": self.removed_sources,
            "records": dict(sorted(self.records.items())),
            "set_aside": len(self.set_aside),
            "unreadable": len(self.unreadable),
            "works": self.works,
            "demoted": self.demoted,
        }


def record_class(record: Record) -> str:
    """The plural by which a user knows a kind of record."""
    if isinstance(record, WorkRecord):
        return "works"
    if isinstance(record, VenueRecord):
        return "series and journals"
    name = type(record).__name__.removesuffix("Record").lower()
    return f"{name}s"
