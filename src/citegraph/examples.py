"""Saved queries as RDF, in the form of https://github.com/sib-swiss/sparql-examples.

A query is a `sh:SPARQLExecutable` with its text in `sh:select`, under the prefixes that the file
declares; each parameter is a `sh:Parameter`, whose `sh:path` ends in the name of the variable that
a value replaces (SHACL Advanced Features, section 5.2). Everything has a name: no blank nodes.
"""

from collections.abc import Iterable, Iterator
from typing import Any, cast

import pyoxigraph as ox

from citegraph import vocab as v
from citegraph.saved import Parameter, SavedQuery

SH = "http://www.w3.org/ns/shacl#"
_DATATYPES = {"year": v.XSD + "integer", "int": v.XSD + "integer", "number": v.XSD + "decimal"}
_IRIS = {"work", "venue", "person", "organization", "list"}
_PREFIXES = {"rdf": v.RDF, "rdfs": v.RDFS, "schema": v.SCHEMA, "sh": SH, "xsd": v.XSD}


def examples(queries: Iterable[SavedQuery], base: str, endpoint: str | None = None) -> bytes:
    """Turtle that describes the queries, sorted, under names that begin with `base`.

    `endpoint` is the address that answers them.
    """
    found: list[ox.Triple] = []
    declared = f"{base}queries/prefixes"
    for prefix, namespace in sorted(v.PREFIXES.items()):
        node = f"{declared}#{prefix}"
        found += [
            _link(declared, SH + "declare", node),
            _text(node, SH + "prefix", prefix),
            _text(node, SH + "namespace", namespace, v.XSD + "anyURI"),
        ]
    for query in sorted(queries, key=lambda query: query.name):
        found += _described(query, f"{base}queries/{query.name}", declared, endpoint)
    # In the order of their text, as all exports are.
    found.sort(key=str)
    data = ox.serialize(cast("Any", found), format=ox.RdfFormat.TURTLE, prefixes=_PREFIXES)
    assert data is not None
    return data


def _described(
    query: SavedQuery, iri: str, declared: str, endpoint: str | None
) -> Iterator[ox.Triple]:
    for cls in ("SPARQLExecutable", "SPARQLSelectExecutable"):
        yield _link(iri, v.TYPE, SH + cls)
    yield _link(iri, SH + "prefixes", declared)
    yield _text(iri, v.LABEL, query.summary, language="en")
    comment = f"{query.summary}. {query.description}".strip()
    yield _text(iri, v.RDFS + "comment", comment, language="en")
    yield _text(iri, SH + "select", query.body)
    for keyword in {*query.tags, query.group}:
        yield _text(iri, v.SCHEMA + "keywords", keyword)
    if endpoint:
        yield _link(iri, v.SCHEMA + "target", endpoint)
    for place, parameter in enumerate(query.parameters, start=1):
        yield from _parameter(iri, parameter, place)


def _parameter(iri: str, parameter: Parameter, place: int) -> Iterator[ox.Triple]:
    node = f"{iri}#{parameter.name}"
    yield _link(iri, SH + "parameter", node)
    yield _link(node, v.TYPE, SH + "Parameter")
    yield _link(node, SH + "path", f"{iri}#{parameter.variable}")
    yield _text(node, SH + "name", parameter.name)
    yield _text(node, SH + "description", parameter.help, language="en")
    yield _text(node, SH + "order", str(place), v.XSD + "integer")
    optional = "false" if parameter.required else "true"
    yield _text(node, SH + "optional", optional, v.XSD + "boolean")
    if parameter.type in _IRIS:
        yield _link(node, SH + "nodeKind", SH + "IRI")
    else:
        datatype = _DATATYPES.get(parameter.type, v.XSD + "string")
        yield _link(node, SH + "datatype", datatype)
        if parameter.default is not None:
            yield _text(node, SH + "defaultValue", parameter.default, datatype)
    if parameter.choices:
        yield _link(node, SH + "in", f"{node}-1")
    for number, choice in enumerate(parameter.choices, start=1):
        rest = f"{node}-{number + 1}" if number < len(parameter.choices) else v.RDF + "nil"
        yield _text(f"{node}-{number}", v.RDF + "first", choice)
        yield _link(f"{node}-{number}", v.RDF + "rest", rest)


def _link(subject: str, predicate: str, target: str) -> ox.Triple:
    return ox.Triple(ox.NamedNode(subject), ox.NamedNode(predicate), ox.NamedNode(target))


def _text(
    subject: str,
    predicate: str,
    text: str,
    datatype: str = v.XSD + "string",
    language: str | None = None,
) -> ox.Triple:
    value = (
        ox.Literal(text, language=language)
        if language
        else ox.Literal(text, datatype=ox.NamedNode(datatype))
    )
    return ox.Triple(ox.NamedNode(subject), ox.NamedNode(predicate), value)
