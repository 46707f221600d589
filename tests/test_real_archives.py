"""Real ReDIF archives: every template becomes a record or a diagnostic, and the counts add up."""

import re

import pytest

from citegraph.ingest import SOURCES, detect
from citegraph.ingest.files import find
from citegraph.ingest.source import Parsed, Rejected
from tests.conftest import REAL_DATA, Command

ARCHIVES = REAL_DATA / "redif"
pytestmark = pytest.mark.skipif(
    not ARCHIVES.is_dir(), reason="the real archives are not beside the project"
)


def test_every_template_is_accounted_for() -> None:
    for found in find((str(ARCHIVES),)):
        if found.left_alone:
            continue
        document = found.document()
        stated = len(re.findall(r"(?im)^template-type\s*:", "\n".join(document.lines)))
        if not stated:
            continue
        results = list(SOURCES["redif"].parse(document))
        assert sum(isinstance(r, Parsed | Rejected) for r in results) == stated, found.path
        assert detect(document).name == "redif", found.path


def test_whole_ingest_adds_up(run: Command) -> None:
    outcome = run("ingest", ARCHIVES)
    assert outcome.code == 1
    assert "Traceback" not in outcome.err
    files, records = outcome.out.splitlines()[:2]
    total, *parts = map(int, re.findall(r"\d+", files))
    assert total == sum(parts)
    total, *parts = map(int, re.findall(r"\d+", records))
    assert total == sum(parts)
    assert "Set aside:" in outcome.err
    exported = run("export", "-f", "nq").out
    assert re.findall(r"[\w.+-]+@(?:[\w-]+\.)+[a-zA-Z]{2,}", exported) == []
