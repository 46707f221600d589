"""Running a query against a generation, and saying why an answer is empty."""

from dataclasses import dataclass

import pyoxigraph as ox

from citegraph import sparql_tokens
from citegraph import vocab as v
from citegraph.errors import QueryError, RefusedError, UsageError
from citegraph.saved import SavedQuery
from citegraph.store import Snapshot
from citegraph.values import terms

MAX_NESTING = 200
Result = ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples


@dataclass(frozen=True, slots=True)
class Dataset:
    """The graphs that a query sees in place of those that it names itself."""

    default: tuple[ox.NamedNode, ...]
    named: tuple[ox.NamedNode, ...]


def run(
    snapshot: Snapshot, text: str, dataset: Dataset | None = None, base: str | None = None
) -> Result:
    """Evaluate a SPARQL query that stays on this machine. Raises QueryError.

    `base` is the IRI against which relative ones are resolved.
    """
    if "service" in sparql_tokens.keywords(text):
        raise RefusedError("SERVICE is refused: a query must not make requests to other machines")
    if sparql_tokens.nesting(text) > MAX_NESTING:
        raise QueryError(f"the query is nested more than {MAX_NESTING} deep: simplify it")
    try:
        return snapshot.graph.query(
            text,
            base_iri=base,
            prefixes=v.PREFIXES,
            default_graph=list(dataset.default) if dataset else None,
            named_graphs=list(dataset.named) if dataset else None,
        )
    except SyntaxError as error:
        raise QueryError(f"the query is no SPARQL 1.1: {brief(str(error))}") from error
    except (ValueError, RuntimeError, OSError) as error:
        raise QueryError(f"the query cannot be answered: {error}") from error


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
        bound = self.query.bind(terms(self.query, self.given, snapshot))
        if (self.limit is not None and self.limit < 0) or self.offset < 0:
            raise UsageError("limit and offset must be 0 or more")
        window = f"\nLIMIT {self.limit:d}" if self.limit is not None else ""
        return bound + window + (f"\nOFFSET {self.offset:d}" if self.offset else "")


def why_empty(snapshot: Snapshot, question: Question) -> str:
    """One sentence for an answer without rows: what is missing, and what would help."""
    text = question.query.text
    works = _count(snapshot, "?x a cg:Work")
    if not works:
        return "the store holds no works yet: `citegraph ingest PATH...` fills it"
    if question.limit == 0:
        return "the limit is 0"
    if question.offset:
        return f"there are no more than {question.offset} rows"
    optional = {p.name for p in question.query.parameters if not p.required}
    if narrowing := {n: value for n, value in question.given.items() if n in optional}:
        rest = {n: value for n, value in question.given.items() if n not in optional}
        wider = run(snapshot, Question(question.query, rest).text(snapshot))
        assert isinstance(wider, ox.QuerySolutions)
        said = " and ".join(f"--{name} {value!r}" for name, value in narrowing.items())
        if rows := sum(1 for _ in wider):
            return f"nothing fits {said}; without, the answer has {rows} rows"
    references = _count(snapshot, "?x a cg:Reference")
    lists = _count(snapshot, "?x cg:referenceListCoverage ?y")
    if "cg:versionOf" in text:
        return "no source states another version of this work"
    if "cg:hasReference" in text or "cito:cites" in text:
        if not references:
            return f"none of the {works} works in the store has a reference list in its sources"
        if "cito:cites" in text:
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
