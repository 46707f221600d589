"""SPARQL 1.1 Service Description (https://www.w3.org/TR/sparql11-service-description/)."""

from collections.abc import Iterator

import pyoxigraph as ox
import pytest

from citegraph.store import Store
from tests.endpoint import Endpoint, serving

SD = "http://www.w3.org/ns/sparql-service-description#"
RDF_TYPE = ox.NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
KINDS = {
    "text/turtle": ox.RdfFormat.TURTLE,
    "application/rdf+xml": ox.RdfFormat.RDF_XML,
    "application/n-triples": ox.RdfFormat.N_TRIPLES,
    "application/ld+json": ox.RdfFormat.JSON_LD,
}
# Of section 3: the class of subjects, and of objects ("" where it is any resource).
PROPERTIES = {
    "endpoint": ("Service", ""),
    "feature": ("Service", "Feature"),
    "defaultEntailmentRegime": ("Service", "EntailmentRegime"),
    "entailmentRegime": ("NamedGraph", "EntailmentRegime"),
    "extensionFunction": ("Service", "Function"),
    "extensionAggregate": ("Service", "Aggregate"),
    "supportedLanguage": ("Service", "Language"),
    "languageExtension": ("Service", "Feature"),
    "propertyFeature": ("Service", "Feature"),
    "inputFormat": ("Service", ""),
    "resultFormat": ("Service", ""),
    "defaultDataset": ("Service", "Dataset"),
    "availableGraphs": ("Service", "GraphCollection"),
    "defaultGraph": ("Dataset", "Graph"),
    "namedGraph": ("GraphCollection", "NamedGraph"),
    "name": ("NamedGraph", ""),
    "graph": ("NamedGraph", "Graph"),
}
CLASSES = {
    "Service", "Feature", "Language", "Function", "Aggregate", "EntailmentRegime",
    "EntailmentProfile", "GraphCollection", "Dataset", "Graph", "NamedGraph",
}  # fmt: skip
# Of section 3.2: what the document itself says they are.
INSTANCES = {
    "SPARQL10Query": "Language",
    "SPARQL11Query": "Language",
    "SPARQL11Update": "Language",
    "DereferencesURIs": "Feature",
    "UnionDefaultGraph": "Feature",
    "RequiresDataset": "Feature",
    "EmptyGraphs": "Feature",
    "BasicFederatedQuery": "Feature",
}


@pytest.fixture(scope="module", params=["reading", "changing, asking"])
def endpoint(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, sample_store: Store
) -> Iterator[Endpoint]:
    folder = tmp_path_factory.mktemp("description")
    if request.param == "reading":
        with serving(sample_store.path, folder / "log") as started:
            yield started
    else:
        option = ("--allow-service", "http://example.org/sparql")
        with serving(folder / "store", folder / "log", *option, token=True) as started:
            yield started


def described(endpoint: Endpoint, kind: str = "text/turtle") -> set[ox.Triple]:
    answer = endpoint.get("/sparql", accept=kind)
    assert (answer.status, answer.media_type) == (200, kind)
    return {quad.triple for quad in ox.parse(answer.body, format=KINDS[kind])}


def test_returns_rdf(endpoint: Endpoint) -> None:
    """Section 2: a GET of the endpoint, without a query, in whatever format of RDF is accepted."""
    found = described(endpoint)
    assert found
    for kind in KINDS:
        assert described(endpoint, kind) == found
    head = endpoint.ask("HEAD", "/sparql", accept="text/turtle")
    assert (head.status, head.media_type, head.body) == (200, "text/turtle", b"")


def test_has_endpoint_triple(endpoint: Endpoint) -> None:
    """Section 3.4.1: its address is the one that was asked."""
    (this,) = (t for t in described(endpoint) if t.predicate.value == f"{SD}endpoint")
    assert this.object == ox.NamedNode(f"{endpoint.address}/sparql")
    assert ox.Triple(this.subject, RDF_TYPE, ox.NamedNode(f"{SD}Service")) in described(endpoint)


def test_conforms_to_schema(endpoint: Endpoint) -> None:
    found = described(endpoint)
    types = {(t.subject, _name(t.object)) for t in found if t.predicate == RDF_TYPE}
    for triple in found:
        if triple.predicate == RDF_TYPE and _name(triple.object):
            assert _name(triple.object) in CLASSES
        if not (name := _name(triple.predicate)):
            continue
        subject, object_ = PROPERTIES[name]
        broader = {subject} | ({"Dataset"} if subject == "GraphCollection" else set())
        assert any((triple.subject, cls) in types for cls in broader), triple
        assert not isinstance(triple.object, ox.Literal), triple
        if object_ and _name(triple.object):
            assert INSTANCES[_name(triple.object)] == object_
        elif object_:
            assert (triple.object, object_) in types, triple


def test_says_what_it_can(endpoint: Endpoint) -> None:
    said = {(_name(t.predicate), _name(t.object)) for t in described(endpoint)}
    assert ("supportedLanguage", "SPARQL11Query") in said
    can_change = endpoint.update("INSERT DATA { }").status == 204
    assert (("supportedLanguage", "SPARQL11Update") in said) == can_change
    asks = endpoint.query("ASK { SERVICE SILENT <http://example.org/sparql> { } }").status != 403
    assert (("feature", "BasicFederatedQuery") in said) == asks


def _name(term: object) -> str:
    """The local name of a term of the vocabulary, else nothing."""
    value = term.value if isinstance(term, ox.NamedNode) else ""
    return value.removeprefix(SD) if value.startswith(SD) else ""
