"""Files to works to a new generation of the store."""

from citegraph.load.run import ingest, rebuild, remove
from citegraph.load.tally import Problem, Tally

__all__ = ["Problem", "Tally", "ingest", "rebuild", "remove"]
