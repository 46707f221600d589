"""What a page's form sends: fields, and files (RFC 7578); and what is done about it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any, NamedTuple
from urllib.parse import quote, urlencode

from multipart import MultipartError, MultipartParser, MultipartPart, parse_options_header

from citegraph.pages.addresses import is_of_site
from citegraph.serve.errors import HttpError
from citegraph.serve.http import Pairs, Reply, Request, decode
from citegraph.serve.protocol import FORM
from citegraph.serve.service import Service
from citegraph.serve.task import Writing

MULTIPART = "multipart/form-data"
_MOST_PARTS = 1000


class Upload(NamedTuple):
    """A file, byte for byte, under the name that the browser gives it."""

    field: str
    name: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Form:
    """A form that was sent."""

    fields: Pairs = field(default_factory=list)
    files: list[Upload] = field(default_factory=list)

    def text(self, name: str) -> str:
        """The value of a field, or of the first of several of a name; empty where there is none."""
        return next((value for key, value in self.fields if key == name), "")

    def all(self, name: str) -> tuple[str, ...]:
        """The values of all fields of a name."""
        return tuple(value for key, value in self.fields if key == name)

    def place(self, name: str, default: str) -> str:
        """A path of this site, or the default for what is none."""
        given = self.text(name)
        return given if is_of_site(given) else default

    def number(self, name: str) -> int:
        """A whole number. Raises HttpError for what is none."""
        given = self.text(name)
        if not (given.isascii() and given.isdigit() and len(given) < 16):
            raise HttpError(400, f"{name} must be a whole number, not {given[:40]!r}")
        return int(given)


async def read_form(request: Request, most: int, most_with_files: int) -> Form:
    """The form in a request of at most so many bytes. Raises HttpError for what is none."""
    if request.media_type == FORM:
        return Form(await request.form(most))
    if request.media_type != MULTIPART:
        raise HttpError(
            415,
            f"a form is sent as {FORM} or {MULTIPART}, not as {request.media_type or 'nothing'}",
        )
    return form_of(parts(request.header("content-type"), await request.body(most_with_files)))


def parts(content_type: str, body: bytes) -> list[MultipartPart]:
    """The parts of a form with files. Raises HttpError for what is none."""
    boundary = parse_options_header(content_type)[1].get("boundary")
    if not boundary:
        raise HttpError(400, f"the {MULTIPART} names no boundary")
    # It is in memory already.
    limits = dict.fromkeys(("spool_limit", "memory_limit"), len(body))
    try:
        return list(MultipartParser(BytesIO(body), boundary, part_limit=_MOST_PARTS, **limits))
    except MultipartError as error:
        raise HttpError(400, f"the form cannot be taken apart: {error}") from error


def form_of(found: Iterable[MultipartPart]) -> Form:
    """The fields and files of parts. Raises HttpError for one that has no name or is no UTF-8."""
    form = Form()
    for part in found:
        if not part.name:
            raise HttpError(400, "a part of the form has no name")
        if part.filename is None:
            form.fields.append((part.name, decode(part.raw, f"the field {part.name}")))
        # An empty one is a field in which no file was chosen.
        elif part.filename:
            form.files.append(Upload(part.name, part.filename, part.raw))
    return form


def see(
    request: Request, path: str, given: Mapping[str, str] | None = None, **headers: str
) -> Reply:
    """Send the browser on to a page, so that loading it again does not send the form again; of the
    parameters, those that are empty are left out."""
    if known := {name: value for name, value in (given or {}).items() if value}:
        path += f"{'&' if '?' in path else '?'}{urlencode(known)}"
    location = request.prefix + quote(path, safe="/:?&=#%-._~!$'()*+,;@")
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Reply(303, {"location": location, "cache-control": "no-store", **named})


async def commit(service: Service, task: Writing) -> Mapping[str, Any]:
    """Have a change made; returns the head of the answer. Raises HttpError where it was not."""
    job = await service.write(task)
    job.close()
    return job.head


def generation_of(head: Mapping[str, Any]) -> str:
    """The generation that is there after a change."""
    return str(head["edition"]).partition("-")[0]


def made(head: Mapping[str, Any]) -> str:
    """What the answer of a change says of it: a generation, or `none` where nothing has changed."""
    return generation_of(head) if head["is_new"] else "none"
