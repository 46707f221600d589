"""Computations behind saved queries: right, bounded, and the same whatever order the graph has."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from itertools import combinations, pairwise
from pathlib import Path

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from citegraph import saved
from citegraph import vocab as v
from citegraph.ask import Question, solutions
from citegraph.computed import COMPUTATIONS, citation_path, network_around, pairs, recent_works
from citegraph.computed.citation_path import shortest
from citegraph.errors import CitegraphError, QueryError
from citegraph.graph.iris import Iris
from citegraph.reasons import why_empty
from citegraph.store import Snapshot, Store
from citegraph.store.catalog import Catalog
from citegraph.values import Term
from tests.conftest import SAMPLES, Command
from tests.test_queries import ASHEIM, COENEN
from tests.test_saved import values

IRIS = Iris()
MARSHALL = "RePEc:hay:hetboo:marshall1890"
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
    found = shortest(graph(edges), work(start), work(end), most, {})
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
    assert shortest(graph(shuffled), work(start), work(end), most, {}) == found


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
        shortest(graph([*edges, (99, 98), (98, 97)]), work(0), work(97), 9, {})
    monkeypatch.setattr(citation_path, "MOST_WORKS", 50)
    assert len(shortest(graph(edges), work(0), work(21), 9, {})) == 3


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


@pytest.mark.parametrize("level", ["item", "cluster"])
@pytest.mark.parametrize(
    "name, given_values",
    [
        ("bradford", {"jel": "O"}),
        ("keyword-co-occurrence", {"keyword": "Norway"}),
        ("most-cited-authors", {}),
        ("most-cited-authors", {"minscore": "0.9999"}),
        ("most-cited-authors", {"uncertain": "yes", "jel": "O"}),
        ("network-edges", {"kind": "citation", "uncertain": "yes", "text": "in"}),
        ("network-edges", {"kind": "co-citation", "minscore": "0.9999"}),
        ("network-edges", {"kind": "coupling", "uncertain": "yes"}),
        ("network-edges", {"kind": "co-author", "text": "in"}),
        ("network-edges", {"kind": "keyword", "jel": "O"}),
        ("network-edges", {"kind": "co-author", "keyword": "INNOVATION"}),
        ("network-edges", {"kind": "keyword", "keyword": "Norway"}),
        ("network-edges", {"kind": "co-author", "organization": "RePEc:edi:steppno"}),
        *(
            ("network-of-work", {"work": ASHEIM, "kind": kind, "steps": steps})
            for kind in ("citation", "co-citation", "coupling")
            for steps in ("1", "2")
        ),
        ("network-of-work", {"work": MARSHALL, "kind": "co-citation", "min": "2"}),
        *(
            ("network-of-person", {"person": person, "steps": steps})
            for person in ("Isaksen, Arne", "Asheim, Bjorn T")
            for steps in ("1", "2")
        ),
    ],
)
def test_what_is_computed_is_what_plain_sparql_counts(
    name: str, given_values: dict[str, str], level: str, sample_store: Store
) -> None:
    with sample_store.snapshot() as snapshot:
        query = saved.get(name)
        if any(p.name == "level" for p in query.parameters):
            given_values = {**given_values, "level": level}
        question = Question(query, given_values)
        plain = snapshot.graph.query(question.text(snapshot))
        assert isinstance(plain, ox.QuerySolutions)
        expected = [[_value(snapshot, term) for term in row] for row in plain]
        found = [[_value(snapshot, term) for term in row] for row in question.answer(snapshot)]
    assert found
    if name.startswith(
        "network-"
    ):  # SPARQL alone has no names of authors, and orders clusters its way
        found, expected = (
            sorted([*sorted(r[:2]), r[2]] for r in rows) for rows in (found, expected)
        )
    assert found == expected


def _value(snapshot: Snapshot, term: Term | None) -> str:
    """A term's value; of a cluster, the first of its versions."""
    if isinstance(term, ox.NamedNode) and "/cluster/" in term.value:
        return min(snapshot.subjects(v.VERSION_OF, term))
    return term.value if term else ""


def test_a_score_leaves_out_the_less_sure(sample_store: Store) -> None:
    def edges(**given_values: str) -> int:
        with sample_store.snapshot() as snapshot:
            return sum(
                1
                for _ in Question(
                    saved.get("network-edges"), {"kind": "citation", **given_values}
                ).answer(snapshot)
            )

    assert edges(minscore="0") == edges() == 15
    assert 0 < edges(minscore="0.99995") < edges()
    assert edges(uncertain="yes") > edges()


@given(edge_lists, nodes, st.sampled_from(["citation", "co-citation", "coupling"]))
def test_two_steps_around_a_work(edges: Edges, start: int, kind: str) -> None:
    """Whatever the graph: those that are reached, and the network of all works left to them."""
    snapshot = graph([*edges, (start, 90)])
    whole = _counted(snapshot, "network-edges", {"kind": kind})
    found = {work(start)}
    for steps in ("1", "2"):
        found |= {one for pair in whole for one in pair if found.intersection(pair)}
        within = {pair: n for pair, n in whole.items() if found.issuperset(pair)}
        around = {"work": work(start), "kind": kind, "steps": steps}
        assert _counted(snapshot, "network-of-work", around) == within


def _counted(
    snapshot: Snapshot, name: str, given_values: dict[str, str]
) -> dict[tuple[str, str], int]:
    rows = Question(saved.get(name), given_values).answer(snapshot)
    return {(row[0].value, row[1].value): int(row[2].value) for row in rows}


def test_the_network_around_a_work_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    snapshot = graph([(0, n) for n in range(1, 20)])
    monkeypatch.setattr(network_around, "MOST_MEMBERS", 10)
    question = Question(saved.get("network-of-work"), {"work": work(0)})
    with pytest.raises(QueryError, match=r"20 works .* would have to be looked at, .* --steps"):
        list(question.answer(snapshot))


@given(st.lists(st.sets(st.integers(0, 6).map(str)), max_size=12), st.integers(-1, 4))
def test_pairs_are_counted_where_both_occur(groups: list[set[str]], least: int) -> None:
    members = sorted(set().union(*groups))
    expected = {
        (a, b): n
        for a, b in combinations(members, 2)
        if (n := sum(a in group and b in group for group in groups)) and n >= least
    }
    assert pairs.together(groups, least) == expected


def test_the_pairs_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pairs, "MOST_PAIRS", 10)
    with pytest.raises(QueryError, match=r"15 pairs would have to be counted, .* higher --min"):
        pairs.together([set("abcdef")], 1)
    assert pairs.together([set("abcdef"), set("ab")], 2) == {("a", "b"): 2}


def test_reasons_of_the_others_for_no_rows() -> None:
    snapshot = graph([(0, 1)])
    for name, given_values, reason in (
        ("bradford", {"text": "On"}, "none of the 2 works on text 'On' is in a known venue"),
        ("keyword-co-occurrence", {}, "no two keywords occur together in 1 works; 0 of 2 works"),
        ("most-cited-authors", {}, "0 of 2 works have a reference list"),
        ("network-edges", {"kind": "coupling"}, "no two works are joined by coupling"),
        ("network-edges", {"kind": "co-author"}, "no two co-authors are of one work, among 2"),
        (
            "network-of-work",
            {"work": work(0), "kind": "coupling"},
            "nothing fits --kind 'coupling'",
        ),
        ("recent-works", {}, "of 2 works none comes from a source that the store holds"),
        ("why", {"work": work(0)}, "no source describes"),
    ):
        question = Question(saved.get(name), given_values)
        assert list(question.answer(snapshot)) == []
        assert reason in why_empty(snapshot, question)


@pytest.mark.parametrize("most", [0, 20_000])
def test_what_came_last_comes_first(
    new_store: Callable[..., Store], most: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The time of a work is that of the first generation that held a source of it; how many came
    at one time is no matter."""
    monkeypatch.setattr(recent_works, "_SORTED", most)
    pages = SAMPLES / "pages"
    store = new_store((pages / "pisati-2005-tmap.txt",), (pages,))
    first, last = store.history()[1], store.history()[0]
    with store.snapshot() as snapshot:
        snapshot._read_history = lambda: [
            replace(last, time="2020-03-01T00:00:00+00:00"),
            replace(first, time="2020-01-01T00:00:00+00:00"),
        ]
        rows = list(Question(saved.get("recent-works"), {}).answer(snapshot))
        assert [row[0].value for row in rows[:-1]] == sorted(row[0].value for row in rows[:-1])
        assert rows[-1][1] == ox.Literal("RePEc:boc:bocode:s448402")
        assert [row[2].value for row in rows[-2:]] == [
            "2020-03-01T00:00:00+00:00",
            "2020-01-01T00:00:00+00:00",
        ]
        for days, left in (("30", len(rows) - 1), ("60", len(rows)), ("0", len(rows) - 1)):
            found = Question(saved.get("recent-works"), {"days": days}).answer(snapshot)
            assert sum(1 for _ in found) == left
    with store.snapshot(first.number) as before:
        assert sum(1 for _ in Question(saved.get("recent-works"), {}).answer(before)) == 1
