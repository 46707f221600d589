"""Columns of the graph for computations, and the sets of works that parameters name."""

from collections.abc import Iterator

import pyoxigraph as ox

from citegraph import vocab as v
from citegraph.computed.computation import Terms
from citegraph.graph.quads import value_of
from citegraph.store import Snapshot


def select(snapshot: Snapshot, text: str) -> Iterator[tuple[str, ...]]:
    """The rows of a SELECT as IRIs and lexical forms, empty where there is no value."""
    found = snapshot.graph.query(text, prefixes=v.PREFIXES)
    assert isinstance(found, ox.QuerySolutions)
    for row in found:
        yield tuple("" if term is None else value_of(term) for term in row)


def count(snapshot: Snapshot, pattern: str) -> int:
    """How many solutions a pattern has."""
    ((number,),) = select(snapshot, f"SELECT (COUNT(*) AS ?n) WHERE {{ {pattern} }}")
    return int(number)


def given(terms: Terms, name: str) -> str:
    """A parameter's value; empty where there is none."""
    return terms[name].value if name in terms else ""


def in_set(terms: Terms, work: str) -> str:
    """A pattern for the works, as a variable, that `list`, `venue`, `jel`, `keyword`, `organization`
    and `text` name; without any of them, for all works."""
    parts = [f"?{work} a cg:Work ."]
    if "list" in terms:
        parts.append(f"GRAPH ?{work}_lists {{ {terms['list']} dcterms:hasPart ?{work} }}")
    if "venue" in terms:
        parts.append(f"?{work} cg:inVenue {terms['venue']} .")
    if given(terms, "jel"):
        parts.append(
            f"{{ SELECT DISTINCT ?{work} WHERE {{ ?{work}_code skos:notation ?{work}_notation ."
            f" FILTER(STRSTARTS(?{work}_notation, {terms['jel']}))"
            f" ?{work} dcterms:subject ?{work}_code }} }}"
        )
    if given(terms, "keyword"):
        parts.append(
            f"{{ SELECT DISTINCT ?{work} WHERE {{ ?{work} cg:keyword ?{work}_keyword ."
            f" FILTER(LCASE(?{work}_keyword) = LCASE({terms['keyword']})) }} }}"
        )
    if "organization" in terms:
        parts.append(
            f"{{ SELECT DISTINCT ?{work} WHERE {{ ?{work}_affiliated cg:organization"
            f" {terms['organization']} . ?{work} cg:hasAuthorship ?{work}_affiliated }} }}"
        )
    if given(terms, "text"):
        parts.append(
            f"?{work} dcterms:title ?{work}_title ."
            f" FILTER(CONTAINS(LCASE(?{work}_title), LCASE({terms['text']})))"
        )
    return " ".join(parts)


def first_of(snapshot: Snapshot, thing: str, *predicates: str) -> ox.Literal | None:
    """The first value, in order, of the first of the properties that a thing has."""
    found = snapshot.first(thing, *predicates)
    return ox.Literal(found) if found else None
