"""Files to works to a new generation of the store."""

from citegraph.load.decide import decide, take_in
from citegraph.load.lists import enlist, strike
from citegraph.load.run import ingest, rebuild, remove
from citegraph.load.tally import Problems, Tally

__all__ = [
    "Problems",
    "Tally",
    "decide",
    "enlist",
    "ingest",
    "rebuild",
    "remove",
    "strike",
    "take_in",
]
