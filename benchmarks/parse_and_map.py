"""citegraph without a store: find, detect, parse, group, merge and map, as lines to nowhere.

It is what `citegraph ingest` does in its other processes, and then with the records that need the
store: here they are merged among themselves.

    python parse_and_map.py ARCHIVE
"""

import gc
import os
import sys

from citegraph.graph.entities import entity_iri, map_entity
from citegraph.graph.iris import Iris
from citegraph.graph.works import map_work
from citegraph.ingest.files import find
from citegraph.load.prepare import Job, prepare
from citegraph.resolve.identity import Located, group_works
from citegraph.resolve.merge import merge_works


def main(archive: str) -> None:
    iris = Iris()
    others: list[Located] = []
    gc.disable()  # as in those processes
    with open(os.devnull, "wb") as out:  # noqa: PTH123  # the platform's name
        for found in find((archive,)):
            content = prepare(Job(found), iris).content
            assert content is not None
            out.writelines(work.text for work in content.lone)
            others += content.others
        out.writelines(
            "\n".join(map_work(merge_works(key, items), iris).lines).encode()
            for key, items in group_works(item for item in others if item.primary).items()
        )
        things: dict[str, list[Located]] = {}
        for item in others:
            if not item.primary:
                things.setdefault(entity_iri(item.record, iris), []).append(item)
        out.writelines("\n".join(map_entity(items, iris)).encode() for items in things.values())


if __name__ == "__main__":
    main(sys.argv[1])
