"""Pages over HTTP: who answers at their addresses, in which format, and what a browser may load."""

from collections.abc import Awaitable, Callable
from http import HTTPStatus
from typing import Any

from citegraph.pages import render, site
from citegraph.pages.access import NOBODY, Access
from citegraph.pages.addresses import Addresses
from citegraph.saved import SavedQuery
from citegraph.serve import negotiate, terms
from citegraph.serve.errors import HttpError
from citegraph.serve.http import Reply, Request
from citegraph.serve.service import Service
from citegraph.serve.task import Page, Suggestions

HTML = site.HTML
# Below this, packing costs more than it saves.
_WORTH_PACKING = 1000
_PAGES = ("/browse/", "/why/", "/keyword/", "/history/", "/editor/")
GUARD = {
    "content-security-policy": (
        "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self';"
        " connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "referrer-policy": "same-origin",
    "x-content-type-options": "nosniff",
}
Handler = Callable[[Request, Service], Awaitable[Reply]]


def handlers(path: str) -> dict[str, Handler]:
    """Who answers at a path, by method; empty where no page is."""
    if path.startswith("/static/"):
        return {"GET": _asset}
    if site.is_thing(path):
        return {"GET": _thing}
    if path == "/suggest":
        return {"GET": _suggest}
    if path == terms.TERMS:
        return {"GET": terms.terms}
    alone = {"/search", "/history", "/lists", "/review", "/editor"}
    if path in alone or path.startswith(_PAGES):
        return {"GET": _page}
    return {}


def page_or(other: Handler, offers: tuple[str, ...]) -> Handler:
    """A page for who would rather have one than the other's formats, and names none of them."""

    async def either(request: Request, service: Service) -> Reply:
        chosen = negotiate.media_type(request.header("accept"), (*offers, HTML))
        named = any(name == "format" for name, _ in request.parameters())
        answer = _page if chosen == HTML and not named else other
        return await answer(request, service)

    return either


async def _thing(request: Request, service: Service) -> Reply:
    return await _answered(request, service, request.accept((HTML, *site.RDF)))


async def _page(request: Request, service: Service) -> Reply:
    return await _answered(request, service, HTML)


async def _suggest(request: Request, service: Service) -> Reply:
    return await service.answer(request, Suggestions(tuple(request.parameters())))


async def _answered(request: Request, service: Service, media_type: str) -> Reply:
    given = tuple(request.parameters())
    queries = _queries(request.path, service)
    access = service.guard.access(request) if media_type == HTML else NOBODY
    task = Page(request.path, given, service.settings.prefix, media_type, queries, access)
    # Forms are for one visitor alone.
    reply = await service.answer(request, task, steady=not access.may_change)
    reply.headers |= GUARD
    return reply


def _queries(path: str, service: Service) -> tuple[SavedQuery, ...]:
    """The saved queries that a page is about."""
    known = service.library.queries
    space, _, name = path.removeprefix("/").partition("/")
    if path in {"/", "/queries"} or space == "editor":
        return tuple(known.values())
    if space != "queries":
        return ()
    if name not in known:
        raise HttpError(404, f"there is no saved query {name}: /queries lists them")
    return (known[name],)


async def _asset(request: Request, _service: Service) -> Reply:
    name = request.path.removeprefix("/static/")
    found = render.asset(name)
    if found is None:
        raise HttpError(404, f"there is nothing at {request.path}")
    media_type, data = found
    # The address changes with the content.
    is_current = dict(request.parameters()).get("v") == render.version(name)
    kept = "public, max-age=31536000, immutable" if is_current else "no-cache"
    headers = {"content-type": media_type, "cache-control": kept, **GUARD}
    encoding = negotiate.encoding(request.header("accept-encoding"))
    if len(data) > _WORTH_PACKING:
        headers["vary"] = "accept-encoding"
        if encoding:
            headers["content-encoding"] = encoding
            data = render.packed(name, encoding)
    return Reply(200, headers, data)


def shown(
    request: Request, access: Access, template: str, status: int = 200, /, **values: Any
) -> Reply:
    """A page that says nothing of the graph."""
    addresses = Addresses(site.NOWHERE, request.prefix, access)
    return document(render.html(template, site=addresses, **values).encode(), status)


def document(data: bytes, status: int = 200) -> Reply:
    """A page for this moment alone."""
    said = {"content-type": "text/html; charset=utf-8", "cache-control": "no-store"}
    return Reply(status, {**said, **GUARD}, data)


def refused(request: Request, status: int, message: str, headers: dict[str, str]) -> Reply:
    """An error for people."""
    phrase = HTTPStatus(status).phrase
    reply = shown(request, NOBODY, "error", status, status=status, phrase=phrase, message=message)
    reply.headers |= headers
    return reply
