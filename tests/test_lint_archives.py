"""The linter on real archives, and its verdicts beside those of RePEc's own parser."""

import bisect
import gzip
import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from typing import Any

import pytest

from citegraph.ingest.files import find
from citegraph.ingest.redif_rules import Finding, Severity
from citegraph.ingest.redif_template import Template, templates
from citegraph.ingest.source import Document
from citegraph.lint import Summary, lint
from citegraph.lint.shown import masked
from tests.conftest import REAL_DATA, Command

ARCHIVES = REAL_DATA / "redif"
# What RePEc's parser made of the archives, and of its own test files; each with its files' folder.
VERDICTS = {
    "reference_parse.jsonl.gz": ("redif/", "redif/"),
    "reference_parse_redif_perl_tests.jsonl.gz": ("t/", "redif/redif-perl-tests/"),
}
pytestmark = pytest.mark.skipif(
    not ARCHIVES.is_dir(), reason="the real archives are not beside the project"
)
# Errors of ours in templates that RePEc's parser takes, each with the reason why.
BEYOND = {"duplicate-handle": "its parser sees one template at a time"}
# Warnings of RePEc's parser that we do not share.
NOT_SHARED = {
    "An invalid JEL code used": "codes added to JEL since (B17, B27, E70) are in order",
    "<url>": "letters beyond ASCII may stand in a host",
    "character": "how it decodes; what was damaged is told by rules of ours",
}


def verdicts() -> Iterator[tuple[str, list[dict[str, Any]]]]:
    for name, (prefix, folder) in VERDICTS.items():
        files = defaultdict(list)
        with gzip.open(REAL_DATA / name, "rt", encoding="utf-8") as lines:
            for line in lines:
                said = json.loads(line)
                files[folder + said["file"].removeprefix(prefix)].append(said["t"])
        yield from files.items()


def findings(path: str) -> list[tuple[int, list[Finding]]]:
    """The findings of each template in a file, after the line that it begins in."""
    file = REAL_DATA / path
    spans = [
        (t.line, t.end)
        for t in templates(Document(path, file.read_bytes()))
        if isinstance(t, Template)
    ]
    (report,) = lint((str(file),), Summary())
    return [
        (start, [f for f, _ in report.findings if start <= f.line <= end]) for start, end in spans
    ]


def test_every_template_is_counted_and_no_address_is_shown() -> None:
    summary = Summary()
    for report in lint((str(ARCHIVES),), summary):
        for finding, text in report.findings:
            assert masked(finding.message) == finding.message
            assert not re.search(r"[\w.+-]+@(?:[\w-]+\.)+[a-zA-Z]{2,}", f"{finding.message} {text}")
    stated = 0
    for found in find((str(ARCHIVES),)):
        if not found.left_alone:
            text = "\n".join(found.document().lines)
            stated += len(re.findall(r"(?im)^template-type\s*:", text))
    assert summary.templates.total() == stated > 10_000


def test_the_whole_of_it_as_sarif(run: Command) -> None:
    outcome = run("lint", "-f", "sarif", "--severity", "note", ARCHIVES)
    assert (outcome.code, outcome.err) == (1, "")
    results = json.loads(outcome.out)["runs"][0]["results"]
    assert len(results) > 5000


def test_verdicts_of_the_official_parser() -> None:
    """Whatever it drops is an error of ours; whatever is an error of ours only has its reason."""
    agreed: Counter[tuple[str, bool]] = Counter()
    beyond: Counter[str] = Counter()
    for path, said in verdicts():
        ours = findings(path)
        starts = [start for start, _ in ours]
        assert len(ours) == len(said), path
        for theirs in said:
            line = theirs["START_LINE_NUMBER"]
            _, found = ours[max(bisect.bisect_right(starts, line) - 1, 0)]
            errors = {f.rule for f in found if f.severity == Severity.ERROR}
            if theirs["RESULT"] == "bad":
                assert errors, f"{path}:{line}: {masked(theirs['REPORT'])}"
            else:
                beyond.update(errors)
            agreed[theirs["RESULT"], bool(errors)] += 1
            for report in theirs["REPORT"].splitlines():
                if any(sign in report for sign in NOT_SHARED):
                    continue
                at = re.search(r"\(line (\d+)\)", report)
                assert at
                near = [f for f in found if f.line - 1 <= int(at[1]) <= f.end + 1]
                missing = "is absent" in report or "must be defined" in report
                assert near or missing or "bad line" in report, f"{path}: {masked(report)}"
    assert set(beyond) == set(BEYOND)
    assert agreed["bad", True] > 100
    assert agreed["good", False] > 13_000
    assert agreed["good", True] < 20
