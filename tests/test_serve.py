"""SPARQL 1.1 Protocol: queries, as the W3C's tests and real clients send them."""

import gzip
import json
from collections.abc import Iterator
from http.client import IncompleteRead
from pathlib import Path
from urllib.parse import urlencode

import pyoxigraph as ox
import pytest
import zstandard

from citegraph.store import Store
from tests.endpoint import Endpoint, serving

SELECT = "SELECT ?w { ?w a cg:Article } ORDER BY ?w LIMIT 3"
CONSTRUCT = "CONSTRUCT { ?w a cg:Article } WHERE { ?w a cg:Article }"
FORM = "application/x-www-form-urlencoded"
ROWS = {
    "application/sparql-results+json": ox.QueryResultsFormat.JSON,
    "application/sparql-results+xml": ox.QueryResultsFormat.XML,
    "text/tab-separated-values": ox.QueryResultsFormat.TSV,
}
GRAPHS = {
    "text/turtle": ox.RdfFormat.TURTLE,
    "application/n-triples": ox.RdfFormat.N_TRIPLES,
    "application/n-quads": ox.RdfFormat.N_QUADS,
    "application/trig": ox.RdfFormat.TRIG,
    "application/rdf+xml": ox.RdfFormat.RDF_XML,
    "application/ld+json": ox.RdfFormat.JSON_LD,
}


@pytest.fixture(scope="module")
def endpoint(sample_store: Store, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Endpoint]:
    log = tmp_path_factory.mktemp("serve") / "log"
    with serving(sample_store.path, log, "--timeout", "2") as started:
        yield started


def expected(store: Store, query: str) -> list[str]:
    with store.snapshot() as snapshot:
        found = snapshot.graph.query(f"PREFIX cg: <https://w3id.org/citegraph/ontology#> {query}")
        assert isinstance(found, ox.QuerySolutions)
        return [str(row[0]) for row in found]


def test_query_by_get(endpoint: Endpoint, sample_store: Store) -> None:
    answer = endpoint.query(SELECT)
    assert answer.status == 200
    assert answer.media_type == "application/sparql-results+json"
    found = [f"<{row['w']['value']}>" for row in answer.rows]
    assert len(found) == 3
    assert found == expected(sample_store, SELECT)


def test_query_by_form_and_sent_as_it_is(endpoint: Endpoint) -> None:
    by_get = endpoint.query(SELECT).body
    form = urlencode({"query": SELECT})
    assert endpoint.ask("POST", "/sparql", form, content_type=FORM).body == by_get
    charset = f"{FORM}; charset=UTF-8"
    assert endpoint.ask("POST", "/sparql", form, content_type=charset).body == by_get
    direct = endpoint.ask("POST", "/sparql", SELECT, content_type="application/sparql-query")
    assert direct.body == by_get


@pytest.mark.parametrize("media_type", ROWS)
def test_formats_of_rows(endpoint: Endpoint, sample_store: Store, media_type: str) -> None:
    answer = endpoint.query(SELECT, accept=media_type)
    assert answer.media_type == media_type
    parsed = ox.parse_query_results(answer.body, format=ROWS[media_type])
    assert isinstance(parsed, ox.QuerySolutions)
    assert [str(row[0]) for row in parsed] == expected(sample_store, SELECT)
    yes = endpoint.query("ASK { ?w a cg:Work }", accept=media_type)
    assert "true" in yes.text


def test_csv(endpoint: Endpoint, sample_store: Store) -> None:
    answer = endpoint.query(SELECT, accept="text/csv")
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    header, *rows = answer.text.split()
    assert header == "w"
    assert [f"<{row}>" for row in rows] == expected(sample_store, SELECT)


@pytest.mark.parametrize("media_type", GRAPHS)
def test_formats_of_graphs(endpoint: Endpoint, media_type: str) -> None:
    answer = endpoint.query(CONSTRUCT, accept=media_type)
    assert answer.media_type == media_type
    found = {quad.triple for quad in ox.parse(answer.body, format=GRAPHS[media_type])}
    lines = endpoint.query(CONSTRUCT, accept="application/n-triples").body
    assert found == {quad.triple for quad in ox.parse(lines, format=ox.RdfFormat.N_TRIPLES)}
    assert len(found) > 3


@pytest.mark.parametrize(
    "accept, chosen",
    [
        ("", "application/sparql-results+json"),
        ("*/*", "application/sparql-results+json"),
        ("text/*", "text/csv"),
        ("text/csv;q=0.5, application/sparql-results+xml;q=0.9", "application/sparql-results+xml"),
        ("*/*, application/sparql-results+json;q=0", "application/sparql-results+xml"),
        ("text/csv;q=0.1, */*;q=0.05", "text/csv"),
        ("APPLICATION/SPARQL-RESULTS+XML", "application/sparql-results+xml"),
        ("text/html, */*;q=0.8", "application/sparql-results+json"),
        ("application/json", "application/json"),
        ("text/csv;q=many", "text/csv"),
    ],
)
def test_negotiation(endpoint: Endpoint, accept: str, chosen: str) -> None:
    assert endpoint.query(SELECT, accept=accept).media_type == chosen


def test_nothing_acceptable(endpoint: Endpoint) -> None:
    for accept in ("image/png", "text/turtle", "*/*;q=0"):
        answer = endpoint.query(SELECT, accept=accept)
        assert answer.status == 406
        assert "text/csv" in answer.detail
    assert endpoint.query(CONSTRUCT, accept="text/csv").status == 406


def test_format_parameter_and_unknown_ones(endpoint: Endpoint) -> None:
    asked = {"query": SELECT, "format": "csv", "timeout": "0", "debug": "on"}
    assert endpoint.get("/sparql", asked).media_type == "text/csv"
    asked = {"query": SELECT, "output": "text/tab-separated-values"}
    assert endpoint.get("/sparql", asked).media_type == "text/tab-separated-values"
    asked = {"query": CONSTRUCT, "format": "json"}
    assert endpoint.get("/sparql", asked).media_type == "application/ld+json"
    asked = {"query": SELECT, "format": "cuneiform"}
    assert endpoint.get("/sparql", asked, accept="text/csv").media_type == "text/csv"


def test_datasets_named_by_the_protocol(endpoint: Endpoint) -> None:
    graphs = endpoint.query("SELECT DISTINCT ?g { GRAPH ?g { ?s ?p ?o } } ORDER BY ?g").rows
    first, second = graphs[0]["g"]["value"], graphs[1]["g"]["value"]
    count = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"

    def number(pairs: list[tuple[str, str]]) -> int:
        found = endpoint.ask("GET", f"/sparql?{urlencode(pairs)}").rows
        return int(found[0]["n"]["value"])

    alone = [number([("query", count), ("default-graph-uri", g)]) for g in (first, second)]
    both = [("query", count), ("default-graph-uri", first), ("default-graph-uri", second)]
    assert 0 < number(both) <= sum(alone)
    assert number([("query", count), ("named-graph-uri", first)]) == 0
    named = "SELECT (COUNT(DISTINCT ?g) AS ?n) { GRAPH ?g { ?s ?p ?o } }"
    assert number([("query", named), ("named-graph-uri", first)]) == 1
    assert number([("query", named), ("default-graph-uri", first)]) == 0
    # What the protocol names outranks what the query names (section 2.1.4).
    overruled = f"SELECT (COUNT(*) AS ?n) FROM <{second}> {{ ?s ?p ?o }}"  # noqa: S608  # SPARQL
    assert number([("query", overruled), ("default-graph-uri", first)]) == alone[0]
    form = urlencode({"query": count, "default-graph-uri": first})
    posted = endpoint.ask("POST", "/sparql", form, content_type=FORM)
    assert int(posted.rows[0]["n"]["value"]) == alone[0]


def test_bad_requests(endpoint: Endpoint) -> None:
    wrong = endpoint.query("SELECT * { ?s ?p")
    assert wrong.status == 400
    assert "1:17" in wrong.detail
    assert endpoint.get("/sparql", {"query": ""}).status == 400
    twice = endpoint.ask("GET", "/sparql?query=ASK%7B%7D&query=ASK%7B%7D")
    assert twice.status == 400
    assert "2" in twice.detail
    assert endpoint.ask("GET", "/sparql?query=%ff").status == 400
    raw = endpoint.ask("POST", "/sparql", b"ASK {}\xff", content_type="application/sparql-query")
    assert raw.status == 400
    assert "byte 6" in raw.detail
    assert endpoint.ask("POST", "/sparql", SELECT, content_type="text/plain").status == 415
    assert endpoint.ask("POST", "/sparql", SELECT).status == 415
    assert endpoint.query("INSERT DATA { <a:a> <a:b> <a:c> }").status == 400
    graph = {"query": "ASK {}", "default-graph-uri": "not an IRI"}
    assert endpoint.get("/sparql", graph).status == 400
    assert endpoint.get("/nowhere").status == 404
    put = endpoint.ask("PUT", "/sparql", SELECT)
    assert (put.status, put.headers["allow"]) == (405, "GET, POST, HEAD, OPTIONS")


def test_error_as_text(endpoint: Endpoint) -> None:
    answer = endpoint.query("SELECT", accept="text/plain")
    assert answer.headers["content-type"] == "text/plain; charset=utf-8"
    assert answer.text.startswith("400 Bad Request: the query is no SPARQL 1.1: error at 1:7")


def test_head_options_and_cors(endpoint: Endpoint) -> None:
    query = urlencode({"query": SELECT})
    got = endpoint.ask("GET", f"/sparql?{query}")
    head = endpoint.ask("HEAD", f"/sparql?{query}")
    assert head.status == 200
    assert head.body == b""
    for name in ("content-type", "content-length", "etag"):
        assert head.headers[name] == got.headers[name]
    assert got.headers["access-control-allow-origin"] == "*"
    preflight = endpoint.ask(
        "OPTIONS", "/sparql", origin="https://example.org", access_control_request_method="POST"
    )
    assert preflight.status == 204
    assert "POST" in preflight.headers["access-control-allow-methods"]
    assert "Content-Type" in preflight.headers["access-control-allow-headers"]


def test_compression(endpoint: Endpoint) -> None:
    everything = "CONSTRUCT WHERE { ?s ?p ?o }"
    plain = endpoint.query(everything)
    assert "content-encoding" not in plain.headers
    packed = endpoint.query(everything, accept_encoding="gzip")
    assert packed.headers["content-encoding"] == "gzip"
    assert gzip.decompress(packed.body) == plain.body
    assert len(packed.body) < len(plain.body) / 3
    packed = endpoint.query(everything, accept_encoding="gzip;q=0.5, zstd")
    assert packed.headers["content-encoding"] == "zstd"
    assert zstandard.ZstdDecompressor().decompressobj().decompress(packed.body) == plain.body
    assert "content-encoding" not in endpoint.query(everything, accept_encoding="gzip;q=0").headers
    sent = gzip.compress(SELECT.encode())
    answer = endpoint.ask(
        "POST", "/sparql", sent, content_type="application/sparql-query", content_encoding="gzip"
    )
    assert answer.body == endpoint.query(SELECT).body


def test_etags(endpoint: Endpoint) -> None:
    first = endpoint.query(SELECT)
    tag = first.headers["etag"]
    again = endpoint.query(SELECT, if_none_match=tag)
    assert (again.status, again.body) == (304, b"")
    assert again.headers["etag"] == tag
    assert endpoint.query(SELECT, if_none_match='"other"').body == first.body
    assert endpoint.query(SELECT, accept="text/csv").headers["etag"] != tag
    random = endpoint.query("SELECT (RAND() AS ?r) {}")
    assert "etag" not in random.headers
    assert random.body != endpoint.query("SELECT (RAND() AS ?r) {}").body


@pytest.mark.parametrize(
    "service",
    [
        "SERVICE <http://127.0.0.1:{port}/health> {{ ?a ?b ?c }}",
        "SERVICE SILENT <http://127.0.0.1:{port}/health> {{ ?a ?b ?c }}",
        "\\u0053ERVICE <http://127.0.0.1:{port}/health> {{ ?a ?b ?c }}",
        "sErVi\\U00000043e <http://127.0.0.1:{port}/health> {{ ?a ?b ?c }}",
        "{{ SELECT * {{ #'\nSERVICE <http://127.0.0.1:{port}/health> {{ ?a ?b ?c }} }} }}",
    ],
)
def test_no_way_out(endpoint: Endpoint, service: str) -> None:
    answer = endpoint.query(f"SELECT * {{ {service.format(port=endpoint.port)} }}")
    assert answer.status == 403
    assert "SERVICE" in answer.detail


def test_what_looks_like_service(endpoint: Endpoint) -> None:
    query = "SELECT ?service { BIND('SERVICE <x:y> {}' AS ?service) } # SERVICE"
    assert endpoint.query(query).rows[0]["service"]["value"] == "SERVICE <x:y> {}"


RUNAWAYS = {
    "a cross product": "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }",
    "a sort": "SELECT * { ?a ?b ?c . ?d ?e ?f } ORDER BY ?c ?f",
    "a closure": "SELECT (COUNT(*) AS ?n) { ?a (!<x:a>|!^<x:b>)* ?b . ?b (!<x:a>|!^<x:b>)* ?c }",
    "a long string": "SELECT (GROUP_CONCAT(CONCAT(?c, ?f); separator='" + "x" * 5000 + "') AS ?n)"
    " { ?a dcterms:title ?c . ?d ?e ?f . ?g ?h ?i }",
}


@pytest.mark.parametrize("query", RUNAWAYS.values(), ids=RUNAWAYS.keys())
def test_runaway_queries_end(endpoint: Endpoint, query: str) -> None:
    answer = endpoint.ask("GET", f"/sparql?{urlencode({'query': query})}")
    assert answer.status == 503
    assert answer.headers["retry-after"]
    assert endpoint.query(SELECT).status == 200


def test_an_answer_that_is_cut_looks_cut(endpoint: Endpoint) -> None:
    with pytest.raises(IncompleteRead):
        endpoint.query("SELECT * { ?a ?b ?c . ?d ?e ?f }")
    assert endpoint.query(SELECT).status == 200


@pytest.mark.parametrize(
    "query",
    [
        "ASK { FILTER(" + "(" * 10_000 + "true" + ")" * 10_000 + ") }",
        "ASK { FILTER(" + "!" * 200_000 + "true) }",
        "ASK { ?s " + "/".join(["<a:b>"] * 20_000) + " ?o }",
    ],
    ids=["parentheses", "negations", "path"],
)
def test_deep_queries_end_a_worker_at_most(endpoint: Endpoint, query: str) -> None:
    answer = endpoint.ask("POST", "/sparql", query, content_type="application/sparql-query")
    assert answer.status in {400, 403}
    assert endpoint.query(SELECT).status == 200


def test_sizes(endpoint: Endpoint) -> None:
    long = "ASK { " + "<http://example.org/a> <http://example.org/b> ?c . " * 2000 + "}"
    assert endpoint.query(long[:100_000].rpartition(" <")[0] + " }").status in {200, 400}
    assert endpoint.ask("GET", "/sparql?query=" + "a" * 300_000).status == 414
    assert endpoint.ask("GET", "/sparql", x_long="a" * 60_000, y_long="a" * 60_000).status == 431
    kind = "application/sparql-query"
    assert endpoint.ask("POST", "/sparql", b" " * 5_000_000, content_type=kind).status == 413
    bomb = gzip.compress(b" " * 50_000_000)
    packed = endpoint.ask("POST", "/sparql", bomb, content_type=kind, content_encoding="gzip")
    assert packed.status == 413
    odd = endpoint.ask("POST", "/sparql", bomb, content_type=kind, content_encoding="br")
    assert odd.status == 415
    broken = endpoint.ask("POST", "/sparql", b"no", content_type=kind, content_encoding="gzip")
    assert broken.status == 400


def test_health_metrics_and_log(endpoint: Endpoint) -> None:
    health = endpoint.get("/health")
    assert health.status == 200
    assert json.loads(health.body)["generation"] == 1
    endpoint.query("SELECT ?confidential {}")
    metrics = endpoint.get("/metrics")
    assert metrics.media_type == "text/plain"
    assert 'citegraph_requests_total{route="sparql",status="200"}' in metrics.text
    assert "citegraph_workers 2.0" in metrics.text
    lines = endpoint.log.read_text().splitlines()
    assert "confidential" not in "".join(lines)
    logged = [json.loads(line) for line in lines]
    assert any(line["path"] == "/sparql" and line["status"] == 200 for line in logged)


def test_limits_on_answers(sample_store: Store, tmp_path: Path) -> None:
    options = ("--max-rows", "100", "--max-size", "1", "--no-cache")
    with serving(sample_store.path, tmp_path / "log", *options) as endpoint:
        assert len(endpoint.query("SELECT * { ?s ?p ?o } LIMIT 100").rows) == 100
        for accept in ("*/*", "text/csv", "application/sparql-results+xml"):
            answer = endpoint.query(
                "SELECT * { ?s ?p ?o }", accept=f"{accept}, application/json;q=0.1"
            )
            assert answer.status == 403
            assert "100 rows" in answer.detail
        large = "SELECT * { BIND(REPLACE('" + "a" * 1000 + "', 'a', '" + "b" * 2000 + "') AS ?b) }"
        with pytest.raises(IncompleteRead):
            endpoint.ask("POST", "/sparql", large, content_type="application/sparql-query")
        first = endpoint.query(SELECT)
        assert "citegraph_cache_bytes 0.0" in endpoint.get("/metrics").text
        assert endpoint.query(SELECT).body == first.body


def test_prefix_of_a_proxy(sample_store: Store, tmp_path: Path) -> None:
    with serving(sample_store.path, tmp_path / "log", "--prefix", "/graph") as endpoint:
        assert endpoint.prefix == "/graph"
        assert endpoint.query(SELECT).status == 200
