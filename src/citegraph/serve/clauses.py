"""The SERVICE clauses of a query: what each asks, and where; and their answers in their place.

A clause means the solutions that its group has at the service, joined with what the rest of the
query has (SPARQL 1.1 Federated Query, https://www.w3.org/TR/sparql11-federated-query/, section 4).
So the answer can be had first, and stand in the place of the clause as a table of rows.
"""

from collections.abc import Iterator, Sequence
from hashlib import blake2s
from itertools import count
from typing import NamedTuple

import pyoxigraph as ox

from citegraph import sparql_tokens
from citegraph import vocab as v
from citegraph.errors import CitegraphError, QueryError, RefusedError
from citegraph.sparql_tokens import Token

MOST = 8
_FORMS = frozenset(["SELECT", "ASK", "CONSTRUCT", "DESCRIBE"])
_BLANK = ox.NamedNode("urn:x-citegraph:blank")
Term = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple


class AnswerError(CitegraphError):
    """What a service answered cannot be used."""


class Clause(NamedTuple):
    """`SERVICE SILENT <iri> { group }`, as it stands in the text from `start` to `end`.

    `query` asks for the solutions of the group.
    """

    iri: str
    is_silent: bool
    query: str
    start: int
    group: int
    end: int


def clauses(text: str, base: str | None = None) -> list[Clause]:
    """The clauses of a query, in order. Raises QueryError for what is not done."""
    found = []
    words = list(sparql_tokens.tokens(text))
    form = next((place for place, t in enumerate(words) if t.text.upper() in _FORMS), 0)
    prologue = _Prologue(text[: words[form].start] if words else "", words[:form], base)
    place = 0
    while place < len(words):
        if words[place].text.upper() != "SERVICE":
            place += 1
            continue
        service = words[place]
        place += 1
        is_silent = place < len(words) and words[place].text.upper() == "SILENT"
        place += is_silent
        iri = _iri(words[place : place + 1])
        place += 1
        first = place
        place = _closed(words, first)
        group = words[first:place]
        query = f"{prologue.of(group)}SELECT * WHERE {text[group[0].start : group[-1].end]}"
        found.append(Clause(iri, is_silent, query, service.start, group[0].start, group[-1].end))
    if len(found) > MOST:
        raise RefusedError(f"a query may ask {MOST} services, and this one asks {len(found)}")
    return found


def without(text: str, found: Sequence[Clause]) -> str:
    """The query with its groups in the place of clauses: as well formed as before, or not, with
    everything at the same line and column."""
    pieces, end = [], 0
    for clause in found:
        head = text[clause.start : clause.group]
        pieces += [text[end : clause.start], "".join(c if c in "\r\n" else " " for c in head)]
        end = clause.group
    return "".join([*pieces, text[end:]])


def filled(text: str, found: Sequence[Clause], answers: Sequence[bytes | None]) -> str:
    """The query with answers, results in JSON or XML, in the place of clauses; None, of a service
    that did not answer and need not, is one solution without bindings. Raises AnswerError."""
    pieces, end = [], 0
    for number, (clause, answer) in enumerate(zip(found, answers, strict=True)):
        pieces += [text[end : clause.start], _table(clause, answer, str(number))]
        end = clause.end
    return "".join([*pieces, text[end:]])


def blank(term: Term) -> Term:
    """The blank node that a term in a table of rows stands for, else the term itself."""
    if isinstance(term, ox.Literal) and term.datatype == _BLANK:
        return ox.BlankNode(term.value)
    return term


FUNCTIONS = {_BLANK: blank}


class _Prologue(NamedTuple):
    """What names mean in a query: its own text before the form, with the words of it."""

    text: str
    words: Sequence[Token]
    base: str | None

    def of(self, group: Sequence[Token]) -> str:
        """What the names in a group need, with the prefixes that need no declaration here."""
        declared = {token.text.rpartition(":")[0] for token in self.words}
        used = {token.text.partition(":")[0] for token in group if ":" in token.text}
        names = sorted((used & set(v.PREFIXES)) - declared)
        lines = [f"PREFIX {name}: <{v.PREFIXES[name]}>" for name in names]
        if self.base and any(map(_is_relative, group)):
            lines.insert(0, f"BASE <{self.base}>")
        return "\n".join([*lines, self.text.strip(), ""]).lstrip()


def _is_relative(token: Token) -> bool:
    return len(token.text) > 1 and token.text[0] == "<" and ":" not in token.text


def _iri(words: Sequence[Token]) -> str:
    text = words[0].text if words else ""
    if text[:1] in {"?", "$"}:
        raise RefusedError(f"SERVICE {text}: a service is named by its address, not by a variable")
    if not text.startswith("<") or len(text) < 2:
        raise RefusedError(f"SERVICE {text}: write the address out, as in SERVICE <https://...>")
    return text[1:-1]


def _closed(words: Sequence[Token], first: int) -> int:
    """The place behind the group that begins at a place."""
    depth = 0
    for place in range(first, len(words)):
        text = words[place].text
        depth += (text == "{") - (text == "}")
        if depth == 0:
            if place == first:
                break
            return place + 1
        if text.upper() == "SERVICE":
            raise RefusedError("SERVICE within SERVICE is refused: ask both from here")
    raise QueryError("the query is no SPARQL 1.1: SERVICE <...> needs a group in braces after it")


def _table(clause: Clause, answer: bytes | None, scope: str) -> str:
    if answer is not None:
        try:
            return _rows_of(clause, answer, scope)
        except AnswerError:
            if not clause.is_silent:
                raise
    return "{ }"


def _rows_of(clause: Clause, answer: bytes, scope: str) -> str:
    rows = _rows(clause, answer)
    names = [variable.value for variable in rows.variables]
    nodes: set[str] = set()
    lines = []
    for row in _solutions(clause, rows):
        nodes |= {n for n in names if isinstance(row[n], ox.BlankNode)}
        lines.append(f"({' '.join(_written(row[name], clause, scope) for name in names)})")
    hidden = dict(zip(sorted(nodes), _fresh(names), strict=False))
    given = " ".join(f"?{hidden.get(name, name)}" for name in names)
    table = f"VALUES ({given}) {{ {' '.join(lines)} }}"
    if not hidden:
        return f"{{ {table} }}"
    made = " ".join(f"BIND({_BLANK}(?{own}) AS ?{name})" for name, own in hidden.items())
    return f"{{ SELECT {' '.join(f'?{name}' for name in names)} {{ {table} {made} }} }}"


def _rows(clause: Clause, answer: bytes) -> ox.QuerySolutions:
    is_json = answer.lstrip()[:1] == b"{"
    form = ox.QueryResultsFormat.JSON if is_json else ox.QueryResultsFormat.XML
    try:
        rows = ox.parse_query_results(answer, format=form)
    except (SyntaxError, ValueError, OSError) as error:
        raise _no_results(clause, error) from error
    if not isinstance(rows, ox.QuerySolutions):
        raise _no_results(clause, "it is true or false")
    return rows


def _solutions(clause: Clause, rows: ox.QuerySolutions) -> Iterator[ox.QuerySolution]:
    try:
        yield from rows
    except (SyntaxError, ValueError, OSError) as error:
        raise _no_results(clause, error) from error


def _no_results(clause: Clause, reason: object) -> AnswerError:
    return AnswerError(f"what the service <{clause.iri}> answered are no results: {reason}")


def _written(term: Term | None, clause: Clause, scope: str) -> str:
    match term:
        case None:
            return "UNDEF"
        case ox.BlankNode():
            # Those of an answer are no others', whatever they are called there.
            own = blake2s(f"{scope} {clause.iri} {term.value}".encode(), digest_size=16)
            return f'"{own.hexdigest()}"^^{_BLANK}'
        case ox.Triple():
            raise _no_results(clause, "a quoted triple is among them")
    return str(term)


def _fresh(names: Sequence[str]) -> Iterator[str]:
    """Names of variables that are none of these."""
    return (name for number in count() if (name := f"node{number}") not in names)
