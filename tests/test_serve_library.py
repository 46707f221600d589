"""Saved queries over HTTP, and what the server says of itself."""

import json
import re
from collections.abc import Iterator

import pyoxigraph as ox
import pytest
from rdflib import Graph, Namespace
from rdflib.namespace import DCAT, RDF, VOID

from citegraph import saved
from citegraph.formats import ANSWER_FORMATS
from citegraph.store import Store
from tests.conftest import Command
from tests.endpoint import Endpoint, serving

SD = Namespace("http://www.w3.org/ns/sparql-service-description#")


@pytest.fixture(scope="module")
def endpoint(sample_store: Store, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Endpoint]:
    with serving(sample_store.path, tmp_path_factory.mktemp("library") / "log") as started:
        yield started


def test_list(endpoint: Endpoint) -> None:
    found = json.loads(endpoint.get("/queries").body)["queries"]
    assert [entry["name"] for entry in found] == list(saved.library())
    assert all(entry["address"].startswith(endpoint.address) for entry in found)


@pytest.mark.parametrize("form", ["csv", "tsv", "json", "xml", "md", "bibtex", "ris", "csl"])
def test_the_same_answers_as_on_the_command_line(
    endpoint: Endpoint, run: Command, sample_store: Store, form: str
) -> None:
    given = {"text": "innovation", "to": "2006"}
    answer = endpoint.get("/queries/works-by-text", {**given, "format": form})
    assert answer.status == 200, answer.text
    said = run(
        "-s",
        sample_store.path,
        "query",
        "works-by-text",
        "--text",
        "innovation",
        "--to",
        "2006",
        "-f",
        form,
    )
    assert answer.text.strip() == said.out.strip()
    assert "nnovation" in answer.text
    assert answer.media_type == ANSWER_FORMATS[form].media_type
    by_header = endpoint.get("/queries/works-by-text", given, accept=answer.media_type)
    assert by_header.body == answer.body


def test_bad_values(endpoint: Endpoint) -> None:
    assert endpoint.get("/queries/none").status == 404
    missing = endpoint.get("/queries/references-of")
    assert missing.status == 400
    assert "work" in missing.detail
    unknown = endpoint.get("/queries/references-of", {"work": "x", "colour": "red"})
    assert unknown.status == 400
    assert "colour" in unknown.detail
    nothing = endpoint.get("/queries/references-of", {"work": "No such work at all"})
    assert nothing.status == 404
    assert "the nearest are" in nothing.detail
    assert endpoint.get("/queries/most-cited", {"from": "soon"}).status == 400
    for window in ({"limit": "-1"}, {"limit": "many"}, {"offset": "1.5"}, {"format": "docx"}):
        assert endpoint.get("/queries/most-cited", window).status == 400
    assert endpoint.ask("GET", "/queries/most-cited?from=1990&from=1991").status == 400
    assert endpoint.get("/queries/most-cited", accept="image/png").status == 406


def test_pages_that_there_are(endpoint: Endpoint) -> None:
    everything = endpoint.get("/queries/most-cited", {"format": "csv"}).text.splitlines()
    address = "/queries/most-cited?format=csv&limit=3"
    seen = []
    for _ in range(100):
        answer = endpoint.ask("GET", address)
        seen += answer.text.splitlines()[1:]
        links = dict(
            reversed(pair)
            for pair in re.findall(r'<([^>]*)>; rel="([^"]*)"', answer.headers["link"])
        )
        assert ("prev" in links) == ("offset=" in address)
        if "next" not in links:
            break
        address = links["next"].removeprefix(endpoint.address)
    assert seen == everything[1:]
    assert len(seen) > 3
    assert links["first"] == f"{endpoint.address}/queries/most-cited?format=csv&limit=3"
    whole = endpoint.get("/queries/most-cited", {"limit": str(len(seen))})
    assert "next" not in whole.headers["link"]


def test_etags(endpoint: Endpoint) -> None:
    given = {"limit": "2"}
    first = endpoint.get("/queries/most-cited", given)
    again = endpoint.get("/queries/most-cited", given, if_none_match=first.headers["etag"])
    assert again.status == 304
    other = endpoint.get("/queries/most-cited", {"limit": "3"})
    assert other.headers["etag"] != first.headers["etag"]
    kept = endpoint.get("/queries/most-cited", given)
    assert kept.headers["link"] == first.headers["link"]


def test_openapi(endpoint: Endpoint) -> None:
    document = json.loads(endpoint.get("/openapi.json").body)
    assert document["openapi"] == "3.1.0"
    assert document["servers"] == [{"url": endpoint.address}]
    for query in saved.library().values():
        operation = document["paths"][f"/queries/{query.name}"]["get"]
        described = {entry["name"]: entry for entry in operation["parameters"]}
        for parameter in query.parameters:
            schema = described[parameter.name]["schema"]
            assert described[parameter.name]["required"] == parameter.required
            assert (schema["type"] == "integer") == (parameter.type in {"year", "int"})
            assert schema.get("enum", []) == list(parameter.choices)
        assert {"limit", "offset", "format"} <= set(described)
        assert "text/csv" in operation["responses"]["200"]["content"]


@pytest.mark.parametrize("path", ["/sparql", "/.well-known/void", "/"])
def test_description(endpoint: Endpoint, sample_store: Store, path: str) -> None:
    answer = endpoint.get(path, accept="text/turtle")
    assert answer.media_type == "text/turtle"
    graph = Graph().parse(data=answer.body, format="turtle")
    (service,) = graph.subjects(RDF.type, SD.Service)
    (address,) = graph.objects(service, SD.endpoint)
    assert str(address) == f"{endpoint.address}/sparql"
    assert SD.SPARQL11Query in graph.objects(service, SD.supportedLanguage)
    assert SD.SPARQL11Update not in graph.objects(service, SD.supportedLanguage)
    dataset = graph.value(service, SD.defaultDataset)
    assert (dataset, RDF.type, SD.Dataset) in graph
    assert (graph.value(dataset, SD.defaultGraph), RDF.type, SD.Graph) in graph
    assert (dataset, RDF.type, DCAT.Dataset) in graph
    with sample_store.snapshot() as snapshot:
        triples = len(list(snapshot.graph.quads_for_pattern(None, None, None, ox.DefaultGraph())))
    assert str(graph.value(dataset, VOID.triples)) == str(triples)
    parts = graph.objects(dataset, VOID.propertyPartition)
    assert sum(int(str(graph.value(part, VOID.triples))) for part in parts) == triples
    # Nothing says where on the machine the sources lie.
    assert str(sample_store.path.parent) not in answer.text
    assert "/samples" not in answer.text
    again = endpoint.get(path, accept="text/turtle", if_none_match=answer.headers["etag"])
    assert again.status == 304
    assert endpoint.get(path, accept="application/ld+json").media_type == "application/ld+json"
    assert endpoint.get(path, accept="text/csv").status == 406


def test_sparql_examples(endpoint: Endpoint) -> None:
    answer = endpoint.get("/.well-known/sparql-examples")
    assert answer.media_type == "text/turtle"
    graph = Graph().parse(data=answer.body, format="turtle")
    shacl = Namespace("http://www.w3.org/ns/shacl#")
    assert len(set(graph.subjects(RDF.type, shacl.SPARQLExecutable))) == len(saved.library())
    assert f"{endpoint.address}/sparql" in answer.text
    other = endpoint.get("/.well-known/sparql-examples", accept="application/n-triples")
    assert len(Graph().parse(data=other.body, format="nt")) == len(graph)
