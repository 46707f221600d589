"""Running a query against a generation, and saying why an answer is empty."""

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
from citegraph.errors import QueryError, RefusedError, UsageError
from citegraph.saved import FOUND, SavedQuery
from citegraph.store import Snapshot
from citegraph.store.text_index import Confined
from citegraph.values import Term, terms

# Seconds from which on an answer of no more than so many rows is kept for who asks again.
_SLOW = 0.5
_MOST_KEPT = 1000
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
        return self._bound(snapshot, self._terms(snapshot))

    def _bound(self, snapshot: Snapshot, values: Mapping[str, Term]) -> str:
        """The SPARQL text with these values and the window."""
        bound = _counted(snapshot, self.query.bind(values))
        if self.query.finds_words:
            bound = sparql_tokens.replace_rows(bound, FOUND, self._found(snapshot, values))
        window = f"\nLIMIT {self.limit:d}" if self.limit is not None else ""
        return bound + window + (f"\nOFFSET {self.offset:d}" if self.offset else "")

    def answer(self, snapshot: Snapshot) -> ox.QuerySolutions:
        """The rows. Raises UsageError or NotFoundError for a value, QueryError beyond limits."""
        values = self._terms(snapshot)
        if self.limit is None or self.limit > _MOST_KEPT:
            return self._evaluated(snapshot, values)
        # Bound without what an index finds, as that follows from the same generation.
        key = (
            f"{__version__} {self.query.name} {self.offset} {self.limit} {self.query.bind(values)}"
        )
        known = snapshot.kept.get(key)
        if known is None:
            started = perf_counter()
            found = self._evaluated(snapshot, values)
            known = found.serialize(format=ox.QueryResultsFormat.JSON)
            assert known is not None
            if perf_counter() - started > _SLOW:
                snapshot.kept.put(key, known)
        read = ox.parse_query_results(known, format=ox.QueryResultsFormat.JSON)
        assert isinstance(read, ox.QuerySolutions)
        return read

    def _evaluated(self, snapshot: Snapshot, values: Mapping[str, Term]) -> ox.QuerySolutions:
        if self.query.compute is None:
            found = run(snapshot, self._bound(snapshot, values))
            assert isinstance(found, ox.QuerySolutions)
            return found
        rows = self._computation.rows(snapshot, values)
        end = None if self.limit is None else self.offset + self.limit
        return solutions(self.query.columns, islice(rows, self.offset, end))

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


def why_empty(snapshot: Snapshot, question: Question) -> str:
    """One sentence for an answer without rows: what is missing, and what would help."""
    text, tags = question.query.text, question.query.tags
    works = _count(snapshot, "?x a cg:Work")
    if not works:
        return "the store holds no works yet: `citegraph ingest PATH...` fills it"
    if question.limit == 0:
        return "the limit is 0"
    if question.offset:
        return f"there are no more than {question.offset} rows"
    usual = {p.name: p.default for p in question.query.parameters if not p.required}
    narrowing = {n: val for n, val in question.given.items() if n in usual and usual[n] != val}
    if narrowing:
        rest = {n: value for n, value in question.given.items() if n not in narrowing}
        wider = Question(question.query, rest).answer(snapshot)
        said = " and ".join(f"--{name} {value!r}" for name, value in narrowing.items())
        if rows := sum(1 for _ in wider):
            return f"nothing fits {said}; without, the answer has {rows} rows"
    if question.query.compute:
        return question.why_computed_empty(snapshot)
    references = _count(snapshot, "?x a cg:Reference")
    lists = _count(snapshot, "?x cg:referenceListCoverage ?y")
    if question.query.group == "versions":
        if "work" in question.given:
            return (
                "no source states another version of this work, and no work in the store is like it"
            )
        if any(p.name == "series" for p in question.query.parameters):
            return "no paper of known year has an article of known year among its versions"
        return f"no two of the {works} works in the store agree in title and authors"
    if "cite" in tags or ("quality" in tags and "cg:hasReference" in text):
        if not references:
            return f"none of the {works} works in the store has a reference list in its sources"
        if "cito:cites" in text or "cg:raw" not in text:
            matched = _count(snapshot, "?x cg:target ?y")
            uncertain = _count(snapshot, "?x cg:status cg:uncertain")
            about = "leads to this work" if "work" in question.given else "fits"
            return (
                f"no matched reference {about}: {matched} of {references} references are matched"
                f" and {uncertain} uncertain,"
                f" and {lists} of {works} works have a reference list"
                " (`citegraph query unmatched-most-wanted` lists what to ingest)"
            )
        if "work" in question.given and question.query.group == "cite":
            return f"no source gives this work's references; {lists} of {works} works have a list"
        return f"none of the {references} references in the store fits"
    if "cg:hasConflict" in text:
        several = _count(
            snapshot, "?x prov:wasDerivedFrom ?a, ?b . ?x a cg:Work . FILTER(STR(?a) < STR(?b))"
        )
        return f"the sources agree; {several} of {works} works have more than one source"
    if "cg:fullText" in text and not _count(snapshot, "?x a cg:FullText"):
        return "no source in the store names a full text"
    given = ", ".join(f"{name} {value!r}" for name, value in question.given.items())
    return f"none of the {works} works in the store fits{f' {given}' if given else ''}"


def _count(snapshot: Snapshot, pattern: str) -> int:
    rows = run(snapshot, f"SELECT (COUNT(DISTINCT ?x) AS ?n) WHERE {{ {pattern} }}")
    assert isinstance(rows, ox.QuerySolutions)
    return int(next(rows)[0].value)
