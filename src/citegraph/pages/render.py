"""Templates to HTML: each value is escaped, unless a template made it."""

import gzip
import json
from functools import cache
from hashlib import blake2s
from importlib.resources import files
from typing import Any

import zstandard
from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from citegraph import vocab

_TYPES = {
    "css": "text/css; charset=utf-8",
    "js": "text/javascript; charset=utf-8",
    "svg": "image/svg+xml",
    "txt": "text/plain; charset=utf-8",
}
# What is built of packages stands in a folder of its own.
_BUILT = "built/"
# Packed once: the strongest of the quick levels.
_LEVEL = 12
_JSON_ESCAPES = str.maketrans({"<": "\\u003c", ">": "\\u003e", "&": "\\u0026"})


@cache
def environment() -> Environment:
    made = Environment(
        loader=PackageLoader("citegraph.pages"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters["data"] = data
    made.filters["thousands"] = lambda number: f"{int(number):,}"
    made.globals["version"] = version
    made.globals["vocab"] = vocab
    return made


def html(template: str, **values: Any) -> str:
    return environment().get_template(f"{template}.html").render(**values)


def data(value: Any) -> Markup:
    """JSON within a script element: no value can end the element."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return Markup(text.translate(_JSON_ESCAPES))  # noqa: S704  # what HTML reads is escaped above


@cache
def asset(name: str) -> tuple[str, bytes] | None:
    """A file of the package that pages load, such as `style.css` or, as `browser/` is built,
    `built/editor.js`: its media type and bytes."""
    suffix = name.rpartition(".")[2]
    file = files("citegraph.pages").joinpath("static", name)
    if suffix not in _TYPES or "/" in name.removeprefix(_BUILT) or not file.is_file():
        return None
    return _TYPES[suffix], file.read_bytes()


@cache
def packed(name: str, encoding: str) -> bytes:
    """An asset's bytes in `gzip` or `zstd`."""
    found = asset(name)
    assert found
    if encoding == "gzip":
        return gzip.compress(found[1], mtime=0)
    return zstandard.compress(found[1], _LEVEL)


@cache
def version(name: str) -> str:
    """What tells one content of an asset from another, so that it may be kept for ever."""
    found = asset(name)
    assert found
    return blake2s(found[1], digest_size=6).hexdigest()
