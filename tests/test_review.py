"""`citegraph review` on a terminal: keys are sent as a person would press them."""

import fcntl
import os
import pty
import re
import select
import signal
import subprocess
import sys
import termios
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from citegraph import vocab as v
from citegraph.load import ingest
from citegraph.store import Store
from tests.conftest import Command, dump
from tests.test_decisions import CITING, TEMPLATE
from tests.test_people import paper, said

PROMPT = "q quit: "
SECONDS = 30


Review = Callable[..., "Terminal"]


class Terminal:
    """A command on a terminal of its own."""

    def __init__(self, *arguments: str | Path) -> None:
        leader, follower = pty.openpty()
        termios.tcsetwinsize(follower, (40, 110))

        def control() -> None:
            """Make it the terminal from which the command gets its keys, and Ctrl-C."""
            fcntl.ioctl(0, termios.TIOCSCTTY, 0)

        self.leader = leader
        self.shown = ""
        self.process = subprocess.Popen(
            [sys.executable, "-m", "citegraph", *map(str, arguments)],
            stdin=follower,
            stdout=follower,
            stderr=follower,
            start_new_session=True,
            preexec_fn=control,  # noqa: PLW1509  # there are no threads here
        )
        os.close(follower)

    def until(self, text: str | None) -> str:
        """What is shown from now on until a text comes, or until the end."""
        start, deadline = len(self.shown), time.monotonic() + SECONDS
        while text is None or text not in self.shown[start:]:
            ready, _, _ = select.select([self.leader], [], [], deadline - time.monotonic())
            assert ready, f"no {text!r} in {self.shown[start:]!r}"
            try:
                part = os.read(self.leader, 65536)
            except OSError:  # the terminal's other end is closed
                part = b""
            if not part:
                assert text is None, self.shown
                break
            self.shown += part.decode("utf-8", "replace")
        return self.shown[start:]

    def press(self, key: str) -> None:
        """Press a key as soon as the command waits for one; what came before it discards."""
        while termios.tcgetattr(self.leader)[3] & termios.ICANON:
            time.sleep(0.005)
        os.write(self.leader, key.encode())

    def end(self) -> tuple[int, str]:
        shown = self.until(None)
        return self.process.wait(SECONDS), shown


@pytest.fixture
def review(store: Store) -> Iterator[Review]:
    """`citegraph review` with arguments, ended when the test is."""
    begun: list[Terminal] = []

    def begin(*arguments: str) -> Terminal:
        begun.append(Terminal("-s", store.path, "review", *arguments))
        return begun[-1]

    yield begin
    for terminal in begun:
        terminal.process.kill()
        terminal.process.wait()
        os.close(terminal.leader)


@pytest.fixture
def store(tmp_path: Path) -> Store:
    """Three works, each with one uncertain reference, of which there are two papers."""
    folder = tmp_path / "sources"
    folder.mkdir()
    for number in (1, 2):
        text = TEMPLATE.format(number=number, title="Clusters and learning")
        (folder / f"{number}.rdf").write_text(text, encoding="utf-8")
    for number in (7, 8, 9):
        page = CITING.format(more="").replace("wpaper/9", f"wpaper/{number}")
        page = page.replace("wpaper:9", f"wpaper:{number}").replace("Papers 9", f"Papers {number}")
        (folder / f"{number}.txt").write_text(page, encoding="utf-8")
    store = Store(tmp_path / "store")
    ingest(store, (str(folder),))
    return store


def statuses(store: Store) -> list[str]:
    """The status of each work's first reference, with what it leads to."""
    found = []
    with store.snapshot() as snapshot:
        for number in (7, 8, 9):
            work = snapshot.iris.work_of_handle(f"RePEc:smp:wpaper:{number}")
            for reference in snapshot.objects(work, v.HAS_REFERENCE):
                if snapshot.objects(reference, v.POSITION) == ["1"]:
                    (status,) = snapshot.objects(reference, v.STATUS)
                    target = "".join(snapshot.objects(reference, v.TARGET))
                    found.append(f"{status.removeprefix(v.CG)}{target[-1:]}")
    return found


def test_a_review_is_one_generation(store: Store, run: Command, review: Review) -> None:
    before = dump(store)
    terminal = review()
    shown = terminal.until(PROMPT)
    assert "1 of 3" in shown
    assert "Knut Holt, 2001." in shown
    assert "in Ada Example, 2005, On examples" in shown
    assert "[2]" in shown
    assert "RePEc:smp:wpaper:2" in shown
    assert "title, authors, year" in " ".join(shown.split())
    terminal.press("x")
    time.sleep(0.5)  # what is no answer is passed over
    terminal.press("2")
    assert "2 of 3" in terminal.until(PROMPT)
    # It is on the disk at once.
    assert statuses(store) == ["confirmed2", "uncertain", "uncertain"]
    terminal.press("u")
    assert "1 of 3" in terminal.until(PROMPT)
    assert statuses(store) == ["uncertain"] * 3
    terminal.press("u")
    assert "Nothing was decided yet" in terminal.until(PROMPT)
    terminal.press("1")
    terminal.until(PROMPT)
    terminal.press("s")
    assert "3 of 3" in terminal.until(PROMPT)
    terminal.press("r")
    code, shown = terminal.end()
    assert code == 0
    assert "That was the last uncertain reference" in shown
    assert "2 decisions (generation" in shown
    assert statuses(store) == ["confirmed1", "uncertain", "rejected"]
    assert store.history()[0].command == "review"
    assert len(store.history()) == 2
    assert store.history()[0].finished
    assert run("undo").code == 0
    assert dump(store) == before


def test_q_without_a_decision_makes_no_generation(store: Store, review: Review) -> None:
    terminal = review("--work", "RePEc:smp:wpaper:8")
    assert "1 of 1" in terminal.until(PROMPT)
    terminal.press("q")
    code, shown = terminal.end()
    assert code == 0
    assert "no new generation" in shown
    assert store.current == 1


def test_ctrl_c_keeps_what_was_decided(store: Store, review: Review) -> None:
    terminal = review()
    terminal.until(PROMPT)
    terminal.press("1")
    terminal.until(PROMPT)
    terminal.press("\x03")
    code, shown = terminal.end()
    assert code == 0
    assert "what was decided is kept" in shown
    assert statuses(store)[0] == "confirmed1"
    assert len(store.history()) == 2
    assert store.history()[0].finished


def test_a_killed_review_keeps_what_was_decided(store: Store, run: Command, review: Review) -> None:
    terminal = review()
    terminal.until(PROMPT)
    terminal.press("2")
    terminal.until(PROMPT)
    terminal.process.send_signal(signal.SIGKILL)
    terminal.end()
    assert statuses(store)[0] == "confirmed2"
    assert "review (interrupted)" in run("history", "-f", "md").out
    assert run("decide", "RePEc:smp:wpaper:7#1", "withdraw").code == 0
    assert statuses(store)[0] == "uncertain"


def test_without_a_terminal(store: Store, run: Command) -> None:
    outcome = run("review")
    assert outcome.code == 2
    assert "needs a terminal" in outcome.err
    assert "citegraph decide" in outcome.err


def test_nothing_to_review(store: Store, review: Review) -> None:
    terminal = review("--work", "RePEc:smp:wpaper:1")
    code, shown = terminal.end()
    assert code == 0
    assert "there is nothing to review" in shown


@pytest.fixture
def names(tmp_path: Path) -> Store:
    """Two papers of a series by Ada Example, and two elsewhere that may be hers."""
    papers = [paper(number, "Ada Example", "Mary Quimby") for number in (21, 22)]
    others = [
        paper(23, "Example, Ada", "Mary Quimby", series="other"),
        paper(24, "Ada Example", series="third"),
    ]
    (tmp_path / "papers.rdf").write_text("\n".join([*papers, *others]), encoding="utf-8")
    store = Store(tmp_path / "store")
    ingest(store, (str(tmp_path / "papers.rdf"),))
    return store


def test_names_are_reviewed_with_what_speaks_for_and_against(
    names: Store, run: Command, review: Review
) -> None:
    before = dump(names)
    assert said(names, 23, "other")["identification"] == ["computed"]
    terminal = review("--persons")
    shown = " ".join(re.sub(r"\x1b\[\d*m", "", terminal.until(PROMPT)).split())
    assert "1 of 1" in shown
    assert "Ada Example author of On number 24" in shown
    assert "On number 23; On number 21; On number 22" in shown
    assert "other series or journals" in shown
    terminal.press("1")
    code, shown = terminal.end()
    assert code == 0
    assert "That was the last uncertain name" in shown
    assert said(names, 24, "third")["identification"] == ["confirmed"]
    assert said(names, 24, "third")["person"] == said(names, 21)["person"]
    assert names.history()[0].command == "review --persons"
    assert run("undo").code == 0
    assert dump(names) == before


def test_rejected_names_are_not_offered_again(names: Store, review: Review) -> None:
    terminal = review("--persons", "--work", "RePEc:smp:third:24")
    terminal.until(PROMPT)
    terminal.press("r")
    assert terminal.end()[0] == 0
    assert said(names, 24, "third")["identification"] == ["rejected"]
    # The rest of the person is as it was.
    assert said(names, 23, "other")["person"] == said(names, 21)["person"]
    terminal = review("--persons")
    assert "No name is uncertain: there is nothing to review" in terminal.end()[1]
