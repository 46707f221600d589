"""Decisions as a file for people and other stores: CSV, a line a record, sorted.

    subject,verdict,object,time,words

The subject may also be called `reference`, and the object `work`.
Names under the store's base are written without it, so that a file fits stores of another base.
"""

import csv
import gzip
from collections.abc import Iterable, Iterator
from datetime import datetime
from io import StringIO
from typing import NamedTuple

import pyoxigraph as ox

from citegraph import identifiers
from citegraph.decisions import Decision, Verdict, kept_words, stamp
from citegraph.errors import CitegraphError
from citegraph.graph.iris import Iris
from citegraph.graph.quads import without_emails
from citegraph.subjects import AUTHORSHIP, KINDS, full_iri, is_object, kind_of, short

HEADER = ("subject", "verdict", "object", "time", "words")
_ALSO = {"reference": "subject", "work": "object"}
_NEEDED = frozenset(HEADER[:4])
# Longer words are no words; the module refuses a cell of over 128 kB by itself.
_LONGEST_CELL = 16_000_000


class BadLine(NamedTuple):
    """A line that is no decision, and why. Lines count from 1."""

    line: int
    reason: str


def written(decisions: Iterable[Decision], iris: Iris) -> str:
    """Decisions as the text of a file."""
    out = StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(HEADER)
    for d in sorted(decisions):
        names = (short(d.subject, iris), d.verdict, short(d.object, iris))
        writer.writerow((*names, d.time, d.words))
    return out.getvalue()


def read(data: bytes, iris: Iris) -> Iterator[Decision | BadLine]:
    """What the bytes of a file say. Raises CitegraphError where they are no such file."""
    try:
        data = gzip.decompress(data) if data.startswith(b"\x1f\x8b") else data
        text = data.decode("utf-8-sig")
    except (OSError, EOFError, ValueError) as error:
        raise CitegraphError(f"it is no UTF-8 text ({error}): save it as CSV in UTF-8") from error
    csv.field_size_limit(_LONGEST_CELL)
    rows = csv.reader(StringIO(text, newline=""), strict=True)
    header: list[str] | None = None
    while True:
        line = rows.line_num + 1
        try:
            row = next(rows)
        except StopIteration:
            break
        except csv.Error as error:
            yield BadLine(line, f"this is no CSV ({error})")
            continue
        if not any(cell.strip() for cell in row):
            continue
        if header is None:
            called = [cell.strip().lower() for cell in row]
            header = [_ALSO.get(name, name) for name in called]
            if not set(header) >= _NEEDED:
                raise CitegraphError(
                    f"line {line} is no header: the first line must be {','.join(HEADER)}"
                )
            continue
        cells = dict.fromkeys(HEADER, "") | dict(zip(header, map(str.strip, row), strict=False))
        try:
            yield _decision(cells, iris)
        except ValueError as error:
            yield BadLine(line, str(error))
    if header is None:
        raise CitegraphError(f"it is empty: the first line must be {','.join(HEADER)}")


def _decision(cells: dict[str, str], iris: Iris) -> Decision:
    """A row as a decision. Raises ValueError with what is wrong."""
    subject = full_iri(cells["subject"], iris)
    kind = kind_of(subject, iris)
    if kind is None:
        shown = " or ".join(kind.shown for kind in KINDS)
        raise ValueError(f"subject {cells['subject']!r}: must be like {shown}")
    subject = _iri(subject, "subject")
    verdicts = list(Verdict)
    if cells["verdict"].lower() not in verdicts:
        raise ValueError(f"verdict {cells['verdict']!r}: must be one of {', '.join(verdicts)}")
    verdict = Verdict(cells["verdict"].lower())
    thing = _person(cells["object"], iris) if kind is AUTHORSHIP else _work(cells["object"], iris)
    if thing and not is_object(thing, kind, iris):
        forms = (
            "a RePEc short-id, or like person/... or work/...#author-1"
            if kind is AUTHORSHIP
            else "a handle, a DOI, or like work/..."
        )
        raise ValueError(f"object {cells['object']!r}: must be {forms}")
    if not thing and verdict is not Verdict.WITHDRAW:
        raise ValueError(f"a {kind.object} is missing: which one do you {verdict}?")
    if kind is not AUTHORSHIP and thing == subject.partition("#")[0]:
        raise ValueError("a work does not cite itself")
    if thing == subject:
        raise ValueError("an authorship is compared with another one")
    words = kept_words(without_emails(cells["words"]))
    return Decision(subject, verdict, thing, _time(cells["time"]), words)


def _person(text: str, iris: Iris) -> str:
    if identified := identifiers.person_id(text):
        return iris.person(identified)
    return _iri(full_iri(text, iris), "object") if text else ""


def _work(text: str, iris: Iris) -> str:
    iri = full_iri(text, iris)
    if not text or iri.startswith(iris.base):
        return _iri(iri, "object") if text else ""
    if handle := identifiers.handle(text) or identifiers.handle_of_address(text):
        return iris.work_of_handle(handle)
    doi = identifiers.doi(text)
    return iris.work(f"doi:{doi}") if doi else text


def _iri(text: str, column: str) -> str:
    try:
        return ox.NamedNode(text).value
    except ValueError:
        raise ValueError(f"{column} {text!r}: this is no name of a thing") from None


def _time(text: str) -> str:
    try:
        time = datetime.fromisoformat(text)
    except ValueError:
        raise ValueError(f"time {text!r}: must be like 2025-05-03T10:00:00Z") from None
    if time.tzinfo is None:
        raise ValueError(f"time {text!r}: it needs its zone, such as the Z of ...T10:00:00Z")
    if not 1900 <= time.year < 3000:
        raise ValueError(f"time {text!r}: nobody decided then")
    return stamp(time)
