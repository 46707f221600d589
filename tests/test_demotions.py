"""What a run undoes is in its log: which reference, from what to what, because of which work."""

import json
from pathlib import Path

import pytest

from citegraph.load import batch, demotions, ingest, rebuild, remove
from citegraph.store import Demotion, Store
from tests.conftest import Command
from tests.test_decisions import CITING, REFERENCE, TEMPLATE, TWO, sources

BASE = "https://w3id.org/citegraph/"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A page whose first reference means the paper 1, and papers that can get in its way."""
    return sources(tmp_path)


@pytest.fixture
def store(tmp_path: Path, folder: Path) -> Store:
    store = Store(tmp_path / "store")
    ingest(store, (str(folder / "1.rdf"), str(folder / "citing.txt")))
    return store


def logged(store: Store) -> list[Demotion]:
    with store.snapshot() as snapshot:
        return snapshot.catalog.demotions(store.current)


def short(demotion: Demotion) -> tuple[str, ...]:
    """From what to what, because of which."""
    said = (demotion.was, demotion.target, demotion.now, demotion.works)
    return tuple(
        text.replace(f"{BASE}work/repec:smp:wpaper:", "")
        for text in (*said, demotion.reason, demotion.because)
    )


def test_a_near_tie_demotes_and_the_log_says_so(run: Command, store: Store, folder: Path) -> None:
    assert logged(store) == []
    outcome = run("ingest", folder / "2.rdf", folder / "3.rdf")
    assert "1 reference demoted: `citegraph history 2` says which and why" in outcome.out
    (found,) = logged(store)
    assert found.reference.startswith(f"{BASE}work/repec:smp:wpaper:9#ref-")
    assert found.words.startswith("Knut Holt, 2001.")
    assert short(found) == ("matched", "1", "uncertain", "1 2", "rival", "2")
    shown = run("history", "2", "-f", "md").out
    assert "1 reference demoted:" in shown
    assert "RePEc:smp:wpaper:9" in shown
    assert "matched: RePEc:smp:wpaper:1" in shown
    assert "uncertain: RePEc:smp:wpaper:1; RePEc:smp:wpaper:2" in shown
    assert "RePEc:smp:wpaper:2 fits as well" in shown
    told = json.loads(run("history", "2", "-f", "json").out)
    assert told["summary"]["demoted"] == 1
    assert told["demotions"][0]["because"] == f"{BASE}work/repec:smp:wpaper:2"
    assert run("history", "-f", "md").out.splitlines()[2].endswith("| 1 |")
    # Nothing more is undone, and what was undone is no part of the log of other runs.
    (folder / "citing.txt").write_text(CITING.format(more=" more"), encoding="utf-8")
    assert ingest(store, (str(folder),)).demoted == 0
    assert logged(store) == []
    assert "0 references demoted" in run("history", "3").out
    run("undo")
    run("undo")
    assert run("history", "2").code == 1


def test_a_match_undone_by_removal(run: Command, store: Store, folder: Path) -> None:
    outcome = run("remove", folder / "1.rdf")
    assert "1 reference demoted: `citegraph history 2`" in outcome.out
    (found,) = logged(store)
    assert short(found) == ("matched", "1", "unmatched", "", "gone", "1")
    assert "smp:wpaper:1 is gone" in run("history", "2").out


def test_what_goes_itself_is_not_demoted(store: Store, folder: Path) -> None:
    assert remove(store, "citing.txt").demoted == 0
    assert logged(store) == []


def test_a_work_that_says_other_things(store: Store, folder: Path) -> None:
    text = TEMPLATE.format(number=1, title="Quite another thing")
    (folder / "1.rdf").write_text(text, encoding="utf-8")
    assert ingest(store, (str(folder / "1.rdf"),)).demoted == 1
    assert short(logged(store)[0]) == ("matched", "1", "unmatched", "", "changed", "1")


def test_a_better_match(store: Store, folder: Path) -> None:
    text = TEMPLATE.format(number=1, title="Quite another thing")
    (folder / "1.rdf").write_text(text, encoding="utf-8")
    assert ingest(store, (str(folder / "1.rdf"), str(folder / "2.rdf"))).demoted == 1
    assert short(logged(store)[0]) == ("matched", "1", "matched", "2", "better", "2")


def test_a_confirmed_work_that_goes(run: Command, store: Store, folder: Path) -> None:
    ingest(store, (str(folder),))
    run("decide", REFERENCE, "confirm", TWO)
    remove(store, "2.rdf")
    assert short(logged(store)[0]) == ("confirmed", "2", "confirmed", "", "gone", "2")


def test_a_work_that_gets_a_better_name_is_the_same(tmp_path: Path, folder: Path) -> None:
    work = (
        "Template-Type: ReDIF-Book 1.0\nAuthor-Name: Nobody Known\nTitle: A lost work\nYear: 1999\n"
    )
    nameless, named = tmp_path / "nameless.rdf", tmp_path / "named.rdf"
    nameless.write_text(f"{work}ISBN: 0-262-01113-1\n", encoding="utf-8")
    named.write_text(f"{work}ISBN: 0-262-01113-1\nHandle: RePEc:smp:books:1\n", encoding="utf-8")
    store = Store(tmp_path / "books")
    ingest(store, (str(nameless), str(folder / "citing.txt")))
    assert ingest(store, (str(named),)).demoted == 0


def test_batches_are_no_matter(store: Store, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What one batch undoes and another does again is not undone."""
    changed = folder / "0.rdf"
    (folder / "1.rdf").rename(changed)
    changed.write_text(TEMPLATE.format(number=1, title="Clusters and learning") + "\n")
    monkeypatch.setattr(batch, "BATCH_LINES", 1)
    monkeypatch.setattr(batch, "BATCH_RECORDS", 1)
    ingest(store, (str(folder / "2.rdf"), str(folder / "3.rdf")))
    assert [short(d) for d in logged(store)] == [("matched", "1", "uncertain", "1 2", "rival", "2")]
    remove(store, "2.rdf")
    assert ingest(store, (str(folder),), prune=True).demoted == 1
    assert [short(d)[-2:] for d in logged(store)] == [("rival", "2")]


def test_a_rebuild_says_what_it_undid(
    store: Store, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert rebuild(store).demoted == 0
    with monkeypatch.context() as patch:
        patch.setattr("citegraph.resolve.matching.MATCHED", 1.1)
        assert rebuild(store).demoted == 1
    assert short(logged(store)[0])[:3] == ("matched", "1", "uncertain")


def test_the_log_is_bounded(
    run: Command, store: Store, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = CITING.format(more="").replace("wpaper/9", "wpaper/8").replace("wpaper:9", "wpaper:8")
    (folder / "other.txt").write_text(other.replace("Papers 9", "Papers 8"), encoding="utf-8")
    ingest(store, (str(folder / "other.txt"),))
    monkeypatch.setattr(demotions, "KEPT_DEMOTIONS", 1)
    outcome = run("ingest", folder / "2.rdf")
    assert "2 references demoted" in outcome.out
    assert len(logged(store)) == 1
    assert "and 1 more" in run("history", "3").out
