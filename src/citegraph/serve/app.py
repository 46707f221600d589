"""The endpoint as an ASGI application: one match of path and method, and the one error sink."""

import asyncio
import json
import time
from collections.abc import Awaitable, Callable
from typing import Any

from citegraph.errors import CitegraphError
from citegraph.serve import browser, changes, log, protocol
from citegraph.serve.errors import HttpError
from citegraph.serve.http import (
    ClientGoneError,
    Receive,
    Reply,
    Request,
    Send,
    json_reply,
    path_of,
)
from citegraph.serve.job import Job
from citegraph.serve.metrics import CONTENT_TYPE
from citegraph.serve.negotiate import media_type
from citegraph.serve.service import Service
from citegraph.serve.settings import Settings
from citegraph.store import Store

Handler = Callable[[Request, Service], Awaitable[Reply]]
# How long a reader may take for one piece of an answer.
_STALLED = 60.0
_CORS = {
    "access-control-allow-origin": "*",
    "access-control-expose-headers": "ETag, Link, Location, Citegraph-Generation",
}
_PREFLIGHT = {
    "access-control-allow-headers": "Accept, Authorization, Content-Type, If-Match, If-None-Match",
    "access-control-max-age": "86400",
}


class App:
    """The application of one store. `service` is what its handlers share."""

    def __init__(self, store: Store, settings: Settings) -> None:
        self.service = Service(store, settings)

    async def __call__(self, scope: dict[str, Any], receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._live(receive, send)
        elif scope["type"] == "http":
            await self._serve(scope, receive, send)

    async def _live(self, receive: Receive, send: Send) -> None:
        while True:
            message = await receive()
            if message["type"] == "lifespan.startup":
                await self.service.pool.start()
                await send({"type": "lifespan.startup.complete"})
            else:
                await self.service.pool.close()
                await send({"type": "lifespan.shutdown.complete"})
                return

    async def _serve(self, scope: dict[str, Any], receive: Receive, send: Send) -> None:
        began = time.perf_counter()
        settings = self.service.settings
        request = Request(scope, receive, settings.prefix)
        route, reply = "none", Reply()
        size = 0
        try:
            request.path = path_of(request).removeprefix(settings.prefix) or "/"
            route, handlers = self._route(request.path)
            reply = await self._handled(request, handlers)
        except ClientGoneError:
            reply = Reply(499)
        except HttpError as error:
            reply = _refused(request, error.status, error.message, error.headers)
        except CitegraphError as error:
            reply = _refused(request, 503, str(error), {"retry-after": "5"})
        except Exception as error:  # noqa: BLE001  # the last resort: a client must not see a trace
            log.write(None, with_query=False, bug=f"{type(error).__name__}: {error}")
            reply = _refused(request, 500, "this is a bug in citegraph: see the server's log", {})
        whole = True
        if reply.status != 499:
            size, whole = await _send(request, reply, send)
        seconds = time.perf_counter() - began
        self.service.metrics.record(route, reply.status, seconds, size)
        log.write(
            request,
            with_query=settings.log_queries,
            status=reply.status,
            bytes=size,
            seconds=round(seconds, 4),
            **({} if whole else {"broken": True}),
        )

    def _route(self, path: str) -> tuple[str, dict[str, Handler]]:
        """The name of an address for the metrics, and who answers there, by method."""
        match path:
            case "/sparql" | "/query":
                return "sparql", {"GET": protocol.query, "POST": _posted}
            case "/update":
                return "update", {"POST": changes.update}
            case _ if path == changes.STORE or path.startswith(f"{changes.STORE}/"):
                return "store", {
                    "GET": changes.read_graph,
                    "PUT": changes.put_graph,
                    "POST": changes.post_graph,
                    "DELETE": changes.delete_graph,
                    "PATCH": changes.patch_graph,
                }
            case "/health":
                return "health", {"GET": _health}
            case "/metrics":
                return "metrics", {"GET": _metrics}
        if handlers := browser.handlers(path):
            return "pages", handlers
        raise HttpError(404, f"there is nothing at {path}: the endpoint is /sparql")

    async def _handled(self, request: Request, handlers: dict[str, Handler]) -> Reply:
        if request.method == "OPTIONS":
            methods = ", ".join([*handlers, "HEAD", "OPTIONS"])
            allowed = {"allow": methods, "access-control-allow-methods": methods}
            return Reply(204, allowed | _PREFLIGHT)
        handler = handlers.get("GET" if request.method == "HEAD" else request.method)
        if handler is None:
            methods = ", ".join([*handlers, "HEAD", "OPTIONS"])
            raise HttpError(
                405, f"{request.path} does not know {request.method}: use {methods}", Allow=methods
            )
        return await handler(request, self.service)


async def _posted(request: Request, service: Service) -> Reply:
    """A query or an update, which is told by what is sent."""
    if request.media_type == protocol.FORM:
        settings = service.settings
        form = await request.form(settings.upload if settings.token else settings.body)
        if protocol.values(form, "update"):
            return await changes.update(request, service)
    elif request.media_type == protocol.UPDATE:
        return await changes.update(request, service)
    return await protocol.query(request, service)


async def _health(_request: Request, service: Service) -> Reply:
    pool = service.pool
    alive = pool.size > 0
    state = {
        "status": "ok" if alive else "starting",
        "generation": pool.edition.number,
        "workers": pool.size,
        "running": pool.running,
        "waiting": pool.waiting,
    }
    reply = json_reply(state, **{"cache-control": "no-store"})
    reply.status = 200 if alive else 503
    return reply


async def _metrics(_request: Request, service: Service) -> Reply:
    return Reply(200, {"content-type": CONTENT_TYPE}, service.metrics.text())


def _refused(request: Request, status: int, message: str, headers: dict[str, str]) -> Reply:
    """An error as JSON, or as text or a page where the client would rather have that (RFC 9457)."""
    from http import HTTPStatus

    offers = ("application/problem+json", "application/json", "text/plain", browser.HTML)
    chosen = media_type(request.header("accept"), offers) or offers[0]
    if chosen == browser.HTML:
        return browser.refused(request, status, message, headers)
    if chosen == "text/plain":
        body = f"{status} {HTTPStatus(status).phrase}: {message}\n".encode()
        return Reply(status, {"content-type": "text/plain; charset=utf-8", **headers}, body)
    said = {"status": status, "title": HTTPStatus(status).phrase, "detail": message}
    body = json.dumps(said, ensure_ascii=False).encode() + b"\n"
    return Reply(status, {"content-type": chosen, **headers}, body)


async def _send(request: Request, reply: Reply, send: Send) -> tuple[int, bool]:
    """Send a reply; returns how many bytes of its body went, and whether it was all of it."""
    headers = {**_CORS, **reply.headers}
    body = reply.body
    if not isinstance(body, Job) and reply.status != 304:
        headers["content-length"] = str(len(body))
    await send(
        {
            "type": "http.response.start",
            "status": reply.status,
            "headers": [(k.lower().encode(), v.encode("latin-1")) for k, v in headers.items()],
        }
    )
    if not isinstance(body, Job):
        await send({"type": "http.response.body", "body": body})
        return len(body), True
    if request.method == "HEAD":
        body.close()
        await send({"type": "http.response.body", "body": b""})
        return 0, True
    size = 0
    try:
        async for piece in body.pieces():
            sent = send({"type": "http.response.body", "body": piece, "more_body": True})
            await asyncio.wait_for(sent, _STALLED)
            size += len(piece)
    except (HttpError, TimeoutError):
        # A reply that is not ended breaks off, and so the client knows.
        return size, False
    await send({"type": "http.response.body", "body": b""})
    return size, True
