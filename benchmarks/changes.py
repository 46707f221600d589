"""What a change costs as the graph grows: `make bench`. Prints a table in Markdown.

For each size, on generated ReDIF with one template a file: the whole ingest; ingesting it again
with nothing changed; again after one file in a thousand has changed; and one page with 50
references into the full store. CPU is that of a process of its own, but for the page: the medians
of five within one process, the commit included.
"""

import sys
import tempfile
import time
from pathlib import Path
from statistics import median

import works
from archive import page, write_archive
from measure import run
from report import table
from works import Literature

from citegraph.load import ingest
from citegraph.store import Store

PAGES = 5
_COLUMNS = "works|ingest, CPU s|works/CPU s|again|files changed|update|a page, ms|its CPU, ms"


def measure(size: int, folder: Path) -> list[str]:
    """One row of the table."""
    archive, store = folder / "archive", folder / "store"
    literature = Literature(size)
    write_archive(archive, literature, per_file=1)
    command = [sys.executable, "-m", "citegraph", "-s", str(store), "ingest", str(archive)]
    whole, again = run(command), run(command)
    files = sorted(archive.glob("RePEc/*/*/*.rdf"))[::1000]
    for file in files:
        text = file.read_text(encoding="utf-8")
        file.write_text(text.replace("Title: ", "Title: Revised "), encoding="utf-8")
    update = run(command)
    return [
        f"{size:,}",
        f"{whole.cpu:,.1f}",
        f"{size / whole.cpu:,.0f}",
        f"{again.cpu / whole.cpu:.1%}",
        f"{len(files):,}",
        f"{update.cpu / whole.cpu:.1%}",
        *(f"{1000 * seconds:.0f}" for seconds in one_page(literature, folder)),
    ]


def one_page(literature: Literature, folder: Path) -> tuple[float, float]:
    """Seconds of wall time and of CPU that one more page takes."""
    store = Store(folder / "store")
    wall, cpu = [], []
    for number in range(PAGES):
        # The last of a series of papers, with a number that no other work has.
        work = works.work(2 * works.PER_SERIES * (20_000 + number) - works.PER_SERIES - 1)
        file = folder / f"page-{number}.txt"
        file.write_text(page(work, literature.cited_by(work, 50)), encoding="utf-8")
        started = time.perf_counter(), time.process_time()
        ingest(store, (str(file),))
        wall.append(time.perf_counter() - started[0])
        cpu.append(time.process_time() - started[1])
    return median(wall), median(cpu)


def main() -> None:
    rows = []
    for size in [int(text) for text in sys.argv[1:]] or [1_000, 10_000, 100_000]:
        with tempfile.TemporaryDirectory() as folder:
            rows.append(measure(size, Path(folder)))
            print(" | ".join(rows[-1]), flush=True)
    print(f"\n{table(_COLUMNS, rows)}")


if __name__ == "__main__":
    main()
