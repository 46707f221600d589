"""The ReDIF reader held to the output of the official parser, ReDIF-perl 2.74.

Every template, field, value and cluster of both sides is compared. What differs on purpose is
explained by a named rule (`official_values`, `official_rules`); the rest must be nothing. The
fields so compared are then followed into the records (`official_records`).
"""

import re
import sys
from collections import Counter
from pathlib import Path

import pytest

from citegraph.ingest import redif
from citegraph.ingest.files import find
from citegraph.ingest.redif_template import Template, templates
from citegraph.ingest.source import Document, Parsed, Remark
from citegraph.ingest.text import unify_lines, utf_16_without_mark
from tests.conftest import REAL_DATA
from tests.official import official_templates
from tests.official_records import LEFT_OUT, lost
from tests.official_rules import REASONS, Pair, compare

pytestmark = pytest.mark.skipif(
    not (REAL_DATA / "reference_parse.jsonl.gz").is_file(),
    reason="the official parser's output is not beside the project",
)


_START = re.compile(r"template-type\s*:", re.IGNORECASE)


@pytest.fixture(scope="module")
def pairs() -> list[Pair]:
    """Every template that the official parser saw, with ours in its place."""
    found = []
    for name, official in official_templates().items():
        document = Document(name, (REAL_DATA / name).read_bytes())
        ours = [item for item in templates(document) if isinstance(item, Template)]
        assert len(ours) == len(official), name
        found += [Pair(document, *both) for both in zip(official, ours, strict=True)]
    return found


def test_every_difference_has_its_rule(pairs: list[Pair]) -> None:
    counts: Counter[str] = Counter()
    unexplained = [
        f"{pair.document.name}:{pair.ours.line}: {difference}"
        for pair in pairs
        for difference in compare(pair, counts)
    ]
    table = [f"{counts[name]:6} {name}: {reason}" for name, reason in REASONS.items()]
    sys.stdout.write("\n".join([f"{len(pairs)} templates", *table, ""]))
    assert unexplained == []
    assert {name for name in REASONS if not counts[name]} == set(), "rules that explain nothing"


def test_templates_begin_on_the_same_lines(pairs: list[Pair]) -> None:
    """Lines are counted alike, but that for the official parser a CR before CR LF is none."""
    for pair in pairs:
        line = pair.ours.line
        if pair.official["START_LINE_NUMBER"] != line:
            text = pair.document.decoded.text
            single = unify_lines(text.replace("\r\r\n", "\n")).split("\n")
            starts = [n for n, said in enumerate(single, start=1) if _START.match(said)]
            assert pair.official["START_LINE_NUMBER"] in starts, pair.document.name
            assert "\r\r\n" in text, pair.document.name


def test_files_that_only_one_side_reads() -> None:
    """Of files by ReDIF's names, only UTF-16 without a mark is read by us alone."""
    official = official_templates()
    more = 0
    for found in find((str(REAL_DATA / "redif"),)):
        path = Path(found.path)
        if path.suffix.lower() not in {".rdf", ".redif"} or found.left_alone:
            continue
        if path.relative_to(REAL_DATA).as_posix() in official:
            continue
        document = found.document()
        if any(isinstance(item, Template) for item in templates(document)):
            assert utf_16_without_mark(document.data), found.path
            more += 1
    assert more


def test_every_file_of_the_official_parser_is_read() -> None:
    read = {found.path for found in find((str(REAL_DATA / "redif"),)) if not found.left_alone}
    assert {str(REAL_DATA / name) for name in official_templates()} <= read


def test_nothing_is_lost_on_the_way_to_the_records(pairs: list[Pair]) -> None:
    """Each value of each template is in the record at its place, remarked on, or left out."""
    counts: Counter[str] = Counter()
    unexplained: list[str] = []
    documents = {pair.document.name: pair.document for pair in pairs}
    by_place = {(pair.document.name, pair.ours.line): pair.ours for pair in pairs}
    for document in documents.values():
        remarks: list[Remark] = []
        for result in redif.parse(document):
            if isinstance(result, Remark):
                remarks.append(result)
            elif isinstance(result, Parsed):
                template = by_place[document.name, result.line]
                where = f"{document.name}:{result.line}: "
                unexplained += [where + said for said in lost(template, result, remarks, counts)]
                remarks = []
    sys.stdout.write("\n".join(f"{count:6} {why}" for why, count in counts.most_common()) + "\n")
    assert unexplained == []
    assert set(LEFT_OUT) <= set(counts)
