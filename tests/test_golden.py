"""Golden cases: one folder a trait, its input, and what the parser makes of it.

`pytest --update` writes the expected files anew; read the difference before committing it.
"""

from pathlib import Path

import pytest

from citegraph.errors import SourceError
from citegraph.ingest import SOURCES, detect
from citegraph.ingest.source import Document, Parsed, Rejected
from citegraph.records import Kind, VenueKind, WorkRecord, statements

CASES = Path(__file__).parent / "cases"
FOLDERS = sorted(path.parent for path in CASES.glob("*/*/input.*"))


def described(document: Document) -> str:
    """The parser's results as lines: values with their places, and what was set aside or doubted."""
    try:
        source = detect(document)
    except SourceError as error:
        return f"unknown: {error}\n"
    lines = [f"format {source.name}, encoding {document.decoded.encoding}"]
    for result in source.parse(document):
        if isinstance(result, Parsed):
            record = result.record
            lines.append(f"\n{type(record).__name__} lines {result.line}-{result.end}")
            lines += [
                f"  {name} = {getattr(record, name)}"
                for name in ("kind", "coverage")
                if isinstance(getattr(record, name, None), Kind | VenueKind | str)
            ]
            if isinstance(record, WorkRecord):
                lines += [f"  year.basis = {record.year.basis}"] if record.year else []
                lines += [f"  full_texts.access = {text.access}" for text in record.full_texts]
            lines += [
                f"  {name} = {words.text} [{words.line}"
                + (f"-{words.end}]" if words.end > words.line else "]")
                for name, words in statements(record)
            ]
        elif isinstance(result, Rejected):
            lines.append(f"\nset aside, lines {result.line}-{result.end}: {result.reason}")
        else:
            lines.append(f"remark, line {result.line}: {result.field}: {result.message}")
    return "\n".join(lines) + "\n"


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_golden(folder: Path, request: pytest.FixtureRequest) -> None:
    (file,) = folder.glob("input.*")
    found = described(Document(file.name, file.read_bytes()))
    expected = folder / "expected.txt"
    if request.config.getoption("--update"):
        expected.write_text(found, encoding="utf-8")
    assert found == expected.read_text(encoding="utf-8")


def test_every_source_has_cases() -> None:
    assert {folder.parent.name for folder in FOLDERS} == set(SOURCES)
