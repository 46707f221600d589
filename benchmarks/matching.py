"""References matched in bulk and one by one: `make bench-matching`. Prints a table in Markdown.

Generated works in memory, and as many citations of them, damaged at random; half mean works that
are not there. Bulk counts from descriptions to decisions, the table of blocks included, and looks
at every reference; one by one looks at `_SAMPLE` of them and counts the decisions alone. Both must
say the same. CPU is that of all threads; making and parsing the references is left out of it.
"""

import gc
import json
import os
import random
import resource
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path

import works
from archive import citation as cite
from evaluate import Index, damaged, describe_work, reference
from report import publish, table

from citegraph.resolve.blocking import work_blocks
from citegraph.resolve.bulk import Blocks, match_all
from citegraph.resolve.description import Description
from citegraph.resolve.matching import Cited, Match, Works

ROOT = Path(__file__).parent.parent
SIZES = (10_000, 100_000, 1_000_000)
_SAMPLE = 10_000
_COLUMNS = (
    "works and references|references a CPU-second in bulk|one by one|ratio|table of blocks, CPU s"
    "|matched|peak memory"
)


class Clock:
    """Seconds of CPU, but for what runs `aside`."""

    def __init__(self) -> None:
        self._from = time.process_time()

    def __call__(self) -> float:
        return time.process_time() - self._from

    @contextmanager
    def aside(self) -> Iterator[None]:
        before = time.process_time()
        yield
        self._from += time.process_time() - before


def measure(size: int) -> dict[str, float]:
    """The numbers of one row."""
    described = {work.handle: describe_work(work) for work in map(works.work, range(size))}
    # They stand for a store, in which the interpreter looks for no garbage.
    gc.freeze()
    clock = Clock()
    blocks = Blocks((key, (name,)) for name in described for key in work_blocks(described[name]))
    built = clock()
    known = Works(lambda _: (), lambda _: None, described.__getitem__)
    matched = 0
    first: list[Match] = []
    for found in match_all(_references(size, clock), known, blocks):
        matched += found.target is not None
        if len(first) < _SAMPLE:
            first.append(found)
    bulk = clock()
    return {
        "size": size,
        "built": built,
        "matched": matched,
        "bulk": size / bulk,
        "peak": 1024 * resource.getrusage(resource.RUSAGE_SELF).ru_maxrss,
        "single": _one_by_one(size, described, first),
    }


def _references(size: int, clock: Clock) -> Iterator[Cited]:
    chance = random.Random(size)
    for _ in range(size):
        with clock.aside():
            raw = damaged(cite(works.work(chance.randrange(2 * size))), chance)
            cited = reference(raw)
        yield cited


def _one_by_one(size: int, described: dict[str, Description], expected: list[Match]) -> float:
    """References a CPU-second; raises AssertionError where the decisions are not the expected."""
    index = Index(described)
    references = list(islice(_references(size, Clock()), len(expected)))
    clock = Clock()
    found = [index.decide(cited) for cited in references]
    seconds = clock()
    assert found == expected, "decisions in bulk are not those made one by one"
    return len(found) / seconds


def row(size: int) -> list[str]:
    """One row of the table, measured in a process of its own."""
    command = [sys.executable, __file__, "--one", str(size)]
    # Threads that wait for one another take CPU, too.
    alone = {**os.environ, "POLARS_MAX_THREADS": "1"}
    output = subprocess.run(command, check=True, capture_output=True, env=alone).stdout
    found = json.loads(output)
    return [
        f"{size:,}",
        f"{found['bulk']:,.0f}",
        f"{found['single']:,.0f}",
        f"{found['bulk'] / found['single']:.1f}",
        f"{found['built']:.1f}",
        f"{found['matched']:,}",
        f"{found['peak'] / 2**30:.1f} GiB",
    ]


def main() -> None:
    if sys.argv[1:2] == ["--one"]:
        print(json.dumps(measure(int(sys.argv[2]))))
        return
    rows = []
    for size in [int(text) for text in sys.argv[1:]] or SIZES:
        rows.append(row(size))
        print(" | ".join(rows[-1]), flush=True)
    text = table(_COLUMNS, rows)
    publish("matching.md", "bulk", text)


if __name__ == "__main__":
    main()
