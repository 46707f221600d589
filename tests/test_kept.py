"""What is kept of a generation: read again as it was, and never taken for another's."""

import json
import re
from pathlib import Path

import pytest

from citegraph import ask, saved, sparql_tokens
from citegraph.ask import Question
from citegraph.load import ingest
from citegraph.store import Store, kept
from citegraph.store.kept import FOLDER, Kept
from tests.conftest import SAMPLES

MOST_CITED = Question(saved.get("most-cited"), {}, 3)


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Store:
    """A store of its own, of which whatever is asked is kept."""
    monkeypatch.setattr(ask, "_SLOW", -1.0)
    found = Store(tmp_path / "store")
    ingest(found, (str(SAMPLES / "pages"),))
    return found


def rows(store: Store, question: Question = MOST_CITED) -> list[str]:
    with store.snapshot() as snapshot:
        return [str(row) for row in question.answer(snapshot)]


def files(store: Store) -> list[Path]:
    return sorted((store.path / "generations" / str(store.current) / FOLDER).glob("*"))


def answers(store: Store) -> list[Path]:
    """The files with rows; others have numbers."""
    return [file for file in files(store) if not file.read_bytes().isdigit()]


def test_an_answer_is_read_again_in_its_generation_alone(store: Store) -> None:
    everything = rows(store, Question(MOST_CITED.query, {}))
    first = rows(store)
    assert rows(store) == first == everything[:3]
    (answer,) = answers(store)
    number, _, data = answer.read_text().partition("\n")
    said = json.loads(data)
    assert number == "all"
    assert len(said["results"]["bindings"]) == len(everything)
    # It is read for any part of it.
    del said["results"]["bindings"][1]
    answer.write_text(f"all\n{json.dumps(said)}")
    fewer = [everything[0], *everything[2:]]
    assert rows(store) == fewer[:3]
    assert rows(store, Question(MOST_CITED.query, {}, 2)) == fewer[:2]
    assert rows(store, Question(MOST_CITED.query, {}, 3, 1)) == fewer[1:4]
    assert rows(store, Question(MOST_CITED.query, {}, 1000)) == fewer
    # Another value, and another generation, are other answers.
    assert rows(store, Question(MOST_CITED.query, {"from": "1994"}, 3)) != fewer[:3]
    ingest(store, (str(SAMPLES / "redif"),))
    assert len(rows(store)) == 3


def test_of_a_long_answer_more_is_found_out_when_it_is_asked_for(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    everything = rows(store, Question(MOST_CITED.query, {}))
    # As if each row took as long as all before it.
    clock = iter(2.0**tick for tick in range(100))
    monkeypatch.setattr(ask, "perf_counter", lambda: next(clock))
    assert rows(store) == everything[:3]
    (answer,) = answers(store)
    assert answer.read_text().startswith("4\n")
    assert rows(store, Question(MOST_CITED.query, {}, 2, 2)) == everything[2:4]
    assert answer.read_text().startswith("4\n")
    assert rows(store, Question(MOST_CITED.query, {}, 1, 4)) == everything[4:5]
    assert answer.read_text().startswith("6\n")
    assert rows(store, Question(MOST_CITED.query, {}, 100)) == everything
    assert answer.read_text().startswith("all\n")


def test_a_fast_answer_is_not_kept(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ask, "_SLOW", 1e6)
    rows(store)
    assert [file.read_bytes().isdigit() for file in files(store)] == [True, True]


def test_what_is_not_bounded_is_not_kept(store: Store) -> None:
    rows(store, Question(MOST_CITED.query, {}))
    assert all(file.read_bytes().isdigit() for file in files(store))


def test_nothing_is_kept_where_nothing_can_be_written(store: Store) -> None:
    (store.path / "generations" / str(store.current) / FOLDER).write_text("in the way")
    assert rows(store) == rows(store)


def test_there_is_a_bound(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept, "_MOST", 2)
    for year in range(1990, 1996):
        rows(store, Question(MOST_CITED.query, {"from": str(year)}, 3))
    assert len(files(store)) == 2


def test_what_is_kept_goes_with_its_generation(store: Store) -> None:
    rows(store)
    old = files(store)
    assert old
    for name in ("1994", "1996", "1999"):
        ingest(store, (str(next((SAMPLES / "redif").rglob(f"{name}.rdf"))),))
    for page in sorted((SAMPLES / "redif").rglob("*.rdf")):
        ingest(store, (str(page),))
    assert not any(file.exists() for file in old)
    assert not old[0].parent.exists()


def test_a_number_that_another_generation_took_keeps_nothing_of_the_first(tmp_path: Path) -> None:
    folder = tmp_path / "1"
    folder.mkdir()
    before = Kept(folder)
    before.put("key", b"value")
    assert before.get("key") == b"value"
    (tmp_path / "2").mkdir()
    folder.rename(tmp_path / "gone")
    (tmp_path / "2").rename(folder)
    before.put("key", b"value")
    assert (before.get("key"), Kept(folder).get("key")) == (None, None)
    assert not (folder / FOLDER).exists()


def test_counts_are_replaced_where_they_stand_alone() -> None:
    counts = {"? a cg:Work": lambda: 7}
    text = "{ SELECT (COUNT(*) AS ?n) WHERE { ?x a cg:Work } }"
    assert sparql_tokens.replace_counts(text, counts) == "VALUES ?n { 7 }"
    for other in (
        f"'{text}'",
        f"# {text}",
        text.replace("cg:Work", "cg:Venue"),
        text.replace("cg:Work", "cg:Work ; cg:year 1"),
        text.replace("COUNT(*)", "COUNT(?x)"),
        text.replace("} }", "} LIMIT 1 }"),
    ):
        assert sparql_tokens.replace_counts(other, counts) == other


@pytest.mark.parametrize("name", saved.library())
def test_what_is_known_of_a_generation_changes_no_answer(name: str, sample_store: Store) -> None:
    query = saved.get(name)
    with sample_store.snapshot() as snapshot:
        text = ask._counted(snapshot, query.text)
        columns = [str(c) for c in snapshot.graph.query(text).variables]  # type: ignore[union-attr]
        assert [column.removeprefix("?") for column in columns] == list(query.columns)
        if {"lists", "works"} <= set(query.columns):
            assert "VALUES ?lists { 6 }" in text
            assert re.search(r"VALUES \?works(_in_store)? { 17 }", text)
