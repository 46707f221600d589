"""The `#+` header of a saved query: YAML in comments, as grlc has it, and strict where grlc is lax.

Anything that is not as it should be is an error with file and line.
"""

from typing import Any, NamedTuple

import yaml

from citegraph.errors import QueryError

_KEYS = {"summary", "description", "tags", "defaults", "enumerate", "params", "compute", "without"}


class Described(NamedTuple):
    """What a header says of a parameter."""

    type: str
    help: str


class Header(NamedTuple):
    """A header whose values have the types that they should have."""

    summary: str
    description: str
    tags: tuple[str, ...]
    params: dict[str, Described]
    defaults: dict[str, str]
    choices: dict[str, tuple[str, ...]]
    compute: str | None
    without: str


# Parameters that mean the same in every query that has their variables, and need no words there.
# Without a value, a query must take the default for granted: elsewhere nobody gives it.
SHARED = Header(
    summary="",
    description="",
    tags=(),
    params={
        "level": Described("choice", "each work by itself, or all versions of a work as one"),
        "minscore": Described("number", "only matches of this score or more, from 0 to 1"),
        "uncertain": Described("choice", "count what an uncertain reference may mean, too"),
    },
    defaults={"level": "item", "uncertain": "no"},
    choices={"level": ("item", "cluster"), "uncertain": ("no", "yes")},
    compute=None,
    without="",
)


def read_header(name: str, text: str) -> Header:
    """The header of a file by its name and text. Raises QueryError."""
    header = _mapping(name, text)
    tags = header.get("tags") or []
    if not isinstance(tags, list) or not all(isinstance(tag, str) for tag in tags):
        raise error_at(name, text, "tags", "tags must be a list of words, such as [cite, people]")
    params = header.get("params") or {}
    if not isinstance(params, dict):
        raise error_at(name, text, "params", "params must be lines of `name: {type: T, help: H}`")
    compute = header.get("compute")
    if not isinstance(compute, str | None):
        raise error_at(name, text, "compute", "compute must be the name of a computation")
    return Header(
        summary=_squeezed(header["summary"]),
        description=_squeezed(header.get("description") or ""),
        tags=tuple(tags),
        params={str(key): _described(name, text, str(key), value) for key, value in params.items()},
        defaults={
            key: _scalar(name, text, key, value)
            for key, value in _listed(name, text, header, "defaults").items()
        },
        choices={
            key: _choices(name, text, key, value)
            for key, value in _listed(name, text, header, "enumerate").items()
        },
        compute=compute,
        without=_squeezed(header.get("without") or ""),
    )


def error_at(name: str, text: str, word: str, message: str) -> QueryError:
    """An error at the first line that has the word."""
    line = next((i for i, ln in enumerate(text.splitlines(), start=1) if word in ln), 1)
    return QueryError(f"{name}:{line}: {message}")


def _mapping(name: str, text: str) -> dict[Any, Any]:
    lines = text.splitlines()
    block = "\n".join(ln[2:].removeprefix(" ") if ln.startswith("#+") else "" for ln in lines)
    try:
        header = yaml.safe_load(block) or {}
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise QueryError(f"{name}:{line}: the header is no YAML ({error.problem})") from error
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        said = " ".join(str(error).split())
        raise QueryError(f"{name}:1: the header is no YAML ({said})") from error
    if not isinstance(header, dict):
        raise QueryError(f"{name}:1: the header must be `#+ key: value` lines")
    for key in header:
        if key not in _KEYS:
            known = ", ".join(sorted(_KEYS))
            raise error_at(
                name, text, str(key), f"unknown key {key!r} in the header: known are {known}"
            )
    if not header.get("summary"):
        raise QueryError(f"{name}:1: the header has no summary")
    return header


def _listed(name: str, text: str, header: dict[Any, Any], key: str) -> dict[str, Any]:
    """grlc's list of one-key mappings as a dictionary."""
    entries = header.get(key) or []
    if not isinstance(entries, list) or not all(isinstance(e, dict) for e in entries):
        raise error_at(name, text, key, f"{key} must be a list of `- name: value`")
    return {str(k): value for entry in entries for k, value in entry.items()}


def _described(name: str, text: str, own: str, value: Any) -> Described:
    if not isinstance(value, dict) or set(value) != {"type", "help"}:
        raise error_at(name, text, own, f"params.{own} must have the keys type and help")
    return Described(str(value["type"]), str(value["help"]))


def _scalar(name: str, text: str, own: str, value: Any) -> str:
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        raise error_at(name, text, own, f"the default {value!r} of {own} is of the wrong type")
    return str(value)


def _choices(name: str, text: str, own: str, value: Any) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(v, str | int) for v in value):
        raise error_at(name, text, own, f"enumerate.{own} must be a list of words")
    return tuple(map(str, value))


def _squeezed(value: Any) -> str:
    return " ".join(str(value).split())
