"""The results of `compare.py` as a table, a plot and ratios: `docs/performance.md` and its picture.

python report.py RESULTS.json
"""

import json
import sys
from collections.abc import Callable
from pathlib import Path

import plot
from compare import CITEGRAPH, PEERS, YARDSTICK, Result
from measure import Usage

DOCS = Path(__file__).parent.parent / "docs"
_COLUMNS = (
    "works|program|works/s|triples/s|wall, s|CPU, s|of it mapping|peak, MB|disk, MB|triples/work"
)


def load(text: str) -> list[Result]:
    """What `compare.py` wrote."""
    return [
        Result(**entry | {part: Usage(**entry[part]) for part in ("mapping", "whole")})
        for entry in json.loads(text)
    ]


def table(header: str, rows: list[list[str]]) -> str:
    """A table in Markdown; `header` has its columns between bars."""
    cells = [header.split("|"), ["---"] * (header.count("|") + 1), *rows]
    return "".join(f"| {' | '.join(row)} |\n" for row in cells)


def row(result: Result) -> list[str]:
    name = [f"{result.works:,}", result.program]
    if result.failure:
        return [*name, result.failure, *[""] * 7]
    whole = result.whole
    return [
        *name,
        f"{result.works / whole.wall:,.0f}",
        f"{result.triples / whole.wall:,.0f}",
        f"{whole.wall:,.1f}",
        f"{whole.cpu:,.1f}",
        f"{result.mapping.cpu:,.1f}" if result.mapping.cpu else "",
        f"{whole.peak / 2**20:,.0f}",
        f"{result.disk / 2**20:,.0f}",
        f"{result.triples / result.works:.1f}",
    ]


def ratios(results: list[Result]) -> str:
    """citegraph against the best peer, the bare load, and itself at a tenth of the size."""
    done = {(r.works, r.program): r for r in results if not r.failure}
    rows = []
    for size in sorted({r.works for r in results}):
        own = done.get((size, CITEGRAPH))
        if own is None:
            continue
        tenth = [done[size // 10, CITEGRAPH]] if (size // 10, CITEGRAPH) in done else []
        peers = [done[size, peer] for peer in PEERS if (size, peer) in done]
        bare = [done[size, YARDSTICK]] if (size, YARDSTICK) in done else []
        rows.append(
            [
                f"{size:,}",
                _ratio(own, peers, lambda r: r.mapping.cpu),
                _ratio(own, bare, lambda r: r.whole.cpu),
                _ratio(own, tenth, lambda r: r.whole.wall),
                _ratio(own, tenth, lambda r: r.whole.cpu),
            ]
        )
    header = (
        "works|mapping ÷ best peer's, CPU|whole ÷ bulk_load alone, CPU"
        "|÷ a tenth of the works, wall|÷ a tenth of the works, CPU"
    )
    return table(header, rows)


def _ratio(one: Result, others: list[Result], value: Callable[[Result], float]) -> str:
    return f"{value(one) / min(map(value, others)):.2f}" if others else ""


def publish(page: str, name: str, text: str) -> None:
    """Write a text between the two marks of this name, in a page of the documentation."""
    begin, end = f"<!-- {name}: begin -->", f"<!-- {name}: end -->"
    place = DOCS / page
    head, _, rest = place.read_text(encoding="utf-8").partition(begin)
    _, _, tail = rest.partition(end)
    place.write_text(f"{head}{begin}\n{text}{end}{tail}", encoding="utf-8")


def main(file: str) -> None:
    results = load(Path(file).read_text(encoding="utf-8"))
    text = f"{table(_COLUMNS, [row(result) for result in results])}\n{ratios(results)}"
    print(text)
    publish("performance.md", "bench-ingest", text)
    (DOCS / "performance.svg").write_text(plot.draw(results), encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1])
