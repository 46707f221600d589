"""All that a store states, of whatever graph, as N-Triples.

python triples.py STORE OUTPUT.nt
"""

import sys
from pathlib import Path

import pyoxigraph as ox

from citegraph.store import Store


def main(store: str, output: str) -> None:
    with Store(Path(store)).snapshot() as snapshot, Path(output).open("wb") as out:
        for graph in [ox.DefaultGraph(), *snapshot.graph.named_graphs()]:
            snapshot.graph.dump(out, format=ox.RdfFormat.N_TRIPLES, from_graph=graph)


if __name__ == "__main__":
    main(*sys.argv[1:])
