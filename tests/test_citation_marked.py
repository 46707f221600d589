"""Citation strings whose fields were marked by hand, see ideas_strings.txt."""

import re
from pathlib import Path

import pytest

from citegraph import identifiers
from citegraph.citation import parse

MARK = re.compile(r"\{(?P<name>\w+):(?P<text>[^{}]*)\}")
NAMES = {"author": "authors", "editor": "editors", "year": "year_stated", "book": "book_title"}
LINES = [
    line
    for line in (Path(__file__).parent / "ideas_strings.txt").read_text("utf-8").splitlines()
    if not line.startswith("#")
]


def _marked(text: str) -> tuple[str, list[tuple[str, int, int]]]:
    """The text without its marks, and where each field stands in it."""
    plain, fields, position = "", [], 0
    for match in MARK.finditer(text):
        plain += text[position : match.start()]
        name = NAMES.get(match["name"], match["name"])
        fields.append((name, len(plain), len(plain) + len(match["text"])))
        plain += match["text"]
        position = match.end()
    return plain + text[position:], fields


@pytest.mark.parametrize("line", LINES, ids=lambda line: MARK.sub(r"\g<text>", line)[:40])
def test_fields_stand_where_they_were_marked(line: str) -> None:
    kind, _, marked = line.partition(" | ")
    text, fields = _marked(marked)
    parsed = parse(text)
    assert parsed is not None
    assert sorted(parsed.spans) == sorted(fields)
    assert parsed.kind == kind
    for name, start, end in fields:
        value, said = getattr(parsed, name), text[start:end]
        if name == "isbn":
            assert value == identifiers.isbn(said)
        else:
            assert said in value if isinstance(value, tuple) else said == value
