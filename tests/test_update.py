"""What is kept up to date: unchanged files are not read, changed ones replaced, gone ones told."""

import os
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from citegraph.check import check
from citegraph.ingest import files
from citegraph.ingest.files import Found, file_name
from citegraph.ingest.source import Document
from citegraph.load import ingest
from citegraph.store import Store
from tests.conftest import Command, dump

TEMPLATE = """Template-Type: ReDIF-Paper 1.0
Author-Name: Ada Example
Title: {title}
Creation-Date: 2001-05
Handle: RePEc:smp:wpaper:{number}
"""


@pytest.fixture
def archive(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Five papers, a file each, that look as if they had been there for long."""
    monkeypatch.setattr(files, "_STEP", -10_000_000_000)
    folder = tmp_path / "RePEc" / "smp" / "wpaper"
    folder.mkdir(parents=True)
    for number in range(5):
        write(folder, number)
    return folder


def write(folder: Path, number: int, title: str = "A paper") -> Path:
    path = folder / f"{number}.rdf"
    path.write_text(TEMPLATE.format(title=title, number=number), encoding="utf-8")
    return path


def opened(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of the files that are read from now on."""
    names: list[str] = []
    read = Found.document

    def document(self: Found) -> Document:
        names.append(file_name(self.path))
        return read(self)

    monkeypatch.setattr(Found, "document", document)
    return names


def test_unchanged_files_are_not_opened(
    archive: Path, new_store: Callable[..., Store], monkeypatch: pytest.MonkeyPatch
) -> None:
    store = new_store(archive)
    names = opened(monkeypatch)
    tally = ingest(store, (str(archive),))
    assert (names, tally.unchanged, tally.generation) == ([], 5, None)
    write(archive, 3, "Another title")
    tally = ingest(store, (str(archive),))
    assert (names, tally.unchanged, tally.sources) == (["3.rdf"], 4, 1)
    assert dump(store) == dump(new_store(archive))


def test_a_change_that_hides_its_time_is_seen(
    archive: Path, new_store: Callable[..., Store]
) -> None:
    store = new_store(archive)
    path = archive / "1.rdf"
    before = path.stat()
    write(archive, 1, "B paper")
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert path.stat().st_size == before.st_size
    ingest(store, (str(archive),))
    assert '"B paper"' in dump(store)


def test_a_file_that_was_only_touched_is_read_once_more(
    archive: Path, new_store: Callable[..., Store], monkeypatch: pytest.MonkeyPatch
) -> None:
    store = new_store(archive)
    (archive / "1.rdf").touch()
    names = opened(monkeypatch)
    for _ in range(2):
        assert ingest(store, (str(archive),)).generation is None
    assert names == ["1.rdf"]


def test_a_file_that_just_changed_is_not_trusted(
    archive: Path, new_store: Callable[..., Store], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two changes within one step of the clock would look alike."""
    monkeypatch.setattr(files, "_STEP", 60_000_000_000)
    store = new_store(archive)
    names = opened(monkeypatch)
    ingest(store, (str(archive),))
    assert len(names) == 5


def test_gone_files_are_told_and_pruned(archive: Path, run: Command, tmp_path: Path) -> None:
    assert run("ingest", tmp_path / "RePEc").code == 0
    (archive / "2.rdf").unlink()
    told = run("ingest", tmp_path / "RePEc")
    assert told.code == 0
    assert "1 file gone since, and what they said kept: --prune forgets" in told.out
    assert "2.rdf: gone" in told.err
    assert "wpaper:2" in run("export").out
    pruned = run("ingest", "--prune", tmp_path / "RePEc")
    assert "1 file gone, and what they said forgotten" in pruned.out
    exported = run("export").out
    assert "wpaper:2" not in exported
    run("-s", tmp_path / "fresh", "ingest", tmp_path / "RePEc")
    assert exported == run("-s", tmp_path / "fresh", "export").out


def test_only_what_was_asked_for_is_pruned(
    archive: Path, new_store: Callable[..., Store], tmp_path: Path
) -> None:
    other = tmp_path / "RePEc" / "smp" / "wpaper-too"
    other.mkdir()
    elsewhere = write(other, 9)
    store = new_store(tmp_path / "RePEc")
    elsewhere.unlink()
    tally = ingest(store, (str(archive),), prune=True)
    assert tally.pruned == 0
    assert "wpaper:9" in dump(store)


def test_a_file_that_holds_no_record_any_longer(
    archive: Path, new_store: Callable[..., Store]
) -> None:
    store = new_store(archive)
    (archive / "0.rdf").write_text("<html><body>404 Not Found</body></html>", encoding="utf-8")
    kept = ingest(store, (str(archive),))
    assert [p.message.rpartition(": ")[2] for p in kept.gone] == ["holds no record any longer"]
    assert "wpaper:0" in dump(store)
    assert ingest(store, (str(archive),), prune=True).pruned == 1
    assert dump(store) == dump(new_store(archive))


def test_a_folder_that_cannot_be_listed_is_not_gone(
    archive: Path, new_store: Callable[..., Store], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    store = new_store(tmp_path / "RePEc")
    scandir = os.scandir

    def refused(path: str) -> object:
        if path == str(archive):
            raise PermissionError(13, "Permission denied")
        return scandir(path)

    monkeypatch.setattr(os, "scandir", refused)
    tally = ingest(store, (str(tmp_path / "RePEc"),), prune=True)
    assert tally.pruned == 0
    assert [str(p) for p in tally.unreadable] == [
        f"{archive}: cannot be listed (Permission denied)"
    ]


def test_an_archive_is_opened_when_it_changed(
    archive: Path, new_store: Callable[..., Store], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    packed = tmp_path / "mirror.zip"

    def pack(numbers: range) -> None:
        with zipfile.ZipFile(packed, "w") as file:
            for number in numbers:
                file.write(archive / f"{number}.rdf", f"smp/{number}.rdf")

    pack(range(4))
    store = new_store(packed)
    with monkeypatch.context() as patch:
        patch.setattr(zipfile.ZipFile, "read", lambda *_: pytest.fail("opened"))
        assert ingest(store, (str(packed),)).unchanged == 4
    pack(range(2, 5))
    tally = ingest(store, (str(packed),), prune=True)
    assert (tally.unchanged, tally.sources, tally.pruned) == (2, 1, 2)
    assert dump(store) == dump(new_store(packed))
    # A damaged archive tells nothing of what was in it.
    packed.write_bytes(packed.read_bytes()[:-30])
    assert ingest(store, (str(packed),), prune=True).pruned == 0
    with store.snapshot() as snapshot:
        assert not check(snapshot).findings


def test_the_store_is_no_source(archive: Path, tmp_path: Path) -> None:
    store = Store(archive / "citegraph-store")
    assert ingest(store, (str(archive),)).files == 5
    assert ingest(store, (str(archive),)).files == 5


def test_standard_input_makes_a_store(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "citegraph", "-s", str(tmp_path / "store"), "ingest", "-"]
    text = TEMPLATE.format(title="A paper", number=1)
    done = subprocess.run(command, input=text, capture_output=True, text=True, check=True)
    assert "1 record: 1 work" in done.stdout
    again = subprocess.run(command, input=text, capture_output=True, text=True, check=True)
    assert "1 file: 1 unchanged" in again.stdout
