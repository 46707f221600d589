"""What a page's form sends: fields, and files (RFC 7578); and what is done about it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple
from urllib.parse import quote

from citegraph.serve.errors import HttpError
from citegraph.serve.http import Pairs, Reply, Request, decode
from citegraph.serve.protocol import FORM
from citegraph.serve.service import Service
from citegraph.serve.task import Writing

_MULTIPART = "multipart/form-data"
_MOST_PARTS = 1000
_BOUNDARY = re.compile(r';\s*boundary="?([^";]{1,200})"?', re.IGNORECASE)
_PARAMETER = re.compile(r';\s*(name|filename)="([^"]*)"', re.IGNORECASE)


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
        return given if re.match(r"/(?![/\\])", given) else default

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
    if request.media_type != _MULTIPART:
        raise HttpError(
            415,
            f"a form is sent as {FORM} or {_MULTIPART}, not as {request.media_type or 'nothing'}",
        )
    boundary = _BOUNDARY.search(request.header("content-type"))
    if boundary is None:
        raise HttpError(400, f"the {_MULTIPART} names no boundary")
    return parse(await request.body(most_with_files), boundary[1])


def parse(body: bytes, boundary: str) -> Form:
    """The parts between the boundaries. Raises HttpError for what has none."""
    form = Form()
    parts = (b"\r\n" + body).split(f"\r\n--{boundary}".encode("latin-1"), _MOST_PARTS + 1)
    if len(parts) < 2 or not parts[-1].startswith(b"--"):
        raise HttpError(400, f"the form has no end, or more than {_MOST_PARTS} parts")
    for part in parts[1:-1]:
        head, separator, data = part.partition(b"\r\n\r\n")
        said = dict(_PARAMETER.findall(decode(head, "the head of a part of the form")))
        if not separator or "name" not in said:
            raise HttpError(400, "a part of the form has no name")
        name = _unescaped(said["name"])
        if "filename" in said:
            # An empty one is a field in which no file was chosen.
            if said["filename"]:
                form.files.append(Upload(name, _unescaped(said["filename"]), data))
        else:
            form.fields.append((name, decode(data, f"the field {name}")))
    return form


def see(request: Request, path: str, **headers: str) -> Reply:
    """Send the browser on to a page, so that loading it again does not send the form again."""
    location = request.prefix + quote(path, safe="/:?&=#%-._~!$'()*+,;@")
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Reply(303, {"location": location, "cache-control": "no-store", **named})


async def commit(service: Service, task: Writing) -> int:
    """Have a change made; returns its generation. Raises HttpError where it was not."""
    job = await service.write(task)
    job.close()
    return int(job.head["edition"].partition("-")[0])


def made(head: Mapping[str, Any]) -> str:
    """What the answer of a change says of it: a generation, or `none` where nothing has changed."""
    return str(head["edition"]).partition("-")[0] if head["is_new"] else "none"


def _unescaped(name: str) -> str:
    """A name as it was before the browser put it between double quotes."""
    return name.replace("%22", '"').replace("%0D", "\r").replace("%0A", "\n")
