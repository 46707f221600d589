"""How ingest behaves as the graph grows: `make bench`. Prints a table in Markdown.

For each size: the whole ingest of generated ReDIF; the load of the same statements from N-Quads
with pyoxigraph's `bulk_load` alone, in the same run, as the yardstick; one more page with 50
references into the full store; and ingesting everything again with nothing changed. Seconds of CPU.
"""

import resource
import sys
import tempfile
import time
from pathlib import Path

import pyoxigraph as ox

sys.path.insert(0, str(Path(__file__).parent))
import works

from citegraph.export import export
from citegraph.load import ingest
from citegraph.store import Store

PAGES = 5


def cpu() -> float:
    return time.process_time()


def measure(size: int, folder: Path) -> list[str]:
    """One row of the table."""
    archive = folder / f"archive-{size}"
    works.write_archive(archive, size)
    store = Store(folder / f"store-{size}")
    started = cpu()
    ingest(store, (str(archive),))
    whole = cpu() - started
    with store.snapshot() as snapshot:
        statements = len(snapshot.graph)
        lines = folder / "all.nq"
        with lines.open("wb") as out:
            export(snapshot, "nq", out)
    started = cpu()
    ox.Store(str(folder / f"plain-{size}")).bulk_load(path=lines)
    plain = cpu() - started
    pages = []
    for number in range(PAGES):
        file = folder / f"page-{number}.txt"
        file.write_text(works.page(10_000_000 + number, size), encoding="utf-8")
        wall = time.perf_counter()
        ingest(store, (str(file),))
        pages.append(time.perf_counter() - wall)
    started = cpu()
    ingest(store, (str(archive),))
    again = cpu() - started
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return [
        f"{size:,}",
        f"{statements:,}",
        f"{whole:.1f}",
        f"{size / whole:,.0f}",
        f"{whole / plain:.2f}",
        f"{1000 * sorted(pages)[PAGES // 2]:.0f}",
        f"{100 * again / whole:.1f} %",
        f"{peak:.0f}",
    ]


def main() -> None:
    sizes = [int(text) for text in sys.argv[1:]] or [1_000, 10_000, 100_000]
    columns = "works|statements|ingest, s|works/s|÷ bulk_load|a page, ms|again|peak, MB".split("|")
    print("| " + " | ".join(columns) + " |")
    print("|" + " --- |" * len(columns))
    with tempfile.TemporaryDirectory() as folder:
        for size in sizes:
            print("| " + " | ".join(measure(size, Path(folder))) + " |", flush=True)


if __name__ == "__main__":
    main()
