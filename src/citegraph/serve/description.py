"""What is served, for programs: the SPARQL 1.1 Service Description
(https://www.w3.org/TR/sparql11-service-description/), VoID (https://www.w3.org/TR/void/) and DCAT
(https://www.w3.org/TR/vocab-dcat-3/)."""

import json
from typing import Any, cast

import pyoxigraph as ox

from citegraph import vocab as v
from citegraph.serve import media
from citegraph.serve.errors import HttpError
from citegraph.serve.http import Reply, Request
from citegraph.serve.service import Service
from citegraph.serve.task import Figures
from citegraph.store import Generation

_SD = "http://www.w3.org/ns/sparql-service-description#"
_VOID = "http://rdfs.org/ns/void#"
_DCAT = "http://www.w3.org/ns/dcat#"
_FORMATS = "http://www.w3.org/ns/formats/"
_PREFIXES = v.PREFIXES | {"sd": _SD, "void": _VOID, "dcat": _DCAT, "formats": _FORMATS}
_RESULTS = (
    "SPARQL_Results_JSON SPARQL_Results_XML SPARQL_Results_CSV SPARQL_Results_TSV"
    " Turtle N-Triples N-Quads TriG RDF_XML JSON-LD N3"
).split()
_INPUT = "Turtle N-Triples RDF_XML JSON-LD N3".split()
_TITLE = "A citation graph"
_RIGHTS = (
    "The statements are those of the sources that the graph names; what may be done with them is"
    " for the sources to say."
)


async def describe(request: Request, service: Service) -> Reply:
    """The description, in any format of RDF."""
    media_type = request.accept(tuple(media.GRAPHS))
    tag = f'"{service.pool.edition}-{media_type}-{request.address}"'
    headers = {"etag": tag, "vary": "accept", "cache-control": "no-cache"}
    if tag in request.header("if-none-match"):
        return Reply(304, headers)
    counts = await _counts(request, service)
    history = service.store.history()[:1]
    about = _About(request.address, service.store.iris.base)
    about.service(
        can_change=service.settings.token is not None,
        can_ask=bool(service.settings.services),
    )
    about.dataset(counts)
    for generation in history:
        about.generation(generation, service.store.iris.generation(generation.number))
    data = ox.serialize(
        cast("Any", about.triples), format=media.GRAPHS[media_type], prefixes=_PREFIXES
    )
    assert data is not None
    return Reply(200, {"content-type": media.content_type(media_type), **headers}, data)


async def _counts(request: Request, service: Service) -> dict[str, dict[str, int]]:
    """What is counted; nothing where counting takes longer than a query may."""
    try:
        return cast("dict[str, dict[str, int]]", json.loads(await service.read(request, Figures())))
    except HttpError:
        return {"classes": {}, "properties": {}}


class _About:
    """Statements about one endpoint. Every thing has a name below the address of VoID."""

    def __init__(self, address: str, base: str) -> None:
        self._endpoint = f"{address}/sparql"
        self._graph_store = f"{address}/store?default"
        self._base = base
        self._void = f"{address}/.well-known/void"
        self._dataset = f"{self._void}#dataset"
        self.triples: list[ox.Triple] = []

    def service(self, *, can_change: bool, can_ask: bool) -> None:
        """The endpoint and its languages and formats."""
        this = f"{self._void}#service"
        self._link(this, v.TYPE, _SD + "Service", _DCAT + "DataService")
        self._link(this, _SD + "endpoint", self._endpoint)
        self._link(this, _DCAT + "endpointURL", self._endpoint)
        self._link(this, _DCAT + "servesDataset", self._dataset)
        languages = ["SPARQL10Query", "SPARQL11Query", *(["SPARQL11Update"] if can_change else [])]
        self._link(this, _SD + "supportedLanguage", *(_SD + name for name in languages))
        self._link(this, _SD + "resultFormat", *(_FORMATS + name for name in _RESULTS))
        if can_change:
            self._link(this, _SD + "inputFormat", *(_FORMATS + name for name in _INPUT))
        if can_ask:
            self._link(this, _SD + "feature", _SD + "BasicFederatedQuery")
        self._link(this, _SD + "defaultDataset", self._dataset)

    def dataset(self, counts: dict[str, dict[str, int]]) -> None:
        """What is served, and how much of it."""
        this, graph = self._dataset, f"{self._void}#default-graph"
        self._link(this, v.TYPE, _SD + "Dataset", _VOID + "Dataset", _DCAT + "Dataset")
        self._text(this, v.TITLE, _TITLE)
        self._text(this, v.RIGHTS, _RIGHTS)
        self._link(this, _SD + "defaultGraph", graph)
        self._link(graph, v.TYPE, _SD + "Graph")
        self._link(this, _VOID + "sparqlEndpoint", self._endpoint)
        self._link(this, _VOID + "dataDump", self._graph_store)
        self._text(this, _VOID + "uriSpace", self._base)
        self._link(this, _VOID + "vocabulary", *sorted(v.PREFIXES.values()))
        self._link(this, _VOID + "feature", *(_FORMATS + name for name in _RESULTS[4:]))
        if triples := sum(counts["properties"].values()):
            self._number(this, _VOID + "triples", triples)
            self._number(graph, _VOID + "triples", triples)
            self._number(this, _VOID + "classes", len(counts["classes"]))
            self._number(this, _VOID + "properties", len(counts["properties"]))
        for number, (cls, count) in enumerate(counts["classes"].items(), start=1):
            part = f"{self._void}#class-{number}"
            self._link(this, _VOID + "classPartition", part)
            self._link(part, _VOID + "class", cls)
            self._number(part, _VOID + "entities", count)
        for number, (name, count) in enumerate(counts["properties"].items(), start=1):
            part = f"{self._void}#property-{number}"
            self._link(this, _VOID + "propertyPartition", part)
            self._link(part, _VOID + "property", name)
            self._number(part, _VOID + "triples", count)

    def generation(self, generation: Generation, iri: str) -> None:
        """How the state that is served came about. Where files lie is nobody else's business."""
        self._link(self._dataset, v.PROV + "wasGeneratedBy", iri)
        self._link(iri, v.TYPE, v.INGEST)
        self._number(iri, v.GENERATION, generation.number)
        self._text(iri, v.LABEL, generation.command.partition(" ")[0])
        self._add(iri, v.ENDED_AT, ox.Literal(generation.time, datatype=_named("dateTime")))

    def _link(self, subject: str, predicate: str, *objects: str) -> None:
        for found in objects:
            self._add(subject, predicate, ox.NamedNode(found))

    def _text(self, subject: str, predicate: str, text: str) -> None:
        self._add(subject, predicate, ox.Literal(text))

    def _number(self, subject: str, predicate: str, number: int) -> None:
        self._add(subject, predicate, ox.Literal(number))

    def _add(self, subject: str, predicate: str, value: ox.NamedNode | ox.Literal) -> None:
        self.triples.append(ox.Triple(ox.NamedNode(subject), ox.NamedNode(predicate), value))


def _named(name: str) -> ox.NamedNode:
    return ox.NamedNode(v.XSD + name)
