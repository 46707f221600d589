"""Damaged files and archives: no error, bounded memory, and no whole template lost."""

import io
import resource
import tarfile
import zipfile
from pathlib import Path

import pytest

from citegraph.ingest.files import find
from citegraph.ingest.packed import MAX_RATIO
from tests import fuzz
from tests.conftest import Command

CASES = 1500


def test_every_whole_template_is_read(tmp_path: Path) -> None:
    """`python -m tests.fuzz 20000` tries more of the same kind."""
    for seed in range(CASES):
        assert not fuzz.lost(fuzz.damaged(seed), tmp_path), f"case {seed}"


def test_the_damage_is_real() -> None:
    cases = [fuzz.damaged(seed) for seed in range(200)]
    assert len({case.data for case in cases}) == len(cases)
    assert {case.name for case in cases} > {"papers.rdf", "papers.zip", "papers.tar.gz"}
    assert sum(len(case.whole) for case in cases) > 400


@pytest.mark.parametrize("seed", [2, 3, 5, 8, 13, 21])
def test_damage_shows_no_trace(seed: int, run: Command, tmp_path: Path) -> None:
    case = fuzz.damaged(seed)
    (tmp_path / case.name).write_bytes(case.data)
    for command in ("ingest", "lint"):
        outcome = run(command, tmp_path / case.name)
        assert outcome.code in {0, 1}
        assert "Traceback" not in outcome.err


def test_a_line_of_a_hundred_megabytes(run: Command, tmp_path: Path) -> None:
    """It is text like any other, and the templates around it are read."""
    before, after = (fuzz.TEMPLATE.format(number=n).encode() for n in (1, 2))
    (tmp_path / "long.rdf").write_bytes(before + b"Note: " + b"word " * 20_000_000 + b"\n" + after)
    outcome = run("ingest", tmp_path / "long.rdf")
    assert outcome.code == 0
    assert "2 records: 2 works" in outcome.out
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss < 4 * 2**20  # KiB


def test_bombs_are_not_unpacked(run: Command, tmp_path: Path) -> None:
    good = fuzz.TEMPLATE.format(number=1).encode()
    zeros = b"\0" * (64 * 2**20)
    with zipfile.ZipFile(tmp_path / "bomb.zip", "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("a/good.rdf", good)
        packed.writestr("b/bomb.rdf", zeros)
    with tarfile.open(tmp_path / "bomb.tar.gz", "w:gz") as packed_too:
        for name, data in (("good.rdf", good), ("bomb.rdf", zeros)):
            member = tarfile.TarInfo(name)
            member.size = len(data)
            packed_too.addfile(member, io.BytesIO(data))
    outcome = run("ingest", tmp_path / "bomb.zip", tmp_path / "bomb.tar.gz")
    assert outcome.code == 1
    assert "1 work from 1 source" in outcome.out
    assert "b/bomb.rdf: too large, or packed too tightly, to unpack" in outcome.err
    assert "bomb.tar.gz: unpacks to too much for its size" in outcome.err


def test_a_hundred_thousand_small_files_are_bounded_together(tmp_path: Path) -> None:
    """Each file is small, and all together are over the ratio."""
    with zipfile.ZipFile(tmp_path / "many.zip", "w", zipfile.ZIP_DEFLATED) as packed:
        for number in range(400):
            packed.writestr(f"{number}.rdf", b"x" * 200_000)
    size = (tmp_path / "many.zip").stat().st_size
    found = list(find((str(tmp_path / "many.zip"),)))
    assert len(found) == 400
    assert sum(file.size for file in found) <= MAX_RATIO * max(size, 2**16)
