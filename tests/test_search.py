"""Words are found by rank, as phrases and by their starts; whatever is written, it is only words."""

import sqlite3
from pathlib import Path

import pyoxigraph as ox
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from citegraph import fulltext
from citegraph import vocab as v
from citegraph.ask import Question
from citegraph.errors import UsageError
from citegraph.folding import fold
from citegraph.graph.quads import value_of
from citegraph.load import ingest, rebuild
from citegraph.load.by_hand import Update, put, update
from citegraph.saved import get
from citegraph.store import Store
from citegraph.store.text_index import Confined
from citegraph.values import find_work
from tests.conftest import Command

REDIF = """Template-Type: ReDIF-Paper 1.0
Author-Name: Bjørn Ødegård
Title: Regional innovation in small places
Keywords: clusters; learning
Abstract: Write to secret.person@example.org about economies of scale.
Creation-Date: 1999
Handle: RePEc:smp:wpaper:1

Template-Type: ReDIF-Article 1.0
Author-Name: Ann Example
Title: Innovation and the regional question
Journal: Journal of Examples
Abstract: A cluster of words on regional innovation, at length.
Year: 2005
Handle: RePEc:smp:journl:2
"""


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Store:
    folder = tmp_path_factory.mktemp("search")
    (folder / "words.rdf").write_text(REDIF, encoding="utf-8")
    made = Store(folder / "store")
    ingest(made, (str(folder / "words.rdf"),))
    return made


@pytest.mark.parametrize(
    ("words", "numbers"),
    [
        (["innovation"], "12"),
        (["regional", "innovation"], "12"),
        (['"regional innovation"'], "12"),
        (['"innovation in small"'], "1"),
        (['"regional question"'], "2"),
        (["clusters"], "1"),
        (["cluster*"], "12"),
        (['"economies of sc"*'], "1"),
        (["odegard"], "1"),
        (["ØDEGÅRD"], "1"),
        # Words of two values are no phrase.
        (['"clusters learning"'], ""),
        (["innovation", "zebra"], ""),
        (["innovation", "--kind", "article"], "2"),
        (["innovation", "--to", "2000"], "1"),
        (["innovation", "--from", "2000"], "2"),
        (["innovation", "--limit", "1", "--offset", "1"], "1"),
    ],
)
def test_works_by_their_words(words: list[str], numbers: str, run: Command, store: Store) -> None:
    rows = run("-s", store.path, "search", "-f", "tsv", *words).out.splitlines()[1:]
    assert "".join(sorted(row.split("\t")[6].rstrip('"')[-1] for row in rows)) == numbers


def test_words_in_the_title_come_first(run: Command, store: Store) -> None:
    rows = run("-s", store.path, "search", "-f", "csv", "clust*").out.splitlines()[1:]
    assert ["wpaper:1" in row for row in rows] == [True, False]


@example('" OR title:*" NEAR(a b) ^x {y} - + AND')
@example('innovation") } DROP ALL #')
@given(st.text(max_size=40))
def test_any_text_is_words_or_said_to_have_none(store: Store, text: str) -> None:
    with store.snapshot() as snapshot:
        if not fold(text):
            with pytest.raises(UsageError, match="has no words"):
                fulltext.expression(text)
            return
        expression = fulltext.expression(text)
        snapshot.index.search("work", expression)
        question = Question(get("works-by-text"), {"text": text}, 3)
        assert question.text(snapshot).count("SELECT") == 1


def test_no_address_is_in_the_index(store: Store) -> None:
    catalog = sqlite3.connect(store.path / "catalog.sqlite")
    texts = " ".join(text for (text,) in catalog.execute("SELECT text FROM document"))
    catalog.close()
    assert "economies of scale" in texts
    assert "secret" not in texts
    assert "example org" not in texts


def test_a_title_with_an_error_lists_the_nearest(run: Command, store: Store) -> None:
    call = ("-s", store.path, "query", "references-of", "--work")
    assert "RePEc:smp:journl:2" in run(*call, "Inovation and the regionl question").err
    assert "RePEc:smp:wpaper:1" in run(*call, "RePEc:smp:wpaper:11").err
    with store.snapshot() as snapshot:
        assert find_work(snapshot, "regional innov").endswith("wpaper:1")


def test_the_query_runs_without_an_index(store: Store) -> None:
    """As it stands, in any engine."""
    with store.snapshot() as snapshot:
        bound = get("works-by-text").text.replace("?_text_literal", '"regional question"')
        rows = snapshot.graph.query(bound)
        assert isinstance(rows, ox.QuerySolutions)
        assert [value_of(row["handle"]) for row in rows] == ["RePEc:smp:journl:2"]


@pytest.mark.parametrize(
    "expression", ['"words"', '"rare"', '"words" OR "rare"', 'title : ^ "w" *']
)
def test_the_best_few_are_those_of_all(expression: str, tmp_path: Path) -> None:
    """Also where many fit equally well: those are in the order of their names."""
    template = "Template-Type: ReDIF-Paper 1.0\nTitle: {title}\nHandle: RePEc:smp:wpaper:{number}\n"
    titles = ["Words", "Other words", "Words and words", "Rare words"]
    papers = [
        template.format(title=titles[number % len(titles)], number=(7 * number) % 40)
        for number in range(40)
    ]
    (tmp_path / "papers.rdf").write_text("\n".join(papers), encoding="utf-8")
    made = Store(tmp_path / "store")
    ingest(made, (str(tmp_path / "papers.rdf"),))
    with made.snapshot() as snapshot:
        every = snapshot.index.search("work", expression)
        assert every == sorted(every, key=lambda hit: (hit.rank, hit.name))
        for limit in range(len(every) + 2):
            assert snapshot.index.search("work", expression, limit) == every[:limit]


OPENNESS = """Template-Type: ReDIF-Article 1.0
Title: Innovation and its files
Journal: Journal of Examples
Classification-JEL: {jel}
File-URL: https://example.org/3.pdf
File-Restriction: {restriction}
Year: 2007
Handle: RePEc:smp:journl:3
"""


@pytest.mark.parametrize(
    ("confined", "numbers"),
    [
        (Confined(), "123"),
        (Confined(kind="article"), "23"),
        (Confined(first=2005, last=2005), "2"),
        (Confined(venue="Journal of Examples"), "23"),
        (Confined(venue="Journal of"), ""),
        (Confined(jel="O31"), "3"),
        (Confined(jel="O3"), ""),
        (Confined(access="open"), "3"),
        (Confined(access="unknown"), "12"),
        (Confined(venue="Journal of Examples", jel="R11", access="open", first=2006), "3"),
    ],
)
def test_what_is_found_is_confined(confined: Confined, numbers: str, tmp_path: Path) -> None:
    (tmp_path / "words.rdf").write_text(
        f"{REDIF}\n{OPENNESS.format(jel='O31; R11', restriction='none')}", encoding="utf-8"
    )
    made = Store(tmp_path / "store")
    ingest(made, (str(tmp_path / "words.rdf"),))
    with made.snapshot() as snapshot:
        for limit in (-1, 2, 5):
            found = snapshot.index.search("work", '"innovation"', limit, confined)
            fitting = sorted(hit.name[-1] for hit in found)
            assert "".join(fitting) in numbers
            assert len(fitting) == (len(numbers) if limit < 0 else min(limit, len(numbers)))


def test_what_narrows_a_search_follows_its_sources(tmp_path: Path) -> None:
    made = Store(tmp_path / "store")
    file = tmp_path / "words.rdf"
    states = [("O31", "none"), ("O31", "Subscribers only"), ("R11", "Subscribers only")]
    for jel, restriction in states:
        file.write_text(OPENNESS.format(jel=jel, restriction=restriction), encoding="utf-8")
        ingest(made, (str(file),))
        with made.snapshot() as snapshot:
            (hit,) = snapshot.index.search("work", '"innovation"', 5)
        access = "open" if restriction == "none" else "restricted"
        assert (hit.jel, hit.access, hit.venues) == (jel, access, "Journal of Examples")
    made.undo()
    with made.snapshot() as snapshot:
        assert snapshot.index.search("work", '"innovation"', 5)[0].jel == "O31"


def test_what_is_added_by_hand_is_found_until_it_is_taken_back(tmp_path: Path) -> None:
    made = Store(tmp_path / "store")
    (tmp_path / "words.rdf").write_text(REDIF, encoding="utf-8")
    ingest(made, (str(tmp_path / "words.rdf"),))

    def change(text: str) -> list[tuple[str, str, int | None]]:
        update(
            made,
            Update(f"PREFIX cg: <{v.CG}> PREFIX w: <{made.iris.base}work/> {text}"),
            lambda: None,
        )
        with made.snapshot() as snapshot:
            hits = snapshot.index.search("work", '"handmade"', 5)
            return [(hit.name, hit.kind, hit.year) for hit in hits]

    # With a year that is none, and no kind; then with both.
    work = "w:a a cg:Work ; dcterms:title 'Handmade' ; cg:year 'soon'"
    assert change(f"INSERT DATA {{ {work} }}") == [("work/a", "work", None)]
    rebuild(made)
    said = change("INSERT DATA { w:a a cg:Book ; cg:year '1999'^^xsd:gYear }")
    assert said == [("work/a", "book", 1999)]
    assert change("DELETE DATA { w:a dcterms:title 'Handmade' }") == []
    made.undo()
    with made.snapshot() as snapshot:
        assert len(snapshot.index.search("work", '"handmade"', 5)) == 1
    put(made, None, [], "urn:x:", lambda: None, replace=True)
    with made.snapshot() as snapshot:
        assert not snapshot.index.names()
