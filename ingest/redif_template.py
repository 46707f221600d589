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

# A field with all lines that continue it: those that begin no field themselves. An address on a
# line of its own begins none.
_NAME = r"(?!(?i:https?|ftp)[^\S\n]?://)[A-Za-z0-9][A-Za-z0-9#-]*"
_COLON = r"[^\S\n]?:"
_FIELD = re.compile(rf"^({_NAME}){_COLON}(.*(?:\n(?!{_NAME}{_COLON}).*)*)", re.MULTILINE)
_START = re.compile(rf"^template-type{_COLON}", re.IGNORECASE | re.MULTILINE)
_COMMENT = re.compile(r"^#.*", re.MULTILINE)
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

    def __contains__(self, name: str) -> bool:
        """Whether a field of this name has a value."""
        return name in self._valued

    def all(self, *names: str) -> tuple[Words, ...]:
        """The non-empty values of fields of these names, name by name."""
        present = [name for name in names if name in self._valued]
        return tuple([field.words for name in present for field in self._valued[name]])

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
        for name, text, line, end in [f for f in self.fields if f.name.startswith(prefix)]:
            inner = name[len(prefix) :]
            if inner == key or not groups:
                groups.append([])
            groups[-1].append(Field(inner, text, line, end))
        return groups


def templates(document: Document) -> Iterator[Template | Remark]:
    """The templates of a file; text before the first one is remarked on and passed over."""
    return _templates(document.text, 1)


def template_at(document: Document, line: int) -> Iterator[Template | Remark]:
    """The template that begins at a line, without a look at the others."""
    start = document.starts[line - 1]
    following = _START.search(document.text, start + 1)
    return _templates(document.text[start : following.start() if following else None], line)


def _templates(text: str, line: int) -> Iterator[Template | Remark]:
    if "#" in text:
        text = _COMMENT.sub("", text)
    first = _FIELD.search(text)
    before = text[: first.start()] if first else text
    line += before.count("\n")
    stray = 0
    if before.strip():
        stray = line - before.lstrip().count("\n")
    start = end = 0
    fields: list[Field] = []
    for name, value in _FIELD.findall(text):
        number, breaks = line, value.count("\n")
        line += breaks + 1
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
        end = number
        if breaks:
            end += value.rstrip().count("\n")
            if "&" in value:
                value = _BROKEN_ENTITY.sub(r"&\1\2", value)  # noqa: PLW2901  # the same, mended
        fields.append(Field(lower, plain(value), number, end))
    if start:
        yield Template(tuple(fields), start, end)
