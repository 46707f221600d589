"""Networks and series: the files that other programs load, and what is drawn."""

import csv
import json
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any

import jsonschema
import networkx as nx
import pyoxigraph as ox
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from citegraph.answers import Answer, Options, write
from citegraph.answers.chart import read_lines
from citegraph.answers.network import Network, read_network
from citegraph.answers.network_files import write_network
from citegraph.ask import run as ask
from citegraph.errors import CitegraphError
from citegraph.formats import ANSWER_FORMATS, Shape
from citegraph.store import Snapshot, Store
from tests.conftest import Command

CITATIONS = "SELECT ?source ?target (true AS ?directed) { ?source cito:cites ?target }"
# Two works are coupled as often as they cite the same work.
COUPLING = """SELECT ?source ?target (COUNT(?cited) AS ?weight) {
  ?source cito:cites ?cited . ?target cito:cites ?cited . FILTER(STR(?source) < STR(?target))
} GROUP BY ?source ?target"""
KEYWORDS = """SELECT ?source ?target (COUNT(?work) AS ?weight) {
  ?work cg:keyword ?source, ?target . FILTER(STR(?source) < STR(?target))
} GROUP BY ?source ?target"""
PER_YEAR = "SELECT ?year (COUNT(*) AS ?n) { ?w a cg:Work ; cg:year ?year } GROUP BY ?year"
NETWORK_FORMATS = [f.name for f in ANSWER_FORMATS.values() if f.shape is Shape.NETWORK]
SERIES_FORMATS = [f.name for f in ANSWER_FORMATS.values() if f.shape is Shape.SERIES]


def answer(snapshot: Snapshot, text: str) -> Answer:
    solutions = ask(snapshot, text)
    assert isinstance(solutions, ox.QuerySolutions)
    return Answer.of(solutions)


@pytest.fixture(params=[CITATIONS, COUPLING, KEYWORDS], ids=["citation", "coupling", "keyword"])
def network(request: pytest.FixtureRequest, sample_store: Store) -> Network:
    with sample_store.snapshot() as snapshot:
        return read_network(answer(snapshot, request.param), snapshot)


def file(network: Network, format_name: str) -> bytes:
    return b"".join(write_network(network, format_name))


def edges(network: Network) -> dict[tuple[str, str], float]:
    return {(e.source, e.target): e.weight for e in network.edges}


def test_the_network_is_what_the_rows_say(sample_store: Store) -> None:
    with sample_store.snapshot() as snapshot:
        citations = read_network(answer(snapshot, CITATIONS), snapshot)
        coupled = read_network(answer(snapshot, COUPLING), snapshot)
        cited = {
            (q.subject.value, q.object.value)
            for q in snapshot.graph.quads_for_pattern(
                None, ox.NamedNode("http://purl.org/spar/cito/cites"), None
            )
            if isinstance(q.subject, ox.NamedNode) and isinstance(q.object, ox.NamedNode)
        }
    assert set(edges(citations)) == cited
    assert citations.is_directed
    assert not coupled.is_directed
    reach: dict[str, set[str]] = {}
    for source, target in cited:
        reach.setdefault(source, set()).add(target)
    expected = {
        (a, b): float(len(reach[a] & reach[b]))
        for a in reach
        for b in reach
        if a < b and reach[a] & reach[b]
    }
    assert edges(coupled) == expected


@pytest.mark.parametrize("format_name", ["graphml", "gexf"])
def test_networkx_loads_what_was_written(network: Network, format_name: str) -> None:
    data = BytesIO(file(network, format_name))
    graph = nx.read_graphml(data) if format_name == "graphml" else nx.read_gexf(data)
    assert graph.is_directed() == network.is_directed
    assert {n: d["label"] for n, d in graph.nodes(data=True)} == {
        node.id: node.label for node in network.nodes
    }
    assert {n: d["year"] for n, d in graph.nodes(data=True) if "year" in d} == {
        node.id: node.year for node in network.nodes if node.year
    }
    assert both_ways(graph) == {frozenset(pair): weight for pair, weight in edges(network).items()}


def both_ways(graph: Any) -> dict[frozenset[str], float]:
    return {frozenset((a, b)): float(d["weight"]) for a, b, d in graph.edges(data=True)}


def test_networkx_loads_pajek(network: Network) -> None:
    graph = nx.parse_pajek(file(network, "pajek").decode())
    assert graph.is_directed() == network.is_directed
    assert graph.number_of_nodes() == len(network.nodes)
    labels = {node.id: node.label for node in network.nodes}
    assert both_ways(graph) == {
        frozenset((labels[a], labels[b])): weight for (a, b), weight in edges(network).items()
    }


# https://app.vosviewer.com/docs/file-types/json-file-type
VOSVIEWER = {
    "type": "object",
    "required": ["network"],
    "additionalProperties": False,
    "properties": {
        "network": {
            "type": "object",
            "required": ["items", "links"],
            "additionalProperties": False,
            "properties": {
                "items": {
                    "type": "array",
                    "items": {
                        "type": "object",
                        "required": ["id", "label"],
                        "additionalProperties": False,
                        "properties": {
                            "id": {"type": "integer", "minimum": 1},
                            "label": {"type": "string", "minLength": 1},
                            "url": {"type": "string", "pattern": "^https?://"},
                            "weights": {
                                "type": "object",
                                "additionalProperties": {"type": "number", "minimum": 0},
                            },
                            "scores": {
                                "type": "object",
                                "additionalProperties": {"type": "number"},
                            },
                        },
                    },
                },
                "links": {
                    "type": "array",
                    "items": {
                        "type": "object",
                        "required": ["source_id", "target_id", "strength"],
                        "additionalProperties": False,
                        "properties": {
                            "source_id": {"type": "integer"},
                            "target_id": {"type": "integer"},
                            "strength": {"type": "number", "exclusiveMinimum": 0},
                        },
                    },
                },
            },
        }
    },
}


def test_vosviewer_json_has_the_documented_form(network: Network) -> None:
    found = json.loads(file(network, "vosviewer"))
    jsonschema.Draft7Validator(VOSVIEWER).validate(found)
    items = {item["id"]: item for item in found["network"]["items"]}
    assert [item["label"] for item in items.values()] == [node.label for node in network.nodes]
    strengths = dict.fromkeys(items, 0.0)
    for link in found["network"]["links"]:
        assert link["source_id"] < link["target_id"]
        for end in ("source_id", "target_id"):
            strengths[link[end]] += link["strength"]
    assert {n: i["weights"]["Total link strength"] for n, i in items.items()} == strengths
    assert sum(strengths.values()) == 2 * sum(edges(network).values())


def test_csv_of_nodes_and_edges_agree(network: Network) -> None:
    nodes = list(csv.DictReader(StringIO(file(network, "nodes").decode())))
    found = list(csv.DictReader(StringIO(file(network, "edges").decode())))
    assert [(n["Id"], n["Label"]) for n in nodes] == [(n.id, n.label) for n in network.nodes]
    assert {(e["Source"], e["Target"]): float(e["Weight"]) for e in found} == edges(network)
    assert {e["Type"] for e in found} == {"Directed" if network.is_directed else "Undirected"}


NAMES = st.text(min_size=1, max_size=12).filter(
    lambda t: not any("\ud800" <= c <= "\udfff" for c in t)
)


@settings(deadline=None, max_examples=50)
@given(st.lists(st.tuples(NAMES, NAMES, st.integers(1, 9)), max_size=6), st.booleans())
def test_any_words_make_files_that_load(
    sample_store: Store, rows: list[tuple[str, str, int]], directed: bool
) -> None:
    found = Answer(
        ("source", "target", "weight", "directed"),
        tuple(
            (ox.Literal(a), ox.Literal(b), ox.Literal(n), ox.Literal(directed)) for a, b, n in rows
        ),
    )
    with sample_store.snapshot() as snapshot:
        network = read_network(found, snapshot)
        shuffled = read_network(Answer(found.columns, found.rows[::-1]), snapshot)
    assert shuffled == network
    total = sum(n for _, _, n in rows)
    for name in ("graphml", "gexf"):
        data = BytesIO(file(network, name))
        graph = nx.read_graphml(data) if name == "graphml" else nx.read_gexf(data)
        assert graph.number_of_nodes() == len(network.nodes)
        assert sum(d["weight"] for _, _, d in graph.edges(data=True)) == total
    pajek = nx.parse_pajek(file(network, "pajek").decode())
    assert pajek.number_of_nodes() == len(network.nodes)
    assert sum(d["weight"] for _, _, d in pajek.edges(data=True)) == total
    jsonschema.Draft7Validator(VOSVIEWER).validate(json.loads(file(network, "vosviewer")))


@pytest.mark.parametrize("format_name", [*NETWORK_FORMATS, *SERIES_FORMATS])
def test_equal_answers_give_equal_bytes(sample_store: Store, format_name: str) -> None:
    text = CITATIONS if format_name in NETWORK_FORMATS else PER_YEAR
    with sample_store.snapshot() as snapshot:
        found = answer(snapshot, text)
        other = Answer(found.columns, found.rows[::-1])
        one = b"".join(write(found, format_name, snapshot))
        assert one == b"".join(write(other, format_name, snapshot))
    assert len(one) > 100


def test_a_weight_that_is_no_number_is_named(run: Command, sample_store: Store) -> None:
    for weight in ("'many'", "'inf'"):
        text = f"SELECT * {{ VALUES (?source ?target ?weight) {{ ('a' 'b' {weight}) }} }}"
        found = run("-s", sample_store.path, "sparql", text, "-f", "graphml")
        assert (found.code, found.out) == (1, "")
        assert f"the weight {weight} is no number" in found.err


def test_series_are_read_by_year_and_word(sample_store: Store) -> None:
    rows = [(1990, "a", 1), (1991, "a", 2), (1990, "b", 9), (1992, None, 1)]
    found = Answer(
        ("year", "code", "works"),
        tuple(
            (ox.Literal(y), None if c is None else ox.Literal(c), ox.Literal(n)) for y, c, n in rows
        ),
    )
    assert read_lines(found) == {
        "b": [(1990, 9)],
        "a": [(1990, 1), (1991, 2)],
        "works": [(1992, 1)],
    }
    columns = Answer(
        ("year", "n", "cumulative"), ((ox.Literal(1990), ox.Literal(2), ox.Literal(7)),)
    )
    assert read_lines(columns) == {"n": [(1990, 2)], "cumulative": [(1990, 7)]}
    words = Answer(("year", "title"), ((ox.Literal(1990), ox.Literal("x")),))
    with pytest.raises(CitegraphError, match="nothing to plot: none of title is a number"):
        read_lines(words)


def test_a_series_is_drawn_in_the_terminal_and_in_files(
    run: Command, sample_store: Store, tmp_path: Path
) -> None:
    call = ["-s", sample_store.path, "sparql", PER_YEAR + " ORDER BY ?year"]
    drawn = run(*call, "-f", "plot").out.splitlines()
    table = run(*call, "-f", "csv").out.splitlines()[1:]
    assert [line.split()[0] + "," + line.split()[2] for line in drawn] == table
    bars = {line.split()[2]: line.count("█") for line in drawn}
    assert bars["3"] > bars["2"] > bars["1"] > 0
    both = run(*call, "-f", "csv", "--plot", "-").out
    assert both == run(*call, "-f", "csv").out + run(*call, "-f", "plot").out
    svg, png = tmp_path / "a.svg", tmp_path / "a.png"
    for target in (svg, png):
        outcome = run(*call, "-f", "csv", "--plot", target)
        assert (outcome.code, f"Wrote {target}" in outcome.err) == (0, True)
    assert png.read_bytes().startswith(b"\x89PNG\r\n\x1a\n")
    text = svg.read_text("utf-8")
    assert "<svg" in text
    assert all(f">{word}</text>" in text for word in ("year", "n", "1890"))
    wrong = run(*call, "--plot", tmp_path / "a.doc")
    assert (wrong.code, "must end in .svg or .png, or be -" in wrong.err) == (2, True)


def test_names_are_no_formulas_in_a_plot(sample_store: Store) -> None:
    found = Answer(
        ("year", "name", "n"),
        tuple(
            (ox.Literal(1990), ox.Literal(name), ox.Literal(1))
            for name in ("$x^{", "_hidden", "a & <b>", "\x01\x0b")
        ),
    )
    with sample_store.snapshot() as snapshot:
        svg = b"".join(write(found, "svg", snapshot)).decode()
        b"".join(write(found, "plot", snapshot, Options(width=30)))
    assert "$x^{</text>" in svg
    assert "_hidden</text>" in svg
    ox_text = svg.encode()
    import xml.etree.ElementTree as ET

    ET.fromstring(ox_text)  # noqa: S314
