"""Large runs: batches that are committed as they go, and files read by other processes."""

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest

from citegraph.check import check
from citegraph.errors import SourceError
from citegraph.load import batch, ingest, pool
from citegraph.load.tally import T
from citegraph.store import Store
from tests.conftest import SAMPLES, Command, dump

KILLS = 8
TEMPLATE = """Template-Type: ReDIF-Paper 1.0
Author-Name: {author}
Author-Person: pex{person}
Title: Paper number {number}
Creation-Date: 2001-05
Classification-JEL: O3{jel}
Handle: RePEc:smp:wpaper:{number}
"""
# `citegraph` with small batches and small tasks, so that a small archive is a large run.
SMALL = """
from citegraph.load import batch, pool
batch.BATCH_LINES, batch.BATCH_RECORDS, pool._TASK_FILES = 600, 20, 10
if __name__ == "__main__":
    from citegraph.cli import main
    main()
"""


@pytest.fixture
def papers(tmp_path: Path) -> Path:
    """200 papers, some handles twice, beside pages and series of the samples."""
    folder = tmp_path / "papers"
    folder.mkdir()
    for number in range(200):
        text = TEMPLATE.format(
            number=number % 190, author=f"Ada Ex{number % 7}", person=number % 11, jel=number % 5
        )
        (folder / f"{number:03d}.rdf").write_text(text, encoding="utf-8")
    (folder / "samples").symlink_to(SAMPLES)  # a link out of the folder is passed over
    return folder


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(batch, "BATCH_LINES", 600)
    monkeypatch.setattr(batch, "BATCH_RECORDS", 20)
    monkeypatch.setattr(pool, "_TASK_FILES", 10)


def test_batches_and_processes_are_no_matter(
    papers: Path, new_store: Callable[..., Store], request: pytest.FixtureRequest
) -> None:
    whole = new_store((papers, SAMPLES))
    assert len(whole.history()) == 1
    request.getfixturevalue("small")
    parts = new_store((papers, SAMPLES))
    assert dump(parts) == dump(whole)
    (only,) = parts.history()
    assert only.number > 5
    assert only.finished
    other_way = new_store((SAMPLES, papers))
    assert dump(other_way) == dump(whole)
    with parts.snapshot() as snapshot:
        assert not check(snapshot).findings
    parts.undo()
    assert dump(parts) == ""


@pytest.mark.usefixtures("small")
def test_an_interrupted_run_goes_on(
    papers: Path, new_store: Callable[..., Store], run: Command, tmp_path: Path
) -> None:
    def interrupted(items: Iterable[T], label: str, unit: str) -> Iterable[T]:
        for number, item in enumerate(items):
            if label == "Reading" and number == 150:
                raise KeyboardInterrupt
            yield item

    store = Store(tmp_path / "store")
    with pytest.raises(KeyboardInterrupt):
        ingest(store, (str(papers),), progress=interrupted)
    (part,) = store.history()
    assert not part.finished
    assert 0 < part.summary["sources"] < 150
    with store.snapshot() as snapshot:
        assert not check(snapshot).findings
    assert "interrupted" in run("history").out
    rest = ingest(store, (str(papers),))
    assert rest.unchanged == part.summary["sources"]
    assert dump(store) == dump(new_store(papers))


def test_an_interrupt_is_answered_in_a_line(papers: Path, tmp_path: Path) -> None:
    (tmp_path / "small.py").write_text(SMALL, encoding="utf-8")
    codes = []
    for number in range(5):
        store = tmp_path / f"store-{number}"
        process = subprocess.Popen(
            [sys.executable, str(tmp_path / "small.py"), "-s", str(store), "ingest", str(papers)],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
        )
        while process.poll() is None and not (store / "CURRENT").exists():
            time.sleep(0.01)
        process.send_signal(signal.SIGINT)
        _, said = process.communicate()
        codes.append(process.returncode)
        if process.returncode == 130:
            assert said == "Interrupted: run the same command again to go on from the last commit\n"
            break
    assert codes[-1] == 130


def test_a_process_that_is_ended_is_told(
    papers: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, small: None
) -> None:
    def end_the_reader(items: Iterable[T], label: str, unit: str) -> Iterable[T]:
        for number, item in enumerate(items):
            if label == "Reading" and number == 120:
                for child in children(os.getpid()):
                    os.kill(child, signal.SIGKILL)
            yield item

    store = Store(tmp_path / "store")
    with pytest.raises(SourceError, match="run the same command to go on"):
        ingest(store, (str(papers),), progress=end_the_reader)


def children(process: int) -> list[int]:
    """The processes that a process started to read files."""
    listed = Path(f"/proc/{process}/task/{process}/children").read_text(encoding="ascii")
    started = [int(number) for number in listed.split()]
    return [
        number
        for number in started
        if b"spawn_main" in Path(f"/proc/{number}/cmdline").read_bytes()
    ]


def is_running(process: int) -> bool:
    """Whether a process is there, and not just waiting to be noticed as ended."""
    try:
        state = Path(f"/proc/{process}/stat").read_text(encoding="ascii")
    except OSError:
        return False
    return state.rpartition(")")[2].split()[0] != "Z"


@pytest.mark.skipif(not Path("/proc/self/task").is_dir(), reason="reads /proc, as Linux has it")
def test_kills_in_a_bulk_ingest(
    papers: Path, tmp_path: Path, new_store: Callable[..., Store]
) -> None:
    after = dump(new_store(papers))
    command = [sys.executable, str(tmp_path / "small.py"), "-s"]
    (tmp_path / "small.py").write_text(SMALL, encoding="utf-8")
    started = time.monotonic()
    timed = [*command, str(tmp_path / "timed"), "ingest", str(papers)]
    subprocess.run(timed, check=True, capture_output=True)
    duration = time.monotonic() - started
    moments = random.Random(11)  # noqa: S311  # moments to kill at, no secret
    killed = 0
    partial = 0
    for number in range(3 * KILLS):  # on a busy machine, moments are early or late
        place = tmp_path / f"killed-{number}"
        ingesting = [*command, str(place), "ingest", str(papers)]
        process = subprocess.Popen(ingesting, stdout=subprocess.DEVNULL)
        time.sleep(moments.uniform(0.2, duration))
        readers = children(process.pid)
        process.kill()
        killed += process.wait() == -signal.SIGKILL
        store = Store(place)
        partial += store.exists and store.current > 0
        done = subprocess.run(ingesting, check=True, capture_output=True, text=True)
        assert done.stderr == ""
        assert dump(Store(place)) == after
        assert not any(is_running(reader) for reader in readers)
        if number + 1 >= KILLS and killed > KILLS // 2 and partial:
            return
    pytest.fail(f"{killed} runs were killed, {partial} of them after a commit")
