"""The socket: uvicorn, with bounds on what a connection may send before it is a request.

uvicorn was chosen for its way with readers that are slower than answers: it waits for them, and it
can break off.
"""

import asyncio
import logging
import socket
from contextlib import suppress
from http import HTTPStatus
from typing import Any

import click
import uvicorn
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol, RequestResponseCycle

from citegraph.errors import UsageError
from citegraph.library import Library
from citegraph.serve.app import App
from citegraph.serve.service import Begun
from citegraph.serve.settings import Settings
from citegraph.store import Store

_MAX_ADDRESS = 256 * 1024
_MAX_HEADERS = 64 * 1024
_CONNECTIONS = 1024
_REQUEST_BEGINS_WITHIN = 30.0
_KEPT_ALIVE = 60
_UNREAD_MILLISECONDS = 60_000
_BODY = (b"content-length", b"transfer-encoding", b"expect")
_SHUTDOWN_SECONDS = 10
_TRUSTED = "127.0.0.1,::1"


class Connection(HttpToolsProtocol):
    """uvicorn's connection, with limits on the size of a request's head and on its time.

    Most queries have a small answer. They are begun and answered here, as a task of their own
    and its messages would take about as long as the answer; all else is left to the application.
    """

    endpoint: App
    _in_head = False
    _is_answered = False
    _begun: Begun | None = None
    _size = 0
    _late: asyncio.TimerHandle | None = None

    def connection_made(self, transport: Any) -> None:
        super().connection_made(transport)
        sock = transport.get_extra_info("socket")
        if hasattr(socket, "TCP_USER_TIMEOUT"):
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, _UNREAD_MILLISECONDS)
        self._expect()

    def connection_lost(self, exc: Exception | None) -> None:
        self._arrived()
        super().connection_lost(exc)
        if self._begun is not None:
            begun, self._begun = self._begun, None
            self.endpoint.gone(begun)

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        if self._in_head and self._late is None:
            self._expect()

    def on_message_begin(self) -> None:
        self._size = 0
        self._in_head = True
        super().on_message_begin()

    def on_url(self, url: bytes) -> None:
        super().on_url(url)
        if len(self.url) > _MAX_ADDRESS:
            self._refuse(414, f"the address is longer than {_MAX_ADDRESS:,} bytes: use POST")

    def on_header(self, name: bytes, value: bytes) -> None:
        self._size += len(name) + len(value)
        if self._size > _MAX_HEADERS:
            self._refuse(431, f"the headers are larger than {_MAX_HEADERS:,} bytes")
            return
        super().on_header(name, value)

    def on_headers_complete(self) -> None:
        self._in_head = False
        self._arrived()
        if self.transport.is_closing():
            return
        if not self._is_plain() or not (self._answer() or self._begin()):
            super().on_headers_complete()

    def _is_plain(self) -> bool:
        """Whether the request is one that nothing but its address and headers tells about."""
        parser = self.parser
        if parser.get_method() != b"GET" or parser.get_http_version() != "1.1":
            return False
        if not parser.should_keep_alive() or parser.should_upgrade():
            return False
        if self.flow.write_paused or (self.cycle is not None and not self.cycle.response_complete):
            return False  # what it got already, it has not read
        return not any(name in _BODY for name, _ in self.headers)

    def _answer(self) -> bool:
        """Give the reply that an earlier request had, if there is one."""
        client = self.client[0] if self.client else ""
        reply = self.endpoint.swift(self.url, self.headers, client)
        if reply is not None:
            self._write(reply)
            self._is_answered = True
        return self._is_answered

    def _begin(self) -> bool:
        """Have a query begun, if this is one."""
        if len(self.connections) >= _CONNECTIONS:
            return False
        path, _, query = self.url.partition(b"?")
        if not query or b"#" in query:
            return False
        name = path.decode("latin-1")
        known = {"method": "GET", "path": name, "raw_path": path, "query_string": query}
        scope: Any = {**self.scope, **known}
        _forwarded(scope)
        begun = self.endpoint.begin(scope)
        if begun is None:
            return False
        scope["citegraph.job"] = begun.job
        self._begun = begun
        self.cycle = RequestResponseCycle(
            scope=scope,
            transport=self.transport,
            flow=self.flow,
            logger=self.logger,
            access_logger=self.access_logger,
            access_log=False,
            default_headers=self.server_state.default_headers,
            message_event=asyncio.Event(),
            expect_100_continue=False,
            keep_alive=True,
            on_response=self.on_response_complete,
        )
        cycle = self.cycle
        begun.job.ready.add_done_callback(lambda _: self._finish(cycle))
        return True

    def _finish(self, cycle: RequestResponseCycle) -> None:
        """Answer what was begun, or have the application do it."""
        if self._begun is None:
            return
        begun, self._begun = self._begun, None
        try:
            reply = self.endpoint.finish(begun) if cycle.keep_alive else None
        except Exception:  # noqa: BLE001  # the application meets it again, and says so
            reply = None
        if reply is None:
            self._start_asgi_task(cycle, self.app)
            return
        self._write(reply)
        cycle.response_complete = True
        self.on_response_complete()

    def _write(self, reply: bytes) -> None:
        status, _, rest = reply.partition(b"\r\n")
        extra = b"".join(b"%b: %b\r\n" % pair for pair in self.server_state.default_headers)
        self.transport.write(b"%b\r\n%b%b" % (status, extra, rest))

    def on_message_complete(self) -> None:
        if not self._is_answered:
            super().on_message_complete()
            return
        self._is_answered = False
        self.on_response_complete()

    def _expect(self) -> None:
        self._late = self.loop.call_later(_REQUEST_BEGINS_WITHIN, self.transport.close)

    def _arrived(self) -> None:
        if self._late is not None:
            self._late.cancel()
            self._late = None

    def _refuse(self, status: int, message: str) -> None:
        if self.transport.is_closing():
            return
        body = f"{status} {HTTPStatus(status).phrase}: {message}\n".encode()
        head = (
            f"HTTP/1.1 {status} {HTTPStatus(status).phrase}\r\ncontent-type: text/plain;"
            f" charset=utf-8\r\ncontent-length: {len(body)}\r\nconnection: close\r\n\r\n"
        )
        self.transport.write(head.encode() + body)
        self.transport.close()


def _forwarded(scope: Any) -> None:
    """Take over what a proxy on this machine says of its client."""
    if any(name.startswith(b"x-forwarded-") for name, _ in scope["headers"]):
        with suppress(StopIteration):  # it awaits nothing, and so ends at once
            _PROXIES(scope, _nowhere, _nowhere).send(None)  # type: ignore[arg-type]


async def _nowhere(*_: Any) -> None:
    """An application that does nothing."""


_PROXIES = ProxyHeadersMiddleware(_nowhere, _TRUSTED)


def serve(store: Store, settings: Settings, library: Library, host: str, port: int) -> None:
    """Serve until SIGINT or SIGTERM; what is under way then has some seconds to end."""
    sock = _listen(host, port)
    app = App(store, settings, library)
    # What it would say of replies that break off, the access log says.
    logging.getLogger("uvicorn.error").setLevel(logging.CRITICAL)
    config = uvicorn.Config(
        app,
        http=type("Connection", (Connection,), {"endpoint": app}),
        ws="none",
        lifespan="on",
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=True,
        forwarded_allow_ips=_TRUSTED,
        limit_concurrency=_CONNECTIONS,
        timeout_keep_alive=_KEPT_ALIVE,
        timeout_graceful_shutdown=_SHUTDOWN_SECONDS,
    )
    at = f"[{host}]" if ":" in host else host
    address = f"http://{at}:{sock.getsockname()[1]}{settings.prefix}"
    click.echo(f"Serving {store.path} at {address}; Ctrl-C ends it")
    with suppress(KeyboardInterrupt):
        uvicorn.Server(config).run(sockets=[sock])


def _listen(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    sock = socket.socket(family, socket.SOCK_STREAM)
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        sock.bind((host, port))
        sock.listen(1024)
    except OSError as error:
        sock.close()
        raise UsageError(
            f"{host}:{port} cannot be listened at ({error.strerror}): choose another --port"
        ) from error
    return sock
