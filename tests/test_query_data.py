"""The library as data: RDF that describes the queries, and files that grlc reads as they are."""

from pathlib import Path

import pyoxigraph as ox
import pyshacl
import pytest
import rdflib
from grlc import gquery
from rdflib.namespace import RDF, RDFS, SDO, SH

from citegraph import saved
from citegraph.ask import Question
from citegraph.examples import examples
from citegraph.graph.iris import DEFAULT_BASE
from citegraph.store import Store
from tests.conftest import Command

ENDPOINT = "http://localhost:7878/query"
# What the collection of sparql-examples asks of each query, in our words.
SHAPES = """
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix schema: <https://schema.org/> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
[] a sh:NodeShape ; sh:targetClass sh:SPARQLExecutable ; sh:nodeKind sh:IRI ;
  sh:class sh:SPARQLSelectExecutable ;
  sh:property
    [ sh:path sh:select ; sh:datatype xsd:string ; sh:minCount 1 ; sh:maxCount 1 ] ,
    [ sh:path rdfs:comment ; sh:datatype rdf:langString ; sh:uniqueLang true ; sh:minCount 1 ] ,
    [ sh:path schema:keywords ; sh:datatype xsd:string ; sh:minCount 1 ] ,
    [ sh:path schema:target ; sh:nodeKind sh:IRI ; sh:minCount 1 ] ,
    [ sh:path ( sh:prefixes sh:declare ) ; sh:minCount 10 ; sh:node [
        sh:property [ sh:path sh:prefix ; sh:datatype xsd:string ; sh:minCount 1 ] ,
                    [ sh:path sh:namespace ; sh:datatype xsd:anyURI ; sh:minCount 1 ] ] ] ,
    [ sh:path sh:parameter ; sh:class sh:Parameter ; sh:node [
        sh:property [ sh:path sh:path ; sh:nodeKind sh:IRI ; sh:minCount 1 ; sh:maxCount 1 ] ,
                    [ sh:path sh:optional ; sh:datatype xsd:boolean ; sh:minCount 1 ] ,
                    [ sh:path sh:description ; sh:minCount 1 ] ] ] .
"""


@pytest.fixture(scope="module")
def described() -> rdflib.Graph:
    data = examples(saved.library().values(), DEFAULT_BASE, ENDPOINT)
    return rdflib.Graph().parse(data=data, format="turtle")


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_each_query_is_described_as_sparql_examples_asks(described: rdflib.Graph) -> None:
    shapes = rdflib.Graph().parse(data=SHAPES, format="turtle")
    conforms, _, report = pyshacl.validate(described, shacl_graph=shapes)
    assert conforms, report
    assert not [s for s in described.subjects() if isinstance(s, rdflib.BNode)]


@pytest.mark.parametrize("name", saved.library())
def test_a_described_query_is_the_query(described: rdflib.Graph, name: str) -> None:
    query = saved.get(name)
    node = rdflib.URIRef(f"{DEFAULT_BASE}queries/{name}")
    text = str(described.value(node, SH.select))
    found = ox.Store().query(text)
    assert isinstance(found, ox.QuerySolutions)
    assert tuple(variable.value for variable in found.variables) == query.columns
    assert "#+" not in text
    assert str(described.value(node, RDFS.label)) == query.summary
    assert set(query.tags) <= {str(word) for word in described.objects(node, SDO.keywords)}
    parameters = {
        str(described.value(p, SH.name)): p for p in described.objects(node, SH.parameter)
    }
    assert set(parameters) == {p.name for p in query.parameters}
    for parameter in query.parameters:
        said = parameters[parameter.name]
        variable = str(described.value(said, SH.path)).partition("#")[2]
        assert f"?{variable}" in text
        assert described.value(said, SH.optional).toPython() is not parameter.required  # type: ignore[union-attr]
        choices = described.value(said, SH["in"])
        listed = tuple(map(str, described.items(choices))) if choices else ()
        assert listed == parameter.choices


def test_queries_export_writes_the_same_bytes_with_ones_own(
    run: Command, tmp_path: Path, sample_store: Store
) -> None:
    plain = run("queries", "export", "--endpoint", ENDPOINT)
    assert plain.out.encode() == examples(saved.library().values(), DEFAULT_BASE, ENDPOINT)
    (tmp_path / "mine.rq").write_text("#+ summary: Mine\nSELECT ?work { ?work ?p ?o }\n")
    both = run("--queries", tmp_path, "queries", "export", "-o", tmp_path / "all.ttl")
    assert both.code == 0
    graph = rdflib.Graph().parse(tmp_path / "all.ttl")
    found = set(graph.subjects(RDF.type, SH.SPARQLExecutable))
    assert len(found) == len(saved.library()) + 1
    assert rdflib.URIRef(f"{DEFAULT_BASE}queries/mine") in found
    wrong = run("queries", "export", "--endpoint", "no iri")
    assert (wrong.code, "--endpoint 'no iri': is no IRI" in wrong.err) == (2, True)


@pytest.mark.parametrize("name", saved.library())
def test_grlc_reads_each_file_as_it_is(name: str) -> None:
    query = saved.get(name)
    found = gquery.get_metadata(query.text, ENDPOINT)
    assert (found["type"], found["summary"]) == ("SelectQuery", query.summary)
    assert [str(variable) for variable in found["variables"]] == list(query.columns)
    assert {p["name"] for p in found["parameters"].values()} == {p.name for p in query.parameters}
    for parameter in query.parameters:
        theirs = found["parameters"][parameter.name]
        assert theirs["original"] == f"?{parameter.variable}"
        assert theirs["required"] is not parameter.variable.startswith("__")
        # What queries share stands in no file; without a value, the default is taken for granted.
        if not parameter.shared:
            assert tuple(theirs.get("enum", ())) == tuple(sorted(parameter.choices))
            assert str(theirs.get("default", "None")) == str(parameter.default)


def test_grlc_asks_what_we_ask(sample_store: Store) -> None:
    query = saved.get("cited-by")
    found = gquery.get_metadata(query.text, ENDPOINT)
    with sample_store.snapshot() as snapshot:
        work = snapshot.iris.work_of_handle("RePEc:taf:indinn:v:1:y:1994:i:2:p:23-42")
        theirs = gquery.rewrite_query(found["query"], found["parameters"], {"work": work})
        ours = Question(query, {"work": work}).text(snapshot)
        answers = []
        for text in (theirs, ours):
            rows = snapshot.graph.query(text)
            assert isinstance(rows, ox.QuerySolutions)
            answers.append([tuple(map(str, row)) for row in rows])
    assert answers[0] == answers[1]
    assert len(answers[0]) == 3
