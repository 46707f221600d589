"""What pages cost as the graph grows: `make bench-pages`. Writes a table into docs/performance.md.

One visitor asks a server that remembers nothing, over one connection: pages of works, persons and
venues in a mixed order that is the same each time, and searches for words of titles. Beside each
stands a bare query for the title of a work, asked of the same server.
"""

import argparse
import random
import sys
import tempfile
import time
from http.client import HTTPConnection
from pathlib import Path
from statistics import median
from typing import NamedTuple
from urllib.parse import quote, urlencode

from archive import ingested
from report import publish
from serve import server
from things import draw, size_of
from works import Literature

from citegraph import saved
from citegraph import vocab as v
from citegraph.ask import Question
from citegraph.graph.quads import value_of
from citegraph.store import Snapshot, Store

BARE = "a bare query for a title"
_EACH = 100
_PORT = 8767


class Measured(NamedTuple):
    """Milliseconds from the request to the last byte, at the median and of the slowest of twenty;
    and the largest answer's kB."""

    median: float
    p95: float
    largest: float


def targets(snapshot: Snapshot) -> dict[str, list[str]]:
    """What is asked for, by what it is called in the table."""
    mixed = random.Random(7)  # an order, no secret
    works = draw(snapshot, "work", _EACH)
    top = Question(saved.get("most-cited"), {}, 10).answer(snapshot)
    cited = [value_of(row[0]) for row in top]
    titles = [snapshot.first(work, v.TITLE).split() for work in works]
    searches = {
        f"search, {number} words of a title": [
            _search(mixed.sample(words, min(number, len(words)))) for words in titles
        ]
        for number in (1, 2, 3)
    }
    base = snapshot.iris.base
    return {
        BARE: [
            f"/sparql?query={quote(f'SELECT ?t {{ <{work}> <{v.TITLE}> ?t }}')}" for work in works
        ],
        "a work": [_page(base, work) for work in works],
        "a work that cites others": [_page(base, work) for work in draw(snapshot, "citing", _EACH)],
        "the ten works most cited": [_page(base, work) for work in cited],
        "a person": [_page(base, person) for person in draw(snapshot, "person", _EACH)],
        "a series or journal": [_page(base, venue) for venue in draw(snapshot, "venue", _EACH)],
        **searches,
        "suggestions for the start of a title": [
            f"/suggest?{urlencode({'q': ' '.join(words)[: mixed.randint(3, 12)]})}"
            for words in titles
        ],
        "the start": ["/"] * 5,
    }


def _page(base: str, iri: str) -> str:
    return f"/{quote(iri.removeprefix(base), safe='/:')}"


def _search(words: list[str]) -> str:
    return f"/search?{urlencode({'q': ' '.join(words)})}"


def ask(port: int, paths: list[str]) -> Measured:
    """Each once, over a connection that is kept open."""
    connection = HTTPConnection("127.0.0.1", port, timeout=120)
    times: list[float] = []
    largest = 0
    for path in paths:
        accept = "application/sparql-results+json" if path.startswith("/sparql") else "text/html"
        started = time.perf_counter()
        connection.request("GET", path, headers={"Accept": accept})
        answer = connection.getresponse()
        largest = max(largest, len(answer.read()))
        times.append(1000 * (time.perf_counter() - started))
        if answer.status != 200:
            sys.exit(f"{path}: {answer.status}")
    connection.close()
    times.sort()
    return Measured(median(times), times[len(times) * 95 // 100], largest / 1000)


def measure(store: Store, port: int) -> dict[str, Measured]:
    """All of it on one store."""
    with store.snapshot() as snapshot:
        wanted = targets(snapshot)
    command = [sys.executable, "-m", "citegraph", "-s", str(store.path), "serve"]
    with server([*command, "--no-cache", "--port", str(port)], port):
        ask(port, wanted[BARE])
        return {name: ask(port, paths) for name, paths in wanted.items()}


def tables(found: dict[int, dict[str, Measured]]) -> str:
    sizes = sorted(found)
    largest = found[sizes[-1]]
    heads = [f"{size:,} works, ms" for size in sizes]
    lines = [f"| page | {' | '.join(heads)} | slowest of 20, ms | ÷ a bare query | largest, kB |"]
    lines.append("| --- " * (len(sizes) + 4) + "|")
    for name, one in largest.items():
        times = " | ".join(f"{found[size][name].median:,.1f}" for size in sizes)
        ratio = one.median / largest[BARE].median
        lines.append(f"| {name} | {times} | {one.p95:,.1f} | {ratio:.1f} | {one.largest:,.0f} |")
    return "\n".join(lines) + "\n"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("sizes", type=int, nargs="*", help="numbers of works to generate")
    parser.add_argument(
        "--store", type=Path, action="append", default=[], help="one to use as well"
    )
    parser.add_argument("--port", type=int, default=_PORT)
    given = parser.parse_args()
    found = {}
    for size in given.sizes:
        with tempfile.TemporaryDirectory() as folder:
            place = ingested(Path(folder), Literature(size))
            found[size] = measure(Store(place), given.port)
    for place in given.store:
        store = Store(place)
        found[size_of(store)] = measure(store, given.port)
    publish("performance.md", "bench-pages", tables(found))


if __name__ == "__main__":
    main()
