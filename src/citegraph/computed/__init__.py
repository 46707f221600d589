"""Answers that SPARQL cannot count in time, behind the interface of the saved queries.

A query whose header says `compute: NAME` is answered by the computation of that name: it gets the
query's parameters as terms, and yields rows with a term, or None, for each column of the query.
"""

from citegraph.computed.bradford import BRADFORD
from citegraph.computed.citation_path import CITATION_PATH
from citegraph.computed.co_occurrence import CO_OCCURRENCE
from citegraph.computed.computation import Computation
from citegraph.computed.most_cited_authors import MOST_CITED_AUTHORS
from citegraph.computed.network_around import NETWORK_OF_PERSON, NETWORK_OF_WORK
from citegraph.computed.network_edges import NETWORK_EDGES
from citegraph.computed.recent_works import RECENT_WORKS
from citegraph.computed.why import WHY
from citegraph.computed.works_in_list import WORKS_IN_LIST

COMPUTATIONS: dict[str, Computation] = {
    "bradford": BRADFORD,
    "citation-path": CITATION_PATH,
    "keyword-co-occurrence": CO_OCCURRENCE,
    "most-cited-authors": MOST_CITED_AUTHORS,
    "network-edges": NETWORK_EDGES,
    "network-of-person": NETWORK_OF_PERSON,
    "network-of-work": NETWORK_OF_WORK,
    "recent-works": RECENT_WORKS,
    "why": WHY,
    "works-in-list": WORKS_IN_LIST,
}

__all__ = ["COMPUTATIONS", "Computation"]
