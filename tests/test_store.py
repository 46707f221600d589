"""Generations: what is committed is seen whole, undone whole, and survives whatever happens."""

import os
import resource
import shutil
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from citegraph.errors import NotFoundError, StoreError, StoreLockedError
from citegraph.load import Tally, ingest, rebuild, remove
from citegraph.store import Store
from tests.conftest import SAMPLES, Command, dump, words

MakeStore = Callable[..., Store]
TEMPLATE = """Template-Type: ReDIF-Paper 1.0
Author-Name: Ada Example
Title: {title}
Creation-Date: 2001-05
Handle: RePEc:smp:wpaper:{number}
"""


@pytest.fixture
def paper(tmp_path: Path) -> Callable[..., Path]:
    def write(number: int, title: str = "On examples") -> Path:
        path = tmp_path / f"paper-{number}.rdf"
        path.write_text(TEMPLATE.format(title=title, number=number), encoding="utf-8")
        return path

    return write


def test_undo_after_each_step_gives_the_export_from_before(
    new_store: MakeStore, paper: Callable[..., Path]
) -> None:
    store = new_store()
    store.create()
    states = []
    steps: tuple[Callable[[], Tally], ...] = (
        lambda: ingest(store, (str(paper(1)),)),
        lambda: ingest(store, (str(SAMPLES / "pages"),)),
        lambda: ingest(store, (str(paper(1, "Another title")),)),
        lambda: remove(store, str(SAMPLES / "pages")),
        lambda: rebuild(store),
    )
    for step in steps:
        states.append(dump(store))
        step()
    while states:
        store.undo()
        assert dump(store) == states.pop()
    with pytest.raises(StoreError, match="nothing to undo"):
        store.undo()


def test_generations_after_undo_get_new_numbers(
    new_store: MakeStore, paper: Callable[..., Path]
) -> None:
    store = new_store(paper(1), paper(2))
    store.undo()
    assert ingest(store, (str(paper(3)),)).generation == 3
    assert [g.number for g in store.history()] == [3, 1]
    assert [g.parent for g in store.history()] == [1, 0]


def test_a_changed_file_replaces_what_it_said(
    new_store: MakeStore, paper: Callable[..., Path]
) -> None:
    one, two = paper(1), paper(2)
    store = new_store(one, two)
    changed = ingest(store, (str(paper(1, "A better title")),))
    assert changed.removed_sources == 1
    assert dump(store) == dump(new_store(one, two))
    assert "A better title" in dump(store)


def test_one_content_in_two_files_goes_with_the_last(
    new_store: MakeStore, paper: Callable[..., Path], tmp_path: Path
) -> None:
    copy = tmp_path / "copy.rdf"
    copy.write_bytes(paper(1).read_bytes())
    store = new_store(paper(1))
    alone = dump(store)
    ingest(store, (str(copy),))
    assert '"copy.rdf"' in dump(store)
    assert dump(store) == dump(new_store((copy, paper(1))))
    remove(store, "copy.rdf")
    assert dump(store) == alone
    remove(store, "paper-1.rdf")
    assert dump(store) == ""


@pytest.mark.parametrize("swap", [False, True])
def test_files_that_change_places(
    new_store: MakeStore, paper: Callable[..., Path], swap: bool
) -> None:
    one, two = paper(1), paper(2)
    store = new_store((one, two))
    first, second = one.read_bytes(), two.read_bytes()
    one.write_bytes(second)
    two.write_bytes(first if swap else TEMPLATE.format(title="New", number=3).encode())
    ingest(store, (str(one), str(two)))
    assert dump(store) == dump(new_store((one, two)))
    two.write_bytes(second)
    ingest(store, (str(two),))
    one.write_bytes(b"no source any more")
    broken = ingest(store, (str(one),))
    assert "no known source" in next(iter(broken.unreadable)).message
    assert "holds no record any longer" in next(iter(broken.gone)).message


def test_a_forced_format_gives_way_when_the_file_changes(
    new_store: MakeStore, tmp_path: Path
) -> None:
    both = (SAMPLES / "pages" / "asheim-1995-learning-regions.txt").read_text(encoding="utf-8")
    both += "\nTemplate-Type: ReDIF-Paper 1.0\nTitle: Clusters\n"
    one, two = tmp_path / "one.txt", tmp_path / "two.txt"
    two.write_text(both, encoding="utf-8")
    store = new_store()
    ingest(store, (str(two),), "redif")
    one.write_text(both, encoding="utf-8")
    two.write_text(TEMPLATE.format(title="T", number=1), encoding="utf-8")
    ingest(store, (str(one), str(two)))
    assert dump(store) == dump(new_store((one, two)))


def test_a_format_forced_in_vain_loses_nothing(
    new_store: MakeStore, paper: Callable[..., Path], run: Command, tmp_path: Path
) -> None:
    store = new_store(paper(1))
    before = dump(store)
    assert ingest(store, (str(paper(1)),), "ideas").generation is None
    assert dump(store) == before


def test_rebuild_changes_nothing(new_store: MakeStore) -> None:
    store = new_store(SAMPLES)
    before = dump(store)
    rebuild(store)
    assert dump(store) == before


def test_a_removed_source_leaves_what_the_others_state(new_store: MakeStore) -> None:
    store = new_store(SAMPLES)
    remove(store, str(SAMPLES / "pages"))
    assert dump(store) == dump(new_store(SAMPLES / "redif"))
    with pytest.raises(NotFoundError, match="no source is named 'nowhere'"):
        remove(store, "nowhere")


def test_readers_keep_their_generation(new_store: MakeStore, paper: Callable[..., Path]) -> None:
    store = new_store(paper(1))
    with store.snapshot() as snapshot:
        size = len(snapshot.graph)
        ingest(store, (str(paper(2)),))
        assert len(snapshot.graph) == size
        assert snapshot.generation == 1
    with store.snapshot() as snapshot:
        assert len(snapshot.graph) > size


def test_a_second_writer_is_told_who_writes(new_store: MakeStore) -> None:
    store = new_store()
    with (
        store.writer("first"),
        pytest.raises(StoreLockedError, match=rf"process {os.getpid()} .*`citegraph first`"),
        Store(store.path).writer("second"),
    ):
        pass


def test_an_abandoned_change_leaves_nothing(
    new_store: MakeStore, paper: Callable[..., Path]
) -> None:
    store = new_store(paper(1))
    before = dump(store)
    with pytest.raises(ZeroDivisionError), store.writer("ingest") as writer:
        writer.empty()
        raise ZeroDivisionError
    assert dump(store) == before
    assert not (store.path / "working").exists()


def test_old_generations_are_let_go_and_said_to_be(
    new_store: MakeStore, paper: Callable[..., Path]
) -> None:
    store = new_store(*[paper(number) for number in range(12)])
    assert len(store.history()) == 12
    for _ in range(9):
        store.undo()
    with pytest.raises(StoreError, match="no longer kept"):
        store.undo()


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("store.json", "{", "cannot be read"),
        ("store.json", '{"layout": 99, "base": "https://example.org/"}', "layout 99"),
    ],
)
def test_damage_is_explained(
    run: Command, tmp_path: Path, paper: Callable[..., Path], name: str, text: str, message: str
) -> None:
    run("ingest", paper(1))
    (tmp_path / "store" / name).write_text(text)
    outcome = run("stats")
    assert outcome.code == 1
    assert message in outcome.err
    assert len(outcome.err.splitlines()) == 1


def test_a_generation_that_is_gone_is_named(
    run: Command, tmp_path: Path, paper: Callable[..., Path]
) -> None:
    run("ingest", paper(1))
    shutil.rmtree(tmp_path / "store" / "generations" / "1" / "graph")
    outcome = run("stats")
    assert (outcome.code, "generations/1/graph is missing" in outcome.err) == (1, True)


def test_the_catalog_decides_which_generation_readers_see(
    new_store: MakeStore, paper: Callable[..., Path]
) -> None:
    """As after a crash between its transaction and the writing of CURRENT."""
    store = new_store(paper(1), paper(2))
    before = dump(store)
    (store.path / "CURRENT").write_text("1\n")
    assert (store.current, dump(store)) == (2, before)
    ingest(store, (str(paper(3)),))
    assert (store.path / "CURRENT").read_text() == "3\n"


_NO_INDEX = tuple(
    f"DROP TABLE {table}"
    for table in ("state", "document", "past_document", "work_text", "venue_text", "name_text")
)
_OTHER_INDEX = tuple(
    f"ALTER TABLE {table} DROP COLUMN jel" for table in ("document", "past_document")
)


@pytest.mark.parametrize("older", [_NO_INDEX, _OTHER_INDEX])
def test_a_store_without_index_is_read_and_gets_one_with_the_next_commit(
    new_store: MakeStore, paper: Callable[..., Path], older: tuple[str, ...]
) -> None:
    """As an older version left it: with no index, or one that says less."""
    store = new_store(paper(1), paper(2))
    fresh = words(store)
    catalog = sqlite3.connect(store.path / "catalog.sqlite", isolation_level=None)
    for statement in older:
        catalog.execute(statement)
    catalog.close()
    assert store.current == 2
    with store.snapshot() as snapshot, pytest.raises(StoreError, match="citegraph rebuild"):
        assert snapshot.index
    ingest(store, (str(paper(3)),))
    store.undo()
    assert words(store) == fresh
    rebuild(store)
    assert words(store) == fresh
    store.undo()
    store.undo()
    with store.snapshot() as snapshot, pytest.raises(StoreError, match="citegraph rebuild"):
        assert snapshot.index


def test_undo_takes_the_words_back(new_store: MakeStore, paper: Callable[..., Path]) -> None:
    store = new_store(paper(1), paper(2, title="Old words"))
    before = words(store)
    ingest(store, (str(paper(2, title="New words")), str(paper(3))))
    assert words(store) != before
    store.undo()
    assert words(store) == before
    remove(store, str(paper(1)))
    store.undo()
    assert words(store) == before


def test_a_reader_finds_the_words_of_its_generation(
    new_store: MakeStore, paper: Callable[..., Path]
) -> None:
    store = new_store(paper(1, title="Old words"))
    with store.snapshot() as snapshot:
        ingest(store, (str(paper(1, title="New words")),))
        assert snapshot.index.search("work", '"old"')
        assert not snapshot.index.search("work", '"new"')


def test_an_abandoned_change_leaves_no_words(
    new_store: MakeStore, paper: Callable[..., Path]
) -> None:
    store = new_store(paper(1))
    before = words(store)
    with pytest.raises(ZeroDivisionError), store.writer("ingest") as writer:
        writer.empty()
        writer.settle_index(writer.generation)
        raise ZeroDivisionError
    assert words(store) == before


def test_a_full_disk_leaves_the_store_as_it_was(new_store: MakeStore, tmp_path: Path) -> None:
    """A limit on the size of files makes every write beyond it fail, as a full disk does."""
    store = new_store(SAMPLES / "redif")
    before = dump(store)
    big = tmp_path / "big.rdf"
    text = "".join(TEMPLATE.format(title=f"Paper {n} " * 40, number=n) for n in range(5000))
    big.write_text(text, encoding="utf-8")

    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, 200_000))
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)

    command = [sys.executable, "-m", "citegraph", "-s", str(store.path), "ingest", str(big)]
    ended = subprocess.run(command, capture_output=True, text=True, preexec_fn=limit, check=False)
    assert ended.returncode == 1, ended.stdout
    assert "the store is unharmed" in ended.stderr
    assert len(ended.stderr.strip().splitlines()) == 1
    assert dump(Store(store.path)) == before
    assert ingest(store, (str(big),)).works == 5000
