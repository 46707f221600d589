"""A request read, and a reply sent, in terms of ASGI (https://asgi.readthedocs.io/)."""

import asyncio
import json
import zlib
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, unquote

from citegraph.serve import negotiate
from citegraph.serve.errors import HttpError
from citegraph.serve.job import Client, Job

Receive = Callable[[], Awaitable[dict[str, Any]]]
Send = Callable[[dict[str, Any]], Awaitable[None]]
Pairs = list[tuple[str, str]]
# How long a client may pause within its request.
_PAUSE = 30.0
_MAX_FIELDS = 1000


class Request:
    """What a client asks. Raises HttpError for what is not well formed."""

    def __init__(self, scope: dict[str, Any], receive: Receive, prefix: str) -> None:
        self.method: str = scope["method"]
        self.receive = receive
        self.headers: dict[bytes, bytes] = {}
        for name, value in scope["headers"]:
            before = self.headers.get(name)
            self.headers[name] = value if before is None else before + b", " + value
        self.scheme: str = scope["scheme"]
        self.prefix = prefix
        self.raw_path = scope.get("raw_path", b"") or scope["path"].encode()
        self.path: str = scope["path"]
        self.query_string: bytes = scope["query_string"]
        self.http_version: str = scope["http_version"]
        # What it was asked by, byte for byte.
        query = b"?" + scope["query_string"] if scope["query_string"] else b""
        self.key = (self.raw_path + query, tuple(scope["headers"]))
        # What was begun for it when only its head had been read.
        self.job: Job | None = scope.get("citegraph.job")
        self._form: Pairs | None = None
        self._parameters: Pairs | None = None
        client = scope.get("client")
        self.client = Client(client[0] if client else "", self.header("user-agent"))

    def header(self, name: str) -> str:
        return self.headers.get(name.encode(), b"").decode("latin-1")

    @property
    def address(self) -> str:
        """The address of this server as the client wrote it, with the prefix of a proxy."""
        host = self.header("host") or "localhost"
        return f"{self.scheme}://{host}{self.prefix}"

    def parameters(self) -> Pairs:
        if self._parameters is None:
            self._parameters = parse_form(self.query_string, "the query of the address")
        return list(self._parameters)

    @property
    def media_type(self) -> str:
        """That of the body, without parameters, in lower case."""
        return self.header("content-type").partition(";")[0].strip().lower()

    async def body(self, most: int) -> bytes:
        """The body, unpacked. Raises HttpError when it is larger than `most` bytes."""
        declared = self.header("content-length")
        if declared.isdigit() and int(declared) > most:
            raise _too_large(most)
        unpack = _unpacker(self.header("content-encoding").strip().lower())
        pieces: list[bytes] = []
        size = 0
        while True:
            try:
                message = await asyncio.wait_for(self.receive(), _PAUSE)
            except TimeoutError:
                raise HttpError(408, f"nothing came for {_PAUSE:g} seconds") from None
            if message["type"] == "http.disconnect":
                raise ClientGoneError
            data = unpack(message.get("body", b""), most - size + 1)
            size += len(data)
            if size > most:
                raise _too_large(most)
            pieces.append(data)
            if not message.get("more_body"):
                return b"".join(pieces)

    async def form(self, most: int) -> Pairs:
        """The fields of a body that is a form; it can be asked for again."""
        if self._form is None:
            self._form = parse_form(await self.body(most), "the form")
        return self._form

    def accept(self, offers: Sequence[str]) -> str:
        """The best of the offers. Raises HttpError when the client accepts none."""
        found = negotiate.media_type(self.header("accept"), offers)
        if found is None:
            raise HttpError(406, f"none of the formats is accepted: accept {', '.join(offers)}")
        return found


class ClientGoneError(Exception):
    """The client does not wait for an answer."""


@dataclass(slots=True)
class Reply:
    """A status, headers, and a body: bytes, or a job whose answer is still coming.

    `facts` is what the worker said of the answer; `edition` is set where the same request will
    have the same reply while that edition is served.
    """

    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes | Job = b""
    facts: dict[str, Any] = field(default_factory=dict)
    edition: str = ""


def parse_form(data: bytes, what: str) -> Pairs:
    """The fields of a form or an address, in order, as UTF-8."""
    try:
        return parse_qsl(
            data.decode("ascii"),
            keep_blank_values=True,
            errors="strict",
            max_num_fields=_MAX_FIELDS,
        )
    except UnicodeDecodeError as error:
        raise HttpError(400, f"{what} is no percent-encoded UTF-8 ({error.reason})") from error
    except ValueError as error:
        raise HttpError(400, f"{what} has more than {_MAX_FIELDS} fields") from error


def decode(data: bytes, what: str) -> str:
    """Text that a client sent."""
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise HttpError(
            400, f"{what} is no UTF-8: byte {error.start} ({data[error.start]:#04x}) begins nothing"
        ) from error


def path_of(request: Request) -> str:
    """The path, decoded. Raises HttpError when it is no UTF-8."""
    try:
        return unquote(request.raw_path.decode("ascii"), errors="strict")
    except UnicodeDecodeError as error:
        raise HttpError(400, "the path is no percent-encoded UTF-8") from error


def _too_large(most: int) -> HttpError:
    return HttpError(413, f"the request is larger than the {most:,} bytes that are read")


def _unpacker(encoding: str) -> Callable[[bytes, int], bytes]:
    """A function of packed bytes and the most that may come of them."""
    if encoding in {"", "identity"}:
        return lambda data, _: data
    if encoding not in {"gzip", "x-gzip", "deflate"}:
        raise HttpError(
            415,
            f"content-encoding {encoding} is not read: send gzip, deflate or none",
            Accept_Encoding="gzip, deflate",
        )
    inflate = zlib.decompressobj(31 if "gzip" in encoding else 15)

    def unpack(data: bytes, most: int) -> bytes:
        try:
            return inflate.decompress(data, most)
        except zlib.error as error:
            raise HttpError(400, f"the body is no {encoding} ({error})") from error

    return unpack


def json_reply(value: Any, media_type: str = "application/json", **headers: str) -> Reply:
    body = json.dumps(value, ensure_ascii=False, indent=2).encode() + b"\n"
    return Reply(200, {"content-type": media_type, **headers}, body)
