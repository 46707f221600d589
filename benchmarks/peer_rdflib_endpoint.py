"""rdflib-endpoint on a generation of citegraph, through oxrdflib: python ... GRAPH_FOLDER PORT."""

import sys

import pyoxigraph as ox
import uvicorn
from oxrdflib import OxigraphStore
from rdflib import Dataset
from rdflib_endpoint import SparqlEndpoint

dataset = Dataset(store=OxigraphStore(store=ox.Store.read_only(sys.argv[1])))
uvicorn.run(SparqlEndpoint(graph=dataset), port=int(sys.argv[2]), log_level="error")
