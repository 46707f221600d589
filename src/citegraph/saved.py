"""Saved queries: one `.rq` file each, plain SPARQL under a `#+` header in YAML (grlc's convention).

A parameter is a variable: `?_work_iri` (required) or `?__from_integer` (optional). The header's
keys are `summary`, `description`, `tags`, `defaults` and `enumerate`, as grlc knows them,
`params`, which describes each parameter but those that queries share, `compute`, which names the
computation that answers what SPARQL cannot count in time, and `without`, which says why the query
lacks a shared parameter; anything else is an error with file and line. A value
replaces the variable's token as a serialised term, so it can never change the query around it.

A file runs anywhere as it stands. Where it has `VALUES (?work ?rank) { (UNDEF UNDEF) }`, the works
that the index of words finds for the parameter `text` take the place of the row; elsewhere `?rank`
stays unbound, and the query's own filter has to look for the text.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable

import pyoxigraph as ox

from citegraph import sparql_tokens
from citegraph.errors import QueryError, UsageError
from citegraph.header import SHARED, Header, error_at, read_header

PARAMETER_TYPES = {
    "work": "a work: its handle, DOI, IRI, or the start of its title",
    "person": "a person: RePEc short-id, IRI, or a name",
    "venue": "a series or journal: its handle, ISSN, IRI, or name",
    "organization": "an institution: its handle, IRI, or name",
    "list": "a list of works: its name",
    "jel": "a JEL code, such as O31, or the start of one",
    "year": "a year",
    "int": "a whole number",
    "number": "a number",
    "text": "words to look for",
    "choice": "one of a few words",
}
# One word each: grlc would read a second one as a type.
_PARAMETER = re.compile(r"(?P<scope>__?)(?P<name>[a-z]+)_(?:iri|integer|number|literal)$")
# The variables of what the index of words finds.
FOUND = ("work", "rank")
# Options that every query has of its own.
RESERVED = frozenset(["limit", "offset", "format", "format_name", "style", "plot", "help"])


@dataclass(frozen=True, slots=True)
class Parameter:
    """One typed parameter. `default` is as a user would write it.

    A shared one means the same in every query that has it.
    """

    name: str
    variable: str
    type: str
    help: str
    required: bool
    default: str | None = None
    choices: tuple[str, ...] = ()
    shared: bool = False


@dataclass(frozen=True, slots=True)
class SavedQuery:
    """A query with its header, as every surface shows and runs it.

    Where `compute` names a computation (`citegraph.computed`), that answers; `text` says the same
    as far as SPARQL can, and names the `columns`. `without` is why it lacks a shared parameter.
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
    without: str = ""

    def bind(self, terms: Mapping[str, ox.NamedNode | ox.Literal]) -> str:
        """The SPARQL text with values, by parameter name, in place of their variables."""
        self.require(terms)
        tokens = {p.variable: str(terms[p.name]) for p in self.parameters if p.name in terms}
        return sparql_tokens.replace_variables(self.text, tokens)

    def require(self, given: Iterable[str]) -> None:
        """Raise UsageError for names of parameters that are unknown, or lack one that is needed."""
        names = set(given)
        unknown = names - {p.name for p in self.parameters}
        if unknown:
            raise UsageError(f"{self.name} has no parameter {', '.join(sorted(unknown))}")
        for parameter in self.parameters:
            if parameter.required and parameter.name not in names:
                raise UsageError(f"{self.name} needs --{parameter.name}: {parameter.help}")

    @property
    def body(self) -> str:
        """The SPARQL without the header."""
        return without_header(self.text)

    @property
    def finds_words(self) -> bool:
        """Whether the index of words says which works fit the parameter `text`."""
        return sparql_tokens.has_rows(self.text, FOUND)

    def parameter(self, name: str) -> Parameter:
        return next(p for p in self.parameters if p.name == name)


def without_header(text: str) -> str:
    """The SPARQL of a query's text, bound or not."""
    return "".join(line for line in text.splitlines(keepends=True) if not line.startswith("#+"))


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
    found = library()
    if name not in found:
        raise unknown(name, found)
    return found[name]


def unknown(name: str, known: Iterable[str]) -> UsageError:
    """What to say to a name that no query has, with the nearest that one has."""
    from difflib import get_close_matches

    near = get_close_matches(name, list(known), n=3, cutoff=0.4)
    hint = f"did you mean {' or '.join(near)}?" if near else "`citegraph query` lists them"
    return UsageError(f"there is no saved query named {name!r}: {hint}")


def read(file: Traversable, group: str) -> SavedQuery:
    """One file. Raises QueryError with file and line for anything that is not as it should be."""
    name = file.name
    try:
        text = file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise QueryError(f"{name}: cannot be read ({error})") from error
    header = read_header(name, text)
    parameters: dict[str, Parameter] = {}
    for variable in dict.fromkeys(sparql_tokens.variables(text)):
        match = _PARAMETER.match(variable)
        if variable.startswith("_") and not match:
            raise error_at(
                name, text, variable, f"?{variable} names no parameter: see grlc's rules"
            )
        if match:
            own = match["name"]
            if own in parameters:
                other = parameters[own].variable
                raise error_at(name, text, variable, f"?{variable} and ?{other} are one parameter")
            if own in RESERVED:
                raise error_at(name, text, variable, f"--{own} is an option of every query")
            describing = header if own in header.params else SHARED
            if own not in describing.params:
                raise error_at(name, text, variable, f"params does not describe {own}")
            parameters[own] = _parameter(name, text, match, describing)
    for key in [*header.params, *header.defaults, *header.choices]:
        if key not in parameters:
            raise error_at(
                name, text, key, f"{key} is described, but the query has no such variable"
            )
    order = [*header.params, *SHARED.params]
    return SavedQuery(
        name=name.removesuffix(".rq"),
        group=group,
        summary=header.summary,
        description=header.description,
        tags=header.tags,
        parameters=tuple(
            sorted(parameters.values(), key=lambda p: (not p.required, order.index(p.name)))
        ),
        text=text,
        columns=_columns(name, text),
        compute=header.compute,
        without=header.without,
    )


def _columns(name: str, text: str) -> tuple[str, ...]:
    """The columns of the answer, in order. Raises QueryError for what is no SELECT query."""
    if refusal := sparql_tokens.refusal(text):
        raise QueryError(f"{name}: {refusal}")
    try:
        found = ox.Store().query(text)
    except SyntaxError as error:
        raise QueryError(f"{name}: {error}") from error
    if not isinstance(found, ox.QuerySolutions):
        raise QueryError(f"{name}: a saved query must be a SELECT, whose answer has rows")
    try:
        ox.Store().query(f"{text}\nLIMIT 1\nOFFSET 1")
    except SyntaxError as error:
        raise QueryError(
            f"{name}: the query ends in LIMIT, OFFSET or VALUES: --limit and --offset need the end"
        ) from error
    return tuple(variable.value for variable in found.variables)


def _parameter(name: str, text: str, match: re.Match[str], header: Header) -> Parameter:
    own = match["name"]
    described = header.params[own]
    if described.type not in PARAMETER_TYPES:
        known = ", ".join(PARAMETER_TYPES)
        raise error_at(name, text, own, f"unknown type {described.type!r}: known are {known}")
    allowed = header.choices.get(own, ())
    default = header.defaults.get(own)
    if (described.type == "choice") != bool(allowed):
        raise error_at(
            name, text, own, f"{own}: a choice, and only a choice, has an enumerate list"
        )
    if default is not None and (
        (allowed and default not in allowed)
        or (described.type in {"int", "year"} and not default.isdigit())
    ):
        raise error_at(name, text, own, f"the default {default!r} of {own} is of the wrong type")
    return Parameter(
        name=own,
        variable=match[0],
        type=described.type,
        help=described.help,
        required=match["scope"] == "_" and default is None,
        default=default,
        choices=allowed,
        shared=header is SHARED,
    )
