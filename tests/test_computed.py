"""Computations behind saved queries: right, bounded, and the same whatever order the graph has."""

from collections.abc import Iterable
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from citegraph import saved
from citegraph import vocab as v
from citegraph.ask import Question, solutions
from citegraph.computed import COMPUTATIONS, citation_path
from citegraph.computed.citation_path import shortest
from citegraph.errors import CitegraphError, QueryError
from citegraph.graph.iris import Iris
from citegraph.store import Snapshot, Store
from citegraph.store.catalog import Catalog
from tests.conftest import Command
from tests.test_queries import COENEN
from tests.test_saved import values

IRIS = Iris()
Edges = list[tuple[int, int]]


def work(number: int) -> str:
    return IRIS.work(f"doi:10.1234/{number}")


def graph(edges: Iterable[tuple[int, int]]) -> Snapshot:
    """A store in which works cite works."""
    store = ox.Store()
    for citing, cited in edges:
        for number in (citing, cited):
            named = ox.NamedNode(work(number))
            store.add(ox.Quad(named, ox.NamedNode(v.TYPE), ox.NamedNode(v.WORK)))
            store.add(ox.Quad(named, ox.NamedNode(v.TITLE), ox.Literal(f"On\t{number}")))
        cites = ox.NamedNode(v.CITES)
        store.add(ox.Quad(ox.NamedNode(work(citing)), cites, ox.NamedNode(work(cited))))
    return Snapshot(store, Catalog(Path("none"), 0), IRIS)


def test_each_computation_is_behind_one_query() -> None:
    named = [query.compute for query in saved.library().values() if query.compute]
    assert sorted(named) == sorted(COMPUTATIONS)


def test_an_unknown_computation_is_named() -> None:
    query = replace(saved.get("citation-path"), compute="magic")
    question = Question(query, {"from": work(0), "to": work(1)})
    with pytest.raises(QueryError, match="no computation is named 'magic': known are"):
        question.answer(graph([(0, 1)]))


def distance(edges: Edges, start: int, end: int) -> int | None:
    """How many citations away, found without any wit."""
    reached, hops = {start}, 0
    while end not in reached:
        further = reached | {b for a, b in edges if a in reached}
        if further == reached:
            return None
        reached, hops = further, hops + 1
    return hops


nodes = st.integers(0, 8)
edge_lists = st.lists(st.tuples(nodes, nodes), max_size=24)


@given(edge_lists, nodes, nodes, st.integers(0, 6), st.randoms())
def test_a_chain_is_there_and_the_shortest(
    edges: Edges, start: int, end: int, most: int, random: object
) -> None:
    found = shortest(graph(edges), work(start), work(end), most)
    expected = distance(edges, start, end)
    if expected is None or expected > most:
        assert found == []
    else:
        assert len(found) == expected + 1
        assert (found[0], found[-1]) == (work(start), work(end))
        there = {(work(a), work(b)) for a, b in edges}
        assert there.issuperset(pairwise(found))
    shuffled = [*edges]
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert shortest(graph(shuffled), work(start), work(end), most) == found


@given(edge_lists, nodes, nodes, st.integers(-1, 2))
def test_short_chains_are_what_plain_sparql_finds(
    edges: Edges, start: int, end: int, most: int
) -> None:
    snapshot = graph([*edges, (start, 90), (end, 91)])
    if start == end:
        return
    query = saved.get("citation-path")
    given_values = {"from": work(start), "to": work(end), "hops": str(most)}
    question = Question(query, given_values)
    plain = snapshot.graph.query(question.text(snapshot))
    assert isinstance(plain, ox.QuerySolutions)
    rows = [list(row) for row in plain]
    found = [list(row) for row in question.answer(snapshot)]
    assert [row[0] for row in found] == [row[0] for row in rows]
    if len(rows) < 2:
        assert found == rows


def test_the_search_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    edges = [(0, n) for n in range(1, 20)] + [(n, n + 20) for n in range(1, 20)]
    monkeypatch.setattr(citation_path, "MOST_WORKS", 10)
    with pytest.raises(QueryError, match=r"more than 10 works .* --hops"):
        shortest(graph([*edges, (99, 98), (98, 97)]), work(0), work(97), 9)
    monkeypatch.setattr(citation_path, "MOST_WORKS", 50)
    assert len(shortest(graph(edges), work(0), work(21), 9)) == 3


@given(value=values, name=st.sampled_from(["from", "to", "hops"]))
def test_no_value_changes_the_answer_into_something_else(value: str, name: str) -> None:
    if any("\ud800" <= c <= "\udfff" for c in value):
        return
    snapshot = graph([(0, 1), (1, 2)])
    given_values = {"from": work(0), "to": work(2), "hops": "5"} | {name: value}
    try:
        rows = list(Question(saved.get("citation-path"), given_values).answer(snapshot))
    except CitegraphError:
        return
    assert len(rows) in {0, 1, 2}


literals = st.text(st.characters(codec="utf-8")).map(ox.Literal)


@given(st.lists(st.tuples(literals, st.one_of(st.none(), literals))))
def test_rows_are_answers_as_they_are(rows: list[tuple[ox.Literal, ox.Literal | None]]) -> None:
    found = [tuple(row) for row in solutions(("a", "b"), rows)]
    assert found == rows


def test_reasons_for_no_chain(run: Command, sample_store: Store) -> None:
    def why(*arguments: str) -> str:
        found = run("-s", sample_store.path, "query", "citation-path", *arguments)
        assert (found.code, found.out) == (0, "")
        return found.err

    far = "RePEc:stp:stepre:1999r02"
    assert "both are the same work" in why("--from", COENEN, "--to", COENEN)
    assert "without, the answer has 2 rows" in why("--from", COENEN, "--to", far, "--hops", "1")
    assert "no source gives the references of the first" in why(
        "--from", "The Learning Economy", "--to", far
    )
    assert "what to ingest" in why("--from", "RePEc:stp:stepre:1996r13", "--to", far)


def test_a_window_on_the_rows(run: Command, sample_store: Store) -> None:
    call = ["-s", sample_store.path, "query", "citation-path", "--from", COENEN]
    call += ["--to", "RePEc:stp:stepre:1999r02", "-f", "csv"]
    rows = run(*call).out.splitlines()
    assert run(*call, "--offset", "1", "--limit", "1").out.splitlines() == [rows[0], rows[2]]
    assert run(*call, "--limit", "0").out.splitlines() == rows[:1]
    assert run(*call, "--limit", "1").out.splitlines() == rows[:2]
