"""Answers of saved queries as tables: linked, bounded, and with how complete they are."""

import re
from collections.abc import Iterable, Mapping
from typing import NamedTuple

import pyoxigraph as ox

from citegraph import vocab as v
from citegraph.ask import Question
from citegraph.formats import fitting
from citegraph.pages.addresses import Addresses
from citegraph.pages.chart import Series
from citegraph.pages.facts import Link, label
from citegraph.saved import SavedQuery
from citegraph.store import Snapshot

Term = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple | None
# The column whose words name the thing in another column.
_NAMED_BY = {
    "work": "title",
    "citing": "title",
    "version": "title",
    "venue": "name",
    "person": "name",
    "a": "title_a",
    "b": "title_b",
    "source": "source_name",
    "target": "target_name",
}
_OTHERS = {"citing": "citing_title", "cited": "cited_title", "person": "coauthor"}
# The same in each row: said once, beside the table.
_SAID = frozenset(["lists", "works_in_store", "list", "coded", "cluster_cited_by", "directed"])
# Rows that a picture is made of, and its parts.
_DRAWN_ROWS = 5000
_DRAWN_WORDS = 12
_NUMBERS = frozenset(v.XSD + name for name in ("integer", "decimal", "double", "gYear"))
_COVERAGE = {
    "matched-only": "The source lists only the references that it has matched itself.",
    "full": "The source gives the whole list.",
    "unknown": "Whether the source gives the whole list is not known.",
}
_EXPORTS = {
    "csv": "CSV",
    "tsv": "TSV",
    "json": "JSON",
    "bibtex": "BibTeX",
    "ris": "RIS",
    "csl": "CSL-JSON",
    "graphml": "GraphML",
    "gexf": "GEXF",
    "pajek": "Pajek",
    "vosviewer": "VOSviewer JSON",
    "nodes": "CSV of the nodes",
    "edges": "CSV of the edges",
}


class Cell(NamedTuple):
    text: str
    href: str = ""
    is_number: bool = False


class Column(NamedTuple):
    name: str
    is_number: bool


class Table(NamedTuple):
    """A part of an answer. `said` is how complete it is, `whole` where all of it stands. `series`
    is what a picture of all of it shows: one count for each of some words, where `is_by_word`."""

    query: SavedQuery
    columns: list[Column]
    rows: list[list[Cell]]
    more: bool
    said: str
    whole: str
    exports: list[Link]
    series: list[Series]
    is_by_word: bool = False


def table(
    snapshot: Snapshot,
    addresses: Addresses,
    query: SavedQuery,
    given: Mapping[str, str],
    *,
    limit: int = 25,
    offset: int = 0,
) -> Table:
    """The first rows of an answer. Raises CitegraphError as `Question.answer` does."""
    is_drawn = query.columns[0] == "year" and not offset
    window = max(limit, _DRAWN_ROWS) if is_drawn else limit
    answer = Question(query, dict(given), window + 1, offset).answer(snapshot)
    found = named_rows(query, answer)
    return of_rows(snapshot, addresses, query, given, found, limit)


def named_rows(query: SavedQuery, answer: Iterable[Iterable[Term]]) -> list[dict[str, Term]]:
    return [dict(zip(query.columns, row, strict=True)) for row in answer]


def of_rows(
    snapshot: Snapshot,
    addresses: Addresses,
    query: SavedQuery,
    given: Mapping[str, str],
    found: list[dict[str, Term]],
    limit: int,
) -> Table:
    """The table of rows that were found, of which no more than `limit` are shown."""
    shown = [row for row in found[:limit] if not _is_remark(row)]
    hidden, naming = _naming(query, shown)
    # A column without a value says nothing; it is in the exports.
    columns = [
        column
        for column in query.columns
        if column not in hidden and any(row[column] is not None for row in shown)
    ]
    cells = [
        [_cell(snapshot, addresses, row, column, naming) for column in columns] for row in shown
    ]
    numbers = [_is_number(shown, column) for column in columns]
    return Table(
        query=query,
        columns=[
            Column(column.replace("_", " "), is_number)
            for column, is_number in zip(columns, numbers, strict=True)
        ],
        rows=cells,
        more=len(found) > limit,
        said=_said(found[:limit]),
        whole=addresses.ask(query.name, given),
        exports=exports(query, addresses, given),
        series=_series(query, found) if len(found) <= _DRAWN_ROWS else [],
        is_by_word=_word(query, found) is not None,
    )


def exports(query: SavedQuery, addresses: Addresses, given: Mapping[str, str]) -> list[Link]:
    """The whole answer in the formats that suit it, for use elsewhere."""
    fit = fitting(query.columns)
    return [
        Link(title, addresses.ask(query.name, given, format=name))
        for name, title in _EXPORTS.items()
        if name in fit
    ]


def value(term: Term) -> str:
    return "" if term is None or isinstance(term, ox.Triple) else term.value


def _naming(query: SavedQuery, found: list[dict[str, Term]]) -> tuple[set[str], dict[str, str]]:
    """The columns that are not shown, and which column of things each naming column links to."""
    hidden, naming = {column for column in query.columns if column in _SAID}, {}
    if {"lists", "works"} <= set(query.columns) and "works_in_store" not in query.columns:
        hidden.add("works")
    for thing in query.columns:
        named = next(
            (n for n in (_OTHERS.get(thing), _NAMED_BY.get(thing)) if n in query.columns), None
        )
        if named and named not in naming:
            naming[named] = thing
            hidden.add(thing)
    if any(
        isinstance(row.get(column), ox.NamedNode) for row in found for column in naming.values()
    ):
        hidden.add("handle")
    return hidden, naming


def _cell(
    snapshot: Snapshot,
    addresses: Addresses,
    row: dict[str, Term],
    column: str,
    naming: dict[str, str],
) -> Cell:
    term = row[column]
    if column in naming:
        thing = row[naming[column]]
        if isinstance(thing, ox.NamedNode):
            return Cell(value(term) or label(snapshot, thing.value), addresses.of(thing.value))
    if isinstance(term, ox.NamedNode):
        return Cell(label(snapshot, term.value), addresses.of(term.value))
    text = value(term)
    if isinstance(term, ox.Literal) and term.datatype.value in _NUMBERS:
        return Cell(_short(text), is_number="year" not in column)
    if isinstance(term, ox.Literal) and term.datatype.value == v.XSD + "boolean":
        return Cell("yes" if text == "true" else "no")
    return Cell(text)


def _short(number: str) -> str:
    """A number with three decimals at most, and without zeros that say nothing.

    >>> _short("0.970000"), _short("12.0"), _short("0.997527"), _short("1990")
    ('0.97', '12', '0.998', '1990')
    """
    return re.sub(r"\.?0+$", "", f"{float(number):.3f}") if "." in number else number


def _is_remark(row: dict[str, Term]) -> bool:
    """Whether a row is only a sentence about the answer."""
    return [name for name, term in row.items() if term is not None] == ["note"]


def _is_number(found: list[dict[str, Term]], column: str) -> bool:
    terms = [row[column] for row in found if row[column] is not None]
    return "year" not in column and all(
        isinstance(term, ox.Literal) and term.datatype.value in _NUMBERS for term in terms
    )


def _said(found: list[dict[str, Term]]) -> str:
    """What the answer itself says of how complete it is."""
    if not found:
        return ""
    row = {name: value(term) for name, term in found[0].items()}
    if remarks := [value(row["note"]) for row in found if _is_remark(row)]:
        return f"{' '.join(remarks).capitalize()}."
    works = row.get("works_in_store") or row.get("works")
    if row.get("lists") and works:
        return (
            f"{row['lists']} of {works} works in the store have a reference list:"
            " nothing else can be counted."
        )
    if row.get("coded"):
        return f"{row['coded']} works have a JEL code: nothing else can be counted."
    return _COVERAGE.get(row.get("list", ""), "") if "position" in row else ""


def _word(query: SavedQuery, found: list[dict[str, Term]]) -> str | None:
    """The column, beside the year, of words that the numbers of a row are about."""
    column = query.columns[1] if len(query.columns) > 1 else "year"
    return None if not found or _is_number(found, column) or column == "year" else column


def _series(query: SavedQuery, found: list[dict[str, Term]]) -> list[Series]:
    """The first number of each year, and citations; where rows have a word, the first number of
    each, those with most first."""
    if query.columns[0] != "year" or not found:
        return []
    numbers = [column for column in query.columns if _is_number(found, column)]
    if word := _word(query, found):
        points: dict[str, list[tuple[int, int]]] = {}
        for row in found:
            points.setdefault(value(row[word]), []).extend(_points([row], numbers[0]))
        ranked = sorted(points.items(), key=lambda item: (-sum(n for _, n in item[1]), item[0]))
        return [Series(f"{name}: {numbers[0]}", some) for name, some in ranked[:_DRAWN_WORDS]]
    counted = [column for column in numbers if column in {numbers[0], "citations"}]
    return [
        Series("number" if column == "n" else column, _points(found, column)) for column in counted
    ]


def _points(found: list[dict[str, Term]], column: str) -> list[tuple[int, int]]:
    pairs = [(value(row["year"]), value(row[column])) for row in found]
    return [(int(year), int(n)) for year, n in pairs if year.isdigit() and n.isdigit()]
