"""pyoxigraph's `bulk_load` alone: N-Triples into a store on disk.

python bulk_load.py STORE FILE.nt
"""

import sys
from pathlib import Path

import pyoxigraph as ox

if __name__ == "__main__":
    ox.Store(sys.argv[1]).bulk_load(path=Path(sys.argv[2]), format=ox.RdfFormat.N_TRIPLES)
