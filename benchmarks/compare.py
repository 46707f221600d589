"""citegraph and its peers side by side: `make bench-ingest`. Writes what it measures as JSON.

For each size, each a process of its own: `citegraph ingest` of generated ReDIF and pages; parsing
and mapping alone; `bulk_load` alone of the same statements as N-Triples; and each peer's mapping
of the same content from CSV, followed by the load of its N-Triples.
"""

import argparse
import json
import shutil
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from archive import write_archive
from measure import Usage, lines_of, run, size_on_disk
from tables import write_tables
from works import Literature

HERE = Path(__file__).parent
CITEGRAPH, YARDSTICK = "citegraph", "bulk_load alone"
# Peer -> (its program, its environment or our own, up to how many works it is run by default).
PEERS: dict[str, tuple[str, str | None, int]] = {
    "morph-kgc": ("peer_morph_kgc.py", "morph-kgc", sys.maxsize),
    "maplib": ("peer_maplib.py", "maplib", sys.maxsize),
    "rdflib": ("peer_rdflib.py", None, 10_000),
}


@dataclass(frozen=True, slots=True)
class Result:
    """One program at one size. `whole` is the way into the store; `mapping` the part before it.

    `triples` are statements in the store, `disk` the store's bytes.
    """

    works: int
    program: str
    mapping: Usage
    whole: Usage
    triples: int = 0
    disk: int = 0

    @property
    def failure(self) -> str:
        return self.mapping.failure or self.whole.failure


def measure(size: int, peer_limit: int, folder: Path) -> Iterator[Result]:
    """Everything at one size; `folder` is empty before and after."""
    literature = Literature(size)
    write_archive(folder / "archive", literature)
    yield from measure_citegraph(size, folder)
    write_tables(folder / "tables", literature)
    for peer in PEERS:
        limit = min(peer_limit, PEERS[peer][2])
        skipped = Usage(failure=f"not run above {limit:,} works")
        yield (
            measure_peer(peer, size, folder)
            if size <= limit
            else Result(size, peer, skipped, skipped)
        )
    shutil.rmtree(folder / "tables")


def measure_citegraph(size: int, folder: Path) -> Iterator[Result]:
    """citegraph on the archive in the folder, which goes, and the yardstick."""
    source, store, lines = folder / "archive", folder / "store", folder / "all.nt"
    mapping = _python("parse_and_map.py", source)
    whole = run([sys.executable, "-m", "citegraph", "-s", str(store), "ingest", str(source)])
    shutil.rmtree(source)
    disk = size_on_disk(store)
    if not whole.failure:
        _python("triples.py", store, lines)
    shutil.rmtree(store, ignore_errors=True)
    if whole.failure:
        yield Result(size, CITEGRAPH, mapping, whole)
        return
    triples = lines_of(lines)
    yield Result(size, CITEGRAPH, mapping, whole, triples, disk)
    load, disk = _load(lines, folder)
    yield Result(size, YARDSTICK, Usage(), load, triples, disk)


def measure_peer(peer: str, size: int, folder: Path) -> Result:
    """A peer on the tables in the folder, then the load of what it wrote."""
    program, environment, _ = PEERS[peer]
    lines = folder / f"{peer}.nt"
    python = HERE / ".peers" / environment / "bin/python" if environment else sys.executable
    mapping = run([str(python), str(HERE / program), str(folder / "tables"), str(lines)])
    if mapping.failure:
        _remove(*folder.glob(f"{peer}.*"))
        return Result(size, peer, mapping, mapping)
    triples = lines_of(lines)
    load, disk = _load(lines, folder)
    _remove(*folder.glob(f"{peer}.*"))
    whole = Usage(
        mapping.cpu + load.cpu,
        mapping.wall + load.wall,
        max(mapping.peak, load.peak),
        load.failure,
    )
    return Result(size, peer, mapping, whole, triples, disk)


def _load(lines: Path, folder: Path) -> tuple[Usage, int]:
    """The bare load of a file of N-Triples, which goes; also the store's bytes."""
    store = folder / "loaded"
    usage = _python("bulk_load.py", store, lines)
    disk = size_on_disk(store)
    shutil.rmtree(store, ignore_errors=True)
    lines.unlink()
    return usage, disk


def _python(program: str, *arguments: Path) -> Usage:
    return run([sys.executable, str(HERE / program), *map(str, arguments)])


def _remove(*files: Path) -> None:
    for file in files:
        file.unlink(missing_ok=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("sizes", type=int, nargs="+", help="numbers of works")
    parser.add_argument("--output", type=Path, default=HERE / ".results.json")
    parser.add_argument("--peer-limit", type=int, default=sys.maxsize, metavar="WORKS")
    parser.add_argument("--scratch", type=Path, help="a folder for temporary files")
    options = parser.parse_args()
    results: list[Result] = []
    for size in options.sizes:
        with tempfile.TemporaryDirectory(dir=options.scratch) as folder:
            for result in measure(size, options.peer_limit, Path(folder)):
                results.append(result)
                said = result.failure or (
                    f"{result.whole.cpu:,.1f} CPU-s, {result.mapping.cpu:,.1f} of them mapping"
                )
                print(f"{size:,} works, {result.program}: {said}", flush=True)
                text = json.dumps([asdict(r) for r in results], indent=1)
                options.output.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
