"""Queries while a bulk ingest runs: what they cost, whether each answer is of one generation, and
what the ingest loses by them.

python beside_ingest.py [--works 20000]
"""

import argparse
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections import defaultdict
from concurrent.futures import ProcessPoolExecutor
from http.client import HTTPConnection
from multiprocessing import get_context
from pathlib import Path
from typing import NamedTuple
from urllib.parse import quote

from archive import write_archive
from hostile import QUIET, behave, quantile
from serve import QUERIES, server, works_of
from works import Literature

from citegraph.store import Store

_CG = "https://w3id.org/citegraph/ontology#"
# Numbers that change with each generation, and that one query reads together.
_STATE = (
    f"SELECT ?works ?titles ?references {{"
    f" {{ SELECT (COUNT(*) AS ?works) {{ ?w a <{_CG}Work> }} }}"
    f" {{ SELECT (COUNT(*) AS ?titles) {{ ?w <http://purl.org/dc/terms/title> ?t }} }}"
    f" {{ SELECT (COUNT(*) AS ?references) {{ ?r a <{_CG}Reference> }} }} }}"
)


class Seen(NamedTuple):
    """What was answered, and of which generation it was said to be."""

    generation: str
    answer: bytes


def look(port: int, stop: threading.Event, seen: list[Seen]) -> None:
    """Ask for the state of the graph until told to stop."""
    connection = HTTPConnection("127.0.0.1", port, timeout=60)
    while not stop.is_set():
        head = {"Accept": "text/csv", "User-Agent": "looker"}
        connection.request("GET", f"/sparql?query={quote(_STATE)}", headers=head)
        answer = connection.getresponse()
        body = answer.read()
        if answer.status != 200:
            raise RuntimeError(f"{answer.status}: {body!r}")
        seen.append(Seen(answer.headers["Citegraph-Generation"], body))
        stop.wait(0.5)
    connection.close()


def ingest(store: Path, sources: Path) -> tuple[float, float]:
    """Ingest, and say in how many seconds, and how many of the processors'."""
    began, before = time.perf_counter(), os.times()
    command = [sys.executable, "-m", "citegraph", "-s", str(store), "ingest", str(sources)]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    after = os.times()
    used = after.children_user + after.children_system
    used -= before.children_user + before.children_system
    return time.perf_counter() - began, used


def measure(folder: Path, works: int, port: int) -> bool:
    """Print what came of it; whether all that is asked holds."""
    begin, more = folder / "begin", folder / "more"
    write_archive(begin, Literature(works // 4, 10))
    write_archive(more, Literature(works, 10))
    alone, store = folder / "alone", folder / "store"
    ingest(alone, begin)
    free = ingest(alone, more)
    ingest(store, begin)
    about = works_of(Store(store))
    few = (QUERIES["point lookup"], QUERIES["two-hop join"])
    queries = [few[number % 2] % work for number, work in enumerate(about)]
    command = [sys.executable, "-m", "citegraph", "-s", str(store), "serve", "--no-cache"]
    seen: list[Seen] = []
    stop = threading.Event()
    with (
        server([*command, "--port", str(port)], port),
        ProcessPoolExecutor(1, get_context("spawn")) as pool,
    ):
        looking = threading.Thread(target=look, args=(port, stop, seen))
        looking.start()
        pool.submit(behave, port, queries, 5).result()
        quiet = pool.submit(behave, port, queries, QUIET).result()
        behaving = pool.submit(behave, port, queries, free[0])
        beside = ingest(store, more)
        asked = behaving.result()
        time.sleep(2)
        stop.set()
        looking.join()
    answers = defaultdict(set)
    for one in seen:
        answers[one.generation].add(one.answer)
    p99 = [1000 * quantile([one.seconds for one in phase], 0.99) for phase in (quiet, asked)]
    p50 = [1000 * quantile([one.seconds for one in phase], 0.50) for phase in (quiet, asked)]
    failed = [one for one in asked if one.status != 200]
    print("\n| queries | number | p50, ms | p99, ms |\n| --- | --- | --- | --- |")
    print(f"| in quiet | {len(quiet)} | {p50[0]:.1f} | {p99[0]:.1f} |")
    print(f"| beside an ingest | {len(asked)} | {p50[1]:.1f} | {p99[1]:.1f} |")
    print(
        f"\np99 is {p99[1] / p99[0]:.1f} times that in quiet (asked: under 2); {len(failed)} failed"
    )
    print(f"ingest alone: {free[0]:.1f} s, {free[1]:.1f} CPU-s; beside queries: {beside[0]:.1f} s,"
          f" {beside[1]:.1f} CPU-s")  # fmt: skip
    for generation, said in sorted(answers.items(), key=lambda pair: int(pair[0])):
        print(f"generation {generation}: {[answer.split()[-1].decode() for answer in said]}")
    is_one = all(len(said) == 1 for said in answers.values())
    print(f"each answer is of one generation: {'holds' if is_one else 'FAILS'}")
    return is_one and not failed and p99[1] < 2 * p99[0]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--works", type=int, default=20_000)
    parser.add_argument("--port", type=int, default=8767)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        sys.exit(not measure(Path(folder), given.works, given.port))


if __name__ == "__main__":
    main()
