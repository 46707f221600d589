"""What questions cost as the graph grows: `make bench-queries`. Prints tables in Markdown.

For each size, on generated literature: every saved query's median of five, limited to 20 rows, from
the value of its parameters to the last row, and its time when it was asked first in the generation,
before anything was kept of it; about what is most cited and the like, and where it is about one
thing, the median over others; beside it the plain SPARQL of the question, on the same graph in
oxigraph's own server, over HTTP; and the median of each way to name a thing.
What passes the limit is ended, and given as the limit.
"""

import argparse
import json
import multiprocessing
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from functools import partial
from pathlib import Path
from statistics import median
from typing import NamedTuple

import works
from archive import ingested
from report import table
from things import draw, size_of
from works import Literature

from citegraph import saved
from citegraph.ask import Question
from citegraph.errors import NotFoundError
from citegraph.graph.quads import value_of
from citegraph.saved import SavedQuery
from citegraph.store import Snapshot, Store
from citegraph.values import find_work, other_spellings, term, terms

SERVER = Path(__file__).parent / ".peers/oxigraph/bin/oxigraph"
ROWS = 20
TIMES = 5
# A question about one thing is asked about so many others as well.
OTHERS = 20
THINGS = frozenset(("work", "person", "venue", "organization"))
# Milliseconds from which on it is not.
_SLOW = 1000
# Seconds that a question may take, all of its times together.
LIMIT = 30
_PORT = 7879
# Without what is stored for it, a ranking has to count.
_PLAIN = {
    "most-cited": """PREFIX cito: <http://purl.org/spar/cito/>
SELECT ?work (COUNT(DISTINCT ?citing) AS ?cited_by) WHERE { ?citing cito:cites ?work }
GROUP BY ?work ORDER BY DESC(?cited_by)""",
}


class Times(NamedTuple):
    """Milliseconds: the median, the first time, those of the plain query elsewhere, and the median
    over other things of the same kind, each asked about once."""

    median: float
    first: float
    theirs: float | None = None
    others: float | None = None


def given_values(query: SavedQuery, snapshot: Snapshot) -> dict[str, str]:
    """Values for what a query needs: a popular work, its venue and first author, and the like."""
    work = works.work(0)
    cited, *_ = Question(saved.get("most-cited"), {}, 1).answer(snapshot)
    values = {
        "work": value_of(cited[0]),
        "venue": work.series.handle,
        "person": work.authors[0].inverted,
        "organization": draw(snapshot, "organization", 1)[0],
        "text": "innovation district learning",
        "jel": "O31",
        "year": "2005",
    }
    found = {p.name: values[p.type] for p in query.parameters if p.required and p.type in values}
    match query.name:
        case "citation-path":
            found["from"] = draw(snapshot, "citing", 1)[0]
        case "references-of":
            found["work"] = draw(snapshot, "citing", 1)[0]
        case "network-edges":
            found |= {"kind": "co-citation", "venue": values["venue"]}
    return found


def milliseconds(call: Callable[[], object]) -> Times:
    """The median of some calls; of two where one takes over some seconds."""
    spent: list[float] = []
    while len(spent) < TIMES and (len(spent) < 2 or spent[-1] < 3000):
        started = time.perf_counter()
        call()
        spent.append(1000 * (time.perf_counter() - started))
    return Times(median(spent[1:]), spent[0])


def names(snapshot: Snapshot) -> dict[str, Callable[[], object]]:
    """Each way to name a thing, from looking it up to the message that lists the nearest."""
    work, parameter = works.work(0), saved.get("works-in-venue").parameter("venue")
    person = saved.get("works-of-person").parameter("person")

    def missed(call: Callable[[], object]) -> Callable[[], object]:
        def called() -> None:
            with suppress(NotFoundError):
                call()

        return called

    title, author = work.title, work.authors[0]
    start = " ".join(title.split()[:4])
    return {
        "a work by its handle": lambda: find_work(snapshot, work.handle),
        "a work by its title": lambda: find_work(snapshot, title),
        "a work by the start of its title": missed(lambda: find_work(snapshot, start)),
        "a work by a common word": missed(lambda: find_work(snapshot, "Growth")),
        "a work by a title with an error": missed(lambda: find_work(snapshot, f"{title}x")),
        "a work by a handle that is not there": missed(
            lambda: find_work(snapshot, f"{work.handle}x")
        ),
        "a person by name": lambda: term(person, author.inverted, snapshot),
        "a person by family name": missed(lambda: term(person, author.family, snapshot)),
        "a person by a name with an error": missed(
            lambda: term(person, f"{author.inverted}x", snapshot)
        ),
        "other spellings of a name": lambda: other_spellings(snapshot, author.inverted),
        "a venue by name": missed(lambda: term(parameter, work.series.name, snapshot)),
        "a venue by a name with an error": missed(
            lambda: term(parameter, f"{work.series.name}x", snapshot)
        ),
    }


@contextmanager
def served(graph: Path) -> Iterator[str]:
    """The address at which oxigraph's server answers queries on a graph."""
    address = f"127.0.0.1:{_PORT}"
    command = [str(SERVER), "serve-read-only", "--location", str(graph), "--bind", address]
    server = subprocess.Popen(
        [*command, "--timeout-s", str(LIMIT)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        while True:
            with suppress(OSError), urllib.request.urlopen(f"http://{address}/", timeout=5):
                break
            if server.poll() is not None:
                sys.exit(f"{' '.join(command)} ended by itself: is the port taken?")
            time.sleep(0.05)
        yield f"http://{address}/query"
    finally:
        server.terminate()
        server.wait()


def asked(address: str, text: str) -> int:
    """How many rows the server answers."""
    request = urllib.request.Request(  # noqa: S310  # our own server
        address,
        urllib.parse.urlencode({"query": text}).encode(),
        {"Accept": "application/sparql-results+json"},
    )
    with urllib.request.urlopen(request, timeout=2 * LIMIT) as answer:  # noqa: S310  # the same
        return len(json.load(answer)["results"]["bindings"])


def measure(size: int, folder: Path) -> dict[str, Times]:
    """Milliseconds of each question at one size, and those of its plain SPARQL on the server."""
    return questions(ingested(folder, Literature(size)))


def questions(place: Path) -> dict[str, Times]:
    """The same on a store; without the server's times where its program is not installed."""
    found = {query.name: within_limit(partial(_question, place, query)) for query in _asked_here()}
    found |= _names(place)
    if SERVER.exists():
        plain = _plain(place)
        with served(place / "generations" / str(Store(place).current) / "graph") as address:
            for name, text in plain.items():
                theirs = within_limit(partial(_asked, address, text))
                found[name] = found[name]._replace(theirs=theirs.median)
    return found


def within_limit(call: Callable[[], Times]) -> Times:
    """What a call returns in a process of its own, or the limit if it is ended."""
    context = multiprocessing.get_context("fork")
    ours, theirs = context.Pipe(duplex=False)
    process = context.Process(target=lambda: theirs.send(call()))
    process.start()
    theirs.close()
    try:
        return ours.recv() if ours.poll(LIMIT) else Times(1000.0 * LIMIT, 1000.0 * LIMIT)
    finally:
        process.kill()
        process.join()


def _asked_here() -> list[SavedQuery]:
    """All saved queries but those that need a list of works: a generated store has none."""
    return [
        query
        for query in saved.library().values()
        if not any(p.required and p.type == "list" for p in query.parameters)
    ]


def _question(place: Path, query: SavedQuery) -> Times:
    with Store(place).snapshot() as snapshot:
        given = given_values(query, snapshot)
        question = Question(query, given, ROWS)
        times = milliseconds(partial(_answered, snapshot, question))
        kinds = {p.name: p.type for p in query.parameters if p.name in given and p.type in THINGS}
        if len(kinds) != 1 or times.median > _SLOW:
            return times
        ((parameter, kind),) = kinds.items()
        spent = []
        for thing in draw(snapshot, "citing" if query.name == "references-of" else kind, OTHERS):
            started = time.perf_counter()
            _answered(snapshot, replace(question, given={**given, parameter: thing}))
            spent.append(1000 * (time.perf_counter() - started))
        return times._replace(others=median(spent))


def _names(place: Path) -> dict[str, Times]:
    with Store(place).snapshot() as snapshot:
        return {name: milliseconds(call) for name, call in names(snapshot).items()}


def _plain(place: Path) -> dict[str, str]:
    """The SPARQL of each question, with the values that it needs, as it runs anywhere."""
    found = {}
    with Store(place).snapshot() as snapshot:
        for query in _asked_here():
            bound = query.bind(terms(query, given_values(query, snapshot), snapshot))
            found[query.name] = f"{_PLAIN.get(query.name, bound)}\nLIMIT {ROWS}"
    return found


def _asked(address: str, text: str) -> Times:
    return milliseconds(partial(asked, address, text))


def _answered(snapshot: Snapshot, question: Question) -> int:
    return sum(1 for _ in question.answer(snapshot))


def report(results: dict[int, dict[str, Times]]) -> str:
    """One table: milliseconds by size, growth from the smallest to the largest, and the ratio.

    Of the server nothing is kept, so what it takes is compared with the first time here.
    """
    sizes = sorted(results)
    largest = results[sizes[-1]]
    rows = []
    for name in largest:
        own = [results[size][name].median for size in sizes]
        first = [results[size][name].first for size in sizes]
        row = [name, *(f"{spent:,.1f}" for spent in own), f"{own[-1] / own[0]:.1f}"]
        row += [f"{first[-1]:,.1f}", f"{first[-1] / first[0]:.1f}"]
        others = largest[name].others
        row.append(f"{others:,.1f}" if others is not None else "")
        theirs = largest[name].theirs
        row += [f"{theirs:,.1f}", f"{first[-1] / theirs:.2f}"] if theirs else ["", ""]
        rows.append(row)
    columns = ["question", *(f"{size:,} works, ms" for size in sizes), "growth"]
    columns += [f"first time, {sizes[-1]:,}, ms", "its growth", f"other things, {sizes[-1]:,}, ms"]
    columns += [f"oxigraph's server, {sizes[-1]:,}, ms", "first time ÷ its"]
    return table("|".join(columns), rows)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("sizes", type=int, nargs="*", help="numbers of works")
    parser.add_argument(
        "--store", type=Path, action="append", default=[], help="one to use as well"
    )
    parser.add_argument("--scratch", type=Path, help="a folder for temporary files")
    options = parser.parse_args()
    results = {}
    for size in options.sizes:
        with tempfile.TemporaryDirectory(dir=options.scratch) as folder:
            results[size] = measure(size, Path(folder))
            print(f"{size:,} works done", file=sys.stderr, flush=True)
    for place in options.store:
        results[size_of(Store(place))] = questions(place)
    print(report(results))


if __name__ == "__main__":
    main()
