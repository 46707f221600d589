"""SERVICE, where it is allowed: its meaning, its limits, and whom it does not reach."""

import asyncio
import ipaddress
import json
import socket
import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, ClassVar
from urllib.parse import parse_qs

import pytest

from citegraph.errors import QueryError, RefusedError
from citegraph.serve import clauses, outward
from citegraph.serve.errors import HttpError
from citegraph.serve.settings import Bounds
from citegraph.store import Store
from tests.conftest import Command
from tests.endpoint import Answer, Endpoint, serving

# With `{service}` for the head of the clause; without it, the group means the same where both
# servers have the same graph.
SHAPES = {
    "join": "SELECT ?w ?t {{ ?w a cg:Article {service} {{ ?w dcterms:title ?t }} }}",
    "alone": "SELECT * {{ {service} {{ ?w cg:year ?y }} }}",
    "optional": "SELECT ?w ?y {{ ?w a cg:Work OPTIONAL {{ {service} {{ ?w cg:year ?y }} }} }}",
    "union": "SELECT ?w {{ {{ ?w a cg:Article }} UNION {{ {service} {{ ?w a cg:Person }} }} }}",
    "minus": "SELECT ?w {{ ?w a cg:Work MINUS {{ {service} {{ ?w a cg:Article }} }} }}",
    "exists": "SELECT ?w {{ ?w a cg:Work FILTER EXISTS {{ {service} {{ ?w cg:year ?y }} }} }}",
    "no exists": (
        "SELECT ?w {{ ?w a cg:Work FILTER NOT EXISTS {{ {service} {{ ?w cg:year 1995 }} }} }}"
    ),
    "sub-select": (
        "SELECT ?y ?n {{ {service} {{ SELECT ?y (COUNT(*) AS ?n) {{ ?w cg:year ?y }} GROUP BY ?y"
        " }} }} ORDER BY ?y"
    ),
    "in a sub-select": (
        "SELECT ?y ?n {{ {{ SELECT ?y (COUNT(?w) AS ?n) {{ ?w a cg:Work"
        " {service} {{ ?w cg:year ?y }} }} GROUP BY ?y }} FILTER(?n > 1) }}"
    ),
    "values within": (
        "SELECT ?w ?t {{ {service} {{ VALUES ?w {{"
        " <https://w3id.org/citegraph/work/repec:stp:stepre:1995r03> }} ?w dcterms:title ?t }} }}"
    ),
    "no variable": (
        "SELECT ?t {{ ?w dcterms:title ?t {service} {{"
        " <https://w3id.org/citegraph/work/repec:stp:stepre:1995r03> a cg:Work }} }}"
    ),
    "no solution": "SELECT ?t {{ ?w dcterms:title ?t {service} {{ <a:a> <a:b> <a:c> }} }}",
    "twice": (
        "SELECT ?w ?t ?y {{ {service} {{ ?w dcterms:title ?t }} {service} {{ ?w cg:year ?y }} }}"
    ),
    "own prologue": (
        "PREFIX d: <http://purl.org/dc/terms/> PREFIX cg: <https://w3id.org/citegraph/ontology#>"
        " BASE <https://w3id.org/citegraph/> SELECT ?t {{ ?w a cg:Work"
        " {service} {{ ?w d:title ?t . <work/repec:stp:stepre:1995r03> d:title ?t }} }}"
    ),
    "text that looks like ends": (
        "SELECT ?w ?t {{ {service} {{ # }} SERVICE\n ?w dcterms:title ?t FILTER(?t != '}} {{') }} }}"
    ),
    "filter, bind, order": (
        "SELECT ?w ?u {{ {service} {{ ?w dcterms:title ?t FILTER(STRLEN(?t) > 20) }}"
        " BIND(UCASE(?t) AS ?u) FILTER(STRSTARTS(STR(?w), 'https')) }} ORDER BY ?u LIMIT 5"
    ),
}


@pytest.fixture(scope="module")
def remote(sample_store: Store, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Endpoint]:
    with serving(sample_store.path, tmp_path_factory.mktemp("remote") / "log") as started:
        yield started


class Stub(BaseHTTPRequestHandler):
    """A service that answers each path in its own way."""

    asked: ClassVar[list[tuple[str, str]]] = []
    protocol_version = "HTTP/1.1"
    ANSWERS: ClassVar[dict[str, tuple[int, dict[str, str], bytes]]] = {
        "/xml": (
            200,
            {"Content-Type": "application/sparql-results+xml"},
            b'<sparql xmlns="http://www.w3.org/2005/sparql-results#"><head><variable name="x"/>'
            b'</head><results><result><binding name="x"><literal xml:lang="de">\xc3\xa4 "&lt;'
            b"</literal></binding></result></results></sparql>",
        ),
        "/blank": (
            200,
            {},
            json.dumps(
                {
                    "head": {"vars": ["n", "x"]},
                    "results": {
                        "bindings": [
                            {
                                "n": {"type": "bnode", "value": "b0"},
                                "x": {"type": "literal", "value": "1"},
                            },
                            {
                                "n": {"type": "bnode", "value": "b0"},
                                "x": {"type": "bnode", "value": "b1"},
                            },
                            {"n": {"type": "uri", "value": "a:a"}},
                        ]
                    },
                }
            ).encode(),
        ),
        "/elsewhere": (302, {"Location": "/xml"}, b""),
        "/error": (500, {}, b"no"),
        "/page": (200, {"Content-Type": "text/html"}, b"<html>no results"),
        "/odd": (
            200,
            {},
            b'{"head":{"vars":["x"]},"results":{"bindings":[{"x":{"type":"literal"}}]}}',
        ),
        "/ask": (200, {}, b'{"head":{},"boolean":true}'),
        "/packed": (200, {"Content-Encoding": "gzip"}, b"\x1f\x8b"),
        "/large": (200, {}, b'{"head":{"vars":[]},"results":{' + b" " * 2**21 + b"}}"),
        "/cut": (200, {"Content-Length": "1000"}, b'{"head":{"vars":[]},"results":'),
    }

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        self.asked.append((self.path, parse_qs(body)["query"][0]))
        if self.path == "/slow":
            self.wfile.write(b"HTTP/1.1 200 OK\r\n")
            for number in range(100):
                try:
                    self.wfile.write(f"X-{number}: 1\r\n".encode())
                    time.sleep(0.1)
                except OSError:
                    break
            self.close_connection = True
            return
        status, headers, data = self.ANSWERS[self.path]
        self.send_response(status)
        for name, value in ({"Content-Length": str(len(data))} | headers).items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(data)
        self.close_connection = True

    def log_message(self, *args: Any) -> None:
        """Keep quiet."""


class Quiet(ThreadingHTTPServer):
    def handle_error(self, request: Any, client_address: Any) -> None:
        """Who is served may leave at any time."""


@pytest.fixture(scope="module")
def stub() -> Iterator[str]:
    """The address of a service that misbehaves."""
    server = Quiet(("127.0.0.1", 0), Stub)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture(scope="module")
def endpoint(
    sample_store: Store, remote: Endpoint, stub: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Endpoint]:
    services = [f"{remote.address}/sparql", "http://127.0.0.1:1/closed"]
    services += [f"{stub}{path}" for path in [*Stub.ANSWERS, "/slow"]]
    options = [word for service in services for word in ("--allow-service", service)]
    options += ["--service-timeout", "1.5", "--service-max-size", "1"]
    log = tmp_path_factory.mktemp("federation") / "log"
    with serving(sample_store.path, log, *options) as started:
        yield started


def lines(answer: Answer) -> list[str]:
    assert answer.status == 200, answer.text
    return sorted(answer.text.splitlines())


@pytest.mark.parametrize("shape", SHAPES.values(), ids=SHAPES.keys())
def test_a_clause_means_its_group_there(endpoint: Endpoint, remote: Endpoint, shape: str) -> None:
    here = lines(endpoint.query(shape.format(service=""), accept="text/tab-separated-values"))
    for service in (
        f"SERVICE <{remote.address}/sparql>",
        f"service silent<{remote.address}/sparql>",
    ):
        text = shape.format(service=service)
        assert lines(endpoint.query(text, accept="text/tab-separated-values")) == here
    assert (len(here) > 1) == ("<a:a>" not in shape)


def test_other_forms(endpoint: Endpoint, remote: Endpoint) -> None:
    service = f"SERVICE <{remote.address}/sparql>"
    assert "true" in endpoint.query(f"ASK {{ {service} {{ ?w a cg:Work }} }}").text
    assert "false" in endpoint.query(f"ASK {{ {service} {{ ?w a <a:none> }} }}").text
    construct = "CONSTRUCT {{ ?w a cg:Found }} {{ {service} {{ ?w a cg:Article }} }}"
    nt = "application/n-triples"
    there = lines(endpoint.query(construct.format(service=service), accept=nt))
    assert there == lines(endpoint.query(construct.format(service=""), accept=nt))
    # A service knows nothing of the graph that a clause stands in.
    graph = f"SELECT ?w {{ GRAPH ?g {{ ?r ?p ?w {service} {{ ?w a cg:Article }} }} }}"
    apart = "SELECT ?w { GRAPH ?g { ?r ?p ?w } ?w a cg:Article }"
    assert lines(endpoint.query(graph, accept="text/csv")) == lines(
        endpoint.query(apart, accept="text/csv")
    )
    described = f"DESCRIBE ?w {{ {service} {{ ?w a cg:Article }} }}"
    assert len(lines(endpoint.query(described, accept=nt))) > len(there)
    text = f"SELECT ?w {{ {service} {{ ?w a cg:Article }} }}"
    posted = endpoint.ask("POST", "/sparql", text, content_type="application/sparql-query")
    assert posted.rows == endpoint.query(text).rows
    # What others say is nothing to be remembered.
    assert "etag" not in posted.headers
    assert posted.headers["cache-control"] == "no-store"


def test_other_formats_of_results(endpoint: Endpoint, stub: str) -> None:
    (row,) = endpoint.query(f"SELECT * {{ SERVICE <{stub}/xml> {{ ?x ?y ?z }} }}").rows
    assert row == {"x": {"type": "literal", "xml:lang": "de", "value": 'ä "<'}}
    path, asked = Stub.asked[-1]
    assert (path, asked) == ("/xml", "SELECT * WHERE { ?x ?y ?z }")


def test_blank_nodes_of_a_service(endpoint: Endpoint, stub: str) -> None:
    clause = f"SERVICE <{stub}/blank> {{ ?n ?p ?x }}"
    rows = endpoint.query(f"SELECT * {{ {clause} }}").rows
    assert [row["n"]["type"] for row in rows] == ["bnode", "bnode", "uri"]
    assert rows[0]["n"] == rows[1]["n"] != rows[1]["x"]
    assert rows[0]["x"] == {"type": "literal", "value": "1"}
    assert "x" not in rows[2]
    # What one answer calls b0 is not what another one calls so.
    joined = f"SELECT * {{ {clause} {clause.replace('?x', '?y')} FILTER(isBlank(?n)) }}"
    assert endpoint.query(joined).rows == []


@pytest.mark.parametrize(
    ("path", "status", "said"),
    [
        ("/elsewhere", 502, "elsewhere now (302 /xml)"),
        ("/error", 502, "answers 500"),
        ("/page", 502, "no results"),
        ("/odd", 502, "no results"),
        ("/ask", 502, "no results"),
        ("/packed", 502, "packs"),
        ("/large", 502, "1,048,576 bytes"),
        ("/cut", 502, "breaks"),
        ("/slow", 504, "1.5 seconds"),
        ("http://127.0.0.1:1/closed", 502, "refused"),
    ],
)
def test_a_service_that_fails(
    endpoint: Endpoint, stub: str, path: str, status: int, said: str
) -> None:
    address = f"{stub}{path}" if path[0] == "/" else path
    Stub.asked.clear()
    began = time.monotonic()
    answer = endpoint.query(f"SELECT * {{ SERVICE <{address}> {{ ?x ?y ?z }} }}")
    assert time.monotonic() - began < 4
    assert answer.status == status
    assert said in answer.detail
    assert address in answer.detail
    silent = f"SELECT * {{ VALUES ?v {{ 1 2 }} SERVICE SILENT <{address}> {{ ?x ?y ?z }} }}"
    assert [set(row) for row in endpoint.query(silent).rows] == [{"v"}, {"v"}]
    assert {asked for asked, _ in Stub.asked} <= {path}
    until(lambda: f'"service": "{address}", "status": ' in endpoint.log.read_text())


def until(holds: Callable[[], bool]) -> None:
    end = time.monotonic() + 5
    while not holds():
        assert time.monotonic() < end
        time.sleep(0.02)


def test_what_is_refused(endpoint: Endpoint, remote: Endpoint, stub: str) -> None:
    Stub.asked.clear()
    allowed = f"<{stub}/xml>"
    for text, status, said in (
        ("SERVICE <http://example.org/sparql> { ?a ?b ?c }", 403, "example.org/sparql> is refused"),
        ("SERVICE SILENT <http://example.org/> { ?a ?b ?c }", 403, "is refused"),
        (f"VALUES ?s {{ {allowed} }} SERVICE ?s {{ ?a ?b ?c }}", 403, "not by a variable"),
        ("SERVICE cg:x { ?a ?b ?c }", 403, "write the address out"),
        (f"SERVICE {allowed} {{ SERVICE {allowed} {{ ?a ?b ?c }} }}", 403, "within SERVICE"),
        (f"SERVICE {allowed} {{ ?a ?b ?c }} " * 9, 403, "8 services"),
        (f"SERVICE {allowed} {{ ?a ?b ?c }} SERVICE:x {{ ?a ?b ?c }}", 400, ""),
        (f"SERVICE {allowed} {{ ?a ?b ?c }} \\u0053ERVICE {allowed} {{ }}", 403, "refused"),
        (f"SERVICE {allowed} {{ ?a ?b ?c }} SERVICESILENT{allowed} {{ }}", 400, ""),
        (f"SERVICE {allowed} {{ ?a ?b }}", 400, "1:"),
        (f"SERVICE {allowed} {{ ?a ?b ?c ", 400, "1:"),
        (f"SERVICE {allowed} ?a ?b ?c ", 400, "braces"),
        (f"SERVICE {allowed}", 400, "braces"),
        ("SERVICE", 403, ""),
        (f"{{ }} SERVICE {allowed} {{ {'{' * 300} {'}' * 300} }}", 403, "200 deep"),
    ):
        answer = endpoint.query(f"SELECT * {{ {text} }}")
        assert (answer.status, said in answer.detail) == (status, True), (text, answer.text)
    assert Stub.asked == []
    # Where a mistake stands is told as it was written.
    wrong = f"SELECT * {{\n SERVICE {allowed} {{ ?a ?b ?c }}\n ?a ?b }}"
    assert " 3:" in endpoint.query(wrong).detail


def test_updates_and_saved_queries_ask_nobody(
    sample_store: Store, remote: Endpoint, tmp_path: Path
) -> None:
    service = f"{remote.address}/sparql"
    store = tmp_path / "store"
    with serving(store, tmp_path / "log", "--allow-service", service, token=True) as changing:
        text = f"INSERT {{ ?s ?p ?o }} WHERE {{ SERVICE <{service}> {{ ?s ?p ?o }} }}"
        assert changing.update(text).status == 403
        assert changing.update(f"LOAD <{service}>").status == 403


def test_what_is_no_address_of_a_service(run: Command) -> None:
    for address in (
        "ftp://example.org/",
        "sparql",
        "http://",
        "http://u@h/",
        "http://h:x/",
        "http://h/a b",
    ):
        done = run("serve", "--allow-service", address)
        assert done.code == 2
        assert f"--allow-service {address}: " in done.err


@pytest.mark.parametrize(
    "address",
    "127.0.0.1 10.0.0.1 192.168.1.1 172.16.0.1 169.254.169.254 100.64.0.1 0.0.0.0 224.0.0.1"
    " 255.255.255.255 192.0.2.1 ::1 :: fe80::1 fe80::1%1 fc00::1 ff02::1 ::ffff:127.0.0.1"
    " ::ffff:8.8.8.8 64:ff9b::7f00:1 2002:7f00:1:: 2001:db8::1 ::127.0.0.1".split(),
)
def test_addresses_that_names_must_not_lead_to(
    address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert not outward.is_public(ipaddress.ip_address(address))
    connected = pretend(monkeypatch, [["8.8.8.8", address]])
    with pytest.raises(HttpError, match="no public address") as refused:
        ask("http://sparql.example.org/")
    assert refused.value.status == 403
    assert connected == []


def test_a_checked_address_is_the_one_that_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    # Another answer of the name server, at once, changes nothing.
    connected = pretend(monkeypatch, [["8.8.8.8", "2606:4700::1111"], ["127.0.0.1"]])
    with pytest.raises(HttpError, match="cannot be asked"):
        ask("https://sparql.example.org/")
    assert connected == [("8.8.8.8", 443), ("2606:4700::1111", 443)]


@pytest.mark.parametrize(
    "address", ["http://127.0.0.1:9/", "http://[::1]:9/", "http://localhost:9/"]
)
def test_addresses_that_are_named_are_meant(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    connected = pretend(monkeypatch, [["127.0.0.1"]])
    with pytest.raises(HttpError, match="cannot be asked"):
        ask(address)
    assert connected in ([("127.0.0.1", 9)], [("::1", 9)])


def ask(address: str) -> bytes:
    async def asked() -> bytes:
        return await outward.Outward([address], Bounds()).ask(address, "ASK {}")

    return asyncio.run(asked())


def pretend(monkeypatch: pytest.MonkeyPatch, answers: list[list[str]]) -> list[tuple[str, int]]:
    """Have names resolved so, in turn, and connections refused; where they would have gone."""
    connected: list[tuple[str, int]] = []
    waiting = iter(answers)

    def look_up(host: str, port: int, **_: object) -> list[tuple[Any, ...]]:
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (one, port)) for one in next(waiting)]

    async def connect(host: str, port: int, **_: object) -> Any:
        connected.append((host, port))
        raise ConnectionRefusedError(111, "Connection refused")

    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    monkeypatch.setattr(asyncio, "open_connection", connect)
    return connected


def test_a_query_is_asked_with_what_its_names_need() -> None:
    text = "PREFIX a: <http://a/> SELECT * { ?x a:b ?y SERVICE <http://s/> { ?y cg:c <d> . ?y a:e 1 } }"
    (found,) = clauses.clauses(text, "http://here/sparql")
    assert found.query.splitlines() == [
        "BASE <http://here/sparql>",
        "PREFIX cg: <https://w3id.org/citegraph/ontology#>",
        "PREFIX a: <http://a/>",
        "SELECT * WHERE { ?y cg:c <d> . ?y a:e 1 }",
    ]
    with pytest.raises(QueryError, match="braces"):
        clauses.clauses("SELECT * { SERVICE <http://s/>")
    with pytest.raises(RefusedError, match="variable"):
        clauses.clauses("SELECT * { SERVICE ?s { } }")
