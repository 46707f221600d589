"""Saved queries as forms: their parameters as fields, the answer as a table and a picture."""

from typing import NamedTuple

from citegraph.ask import Question, why_empty
from citegraph.errors import NotFoundError, QueryError, UsageError
from citegraph.pages.addresses import Addresses
from citegraph.pages.chart import chart
from citegraph.pages.render import html
from citegraph.pages.table import Table, table
from citegraph.saved import PARAMETER_TYPES, Parameter, SavedQuery, without_header
from citegraph.store import Snapshot

_PAGE = 100
_SUGGESTED = frozenset(["work", "person", "venue", "organization"])


class Field(NamedTuple):
    """A parameter as a field of a form, with what was given for it."""

    parameter: Parameter
    value: str
    hint: str
    suggested: bool


def library(addresses: Addresses, queries: tuple[SavedQuery, ...]) -> str:
    """The list of all saved queries, by group."""
    groups: dict[str, list[SavedQuery]] = {}
    for query in queries:
        groups.setdefault(query.group, []).append(query)
    return html("library", site=addresses, groups=groups)


def page(
    snapshot: Snapshot,
    addresses: Addresses,
    query: SavedQuery,
    given: dict[str, str],
    number: int,
) -> str:
    """A query's form and, where its parameters are given, page `number` of the answer."""
    values = {p.name: given[p.name].strip() for p in query.parameters if given.get(p.name)}
    number = max(1, number)
    answer, problem, empty, text = None, "", "", query.text
    if all(p.name in values for p in query.parameters if p.required):
        question = Question(query, values)
        try:
            text = question.text(snapshot)
            answer = table(
                snapshot, addresses, query, values, limit=_PAGE, offset=(number - 1) * _PAGE
            )
            if not answer.rows:
                offset = (number - 1) * _PAGE
                empty = why_empty(snapshot, Question(query, values, _PAGE, offset))
        except (UsageError, NotFoundError, QueryError) as error:
            problem = _for_forms(str(error), values)
    return html(
        "ask",
        site=addresses,
        query=query,
        fields=[_field(p, values) for p in query.parameters],
        values=values,
        answer=answer,
        picture=_picture(answer),
        problem=problem,
        empty=empty,
        text=without_header(text).strip(),
        number=number,
        first=(number - 1) * _PAGE + 1,
    )


def _field(parameter: Parameter, values: dict[str, str]) -> Field:
    hint = "" if parameter.choices else PARAMETER_TYPES[parameter.type]
    return Field(
        parameter,
        values.get(parameter.name, parameter.default or ""),
        "" if hint and hint in parameter.help else hint,
        parameter.type in _SUGGESTED,
    )


def _for_forms(message: str, values: dict[str, str]) -> str:
    """An error's message in terms of fields in place of options."""
    for name in values:
        message = message.replace(f"--{name} ", f"{name} ")
    return message


def _picture(answer: Table | None) -> object:
    if answer is None:
        return None
    return chart(answer.series, f"{answer.query.summary}: a number for each year")
