"""Running a query against a generation."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from itertools import islice
from time import perf_counter
from typing import Any

import pyoxigraph as ox

from citegraph import __version__, fulltext, sparql_tokens
from citegraph import vocab as v
from citegraph.computed import COMPUTATIONS, Computation
from citegraph.computed.columns import LISTS, WORKS, total
from citegraph.computed.computation import Row
from citegraph.errors import QueryError, RefusedError, UsageError
from citegraph.saved import FOUND, SavedQuery
from citegraph.store import Snapshot
from citegraph.store.text_index import Confined
from citegraph.values import Term, terms

# Seconds from which on the first rows of an answer are kept for who asks again, or for more; and
# how many that can be.
_SLOW = 0.5
_MOST_KEPT = 1000
_ALL = b"all"
_MORE = 1.25
Result = ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples
# What a query may call beside SPARQL's own, by name.
Functions = dict[ox.NamedNode, Callable[..., Any]]


@dataclass(frozen=True, slots=True)
class Dataset:
    """The graphs that a query sees in place of those that it names itself."""

    default: tuple[ox.NamedNode, ...]
    named: tuple[ox.NamedNode, ...]


def run(
    snapshot: Snapshot,
    text: str,
    dataset: Dataset | None = None,
    base: str | None = None,
    functions: Functions | None = None,
) -> Result:
    """Evaluate a SPARQL query that stays on this machine. Raises QueryError.

    `base` is the IRI against which relative ones are resolved.
    """
    if refusal := sparql_tokens.refusal(text):
        raise RefusedError(refusal)
    inert = sparql_tokens.respelt(text, [sparql_tokens.SERVICE])
    if inert != text:
        _evaluated(ox.Store(), inert, None, base, functions)
    return _evaluated(snapshot.graph, text, dataset, base, functions)


def inspect(text: str, base: str | None = None) -> None:
    """Raise QueryError unless a text is a SPARQL query that stays on this machine."""
    if refusal := sparql_tokens.refusal(text):
        raise RefusedError(refusal)
    _evaluated(ox.Store(), sparql_tokens.respelt(text, [sparql_tokens.SERVICE]), None, base, None)


def _evaluated(
    graph: ox.Store,
    text: str,
    dataset: Dataset | None,
    base: str | None,
    functions: Functions | None,
) -> Result:
    try:
        return graph.query(
            text,
            base_iri=base,
            prefixes=_prefixes(text),
            default_graph=list(dataset.default) if dataset else None,
            named_graphs=list(dataset.named) if dataset else None,
            custom_functions=functions,
        )
    except SyntaxError as error:
        raise QueryError(f"the query is no SPARQL 1.1: {brief(str(error))}") from error
    except (ValueError, RuntimeError, OSError) as error:
        raise QueryError(f"the query cannot be answered: {error}") from error


def _prefixes(text: str) -> dict[str, str]:
    """The prefixes that a query may use undeclared; to hand over all of them takes time."""
    return {prefix: iri for prefix, iri in v.PREFIXES.items() if f"{prefix}:" in text}


def brief(message: str) -> str:
    """The parser's message without its list of all that might have stood there."""
    if "Prefix not found" in message:
        known = ", ".join(v.PREFIXES)
        return f"{message.partition(':')[0]}: a prefix is not declared; known without: {known}"
    where, _, expected = message.partition("expected one of ")
    return f"{where}unexpected text" if expected else message


@dataclass(frozen=True, slots=True)
class Question:
    """A saved query with the values and the window that a user asks for."""

    query: SavedQuery
    given: dict[str, str]
    limit: int | None = None
    offset: int = 0

    def text(self, snapshot: Snapshot) -> str:
        """The SPARQL text to evaluate. Raises UsageError or NotFoundError for a bad value."""
        return self._bound(snapshot, self._terms(snapshot)) + self._window

    @property
    def _window(self) -> str:
        window = f"\nLIMIT {self.limit:d}" if self.limit is not None else ""
        return window + (f"\nOFFSET {self.offset:d}" if self.offset else "")

    def _bound(self, snapshot: Snapshot, values: Mapping[str, Term]) -> str:
        """The SPARQL text with these values, for all rows."""
        bound = _counted(snapshot, self.query.bind(values))
        if self.query.finds_words:
            bound = sparql_tokens.replace_rows(bound, FOUND, self._found(snapshot, values))
        return bound

    def answer(self, snapshot: Snapshot) -> ox.QuerySolutions:
        """The rows. Raises UsageError or NotFoundError for a value, QueryError beyond limits."""
        values = self._terms(snapshot)
        end = None if self.limit is None else self.offset + self.limit
        # What an index finds depends on how much is asked for.
        if end is not None and end <= _MOST_KEPT and not self.query.finds_words:
            return self._kept(snapshot, values, end)
        if self.query.compute is None:
            return _selected(snapshot, self._bound(snapshot, values) + self._window)
        rows = self._computation.rows(snapshot, values)
        return solutions(self.query.columns, islice(rows, self.offset, end))

    def _kept(self, snapshot: Snapshot, values: Mapping[str, Term], end: int) -> ox.QuerySolutions:
        """The rows up to an end, of an answer that is kept if it took long."""
        columns = self.query.columns
        key = f"{__version__} {self.query.name} {self.query.bind(values)}"
        number, _, known = (snapshot.kept.get(key) or b"0\n").partition(b"\n")
        if not known or (number != _ALL and int(number) < end):
            started = perf_counter()
            rows = self._rows(snapshot, values)
            found = list(islice(rows, end))
            if (spent := perf_counter() - started) < _SLOW:
                return solutions(columns, found[self.offset :])
            # What takes long is most often the first row: more are taken as far as they come soon.
            for row in islice(rows, _MOST_KEPT - len(found)):
                found.append(row)
                if perf_counter() - started > _MORE * spent:
                    break
            number = _ALL if next(rows, None) is None else str(len(found)).encode()
            known = solutions(columns, found).serialize(format=ox.QueryResultsFormat.JSON) or b""
            snapshot.kept.put(key, number + b"\n" + known)
        read = ox.parse_query_results(known, format=ox.QueryResultsFormat.JSON)
        assert isinstance(read, ox.QuerySolutions)
        return solutions(columns, islice(map(tuple, read), self.offset, end))

    def _rows(self, snapshot: Snapshot, values: Mapping[str, Term]) -> Iterator[Row]:
        """All rows, each made when it is wanted."""
        if self.query.compute is None:
            return map(tuple, _selected(snapshot, self._bound(snapshot, values)))
        return iter(self._computation.rows(snapshot, values))

    def why_computed_empty(self, snapshot: Snapshot) -> str:
        """Why a computation has no rows, in its own words."""
        return self._computation.why_empty(snapshot, self._terms(snapshot))

    def _terms(self, snapshot: Snapshot) -> dict[str, Term]:
        """The values, where nothing is wrong or missing."""
        if (self.limit is not None and self.limit < 0) or self.offset < 0:
            raise UsageError("limit and offset must be 0 or more")
        return terms(self.query, self.given, snapshot)

    def _found(self, snapshot: Snapshot, values: Mapping[str, Term]) -> Iterator[tuple[str, str]]:
        """The works that the index finds, as rows, with their ranks; no more than are asked for."""
        known = {p.name: values[p.name].value for p in self.query.parameters if p.name in values}
        wanted = fulltext.expression(known["text"])
        limit = -1 if self.limit is None else self.limit + self.offset
        # Any other condition is the query's own, so that it may need more works than it answers.
        if set(known) - {"text", "kind", "from", "to"}:
            limit = -1
        first, last = (int(known[name]) if name in known else None for name in ("from", "to"))
        confined = Confined(kind=known.get("kind"), first=first, last=last)
        hits = snapshot.index.search("work", wanted, limit, confined)
        for position, hit in enumerate(hits, start=1):
            yield str(ox.NamedNode(snapshot.iris.base + hit.name)), str(position)

    @property
    def _computation(self) -> Computation:
        name = self.query.compute
        if name not in COMPUTATIONS:
            known = ", ".join(COMPUTATIONS)
            raise QueryError(
                f"{self.query.name}: no computation is named {name!r}: known are {known}"
            )
        return COMPUTATIONS[name]


def _selected(snapshot: Snapshot, text: str) -> ox.QuerySolutions:
    found = run(snapshot, text)
    assert isinstance(found, ox.QuerySolutions)
    return found


def _counted(snapshot: Snapshot, text: str) -> str:
    """The query with what is known of the generation in the place of sub-selects that count it."""
    if f"PREFIX cg: <{v.CG}>" not in text:
        return text
    known = {
        " ".join("?" if word.startswith("?") else word for word in pattern.split()): partial(
            total, snapshot, pattern
        )
        for pattern in (LISTS, WORKS)
    }
    return sparql_tokens.replace_counts(text, known)


def solutions(
    columns: tuple[str, ...],
    rows: Iterable[tuple[ox.NamedNode | ox.Literal | ox.BlankNode | None, ...]],
) -> ox.QuerySolutions:
    """Rows as the answer of a query."""
    lines = ["\t".join(f"?{column}" for column in columns)]
    for row in rows:
        # In this format a tab separates, also within quotes.
        cells = ("" if term is None else str(term).replace("\t", "\\t") for term in row)
        lines.append("\t".join(cells))
    data = "\n".join([*lines, ""]).encode()
    found = ox.parse_query_results(data, format=ox.QueryResultsFormat.TSV)
    assert isinstance(found, ox.QuerySolutions)
    return found
