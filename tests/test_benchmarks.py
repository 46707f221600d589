"""The benchmarks work, at a size that takes no time. Nothing here asserts how fast anything is."""

import csv
import json
import sys
import tracemalloc
from collections import Counter
from itertools import islice
from pathlib import Path

import pytest

pytest.importorskip("resource")

import archive
import changes
import compare
import evaluate
import matching
import plot
import report
import tables
import weights
import works
from measure import Usage, memory_of, run

from citegraph import vocab as v
from citegraph.load import ingest
from citegraph.store import Store

# 400 papers and 100 articles, ten of them with a reference list.
SMALL = works.Literature(500, listed=50)


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("generated")
    archive.write_archive(folder, SMALL)
    return folder


def test_equal_numbers_give_equal_files(small: Path, tmp_path: Path) -> None:
    archive.write_archive(tmp_path, SMALL)
    first, second = (
        {path.relative_to(folder): path.read_bytes() for path in folder.rglob("*.*")}
        for folder in (small, tmp_path)
    )
    assert first == second


def test_works_are_made_one_at_a_time() -> None:
    tracemalloc.start()
    try:
        texts = (archive.template(work) for work in works.Literature(10**9).works())
        assert sum(len(text) for text in islice(texts, 5_000)) > 5 * 2**20
        assert tracemalloc.get_traced_memory()[1] < 2**20
    finally:
        tracemalloc.stop()


def test_the_reader_has_no_remark(small: Path, tmp_path: Path) -> None:
    tally = ingest(Store(tmp_path / "store"), (str(small),))
    for problems in (tally.remarks, tally.set_aside, tally.unreadable, tally.left_alone):
        assert not problems
    assert tally.works == 500
    assert tally.records["works"] == 510


def test_popular_works_are_cited_most() -> None:
    literature = works.Literature(20_000)
    cited = Counter(
        other.number
        for work in islice(literature.works(), 0, 20_000, 100)
        for other in literature.references(work)
    )
    assert all(5 <= len(literature.references(works.work(n))) <= 20 for n in (5_000, 5_100))
    assert cited.most_common(1)[0][1] > 20 * sum(cited.values()) / len(cited)


def test_tables_say_what_the_archive_says(small: Path, tmp_path: Path) -> None:
    store = Store(tmp_path / "store")
    ingest(store, (str(small),))
    tables.write_tables(tmp_path, SMALL)
    found: Counter[str] = Counter()
    for mapping in json.loads((tmp_path / "mappings.json").read_text(encoding="utf-8")):
        with (tmp_path / f"{mapping['file']}.csv").open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                found[v.TYPE] += len(mapping["classes"])
                found.update(value[0] for value in mapping["values"] if row[value[1]])
    with store.snapshot() as snapshot:
        stated = Counter(quad.predicate.value for quad in snapshot.graph)
    # What citegraph says of its sources, of JEL codes, once for two references to one work, of
    # persons whom no record names, and what it weighed.
    beyond = {v.DESCRIBES, v.LINE, v.DERIVED_FROM, v.TYPE, v.PUBLISHER, v.SCORE, v.ORDINAL}
    beyond |= {v.CREATOR, v.PERSON_OF, v.IDENTIFICATION_BASIS, v.NAME}
    assert {p: n for p, n in found.items() if abs(n - stated[p]) > 1 and p not in beyond} == {}


def test_citegraph_is_measured_from_end_to_end(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    archive.write_archive(tmp_path / "archive", works.Literature(200))
    results = list(compare.measure_citegraph(200, tmp_path))
    assert [r.program for r in results] == [compare.CITEGRAPH, compare.YARDSTICK]
    assert not any(r.failure for r in results)
    assert all(r.triples > 200 * 40 and r.disk and r.whole.cpu and r.whole.peak for r in results)
    assert not list(tmp_path.iterdir())


def test_a_command_that_needs_too_much_is_ended() -> None:
    sleep = [sys.executable, "-c", "import time; time.sleep(60)"]
    assert run(sleep, seconds=0.1).failure == "over 0 minutes"
    assert run(sleep, memory=1).failure == "over 0 GiB of memory"
    assert run([sys.executable, "-c", "raise SystemExit(3)"]).failure == "exit code 3"
    assert memory_of(2**30) == 0


def test_memory_is_that_of_all_processes_together() -> None:
    code = "import os, time; os.fork(); held = b'x' * 50_000_000; time.sleep(1)"
    assert run([sys.executable, "-c", code]).peak > 100_000_000


def test_a_report_shows_what_failed() -> None:
    used = Usage(cpu=10, wall=12, peak=2**30)
    out_of_memory = Usage(failure="over 18 GiB of memory")
    results = [
        compare.Result(10, compare.CITEGRAPH, Usage(cpu=4), used, 400, 2**20),
        compare.Result(10, "maplib", used, used, 400, 2**20),
        compare.Result(100, compare.CITEGRAPH, used, used, 4000, 2**20),
        compare.Result(100, "maplib", out_of_memory, out_of_memory),
    ]
    assert "over 18 GiB of memory" in " ".join(report.row(results[-1]))
    assert "| 10 | 0.40 |" in report.ratios(results)
    assert "| 100 |  |  | 1.00 | 1.00 |" in report.ratios(results)
    assert plot.draw(results).count("<circle") == 6


def test_results_take_the_place_of_earlier_ones(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(report, "DOCS", tmp_path)
    page = "before\n<!-- x: begin -->\nold\n<!-- x: end -->\nafter\n"
    (tmp_path / "page.md").write_text(page, encoding="utf-8")
    report.publish("page.md", "x", "new\n")
    assert (tmp_path / "page.md").read_text(encoding="utf-8") == page.replace("old", "new")


def test_changes_are_measured(tmp_path: Path) -> None:
    row = changes.measure(200, tmp_path)
    assert row[0] == "200"
    assert row[4] == "1"


def test_weights_are_those_of_the_signals_that_tell() -> None:
    """The first signal is always there, the second tells, the third is a coin."""
    examples = [
        weights.Example("", 0, bool(tells) is not (n < 2), False, (1.0, float(tells), n % 2), 0.0)
        for tells in (0, 1)
        for n in range(20)
    ]
    prior, telling, coin = weights.fit(examples)
    assert prior < -1 < 2 < telling
    assert abs(coin) < 0.1


def test_matching_is_evaluated_on_what_is_there_and_what_is_not() -> None:
    found = evaluate.evaluate(*evaluate.generated(300))
    assert found.present + found.absent == 300
    assert found.right > 130
    assert found.wrong_on_absent <= found.wrong <= 1
    assert sum(number for _, number in found.bands.values()) >= found.right


def test_bulk_is_measured_beside_one_by_one() -> None:
    size, in_bulk, single, ratio, _, matched, peak = matching.row(300)
    assert size == "300"
    assert int(in_bulk.replace(",", "")) > 0 < int(single.replace(",", ""))
    assert float(ratio) > 0
    assert 100 < int(matched) < 180
    assert peak.endswith("GiB")
