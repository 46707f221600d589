"""What strangers send to an endpoint, for ten minutes, and what those who behave notice of it.

Attackers come over 16 connections from addresses of their own, in a process of lowest priority, as
they would have machines of their own; those who behave come from another address. What is asked:
their p99 stays under three times what it is in quiet, each request ends within its limit, memory
returns to its level, and nothing is restarted but workers.

python hostile.py [--works 10000] [--minutes 10]
"""

import gzip
import json
import os
import random
import socket
import sys
import threading
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import suppress
from http.client import HTTPConnection, HTTPException
from multiprocessing import get_context
from pathlib import Path
from typing import NamedTuple
from urllib.parse import quote

from serve import QUERIES, memory, opened, parser_of, server, works_of

from citegraph.store import Store

HOST = "127.0.0.1"
ATTACKERS, CLIENTS = 16, 4
# Seconds that a query may run, which it may have waited before; and what a connection may idle.
TIMEOUT, SLACK, IDLE = 10.0, 3.0, 60.0
QUIET = 30.0
SETTLING = 30.0
# A client that behaves asks so many times a second, at most.
RATE = 20.0
_QUERY = "application/sparql-query"
_CROSS = "?a ?b ?c . ?d ?e ?f . ?g ?h ?i"
# These take as long as they choose to, or are many requests.
SLOW = (
    "a reader that does not read",
    "a head that trickles",
    "a body that trickles",
    "1,000 requests at once",
)
_BOMB = gzip.compress(bytes(200 * 2**20))
_SERVICES = (
    "SERVICE <http://127.0.0.1:9/> { ?s ?p ?o }",
    "\\u0053ERVICE <http://127.0.0.1:9/> { ?s ?p ?o }",
    "SERVICESILENT<http://127.0.0.1:9/> { ?s ?p ?o }",
    'BIND("\\u005C" AS ?x) SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } BIND("x" AS ?y)',
)


class Done(NamedTuple):
    """One hostile request: what came of it, and in how many seconds."""

    kind: str
    outcome: str
    seconds: float


class Asked(NamedTuple):
    """One request of those who behave, in seconds."""

    status: int
    seconds: float


class Attacker:
    """One of the connections, with an address of its own."""

    def __init__(self, port: int, number: int) -> None:
        self._port = port
        self._address = f"127.0.1.{1 + number % 4}"
        self._agent = f"attacker-{number}"
        self.chance = random.Random(number)

    def open(self) -> socket.socket:
        return socket.create_connection(
            (HOST, self._port), 2 * TIMEOUT + IDLE, source_address=(self._address, 0)
        )

    def head(self, method: str, target: str, *lines: str) -> bytes:
        own = (f"Host: {HOST}", f"User-Agent: {self._agent}", "Connection: close")
        return "\r\n".join([f"{method} {target} HTTP/1.1", *own, *lines, "", ""]).encode("latin-1")

    def posted(self, query: str | bytes, *lines: str) -> str:
        body = query.encode() if isinstance(query, str) else query
        length = f"Content-Length: {len(body)}"
        return self.sent(
            self.head("POST", "/sparql", f"Content-Type: {_QUERY}", length, *lines) + body
        )

    def sent(self, data: bytes) -> str:
        """The status that comes back, once all has come; with `cut` where it breaks off."""
        with self.open() as opened:
            with suppress(ConnectionError):
                opened.sendall(data)
            return self.outcome(opened)

    def outcome(self, opened: socket.socket) -> str:
        first, last = b"", b""
        with suppress(ConnectionError):
            while piece := opened.recv(1 << 16):
                first = first or piece
                last = (last + piece)[-8:]
        status = first[9:12].decode("latin-1") or "closed"
        is_chunked = b"transfer-encoding: chunked" in first.lower()
        return f"{status} cut" if is_chunked and not last.endswith(b"0\r\n\r\n") else status

    def trickled(self, data: bytes, pause: float, seconds: float) -> str:
        """Send a byte now and then, for a while or until nobody listens any more."""
        end = time.monotonic() + seconds
        with self.open() as opened:
            for byte in data:
                if time.monotonic() > end:
                    break
                try:
                    opened.sendall(bytes([byte]))
                except ConnectionError:
                    return "closed"
                time.sleep(pause)
        return "left"

    def flooded(self, head: bytes, more: Callable[[int], bytes]) -> str:
        """Send without end, until nobody listens."""
        with self.open() as opened:
            with suppress(ConnectionError):
                opened.sendall(head)
                for number in range(200_000):
                    opened.sendall(more(number))
            return self.outcome(opened)

    def unread(self, query: str, seconds: float) -> str:
        """Ask for much, and read next to nothing of it."""
        with self.open() as opened:
            opened.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            opened.sendall(self.head("GET", f"/sparql?query={quote(query)}"))
            end = time.monotonic() + seconds
            status = opened.recv(16)[9:12].decode("latin-1")
            while time.monotonic() < end and opened.recv(1):
                time.sleep(0.5)
        return status or "closed"

    def left(self, query: str, seconds: float) -> str:
        """Ask for much, and go."""
        with self.open() as opened:
            opened.sendall(self.head("GET", f"/sparql?query={quote(query)}"))
            time.sleep(seconds)
        return "left"


ATTACKS: dict[str, Callable[[Attacker], str]] = {
    "10,000 parentheses": lambda a: a.posted(f"ASK {{ FILTER({'(' * 10_000}1{')' * 10_000}) }}"),
    "negations": lambda a: a.posted(f"ASK {{ FILTER({'!' * 200_000}true) }}"),
    "a long path": lambda a: a.posted(f"ASK {{ ?s {'/'.join(['<a:b>'] * 20_000)} ?o }}"),
    "a cross product, counted": lambda a: a.posted(f"SELECT (COUNT(*) AS ?n) {{ {_CROSS} }}"),
    "a cross product, sent": lambda a: a.posted(f"SELECT * {{ {_CROSS} }}"),
    "a cross product, sorted": lambda a: a.posted(f"SELECT * {{ {_CROSS} }} ORDER BY ?f ?i"),
    "a closure of everything": lambda a: a.posted(
        "SELECT (COUNT(*) AS ?n) { ?a (!<x:a>|!^<x:b>)* ?b . ?b (!<x:a>|!^<x:b>)* ?c }"
    ),
    "catastrophic patterns": lambda a: a.posted(
        "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f"
        f" FILTER REGEX(CONCAT('{'a' * 5000}!', ?c), '^((a+)+|(a|aa)+|(.*a){{1,30}})+$') }}"
    ),
    "a pattern that grows": lambda a: a.posted(
        "SELECT * { ?a ?b ?c FILTER REGEX(?c, '((((a{1,100}){1,100}){1,100}){1,100})') }"
    ),
    "1 GB of GROUP_CONCAT": lambda a: a.posted(
        f"SELECT (GROUP_CONCAT(CONCAT(STR(?c), STR(?f)); separator='{'x' * 2000}') AS ?n)"
        " { ?a ?b ?c . ?d ?e ?f }"
    ),
    "a reader that does not read": lambda a: a.unread("SELECT * { ?a ?b ?c . ?d a ?f }", 20),
    "a client that goes": lambda a: a.left(f"SELECT (COUNT(*) AS ?n) {{ {_CROSS} }}", 0.3),
    "a flood of headers": lambda a: a.flooded(
        b"GET /sparql HTTP/1.1\r\n", lambda n: f"X-{n}: {'a' * 1000}\r\n".encode()
    ),
    "a flood of body": lambda a: a.flooded(
        a.head("POST", "/sparql", f"Content-Type: {_QUERY}", "Transfer-Encoding: chunked"),
        lambda _: b"10000\r\n" + b" " * 65536 + b"\r\n",
    ),
    "a head that trickles": lambda a: a.trickled(a.head("GET", "/health"), 0.5, 20),
    "a body that trickles": lambda a: a.trickled(
        a.head("POST", "/sparql", f"Content-Type: {_QUERY}", "Content-Length: 100") + b" " * 90,
        0.05,
        20,
    ),
    "bad UTF-8": lambda a: a.posted(b"ASK { FILTER('\xff\xfe\xed\xa0\x80' = '') }"),
    "bad UTF-8 in the address": lambda a: a.sent(a.head("GET", "/sparql?query=%FF%FE\xff")),
    "no HTTP": lambda a: a.sent(a.chance.randbytes(5000)),
    "a zip bomb": lambda a: a.posted(_BOMB, "Content-Encoding: gzip"),
    "SERVICE, disguised": lambda a: a.posted(f"SELECT * {{ {a.chance.choice(_SERVICES)} }}"),
    "1,000 requests at once": lambda a: a.sent(
        a.head("GET", "/sparql?query=ASK{}").replace(b"Connection: close\r\n", b"") * 1000
        + a.head("GET", "/health")
    ),
}


def attack(port: int, seconds: float) -> list[Done]:
    """Attack over all connections at once; each does one thing after the other, in mixed order."""
    os.nice(19)
    done: list[Done] = []
    end = time.monotonic() + seconds

    def run(number: int) -> None:
        attacker = Attacker(port, number)
        while True:
            for kind in attacker.chance.sample(list(ATTACKS), len(ATTACKS)):
                if time.monotonic() > end:
                    return
                began = time.monotonic()
                try:
                    outcome = ATTACKS[kind](attacker)
                except OSError as error:
                    outcome = type(error).__name__
                done.append(Done(kind, outcome, time.monotonic() - began))

    threads = [threading.Thread(target=run, args=(number,)) for number in range(ATTACKERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return done


def behave(port: int, queries: list[str], seconds: float) -> list[Asked]:
    """Ask as clients do who behave: one question after the other, and not too many."""
    asked: list[Asked] = []
    end = time.monotonic() + seconds

    def run(number: int) -> None:
        connection = HTTPConnection(HOST, port, timeout=2 * TIMEOUT)
        source = _from(queries, number * 1000)
        while time.monotonic() < end:
            began = time.monotonic()
            try:
                head = {"User-Agent": f"client-{number}"}
                connection.request("GET", f"/sparql?query={quote(next(source))}", headers=head)
                answer = connection.getresponse()
                said = answer.read()
                status = answer.status
                if status != 200:
                    print(f"{status} after {time.monotonic() - began:.1f} s: {said!r}", flush=True)
            except (OSError, HTTPException):
                connection.close()
                status = 0
            took = time.monotonic() - began
            asked.append(Asked(status, took))
            time.sleep(max(0.0, 1 / RATE - took))
        connection.close()

    threads = [threading.Thread(target=run, args=(number,)) for number in range(CLIENTS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return asked


def _from(queries: list[str], start: int) -> Iterator[str]:
    while True:
        yield queries[start % len(queries)]
        start += 1


def quantile(values: list[float], part: float) -> float:
    return sorted(values)[min(len(values) - 1, int(part * len(values)))]


def health(port: int) -> dict[str, int]:
    connection = HTTPConnection(HOST, port, timeout=10)
    connection.request("GET", "/health")
    found: dict[str, int] = json.loads(connection.getresponse().read())
    connection.close()
    return found


def files(pid: int) -> int:
    """How many files and connections a process has open."""
    return len(list(Path(f"/proc/{pid}/fd").iterdir()))


def measure(store: Store, port: int, minutes: float) -> bool:
    """Attack a server of a store, and print what came of it; whether all that is asked holds."""
    about = works_of(store)
    few = (QUERIES["point lookup"], QUERIES["two-hop join"])
    queries = [few[number % 2] % work for number, work in enumerate(about)]
    own = [sys.executable, "-m", "citegraph", "-s", str(store.path), "serve", "--port", str(port)]
    own += ["--no-cache", "--timeout", f"{TIMEOUT:g}", "--max-memory", "512"]
    with server(own, port) as process, ProcessPoolExecutor(2, get_context("spawn")) as pool:
        pool.submit(behave, port, queries, 5).result()
        quiet = pool.submit(behave, port, queries, QUIET).result()
        before, opened = memory(process.pid), files(process.pid)
        seconds = 60 * minutes
        attacking = pool.submit(attack, port, seconds)
        behaving = pool.submit(behave, port, queries, seconds)
        most = before
        while not behaving.done():
            most = max(most, memory(process.pid))
            time.sleep(1)
        beside, done = behaving.result(), attacking.result()
        time.sleep(SETTLING)
        after = memory(process.pid)
        again = pool.submit(behave, port, queries, QUIET).result()
        state = health(port)
        print(table(done))
        times = [[one.seconds for one in few] for few in (quiet, beside, again)]
        failed = [
            Counter(one.status for one in few if one.status != 200)
            for few in (quiet, beside, again)
        ]
        print("\n| those who behave | requests | not answered | p50, ms | p99, ms |")
        print("| --- | --- | --- | --- | --- |")
        for name, one, bad in zip(
            ("in quiet", "beside attacks", "after"), times, failed, strict=True
        ):
            p50, p99 = (1000 * quantile(one, part) for part in (0.5, 0.99))
            print(f"| {name} | {len(one):,} | {dict(bad) or 0} | {p50:.1f} | {p99:.1f} |")
        ratio = quantile(times[1], 0.99) / quantile(times[0], 0.99)
        late = [one for one in done if one.seconds > 2 * TIMEOUT + SLACK and one.kind not in SLOW]
        mb = [size / 2**20 for size in (before, most, after)]
        print(f"\np99 beside attacks is {ratio:.1f} times that in quiet (asked: under 3)")
        print(f"beyond the limit: {len(late)} requests {late[:3] or ''}")
        print(f"memory, MB: {mb[0]:.0f} before, {mb[1]:.0f} at most, {mb[2]:.0f} after")
        print(f"files open: {opened} before, {files(process.pid)} after; {state}")
        holds = {
            "p99": ratio < 3,
            "answered": not failed[1],
            "limits": not late,
            "memory": after < 1.3 * before,
            "server": process.poll() is None and state["running"] == state["waiting"] == 0,
        }
        print(", ".join(f"{name}: {'holds' if held else 'FAILS'}" for name, held in holds.items()))
        return all(holds.values())


def table(done: list[Done]) -> str:
    by_kind: defaultdict[str, list[Done]] = defaultdict(list)
    for one in done:
        by_kind[one.kind].append(one)
    lines = ["| attack | times | what came of it | longest, s |", "| --- | --- | --- | --- |"]
    for kind in ATTACKS:
        those = by_kind[kind]
        outcomes = Counter(one.outcome for one in those).most_common()
        said = ", ".join(f"{outcome} ({count})" for outcome, count in outcomes)
        longest = max((one.seconds for one in those), default=0.0)
        lines.append(f"| {kind} | {len(those)} | {said} | {longest:.1f} |")
    return "\n".join(lines)


def main() -> None:
    parser = parser_of(__doc__, works=10_000, port=8766)
    parser.add_argument("--minutes", type=float, default=10.0)
    given = parser.parse_args()
    with opened(given) as store:
        sys.exit(not measure(store, given.port, given.minutes))


if __name__ == "__main__":
    main()
