"""However a query writes that it asks other machines, nobody is asked: there is one who would hear.

Parsers read a text without parting it into words first: `SERVICE:x` is a clause, where what is in
braces follows, and `1SERVICE` two things.
"""

import socket
from collections.abc import Iterator
from contextlib import contextmanager

import pyoxigraph as ox
import pytest

from citegraph import sparql_tokens
from citegraph.ask import run as evaluate
from citegraph.errors import QueryError, RefusedError
from citegraph.load.by_hand import Update, update
from citegraph.store import Store
from tests.conftest import Command

G = "{ ?s ?p ?o }"
OUT = (
    "SELECT * {{ SERVICE <{0}> %s }}",
    "SELECT * {{ SERVICE SILENT <{0}> %s }}",
    "PREFIX x: <{0}> SELECT * {{ SERVICEx:y %s }}",
    "PREFIX : <{0}> SELECT * {{ SERVICE:y %s }}",
    "PREFIX : <{0}> SELECT * {{ sErViCeSiLeNt:y %s }}",
    "SELECT * {{ SERVICESILENT<{0}> %s }}",
    "SELECT * {{ {{ }}SERVICE<{0}> %s }}",
    "SELECT * {{ VALUES ?x {{ 1 }}SERVICE<{0}> %s }}",
    "SELECT * {{ BIND(1 AS ?x)SERVICE<{0}> %s }}",
    "SELECT * {{ OPTIONAL {{ }}SERVICESILENT<{0}> %s }}",
    'SELECT * {{ BIND("\\u005C" AS ?x) SERVICE <{0}> %s BIND("x" AS ?y) }}',
    'SELECT * {{ BIND("\\\\u0022" AS ?x) SERVICE <{0}> %s BIND("x" AS ?y) }}',
    "SELECT * {{ BIND('\\u0027' AS ?x) SERVICE <{0}> %s BIND('x' AS ?y) }}",
    "SELECT * {{ BIND('''\\u005C''' AS ?x) SERVICE <{0}> %s BIND('''x''' AS ?y) }}",
    "SELECT * {{ BIND(<a:b#\\u0041> AS ?x) SERVICE <{0}> %s }}",
    'SELECT * {{ BIND(<a:b#\\u0041> AS ?x) SERVICE <{0}> %s BIND("\\u005C" AS ?y) }}',
    "PREFIX x: <{0}> SELECT * {{ FILTER(1<2)SERVICEx:y#>\n %s }}",
    "PREFIX x: <{0}> SELECT * {{ FILTER(1<?b || true)SERVICE x:y#>\n %s }}",
    "SELECT * {{ \\u0053ERVICE <{0}> %s }}",
    "SELECT * {{ sErVi\\U00000043e <{0}> %s }}",
    "ASK {{ SERVICE:y %s }}",
    "PREFIX : <{0}> ASK {{ SERVICE:y %s }}",
    "PREFIX : <{0}> ASK {{ FILTER EXISTS {{ SERVICE:y %s }} }}",
    "PREFIX : <{0}> CONSTRUCT {{ ?s ?p ?o }} WHERE {{ SERVICESILENT:y %s }}",
    "PREFIX : <{0}> DESCRIBE ?s WHERE {{ SERVICE:y %s }}",
)
UPDATES = (
    "LOAD <{0}>",
    "LOAD<{0}>",
    "PREFIX : <{0}> LOAD:y",
    "PREFIX x: <{0}> LOADSILENTx:y",
    "LOADSILENT<{0}>INTO GRAPH<a:g>",
    "LO\\u0041D <{0}>",
    'INSERT DATA {{ <a:a> <a:b> "\\u005C" }} ; LOAD <{0}> ; INSERT DATA {{ <a:a> <a:b> "x" }}',
    "PREFIX : <{0}> INSERT {{ ?s ?p ?o }} WHERE {{ SERVICE:y %s }}",
    "PREFIX : <{0}> DELETE {{ ?s ?p ?o }} WHERE {{ SERVICESILENT:y %s }}",
    'INSERT {{ ?s ?p "\\u005C" }} WHERE {{ SERVICE <{0}> %s BIND("x" AS ?y) }}',
)
STAYS = {
    "SELECT (COUNT(?service) AS ?n) { ?service ?p 'SERVICE <a:b> { }' } # SERVICE": "0",
    "PREFIX service: <a:> SELECT ('a' AS ?x) { ?s service:SERVICE <http://service/> }": "",
    "SELECT (COUNT(*) AS ?n) { BIND('x'@service AS ?n2) }": "1",
    r"SELECT ('\\u0053ERVICE\u0022 \\' AS ?x) { }": '\\u0053ERVICE" \\',
    "SELECT (STRLEN('selfservice') AS ?n) { _:service ?p <a:service#x> } ": "",
}


@contextmanager
def heard() -> Iterator[str]:
    """An address at which nobody may ask within the block."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen()
        listening.settimeout(0.05)
        yield f"http://127.0.0.1:{listening.getsockname()[1]}/"
        with pytest.raises(TimeoutError):
            listening.accept()


@pytest.mark.parametrize("text", OUT)
def test_queries(sample_store: Store, text: str) -> None:
    with heard() as address, sample_store.snapshot() as snapshot:
        query = text.replace("%s", G.replace("{", "{{").replace("}", "}}")).format(address)
        with pytest.raises(QueryError):
            evaluate(snapshot, query)


def test_the_command_line(run: Command, sample_store: Store) -> None:
    with heard() as address:
        query = f"PREFIX : <{address}> SELECT * {{ SERVICESILENT:y {G} }}"
        done = run("-s", str(sample_store.path), "sparql", query)
        assert done.code != 0
        assert "Traceback" not in done.err


@pytest.mark.parametrize("text", UPDATES)
def test_updates(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    store = Store(tmp_path_factory.mktemp("out") / "store")
    store.create()
    with heard() as address:
        asked = text.replace("%s", G.replace("{", "{{").replace("}", "}}")).format(address)
        with pytest.raises(QueryError):
            update(store, Update(asked), lambda: None)


@pytest.mark.parametrize("text", STAYS)
def test_what_asks_nobody_is_answered(sample_store: Store, text: str) -> None:
    with sample_store.snapshot() as snapshot:
        found = evaluate(snapshot, text)
        assert isinstance(found, ox.QuerySolutions)
        rows = [row[0].value for row in found]
    assert rows == ([STAYS[text]] if STAYS[text] else [])


def test_a_refusal_says_what_is_refused(sample_store: Store) -> None:
    with sample_store.snapshot() as snapshot, pytest.raises(RefusedError, match="SERVICE"):
        evaluate(snapshot, "SELECT * { SERVICE <a:b> { } }")


def test_escapes_in_updates_stay_what_they_are(tmp_path_factory: pytest.TempPathFactory) -> None:
    store = Store(tmp_path_factory.mktemp("out") / "store")
    store.create()
    text = r"""INSERT DATA { <a:\u0061> <a:b> "\\u0041\u0022;}" } ; INSERT DATA { <a:c> <a:b> '\u007B' }"""
    update(store, Update(text), lambda: None)
    with store.snapshot() as snapshot:
        assert snapshot.objects("a:a", "a:b") == ['\\u0041";}']
        assert snapshot.objects("a:c", "a:b") == ["{"]


@pytest.mark.parametrize(
    "text",
    ["a service", "A SERVICE", r"\u0053er\u0076ice", r"\U00000073ERVIC\u0045", "selfservices"],
)
def test_words_are_found_however_they_are_spelt(text: str) -> None:
    other = sparql_tokens.decode_escapes(sparql_tokens.respelt(text, ["service"])).lower()
    assert "servicx" in other
    assert "service" not in other
    assert text.count("\\") == sparql_tokens.respelt(text, ["service"]).count("\\")
