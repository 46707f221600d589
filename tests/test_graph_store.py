"""SPARQL 1.1 Graph Store HTTP Protocol (https://www.w3.org/TR/sparql11-http-rdf-update/).

The W3C's tests are not at hand as files; the first story here has their steps and names, in their
order, and asks for the same.
"""

from collections.abc import Iterator
from typing import NamedTuple
from urllib.parse import quote

import pyoxigraph as ox
import pytest

from tests.endpoint import TOKEN, Answer, Endpoint, serving

TURTLE = "text/turtle"
XML = "application/rdf+xml"
GRAPHS = {
    "text/turtle": ox.RdfFormat.TURTLE,
    "application/n-triples": ox.RdfFormat.N_TRIPLES,
    "application/rdf+xml": ox.RdfFormat.RDF_XML,
    "application/ld+json": ox.RdfFormat.JSON_LD,
    "application/n-quads": ox.RdfFormat.N_QUADS,
    "application/trig": ox.RdfFormat.TRIG,
    "text/n3": ox.RdfFormat.N3,
}
PREFIXES = (
    "@prefix foaf: <http://xmlns.com/foaf/0.1/> . @prefix v: <http://www.w3.org/2006/vcard/ns#> ."
)


def card(name: str) -> str:
    own = f'<http://example.org/p> a foaf:Person ; foaf:businessCard [ a v:VCard ; v:fn "{name}" ]'
    return f"{PREFIXES} {own} ."


BOUNDARY = "a6fe4cd636164618814be9f8d3d1a0de"
PARTS = (
    f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="lastName.ttl"; filename="lastName.ttl"'
    f"\r\nContent-Type: text/turtle; charset=utf-8\r\n\r\n{PREFIXES}\r\n"
    '<http://example.org/p> a foaf:Person ; foaf:familyName "Doe" .\r\n'
    f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="firstName.ttl";'
    f' filename="firstName.ttl"\r\nContent-Type: text/turtle\r\n\r\n{PREFIXES}\r\n'
    '<http://example.org/p> foaf:givenName "Jane" .\r\n'
    f"--{BOUNDARY}--\r\n"
)


class Step(NamedTuple):
    """A request, what it may be answered with, and the names of which the body speaks."""

    name: str
    method: str
    graph: str
    statuses: tuple[int, ...]
    body: str = ""
    kind: str = ""
    holds: frozenset[str] | None = None


def names(*some: str) -> frozenset[str]:
    return frozenset(some)


# `new` is the graph that the server named itself.
STORY = (
    Step("get of nothing", "GET", "person/1.ttl", (404,)),
    Step("put__initial_state", "PUT", "person/1.ttl", (201,), card("John"), TURTLE),
    Step("get_of_put__initial_state", "GET", "person/1.ttl", (200,), holds=names("John")),
    Step("put__graph_already_in_store", "PUT", "person/1.ttl", (200, 204), card("Jane"), TURTLE),
    Step("get_of_put__already_in_store", "GET", "person/1.ttl", (200,), holds=names("Jane")),
    Step("put__default_graph", "PUT", "default", (200, 201, 204), card("Alice"), TURTLE),
    Step("get_of_put__default_graph", "GET", "default", (200,), holds=names("Alice")),
    Step("put__mismatched_payload", "PUT", "person/1.ttl", (400,), card("Max"), XML),
    Step("get after put__mismatched_payload", "GET", "person/1.ttl", (200,), holds=names("Jane")),
    Step("delete__existing_graph", "DELETE", "person/2.ttl", (404,)),
    Step("put to be deleted", "PUT", "person/2.ttl", (201,), card("Ann"), TURTLE),
    Step("delete__existing_graph, now", "DELETE", "person/2.ttl", (200, 204)),
    Step("get_of_delete__existing_graph", "GET", "person/2.ttl", (404,)),
    Step("delete__nonexistent_graph", "DELETE", "person/2.ttl", (404,)),
    Step("post__existing_graph", "POST", "person/1.ttl", (200, 204), card("Joe"), TURTLE),
    Step("get_of_post__existing_graph", "GET", "person/1.ttl", (200,), holds=names("Jane", "Joe")),
    Step(
        "post__multipart_formdata",
        "POST",
        "person/1.ttl",
        (200, 204),
        PARTS,
        f"multipart/form-data; boundary={BOUNDARY}",
    ),
    Step("get_of_post__multipart_formdata", "GET", "person/1.ttl", (200,), holds=names("Jane", "Joe", "Doe")),
    Step("post__create__new_graph", "POST", "", (201,), card("Mary"), TURTLE),
    Step("get_of_post__create__new_graph", "GET", "new", (200,), holds=names("Mary")),
    Step("post__empty_graph_to_existing_graph", "POST", "new", (200, 204), "", TURTLE),
    Step("get_of_post__after_noop", "GET", "new", (200,), holds=names("Mary")),
    Step("head_on_an_existing_graph", "HEAD", "person/1.ttl", (200,)),
    Step("head_on_a_nonexisting_graph", "HEAD", "person/4.ttl", (404,)),
    Step("put__empty_graph", "PUT", "person/5.ttl", (201,), "", TURTLE),
    Step("get_of_put__empty_graph", "GET", "person/5.ttl", (200,), holds=names()),
    Step("replace_empty_graph", "PUT", "person/5.ttl", (200, 204), card("Eve"), TURTLE),
    Step("get_of_replace_empty_graph", "GET", "person/5.ttl", (200,), holds=names("Eve")),
    Step("put of an empty graph over another", "PUT", "person/5.ttl", (200, 204), "", TURTLE),
    Step("get of what became empty", "GET", "person/5.ttl", (200,), holds=names()),
    Step("post to the default graph", "POST", "default", (200, 204), card("Bob"), TURTLE),
    Step("get of post to the default graph", "GET", "default", (200,), holds=names("Alice", "Bob")),
    Step("delete of the default graph", "DELETE", "default", (200, 204)),
    Step("get of the empty default graph", "GET", "default", (200,), holds=names()),
)  # fmt: skip


@pytest.fixture(scope="module")
def endpoint(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Endpoint]:
    folder = tmp_path_factory.mktemp("graphs")
    with serving(folder / "store", folder / "log", token=True) as started:
        yield started


def send(endpoint: Endpoint, method: str, path: str, body: str = "", **headers: str) -> Answer:
    return endpoint.ask(method, path, body, authorization=f"Bearer {TOKEN}", **headers)


@pytest.mark.parametrize("way", ["direct", "indirect"])
def test_the_story(endpoint: Endpoint, way: str) -> None:
    """Sections 4 and 5, where a graph is named by the address, and by a parameter."""
    endpoint.update("DROP ALL")
    new = ""
    for step in STORY:
        path = f"/store/{way}/{step.graph}"
        if step.graph == "default":
            path = "/store?default"
        elif step.graph == "":
            path = "/store"
        elif step.graph == "new":
            path = new
        elif way == "indirect":
            path = f"/store?graph={quote(f'http://example.org/{step.graph}', safe='')}"
        headers = {"content_type": step.kind} if step.kind else {"accept": TURTLE}
        answer = send(endpoint, step.method, path, step.body, **headers)
        assert answer.status in step.statuses, (step.name, answer.text)
        if step.graph == "" and answer.status == 201:
            new = answer.headers["location"].removeprefix(endpoint.address)
        if step.method == "HEAD":
            assert answer.body == b""
            assert answer.media_type in {TURTLE, "application/problem+json"}
        if step.holds is not None:
            assert answer.media_type == TURTLE
            quads = ox.parse(answer.body, format=ox.RdfFormat.TURTLE)
            said = {q.object.value for q in quads if isinstance(q.object, ox.Literal)}
            assert said == step.holds, step.name


@pytest.mark.parametrize("method", ["PUT", "POST"])
@pytest.mark.parametrize("kind", GRAPHS)
def test_every_format_goes_in_and_comes_out(endpoint: Endpoint, method: str, kind: str) -> None:
    """Section 5.1, of the media types."""
    endpoint.update("DROP ALL")
    triples = list(ox.parse(card('Ünï \\"x\\"'), format=ox.RdfFormat.TURTLE))
    data = ox.serialize((quad.triple for quad in triples), format=GRAPHS[kind])
    assert data is not None
    path = "/store?graph=http://example.org/g"
    sent = endpoint.ask(method, path, data, content_type=kind, authorization=f"Bearer {TOKEN}")
    assert sent.status == 201, sent.text
    got = endpoint.ask("GET", path, accept=kind)
    assert (got.status, got.media_type) == (200, kind)
    ours, theirs = (
        ox.Dataset(triples),
        ox.Dataset(ox.Quad(*quad.triple) for quad in ox.parse(got.body, format=GRAPHS[kind])),
    )
    for dataset in (ours, theirs):
        dataset.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    assert ours == theirs


REFUSED = {
    # name: method, path, body, type, status
    "no graph": ("GET", "/store", "", "", 400),
    "no graph to put": ("PUT", "/store", card("A"), TURTLE, 400),
    "no graph to delete": ("DELETE", "/store", "", "", 400),
    "two graphs": ("GET", "/store?default&graph=http://example.org/g", "", "", 400),
    "two named graphs": ("GET", "/store?graph=a:a&graph=a:b", "", "", 400),
    "a path and a parameter": ("GET", "/store/a?graph=a:a", "", "", 400),
    "a relative name": ("GET", "/store?graph=relative", "", "", 400),
    "a name that is no IRI": ("PUT", "/store?graph=a:%20b", card("A"), TURTLE, 400),
    "unreadable text": ("PUT", "/store?graph=a:g", "<a:a> <a:b>", TURTLE, 400),
    "text that begins well": ("PUT", "/store?graph=a:g", "<a:a> a <a:b> . <a:c>", TURTLE, 400),
    "no UTF-8": ("PUT", "/store?graph=a:g", '<a:a> <a:b> "\udcff" .', TURTLE, 400),
    "no RDF": ("PUT", "/store?graph=a:g", "{}", "application/json+x", 415),
    "no type, which means RDF/XML": ("PUT", "/store?graph=a:g", "no", "", 400),
    "a form without files": ("POST", "/store?graph=a:g", "x", "multipart/form-data; boundary=b", 400),
    "a form without a boundary": ("POST", "/store?graph=a:g", "x", "multipart/form-data", 400),
    "a method that is not known": ("MKCOL", "/store?graph=a:g", "", "", 405),
    "a patch that is no update": ("PATCH", "/store?graph=a:g", "<a:a> a <a:b>", TURTLE, 415),
    "a patch that is no SPARQL": ("PATCH", "/store?graph=a:g", "INSERT", "application/sparql-update", 400),
    "nothing acceptable": ("GET", "/store?default", "", "image/png", 406),
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_refused(endpoint: Endpoint, name: str) -> None:
    method, path, body, kind, status = REFUSED[name]
    endpoint.update("DROP ALL")
    header = {"accept" if method == "GET" else "content_type": kind} if kind else {}
    data = body.encode(errors="surrogateescape")
    answer = endpoint.ask(method, path, data, authorization=f"Bearer {TOKEN}", **header)
    assert answer.status == status, answer.text
    assert len(answer.detail) > 10
    if status == 405:
        assert {"GET", "PUT", "POST", "DELETE", "HEAD", "PATCH"} <= set(
            answer.headers["allow"].split(", ")
        )
    # Half a graph is none.
    assert endpoint.ask("HEAD", "/store?graph=a:g").status == 404


def test_relative_names_in_a_graph(endpoint: Endpoint) -> None:
    """Section 4.1: the base is the graph's own name, or the address that was asked."""
    endpoint.update("DROP ALL")
    body = "<#me> a <x> ."
    for path, base in (
        ("/store?graph=http://example.org/a/b", "http://example.org/a/"),
        ("/store/c/d", f"{endpoint.address}/store/c/"),
    ):
        assert send(endpoint, "PUT", path, body, content_type=TURTLE).status == 201
        lines = endpoint.ask("GET", path, accept="application/n-triples").text
        assert f"<{base}x>" in lines
    # One that is named by a path can be queried by the whole address.
    graph = f"<{endpoint.address}/store/c/d>"
    asked = endpoint.query(f"ASK {{ GRAPH {graph} {{ {graph[:-1]}#me> a ?x }} }}")
    assert "true" in asked.text


def test_graphs_and_queries_see_the_same(endpoint: Endpoint) -> None:
    """Section 5: what an operation means in terms of SPARQL Update."""
    endpoint.update("DROP ALL")
    path = "/store?graph=http://example.org/g"
    send(endpoint, "PUT", path, "<a:a> <a:b> 1 .", content_type=TURTLE)
    endpoint.update("INSERT DATA { GRAPH <http://example.org/g> { <a:a> <a:b> 2 } }")
    assert endpoint.ask("GET", path, accept="application/n-triples").text.count("\n") == 2
    endpoint.update("DROP GRAPH <http://example.org/g>")
    assert endpoint.ask("GET", path).status == 404
    endpoint.update("CREATE GRAPH <http://example.org/g>")
    assert endpoint.ask("GET", path).status == 200


def test_conditions(endpoint: Endpoint) -> None:
    """RFC 9110, section 13, for graphs that are not there yet."""
    endpoint.update("DROP ALL")
    path = "/store?graph=http://example.org/g"
    put = {"content_type": TURTLE}
    assert send(endpoint, "PUT", path, card("A"), **put, if_match='"x"').status == 412
    assert send(endpoint, "PUT", path, card("A"), **put).status == 201
    tag = endpoint.get(path).headers["etag"]
    assert send(endpoint, "DELETE", path, if_match='"x"').status == 412
    assert send(endpoint, "DELETE", path, if_match=f'"x", {tag}').status == 204
    assert endpoint.get(path).status == 404
