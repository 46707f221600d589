"""What can be asked over HTTP, as OpenAPI 3.1 (https://spec.openapis.org/oas/v3.1.0)."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from citegraph import __version__
from citegraph.formats import Format
from citegraph.saved import PARAMETER_TYPES, Parameter, SavedQuery

_TYPES = {"year": "integer", "int": "integer", "number": "number"}
_PROBLEM = {
    "type": "object",
    "required": ["status", "title", "detail"],
    "properties": {
        "status": {"type": "integer"},
        "title": {"type": "string"},
        "detail": {"type": "string", "description": "What was wrong, where, and what to do."},
    },
}
_REFUSED = {
    "400": "A parameter is missing, unknown or of the wrong type.",
    "404": "A value names nothing, or several things.",
    "406": "None of the formats is accepted.",
    "429": "Too many queries of this client wait.",
    "503": "The query took too long, or too many wait.",
}


def document(
    address: str,
    queries: Iterable[SavedQuery],
    formats_of: Callable[[SavedQuery], Mapping[str, Format]],
) -> dict[str, Any]:
    """The document. `formats_of` says what a query's answer can be sent in, by name."""
    paths: dict[str, Any] = {
        f"/queries/{query.name}": {"get": _operation(query, formats_of(query))} for query in queries
    }
    paths["/sparql"] = {"get": _sparql()}
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "citegraph",
            "version": __version__,
            "description": "Saved questions about a citation graph, and any other in SPARQL.",
        },
        "servers": [{"url": address}],
        "paths": paths,
        "components": {"schemas": {"Problem": _PROBLEM}},
    }


def _operation(query: SavedQuery, formats: Mapping[str, Format]) -> dict[str, Any]:
    window = (
        {
            "name": "limit",
            "in": "query",
            "description": "At most this many rows.",
            "schema": {"type": "integer", "minimum": 0},
        },
        {
            "name": "offset",
            "in": "query",
            "description": "Leave out this many.",
            "schema": {"type": "integer", "minimum": 0, "default": 0},
        },
        {
            "name": "format",
            "in": "query",
            "description": "Instead of the header Accept.",
            "schema": {"type": "string", "enum": list(formats)},
        },
    )
    return {
        "operationId": query.name,
        "summary": query.summary,
        "description": query.description,
        "tags": [query.group],
        "parameters": [*map(_parameter, query.parameters), *window],
        "responses": _responses({form.media_type: {} for form in formats.values()}),
    }


def _parameter(parameter: Parameter) -> dict[str, Any]:
    schema: dict[str, Any] = {"type": _TYPES.get(parameter.type, "string")}
    if parameter.choices:
        schema["enum"] = list(parameter.choices)
    if parameter.default is not None:
        convert = {"integer": int, "number": float}.get(schema["type"], str)
        schema["default"] = convert(parameter.default)
    meaning = "" if parameter.choices else f" ({PARAMETER_TYPES[parameter.type]})"
    return {
        "name": parameter.name,
        "in": "query",
        "required": parameter.required,
        "description": parameter.help + meaning,
        "schema": schema,
    }


def _sparql() -> dict[str, Any]:
    query = {
        "name": "query",
        "in": "query",
        "required": True,
        "description": "A query in SPARQL 1.1; the prefixes of the ontology need not be declared.",
        "schema": {"type": "string"},
    }
    types: dict[str, Any] = {"application/sparql-results+json": {}, "text/turtle": {}}
    return {
        "operationId": "sparql",
        "summary": "Any query in SPARQL 1.1",
        "parameters": [query],
        "responses": _responses(types),
    }


def _responses(content: dict[str, Any]) -> dict[str, Any]:
    problem = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
    return {
        "200": {"description": "The answer.", "content": content},
        "304": {"description": "The answer is the one whose ETag was sent."},
        **{code: {"description": told, "content": problem} for code, told in _REFUSED.items()},
    }
