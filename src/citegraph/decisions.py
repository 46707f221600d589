"""What people decided: records that outlive the graph, and what follows from a set of them.

A decision says of a subject (a reference; later an authorship) that an object (a work; later a
person) is the one that is meant, or is not. A subject has one confirmation at the most, and any
number of rejections: these are its slots. In each slot the latest record counts, so that sets of
decisions can be merged in whatever order; what was taken back stays as a record of that.
"""

from collections.abc import Iterable
from datetime import UTC, datetime
from enum import StrEnum
from typing import NamedTuple

from citegraph.folding import digest, squeeze

_LONGEST_WORDS = 10_000


class Verdict(StrEnum):
    CONFIRM = "confirm"
    REJECT = "reject"
    WITHDRAW = "withdraw"


class Decision(NamedTuple):
    """One record; subject and object are IRIs, `time` is UTC, ISO 8601, to the second.

    A withdrawal names the object whose rejection it takes back, or none for the confirmation.
    `words` are the subject's own, for people who read the record where the subject is gone.
    """

    subject: str
    verdict: Verdict
    object: str
    time: str
    words: str = ""

    @property
    def slot(self) -> tuple[str, str]:
        """What the record competes for with others."""
        return self.subject, "" if self.verdict is Verdict.CONFIRM else self.object

    @property
    def order(self) -> tuple[str, str, str, str]:
        """The greatest in a slot counts: the latest, and among those a fixed one."""
        return self.time, self.verdict, self.object, self.words

    @property
    def name(self) -> str:
        """A name for what was decided, whenever that was."""
        return digest(self.subject, self.verdict, self.object)


def stamp(time: datetime) -> str:
    """A time as decisions give it.

    >>> stamp(datetime.fromisoformat("2025-05-03T12:00:00.5+02:00"))
    '2025-05-03T10:00:00Z'
    """
    return time.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def kept_words(text: str) -> str:
    """A subject's words as a record keeps them: on one line, and no book."""
    return squeeze(text)[:_LONGEST_WORDS].rstrip()


def merged(decisions: Iterable[Decision]) -> dict[tuple[str, str], Decision]:
    """The record that counts in each slot."""
    slots: dict[tuple[str, str], Decision] = {}
    for decision in decisions:
        known = slots.get(decision.slot)
        if known is None or known.order < decision.order:
            slots[decision.slot] = decision
    return slots


def in_force(decisions: Iterable[Decision]) -> list[Decision]:
    """The confirmations and rejections that hold; where both are of one object, the later."""
    slots = merged(decisions)
    held = []
    for decision in slots.values():
        if decision.verdict is Verdict.CONFIRM:
            other = slots.get((decision.subject, decision.object))
            rival = other if other and other.verdict is Verdict.REJECT else None
        elif decision.verdict is Verdict.REJECT:
            other = slots.get((decision.subject, ""))
            rival = other if other and other.object == decision.object else None
        else:
            continue
        if rival is None or rival.order < decision.order:
            held.append(decision)
    return sorted(held)
