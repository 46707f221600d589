"""The lexical layer of ReDIF: lines to templates, fields and clusters.

See the ReDIF documentation (version 5.8), "General syntax": a field is `name: value` with the
name at column 1; any other line continues the value before it; a template begins at each
`Template-Type` field and ends at the next one. Blank lines end nothing. `#` at column 1 is a
comment.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from citegraph.ingest.source import Document, Remark
from citegraph.ingest.text import plain
from citegraph.records import Words

# A field with all lines that continue it: those that begin no field themselves.
_FIELD = re.compile(
    r"^([A-Za-z0-9][A-Za-z0-9#-]*)[^\S\n]?:"
    r"(.*(?:\n(?![A-Za-z0-9][A-Za-z0-9#-]*[^\S\n]?:).*)*)",
    re.MULTILINE,
)
_COMMENT = re.compile(r"^#.*", re.MULTILINE)
_SCHEMES = frozenset(["http", "https", "ftp"])
_BROKEN_ENTITY = re.compile(r"&(#?\w{1,8})\n\s*(\w{0,8};)")


class Field(NamedTuple):
    """One field: `name` in lower case, `text` cleaned of mark-up, and its lines."""

    name: str
    text: str
    line: int
    end: int

    @property
    def words(self) -> Words:
        return Words(self.text, self.line, self.end)


class Template:
    """The fields of one template in order, `Template-Type` first, and the lines it covers."""

    def __init__(self, fields: tuple[Field, ...], line: int, end: int) -> None:
        self.fields = fields
        self.line = line
        self.end = end
        self._valued: dict[str, list[Field]] = {}
        for field in fields:
            if field.text:
                self._valued.setdefault(field.name, []).append(field)

    @property
    def type(self) -> str:
        """`redif-paper` for `Template-Type: ReDIF-Paper 1.0`."""
        return self.fields[0].text.lower().split(" ")[0]

    def all(self, *names: str) -> tuple[Words, ...]:
        """The non-empty values of fields of these names, name by name."""
        valued = self._valued
        return tuple([field.words for name in names if name in valued for field in valued[name]])

    def first(self, *names: str) -> Words | None:
        """The first non-empty value under the earliest of the names that has one."""
        for name in names:
            if name in self._valued:
                return self._valued[name][0].words
        return None

    def clusters(self, prefix: str, key: str = "name") -> list[list[Field]]:
        """Fields that begin with the prefix, grouped; each key field opens a group.

        Fields before the first key form a group of their own. The prefix is cut from the names.
        """
        groups: list[list[Field]] = []
        for field in self.fields:
            if field.name.startswith(prefix):
                inner = Field(field.name[len(prefix) :], field.text, field.line, field.end)
                if inner.name == key or not groups:
                    groups.append([])
                groups[-1].append(inner)
        return groups


def templates(document: Document) -> Iterator[Template | Remark]:
    """The templates of a file; text before the first one is remarked on and passed over."""
    text = document.text
    if "#" in text:
        text = _COMMENT.sub("", text)
    first = _FIELD.search(text)
    before = text[: first.start()] if first else text
    line = before.count("\n") + 1
    stray = 0
    if before.strip():
        stray = line - before.lstrip().count("\n")
    start = end = 0
    fields: list[Field] = []
    for name, value, number in _fields(text, line):
        lower = name.lower()
        if lower == "template-type":
            if start:
                yield Template(tuple(fields), start, end)
            elif stray:
                yield Remark(stray, "", "text before the first Template-Type is no data")
            fields, start = [], number
        elif not start:
            stray = stray or number
            continue
        end = number + (value.rstrip().count("\n") if "\n" in value else 0)
        whole = _BROKEN_ENTITY.sub(r"&\1\2", value) if end > number and "&" in value else value
        fields.append(Field(lower, plain(whole), number, end))
    if start:
        yield Template(tuple(fields), start, end)


def _fields(text: str, line: int) -> Iterator[tuple[str, str, int]]:
    """Names, values with their continuation lines, and line numbers, from the first field on."""
    held: tuple[str, str, int] | None = None
    for name, value in _FIELD.findall(text):
        if held and value.startswith("//") and name.lower() in _SCHEMES:
            held = (held[0], f"{held[1]}\n{name}:{value}", held[2])  # an address on its own line
        else:
            if held:
                yield held
            held = (name, value, line)
        line += value.count("\n") + 1
    if held:
        yield held
