"""SPARQL 1.1 Protocol (https://www.w3.org/TR/sparql11-protocol/), section by section.

The W3C's tests of the protocol are not at hand as files; each case here bears the name of theirs,
where there is one, and asks for the same.
"""

import json
from collections.abc import Iterator
from typing import NamedTuple
from urllib.parse import quote, urlencode

import pyoxigraph as ox
import pytest

from tests.endpoint import TOKEN, Answer, Endpoint, serving

FORM = "application/x-www-form-urlencoded"
QUERY = "application/sparql-query"
UPDATE = "application/sparql-update"
D = "http://example.org/data/"
D1, D2, D3 = (f"{D}{number}" for number in (1, 2, 3))
BASE_TEST = "http://example.org/protocol-base-test/"
ASK = "ASK {}"
CONFLICT = [("using-named-graph-uri", f"{D}people")]
ROWS_TYPES = (
    "application/sparql-results+xml",
    "application/sparql-results+json",
    "text/tab-separated-values",
    "text/csv",
)
GRAPH_TYPES = ("application/rdf+xml", "application/n-triples", "text/turtle", "application/ld+json")


class Case(NamedTuple):
    """A request and the statuses with which it may be answered; `pairs` stand in the address."""

    method: str
    pairs: list[tuple[str, str]]
    body: str | bytes | None = None
    kind: str | None = None
    statuses: frozenset[int] = frozenset([200])
    accept: str | None = None
    path: str = "/sparql"


FINE = frozenset([200, 204])
BAD = frozenset([400])
UNKNOWN = frozenset([400, 415])


def form(*pairs: tuple[str, str]) -> str:
    return urlencode(pairs)


@pytest.fixture(scope="module")
def endpoint(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Endpoint]:
    folder = tmp_path_factory.mktemp("protocol")
    with serving(folder / "store", folder / "log", token=True) as started:
        text = " ".join(
            f"GRAPH <{graph}> {{ <{graph}#a> a <{D}C{number}> ; <{D}p> {number} }}"
            for number, graph in enumerate((D1, D2, D3), start=1)
        )
        data = f"INSERT DATA {{ <{D}s> <{D}p> 0 {text} }}"
        assert started.update(data).status == 204
        yield started


def send(endpoint: Endpoint, case: Case) -> Answer:
    headers = {"authorization": f"Bearer {TOKEN}"}
    if case.kind is not None:
        headers["content_type"] = case.kind
    if case.accept is not None:
        headers["accept"] = case.accept
    path = case.path + (f"?{urlencode(case.pairs)}" if case.pairs else "")
    return endpoint.ask(case.method, path, case.body, **headers)


# Section 2.1: the query operation.
WELL = {
    "query_get": Case("GET", [("query", ASK)]),
    "query_get, long": Case("GET", [("query", f"ASK {{ #{'x' * 60_000}\n }}")]),
    "query_get, head": Case("HEAD", [("query", ASK)]),
    "query_post_form": Case("POST", [], form(("query", ASK)), FORM),
    "query_post_form, charset": Case("POST", [], form(("query", ASK)), f"{FORM};charset=utf-8"),
    "query_post_form, in capitals": Case("POST", [], form(("query", ASK)), FORM.upper()),
    "query_post_form, plus for blank": Case("POST", [], "query=ASK+%7B+%7D", FORM),
    "query_post_form, unknown field": Case("POST", [], form(("query", ASK), ("x", "y")), FORM),
    "query_post_direct": Case("POST", [], ASK, QUERY),
    "query_post_direct, charset": Case("POST", [], ASK, f"{QUERY}; charset=UTF-8"),
    "query_post_direct, quoted charset": Case("POST", [], ASK, f'{QUERY}; charset="utf-8"'),
    "query_post_direct, beyond ASCII": Case("POST", [], "ASK { FILTER('ä' = '\u00e4') }", QUERY),
    "query_get, beyond ASCII": Case("GET", [("query", "ASK { FILTER('ä€𝄞' = 'ä€𝄞') }")]),
    "query_get, unknown parameter": Case("GET", [("query", ASK), ("x", "y")]),
    "query_get, other address": Case("GET", [("query", ASK)], path="/query"),
    "query_post_form, other address": Case("POST", [], form(("query", ASK)), FORM, path="/query"),
}
BADLY = {
    "bad_query_method, put": Case("PUT", [("query", ASK)], statuses=frozenset([405])),
    "bad_query_method, delete": Case("DELETE", [("query", ASK)], statuses=frozenset([405])),
    "bad_query_method, patch": Case("PATCH", [("query", ASK)], ASK, QUERY, frozenset([405])),
    "bad_multiple_queries": Case("GET", [("query", ASK), ("query", "SELECT * {}")], statuses=BAD),
    "bad_multiple_queries, form": Case(
        "POST", [], form(("query", ASK), ("query", ASK)), FORM, statuses=BAD
    ),
    "bad_multiple_queries, address and form": Case(
        "POST", [("query", ASK)], form(("query", ASK)), FORM, statuses=BAD
    ),
    "bad_multiple_queries, address and body": Case("POST", [("query", ASK)], ASK, QUERY, BAD),
    "bad_query_wrong_media_type": Case("POST", [], ASK, "text/plain", UNKNOWN),
    "bad_query_wrong_media_type, json": Case("POST", [], "{}", "application/json", UNKNOWN),
    "bad_query_missing_form_type": Case("POST", [], form(("query", ASK)), None, UNKNOWN),
    "bad_query_missing_direct_type": Case("POST", [], ASK, None, UNKNOWN),
    "bad_query_non_utf8": Case(
        "POST", [], ASK.encode("utf-16"), f"{QUERY}; charset=UTF-16", statuses=UNKNOWN
    ),
    "bad_query_non_utf8, undeclared": Case("POST", [], ASK.encode("utf-16"), QUERY, BAD),
    "bad_query_non_utf8, form": Case("POST", [], b"query=ASK%7B%7D%FF", FORM, BAD),
    "bad_query_non_utf8, raw form": Case("POST", [], b"query=ASK{}\xff", FORM, BAD),
    "bad_query_syntax": Case("GET", [("query", "ASK {")], statuses=BAD),
    "bad_query_syntax, form": Case("POST", [], form(("query", "ASK {")), FORM, BAD),
    "bad_query_syntax, direct": Case("POST", [], "ASK {", QUERY, BAD),
    "no query in a form": Case("POST", [], form(("x", "y")), FORM, BAD),
    "an empty form": Case("POST", [], "", FORM, BAD),
    "an empty query": Case("POST", [], "", QUERY, BAD),
    "an update as a query": Case("GET", [("query", "CLEAR ALL")], statuses=BAD),
    "an update as a query, direct": Case("POST", [], "CLEAR ALL", QUERY, BAD),
    "a graph that is no IRI": Case(
        "GET", [("query", ASK), ("default-graph-uri", "no IRI")], statuses=BAD
    ),
    "a named graph that is no IRI": Case(
        "GET", [("query", ASK), ("named-graph-uri", "relative")], statuses=BAD
    ),
    # Section 2.2: the update operation.
    "bad_update_get": Case(
        "GET", [("update", "CLEAR ALL")], path="/update", statuses=frozenset([405])
    ),
    "bad_update_put": Case(
        "PUT", [("update", "CLEAR ALL")], path="/update", statuses=frozenset([405])
    ),
    "bad_multiple_updates": Case(
        "POST", [], form(("update", "CLEAR NAMED"), ("update", "CLEAR DEFAULT")), FORM, BAD
    ),
    "bad_multiple_updates, where updates go": Case(
        "POST",
        [],
        form(("update", "CLEAR NAMED"), ("update", "CLEAR DEFAULT")),
        FORM,
        BAD,
        path="/update",
    ),
    "bad_update_wrong_media_type": Case(
        "POST", [], "CLEAR NAMED", "text/plain", UNKNOWN, path="/update"
    ),
    "bad_update_missing_form_type": Case(
        "POST", [], form(("update", "CLEAR NAMED")), None, UNKNOWN, path="/update"
    ),
    "bad_update_non_utf8": Case(
        "POST", [], "CLEAR NAMED".encode("utf-16"), f"{UPDATE}; charset=UTF-16", UNKNOWN
    ),
    "bad_update_syntax": Case("POST", [], form(("update", "CLEAR XYZ")), FORM, BAD),
    "bad_update_syntax, direct": Case("POST", [], "CLEAR XYZ", UPDATE, BAD),
    "bad_update_dataset_conflict": Case(
        "POST",
        [],
        form(
            *CONFLICT,
            (
                "update",
                f"DELETE {{ ?s a <{D}C1> }} INSERT {{ ?s a <{D}C2> }} USING <{D1}> WHERE {{ ?s a ?c }}",
            ),
        ),
        FORM,
        BAD,
    ),
    "bad_update_dataset_conflict, direct": Case(
        "POST",
        CONFLICT,
        f"WITH <{D1}> DELETE {{ ?s a ?c }} WHERE {{ ?s a ?c }}",
        UPDATE,
        BAD,
    ),
    "a query as an update": Case("POST", [], form(("update", ASK)), FORM, BAD),
    "a query as an update, direct": Case("POST", [], ASK, UPDATE, BAD),
}


@pytest.mark.parametrize("case", WELL.values(), ids=WELL.keys())
def test_requests_that_are_answered(endpoint: Endpoint, case: Case) -> None:
    answer = send(endpoint, case)
    assert answer.status == 200, answer.text
    assert answer.media_type == "application/sparql-results+json"
    if case.method != "HEAD":
        assert json.loads(answer.body) == {"head": {}, "boolean": True}


@pytest.mark.parametrize("case", BADLY.values(), ids=BADLY.keys())
def test_requests_that_are_refused(endpoint: Endpoint, case: Case) -> None:
    before = endpoint.query("ASK {}").headers["citegraph-generation"]
    answer = send(endpoint, case)
    assert answer.status in case.statuses, answer.text
    assert answer.media_type == "application/problem+json"
    assert len(answer.detail) > 10
    if answer.status == 405:
        assert answer.headers["allow"]
    # Nothing was changed.
    assert endpoint.query("ASK {}").headers["citegraph-generation"] == before


# Section 2.1.4: the dataset. Graphs 1 to 3 hold a thing of class C1 to C3 each.
DATASETS: dict[str, tuple[list[tuple[str, str]], str, bool]] = {
    "query_dataset_default_graph": (
        [("default-graph-uri", D1)],
        f"?x a <{D}C1> FILTER NOT EXISTS {{ GRAPH ?g {{ ?s ?p ?o }} }}",
        True,
    ),
    "query_dataset_default_graph, only it": ([("default-graph-uri", D1)], f"?x a <{D}C2>", False),
    "query_dataset_default_graphs": (
        [("default-graph-uri", D1), ("default-graph-uri", D2)],
        f"?x a <{D}C1> . ?y a <{D}C2> FILTER NOT EXISTS {{ ?z a <{D}C3> }}",
        True,
    ),
    "query_dataset_named_graphs": (
        [("named-graph-uri", D1), ("named-graph-uri", D2)],
        f"GRAPH <{D1}> {{ ?x a <{D}C1> }} GRAPH <{D2}> {{ ?y a <{D}C2> }}",
        True,
    ),
    "query_dataset_named_graphs, only these": (
        [("named-graph-uri", D1), ("named-graph-uri", D2)],
        f"GRAPH <{D3}> {{ ?x ?p ?y }}",
        False,
    ),
    "query_dataset_named_graphs, no default": ([("named-graph-uri", D1)], "?s ?p ?o", False),
    "query_dataset_full": (
        [("default-graph-uri", D3), ("named-graph-uri", D1), ("named-graph-uri", D2)],
        f"?x a <{D}C3> GRAPH ?g {{ ?y a <{D}C1> }} GRAPH ?h {{ ?z a <{D}C2> }}"
        f" FILTER(?g = <{D1}> && ?h = <{D2}>)",
        True,
    ),
    "a graph that is not there": ([("default-graph-uri", f"{D}none")], "?s ?p ?o", False),
    "nothing named": ([], f"<{D}s> <{D}p> 0 GRAPH <{D1}> {{ ?x a <{D}C1> }}", True),
}


@pytest.mark.parametrize("name", DATASETS)
def test_datasets(endpoint: Endpoint, name: str) -> None:
    pairs, pattern, expected = DATASETS[name]
    asked = ("query", f"ASK {{ {pattern} }}")
    for case in (
        Case("GET", [asked, *pairs]),
        Case("GET", [*pairs, asked]),
        Case("POST", [], form(asked, *pairs), FORM),
        Case("POST", pairs, form(asked), FORM),
        Case("POST", pairs, asked[1], QUERY),
    ):
        answer = send(endpoint, case)
        assert answer.status == 200, answer.text
        assert json.loads(answer.body)["boolean"] is expected, case


def test_the_protocol_outranks_the_query(endpoint: Endpoint) -> None:
    """query_multiple_dataset."""
    text = f"ASK FROM <{D2}> FROM NAMED <{D2}> {{ ?x a <{D}C1> }}"
    for pairs, expected in (([("default-graph-uri", D1)], True), ([], False)):
        for case in (
            Case("GET", [("query", text), *pairs]),
            Case("POST", [], form(("query", text), *pairs), FORM),
            Case("POST", pairs, text, QUERY),
        ):
            assert json.loads(send(endpoint, case).body)["boolean"] is expected


# Section 2.1.5 and 2.1.6: what is accepted, and what comes.
TYPES = [
    *((f"SELECT (1 AS ?x) {{ }} # {kind}", kind) for kind in ROWS_TYPES),
    *((f"ASK {{ }} # {kind}", kind) for kind in ROWS_TYPES),
    *((f"CONSTRUCT WHERE {{ ?s ?p ?o }} # {kind}", kind) for kind in GRAPH_TYPES),
    *((f"DESCRIBE <{D}s> # {kind}", kind) for kind in GRAPH_TYPES),
]


@pytest.mark.parametrize("text, kind", TYPES)
def test_types_of_content(endpoint: Endpoint, text: str, kind: str) -> None:
    """query_content_type_select, _ask, _construct and _describe."""
    for case in (
        Case("GET", [("query", text)], accept=kind),
        Case("POST", [], form(("query", text)), FORM, accept=kind),
        Case("POST", [], text, QUERY, accept=f"image/png, {kind};q=0.9"),
        Case("HEAD", [("query", text)], accept=kind),
    ):
        answer = send(endpoint, case)
        assert (answer.status, answer.media_type) == (200, kind)
        if case.method == "HEAD":
            assert answer.body == b""
        elif kind in GRAPH_TYPES:
            form_of = ox.RdfFormat.from_media_type(kind)
            assert form_of is not None
            assert list(ox.parse(answer.body, format=form_of))
        else:
            assert answer.body
    assert "accept" in answer.headers["vary"]


# Section 2.2: updates, each seen by the query behind it.
UPDATES: dict[str, tuple[list[tuple[str, str]], str, str]] = {
    "update_post": (
        [],
        f"INSERT DATA {{ GRAPH <{D}u> {{ <{D}s> a <{D}T> }} }}",
        f"GRAPH <{D}u> {{ ?s a <{D}T> }}",
    ),
    "update_dataset_default_graph": (
        [("using-graph-uri", D1)],
        f"INSERT {{ GRAPH <{D}u> {{ ?s a <{D}T> }} }} WHERE {{ ?s a <{D}C1> }}",
        f"GRAPH <{D}u> {{ <{D1}#a> a <{D}T> }}",
    ),
    "update_dataset_default_graph, only it": (
        [("using-graph-uri", D1)],
        f"INSERT {{ GRAPH <{D}u> {{ ?s a <{D}T> }} }} WHERE {{ ?s <{D}p> ?n }}",
        f"FILTER NOT EXISTS {{ GRAPH <{D}u> {{ ?s a <{D}T> FILTER(?s != <{D1}#a>) }} }}",
    ),
    "update_dataset_default_graphs": (
        [("using-graph-uri", D1), ("using-graph-uri", D2)],
        f"INSERT {{ GRAPH <{D}u> {{ ?s a <{D}T> }} }} WHERE {{ ?s <{D}p> ?n }}",
        f"GRAPH <{D}u> {{ <{D1}#a> a <{D}T> . <{D2}#a> a <{D}T> }}",
    ),
    "update_dataset_named_graphs": (
        [("using-named-graph-uri", D1), ("using-named-graph-uri", D2)],
        f"INSERT {{ GRAPH <{D}u> {{ ?s a <{D}T> }} }} WHERE {{ GRAPH ?g {{ ?s <{D}p> ?n }} }}",
        f"GRAPH <{D}u> {{ <{D1}#a> a <{D}T> . <{D2}#a> a <{D}T> }}"
        f" FILTER NOT EXISTS {{ GRAPH <{D}u> {{ <{D3}#a> a <{D}T> }} }}",
    ),
    "update_dataset_full": (
        [("using-graph-uri", D1), ("using-named-graph-uri", D2)],
        f"INSERT {{ GRAPH <{D}u> {{ ?s a <{D}T> . ?t a <{D}T> }} }}"
        f" WHERE {{ ?s <{D}p> ?n GRAPH ?g {{ ?t <{D}p> ?m }} }}",
        f"GRAPH <{D}u> {{ <{D1}#a> a <{D}T> . <{D2}#a> a <{D}T> }}"
        f" FILTER NOT EXISTS {{ GRAPH <{D}u> {{ <{D3}#a> a <{D}T> }} }}",
    ),
    "update_base_uri": (
        [],
        f"INSERT DATA {{ GRAPH <{D}u> {{ <{D}s> <{D}p> <test> }} }}",
        f"GRAPH <{D}u> {{ <{D}s> <{D}p> ?o FILTER(isIRI(?o) && STRSTARTS(STR(?o), 'http://')) }}",
    ),
    "several operations": (
        [],
        f"INSERT DATA {{ GRAPH <{D}u> {{ <{D}s> a <{D}T> }} }} ;"
        f" DELETE WHERE {{ GRAPH <{D}u> {{ ?s a <{D}T> }} }} ;"
        f" INSERT DATA {{ GRAPH <{D}u> {{ <{D}s> a <{D}U> }} }}",
        f"GRAPH <{D}u> {{ ?s a <{D}U> }} FILTER NOT EXISTS {{ GRAPH <{D}u> {{ ?s a <{D}T> }} }}",
    ),
}


@pytest.mark.parametrize("name", UPDATES)
def test_updates(endpoint: Endpoint, name: str) -> None:
    pairs, text, pattern = UPDATES[name]
    for path in ("/update", "/sparql"):
        for case in (
            Case("POST", [], form(("update", text), *pairs), FORM, path=path),
            Case("POST", pairs, form(("update", text)), FORM, path=path),
            Case("POST", pairs, text, UPDATE, path=path),
        ):
            assert endpoint.update(f"CLEAR SILENT GRAPH <{D}u>").status == 204
            assert send(endpoint, case).status in FINE
            seen = endpoint.query(f"ASK {{ {pattern} }}")
            assert json.loads(seen.body)["boolean"] is True, case


def test_base_of_a_query(endpoint: Endpoint) -> None:
    """Section 2.1.1 leaves the base to the service (RFC 3986, section 5.1.3: the address asked)."""
    (row,) = endpoint.query("SELECT (<x> AS ?x) (<#y> AS ?y) {}").rows
    assert row["x"]["value"] == f"{endpoint.address}/x"
    assert row["y"]["value"] == f"{endpoint.address}/sparql#y"
    (own,) = endpoint.query(f"BASE <{BASE_TEST}> SELECT (<x> AS ?x) {{}}").rows
    assert own["x"]["value"] == f"{BASE_TEST}x"


def test_percent_encoding(endpoint: Endpoint) -> None:
    """Section 2.1.1: parameters are encoded as RFC 3986 has it; '+' stands for a blank in forms."""
    text = 'SELECT ("a+b c%20d&e=f;g#h" AS ?x) {}'
    for query in (quote(text, safe=""), quote(text, safe="").replace("%20", "+")):
        (row,) = endpoint.ask("GET", f"/sparql?query={query}").rows
        assert row["x"]["value"] == "a+b c%20d&e=f;g#h"
        (row,) = endpoint.ask("POST", "/sparql", f"query={query}", content_type=FORM).rows
        assert row["x"]["value"] == "a+b c%20d&e=f;g#h"
