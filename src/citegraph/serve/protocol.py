"""SPARQL 1.1 Protocol, queries (https://www.w3.org/TR/sparql11-protocol/, section 2.1)."""

from collections.abc import Container

from citegraph import sparql_tokens
from citegraph.serve import media
from citegraph.serve.errors import HttpError
from citegraph.serve.federation import federated
from citegraph.serve.http import Pairs, Reply, Request, decode
from citegraph.serve.negotiate import media_type
from citegraph.serve.service import Service
from citegraph.serve.task import Query

FORM = "application/x-www-form-urlencoded"
QUERY = "application/sparql-query"
UPDATE = "application/sparql-update"
# How each is called, and sent as it is.
_SENT = {"query": ("a query", QUERY), "update": ("an update", UPDATE)}
# What clients call the parameter that names a format.
_FORMAT_PARAMETERS = ("format", "output", "results")
# Functions that answer otherwise each time, what makes new blank nodes, and what others say.
_UNSTEADY = frozenset(["now", "rand", "uuid", "struuid", "bnode", sparql_tokens.SERVICE])
_TELLING = (*_UNSTEADY, "construct")
# A longer query is not looked through for these: while the front reads, nobody else is served.
_LOOKED_THROUGH = 32 * 1024


async def query(request: Request, service: Service) -> Reply:
    """Answer a query by GET, by a form, or sent as it is."""
    parameters = request.parameters()
    texts = values(parameters, "query")
    if request.method == "POST":
        sent, fields = await posted(request, "query", service.settings.body)
        texts += sent
        parameters += fields
    text = one(texts, "query")
    task = task_of(request, parameters, text)
    if service.settings.services and may_ask(text):
        task = await federated(request, service, task)
    return await service.answer(request, task, steady=is_steady(text))


async def posted(request: Request, name: str, most: int) -> tuple[list[str], Pairs]:
    """The texts of a query or an update that was sent, as it is or in a form, with the form's
    fields. Raises HttpError when it is larger than `most` bytes."""
    called, own = _SENT[name]
    if request.media_type == own:
        return [decode(await request.body(most), f"the {name}")], []
    if request.media_type == FORM:
        form = await request.form(most)
        return values(form, name), form
    raise HttpError(
        415,
        f"{called} is sent as {own} or {FORM}, not as {request.media_type or 'nothing'}",
        Accept_Post=f"{own}, {FORM}",
    )


def task_of(request: Request, parameters: Pairs, text: str) -> Query:
    """The task of a query, with the formats and graphs that the request names."""
    accept = request.header("accept")
    asked = next(
        (
            media.NAMES.get(value.lower(), (value,))
            for name, value in parameters
            if name in _FORMAT_PARAMETERS and value
        ),
        (),
    )
    default, named = values(parameters, "default-graph-uri"), values(parameters, "named-graph-uri")
    chosen = bool(default or named)
    return Query(
        text=text,
        rows=_named(asked, media.ROWS) or media_type(accept, media.ROWS_OFFERED),
        graph=_named(asked, media.GRAPHS) or media_type(accept, media.GRAPHS_OFFERED),
        base=request.address + request.path,
        default_graphs=tuple(default) if chosen else None,
        named_graphs=tuple(named) if chosen else None,
    )


def _named(asked: tuple[str, ...], known: Container[str]) -> str | None:
    """What `format=` names, if it is a format of this kind of result."""
    return next((name for name in asked if name in known), None)


def may_ask(text: str) -> bool:
    """Whether a query may have a SERVICE clause; a worker knows for certain."""
    return sparql_tokens.SERVICE in sparql_tokens.decode_escapes(text).lower()


def is_steady(text: str) -> bool:
    """Whether the same graph gives the same bytes, for all that can be told at once."""
    if len(text) > _LOOKED_THROUGH:
        return False
    lower = sparql_tokens.decode_escapes(text).lower()
    if not any(word in lower for word in _TELLING):
        return True
    words = sparql_tokens.keywords(text)
    if words & _UNSTEADY:
        return False
    return "construct" not in words or not ("_:" in text or "[" in text)


def values(parameters: Pairs, name: str) -> list[str]:
    return [value for key, value in parameters if key == name]


def one(texts: list[str], name: str) -> str:
    """The one text that a request must have."""
    if len(texts) != 1:
        count = "no" if not texts else str(len(texts))
        raise HttpError(400, f"there must be one parameter {name}, and there are {count}")
    return texts[0]
