"""One state of the store, as its log has it."""

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Generation:
    """One state of the store. `time` is UTC, ISO 8601; `summary` counts what the commit did.

    Of a run that commits as it goes, `finished` is false for all but the last; the next one takes
    the place of the one before it.
    """

    number: int
    parent: int
    time: str
    command: str
    summary: dict[str, Any] = field(default_factory=dict)
    finished: bool = True
