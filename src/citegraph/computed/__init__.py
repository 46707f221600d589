"""Answers that SPARQL cannot count in time, behind the interface of the saved queries.

A query whose header says `compute: NAME` is answered by the computation of that name: it gets the
query's parameters as terms, and yields rows with a term, or None, for each column of the query.
"""

from citegraph.computed.author_metrics import AUTHOR_METRICS
from citegraph.computed.bradford import BRADFORD
from citegraph.computed.citation_path import CITATION_PATH
from citegraph.computed.co_occurrence import CO_OCCURRENCE
from citegraph.computed.computation import Computation
from citegraph.computed.coverage import COVERAGE
from citegraph.computed.most_cited import MOST_CITED
from citegraph.computed.most_cited_authors import MOST_CITED_AUTHORS
from citegraph.computed.network_around import NETWORK_OF_PERSON, NETWORK_OF_WORK
from citegraph.computed.network_edges import NETWORK_EDGES
from citegraph.computed.open_full_text import OPEN_FULL_TEXT
from citegraph.computed.recent_works import RECENT_WORKS
from citegraph.computed.related_works import RELATED_WORKS
from citegraph.computed.self_citations import SELF_CITATIONS
from citegraph.computed.topics import TOPIC_AUTHORS, TOPIC_VENUES
from citegraph.computed.why import WHY
from citegraph.computed.works_by_jel import WORKS_BY_JEL
from citegraph.computed.works_in_list import WORKS_IN_LIST

COMPUTATIONS: dict[str, Computation] = {
    "author-metrics": AUTHOR_METRICS,
    "bradford": BRADFORD,
    "citation-path": CITATION_PATH,
    "coverage": COVERAGE,
    "keyword-co-occurrence": CO_OCCURRENCE,
    "most-cited": MOST_CITED,
    "most-cited-authors": MOST_CITED_AUTHORS,
    "network-edges": NETWORK_EDGES,
    "network-of-person": NETWORK_OF_PERSON,
    "network-of-work": NETWORK_OF_WORK,
    "open-full-text": OPEN_FULL_TEXT,
    "recent-works": RECENT_WORKS,
    "related-works": RELATED_WORKS,
    "self-citations": SELF_CITATIONS,
    "topic-authors": TOPIC_AUTHORS,
    "topic-venues": TOPIC_VENUES,
    "why": WHY,
    "works-in-list": WORKS_IN_LIST,
    "works-by-jel": WORKS_BY_JEL,
}

__all__ = ["COMPUTATIONS", "Computation"]
