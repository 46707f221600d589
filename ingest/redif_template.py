"""The lexical layer of ReDIF: lines to templates, fields and clusters.

See the ReDIF documentation (version 5.8), "General syntax": a field is `name: value` with the
name at column 1; any other line continues the value before it; a template begins at each
`Template-Type` field and ends at the next one. Blank lines end nothing. `#` at column 1 is a
comment.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from citegraph.ingest.source import Document, Remark
from citegraph.ingest.text import plain
from citegraph.records import Words

_FIELD = re.compile(r"([A-Za-z0-9#-]+)\s?:(.*)", re.DOTALL)
_SCHEMES = frozenset(["http", "https", "ftp"])
_BROKEN_ENTITY = re.compile(r"&(#?\w{1,8})\n\s*(\w{0,8};)")
_START = re.compile(r"template-type\s*:", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Field:
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
        self._values: dict[str, list[Words]] = {}
        for field in fields:
            if field.text:
                self._values.setdefault(field.name, []).append(field.words)

    @property
    def type(self) -> str:
        """`redif-paper` for `Template-Type: ReDIF-Paper 1.0`."""
        return self.fields[0].text.lower().split(" ")[0]

    def all(self, *names: str) -> tuple[Words, ...]:
        """The non-empty values of fields of these names, name by name."""
        return tuple(words for name in names for words in self._values.get(name, ()))

    def first(self, *names: str) -> Words | None:
        """The first non-empty value under the earliest of the names that has one."""
        return next((self._values[name][0] for name in names if name in self._values), None)

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
    fields: list[Field] = []
    name, pieces, line, end = "", [""], 0, 0
    stray = 0
    start = 0
    for number, text in enumerate(document.lines, start=1):
        if text.startswith("#"):
            continue
        match = _FIELD.match(text) if text[:1].isalnum() else None
        if match and match[1].lower() in _SCHEMES and match[2].startswith("//"):
            match = None  # an address on a line of its own
        if match:
            if name:
                fields.append(_field(name, pieces, line, end))
            if _START.match(text):
                if start:
                    yield Template(tuple(fields), start, end)
                elif stray:
                    yield Remark(stray, "", "text before the first Template-Type is no data")
                fields, start = [], number
            name, pieces, line, end = match[1].lower(), [match[2]], number, number
            if not start:
                name, stray = "", stray or number
        elif text.strip():
            if name:
                pieces.append(text)
                end = number
            else:
                stray = stray or number
    if start:
        fields.append(_field(name, pieces, line, end))
        yield Template(tuple(fields), start, end)


def _field(name: str, pieces: list[str], line: int, end: int) -> Field:
    text = pieces[0]
    if len(pieces) > 1:
        text = "\n".join(pieces)
        if "&" in text:
            text = _BROKEN_ENTITY.sub(r"&\1\2", text)
    return Field(name, plain(text), line, end)
