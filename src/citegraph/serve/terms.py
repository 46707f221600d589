"""The vocabulary over HTTP, for editors that complete terms."""

import json

from citegraph.pages.terms import vocabulary
from citegraph.serve import protocol
from citegraph.serve.errors import HttpError
from citegraph.serve.http import ClientGoneError, Reply, Request, json_reply
from citegraph.serve.service import Service
from citegraph.serve.task import Figures

TERMS = "/terms.json"


async def terms(request: Request, service: Service) -> Reply:
    """Prefixes, classes and properties: the ontology's, and those that the store has beside, with
    how often it has them. With `of=ontology` they are the ontology's alone, at once.

    Where a store is too large to be counted in time, it is not tried again for each visitor: until
    there is a new generation, the ontology's stand alone.
    """
    counts: dict[str, dict[str, int]] = {"classes": {}, "properties": {}}
    if protocol.values(request.parameters(), "of") == ["ontology"]:
        return json_reply(vocabulary(counts), **{"cache-control": "no-cache"})
    tag = f'"{service.pool.edition}-terms"'
    if tag in request.header("if-none-match"):
        return Reply(304, {"etag": tag, "cache-control": "no-cache"})
    if kept := service.cache.get(tag):
        return Reply(200, dict(kept.headers), kept.body)
    try:
        counts = json.loads(await service.read(request, Figures()))
    except ClientGoneError:
        raise
    except HttpError:
        pass  # the docstring says why
    reply = json_reply(vocabulary(counts), etag=tag, **{"cache-control": "no-cache"})
    assert isinstance(reply.body, bytes)
    service.cache.put(tag, reply.headers, reply.body, {})
    return reply
