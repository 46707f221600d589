"""What every source format shares: a document, and what parsing one yields."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate

from citegraph.ingest.text import Decoded, decode, unify_lines
from citegraph.records import Record


@dataclass(frozen=True)
class Document:
    """The bytes of one file under the name it goes by. Decoding waits until someone asks."""

    name: str
    data: bytes

    @cached_property
    def decoded(self) -> Decoded:
        return decode(self.data)

    @cached_property
    def text(self) -> str:
        """The text, each line ended by LF."""
        return unify_lines(self.decoded.text)

    @cached_property
    def starts(self) -> list[int]:
        """Where in the text each line starts; line n at `starts[n - 1]`."""
        return list(accumulate((len(line) + 1 for line in self.lines), initial=0))

    @cached_property
    def lines(self) -> list[str]:
        """The text's lines without their ends; line n is `lines[n - 1]`."""
        return self.text.split("\n")

    @cached_property
    def head(self) -> str:
        """The first part of the text, in lower case."""
        return self.decoded.text[:65536].lower()

    @cached_property
    def _lower(self) -> bytes:
        # Of bytes, that takes a fraction of the time.
        is_wide = self.decoded.encoding.startswith("utf-16")
        return (self.decoded.text.encode() if is_wide else self.data).lower()

    def mentions(self, *words: str) -> bool:
        """Whether the text has one of these words in ASCII, in capitals or not."""
        return any(word.encode() in self._lower for word in words)

    @property
    def is_binary(self) -> bool:
        """Whether the bytes are no text: NUL bytes in what is not UTF-16."""
        return b"\0" in self.data[:8192] and not self.decoded.encoding.startswith("utf-16")

    @property
    def is_html(self) -> bool:
        return any(mark in self.head for mark in ("<html", "<!doctype html", "<body", "<meta "))


@dataclass(frozen=True, slots=True)
class Parsed:
    """A record, and the lines (from 1) that it covers."""

    record: Record
    line: int
    end: int


@dataclass(frozen=True, slots=True)
class Rejected:
    """A piece of a source that was set aside whole: no record came of it."""

    line: int
    end: int
    reason: str
    raw: str


@dataclass(frozen=True, slots=True)
class Remark:
    """Something wrong or doubtful in a record that was kept."""

    line: int
    field: str
    message: str


Result = Parsed | Rejected | Remark


@dataclass(frozen=True, slots=True)
class Source:
    """A format: how it is recognised by content, and how it is read.

    `parse_at` reads what begins at one line, for formats whose files hold many records.

    `rank` orders sources that disagree: the smaller one's value is shown first. `version` rises
    with each change of the parser that changes records.
    """

    name: str
    summary: str
    rank: int
    version: int
    recognises: Callable[[Document], bool]
    parse: Callable[[Document], Iterator[Result]]
    parse_at: Callable[[Document, int], Iterator[Result]] | None = None

    def record_at(self, document: Document, line: int) -> Parsed | None:
        """The record that begins at a line, or None where there is none."""
        results = self.parse_at(document, line) if self.parse_at else self.parse(document)
        return next((r for r in results if isinstance(r, Parsed) and r.line == line), None)
