"""Updates and graphs over HTTP, as the W3C's tests have them; and what becomes of what is added."""

import os
import random
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from http.client import HTTPConnection
from pathlib import Path
from threading import Timer
from urllib.parse import urlencode

import pytest

from citegraph.load import ingest, rebuild
from citegraph.load.operations import operations
from citegraph.store import Store
from tests.conftest import SAMPLES, dump
from tests.endpoint import TOKEN, Answer, Endpoint, serving

UPDATE = "application/sparql-update"
TURTLE = "text/turtle"
BEARER = f"Bearer {TOKEN}"
G = "http://example.org/graph"


@pytest.fixture(scope="module")
def endpoint(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Endpoint]:
    """An empty store that can be changed."""
    folder = tmp_path_factory.mktemp("changes")
    with serving(folder / "store", folder / "log", token=True) as started:
        yield started


@pytest.fixture
def empty(endpoint: Endpoint) -> Endpoint:
    assert endpoint.update("DROP ALL").status == 204
    return endpoint


def asked(endpoint: Endpoint, pattern: str) -> bool:
    answer = endpoint.query(f"ASK {{ {pattern} }}", accept="text/csv")
    assert answer.status == 200, answer.text
    return answer.text.strip() == "true"


def graph(endpoint: Endpoint, method: str, path: str, body: str = "", kind: str = "") -> Answer:
    headers = {"authorization": BEARER} | ({"content_type": kind} if kind else {})
    return endpoint.ask(method, path, body, **headers)


def test_update_sent_as_it_is_and_by_form(empty: Endpoint) -> None:
    assert empty.update("INSERT DATA { <a:a> <a:b> <a:c> }").status == 204
    assert asked(empty, "<a:a> <a:b> <a:c>")
    for path in ("/update", "/sparql"):
        form = urlencode({"update": f"INSERT DATA {{ <a:a> <a:b> '{path}' }}"})
        kind = "application/x-www-form-urlencoded"
        sent = empty.ask("POST", path, form, content_type=kind, authorization=BEARER)
        assert sent.status == 204
        assert asked(empty, f"<a:a> <a:b> '{path}'")
    direct = empty.ask("POST", "/sparql", "CLEAR ALL", content_type=UPDATE, authorization=BEARER)
    assert direct.status == 204
    assert not asked(empty, "?s ?p ?o")


def test_update_over_graphs_that_the_protocol_names(empty: Endpoint) -> None:
    empty.update(
        "INSERT DATA { GRAPH <a:g1> { <a:a> <a:b> 1 } GRAPH <a:g2> { <a:a> <a:b> 2 }"
        " GRAPH <a:g3> { <a:a> <a:b> 3 } }"
    )
    copy = "INSERT { GRAPH <a:out> { ?s ?p ?o } } WHERE { ?s ?p ?o }"
    using = urlencode([("using-graph-uri", "a:g1"), ("using-graph-uri", "a:g2")])

    def post(parameters: str, text: str) -> Answer:
        path = f"/update?{parameters}"
        return empty.ask("POST", path, text, content_type=UPDATE, authorization=BEARER)

    assert post(using, copy).status == 204
    assert asked(
        empty, "GRAPH <a:out> { ?s ?p 1, 2 } FILTER NOT EXISTS { GRAPH <a:out> { ?s ?p 3 } }"
    )
    named = "DELETE { GRAPH <a:out> { ?s ?p ?o } } WHERE { GRAPH ?g { ?s ?p ?o } }"
    assert post(urlencode({"using-named-graph-uri": "a:g1"}), named).status == 204
    assert asked(empty, "GRAPH <a:out> { ?s ?p 2 } FILTER NOT EXISTS { GRAPH <a:out> { ?s ?p 1 } }")
    both = "WITH <a:g1> DELETE { ?s ?p ?o } WHERE { ?s ?p ?o }"
    assert post(using, both).status == 400
    both = "DELETE { ?s ?p ?o } USING <a:g1> WHERE { ?s ?p ?o }"
    assert post(using, both).status == 400


def test_bad_updates(empty: Endpoint) -> None:
    wrong = empty.update("INSERT DATA { <a:a> <a:b> }")
    assert wrong.status == 400
    assert "1:27" in wrong.detail
    assert empty.update("SELECT * {}").status == 400
    assert empty.update("DROP GRAPH <a:none>").status == 400
    assert empty.update("INSERT DATA { <a:a> <a:b> 1 } ; DROP GRAPH <a:none>").status == 400
    assert not asked(empty, "?s ?p ?o")
    for load in ("LOAD <http://127.0.0.1:1/>", "LO\\u0041D SILENT <http://127.0.0.1:1/>"):
        refused = empty.update(load)
        assert refused.status == 403
        assert "LOAD" in refused.detail
    service = "INSERT { <a:a> <a:b> ?o } WHERE { SERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }"
    assert empty.update(service).status == 403
    two = urlencode([("update", "CLEAR ALL"), ("update", "CLEAR ALL")])
    kind = "application/x-www-form-urlencoded"
    assert empty.ask("POST", "/update", two, content_type=kind, authorization=BEARER).status == 400
    assert empty.ask("GET", "/update?update=CLEAR%20ALL", authorization=BEARER).status == 405


def test_token(endpoint: Endpoint, sample_store: Store, tmp_path: Path) -> None:
    for header in ({}, {"authorization": "Bearer wrong"}, {"authorization": f"Basic {TOKEN}"}):
        answer = endpoint.ask("POST", "/update", "CLEAR ALL", content_type=UPDATE, **header)
        assert answer.status == 401
        assert answer.headers["www-authenticate"] == "Bearer"
        for method in ("PUT", "POST", "DELETE", "PATCH"):
            assert endpoint.ask(method, "/store?default", "", **header).status == 401
    with serving(sample_store.path, tmp_path / "log") as closed:
        assert closed.update("CLEAR ALL").status == 403
        assert graph(closed, "PUT", "/store?default", "", TURTLE).status == 403
        assert closed.get("/store?default").status == 200


def test_graph_store(empty: Endpoint) -> None:
    """The cases of the W3C's tests of the protocol, in their order."""
    person = f"/store?{urlencode({'graph': f'{G}/person/1'})}"
    john = '@prefix f: <http://xmlns.com/foaf/0.1/> . <http://e.org/1> f:name "John" .'
    jane = '@prefix f: <http://xmlns.com/foaf/0.1/> . <http://e.org/1> f:name "Jane" .'
    assert empty.get(person).status == 404
    assert graph(empty, "PUT", person, john, TURTLE).status == 201
    got = empty.ask("GET", person, accept=TURTLE)
    assert got.media_type == TURTLE
    assert "John" in got.text
    assert graph(empty, "PUT", person, jane, TURTLE).status == 204
    assert "John" not in empty.get(person).text
    assert graph(empty, "PUT", "/store?default", john, TURTLE).status == 204
    assert "John" in empty.get("/store?default").text
    assert graph(empty, "PUT", person, "<a:b> {}", "application/rdf+xml").status == 400
    assert "Jane" in empty.get(person).text
    assert graph(empty, "PUT", person, "a,b", "text/csv").status == 415
    assert graph(empty, "PUT", f"/store?graph={G}/empty", "", TURTLE).status == 201
    assert empty.get(f"/store?graph={G}/empty").status == 200
    assert graph(empty, "DELETE", person).status == 204
    assert empty.get(person).status == 404
    assert graph(empty, "DELETE", person).status == 404
    assert graph(empty, "POST", person, john, TURTLE).status == 201
    assert graph(empty, "POST", person, jane, TURTLE).status == 204
    assert {"John", "Jane"} <= set(empty.get(person).text.split('"'))
    head = empty.ask("HEAD", person)
    assert (head.status, head.body) == (200, b"")
    assert head.media_type == TURTLE
    made = graph(empty, "POST", "/store", john, TURTLE)
    assert made.status == 201
    assert "John" in empty.get(made.headers["location"].removeprefix(empty.address)).text
    assert graph(empty, "PUT", "/store/person/1.ttl", john, TURTLE).status == 201
    assert (
        "John"
        in empty.get(f"/store?{urlencode({'graph': f'{empty.address}/store/person/1.ttl'})}").text
    )
    assert empty.get("/store").status == 400
    assert empty.get(f"/store?default&graph={G}").status == 400
    assert empty.get("/store?graph=relative").status == 400
    assert empty.ask("GET", person, accept="text/csv").status == 406


def test_graph_in_a_form(empty: Endpoint) -> None:
    boundary = "a-boundary"
    parts = [
        f'--{boundary}\r\nContent-Disposition: form-data; name="a"; filename="a.ttl"\r\n'
        "Content-Type: text/turtle\r\n\r\n<a:a> <a:b> 1 .\r\n",
        f'--{boundary}\r\nContent-Disposition: form-data; name="b"; filename="b.nt"\r\n\r\n'
        "<a:a> <a:b> <a:c> .\r\n",
        f"--{boundary}--\r\n",
    ]
    kind = f"multipart/form-data; boundary={boundary}"
    assert graph(empty, "POST", f"/store?graph={G}", "".join(parts), kind).status == 201
    assert asked(empty, f"GRAPH <{G}> {{ <a:a> <a:b> 1, <a:c> }}")
    assert graph(empty, "POST", "/store?default", "no form", kind).status == 400


def test_graph_patched(empty: Endpoint) -> None:
    path = f"/store?graph={G}"
    graph(empty, "PUT", path, "<a:a> <a:b> 1 .", TURTLE)
    text = "DELETE DATA { <a:a> <a:b> 1 } ; INSERT { ?s <a:new> 2 } WHERE { BIND(<a:x> AS ?s) }"
    assert graph(empty, "PATCH", path, text, UPDATE).status == 204
    assert empty.ask("GET", path, accept="application/n-triples").text == (
        '<a:x> <a:new> "2"^^<http://www.w3.org/2001/XMLSchema#integer> .\n'
    )
    assert (
        graph(empty, "PATCH", "/store?default", "INSERT DATA { <a:a> a <a:b> }", UPDATE).status
        == 204
    )
    assert asked(empty, "<a:a> a <a:b>")
    assert graph(empty, "PATCH", path, "<a:a> a <a:b>", TURTLE).status == 415


def test_changes_that_presume_a_state(empty: Endpoint) -> None:
    path = f"/store?graph={G}"
    graph(empty, "PUT", path, "<a:a> <a:b> 1 .", TURTLE)
    tag = empty.get(path).headers["etag"]
    assert empty.ask("GET", path, if_none_match=tag).status == 304

    def put(number: int, tag: str) -> int:
        body = f"<a:a> <a:b> {number} ."
        return empty.ask(
            "PUT", path, body, content_type=TURTLE, authorization=BEARER, if_match=tag
        ).status

    assert put(2, tag) == 204
    assert put(3, tag) == 412
    assert put(3, '"made-up"') == 412
    assert asked(empty, f"GRAPH <{G}> {{ <a:a> <a:b> 2 }}")
    assert put(4, empty.get(path).headers["etag"]) == 204


def test_every_change_is_a_generation_that_can_be_undone(tmp_path: Path) -> None:
    store = Store(tmp_path / "store")
    ingest(store, (str(SAMPLES / "redif"),))
    before = dump(store)
    with serving(store.path, tmp_path / "log", token=True) as endpoint:
        done = endpoint.update("INSERT DATA { <a:a> <a:b> 1 }")
        assert done.headers["citegraph-generation"] == "2"
        assert asked(endpoint, "<a:a> <a:b> 1")
        store.undo()
        assert dump(store) == before
        deadline = time.monotonic() + 1
        while asked(endpoint, "<a:a> <a:b> 1"):
            assert time.monotonic() < deadline
        # The number of what was undone is given again, and yet nothing old is answered.
        assert endpoint.update("INSERT DATA { <a:a> <a:b> 2 }").status == 204
        assert asked(endpoint, "<a:a> <a:b> 2")
        assert not asked(endpoint, "<a:a> <a:b> 1")


HAND = {
    "data": ("INSERT DATA { ?w cg:note 'by hand' }", "?w cg:note 'by hand'"),
    "pattern": (
        "INSERT { ?x cg:note 'by hand' } WHERE { ?x a cg:WorkingPaper }",
        "?w cg:note 'by hand'",
    ),
    "graph": ("INSERT DATA { GRAPH <a:mine> { ?w cg:note 1 } }", "GRAPH <a:mine> { ?w cg:note 1 }"),
    "both": (
        "INSERT DATA { ?w cg:note 1 . GRAPH <a:mine> { ?w cg:note 2 } ?w cg:note 3 }",
        "?w cg:note 1, 3 GRAPH <a:mine> { ?w cg:note 2 }",
    ),
    "copy": (
        "INSERT DATA { GRAPH <a:mine> { ?w cg:note 4 } } ; ADD <a:mine> TO DEFAULT",
        "?w cg:note 4",
    ),
}


@pytest.mark.parametrize("text, pattern", HAND.values(), ids=HAND.keys())
def test_what_is_added_by_hand_stays(
    new_store: Callable[..., Store], tmp_path: Path, text: str, pattern: str
) -> None:
    folder = tmp_path / "papers"
    folder.mkdir()
    paper = folder / "a.rdf"
    record = "Template-Type: ReDIF-Paper 1.0\nTitle: {}\nHandle: RePEc:smp:wpaper:1\n"
    paper.write_text(record.format("First"))
    store = new_store(folder)
    work = "<https://w3id.org/citegraph/work/repec:smp:wpaper:1>"
    text, pattern = text.replace("?w", work), pattern.replace("?w", work)

    def holds(pattern: str) -> bool:
        with store.snapshot() as snapshot:
            prefix = "PREFIX cg: <https://w3id.org/citegraph/ontology#>"
            return bool(snapshot.graph.query(f"{prefix} ASK {{ {pattern} }}"))

    with serving(store.path, tmp_path / "log", token=True) as endpoint:
        assert endpoint.update(text).status == 204
    assert holds(pattern)
    paper.write_text(record.format("Second"))
    ingest(store, (str(folder),))
    assert holds(f"{work} <http://purl.org/dc/terms/title> 'Second'")
    assert holds(pattern)
    rebuild(store)
    assert holds(pattern)
    with serving(store.path, tmp_path / "log", token=True) as endpoint:
        remove = "DELETE WHERE { ?s cg:note ?o } ; DELETE WHERE { GRAPH ?g { ?s cg:note ?o } }"
        assert endpoint.update(remove).status == 204
    rebuild(store)
    assert not holds(pattern)
    assert holds(f"{work} a cg:WorkingPaper")


def test_a_default_graph_that_is_sent_stays(tmp_path: Path) -> None:
    store = Store(tmp_path / "store")
    ingest(store, (str(SAMPLES / "redif"),))
    with serving(store.path, tmp_path / "log", token=True) as endpoint:
        assert graph(endpoint, "POST", "/store?default", "<a:a> <a:b> 1 .", TURTLE).status == 204
        assert asked(endpoint, "<a:a> <a:b> 1 . ?w a cg:Work")
        rebuild(store)
        until = time.monotonic() + 5
        while endpoint.query("ASK {}").headers["citegraph-generation"] != "3":
            assert time.monotonic() < until
        assert asked(endpoint, "<a:a> <a:b> 1 . ?w a cg:Work")
        assert graph(endpoint, "PUT", "/store?default", "<a:a> <a:b> 2 .", TURTLE).status == 204
        only = endpoint.ask("GET", "/store?default", accept="application/n-triples")
        assert only.text.count("\n") == 1
    rebuild(store)
    with store.snapshot() as snapshot:
        assert snapshot.objects("a:a", "a:b") == ["2"]
        assert snapshot.graph.query("ASK { ?w a <https://w3id.org/citegraph/ontology#Work> }")


def test_remembered_answers_end_with_their_generation(empty: Endpoint) -> None:
    connection = HTTPConnection(empty.host, empty.port, timeout=20)

    def ask() -> tuple[str, str]:
        connection.request("GET", f"/sparql?{urlencode({'query': 'SELECT * { ?s <a:n> ?o }'})}")
        answer = connection.getresponse()
        return answer.headers["ETag"], answer.read().decode()

    for number in range(3):
        first = ask()
        assert [ask() for _ in range(4)] == [first] * 4
        assert first[1].count('"literal"') == number
        assert empty.update(f"INSERT DATA {{ <a:a> <a:n> {number} }}").status == 204
    assert ask()[1].count('"literal"') == 3
    connection.close()


def test_what_is_there_before_the_first_source_stays(tmp_path: Path) -> None:
    with serving(tmp_path / "store", tmp_path / "log", token=True) as endpoint:
        assert endpoint.update("INSERT DATA { <a:a> <a:b> 1 }").status == 204
        assert not asked(endpoint, "GRAPH ?g { ?s ?p ?o }")
        store = Store(tmp_path / "store")
        ingest(store, (str(SAMPLES / "redif"),))
        rebuild(store)
        time.sleep(1)
        assert asked(endpoint, "<a:a> <a:b> 1 . ?w a cg:Work")
        assert endpoint.update("CLEAR DEFAULT").status == 204
    rebuild(store)
    with store.snapshot() as snapshot:
        assert not snapshot.objects("a:a", "a:b")
        assert snapshot.graph.query("ASK { ?w a <https://w3id.org/citegraph/ontology#Work> }")


OPERATIONS = {
    "INSERT DATA { <a:a> <a:b> 'WHERE { } ; DELETE' }": ["INSERT"],
    "PREFIX a: <a:> # ; DROP ALL\nINSERT DATA { a:insert a:p 1 ; a:q 2 } ; DROP ALL": [
        "INSERT",
        "DROP",
    ],
    "DELETE WHERE { ?s ?p ?o }": ["DELETE"],
    "WITH <a:g> DELETE { ?s ?p ?o } INSERT { ?s ?p 1 } USING NAMED <a:h> WHERE { ?s ?p ?o } ;": [
        "WITH"
    ],
    "insert { graph ?g { ?s ?p ?o } } where { graph ?g { ?s ?p ?o } }": ["INSERT"],
    "BASE <http://e.org/> PREFIX : <#> DELETE DATA { :a. :b :c }; PREFIX x: <x:> CLEAR SILENT GRAPH x:y": [
        "DELETE",
        "CLEAR",
    ],
}


@pytest.mark.parametrize("text", OPERATIONS)
def test_operations_apart_and_together_again(text: str) -> None:
    import pyoxigraph as ox

    found = operations(text)
    assert [operation.verb for operation in found] == OPERATIONS[text]
    if ":a. :b" in text:
        return  # only its parts are looked at
    whole, apart = (ox.Store(), ox.Store())
    for store in (whole, apart):
        store.update("INSERT DATA { GRAPH <a:g> { <a:s> <a:p> 7 } GRAPH <x:y> { <a:s> <a:p> 8 } }")
    whole.update(text)
    for operation in found:
        apart.update(str(operation))
    assert set(whole) == set(apart)


KILLS = 17


def test_kills(tmp_path: Path) -> None:
    """What was acknowledged is there, and of the rest all or nothing; workers die unnoticed."""
    store = Store(tmp_path / "store")
    ingest(store, (str(SAMPLES / "redif"),))
    moments = random.Random(11)  # noqa: S311  # moments to kill at, no secret
    acknowledged = killed = 0
    for kill in range(KILLS):
        with serving(store.path, tmp_path / "log", token=True) as endpoint:
            for _ in range(3):
                while not (workers := endpoint.workers()):
                    time.sleep(0.01)
                with suppress(ProcessLookupError):
                    os.kill(moments.choice(workers), signal.SIGKILL)
                    killed += 1
                assert asked(endpoint, f"<a:n> <a:done> {acknowledged}") or not acknowledged
            timer = Timer(moments.uniform(0.0, 0.15), endpoint.process.kill)
            timer.start()
            number = acknowledged + 1
            text = (
                f"DELETE WHERE {{ <a:n> <a:done> ?o }} ; INSERT DATA {{ <a:n> <a:done> {number} }}"
                f" ; INSERT DATA {{ GRAPH <a:g{kill}> {{ <a:n> <a:done> {number} }} }}"
            )
            try:
                if endpoint.update(text).status == 204:
                    acknowledged = number
            except OSError:
                pass
            timer.join()
            endpoint.process.wait(10)
            ended = time.monotonic() + 10
            while endpoint.processes():  # nothing outlives the server for long
                assert time.monotonic() < ended
                time.sleep(0.01)
        with store.snapshot() as snapshot:
            (value,) = snapshot.objects("a:n", "a:done") or ["0"]
            noted = snapshot.graph.query(
                f"ASK {{ GRAPH <a:g{kill}> {{ <a:n> <a:done> {number} }} }}"
            )
        assert int(value) in {acknowledged, number}
        assert bool(noted) == (int(value) == number)
        acknowledged = int(value)
    assert acknowledged > KILLS // 4
    assert killed > KILLS
