"""The same generation behind several servers, asked by the same client.

python serve.py [--works 20000] [--seconds 5]
"""

import argparse
import asyncio
import os
import re
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path
from typing import NamedTuple
from urllib.parse import quote

import pyoxigraph as ox
import uvloop
from archive import ingested
from report import publish
from works import Literature

from citegraph.store import Store

PEERS = Path(__file__).parent / ".peers"
OWN, CACHED = "citegraph", "citegraph, cached"
YARDSTICK, RDFLIB = "oxigraph serve-read-only", "rdflib-endpoint"
CONNECTIONS = (1, 4, 16, 64)
_CITES = "<http://purl.org/spar/cito/cites>"
_TITLE = "<http://purl.org/dc/terms/title>"
_YEAR = "<https://w3id.org/citegraph/ontology#year>"
QUERIES = {
    "point lookup": f"SELECT ?title ?year {{ <%s> {_TITLE} ?title ; {_YEAR} ?year }}",
    "two-hop join": f"SELECT ?b ?title {{ ?a {_CITES} <%s> , ?b . ?b {_TITLE} ?title }}",
    "top-100 aggregation": (
        f"SELECT ?w (COUNT(*) AS ?n) {{ ?a {_CITES} ?w FILTER(STR(?w) != '%s') }}"
        " GROUP BY ?w ORDER BY DESC(?n) ?w LIMIT 100"
    ),
    "100,000 rows": "SELECT ?s ?p ?o { ?s ?p ?o FILTER(STR(?s) != '%s') } LIMIT 100000",
}
# These take about a second each, and so are asked for so many times longer.
_HEAVY, _LONGER = ("top-100 aggregation", "100,000 rows"), 3
# So long a last answer is waited for.
_PATIENCE = 120.0
# Each request asks about another work, of so many; where answers are remembered, of so few.
_ABOUT, _ABOUT_CACHED = 5000, 4


class Measured(NamedTuple):
    """Requests a second, and how long they took, in milliseconds. `failed` were not answered."""

    rate: float
    median: float
    p99: float
    failed: int


class Client(asyncio.Protocol):
    """One connection, which asks again as soon as it has its answer, while there are requests.

    `ended` is set after the last answer, or when the connection is lost.
    """

    def __init__(self, requests: Iterator[bytes], times: list[float], failed: list[int]) -> None:
        self.ended: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._requests = requests
        self._times = times
        self._failed = failed
        self._buffer = bytearray()
        self._left: int | None = None
        self._chunked = False
        self._status = 0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = transport
        self._ask()

    def connection_lost(self, exc: Exception | None) -> None:
        if not self.ended.done():
            self.ended.set_result(None)

    def _ask(self) -> None:
        self._began = time.perf_counter()
        self._buffer.clear()
        self._left = None
        request = next(self._requests, None)
        if request is None:
            self._transport.close()
        else:
            self._transport.write(request)  # type: ignore[attr-defined]

    def data_received(self, data: bytes) -> None:
        if self._left is None:
            self._buffer += data
            end = self._buffer.find(b"\r\n\r\n")
            if end < 0:
                return
            head = bytes(self._buffer[:end]).lower()
            self._status = int(head[9:12])
            self._chunked = b"transfer-encoding: chunked" in head
            found = re.search(rb"content-length: *(\d+)", head)
            self._left = int(found[1]) if found else 0
            data = bytes(self._buffer[end + 4 :])
            self._buffer.clear()
        if self._chunked:
            self._buffer = self._buffer[-8:] + data
            if self._buffer.endswith(b"0\r\n\r\n"):
                self._done()
            return
        self._left -= len(data)
        if self._left <= 0:
            self._done()

    def _done(self) -> None:
        if self._status == 200:
            self._times.append(time.perf_counter() - self._began)
        else:
            self._failed.append(self._status)
        self._ask()


def ask(port: int, path: str, queries: list[str], connections: int, seconds: float) -> Measured:
    """Ask for some seconds, over so many connections at once, and wait for the last answers."""
    end = time.perf_counter() + seconds

    def requests() -> Iterator[bytes]:
        while True:
            for query in queries:
                if time.perf_counter() > end:
                    return
                yield (
                    f"GET {path}?query={quote(query)} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n"
                    "Accept: application/sparql-results+json\r\n\r\n"
                ).encode()

    times: list[float] = []
    failed: list[int] = []

    async def run() -> float:
        loop = asyncio.get_running_loop()
        source = requests()
        began = time.perf_counter()
        opened = [
            await loop.create_connection(lambda: Client(source, times, failed), "127.0.0.1", port)
            for _ in range(connections)
        ]
        await asyncio.wait([client.ended for _, client in opened], timeout=seconds + _PATIENCE)
        took = time.perf_counter() - began
        for transport, _ in opened:
            transport.abort()
        return took

    took = uvloop.run(run())
    times.sort()
    if not times:
        return Measured(0, 0, 0, len(failed))
    return Measured(
        len(times) / took,
        1000 * times[len(times) // 2],
        1000 * times[min(len(times) - 1, len(times) * 99 // 100)],
        len(failed),
    )


def warm(port: int, path: str, queries: list[str]) -> None:
    """Ask a few queries once."""
    for query in queries:
        connection = HTTPConnection("127.0.0.1", port)
        accept = {"Accept": "application/sparql-results+json"}
        connection.request("GET", f"{path}?query={quote(query)}", headers=accept)
        connection.getresponse().read()
        connection.close()


@contextmanager
def server(command: list[str], port: int) -> Iterator[subprocess.Popen[bytes]]:
    """A server, once it answers, in a group of processes of its own."""
    process = subprocess.Popen(
        command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
    )
    try:
        for _ in range(300):
            time.sleep(0.1)
            if uvloop.run(_answers(port)):
                break
        yield process
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        process.wait(30)


async def _answers(port: int) -> bool:
    try:
        _, writer = await asyncio.open_connection("127.0.0.1", port)
    except OSError:
        return False
    writer.close()
    return True


def memory(group: int) -> int:
    """Bytes that the processes of a group hold, with their share of what they have in common."""
    total = 0
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            try:
                if os.getpgid(int(folder.name)) == group:
                    rollup = (folder / "smaps_rollup").read_text()
                    found = re.search(r"^Pss: +(\d+)", rollup, re.MULTILINE)
                    total += 1024 * int(found[1]) if found else 0
            except OSError:
                continue
    return total


def works_of(store: Store) -> list[str]:
    """The names of works that are cited, in a mixed order that is the same each time."""
    with store.snapshot() as snapshot:
        text = f"SELECT DISTINCT ?w {{ ?a {_CITES} ?w }} ORDER BY SHA1(STR(?w)) LIMIT {_ABOUT}"
        rows = snapshot.graph.query(text)
        assert isinstance(rows, ox.QuerySolutions)
        return [row[0].value for row in rows]


def commands(store: Store, port: int) -> dict[str, tuple[list[str], str]]:
    """How each server is started, and the path of its endpoint."""
    graph = str(store.path / "generations" / str(store.current) / "graph")
    own = [sys.executable, "-m", "citegraph", "-s", str(store.path), "serve", "--port", str(port)]
    oxigraph = [str(PEERS / "oxigraph/bin/oxigraph"), "serve-read-only", "--location", graph]
    rdflib = [
        str(PEERS / "rdflib-endpoint/bin/python"),
        str(Path(__file__).parent / "peer_rdflib_endpoint.py"),
    ]
    return {
        OWN: ([*own, "--no-cache"], "/sparql"),
        CACHED: (own, "/sparql"),
        YARDSTICK: ([*oxigraph, "--bind", f"127.0.0.1:{port}"], "/query"),
        RDFLIB: ([*rdflib, graph, str(port)], "/"),
    }


def compare(store: Store, seconds: float, port: int) -> str:
    """The tables, in Markdown."""
    about = works_of(store)
    found: dict[tuple[str, str, int], Measured] = {}
    held: dict[str, int] = {}
    for name, (command, path) in commands(store, port).items():
        with server(command, port) as process:
            for query, text in QUERIES.items():
                few = about[:_ABOUT_CACHED] if name == CACHED else about
                texts = [text % work for work in few]
                warm(port, path, texts[:_ABOUT_CACHED])
                for connections in CONNECTIONS:
                    if name == RDFLIB and query in _HEAVY and connections > 1:
                        continue  # it goes on with queries whose clients are gone
                    longer = _LONGER if query in _HEAVY else 1
                    measured = ask(port, path, texts, connections, seconds * longer)
                    found[name, query, connections] = measured
                    print(name, query, connections, measured, flush=True)
            held[name] = memory(process.pid)
    return tables(found, held)


def tables(found: dict[tuple[str, str, int], Measured], held: dict[str, int]) -> str:
    lines = ["| query | connections | server | requests/s | ÷ oxigraph | p50, ms | p99, ms |"]
    lines.append("| --- " * 7 + "|")
    for query in QUERIES:
        for connections in CONNECTIONS:
            base = found[YARDSTICK, query, connections].rate
            for name in held:
                if (name, query, connections) not in found:
                    continue
                one = found[name, query, connections]
                ratio = f"{one.rate / base:.2f}" if base else ""
                failed = f" ({one.failed} refused)" if one.failed else ""
                lines.append(
                    f"| {query} | {connections} | {name} | {one.rate:,.1f}{failed} | {ratio}"
                    f" | {one.median:,.1f} | {one.p99:,.1f} |"
                )
    lines += ["", "| server | memory after all of it, MB |", "| --- | --- |"]
    lines += [f"| {name} | {size / 2**20:,.0f} |" for name, size in held.items()]
    return "\n".join(lines) + "\n"


def parser_of(about: str | None, works: int, port: int) -> argparse.ArgumentParser:
    """The options of what measures a server."""
    parser = argparse.ArgumentParser(description=about)
    parser.add_argument("--works", type=int, default=works)
    parser.add_argument("--port", type=int, default=port)
    parser.add_argument("--store", type=Path, help="a store to use instead of a generated one")
    return parser


@contextmanager
def opened(given: argparse.Namespace) -> Iterator[Store]:
    """The store that is named, or one of so many generated works."""
    with tempfile.TemporaryDirectory() as folder:
        yield Store(given.store or ingested(Path(folder), Literature(given.works, 10)))


def main() -> None:
    parser = parser_of(__doc__, works=20_000, port=8765)
    parser.add_argument("--seconds", type=float, default=5.0)
    given = parser.parse_args()
    with opened(given) as store:
        text = compare(store, given.seconds, given.port)
    publish("performance.md", "bench-serve", text)


if __name__ == "__main__":
    main()
