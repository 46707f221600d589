"""The official ReDIF parser beside ours: its output, its specification, and tables of templates.

Both sides become a flat table, `author.2.workplace.1.name` to values, so that fields, their order
and their nesting in clusters are all compared. The clusters are those of `redif.spec`, which is
read where it stands.
"""

import gzip
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from typing import Any, NamedTuple

from citegraph.ingest.redif_template import Field, Template
from citegraph.ingest.source import Document
from tests.conftest import REAL_DATA

Tree = dict[str, Any]

_PARSES = {
    "reference_parse.jsonl.gz": "",
    "reference_parse_redif_perl_tests.jsonl.gz": "redif/redif-perl-tests/",
}
# What the official parser says about a template, beside what the template says.
_ABOUT = frozenset(
    "ENCODING ERRORS FILENAME ID MESSAGES PREFIX PROBLEMS REPORT RESULT SOURCE_ENCODING STARTFPOS"
    " START_LINE_NUMBER TYPE WARNINGS".split()
)
# The specification's `postproc` blocks: what is moved elsewhere once a template has been read.
_MOVED_CLUSTERS = {"publisher": "provider", "sponsor": "provider"}
_MOVED_FIELDS = {
    ("redif-article", "publication-date"): "creation-date",
    ("redif-person", "workplace-institution"): "workplace-organization",
}


class Cell(NamedTuple):
    """One value of our template, with the whole name and the lines of its field."""

    text: str
    name: str
    field: Field
    moved: bool = False


@dataclass(frozen=True)
class Shape:
    """The attributes of a template type or cluster: their value types, and which are clusters."""

    key: str = ""
    types: dict[str, str] = field(default_factory=dict)
    clusters: dict[str, str] = field(default_factory=dict)


@cache
def shapes() -> dict[str, Shape]:
    """Template types (`redif-paper`) and clusters (`person`) of the specification."""
    text = (REAL_DATA / "redif.spec").read_text(encoding="latin-1").lower()
    found: dict[str, Shape] = {}
    for name, body in re.findall(
        r"^(?:template|cluster)\s*=\s*([\w-]+)[^{\n]*\{(.*?)^\}", text, re.DOTALL | re.MULTILINE
    ):
        shape = Shape(key="url" if name == "file" else "name")
        for line in body.splitlines():
            said = re.match(r"\s*([\w-]+)\s*(?::\s*(\w*))?(?::\s*(\w*))?", line)
            if said:
                attribute, kind, inner = said.groups(default="")
                if kind == "cluster":
                    shape.clusters[attribute] = inner
                else:
                    shape.types[attribute] = kind
        found[name] = shape
    return found


def shape_of(template: Template) -> Shape:
    return shapes().get(template.type, Shape())


def official_templates() -> dict[str, list[Tree]]:
    """What the official parser made of each file, by the file's path under the data folder."""
    found: dict[str, list[Tree]] = {}
    for name, folder in _PARSES.items():
        with gzip.open(REAL_DATA / name, "rt", encoding="utf-8") as lines:
            for line in lines:
                said = json.loads(line)
                path = folder + said["file"].removeprefix("t/") if folder else said["file"]
                found.setdefault(path, []).append(said["t"])
    return found


def official_table(tree: Tree, prefix: str = "") -> Iterator[tuple[str, list[str]]]:
    """Each path with its values; the path of a cluster itself has none."""
    for name, values in tree.items():
        if name in _ABOUT:
            continue
        several = values if isinstance(values, list) else [values]
        flat = [value for value in several if not isinstance(value, dict)]
        if flat:
            yield prefix + name, flat
        clusters = [value for value in several if isinstance(value, dict)]
        for number, cluster in enumerate(clusters, start=1):
            yield f"{prefix}{name}.{number}", []
            yield from official_table(cluster, f"{prefix}{name}.{number}.")


def our_table(
    template: Template, shape: Shape, prefix: str = "", whole: str = ""
) -> dict[str, list[Cell]]:
    """Our template in the same form; its clusters are cut by `Template.clusters` alone.

    Fields before the key of the first cluster are the template's own, as officially.
    """
    found: dict[str, list[Cell]] = {}
    numbers: dict[str, int] = {}
    for item in template.fields:
        if not any(item.name.startswith(f"{name}-") for name in shape.clusters):
            to = _MOVED_FIELDS.get((template.fields[0].text.lower()[:13].rstrip(), item.name))
            cell = Cell(item.text, whole + item.name, item, to is not None)
            found.setdefault(prefix + (to or item.name), []).append(cell)
    for name, kind in shape.clusters.items():
        inner = shapes()[kind]
        to = _MOVED_CLUSTERS.get(name, name)
        for group in template.clusters(f"{name}-", inner.key):
            if not any(item.name == inner.key for item in group):
                for item in group:
                    cell = Cell(item.text, f"{whole}{name}-{item.name}", item)
                    found.setdefault(f"{prefix}{name}-{item.name}", []).append(cell)
                continue
            numbers[to] = numbers.get(to, 0) + 1
            path = f"{prefix}{to}.{numbers[to]}"
            found[path] = []
            part = Template(tuple(group), group[0].line, group[-1].end)
            for at, cells in our_table(part, inner, f"{path}.", f"{whole}{name}-").items():
                found[at] = [cell._replace(moved=cell.moved or to != name) for cell in cells]
    return found


def type_of(path: str, shape: Shape) -> str:
    """The value type that the specification gives the field at a path."""
    *clusters, name = (part for part in path.split(".") if not part.isdigit())
    for cluster in clusters:
        shape = shapes()[shape.clusters[cluster]]
    return shape.types.get(name, "")


def raw_value(document: Document, item: Field) -> str:
    """The field's value as its lines have it, without comments and blank lines."""
    lines = document.lines[item.line - 1 : item.end]
    kept = [line for line in lines if line.strip() and not line.startswith("#")]
    return "\n".join([kept[0].partition(":")[2], *kept[1:]])
