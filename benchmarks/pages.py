"""What pages cost as the graph grows: `make bench-pages`. Writes a table into docs/performance.md.

One visitor asks a server that remembers nothing, over one connection: pages of works, persons and
venues in a mixed order that is the same each time, and searches for words of titles. Beside each
stands a bare query for the title of a work, asked of the same server.
"""

import argparse
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable
from http.client import HTTPConnection
from pathlib import Path
from statistics import median
from typing import NamedTuple
from urllib.parse import quote, urlencode

import pyoxigraph as ox
from archive import write_archive
from report import insert
from serve import server
from works import Literature

from citegraph import vocab as v
from citegraph.graph.quads import value_of
from citegraph.store import Snapshot, Store

PAGE = Path(__file__).parent.parent / "docs" / "performance.md"
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

    def some(names: Iterable[str]) -> list[str]:
        known = sorted(set(names))
        return mixed.sample(known, min(_EACH, len(known)))

    works = some(_named(snapshot, "work/", 50 * _EACH, mixed))
    citing = some(_first(snapshot, f"?x <{v.CITES}> ?y", 50 * _EACH))
    cited = _first(snapshot, f"?x <{v.CITED_BY_COUNT}> ?n", 10, "DESC(?n)")
    persons = some(_first(snapshot, f"?y <{v.PERSON_OF}> ?x", 50 * _EACH))
    venues = some(_first(snapshot, f"?x a <{v.VENUE}>", 50 * _EACH))
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
        "a work that cites others": [_page(base, work) for work in citing],
        "the ten works most cited": [_page(base, work) for work in cited],
        "a person": [_page(base, person) for person in persons],
        "a series or journal": [_page(base, venue) for venue in venues],
        **searches,
        "suggestions for the start of a title": [
            f"/suggest?{urlencode({'q': ' '.join(words)[: mixed.randint(3, 12)]})}"
            for words in titles
        ],
        "the start": ["/"] * 5,
    }


def _named(snapshot: Snapshot, start: str, number: int, mixed: random.Random) -> list[str]:
    letters = [f"{start}repec:{letter}" for letter in "abcdefghijklmnopqrstuvwxyz"]
    found = [n for begin in letters for n in snapshot.index.named(begin, number)]
    return [snapshot.iris.base + name for name in mixed.sample(found, min(number, len(found)))]


def _first(snapshot: Snapshot, pattern: str, number: int, order: str = "") -> list[str]:
    sorting = f"ORDER BY {order} ?x" if order else ""
    rows = snapshot.graph.query(f"SELECT DISTINCT ?x {{ {pattern} }} {sorting} LIMIT {number}")
    assert isinstance(rows, ox.QuerySolutions)
    return [value_of(row["x"]) for row in rows]


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
            place = Path(folder) / "store"
            write_archive(Path(folder) / "archive", Literature(size))
            ingest = [sys.executable, "-m", "citegraph", "-s", str(place), "ingest"]
            subprocess.run([*ingest, f"{folder}/archive"], check=True)
            found[size] = measure(Store(place), given.port)
    for place in given.store:
        store = Store(place)
        with store.snapshot() as snapshot:
            rows = snapshot.graph.query(f"SELECT (COUNT(*) AS ?n) {{ ?x a <{v.WORK}> }}")
            assert isinstance(rows, ox.QuerySolutions)
            size = int(value_of(next(rows)["n"]))
        found[size] = measure(store, given.port)
    page = PAGE.read_text(encoding="utf-8")
    PAGE.write_text(insert(page, "bench-pages", tables(found)), encoding="utf-8")


if __name__ == "__main__":
    main()
