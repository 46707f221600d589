"""Deliberate differences to the official parser, each a named rule with its reason.

Rules on values that only our side has go by what the official parser itself reported of that line,
wherever it reported anything; the few others compute what they explain.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterator
from typing import NamedTuple

from citegraph.ingest.redif_template import Template
from citegraph.ingest.source import Document
from tests.official import (
    Cell,
    Shape,
    Tree,
    official_table,
    our_table,
    raw_value,
    shape_of,
    type_of,
)
from tests.official_values import STEPS, Value, steps_between

_SPACED = re.compile(r"[A-Za-z0-9-]+\s:")


class Pair(NamedTuple):
    """One template as both parsers read it."""

    document: Document
    official: Tree
    ours: Template

    @property
    def report(self) -> str:
        return str(self.official["REPORT"])

    def reported(self, cell: Cell, pattern: str) -> bool:
        """Whether the official parser said this of the field, by its name and line."""
        lines = "|".join(map(str, range(cell.field.line, cell.field.end + 1)))
        name = re.escape(cell.name)
        said = rf"^\w+ \(line (?:{lines})\): " + pattern.replace("NAME", f"'{name}'")
        return bool(re.search(said, self.report, re.MULTILINE))


class Only(NamedTuple):
    reason: str
    explains: Callable[[Pair, Cell], bool]


# Why a value is on our side only.
ONLY_OURS: dict[str, Only] = {
    "empty-value": Only(
        "leaves most empty values out; the reader knows them, and no record has them",
        lambda _, cell: not cell.text,
    ),
    "unknown-type": Only(
        "reads no field but the handle of a template of a type it does not know; we set it aside",
        lambda pair, _: "Unknown template type" in pair.report and "TYPE" not in pair.official,
    ),
    "refused-value": Only(
        "drops a value that is not of its field's type; we keep it, with a remark",
        lambda pair, cell: pair.reported(
            cell, r"Invalid value '(?:.|\n)*' of type \S+ \(attribute NAME"
        ),
    ),
    "refused-media-type": Only(
        "drops a format that is not on its list of media types; we keep what is said",
        lambda pair, cell: pair.reported(
            cell, f"Invalid MIME-type used: '{re.escape(cell.text.lower())}'"
        ),
    ),
    "unknown-field": Only(
        "drops fields it does not know; we keep them in the template, with a remark",
        lambda pair, cell: pair.reported(cell, r"Invalid \(unknown\) attribute NAME"),
    ),
    "misplaced-field": Only(
        "drops fields that belong to other types or stand before their cluster's key",
        lambda pair, cell: pair.reported(cell, "Attribute NAME is wrong or misplaced"),
    ),
    "field-with-space": Only(
        "takes `Field-Name : value` for text of the value above",
        lambda pair, cell: bool(_SPACED.match(pair.document.lines[cell.field.line - 1])),
    ),
}

OTHERS = {
    "moved": "moves fields and clusters under other names once a template has been read",
    "joined-levels": "adds the joined levels of an institution; our record joins them in the graph",
    "emptied-handle": "keeps a handle that it refuses as an empty value",
    "cluster-left": "ends a cluster at a field of the template itself; we let the prefix decide",
}
REASONS = (
    {name: step.reason for name, step in STEPS.items()}
    | {name: only.reason for name, only in ONLY_OURS.items()}
    | OTHERS
)


def compare(pair: Pair, counts: Counter[str]) -> Iterator[str]:
    """The differences of one template that no rule explains; the others are counted."""
    shape = shape_of(pair.ours)
    official, ours = dict(official_table(pair.official)), our_table(pair.ours, shape)
    counts["cluster-left"] += _leave_clusters(pair.ours, official, ours)
    for path in official.keys() | ours.keys():
        cells = ours.get(path, [])
        counts["moved"] += sum(cell.moved for cell in cells)
        if path in ours and "TYPE" not in pair.official and not cells:
            continue  # of a type it does not know, the official parser knows no clusters
        if _is_joined(path, official, ours) and not any(
            _only_ours(pair, cell) is None for cell in cells
        ):
            counts["joined-levels"] += 1
        elif path not in ours or (path not in official and not cells):
            yield f"{path}: {'ours' if path in ours else 'official'} only: {official.get(path)}"
        else:
            yield from _compare_values(pair, path, official.get(path, []), cells, shape, counts)


def _leave_clusters(
    template: Template, official: dict[str, list[str]], ours: dict[str, list[Cell]]
) -> int:
    """Give fields that return to a cluster after another field to the template, as officially."""
    moved = 0
    for path, cells in list(ours.items()):
        for cell in list(cells):
            prefix = path.partition(".")[0]
            if cell.name == path or cell.name not in official or "." not in path:
                continue
            before = [item for item in template.fields if item.line < cell.field.line]
            if not before[-1].name.startswith(f"{prefix}-"):
                cells.remove(cell)
                ours.setdefault(cell.name, []).append(cell)
                moved += 1
        if not cells and "." in path and not path.rpartition(".")[2].isdigit():
            del ours[path]
    return moved


def _compare_values(
    pair: Pair,
    path: str,
    official: list[str],
    cells: list[Cell],
    shape: Shape,
    counts: Counter[str],
) -> Iterator[str]:
    """Both sides keep the order of values, so each of ours is the next official one or extra."""
    left = list(official)
    for position, cell in enumerate(cells):
        surplus = len(cells) - position - len(left)
        if left and (names := _agree(pair, path, left[0], cell, shape)) is not None:
            counts.update(names)
            del left[0]
        elif surplus > 0 and (name := _only_ours(pair, cell)):
            counts[name] += 1
        else:
            yield f"{path}: official {left[:1]}, ours {cell.text!r} at line {cell.field.line}"
            del left[:1]
    if left:
        yield f"{path}: official only: {left}"


def _agree(
    pair: Pair, path: str, official: str, cell: Cell, shape: Shape
) -> tuple[str, ...] | None:
    """The names of the rules by which two values are the same; none if they are equal."""
    if official == cell.text:
        return ()
    if path == "handle" and not official and ONLY_OURS["refused-value"].explains(pair, cell):
        return ("emptied-handle",)
    after = []
    for line in pair.document.lines[cell.field.end :]:
        if not _SPACED.match(line):
            break
        after.append(line)
    kind = "template" if path == "template-type" else type_of(path, shape)
    value = Value("", kind, pair.report, "\n".join(after))
    return steps_between(raw_value(pair.document, cell.field), official, value)


def _only_ours(pair: Pair, cell: Cell) -> str | None:
    return next((name for name, rule in ONLY_OURS.items() if rule.explains(pair, cell)), None)


def _is_joined(path: str, official: dict[str, list[str]], ours: dict[str, list[Cell]]) -> bool:
    """Whether an official `name` of an institution is our levels' names, widest first."""
    field = {"name": "name", "name-en": "name-english"}.get(path)
    levels = [f"{level}.1" for level in ("primary", "secondary", "tertiary", "quaternary")]
    names = [
        (ours.get(f"{level}.{field}") or ours[f"{level}.name"])[0].text
        for level in levels
        if level in ours
    ]
    return field is not None and bool(names) and official[path] == ["\n\n".join(names)]
