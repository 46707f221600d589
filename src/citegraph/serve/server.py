"""The socket: uvicorn, with bounds on what a connection may send before it is a request.

uvicorn was chosen for its way with readers that are slower than answers: it waits for them, and it
can break off.
"""

import asyncio
import logging
import socket
from collections.abc import Callable
from contextlib import suppress
from http import HTTPStatus
from typing import Any

import click
import uvicorn
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from citegraph.errors import UsageError
from citegraph.library import Library
from citegraph.serve.app import App
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


class Connection(HttpToolsProtocol):
    """uvicorn's connection, with limits on the size of a request's head and on its time."""

    swift: Callable[[bytes, list[tuple[bytes, bytes]], str], bytes | None]
    _is_answered = False
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

    def on_message_begin(self) -> None:
        self._size = 0
        self._arrived()
        self._expect()
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
        self._arrived()
        if not self.transport.is_closing() and not self._answered():
            super().on_headers_complete()

    def _answered(self) -> bool:
        """Whether the request had the reply that an earlier one had."""
        is_busy = self.cycle is not None and not self.cycle.response_complete
        if is_busy or self.parser.get_method() != b"GET" or not self.parser.should_keep_alive():
            return False
        if self.flow.write_paused:
            return False  # what it got already, it has not read
        if self.parser.get_http_version() != "1.1" or any(n in _BODY for n, _ in self.headers):
            return False
        reply = self.swift(self.url, self.headers, self.client[0] if self.client else "")
        if reply is None:
            return False
        status, _, rest = reply.partition(b"\r\n")
        extra = b"".join(b"%b: %b\r\n" % pair for pair in self.server_state.default_headers)
        self.transport.write(b"%b\r\n%b%b" % (status, extra, rest))
        self._is_answered = True
        return True

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


def serve(store: Store, settings: Settings, library: Library, host: str, port: int) -> None:
    """Serve until SIGINT or SIGTERM; what is under way then has some seconds to end."""
    sock = _listen(host, port)
    app = App(store, settings, library)
    # What it would say of replies that break off, the access log says.
    logging.getLogger("uvicorn.error").setLevel(logging.CRITICAL)
    config = uvicorn.Config(
        app,
        http=type("Connection", (Connection,), {"swift": staticmethod(app.swift)}),
        ws="none",
        lifespan="on",
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=True,
        forwarded_allow_ips="127.0.0.1,::1",
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
