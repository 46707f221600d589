"""Saved queries as forms: their parameters as fields, the answer as a table and a picture."""

from typing import NamedTuple

from citegraph.ask import Question
from citegraph.errors import NotFoundError, QueryError, UsageError
from citegraph.pages.addresses import Addresses
from citegraph.pages.chart import charts
from citegraph.pages.map import is_network, network_map
from citegraph.pages.render import asset, html
from citegraph.pages.table import table
from citegraph.reasons import why_empty
from citegraph.saved import PARAMETER_TYPES, Parameter, SavedQuery, without_header
from citegraph.store import Snapshot

_PAGE = 100
_SUGGESTED = frozenset(["work", "person", "venue", "organization", "list"])


class Field(NamedTuple):
    """A parameter as a field of a form, with what was given for it."""

    parameter: Parameter
    value: str
    hint: str
    suggested: bool


class View(NamedTuple):
    text: str
    href: str
    is_current: bool


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
    """A query's form and, where its parameters are given, page `number` of the answer: a table, or
    with `view=map` a map."""
    as_map = given.get("view") == "map" and is_network(query)
    values = {p.name: given[p.name].strip() for p in query.parameters if given.get(p.name)}
    number = max(1, number)
    answer, drawn, problem, empty, text = None, None, "", "", query.text
    if all(p.name in values for p in query.parameters if p.required):
        question = Question(query, values)
        try:
            text = question.text(snapshot)
            offset = 0 if as_map else (number - 1) * _PAGE
            if as_map:
                drawn = network_map(snapshot, addresses, query, values, number)
                answer = drawn and drawn.edges
            else:
                answer = table(snapshot, addresses, query, values, limit=_PAGE, offset=offset)
            if answer is None or not answer.rows:
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
        views=_views(addresses, query, values, as_map=as_map),
        as_map=as_map,
        map=drawn,
        has_script=asset("built/map.js") is not None,
        pictures=charts(answer.series, "Answer", alike=answer.is_by_word) if answer else [],
        problem=problem,
        empty=empty,
        text=without_header(text).strip(),
        number=number,
        first=(number - 1) * _PAGE + 1,
    )


def _views(
    addresses: Addresses, query: SavedQuery, values: dict[str, str], *, as_map: bool
) -> list[View]:
    """The ways in which an answer can be looked at, if there are several."""
    if not is_network(query):
        return []
    return [
        View("Table", addresses.ask(query.name, values), not as_map),
        View("Map", addresses.ask(query.name, values, view="map"), as_map),
    ]


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
