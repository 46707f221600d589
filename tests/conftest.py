"""Fixtures: stores in temporary folders, and the command line called as a user calls it."""

import itertools
import shutil
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import NamedTuple

import pytest
from hypothesis import settings

from citegraph.cli import main
from citegraph.export import export
from citegraph.graph.documents import Searchable
from citegraph.load import enlist, ingest
from citegraph.store import Store
from citegraph.store.text_index import Hit, space_of
from citegraph.values import find_work

ROOT = Path(__file__).parent.parent
SAMPLES = ROOT / "samples"
# What is in the list of `listed_store`.
LISTED = (
    "RePEc:stp:stepre:1995r03",
    "RePEc:kap:jtecht:v:27:y:2002:i:1:p:77-86",
    "10.1016/j.respol.2005.03.013",
    "The Learning Economy",
)
# How long an example takes says nothing of a busy machine's software.
settings.register_profile("citegraph", deadline=None)
settings.load_profile("citegraph")
REAL_DATA = ROOT.parent / "shared" / "data"


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update", action="store_true", help="write expected outputs anew")


class Outcome(NamedTuple):
    """What a command left behind."""

    code: int
    out: str
    err: str


Command = Callable[..., Outcome]


@pytest.fixture
def run(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str], tmp_path: Path
) -> Command:
    """Run `citegraph` with arguments, in the store `tmp_path/store`."""
    monkeypatch.setenv("CITEGRAPH_STORE", str(tmp_path / "store"))
    monkeypatch.setenv("COLUMNS", "120")

    def call(*arguments: str | Path) -> Outcome:
        monkeypatch.setattr("sys.argv", ["citegraph", *map(str, arguments)])
        capfd.readouterr()
        with pytest.raises(SystemExit) as ended:
            main()
        out, err = capfd.readouterr()
        code = ended.value.code
        return Outcome(code if isinstance(code, int) else int(bool(code)), out, err)

    return call


@pytest.fixture
def new_store(tmp_path: Path) -> Callable[..., Store]:
    """A fresh store, with sources ingested one run each."""
    numbers = itertools.count()

    def make(*runs: Path | tuple[Path, ...]) -> Store:
        store = Store(tmp_path / f"store-{next(numbers)}")
        for paths in runs:
            ingest(store, tuple(map(str, paths if isinstance(paths, tuple) else (paths,))))
        return store

    return make


@pytest.fixture
def write(tmp_path: Path) -> Callable[..., Path]:
    """Write ReDIF templates to a file of this name, without its suffix."""

    def file(name: str, *templates: str) -> Path:
        path = tmp_path / f"{name}.rdf"
        path.write_text("\n".join(templates), encoding="utf-8")
        return path

    return file


@pytest.fixture(scope="session")
def sample_store(tmp_path_factory: pytest.TempPathFactory) -> Store:
    """The sample sources, ingested once. Tests must not change it."""
    store = Store(tmp_path_factory.mktemp("samples") / "store")
    ingest(store, (str(SAMPLES),))
    return store


@pytest.fixture(scope="session")
def listed_store(sample_store: Store, tmp_path_factory: pytest.TempPathFactory) -> Store:
    """The sample sources, with a list of works. Tests must not change it."""
    store = copy_of(sample_store, tmp_path_factory.mktemp("listed") / "store")
    with store.snapshot() as snapshot:
        works = [find_work(snapshot, name) for name in LISTED]
    enlist(store, "my bibliography", works, "lists add my bibliography")
    return store


def copy_of(store: Store, folder: Path) -> Store:
    """The same store at another place, to be changed: made many times as fast as anew."""
    shutil.copytree(store.path, folder)
    return Store(folder)


def dump(store: Store, format_name: str = "nq") -> str:
    """A store's export as text."""
    out = BytesIO()
    with store.snapshot() as snapshot:
        export(snapshot, format_name, out)
    return out.getvalue().decode()


def words(store: Store) -> tuple[list[Searchable], list[list[Hit]]]:
    """All documents of a store's index, and how it ranks them for each of their words."""
    with store.snapshot() as snapshot:
        found = list(snapshot.index.documents())
        asked = sorted({(space_of(d.kind), word) for d in found for word in d.text.split()})
        ranked = [snapshot.index.search(space, f'"{word}"') for space, word in asked]
    return found, ranked
