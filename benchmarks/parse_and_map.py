"""citegraph without a store: find, detect, parse, group, merge and map, as lines to nowhere.

Like `citegraph ingest`, it takes so many records at a time.

    python parse_and_map.py ARCHIVE
"""

import hashlib
import os
import sys
from collections.abc import Iterator

from citegraph.graph.entities import entity_iri, map_entity
from citegraph.graph.iris import Iris
from citegraph.graph.works import map_work
from citegraph.ingest import detect
from citegraph.ingest.files import find
from citegraph.ingest.source import Parsed
from citegraph.load.run import BATCH_RECORDS
from citegraph.resolve.identity import Located, group_works, located
from citegraph.resolve.merge import merge_works


def documents(archive: str) -> Iterator[list[Located]]:
    """The records of each file below a folder, in their places."""
    for file in find((archive,)):
        document = file.document()
        source = detect(document)
        content_hash = hashlib.sha256(document.data).hexdigest()
        yield [
            located(result.record, content_hash, source.rank, result.line, result.end)
            for result in source.parse(document)
            if isinstance(result, Parsed)
        ]


def lines(records: list[Located], iris: Iris) -> Iterator[str]:
    """What records say together."""
    for key, items in group_works(item for item in records if item.primary).items():
        yield from map_work(merge_works(key, items), iris).lines
    things: dict[str, list[Located]] = {}
    for item in records:
        if not item.primary:
            things.setdefault(entity_iri(item.record, iris), []).append(item)
    for items in things.values():
        yield from map_entity(items, iris)


def main(archive: str) -> None:
    iris = Iris()
    batch: list[Located] = []
    with open(os.devnull, "w", encoding="utf-8") as out:  # noqa: PTH123  # the platform's name
        for found in documents(archive):
            batch += found
            if len(batch) >= BATCH_RECORDS:
                out.write("\n".join(lines(batch, iris)))
                batch = []
        out.write("\n".join(lines(batch, iris)))


if __name__ == "__main__":
    main(sys.argv[1])
