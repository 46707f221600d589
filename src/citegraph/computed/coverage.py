"""How many works have each of the fields, of all or of a series or journal."""

from collections.abc import Iterator

import pyoxigraph as ox

from citegraph import vocab as v
from citegraph.computed.columns import WORKS, count, in_set, is_narrowed, quotient, select, total
from citegraph.computed.computation import Computation, Row, Terms
from citegraph.store import Snapshot
from citegraph.values import named

_FIELDS = {
    "title": v.TITLE,
    "authors": v.AUTHOR_LIST,
    "year": v.YEAR,
    "venue": v.IN_VENUE,
    "abstract": v.ABSTRACT,
    "keywords": v.KEYWORD,
    "JEL codes": v.SUBJECT,
    "handle": v.HANDLE,
    "DOI": v.DOI,
    "full text": v.HAS_FULL_TEXT,
    "reference list": v.COVERAGE,
    "identified author": v.CREATOR,
}
# What only works have need not be compared with the list of all works.
_OF_WORKS = {
    v.IN_VENUE,
    v.ABSTRACT,
    v.KEYWORD,
    v.SUBJECT,
    v.HAS_FULL_TEXT,
    v.COVERAGE,
    v.CREATOR,
}
# The least part, in thousandths, for each grade.
_GRADES = ((950, "A"), (800, "B"), (500, "C"), (200, "D"), (0, "E"))


def grade(thousandths: int) -> str:
    return next(letter for least, letter in _GRADES if thousandths >= least)


def _present(snapshot: Snapshot, terms: Terms, predicate: str) -> int:
    works = in_set(terms, "work")
    having = f"?work <{predicate}> ?value"
    is_part = is_narrowed(terms)
    if not is_part and predicate in _OF_WORKS:
        works = ""
    elif not is_part:
        # Two lists are compared many times as fast as one is looked up in the other.
        works = f"{{ SELECT DISTINCT ?work WHERE {{ {works} }} }}"
        having = f"{{ SELECT DISTINCT ?work WHERE {{ {having} }} }}"
    text = f"SELECT (COUNT(DISTINCT ?work) AS ?n) WHERE {{ {works} {having} }}"
    ((number,),) = select(snapshot, text)
    return int(number)


def _rows(snapshot: Snapshot, terms: Terms) -> Iterator[Row]:
    works = count(snapshot, in_set(terms, "work")) if is_narrowed(terms) else total(snapshot, WORKS)
    if not works:
        return
    for field, predicate in _FIELDS.items():
        present = _present(snapshot, terms, predicate)
        share = quotient(present, works, 1000)
        yield (
            ox.Literal(field),
            ox.Literal(present),
            ox.Literal(works - present),
            share,
            ox.Literal(grade(round(1000 * float(share.value)))),
        )


def _why_empty(snapshot: Snapshot, terms: Terms) -> str:
    which = "".join(
        f" of {named(snapshot, terms[name].value)}" for name in ("venue", "list") if name in terms
    )
    return f"the store holds no work{which}"


COVERAGE = Computation(_rows, _why_empty)
