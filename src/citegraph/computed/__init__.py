"""Answers that SPARQL cannot count in time, behind the interface of the saved queries.

A query whose header says `compute: NAME` is answered by the computation of that name: it gets the
query's parameters as terms, and yields rows with a term, or None, for each column of the query.
"""

from citegraph.computed.citation_path import CITATION_PATH
from citegraph.computed.computation import Computation

COMPUTATIONS: dict[str, Computation] = {"citation-path": CITATION_PATH}

__all__ = ["COMPUTATIONS", "Computation"]
