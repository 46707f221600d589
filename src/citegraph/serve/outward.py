"""The services that queries may ask: those that the administrator named, and no other machine.

A name is resolved once, each address that it has is checked, and one of these is connected to; so
nothing that a name is made to mean later is reached. Redirects are not followed.
"""

import asyncio
import ipaddress
import socket
import ssl
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from importlib.metadata import version
from urllib.parse import SplitResult, urlencode, urlsplit

import httptools

from citegraph.serve.errors import HttpError
from citegraph.serve.settings import Bounds

_AT_ONCE = 8
_RESOLVING = 4
_MAX_HEAD = 64 * 1024
_PIECE = 64 * 1024
_ACCEPT = "application/sparql-results+json, application/sparql-results+xml;q=0.9"
_UNICAST = ipaddress.ip_network("2000::/3")
_NO_HTTP = (httptools.HttpParserError, httptools.HttpParserUpgrade)
Address = ipaddress.IPv4Address | ipaddress.IPv6Address


class ServiceError(HttpError):
    """A service that may be asked does not answer, or not as it should."""

    def __init__(self, iri: str, reason: str, status: int = 502) -> None:
        super().__init__(status, f"the service <{iri}> {reason}")


def problem(iri: str) -> str | None:
    """Why an address cannot be that of a service."""
    try:
        parts = urlsplit(iri)
        parts.port  # noqa: B018  # it is looked at when it is asked for
    except ValueError as error:
        return str(error)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        return "an address begins with http:// or https:// and a name"
    if parts.username is not None or parts.fragment:
        return "an address has neither a user nor a fragment"
    if not iri.isascii() or not iri.isprintable() or set(iri) & set(' <>"{}|\\^`'):
        return "write the address as browsers send it, with % for other characters"
    return None


def is_public(address: Address) -> bool:
    """Whether an address is one of the open internet, and no way of writing another one."""
    if isinstance(address, ipaddress.IPv4Address):
        return address.is_global and not address.is_multicast
    return address in _UNICAST and address.is_global and address.sixtofour is None


class Outward:
    """Asks the services that are allowed."""

    def __init__(self, allowed: Sequence[str], bounds: Bounds) -> None:
        self.allowed = frozenset(allowed)
        self._bounds = bounds
        self._slots = asyncio.Semaphore(_AT_ONCE)
        self._resolver = ThreadPoolExecutor(_RESOLVING, "resolve")
        is_secret = any(iri.startswith("https:") for iri in allowed)
        self._tls = ssl.create_default_context() if is_secret else None

    def check(self, iri: str) -> None:
        """Raise HttpError for an address that is not allowed."""
        if iri not in self.allowed:
            known = ", ".join(f"<{one}>" for one in sorted(self.allowed))
            raise HttpError(403, f"SERVICE <{iri}> is refused: queries may ask {known}")

    async def ask(self, iri: str, query: str) -> bytes:
        """What a service answers to a query, as it was sent. Raises ServiceError."""
        self.check(iri)
        try:
            async with asyncio.timeout(self._bounds.seconds), self._slots:
                return await self._asked(iri, query)
        except TimeoutError:
            seconds = self._bounds.seconds
            raise ServiceError(iri, f"took longer than {seconds:g} seconds", 504) from None
        except (OSError, UnicodeError, *_NO_HTTP) as error:
            raise ServiceError(iri, f"cannot be asked: {_brief(error)}") from error

    async def _asked(self, iri: str, query: str) -> bytes:
        parts = urlsplit(iri)
        reader, writer = await self._connected(iri, parts)
        try:
            writer.write(_request(parts, query))
            answer = _Answer(iri, self._bounds.bytes)
            while not answer.is_whole and (data := await reader.read(_PIECE)):
                answer.feed(data)
            return answer.body()
        finally:
            writer.transport.abort()

    async def _connected(
        self, iri: str, parts: SplitResult
    ) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        host = parts.hostname or ""
        is_secret = parts.scheme == "https"
        port = parts.port or (443 if is_secret else 80)
        failed: OSError | None = None
        for address in await self._resolved(iri, host, port):
            try:
                return await asyncio.open_connection(
                    address,
                    port,
                    ssl=self._tls if is_secret else None,
                    server_hostname=host if is_secret else None,
                )
            except OSError as error:
                failed = error
        raise failed or OSError(f"{host} has no address")

    async def _resolved(self, iri: str, host: str, port: int) -> list[str]:
        """The addresses of a host, each checked. One that is written as an address, or is called
        localhost, is meant as it is."""
        try:
            return [str(ipaddress.ip_address(host))]
        except ValueError:
            pass
        loop = asyncio.get_running_loop()
        found = await loop.run_in_executor(self._resolver, _look_up, host, port)
        if host != "localhost":
            for address in found:
                if not is_public(ipaddress.ip_address(address)):
                    raise ServiceError(
                        iri,
                        f"is not asked: {host} is at {address}, which is no public address; name it"
                        " by that address to allow it",
                        403,
                    )
        return found


def _look_up(host: str, port: int) -> list[str]:
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(address[0]) for *_, address in found))


def _request(parts: SplitResult, query: str) -> bytes:
    body = urlencode({"query": query}).encode()
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    lines = (
        f"POST {target} HTTP/1.1",
        f"Host: {parts.netloc}",
        f"User-Agent: citegraph/{version('citegraph')}",
        f"Accept: {_ACCEPT}",
        "Accept-Encoding: identity",
        "Content-Type: application/x-www-form-urlencoded",
        f"Content-Length: {len(body)}",
        "Connection: close",
    )
    return "\r\n".join([*lines, "", ""]).encode() + body


class _Answer:
    """What comes back, as far as it may; httptools tells it what it reads."""

    def __init__(self, iri: str, most: int) -> None:
        self._iri = iri
        self._most = most
        self._parser = httptools.HttpResponseParser(self)
        self._pieces: list[bytes] = []
        self._fed = self._size = 0
        self._headers: dict[bytes, bytes] = {}
        self._is_headed = False
        self.is_whole = False

    def feed(self, data: bytes) -> None:
        self._fed += len(data)
        if not self._is_headed and self._fed > _MAX_HEAD + _PIECE:
            raise ServiceError(self._iri, f"sends headers larger than {_MAX_HEAD:,} bytes")
        self._parser.feed_data(data)
        if self._size > self._most:
            raise ServiceError(
                self._iri,
                f"answers more than the {self._most:,} bytes that this server reads: ask it for"
                " less, for example with VALUES or LIMIT within the clause",
            )

    def on_header(self, name: bytes, value: bytes) -> None:
        self._headers[name.lower()] = value

    def on_headers_complete(self) -> None:
        self._is_headed = True

    def on_body(self, data: bytes) -> None:
        self._size += len(data)
        if self._size <= self._most:
            self._pieces.append(data)

    def on_message_complete(self) -> None:
        self.is_whole = True

    def body(self) -> bytes:
        """The results. Raises ServiceError where they are cut, or are none."""
        if not self._is_headed:
            raise ServiceError(self._iri, "closes the connection without an answer")
        status = self._parser.get_status_code()
        if 300 <= status < 400:
            place = self._headers.get(b"location", b"").decode("latin-1")
            raise ServiceError(self._iri, f"is elsewhere now ({status} {place}): name that address")
        if status != 200:
            raise ServiceError(self._iri, f"answers {status}")
        is_bounded = {b"content-length", b"transfer-encoding"} & set(self._headers)
        if is_bounded and not self.is_whole:
            raise ServiceError(self._iri, "breaks its answer off")
        if self._headers.get(b"content-encoding", b"identity").lower() != b"identity":
            raise ServiceError(self._iri, "packs its answer, which it was asked not to")
        return b"".join(self._pieces)


def _brief(error: Exception) -> str:
    """What went wrong, without the numbers of the system."""
    said = getattr(error, "strerror", None) or str(error) or type(error).__name__
    return str(said)
