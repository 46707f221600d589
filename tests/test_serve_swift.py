"""Queries that are begun as soon as their heads are read, and large answers: as all others."""

import json
import re
import socket
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import quote

import pyoxigraph as ox
import pytest

from citegraph import sparql_tokens
from citegraph import vocab as v
from citegraph.ask import Result, run
from citegraph.errors import RefusedError
from citegraph.serve import walls, worker
from citegraph.serve.editions import edition_of
from citegraph.serve.evaluate import evaluate
from citegraph.serve.frames import Frames, Kind, frame
from citegraph.serve.outlet import Outlet
from citegraph.serve.protocol import is_steady
from citegraph.serve.settings import Limits
from citegraph.serve.spool import Spool
from citegraph.serve.task import Order, Query, Reading
from citegraph.store import Snapshot, Store
from tests.conftest import SAMPLES
from tests.endpoint import Endpoint, serving
from tests.test_serve_hostile import ENDLESS, LARGE, QUICK, raw, state, until

STREAM = "SELECT * { ?a ?b ?c . ?d ?e ?f }"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("temporary")


@pytest.fixture(scope="module")
def endpoint(
    sample_store: Store, tmp_path_factory: pytest.TempPathFactory, folder: Path
) -> Iterator[Endpoint]:
    log = tmp_path_factory.mktemp("swift") / "log"
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv("TMPDIR", str(folder))
        with serving(sample_store.path, log, "--no-cache", "--timeout", "20") as started:
            yield started


def replies(opened: socket.socket, number: int) -> list[bytes]:
    """The bodies of so many replies with a known length, in the order in which they came."""
    opened.settimeout(20)
    bodies: list[bytes] = []
    data = b""
    while len(bodies) < number:
        data += opened.recv(1 << 16)
        while found := re.search(rb"content-length: (\d+)(?=\r\n).*?\r\n\r\n", data, re.DOTALL):
            end = found.end() + int(found[1])
            if len(data) < end:
                break
            bodies.append(data[found.end() : end])
            data = data[end:]
    return bodies


def get(path: str, *headers: str) -> bytes:
    return "\r\n".join([f"GET {path} HTTP/1.1", "Host: x", *headers, "", ""]).encode()


def test_requests_sent_without_waiting(endpoint: Endpoint) -> None:
    asked = [f"ASK {{ FILTER({number} > 2) }}" for number in range(6)]
    wanted = [endpoint.query(text).body for text in asked]
    assert len(set(wanted)) == 2
    with socket.create_connection((endpoint.host, endpoint.port), 20) as opened:
        paths = [f"/sparql?query={quote(text)}" for text in asked]
        paths.insert(3, "/queries/none")
        opened.sendall(b"".join(map(get, paths)))
        found = replies(opened, 7)
        assert b"there is no saved query" in found.pop(3)
        assert found == wanted
        for path in paths[:3]:
            opened.sendall(get(path)[:30])
            time.sleep(0.05)
            opened.sendall(get(path)[30:])
        assert replies(opened, 3) == wanted[:3]


def test_alike_whichever_way_it_goes(endpoint: Endpoint) -> None:
    """A request that is the last of its connection goes the long way."""
    for query in (QUICK, LARGE, "SELECT", "ASK { SERVICE <x:y> {} }", "SELECT (RAND() AS ?r) {}"):
        short, long = endpoint.query(query), endpoint.query(query, connection="close")
        assert short.status == long.status
        assert set(short.headers) ^ set(long.headers) == {"connection"}
        same = {"etag", "content-type", "vary", "citegraph-generation", "cache-control"}
        assert {n: short.headers.get(n) for n in same} == {n: long.headers.get(n) for n in same}
        assert short.body == long.body or "RAND" in query
    tag = endpoint.query(QUICK).headers["etag"]
    assert endpoint.query(QUICK, if_none_match=tag).status == 304
    assert endpoint.ask("GET", "/sparql?query=ASK%7B%7D&query=ASK%7B%7D").status == 400
    with socket.create_connection((endpoint.host, endpoint.port), 20) as opened:
        opened.sendall(get("/sparql?query=ASK%7B%7D#fragment", "Connection: close"))
        (body,) = replies(opened, 1)
        assert b"true" in body
        assert opened.recv(10) == b""


def test_it_is_counted_and_logged(endpoint: Endpoint) -> None:
    said = re.compile(r'citegraph_requests_total\{route="sparql",status="200"\} (\S+)')

    def counted() -> float:
        found = said.search(endpoint.get("/metrics").text)
        return float(found[1]) if found else 0.0

    before = counted()
    for _ in range(3):
        endpoint.query(QUICK, user_agent="counting")
    assert counted() == before + 3
    until(lambda: endpoint.log.read_text().count('"agent": "counting"') == 3)
    endpoint.query(QUICK, x_forwarded_for="192.0.2.7", user_agent="proxied")
    until(lambda: '"agent": "proxied"' in endpoint.log.read_text())
    (line,) = (line for line in endpoint.log.read_text().splitlines() if "proxied" in line)
    assert json.loads(line)["client"] == "192.0.2.7"


def test_a_large_answer_ends_with_its_client(endpoint: Endpoint) -> None:
    gone = [raw(endpoint, f"{STREAM} # {number}") for number in range(2)]
    gone += [raw(endpoint, ENDLESS)]
    for one in gone[:2]:
        assert one.recv(1000).startswith(b"HTTP/1.1 200 OK")
    for one in gone:
        one.close()
    until(lambda: state(endpoint)["running"] == state(endpoint)["waiting"] == 0)


def test_no_file_stays(endpoint: Endpoint, folder: Path) -> None:
    assert len(endpoint.query(LARGE).body) > 1 << 20
    packed = endpoint.query(LARGE, accept_encoding="gzip")
    assert packed.headers["content-encoding"] == "gzip"
    assert len(packed.body) > 1000
    test_a_large_answer_ends_with_its_client(endpoint)
    assert not list(folder.glob("citegraph-*"))


def test_a_file_is_read_as_it_grows(tmp_path: Path) -> None:
    path = tmp_path / "answer"
    spool = Spool()
    with path.open("wb", buffering=0) as file:
        spool.open(path)
        assert not path.exists()
        assert spool.take() == b""
        file.write(b"one, ")
        assert spool.take() == b""
        spool.grow(5)
        assert spool.take() == b"one, "
        file.write(b"two, three")
        spool.grow(10)
        assert (spool.take(), spool.take()) == (b"two, ", b"")
        spool.grow(15)
        assert spool.take_all() == b"three"
        spool.close()
        assert spool.take() == b""


def test_frames_however_they_are_cut() -> None:
    sent = [(Kind.HEAD, b"{}"), (Kind.DATA, b"x" * 1000), (Kind.DATA, b""), (Kind.END, b"{}")]
    data = b"".join(frame(kind, payload) for kind, payload in sent) * 2
    for size in (1, 2, 5, 7, 500, 1013, len(data)):
        frames = Frames()
        pieces = [data[at : at + size] for at in range(0, len(data), size)]
        assert [one for piece in pieces for one in frames.feed(piece)] == sent * 2


def rows_of(result: Result) -> list[str]:
    assert isinstance(result, ox.QuerySolutions)
    return [str(row[0]) for row in result]


@pytest.mark.parametrize("prefix", sorted(v.PREFIXES))
def test_prefixes_that_a_query_does_not_declare(sample_store: Store, prefix: str) -> None:
    with sample_store.snapshot() as snapshot:
        plain = f"SELECT (<{v.PREFIXES[prefix]}x> AS ?x) {{}}"
        named = f"SELECT ({prefix}:x AS ?x) {{}}"
        assert rows_of(run(snapshot, named)) == rows_of(run(snapshot, plain))


def test_words_that_are_looked_for_first(sample_store: Store) -> None:
    assert not is_steady("SELECT (\\u0052AND() AS ?r) {}")
    assert not is_steady("construct { [] a ?c } where { ?s a ?c }")
    assert is_steady("SELECT ?now { ?now <x:rand> 'uuid()' }")
    deep = "{" * (sparql_tokens.MAX_NESTING + 1)
    assert sparql_tokens.refusal(deep + "}" * len(deep))
    assert sparql_tokens.refusal("{}" * len(deep)) is None
    assert sparql_tokens.refusal(deep.replace("{", "\\u007B")) is not None
    with sample_store.snapshot() as snapshot, pytest.raises(RefusedError):
        run(snapshot, "SELECT * { \\u0053erVice <x:y> {} }")


def test_a_generation_that_is_dropped_while_it_is_read(
    new_store: Callable[..., Store], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A file that was not open yet is missed, as the store says; whoever asked hears nothing of it."""
    store = new_store(SAMPLES / "redif", SAMPLES / "pages")
    read: list[int] = []

    def missing(snapshot: Snapshot, task: Reading, outlet: Outlet) -> None:
        read.append(snapshot.generation)
        if not store.keeps(snapshot.generation):
            raise OSError("While open a file for random read: 000048.sst: No such file")
        evaluate(snapshot, task, outlet)

    monkeypatch.setattr(worker, "evaluate", missing)
    # What a worker may use is its process's, and here that is the tests'.
    monkeypatch.setattr(walls, "limit_memory", lambda _: None)
    monkeypatch.setattr(walls, "end_after", lambda _: None)
    desk = worker.Desk(store.path, Limits())
    ours, theirs = socket.socketpair()
    asked = Query("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }", "text/csv", None)
    with ours, theirs:
        desk.do(Order(asked, edition_of(store, 2)), theirs, 2**40)
        store.undo()
        desk.do(Order(asked, edition_of(store, 2)), theirs, 2**40)
        answered = [Kind(kind) for kind, _ in Frames().feed(ours.recv(2**16))]
    assert read == [2, 2, 1]
    assert answered.count(Kind.END) == 2
    assert Kind.FAIL not in answered
