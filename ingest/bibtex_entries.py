"""The lexical layer of BibTeX: text to entries and fields, each with its lines.

bibtexparser finds the entries and goes on behind one that is broken. Values are put together here,
since they may join texts and `@string` names by `#`, and their lines are wanted.
"""

import logging
import re
from collections.abc import Iterator
from functools import cached_property
from typing import NamedTuple

from bibtexparser.model import (
    Block,
    DuplicateBlockKeyBlock,
    DuplicateFieldKeyBlock,
    Entry,
    ImplicitComment,
    ParsingFailedBlock,
    String,
)
from bibtexparser.splitter import Splitter

from citegraph.ingest.latex import decode, verbatim
from citegraph.ingest.source import Rejected, Remark
from citegraph.ingest.text import plain
from citegraph.records import Words

# What it has to say of a broken entry is in the block that it leaves.
logging.getLogger("bibtexparser").setLevel(logging.CRITICAL + 1)

# Of what a name stands for, in characters: names may be made of names, and double each time.
_LONGEST_NAMED = 1000
_MONTHS = "january february march april may june july august september october november december"
MONTHS = {month[:3]: month.capitalize() for month in _MONTHS.split()}
_EQUALS = re.compile(r"(?<!\\)=\s*")
_BRACE = re.compile(r"(?<!\\)[{}]")
_QUOTE = re.compile(r'(?<!\\)[{}]|"')
_BARE = re.compile(r"[^\s#,{}\"]+")
_GAP = re.compile(r"\s*")
# A field behind a value after which the comma is missing; and what stands in no entry.
_NEXT_FIELD = re.compile(r"\s*([A-Za-z][\w:.+-]*)\s*=\s*")
_STRAY = re.compile(r'^\s*(?:[A-Za-z][\w-]*\s*=\s*[{"\d]|@[^{(\n]{1,40}[{(])', re.MULTILINE)
# What bibtexparser says of an entry, and what we say.
_BROKEN = {
    "Unexpected": "the entry does not end: a brace or a quotation mark is missing",
    "Expected comma": "no comma behind the entry's key: write @type{key, ...}",
    "Expected a `=`": "a field has no `=`: write name = {value}, with a comma behind it",
}
_OTHERWISE = "the fields cannot be told apart: a comma or a brace is missing"
_AS_IT_IS = frozenset("doi url ee pdf file eprint isbn issn handle crossref xdata related".split())


class Field(NamedTuple):
    """One field: `name` in lower case, `latex` as written, without delimiters, and its text.

    The text of an address or identifier is that of its letters, one by one.
    """

    name: str
    latex: str
    words: Words

    @property
    def line(self) -> int:
        return self.words.line

    @classmethod
    def of(cls, name: str, latex: str, line: int, end: int) -> "Field":
        is_verbatim = name in _AS_IT_IS
        text = " ".join(verbatim(latex).split()) if is_verbatim else plain(decode(latex))
        return cls(name, latex, Words(text, line, end))


class BibEntry:
    """An entry: its type in lower case, its key, its lines, and its fields in order."""

    def __init__(self, entry: Entry, line: int, macros: dict[str, str]) -> None:
        self.type = entry.entry_type.lower()
        self.key = entry.key
        self.line = line
        self.raw = entry.raw or ""
        self.end = self.line + self.raw.count("\n")
        self.remarks: list[Remark] = []
        self._entry = entry
        self._macros = macros

    @property
    def key_words(self) -> Words:
        return Words(self.key, self.line, self.line)

    @cached_property
    def fields(self) -> dict[str, Field]:
        """The fields that have a value, the first of each name."""
        found: dict[str, Field] = {}
        for field in self._read():
            if not field.words.text:
                continue
            if field.name in found:
                said = f"given again; the first counts: {field.words.text[:60]!r}"
                self.remarks.append(Remark(field.line, field.name, said))
            found.setdefault(field.name, field)
        return found

    def _read(self) -> Iterator[Field]:
        at, line = 0, self.line
        for field in self._entry.fields:
            equals = _EQUALS.search(self.raw, at)
            start = equals.end() if equals else at
            line += self.raw.count("\n", at, start)
            value = str(field.value)
            yield from self._split(field.key.lower(), value, line)
            at = start + len(value)
            line += value.count("\n")

    def _split(self, name: str, value: str, line: int) -> Iterator[Field]:
        """The field of a value and, where a comma is missing behind it, the fields that follow."""
        at = 0
        while True:
            latex, end, unknown = read_value(value, at, self._macros)
            following = _NEXT_FIELD.match(value, end)
            if not following and value[end:].strip():
                # Text that somebody left without delimiters.
                latex, end, unknown = value[at:], len(value), []
                self.remarks.append(Remark(line, name, "put the value in braces"))
            for word in unknown:
                said = f"no @string is named {word!r}: it is read as text"
                self.remarks.append(Remark(line, name, said))
            last = line + value.count("\n", at, end)
            yield Field.of(name, latex.strip(), line, last)
            if not following:
                return
            name, at = following[1].lower(), following.end()
            line = last + value.count("\n", end, at)
            self.remarks.append(Remark(line, name, "a comma is missing before this field"))


def read_value(value: str, at: int, macros: dict[str, str]) -> tuple[str, int, list[str]]:
    """A value from a position on: texts and names joined by `#`; where it ends; unknown names."""
    texts: list[str] = []
    unknown: list[str] = []
    end = at
    while True:
        at = _end(_GAP.match(value, at), at)
        if value.startswith("{", at):
            end = _closing(value, at)
            texts.append(value[at + 1 : end - 1] if value[end - 1] == "}" else value[at + 1 :])
        elif value.startswith('"', at):
            end = _quoted(value, at)
            closed = end > at + 1 and value[end - 1] == '"'
            texts.append(value[at + 1 : end - 1] if closed else value[at + 1 :])
        elif bare := _BARE.match(value, at):
            end, word = bare.end(), bare[0]
            known = macros.get(word.lower(), MONTHS.get(word.lower()))
            if known is None and not word[0].isdigit():
                unknown.append(word)
            texts.append(word if known is None else known)
        else:
            break
        at = _end(_GAP.match(value, end), end)
        if not value.startswith("#", at):
            break
        at += 1
        end = at
    return "".join(texts), end, unknown


def _end(match: re.Match[str] | None, otherwise: int) -> int:
    return match.end() if match else otherwise


def _closing(value: str, at: int) -> int:
    """Behind the brace that closes the one at a position, or the end."""
    depth = 0
    for brace in _BRACE.finditer(value, at):
        depth += 1 if brace[0] == "{" else -1
        if not depth:
            return brace.end()
    return len(value)


def _quoted(value: str, at: int) -> int:
    """Behind the quotation mark that closes the one at a position, or the end."""
    depth = 0
    for sign in _QUOTE.finditer(value, at + 1):
        if sign[0] == '"' and depth <= 0:
            return sign.end()
        depth += {"{": 1, "}": -1}.get(sign[0], 0)
    return len(value)


def read_entries(text: str) -> Iterator[BibEntry | Rejected | Remark]:
    """The entries of a text in order, with those that are broken and text that is in none."""
    blocks = list(_placed(text))
    macros: dict[str, str] = {}
    for block, _ in blocks:
        if isinstance(block, String):
            macros[block.key.lower()] = read_value(block.value, 0, macros)[0][:_LONGEST_NAMED]
    for block, line in blocks:
        if isinstance(block, Entry):
            yield BibEntry(block, line, macros)
        elif isinstance(block, ParsingFailedBlock):
            yield _broken(block, line)
        elif isinstance(block, ImplicitComment) and (stray := _STRAY.search(block.comment)):
            said = "in no entry, and not read: a brace too many above, or a type that is none"
            yield Remark(line + block.comment.count("\n", 0, stray.end()), "", said)


def _placed(text: str) -> Iterator[tuple[Block, int]]:
    """The blocks that bibtexparser finds, each with its line.

    It counts lines itself, but for those that end with a backslash.
    """
    at, line = 0, 1
    for wrapped in Splitter(text).split().blocks:
        block = _unwrapped(wrapped)
        raw = block.raw or ""
        start = max(text.find(raw, at), at)
        line += text.count("\n", at, start)
        yield block, line
        line += raw.count("\n")
        at = start + len(raw)


def _unwrapped(block: Block) -> Block:
    """What stands behind a complaint of a key that was there before: we say that ourselves."""
    while isinstance(block, DuplicateBlockKeyBlock | DuplicateFieldKeyBlock):
        inner = block.ignore_error_block
        if not isinstance(inner, Block):
            break
        block = inner
    return block


def _broken(block: ParsingFailedBlock, line: int) -> Rejected:
    raw = (block.raw or "").rstrip()
    said = getattr(block.error, "abort_reason", "")
    reason = next((ours for theirs, ours in _BROKEN.items() if said.startswith(theirs)), _OTHERWISE)
    return Rejected(line, line + raw.count("\n"), reason, " ".join(raw[:200].split()))
