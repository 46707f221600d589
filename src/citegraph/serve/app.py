"""The endpoint as an ASGI application: one match of path and method, and the one error sink."""

import asyncio
import json
import time
from collections.abc import Awaitable, Callable
from http import HTTPStatus
from typing import Any

from citegraph.errors import CitegraphError
from citegraph.formats import ANSWER_FORMATS
from citegraph.library import Library
from citegraph.serve import browser, changes, description, edits, library, log, media, protocol
from citegraph.serve.ahead import Ahead
from citegraph.serve.errors import HttpError
from citegraph.serve.http import ClientGoneError, Receive, Reply, Request, Send, json_reply, path_of
from citegraph.serve.job import WHOLE, Job
from citegraph.serve.metrics import CONTENT_TYPE
from citegraph.serve.negotiate import media_type
from citegraph.serve.service import Begun, Service
from citegraph.serve.settings import Settings
from citegraph.store import Store

Handler = Callable[[Request, Service], Awaitable[Reply]]
# How long a reader may take for one piece of an answer.
_STALLED = 60.0
_CORS = {
    "access-control-allow-origin": "*",
    "access-control-expose-headers": "ETag, Link, Location, Citegraph-Generation",
}
_ENDPOINTS = frozenset(["/sparql", "/query"])
_JSON = ("application/json",)
_DATA = tuple(form.media_type for form in ANSWER_FORMATS.values())
_PREFLIGHT = {
    "access-control-allow-headers": "Accept, Authorization, Content-Type, If-Match, If-None-Match",
    "access-control-max-age": "86400",
}


class App:
    """The application of one store. `service` is what its handlers share."""

    def __init__(self, store: Store, settings: Settings, library: Library) -> None:
        self.service = Service(store, settings, library)

    async def __call__(self, scope: dict[str, Any], receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._live(receive, send)
        elif scope["type"] == "http":
            await self._serve(scope, receive, send)

    async def _live(self, receive: Receive, send: Send) -> None:
        """From the start to the end: a message asks for each (the lifespan protocol of ASGI)."""
        await receive()
        await self.service.pool.start()
        ahead = Ahead(self.service.pool, self.service.library)
        if not self.service.settings.cache:
            ahead.end()
        answering = asyncio.create_task(_answer(ahead))
        await send({"type": "lifespan.startup.complete"})
        await receive()
        ahead.end()
        await answering
        await self.service.pool.close()
        await send({"type": "lifespan.shutdown.complete"})

    async def _serve(self, scope: dict[str, Any], receive: Receive, send: Send) -> None:
        began = time.perf_counter()
        prefix = self.service.settings.prefix
        request = Request(scope, receive, prefix)
        route, reply = "none", Reply()
        try:
            request.path = path_of(request).removeprefix(prefix) or "/"
            route, handlers = self._route(request.path)
            reply = await self._handled(request, handlers)
        except ClientGoneError:
            reply = Reply(499)
        except HttpError as error:
            reply = _refused(request, error.status, error.message, error.headers)
        except CitegraphError as error:
            reply = _refused(request, 503, str(error), {"retry-after": "5"})
        except Exception as error:  # noqa: BLE001  # the last resort: a client must not see a trace
            log.write(bug=f"{type(error).__name__}: {error}", path=request.path)
            reply = _refused(request, 500, "this is a bug in citegraph: see the server's log", {})
        size, whole = (0, False) if reply.status == 499 else await _send(request, reply, send)
        if reply.edition and request.method == "GET" and isinstance(reply.body, bytes):
            self.service.swift.put(request, reply.edition, route, _head(reply), reply.body)
        self._record(request, route, reply.status, size, time.perf_counter() - began, whole=whole)

    def _record(
        self, request: Request, route: str, status: int, size: int, seconds: float, *, whole: bool
    ) -> None:
        """Count and log a request."""
        self.service.metrics.record(route, status, seconds, size)
        is_told = self.service.settings.log_queries
        asked = {"query": request.query_string.decode("latin-1")} if is_told else {}
        log.write(
            client=request.client.address,
            method=request.method,
            path=request.path,
            status=status,
            bytes=size,
            seconds=round(seconds, 4),
            agent=request.client.agent,
            **asked,
            **({} if whole else {"broken": True}),
        )

    def begin(self, scope: dict[str, Any]) -> Begun | None:
        """Have a query by GET begun, if nothing of it needs a second look."""
        request = Request(scope, _nothing, self.service.settings.prefix)
        request.path = request.path.removeprefix(request.prefix)
        if request.path not in _ENDPOINTS:
            return None
        try:
            parameters = request.parameters()
            text = protocol.one(protocol.values(parameters, "query"), "query")
            if self.service.settings.services and protocol.may_ask(text):
                return None
            task = protocol.task_of(request, parameters, text)
            return self.service.begin(request, task, steady=protocol.is_steady(text))
        except HttpError:
            return None  # it is refused where all are

    def finish(self, begun: Begun) -> bytes | None:
        """The whole reply to what was begun, if it is a small answer."""
        job, request = begun.job, begun.request
        if job.failure is not None or not job.is_whole or job.size > WHOLE:
            return None
        reply = self.service.reply(job, begun.digest)
        assert isinstance(reply.body, bytes)
        seconds = time.monotonic() - job.began
        self._record(request, "sparql", 200, len(reply.body), seconds, whole=True)
        return _head(reply) + reply.body

    def gone(self, begun: Begun) -> None:
        """The client does not wait for what was begun."""
        begun.job.close()
        seconds = time.monotonic() - begun.job.began
        self._record(begun.request, "sparql", 499, 0, seconds, whole=False)

    def swift(self, url: bytes, headers: list[tuple[bytes, bytes]], client: str) -> bytes | None:
        """The whole reply to a GET, if it is the same as that to an earlier one."""
        service = self.service
        ready = service.swift.get((url, tuple(headers)), str(service.pool.edition))
        if ready is None:
            return None
        service.cache.hits += 1
        service.metrics.record(ready.route, 200, 0.0, ready.size)
        path, _, query = url.decode("latin-1").partition("?")
        asked = {"query": query} if service.settings.log_queries else {}
        log.write(
            client=client, method="GET", path=path, status=200, bytes=ready.size, seconds=0, **asked
        )
        return ready.data

    def _route(self, path: str) -> tuple[str, dict[str, Handler]]:
        """The name of an address for the metrics, and who answers there, by method."""
        match path:
            case _ if path in _ENDPOINTS:
                return "sparql", {"GET": _asked, "POST": _posted}
            case "/.well-known/void":
                return "description", {"GET": description.describe}
            case "/":
                return "start", {"GET": browser.page_or(description.describe, tuple(media.GRAPHS))}
            case library.QUERIES:
                return "queries", {"GET": browser.page_or(library.listed, _JSON)}
            case library.EXAMPLES:
                return "examples", {"GET": library.sparql_examples}
            case library.OPENAPI:
                return "openapi", {"GET": library.openapi}
            case _ if path.startswith(f"{library.QUERIES}/"):
                return "queries", {"GET": browser.page_or(library.answer, _DATA)}
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
        if handlers := edits.handlers(path) or browser.handlers(path):
            return "pages", handlers
        raise HttpError(
            404,
            f"there is nothing at {path}: try /sparql or /queries",
        )

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


async def _asked(request: Request, service: Service) -> Reply:
    """A query; without one, what there is to query (SPARQL 1.1 Service Description, section 2)."""
    if protocol.values(request.parameters(), "query"):
        return await protocol.query(request, service)
    return await description.describe(request, service)


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


async def _nothing() -> dict[str, Any]:
    """What comes after the head of a request without a body."""
    return {"type": "http.request"}


def _headers(reply: Reply) -> dict[str, str]:
    headers = {**_CORS, **reply.headers}
    if isinstance(reply.body, bytes) and reply.status != 304:
        headers["content-length"] = str(len(reply.body))
    return headers


def _head(reply: Reply) -> bytes:
    """The head of a reply with 200 as HTTP/1.1 has it, but for the date."""
    lines = [f"{name.lower()}: {value}\r\n" for name, value in _headers(reply).items()]
    return f"HTTP/1.1 200 OK\r\n{''.join(lines)}\r\n".encode("latin-1")


async def _answer(ahead: Ahead) -> None:
    try:
        await ahead.run()
    except Exception as error:  # noqa: BLE001  # nobody waits for it: the log says it
        log.write(bug=f"nothing more is answered ahead: {type(error).__name__}: {error}")


async def _send(request: Request, reply: Reply, send: Send) -> tuple[int, bool]:
    """Send a reply; returns how many bytes of its body went, and whether it was all of it."""
    body = reply.body
    named = _headers(reply).items()
    headers = [(name.lower().encode(), value.encode("latin-1")) for name, value in named]
    await send({"type": "http.response.start", "status": reply.status, "headers": headers})
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
            async with asyncio.timeout(_STALLED):
                await send({"type": "http.response.body", "body": piece, "more_body": True})
            size += len(piece)
    except (HttpError, TimeoutError):
        # A reply that is not ended breaks off, and so the client knows.
        return size, False
    await send({"type": "http.response.body", "body": b""})
    return size, True
