"""A store on disk: the graph in generations, and the bytes of every source."""

from citegraph.store.catalog import Demotion
from citegraph.store.generation import Generation
from citegraph.store.snapshot import Snapshot, Writer
from citegraph.store.store import Store

__all__ = ["Demotion", "Generation", "Snapshot", "Store", "Writer"]
