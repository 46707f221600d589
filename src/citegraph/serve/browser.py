"""Pages over HTTP: who answers at their addresses, in which format, and what a browser may load."""

from collections.abc import Awaitable, Callable
from http import HTTPStatus

from citegraph.pages import render, site
from citegraph.pages.addresses import Addresses
from citegraph.serve import media
from citegraph.serve.errors import HttpError
from citegraph.serve.http import Reply, Request
from citegraph.serve.service import Service
from citegraph.serve.task import Page, Saved, Suggestions

HTML = site.HTML
_PAGES = ("/browse/", "/why/", "/keyword/")
_GUARD = {
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
    if path.startswith("/ask/"):
        return {"GET": _ask}
    if path in {"/", "/search", "/ask"} or path.startswith(_PAGES):
        return {"GET": _page}
    return {}


async def _thing(request: Request, service: Service) -> Reply:
    return await _answered(request, service, request.accept((HTML, *site.RDF)))


async def _page(request: Request, service: Service) -> Reply:
    return await _answered(request, service, HTML)


async def _ask(request: Request, service: Service) -> Reply:
    """A saved query as a page, or its whole answer in the format that is named."""
    given = dict(request.parameters())
    suffix = given.pop("format", "")
    media_type = next((t for t in media.NAMES.get(suffix, ()) if t in media.ROWS), None)
    if media_type is None:
        return await _page(request, service)
    name = request.path.removeprefix("/ask/")
    values = tuple((key, text) for key, text in given.items() if text)
    reply = await service.answer(request, Saved(name, values, None, 0, media_type))
    reply.headers["content-disposition"] = f'attachment; filename="{name}.{suffix}"'
    return reply


async def _suggest(request: Request, service: Service) -> Reply:
    return await service.answer(request, Suggestions(tuple(request.parameters())))


async def _answered(request: Request, service: Service, media_type: str) -> Reply:
    given = tuple(request.parameters())
    task = Page(request.path, given, service.settings.prefix, media_type)
    reply = await service.answer(request, task)
    reply.headers |= _GUARD
    return reply


async def _asset(request: Request, _service: Service) -> Reply:
    name = request.path.removeprefix("/static/")
    found = render.asset(name)
    if found is None:
        raise HttpError(404, f"there is nothing at {request.path}")
    media_type, data = found
    # The address changes with the content.
    is_current = dict(request.parameters()).get("v") == render.version(name)
    kept = "public, max-age=31536000, immutable" if is_current else "no-cache"
    return Reply(200, {"content-type": media_type, "cache-control": kept, **_GUARD}, data)


def refused(request: Request, status: int, message: str, headers: dict[str, str]) -> Reply:
    """An error for people."""
    text = render.html(
        "error",
        site=Addresses(site.NOWHERE, request.prefix),
        status=status,
        phrase=HTTPStatus(status).phrase,
        message=message,
    )
    said = {"content-type": "text/html; charset=utf-8", "cache-control": "no-store"}
    return Reply(status, {**said, **_GUARD, **headers}, text.encode())
