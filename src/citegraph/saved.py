"""Saved queries: one `.rq` file each, plain SPARQL under a `#+` header in YAML (grlc's convention).

A parameter is a variable: `?_work_iri` (required) or `?__from_integer` (optional). The header's
keys are `summary`, `description`, `tags`, `defaults` and `enumerate`, as grlc knows them,
`params`, which describes each parameter, and `compute`, which names the computation that answers
what SPARQL cannot count in time; anything else is an error with file and line. A value
replaces the variable's token as a serialised term, so it can never change the query around it.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any

import pyoxigraph as ox
import yaml

from citegraph import sparql_tokens
from citegraph.errors import QueryError, UsageError

PARAMETER_TYPES = {
    "work": "a work: its handle, DOI, IRI, or the start of its title",
    "person": "a person: RePEc short-id, IRI, or a name",
    "venue": "a series or journal: its handle, ISSN, IRI, or name",
    "organization": "an institution: its handle, IRI, or name",
    "jel": "a JEL code, such as O31, or the start of one",
    "year": "a year",
    "int": "a whole number",
    "number": "a number",
    "text": "words to look for",
    "choice": "one of a few words",
}
_PARAMETER = re.compile(
    r"(?P<scope>__?)(?P<name>[a-z]+(?:_[a-z]+)*?)_(?:iri|integer|number|literal)$"
)
_KEYS = {"summary", "description", "tags", "defaults", "enumerate", "params", "compute"}


@dataclass(frozen=True, slots=True)
class Parameter:
    """One typed parameter. `default` is as a user would write it."""

    name: str
    variable: str
    type: str
    help: str
    required: bool
    default: str | None = None
    choices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SavedQuery:
    """A query with its header, as every surface shows and runs it.

    Where `compute` names a computation (`citegraph.computed`), that answers; `text` says the same
    as far as SPARQL can, and names the `columns`.
    """

    name: str
    group: str
    summary: str
    description: str
    tags: tuple[str, ...]
    parameters: tuple[Parameter, ...]
    text: str
    columns: tuple[str, ...]
    compute: str | None = None

    def bind(self, terms: Mapping[str, ox.NamedNode | ox.Literal]) -> str:
        """The SPARQL text with values, by parameter name, in place of their variables."""
        unknown = set(terms) - {p.name for p in self.parameters}
        if unknown:
            raise UsageError(f"{self.name} has no parameter {', '.join(sorted(unknown))}")
        missing = [p.name for p in self.parameters if p.required and p.name not in terms]
        if missing:
            raise UsageError(f"{self.name} needs --{missing[0]}: {self.parameter(missing[0]).help}")
        tokens = {p.variable: str(terms[p.name]) for p in self.parameters if p.name in terms}
        return sparql_tokens.replace_variables(self.text, tokens)

    def parameter(self, name: str) -> Parameter:
        return next(p for p in self.parameters if p.name == name)


@cache
def library() -> dict[str, SavedQuery]:
    """The queries that ship with citegraph, by name, in the order of their groups."""
    found = {}
    for group in sorted(files("citegraph.queries").iterdir(), key=lambda entry: entry.name):
        if group.is_dir() and not group.name.startswith("_"):
            for file in sorted(group.iterdir(), key=lambda entry: entry.name):
                if file.name.endswith(".rq"):
                    query = read(file, group.name)
                    found[query.name] = query
    return found


def get(name: str) -> SavedQuery:
    """A query of the library; an unknown name gets the nearest ones."""
    try:
        return library()[name]
    except KeyError:
        from difflib import get_close_matches

        near = get_close_matches(name, library(), n=3, cutoff=0.4)
        hint = f"did you mean {' or '.join(near)}?" if near else "`citegraph query` lists them"
        raise UsageError(f"there is no saved query named {name!r}: {hint}") from None


def read(file: Traversable, group: str) -> SavedQuery:
    """One file. Raises QueryError with file and line for anything that is not as it should be."""
    text = file.read_text(encoding="utf-8")
    header = _header(file.name, text)
    names = dict.fromkeys(sparql_tokens.variables(text))
    described = header.get("params") or {}
    defaults = _listed(file.name, text, header, "defaults")
    choices = _listed(file.name, text, header, "enumerate")
    parameters = []
    for variable in names:
        match = _PARAMETER.match(variable)
        if variable.startswith("_") and not match:
            raise _error(
                file.name, text, variable, f"?{variable} names no parameter: see grlc's rules"
            )
        if match:
            name = match["name"]
            if name not in described:
                raise _error(file.name, text, variable, f"params does not describe {name}")
            parameters.append(
                _parameter(file.name, text, match, described[name], defaults, choices)
            )
    known = {p.name for p in parameters}
    for key in [*described, *defaults, *choices]:
        if key not in known:
            raise _error(
                file.name, text, key, f"{key} is described, but the query has no such variable"
            )
    try:
        answer = ox.Store().query(text)
    except SyntaxError as error:
        raise QueryError(f"{file.name}: {error}") from error
    if not isinstance(answer, ox.QuerySolutions):
        raise QueryError(f"{file.name}: a saved query must be a SELECT")
    return SavedQuery(
        name=file.name.removesuffix(".rq"),
        group=group,
        summary=str(header["summary"]),
        description=" ".join(str(header.get("description", "")).split()),
        tags=tuple(header.get("tags", ())),
        parameters=tuple(
            sorted(parameters, key=lambda p: (not p.required, list(described).index(p.name)))
        ),
        text=text,
        columns=tuple(variable.value for variable in answer.variables),
        compute=header.get("compute"),
    )


def _header(name: str, text: str) -> dict[str, Any]:
    lines = text.splitlines()
    block = "\n".join(ln[2:].removeprefix(" ") if ln.startswith("#+") else "" for ln in lines)
    try:
        header = yaml.safe_load(block) or {}
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise QueryError(f"{name}:{line}: the header is no YAML ({error.problem})") from error
    if not isinstance(header, dict):
        raise QueryError(f"{name}:1: the header must be `#+ key: value` lines")
    for key in header:
        if key not in _KEYS:
            known = ", ".join(sorted(_KEYS))
            raise _error(
                name, text, str(key), f"unknown key {key!r} in the header: known are {known}"
            )
    if not isinstance(header.get("compute", ""), str):
        raise _error(name, text, "compute", "compute must be the name of a computation")
    if "summary" not in header:
        raise QueryError(f"{name}:1: the header has no summary")
    return header


def _listed(name: str, text: str, header: dict[str, Any], key: str) -> dict[str, Any]:
    """grlc's list of one-key mappings as a dictionary."""
    entries = header.get(key) or []
    if not isinstance(entries, list) or not all(isinstance(e, dict) for e in entries):
        raise _error(name, text, key, f"{key} must be a list of `- name: value`")
    return {str(k): value for entry in entries for k, value in entry.items()}


def _parameter(
    name: str,
    text: str,
    match: re.Match[str],
    described: Any,
    defaults: dict[str, Any],
    choices: dict[str, Any],
) -> Parameter:
    own = match["name"]
    if not isinstance(described, dict) or set(described) != {"type", "help"}:
        raise _error(name, text, own, f"params.{own} must have the keys type and help")
    if described["type"] not in PARAMETER_TYPES:
        known = ", ".join(PARAMETER_TYPES)
        raise _error(name, text, own, f"unknown type {described['type']!r}: known are {known}")
    allowed = tuple(map(str, choices.get(own, ())))
    default = str(defaults[own]) if own in defaults else None
    if (described["type"] == "choice") != bool(allowed):
        raise _error(name, text, own, f"{own}: a choice, and only a choice, has an enumerate list")
    if default is not None and (
        (allowed and default not in allowed)
        or (described["type"] in {"int", "year"} and not default.isdigit())
    ):
        raise _error(name, text, own, f"the default {default!r} of {own} is of the wrong type")
    return Parameter(
        name=own,
        variable=match[0],
        type=described["type"],
        help=str(described["help"]),
        required=match["scope"] == "_" and default is None,
        default=default,
        choices=allowed,
    )


def _error(name: str, text: str, word: str, message: str) -> QueryError:
    """An error at the first line that has the word."""
    line = next((i for i, ln in enumerate(text.splitlines(), start=1) if word in ln), 1)
    return QueryError(f"{name}:{line}: {message}")
