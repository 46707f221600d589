"""A process killed at any moment leaves the store at its last generation."""

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from citegraph.check import check
from citegraph.load import ingest
from citegraph.store import Store
from tests.conftest import SAMPLES, dump

KILLS = 25
TEMPLATE = """Template-Type: ReDIF-Paper 1.0
Author-Name: Ada Example
Title: Paper number {number}
Creation-Date: 2001-05
Handle: RePEc:smp:wpaper:{number}
"""


@pytest.mark.filterwarnings("ignore::DeprecationWarning")  # rdflib's own, within pySHACL
def test_kills(tmp_path: Path) -> None:
    folder = tmp_path / "papers"
    folder.mkdir()
    for number in range(300):
        (folder / f"{number}.rdf").write_text(TEMPLATE.format(number=number))
    complete = Store(tmp_path / "complete")
    ingest(complete, (str(SAMPLES / "redif"),))
    before = dump(complete)
    started = time.monotonic()
    command = [sys.executable, "-m", "citegraph", "-s"]
    subprocess.run(
        [*command, tmp_path / "timed", "ingest", folder], check=True, stdout=subprocess.DEVNULL
    )
    duration = time.monotonic() - started
    ingest(complete, (str(folder),))
    after = dump(complete)

    place = tmp_path / "store"
    ingest(Store(place), (str(SAMPLES / "redif"),))
    moments = random.Random(7)  # noqa: S311  # moments to kill at, no secret
    killed = 0
    for _ in range(KILLS):
        process = subprocess.Popen([*command, place, "ingest", folder], stdout=subprocess.DEVNULL)
        time.sleep(moments.uniform(0.05, duration))
        os.kill(process.pid, signal.SIGKILL)
        killed += process.wait() == -signal.SIGKILL
        store = Store(place)
        state = dump(store)
        assert state in {before, after}
        if state == after:
            store.undo()
    assert killed > KILLS // 2
    store = Store(place)
    ingest(store, (str(folder),))
    assert dump(store) == after
    with store.snapshot() as snapshot:
        assert not check(snapshot).findings
