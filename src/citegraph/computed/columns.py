"""Columns of the graph for computations, and the sets of works that parameters name."""

from collections.abc import Callable, Iterator
from decimal import Decimal
from functools import cache
from typing import NamedTuple

import pyoxigraph as ox

from citegraph import vocab as v
from citegraph.computed.computation import Terms
from citegraph.graph.quads import value_of
from citegraph.store import Snapshot
from citegraph.values import Term

# How complete counts of citations are: works with a list of references, and all works.
LISTS = "?listing cg:referenceListCoverage ?coverage"
WORKS = "?each a cg:Work"
# Parameters that name a set of works.
NARROWING = ("venue", "list", "jel", "keyword", "organization", "text", "from", "to")


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


def total(snapshot: Snapshot, pattern: str) -> int:
    """The same of a pattern that many questions count, once in a generation."""
    key = f"count {pattern}"
    known = snapshot.kept.get(key)
    if known is None:
        known = str(count(snapshot, pattern)).encode()
        snapshot.kept.put(key, known)
    return int(known)


class Totals(NamedTuple):
    """How much can be counted at all: works with a list of references, and all works."""

    lists: int
    works: int


def totals(snapshot: Snapshot) -> Totals:
    return Totals(total(snapshot, LISTS), total(snapshot, WORKS))


def given(terms: Terms, name: str) -> str:
    """A parameter's value; empty where there is none."""
    return terms[name].value if name in terms else ""


def is_narrowed(terms: Terms) -> bool:
    """Whether parameters name a set of works that is not that of all."""
    return any(given(terms, name) for name in NARROWING)


def in_set(terms: Terms, work: str) -> str:
    """A pattern for the works, as a variable, that parameters name: see `NARROWING`; without any of
    them, for all works."""
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
    bounds = [(sign, terms[n]) for n, sign in (("from", ">="), ("to", "<=")) if n in terms]
    if bounds:
        year = f"xsd:integer(STR(?{work}_year))"
        tests = " && ".join(f"{year} {sign} {bound}" for sign, bound in bounds)
        parts.append(f"?{work} cg:year ?{work}_year . FILTER({tests})")
    return " ".join(parts)


def first_of(snapshot: Snapshot, thing: str, *predicates: str) -> ox.Literal | None:
    """The first value, in order, of the first of the properties that a thing has."""
    found = snapshot.first(thing, *predicates)
    return ox.Literal(found) if found else None


def quotient(part: int, whole: int, parts: int) -> ox.Literal:
    """A quotient, rounded to so many parts of one as SPARQL does: a half goes up."""
    rounded = Decimal((2 * parts * part + whole) // (2 * whole)) / parts
    return ox.Literal(f"{rounded.normalize():f}", datatype=ox.NamedNode(f"{v.XSD}decimal"))


def year_of(snapshot: Snapshot, work: str) -> ox.Literal | None:
    """The year that a work has, as the graph states it."""
    found = snapshot.first(work, v.YEAR)
    return gyear(found) if found else None


def gyear(year: str) -> ox.Literal:
    return ox.Literal(year, datatype=ox.NamedNode(f"{v.XSD}gYear"))


def title_of(snapshot: Snapshot, work: str) -> str:
    """A title to sort by; what has none comes first."""
    return snapshot.first(work, v.TITLE)


def fits(snapshot: Snapshot, terms: Terms) -> Callable[[str], bool]:
    """Whether a work is in the set that `venue`, `list`, `jel`, `keyword`, `from` and `to` name."""
    venue, jel, keyword = (given(terms, name) for name in ("venue", "jel", "keyword"))
    listed = _listed(snapshot, terms["list"]) if "list" in terms else None
    first, last = (given(terms, name) for name in ("from", "to"))

    @cache
    def test(work: str) -> bool:
        if v.WORK not in snapshot.objects(work, v.TYPE):
            return False
        if listed is not None and work not in listed:
            return False
        if venue and venue not in snapshot.objects(work, v.IN_VENUE):
            return False
        if jel and not any(
            code.startswith(jel)
            for subject in snapshot.objects(work, v.SUBJECT)
            for code in snapshot.objects(subject, v.NOTATION)
        ):
            return False
        if keyword and keyword.lower() not in map(str.lower, snapshot.objects(work, v.KEYWORD)):
            return False
        year = snapshot.first(work, v.YEAR)
        if first and not (year and int(year) >= int(first)):
            return False
        return not last or bool(year and int(year) <= int(last))

    return test


def _listed(snapshot: Snapshot, name: Term) -> set[str]:
    pattern = f"GRAPH ?lists {{ {name} dcterms:hasPart ?work }}"
    return {work for (work,) in select(snapshot, f"SELECT ?work WHERE {{ {pattern} }}")}
