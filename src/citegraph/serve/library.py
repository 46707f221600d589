"""Saved queries over HTTP: the list of them, and each with its parameters."""

from typing import Any
from urllib.parse import urlencode

import pyoxigraph as ox

from citegraph.examples import examples
from citegraph.formats import Format, fitting
from citegraph.saved import SavedQuery
from citegraph.serve import media
from citegraph.serve.errors import HttpError
from citegraph.serve.http import Reply, Request, json_reply
from citegraph.serve.openapi import document
from citegraph.serve.protocol import values
from citegraph.serve.service import Service
from citegraph.serve.task import Saved

QUERIES = "/queries"
OPENAPI = "/openapi.json"
EXAMPLES = "/.well-known/sparql-examples"
_WINDOW = ("limit", "offset")
# These two are made for the width of a terminal.
_FOR_TERMINALS = frozenset(["table", "plot"])


def formats_of(query: SavedQuery) -> dict[str, Format]:
    """Those that its answer can be sent in, by name; by its media type, the first is meant."""
    fit = fitting(query.columns)
    return {name: form for name, form in fit.items() if name not in _FOR_TERMINALS}


async def listed(request: Request, service: Service) -> Reply:
    """All saved queries, with their parameters."""
    found = [_described(request, query) for query in service.library.queries.values()]
    link = f'<{request.address}{OPENAPI}>; rel="service-desc"'
    return json_reply({"queries": found}, link=link)


async def openapi(request: Request, service: Service) -> Reply:
    """What can be asked, for programs that make clients of it."""
    return json_reply(document(request.address, service.library.queries.values(), formats_of))


async def answer(request: Request, service: Service) -> Reply:
    """The answer of one saved query."""
    name = request.path.removeprefix(f"{QUERIES}/")
    if name not in service.library.queries:
        raise HttpError(404, f"there is no saved query {name}: {QUERIES} lists them")
    query = service.library.queries[name]
    given = _given(request, query)
    limit, offset = (_number(request, name) for name in _WINDOW)
    chosen = _format(request, query)
    task = Saved(query, tuple(sorted(given.items())), limit, offset or 0, chosen)
    reply = await service.answer(request, task)
    if reply.status == 200:
        more = bool(reply.facts.get("more"))
        reply.headers["link"] = ", ".join(_links(request, limit, offset or 0, more=more))
    return reply


async def sparql_examples(request: Request, service: Service) -> Reply:
    """The saved queries as RDF, for programs that show examples of what can be asked."""
    media_type = request.accept(tuple(media.GRAPHS))
    queries = service.library.queries.values()
    data = examples(queries, service.store.iris.base, f"{request.address}/sparql")
    if media_type != "text/turtle":
        triples = (quad.triple for quad in ox.parse(data, format=ox.RdfFormat.TURTLE))
        data = ox.serialize(triples, format=media.GRAPHS[media_type]) or b""
    return Reply(200, {"content-type": media.content_type(media_type), "vary": "accept"}, data)


def _described(request: Request, query: SavedQuery) -> dict[str, Any]:
    return {
        "name": query.name,
        "group": query.group,
        "summary": query.summary,
        "description": query.description,
        "formats": list(formats_of(query)),
        "address": f"{request.address}{QUERIES}/{query.name}",
        "parameters": [
            {
                "name": parameter.name,
                "type": parameter.type,
                "help": parameter.help,
                "required": parameter.required,
                **({"default": parameter.default} if parameter.default is not None else {}),
                **({"choices": parameter.choices} if parameter.choices else {}),
            }
            for parameter in query.parameters
        ],
    }


def _given(request: Request, query: SavedQuery) -> dict[str, str]:
    """Values by parameter. Raises HttpError for a name that the query does not have."""
    known = {parameter.name for parameter in query.parameters}
    found: dict[str, str] = {}
    for name, value in request.parameters():
        if name in {*_WINDOW, "format"}:
            continue
        if name not in known:
            offered = ", ".join([*sorted(known), *_WINDOW, "format"])
            raise HttpError(400, f"{query.name} has no parameter {name}: it has {offered}")
        if name in found:
            raise HttpError(400, f"the parameter {name} is given twice")
        found[name] = value
    missing = [p for p in query.parameters if p.required and p.name not in found]
    if missing:
        raise HttpError(400, f"{query.name} needs {missing[0].name}: {missing[0].help}")
    return found


def _number(request: Request, name: str) -> int | None:
    given = values(request.parameters(), name)
    if not given:
        return None
    if len(given) > 1 or not given[0].isascii() or not given[0].isdigit() or len(given[0]) > 9:
        raise HttpError(400, f"{name}={given[0]}: must be one whole number, 0 or more")
    return int(given[0])


def _format(request: Request, query: SavedQuery) -> str:
    offered = formats_of(query)
    asked = values(request.parameters(), "format")
    if not asked:
        by_type = {form.media_type: name for name, form in reversed(offered.items())}
        ordered = dict.fromkeys(form.media_type for form in offered.values())
        return by_type[request.accept(tuple(ordered))]
    if asked[0] not in offered:
        raise HttpError(400, f"format={asked[0]}: must be one of {', '.join(offered)}")
    return asked[0]


def _links(request: Request, limit: int | None, offset: int, *, more: bool) -> list[str]:
    """The pages around this one (RFC 8288), as far as they have rows."""
    fixed = [(k, v) for k, v in request.parameters() if k not in _WINDOW]

    def link(relation: str, start: int) -> str:
        window = [("limit", str(limit)), *([("offset", str(start))] if start else [])]
        return f'<{request.address}{request.path}?{urlencode([*fixed, *window])}>; rel="{relation}"'

    found = [f'<{request.address}{QUERIES}>; rel="collection"']
    if limit:
        found += [link("first", 0)] if offset else []
        found += [link("prev", max(0, offset - limit))] if offset else []
        found += [link("next", offset + limit)] if more else []
    return found
