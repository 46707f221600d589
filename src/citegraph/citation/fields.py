"""What a reference string says, field by field, and where in the string each field stands."""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from citegraph import identifiers
from citegraph.records import Kind


class Style(StrEnum):
    """How a reference is written; `other` is any style that is none of these."""

    IDEAS = "ideas"
    APA = "apa"
    CHICAGO = "chicago"
    VANCOUVER = "vancouver"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Citation:
    """The fields of one string.

    Texts are as they stand, with line breaks joined; names that stand as `Family IN` have a comma
    added, so that they read as `Family, IN`; identifiers are canonical. `spans` has the field's
    name with start and end in the string that was parsed, one entry a person for `authors` and
    `editors`. `warnings` says what the text leaves open. `model` is the version of the trained
    model that read the string; None where rules did.
    """

    kind: Kind | None = None
    authors: tuple[str, ...] = ()
    year_stated: str | None = None
    title: str | None = None
    container: str | None = None
    publisher: str | None = None
    volume: str | None = None
    issue: str | None = None
    pages: str | None = None
    number: str | None = None
    isbn: str | None = None
    book_title: str | None = None
    editors: tuple[str, ...] = ()
    chapter: str | None = None
    edition: str | None = None
    doi: str | None = None
    arxiv: str | None = None
    handle: str | None = None
    style: Style = Style.OTHER
    warnings: tuple[str, ...] = ()
    model: int | None = None
    spans: tuple[tuple[str, int, int], ...] = field(default=(), compare=False)

    @property
    def year(self) -> int | None:
        """The year, where the string gives a single one."""
        return identifiers.year_in(self.year_stated) if self.year_stated else None


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of the text under work, which knows where it stands."""

    text: str
    start: int = 0

    def __bool__(self) -> bool:
        return bool(self.text)

    @property
    def end(self) -> int:
        return self.start + len(self.text)

    def cut(self, begin: int, end: int | None = None) -> "Part":
        """The part between two places, counted from this part's start."""
        begin, end, _ = slice(begin, end).indices(len(self.text))
        return Part(self.text[begin:end], self.start + begin)

    def strip(self, signs: str = " ") -> "Part":
        """The part without those signs at its ends."""
        left = self.text.lstrip(signs)
        return Part(left.rstrip(signs), self.start + len(self.text) - len(left))

    def split(self, separator: str) -> list["Part"]:
        """The parts between separators."""
        parts, begin = [], 0
        for text in self.text.split(separator):
            parts.append(self.cut(begin, begin + len(text)))
            begin += len(text) + len(separator)
        return parts

    def to(self, last: "Part") -> int:
        """How far the end of a part of this part is from its start."""
        return last.end - self.start


class Draft:
    """A citation while it is being read."""

    def __init__(self, style: Style) -> None:
        self.style = style
        self.kind: Kind | None = None
        self.model: int | None = None
        self.values: dict[str, Any] = {}
        self.spans: list[tuple[str, int, int]] = []
        self.warnings: list[str] = []

    def put(self, name: str, part: Part | None, value: str | None = None) -> None:
        """Set a field to a part of the text, or to what it means."""
        if part:
            self.values[name] = value or part.text
            self.spans.append((name, part.start, part.end))

    def add(self, name: str, part: Part, value: str | None = None) -> None:
        """Add a person to a field."""
        self.values[name] = (*self.values.get(name, ()), value or part.text)
        self.spans.append((name, part.start, part.end))

    def warn(self, warning: str) -> None:
        if warning not in self.warnings:
            self.warnings.append(warning)

    def finish(self, offsets: list[int]) -> Citation:
        """The citation; `offsets` says where each letter of the text stood in the raw string."""
        return Citation(
            kind=self.kind,
            style=self.style,
            warnings=tuple(self.warnings),
            model=self.model,
            spans=tuple((name, offsets[a], offsets[b - 1] + 1) for name, a, b in self.spans),
            **self.values,
        )
