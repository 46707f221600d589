"""What queries mean, over HTTP: in every format the answer is the one that the library gives to
the same question, and the one that another implementation gives, rdflib."""

import csv
import io
import json
import random
import re
from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from http.client import HTTPConnection
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pyoxigraph as ox
import pytest
import rdflib
from rdflib.compare import isomorphic

from citegraph.store import Store
from tests.endpoint import Endpoint, serving

HERE = Path(__file__).parent
PREFIXES = (
    "PREFIX : <http://example.org/> PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>"
    " PREFIX rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#>"
    " PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#> "
)
DATA = r"""
    :ann a :Person , :Member ; :name "Ann" ; :age 42 ; :height 1.75 ; :member true ;
        :knows :bob , :cyd ; :lives :bern ; :mail "ann@example.org" ; :born "1980-05-06"^^xsd:date ;
        :note "Chat"@fr , "cat"@en , "chat" .
    :bob a :Person ; :name "Bob" ; :age 25 ; :height 1.8e0 ; :knows :ann ; :lives :bern ;
        :mail "bob@example.org" ; :born "1999-12-31"^^xsd:date .
    :cyd a :Person ; :name "Cyd" ; :age 57 ; :member false ; :knows :dan ; :lives :oslo ;
        :born "1965-02-28"^^xsd:date .
    :dan a :Member ; :name "Daniel" ; :knows _:somebody .
    _:somebody :name "Eve" ; :age 33 ; :lives :oslo .
    :bern a :City ; :name "Bern" . :oslo a :City ; :name "Oslo" .
    :Person rdfs:subClassOf :Agent . :Member rdfs:subClassOf :Person .
    :box :list ( 1 2 3 ) .
    :odd :note "a \"b\",\t<c> & 'd'\r\ne\\f" , "\u0394 \U0001D11E"@el , "]]>" , "" .
"""
GRAPHS = {
    "g1": ":ann :knows :bob ; a :Person . :bob :seen :cyd .",
    "g2": ":ann :seen :dan , :bob . :cyd a :Person .",
}
LINES = [line for line in (HERE / "evaluation_queries.txt").read_text().splitlines() if line]
QUERIES = [line for line in LINES if not line.startswith("#")]
FORMATS = {
    "application/sparql-results+json": ox.QueryResultsFormat.JSON,
    "application/sparql-results+xml": ox.QueryResultsFormat.XML,
    "text/tab-separated-values": ox.QueryResultsFormat.TSV,
}
TRIPLES = {
    "text/turtle": ox.RdfFormat.TURTLE,
    "application/n-triples": ox.RdfFormat.N_TRIPLES,
    "application/rdf+xml": ox.RdfFormat.RDF_XML,
    "application/ld+json": ox.RdfFormat.JSON_LD,
}
GENERATED = 300


def update() -> str:
    named = " ".join(f"GRAPH :{name} {{ {data} }}" for name, data in GRAPHS.items())
    return f"{PREFIXES} INSERT DATA {{ {DATA} {named} }}"


class Asking:
    """The same server and the library, asked the same; one connection for all requests."""

    def __init__(self, endpoint: Endpoint, graph: ox.Store) -> None:
        self.graph = graph
        self._connection = HTTPConnection(endpoint.host, endpoint.port, timeout=20)

    def over_http(self, query: str, accept: str) -> bytes:
        path = f"/sparql?{urlencode({'query': query})}"
        self._connection.request("GET", path, headers={"Accept": accept})
        answer = self._connection.getresponse()
        body = answer.read()
        assert answer.status == 200, body
        assert answer.headers.get_content_type() == accept
        return body

    def close(self) -> None:
        self._connection.close()


@pytest.fixture(scope="module")
def asking(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Asking]:
    folder = tmp_path_factory.mktemp("evaluation")
    with serving(folder / "store", folder / "log", "--no-cache", token=True) as endpoint:
        assert endpoint.update(update()).status == 204
        with Store(folder / "store").snapshot() as snapshot:
            made = Asking(endpoint, snapshot.graph)
            yield made
            made.close()


@pytest.fixture(scope="module")
def other() -> rdflib.Dataset:
    """The same graphs in rdflib."""
    dataset = rdflib.Dataset()
    turtle = PREFIXES.replace("PREFIX", "\nPREFIX")
    dataset.parse(data=turtle + DATA, format="turtle")
    for name, data in GRAPHS.items():
        graph = dataset.graph(rdflib.URIRef(f"http://example.org/{name}"))
        graph.parse(data=turtle + data, format="turtle")
    return dataset


def rows_of(found: ox.QuerySolutions) -> tuple[list[str], list[tuple[str, ...]]]:
    names = [variable.value for variable in found.variables]
    return names, [tuple(str(row[name] or "") for name in names) for row in found]


def compare(asking: Asking, query: str) -> None:
    """Over HTTP as in the library: rows as they are counted, and in order where there is one."""
    match asking.graph.query(query):
        case ox.QueryTriples() as triples:
            compare_graphs(asking, query, canonical(triples))
        case ox.QueryBoolean() as answer:
            compare_answers(asking, query, bool(answer))
        case ox.QuerySolutions() as solutions:
            compare_rows(asking, query, *rows_of(solutions))


def compare_graphs(asking: Asking, query: str, expected: ox.Dataset) -> None:
    for accept, form in TRIPLES.items():
        quads = ox.parse(asking.over_http(query, accept), format=form)
        assert canonical(quad.triple for quad in quads) == expected, accept


def compare_answers(asking: Asking, query: str, expected: bool) -> None:
    for accept, form in FORMATS.items():
        if accept != "text/tab-separated-values":
            said = ox.parse_query_results(asking.over_http(query, accept), format=form)
            assert bool(said) == expected
    for accept in ("text/tab-separated-values", "text/csv"):
        assert asking.over_http(query, accept).strip() == str(expected).lower().encode()


def compare_rows(asking: Asking, query: str, names: list[str], rows: list[tuple[str, ...]]) -> None:
    is_ordered = "ORDER BY" in query.rpartition("}")[2]
    for accept, form in FORMATS.items():
        said = ox.parse_query_results(asking.over_http(query, accept), format=form)
        assert isinstance(said, ox.QuerySolutions)
        said_names, said_rows = rows_of(said)
        assert said_names == names
        assert Counter(said_rows) == Counter(rows), accept
        if is_ordered:
            assert keys(query, names, said_rows) == keys(query, names, rows), accept
    again = asking.graph.query(query)
    assert isinstance(again, ox.QuerySolutions)
    direct = again.serialize(format=ox.QueryResultsFormat.CSV) or b""
    ours, theirs = (
        list(csv.reader(io.StringIO(data.decode(), newline="")))
        for data in (asking.over_http(query, "text/csv"), direct)
    )
    assert sorted(ours) == sorted(theirs)
    assert ours[0] == names


def keys(query: str, names: list[str], rows: list[tuple[str, ...]]) -> list[tuple[str, ...]]:
    """What rows are sorted by, as far as it is shown: rows that are equal in it may change places."""
    asked = re.findall(r"\?(\w+)", query.rpartition("ORDER BY")[2])
    return [tuple(row[names.index(name)] for name in asked if name in names) for row in rows]


def canonical(triples: Any) -> ox.Dataset:
    dataset = ox.Dataset(ox.Quad(*triple) for triple in triples)
    dataset.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    return dataset


@pytest.mark.parametrize("line", QUERIES)
def test_as_the_library_answers(asking: Asking, line: str) -> None:
    compare(asking, PREFIXES + line.removeprefix("? "))


@pytest.mark.filterwarnings("ignore::DeprecationWarning")  # rdflib's own
@pytest.mark.filterwarnings("ignore::UserWarning")
@pytest.mark.parametrize("line", [line for line in QUERIES if not line.startswith("? ")])
def test_as_rdflib_answers(asking: Asking, other: rdflib.Dataset, line: str) -> None:
    query = PREFIXES + line
    theirs = other.query(query)
    if theirs.type in {"CONSTRUCT", "DESCRIBE"}:
        assert theirs.graph is not None
        data = asking.over_http(query, "application/n-triples")
        ours = rdflib.Graph().parse(data=data, format="nt")
        assert isomorphic(ours, theirs.graph)
        return
    said = json.loads(asking.over_http(query, "application/sparql-results+json"))
    if theirs.type == "ASK":
        assert said["boolean"] is theirs.askAnswer
        return
    names = said["head"]["vars"]
    ours_rows = Counter(
        tuple(value(term(row.get(name))) for name in names) for row in said["results"]["bindings"]
    )
    rows: Any = theirs
    theirs_rows = Counter(tuple(value(row.asdict().get(name)) for name in names) for row in rows)
    assert ours_rows == theirs_rows


def term(said: dict[str, str] | None) -> Any:
    if said is None:
        return None
    if said["type"] == "uri":
        return rdflib.URIRef(said["value"])
    if said["type"] == "bnode":
        return rdflib.BNode(said["value"])
    lang = said.get("xml:lang")
    kind = None if lang else said.get("datatype")
    return rdflib.Literal(said["value"], lang=lang, datatype=rdflib.URIRef(kind) if kind else None)


def value(found: Any) -> Any:
    """A term so that two ways of writing a number are one, and all blank nodes are."""
    if isinstance(found, rdflib.BNode):
        return "_:"
    if isinstance(found, rdflib.Literal):
        kind = str(found.datatype or rdflib.XSD.string) if not found.language else ""
        if isinstance(found.value, int | float | Decimal) and not isinstance(found.value, bool):
            return (kind, round(float(found.value), 9))
        return (kind, found.language, str(found))
    return found


def generated(number: int) -> str:
    """A query put together by chance, the same for the same number."""
    chance = random.Random(number)  # noqa: S311  # no secret
    variables = ["?a", "?b", "?c", "?d"]
    links, values = [":knows", ":lives", ":seen"], [":name", ":age", ":mail", ":note", ":height"]

    def triple() -> str:
        subject, other = chance.sample(variables, 2)
        verb = chance.choice([*links, *values, "a", ":knows+", ":knows/:lives", "^:knows", "?p"])
        end = {"a": chance.choice([other, ":Person", ":City"])}.get(verb, other)
        return f"{subject} {verb} {end} ."

    def test() -> str:
        one, two = chance.sample(variables, 2)
        return chance.choice([
            f"FILTER({one} != {two})", f"FILTER(BOUND({one}))", f"FILTER(isIRI({one}))",
            f"FILTER(STR({one}) > 'h')", f"FILTER({one} > 30 || isLiteral({two}))",
            f"FILTER NOT EXISTS {{ {triple()} }}", f"FILTER EXISTS {{ {triple()} }}",
        ])  # fmt: skip

    def group(depth: int) -> str:
        parts = [triple() for _ in range(chance.randint(1, 2))]
        for _ in range(chance.randint(0, 2) if depth else 0):
            inner = group(depth - 1)
            parts.append(chance.choice([
                f"OPTIONAL {{ {inner} }}", f"{{ {inner} }} UNION {{ {group(depth - 1)} }}",
                f"MINUS {{ {inner} }}", f"{{ {inner} }}", f"GRAPH ?g {{ {triple()} }}",
                f"VALUES {chance.choice(variables)} {{ :ann :bob 42 }}", test(),
            ]))  # fmt: skip
        return " ".join(parts)

    body = f"{{ {group(2)} }}"
    shown = chance.sample(variables, chance.randint(1, 3))
    match chance.randint(0, 4):
        case 0:
            by, of = chance.sample(variables, 2)
            return f"SELECT {by} (COUNT(DISTINCT {of}) AS ?n) {body} GROUP BY {by}"
        case 1:
            return f"SELECT DISTINCT {' '.join(shown)} {body} ORDER BY {' '.join(shown)}"
        case 2:
            return f"ASK {body}"
        case _:
            return f"SELECT {chance.choice(['', 'DISTINCT '])}{' '.join(shown)} {body}"


@pytest.mark.parametrize("tens", range(GENERATED // 10))
def test_generated_queries(asking: Asking, tens: int) -> None:
    for number in range(10 * tens, 10 * tens + 10):
        query = PREFIXES + generated(number)
        if isinstance(found := asking.graph.query(query), ox.QuerySolutions):
            assert len(list(found)) < 50_000, query
        compare(asking, query)
