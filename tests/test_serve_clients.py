"""Programs that people use: each runs a SELECT, a CONSTRUCT and an error."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from rdflib import Graph, Literal, URIRef
from rdflib.plugins.stores.sparqlstore import SPARQLStore, SPARQLUpdateStore

from citegraph.store import Store
from tests.conftest import ROOT
from tests.endpoint import TOKEN, Endpoint, serving

CG = "https://w3id.org/citegraph/ontology#"
SELECT = f"SELECT ?w {{ ?w a <{CG}Article> }} ORDER BY ?w LIMIT 2"
CONSTRUCT = f"CONSTRUCT {{ ?w a <{CG}Article> }} WHERE {{ ?w a <{CG}Article> }}"
WRONG = "SELECT * { ?s ?p"
JAVASCRIPT = ROOT / "tests" / "javascript"


@pytest.fixture(scope="module")
def endpoint(sample_store: Store, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Endpoint]:
    with serving(sample_store.path, tmp_path_factory.mktemp("clients") / "log") as started:
        yield started


@pytest.fixture(scope="module")
def articles(endpoint: Endpoint) -> list[str]:
    return [row["w"]["value"] for row in endpoint.query(SELECT.replace("LIMIT 2", "")).rows]


def converted(client: Any) -> Any:
    """What SPARQLWrapper makes of an answer, which depends on the format."""
    return client.query().convert()


@pytest.mark.filterwarnings("ignore::DeprecationWarning")  # the client's own
def test_sparqlwrapper(endpoint: Endpoint, articles: list[str]) -> None:
    import SPARQLWrapper as sw  # noqa: N813  # as its documentation does
    from SPARQLWrapper.SPARQLExceptions import QueryBadFormed

    for method in (sw.GET, sw.POST):
        for request in (sw.URLENCODED, sw.POSTDIRECTLY) if method == sw.POST else (sw.URLENCODED,):
            client = sw.SPARQLWrapper(f"{endpoint.address}/sparql")
            client.setMethod(method)
            client.setRequestMethod(request)
            client.setQuery(SELECT)
            client.setReturnFormat(sw.JSON)
            rows = converted(client)["results"]["bindings"]
            assert [row["w"]["value"] for row in rows] == articles[:2]
            client.setReturnFormat(sw.XML)
            assert articles[0] in converted(client).toxml()
            client.setReturnFormat(sw.CSV)
            assert articles[0] in converted(client).decode()
            client.setQuery(CONSTRUCT)
            client.setReturnFormat(sw.TURTLE)
            found = Graph().parse(data=converted(client), format="turtle")
            assert len(found) == len(articles)
            client.setReturnFormat(sw.RDFXML)
            assert len(converted(client)) == len(articles)
            client.setReturnFormat(sw.JSON)
            client.setQuery(WRONG)
            with pytest.raises(QueryBadFormed, match="1:17"):
                client.query()


@pytest.mark.parametrize("method", ["GET", "POST", "POST_FORM"])
def test_rdflib_store(endpoint: Endpoint, articles: list[str], method: str) -> None:
    store = SPARQLStore(f"{endpoint.address}/sparql", method=method)
    graph = Graph(store)
    rows: Any = graph.query(SELECT)
    assert [str(row[0]) for row in rows] == articles[:2]
    assert len(graph.query(CONSTRUCT).graph or []) == len(articles)
    assert (URIRef(articles[0]), None, URIRef(f"{CG}Article")) in graph
    if method == "GET":  # by POST it hides that there was an error
        with pytest.raises(ValueError, match="wrong"):
            graph.query(WRONG)


def test_rdflib_update_store(tmp_path: Path) -> None:
    with serving(tmp_path / "store", tmp_path / "log", token=True) as endpoint:
        store = SPARQLUpdateStore(
            f"{endpoint.address}/sparql",
            f"{endpoint.address}/update",
            headers={"Authorization": f"Bearer {TOKEN}"},
            returnFormat="json",
        )
        graph = Graph(store, URIRef("http://example.org/graph"))
        triple = (URIRef("http://example.org/a"), URIRef("http://example.org/b"), Literal("é 'x'"))
        graph.add(triple)
        assert triple in graph
        assert len(graph) == 1
        graph.update("INSERT { ?s <http://example.org/c> ?o } WHERE { ?s ?p ?o }")
        assert len(graph) == 2
        graph.remove(triple)
        assert triple not in graph
        with pytest.raises(Exception, match="400"):
            graph.update("INSERT DATA { <a:a> <a:b> }")


def test_curl(endpoint: Endpoint, articles: list[str]) -> None:
    if shutil.which("curl") is None:
        pytest.skip("curl is not installed")

    def curl(*arguments: str) -> str:
        command = ["curl", "--silent", "--max-time", "20", *arguments]
        return subprocess.run(command, capture_output=True, check=True, text=True).stdout

    address = f"{endpoint.address}/sparql"
    query = ("--data-urlencode", f"query={SELECT}")
    for arguments in ((*query, "--get"), query, (*query, "--compressed"), (*query, "--http1.0")):
        rows = json.loads(curl(*arguments, address))["results"]["bindings"]
        assert [row["w"]["value"] for row in rows] == articles[:2]
    construct = ("--data-urlencode", f"query={CONSTRUCT}", "--header", "Accept: text/turtle")
    assert len(Graph().parse(data=curl(*construct, address), format="turtle")) == len(articles)
    wrong = curl("--data-urlencode", f"query={WRONG}", "--write-out", "%{http_code}", address)
    assert wrong.endswith("400")


def test_javascript(endpoint: Endpoint, articles: list[str]) -> None:
    node = shutil.which(
        "node", path=os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    )
    if node is None or not (JAVASCRIPT / "node_modules").exists():
        pytest.skip("the client in JavaScript is not installed: `make test` installs it")
    ask = "ASK { ?s ?p ?o }"
    command = [node, "ask.js", f"{endpoint.address}/sparql", SELECT, CONSTRUCT, ask, WRONG]
    said = subprocess.run(
        command, cwd=JAVASCRIPT, capture_output=True, text=True, timeout=60, check=True
    ).stdout
    found = json.loads(said)
    assert found["rows"] == articles[:2]
    assert found["posted"] == len(articles[:2])
    assert found["triples"] == len(articles)
    assert found["yes"] is True
    assert "400" in found["error"]
    assert "1:17" in found["error"]
