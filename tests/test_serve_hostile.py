"""What strangers send, and what they do not read; and those who behave, beside them."""

import json
import socket
import threading
import time
from collections.abc import Callable, Iterator
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import quote, urlencode

import hostile
import pytest

from citegraph.load import ingest
from citegraph.store import Store
from tests.conftest import SAMPLES
from tests.endpoint import Endpoint, serving

QUICK = "SELECT ?w { ?w a cg:Article } ORDER BY ?w LIMIT 3"
ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
LARGE = "SELECT * { ?a ?b ?c . { SELECT ?d { ?d a cg:Work } } }"


def raw(endpoint: Endpoint, query: str, agent: str = "slow") -> socket.socket:
    """A connection that asked, and has read nothing."""
    opened = socket.create_connection((endpoint.host, endpoint.port), 10)
    opened.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    head = f"GET /sparql?query={quote(query)} HTTP/1.1\r\nHost: x\r\nUser-Agent: {agent}\r\n\r\n"
    opened.sendall(head.encode())
    return opened


def state(endpoint: Endpoint) -> dict[str, int]:
    found: dict[str, int] = json.loads(endpoint.get("/health").body)
    return found


def until(holds: Callable[[], bool], seconds: float = 5) -> None:
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end
        time.sleep(0.02)


def test_readers_that_do_not_read(sample_store: Store, tmp_path: Path) -> None:
    with serving(sample_store.path, tmp_path / "log", "--timeout", "20") as endpoint:
        slow = [raw(endpoint, LARGE) for _ in range(64)]
        # Each answer waits on the disk until its reader takes it; none holds a worker.
        until(lambda: state(endpoint)["waiting"] == state(endpoint)["running"] == 0, 60)
        began = time.monotonic()
        assert endpoint.query(QUICK).status == 200
        assert time.monotonic() - began < 2
        for one in slow:
            one.close()


def test_whose_client_is_gone(sample_store: Store, tmp_path: Path) -> None:
    with serving(sample_store.path, tmp_path / "log", "--timeout", "60") as endpoint:
        gone = [raw(endpoint, ENDLESS) for _ in range(8)]
        until(lambda: state(endpoint)["running"] >= 2)
        for one in gone:
            one.close()
        until(lambda: state(endpoint)["running"] == state(endpoint)["waiting"] == 0)
        assert endpoint.query(QUICK).status == 200


def test_one_client_cannot_hold_all_workers(sample_store: Store, tmp_path: Path) -> None:
    with serving(sample_store.path, tmp_path / "log", "--timeout", "30") as endpoint:
        greedy = [raw(endpoint, ENDLESS) for _ in range(16)]
        until(lambda: state(endpoint)["running"] >= 2)
        for _ in range(5):
            began = time.monotonic()
            assert endpoint.query(QUICK, user_agent="modest").status == 200
            assert time.monotonic() - began < 5
        for one in greedy:
            one.close()


def test_who_asks_little_waits_for_none_of_those_who_ask_much(
    sample_store: Store, tmp_path: Path
) -> None:
    with serving(sample_store.path, tmp_path / "log", "--timeout", "30") as endpoint:
        greedy = [raw(endpoint, ENDLESS, f"greedy-{number}") for number in range(8)]
        # Until each of them has shown that its queries take long.
        until(lambda: endpoint.log.read_text().count('"status": 429') >= 3, 30)
        took = []
        for number in range(40):
            began = time.monotonic()
            assert endpoint.query(QUICK + f" # {number}", user_agent="modest").status == 200
            took.append(time.monotonic() - began)
        assert sorted(took)[20] < 0.5
        assert max(took) < 20
        for one in greedy:
            one.close()


def test_a_full_queue(sample_store: Store, tmp_path: Path) -> None:
    options = ("--timeout", "2", "--queue", "4", "--workers", "1")
    with serving(sample_store.path, tmp_path / "log", *options) as endpoint:
        many = [raw(endpoint, ENDLESS) for _ in range(12)]
        statuses = []
        for one in many:
            one.settimeout(20)
            statuses.append(int(one.recv(16).split()[1]))
            one.close()
        assert set(statuses) <= {429, 503}
        assert 429 in statuses
        assert endpoint.query(QUICK).status == 200


def test_memory_of_a_query(sample_store: Store, tmp_path: Path) -> None:
    options = ("--timeout", "20", "--max-memory", "150")
    with serving(sample_store.path, tmp_path / "log", *options) as endpoint:
        text = (
            "SELECT (GROUP_CONCAT(CONCAT(STR(?c), STR(?f)); separator='" + "x" * 500 + "') AS ?n)"
            " { ?a ?b ?c . ?d ?e ?f }"
        )
        answer = endpoint.ask("POST", "/sparql", text, content_type="application/sparql-query")
        assert answer.status == 503
        assert "memory" in answer.detail
        assert endpoint.query(QUICK).status == 200


def test_heads_that_do_not_end(sample_store: Store, tmp_path: Path) -> None:
    with serving(sample_store.path, tmp_path / "log") as endpoint:
        opened = socket.create_connection((endpoint.host, endpoint.port), 10)
        opened.sendall(b"GET /health HTTP/1.1\r\n")
        with pytest.raises(OSError):  # noqa: PT011  # closed, in one way or another
            for number in range(100_000):
                opened.sendall(f"X-{number}: {'a' * 1000}\r\n".encode())
        opened.close()
        for bad in (b"\x00\xff\xfe\r\n\r\n", b"GET  /\r\n\r\n", b"GET / HTTP/9.9\r\n\r\n"):
            opened = socket.create_connection((endpoint.host, endpoint.port), 10)
            opened.sendall(bad)
            opened.settimeout(5)
            assert opened.recv(100).startswith((b"HTTP/1.1 400", b"")), bad
            opened.close()
        assert endpoint.query(QUICK).status == 200


def test_new_generations_are_seen_within_a_second(tmp_path: Path) -> None:
    store = Store(tmp_path / "store")
    ingest(store, (str(SAMPLES / "redif"),))
    count = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
    with serving(store.path, tmp_path / "log") as endpoint:
        before = endpoint.query(count)
        stop = threading.Event()
        answers: list[tuple[int, str, str]] = []

        def ask() -> None:
            connection = HTTPConnection(endpoint.host, endpoint.port, timeout=20)
            while not stop.is_set():
                connection.request("GET", f"/sparql?{urlencode({'query': count})}")
                got = connection.getresponse()
                generation = got.headers["Citegraph-Generation"]
                answers.append((got.status, generation, got.read().decode()))
            connection.close()

        asking = [threading.Thread(target=ask) for _ in range(4)]
        for thread in asking:
            thread.start()
        ingest(store, (str(SAMPLES),))
        until(lambda: endpoint.query(count).headers["citegraph-generation"] == "2", 1)
        after = endpoint.query(count)
        time.sleep(0.3)
        stop.set()
        for thread in asking:
            thread.join()
        assert {status for status, _, _ in answers} == {200}
        # Each answer is of one generation, and says of which.
        assert {text for _, number, text in answers if number == "1"} <= {before.text}
        assert {text for _, number, text in answers if number == "2"} == {after.text}
        assert before.text != after.text
        # Nobody keeps the old generation open.
        until(lambda: not any(_holds(pid, "/generations/1/") for pid in endpoint.workers()))


def _holds(pid: int, part: str) -> bool:
    try:
        return any(part in str(file.readlink()) for file in Path(f"/proc/{pid}/fd").iterdir())
    except OSError:
        return False


def test_no_socket_in_a_worker(sample_store: Store, tmp_path: Path) -> None:
    """The second wall: the system itself refuses."""
    import subprocess
    import sys

    from citegraph.serve import walls

    if sys.platform != "linux":
        pytest.skip("seccomp is Linux's")
    code = (
        "import socket, pyoxigraph as ox\n"
        "from citegraph.serve import walls\n"
        "print(walls.close_network())\n"
        "try: socket.socket()\n"
        "except PermissionError: print('refused')\n"
        "try: list(ox.Store().query('SELECT * { SERVICE <http://127.0.0.1:7654/> { ?s ?p ?o } }'))\n"
        "except Exception as error: print(error)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    could, *rest = done.stdout.splitlines()
    if could == "False":
        pytest.skip("this system has no seccomp")
    assert rest[0] == "refused"
    assert "denied" in rest[1]
    assert walls.resident() > 0


@pytest.mark.parametrize("kind", [kind for kind in hostile.ATTACKS if kind not in hostile.SLOW])
def test_each_attack(attacked: Endpoint, kind: str) -> None:
    """Those that `make bench-hostile` makes for ten minutes, once."""
    began = time.monotonic()
    outcome = hostile.ATTACKS[kind](hostile.Attacker(attacked.port, 1))
    assert time.monotonic() - began < 10
    assert outcome in OUTCOMES.get(kind, {"400", "403", "413", "503"})
    assert attacked.query(QUICK).status == 200


# Some may break off, be well answered, or be refused before all was sent.
OUTCOMES = {
    "a cross product, sent": {"200 cut"},
    "catastrophic patterns": {"200", "400", "503"},
    "a pattern that grows": {"200", "400", "503"},
    "a client that goes": {"left"},
    "a flood of headers": {"431", "closed"},
    "a flood of body": {"413", "closed"},
    "a zip bomb": {"413"},
    "no HTTP": {"400", "closed"},
    "SERVICE, disguised": {"400", "403"},
    "1,000 requests at once": {"200"},
}


@pytest.fixture(scope="module")
def attacked(sample_store: Store, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Endpoint]:
    log = tmp_path_factory.mktemp("attacked") / "log"
    with serving(sample_store.path, log, "--timeout", "2", "--max-memory", "256") as started:
        yield started


def test_graceful_end(sample_store: Store, tmp_path: Path) -> None:
    with serving(sample_store.path, tmp_path / "log", "--timeout", "3") as endpoint:
        answers: list[int] = []
        asking = threading.Thread(target=lambda: answers.append(endpoint.query(ENDLESS).status))
        asking.start()
        until(lambda: state(endpoint)["running"] > 0)
        endpoint.process.terminate()
        asking.join(15)
        assert answers == [503]
        endpoint.process.wait(15)
        until(lambda: not endpoint.processes())
