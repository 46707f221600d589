"""The lines of a ReDIF file as they stand in it: which encoding each is in, and what is no text.

Reading mends what it can (`citegraph.ingest.text`); this looks at what there was to mend.
"""

import re
from collections.abc import Iterator
from dataclasses import replace

from citegraph.ingest.redif_handles import quoted
from citegraph.ingest.redif_rules import RULES, Finding
from citegraph.ingest.redif_spec import is_local, spelled
from citegraph.ingest.redif_template import Field, Template
from citegraph.ingest.source import Document
from citegraph.ingest.text import plain

_MARK = b"\xef\xbb\xbf"
_LINE_END = re.compile(rb"\r\n|\n|\r")
# ^Z alone in a line ends a file of old; RePEc passes over it.
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x19\x1b-\x1f\x7f]|\x1a(?!\\s*$)")
_BEYOND_ASCII = re.compile(r"[^\x00-\x7f]{2,}")
_ADDRESS = re.compile(r"(?:https?|ftp)\s?:", re.IGNORECASE)
_SUSPECT = re.compile("[ÃÂâÅÄÐÑ]")


def raw_lines(document: Document) -> list[str]:
    """The lines with their control characters, as many as `document.lines` has."""
    if document.decoded.encoding.startswith("utf-16"):
        return document.lines
    lines = [_text(line) for line in _LINE_END.split(document.data.removeprefix(_MARK))]
    return lines if len(lines) == len(document.lines) else document.lines


def _text(line: bytes) -> str:
    try:
        return line.decode()
    except UnicodeDecodeError:
        return line.decode("latin-1" if re.search(rb"[\x81\x8d\x8f\x90\x9d]", line) else "cp1252")


def encoding(document: Document) -> str:
    """The name of a file's encoding, as a person knows it."""
    if document.data.isascii():
        return "ASCII"
    names = {"utf-8": "UTF-8", "windows-1252": "Windows-1252"}
    parts = document.decoded.encoding.split("+")
    marked = document.data.startswith(_MARK) or parts[0].startswith("utf-16")
    name = " and ".join(names.get(part, part.upper()) for part in parts)
    return f"{name} with a byte order mark" if marked else name


def check_lines(document: Document, lines: list[str]) -> Iterator[Finding]:
    """What is wrong with a file's encoding, and with single lines."""
    yield from _encoding(document, lines)
    for number, line in enumerate(lines, start=1):
        if line.isascii() and line.isprintable():
            continue
        if odd := _CONTROL.search(line):
            said = f"U+{ord(odd[0]):04X} is no text: delete it"
            yield _at("control-character", number, said, odd.start() + 1)
        if "\ufffd" in line:
            said = "a letter was lost here: restore it"
            yield _at("lost-character", number, said, line.index("\ufffd") + 1)
        if mended := _once_encoded(line):
            wrong, right = mended
            said = f"{quoted(wrong)} was {quoted(right)}: encode it once"
            yield _at("double-encoded", number, said, line.index(wrong) + 1)


def check_mark_up(template: Template, lines: list[str]) -> Iterator[Finding]:
    """Tags and entities, and addresses that begin a line and so look like a field."""
    for field in template.fields:
        if not is_local(field.name):
            yield from _mark_up(field, lines)


def _mark_up(field: Field, lines: list[str]) -> Iterator[Finding]:
    marked = False
    for number in range(field.line, field.end + 1):
        line = lines[number - 1]
        if line.startswith("#"):
            continue
        if number > field.line and _ADDRESS.match(line):
            said = "RePEc takes an address at the start of a line for a field: put a space before"
            yield _at("unknown-field", number, said)
        if marked or not ("<" in line or "&" in line):
            continue
        clean = _CONTROL.sub("", line)
        if plain(clean) != " ".join(clean.split()):
            marked = True
            said = "tags or entities, which are removed: write plain text"
            at = min(line.find(sign) % (len(line) + 1) for sign in "<&")
            yield replace(_at("html-in-value", number, said, at + 1), field=spelled(field.name))


def _encoding(document: Document, lines: list[str]) -> Iterator[Finding]:
    name = document.decoded.encoding
    if document.data.isascii() or name.startswith("utf-16"):
        return
    first = next((n for n, line in enumerate(lines, start=1) if not line.isascii()), 1)
    marked = document.data.startswith(_MARK)
    if name == "utf-8":
        if not marked and document.name.lower().endswith(".rdf"):
            said = "UTF-8 without a byte order mark, which RePEc takes for Windows-1252: save it"
            yield _at("utf-8-without-mark", first, f"{said} with the mark, or as .redif")
    elif "+" in name or marked:
        other = next(
            (n for n, line in enumerate(_LINE_END.split(document.data), 1) if not _is_utf_8(line)),
            first,
        )
        said = "this line is Windows-1252, and others are UTF-8"
        if "+" not in name:
            said = "the file has the mark of UTF-8, and this line is Windows-1252"
        yield _at("mixed-encoding", other, f"{said}: save the file as UTF-8 throughout")
    else:
        said = f"the file is {encoding(document)}"
        yield _at("encoding-not-utf-8", first, f"{said}: save it as UTF-8 with a byte order mark")


def _is_utf_8(line: bytes) -> bool:
    try:
        line.decode()
    except UnicodeDecodeError:
        return False
    return True


def _once_encoded(line: str) -> tuple[str, str] | None:
    """The first word of a line that was encoded twice, and what it was."""
    if not _SUSPECT.search(line):
        return None
    for run in _BEYOND_ASCII.findall(line):
        try:
            right = run.encode("cp1252").decode()
        except UnicodeError:
            continue
        return run, right
    return None


def _at(rule: str, line: int, message: str, column: int = 0) -> Finding:
    return Finding(rule, RULES[rule].severity, line, line, "", message, column)
