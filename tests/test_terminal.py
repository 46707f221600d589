"""What a terminal shows: a bar for work that takes long, and nothing of the kind in a pipe."""

import os
import pty
import subprocess
import sys
import termios
from pathlib import Path

from tests.conftest import SAMPLES, Command


def in_terminal(*command: str) -> str:
    """What a command writes to a terminal."""
    leader, follower = pty.openpty()
    termios.tcsetwinsize(follower, (24, 100))
    process = subprocess.Popen(command, stdout=follower, stderr=follower, stdin=follower)
    os.close(follower)
    shown = b""
    while True:
        try:
            part = os.read(leader, 65536)
        except OSError:  # the terminal's other end is closed
            break
        if not part:
            break
        shown += part
    os.close(leader)
    process.wait()
    return shown.decode("utf-8", "replace")


SLOW = """
import time
from citegraph.cli.output import progress
for _ in progress(range(8), "Reading", "files"):
    time.sleep(0.25)
"""


def test_a_bar_on_a_terminal_and_none_in_a_pipe() -> None:
    command = [sys.executable, "-c", SLOW]
    shown = in_terminal(*command)
    assert "Reading:" in shown
    assert "/8" in shown
    piped = subprocess.run(command, capture_output=True, text=True, check=True)
    assert piped.stdout + piped.stderr == ""


def test_no_bar_for_quick_work(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "citegraph", "-s", str(tmp_path / "store"), "ingest"]
    assert "Reading" not in in_terminal(*command, str(SAMPLES / "pages"))


def test_a_base_of_ones_own(run: Command, tmp_path: Path) -> None:
    assert run("ingest", SAMPLES / "pages", "--base", "https://example.org/lit/").code == 0
    exported = run("export", "-f", "nt").out
    assert "<https://example.org/lit/work/repec:stp:stepre:1995r03>" in exported
    assert "w3id.org/citegraph/work" not in exported
    assert run("ingest", SAMPLES / "pages", "--base", "https://example.org/other/").code == 2
    assert run("-s", tmp_path / "new", "ingest", SAMPLES, "--base", "no address").code == 2
    found = run("query", "references-of", "--work", "RePEc:stp:stepre:1995r03", "-f", "csv")
    assert len(found.out.splitlines()) == 8


def test_a_reader_that_has_seen_enough(tmp_path: Path) -> None:
    store = tmp_path / "store"
    command = f"{sys.executable} -m citegraph -s {store}"
    subprocess.run(f"{command} ingest {SAMPLES}", shell=True, capture_output=True, check=False)  # noqa: S602
    line = f"{command} export -f nq | head -n 1"
    done = subprocess.run(line, shell=True, capture_output=True, text=True, check=True)  # noqa: S602
    assert len(done.stdout.splitlines()) == 1
    assert done.stderr == ""
