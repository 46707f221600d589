"""Files to works to a new generation of the store."""

from citegraph.load.run import ingest, rebuild, remove
from citegraph.load.tally import Problems, Tally

__all__ = ["Problems", "Tally", "ingest", "rebuild", "remove"]
