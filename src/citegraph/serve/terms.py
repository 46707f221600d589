"""The vocabulary over HTTP, for editors that complete terms."""

import json

from citegraph.pages.terms import vocabulary
from citegraph.serve.errors import HttpError
from citegraph.serve.http import Reply, Request, json_reply
from citegraph.serve.service import Service
from citegraph.serve.task import Figures

TERMS = "/terms.json"
# Of what could not be counted in time, nobody asks again for an hour.
_UNCOUNTED = "max-age=3600"


async def terms(request: Request, service: Service) -> Reply:
    """Prefixes, classes and properties: the ontology's, and those that the store has beside."""
    tag = f'"{service.pool.edition}-terms"'
    if tag in request.header("if-none-match"):
        return Reply(304, {"etag": tag, "cache-control": "no-cache"})
    try:
        counts = json.loads(await service.read(request, Figures()))
    except HttpError:
        nothing: dict[str, dict[str, int]] = {"classes": {}, "properties": {}}
        return json_reply(vocabulary(nothing), **{"cache-control": _UNCOUNTED})
    return json_reply(vocabulary(counts), etag=tag, **{"cache-control": "no-cache"})
