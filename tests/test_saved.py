"""Saved queries: headers are strict, and a value can never be anything but a value."""

from pathlib import Path

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from citegraph import saved, sparql_tokens
from citegraph.ask import Question
from citegraph.errors import CitegraphError, NotFoundError, QueryError, UsageError
from citegraph.store import Store

HOSTILE = [
    '"',
    "'",
    '"""',
    "\\",
    '\\"',
    "\\u0022",
    "{ ?s ?p ?o }",
    "} DROP ALL #",
    '" ) } INSERT DATA { <a:a> <a:a> <a:a> } #',
    ">",
    "<http://example.org/>",
    "?_text_literal",
    "?x",
    "# comment",
    "line\nbreak\r\ttab",
    "naïve – ünïcødé 𝔘",
]
values = st.one_of(st.sampled_from(HOSTILE), st.text(), st.text(alphabet="\"'\\{}<>?#\n_u0021 "))


def skeleton(query: str) -> list[str]:
    """A query with every string, IRI and number literal reduced to its kind."""
    found: list[str] = []
    for match in sparql_tokens._WORD.finditer(query):  # the same lexer that SPARQL prescribes
        text = match[0]
        kind = {'"': "STRING", "'": "STRING", "<": "IRI", "#": ""}.get(text[0], text)
        if kind and kind != "STRING" and not (kind == "IRI" and found[-1:] == ["STRING"]):
            found.append(kind)
    return found


@given(value=values)
def test_a_text_is_bound_as_itself(value: str) -> None:
    query = saved.get("works-by-text")
    if any("\ud800" <= c <= "\udfff" for c in value):
        return
    bound = query.bind({"text": ox.Literal(value)})
    assert skeleton(bound) == skeleton(query.bind({"text": ox.Literal("x")}))
    asked = f"SELECT ?v {{ BIND({ox.Literal(value)} AS ?v) }}"
    rows = ox.Store().query(asked)
    assert isinstance(rows, ox.QuerySolutions)
    assert next(rows)[0] == ox.Literal(value)
    assert isinstance(ox.Store().query(bound), ox.QuerySolutions)


@given(value=values)
def test_no_value_of_any_parameter_changes_the_answer_into_something_else(
    sample_store: Store, value: str
) -> None:
    """Each parameter of each query: an answer, or a message; and the store stays as it is."""
    if any("\ud800" <= c <= "\udfff" for c in value):
        return
    with sample_store.snapshot() as snapshot:
        size = len(snapshot.graph)
        for query in saved.library().values():
            for parameter in query.parameters:
                given_values = {parameter.name: value}
                try:
                    text = Question(query, given_values).text(snapshot)
                except (UsageError, NotFoundError):
                    continue
                assert isinstance(snapshot.graph.query(text), ox.QuerySolutions)
        assert len(snapshot.graph) == size


@pytest.mark.parametrize("name", saved.library())
def test_each_query_is_plain_sparql_with_a_full_header(name: str) -> None:
    query = saved.get(name)
    assert isinstance(ox.Store().query(query.text), ox.QuerySolutions)
    assert query.tags
    assert "LIMIT" not in query.text.upper().split()
    for parameter in query.parameters:
        assert parameter.help[0].islower()


HEADER = "#+ summary: S\n#+ params:\n#+   n: {type: int, help: how many}\n"
BODY = "SELECT ?s WHERE { ?s ?p ?o FILTER(?_n_integer > 0) }\n"


def read(tmp_path: Path, text: str) -> saved.SavedQuery:
    file = tmp_path / "mine.rq"
    file.write_text(text)
    return saved.read(file, "mine")


def test_a_file_of_ones_own(tmp_path: Path) -> None:
    (parameter,) = read(tmp_path, HEADER + BODY).parameters
    assert (parameter.name, parameter.type, parameter.required) == ("n", "int", True)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (BODY, "mine.rq:1: the header has no summary"),
        ("#+ summary: [\n" + BODY, "mine.rq:2: the header is no YAML"),
        ("#+ just words\n" + BODY, "mine.rq:1: the header must be"),
        ("#+ summary: S\n#+ sumary: T\n" + BODY, "mine.rq:2: unknown key 'sumary'"),
        ("#+ summary: S\n" + BODY, "mine.rq:2: params does not describe n"),
        (HEADER.replace("n:", "m:", 1).replace("help: ", "help: m "), "mine.rq"),
        (HEADER.replace("int", "integer") + BODY, "mine.rq:3: unknown type 'integer'"),
        (HEADER.replace("help", "text") + BODY, "must have the keys type and help"),
        (HEADER + "#+ defaults:\n#+   - n: some\n" + BODY, "is of the wrong type"),
        (HEADER + "#+ defaults: {n: 1}\n" + BODY, "mine.rq:4: defaults must be a list"),
        (HEADER + "#+ enumerate:\n#+   - n: [1, 2]\n" + BODY, "a choice, and only a choice"),
        (HEADER + BODY.replace("?_n_integer", "?_n"), "names no parameter"),
        (HEADER + "#+   x: {type: int, help: more}\n" + BODY, "no such variable"),
        (HEADER + BODY.replace("}", ""), "mine.rq"),
        (HEADER + "#+ compute: [x]\n" + BODY, "mine.rq:4: compute must be the name"),
        ("#+ summary: S\nASK { ?s ?p ?o }", "mine.rq: a saved query must be a SELECT"),
    ],
)
def test_a_wrong_header_is_an_error_with_file_and_line(
    tmp_path: Path, text: str, message: str
) -> None:
    with pytest.raises(QueryError) as raised:
        read(tmp_path, text)
    assert message in str(raised.value)


def test_missing_and_unknown_parameters() -> None:
    query = saved.get("references-of")
    with pytest.raises(UsageError, match="needs --work"):
        query.bind({})
    with pytest.raises(UsageError, match="no parameter colour"):
        query.bind({"work": ox.NamedNode("a:a"), "colour": ox.Literal("red")})
    with pytest.raises(CitegraphError, match="no saved query"):
        saved.get("zzz")


def test_variables_are_told_from_look_alikes() -> None:
    query = "SELECT ?a { ?a ?b \"?c\" ; <http://x/?d> '''?e\n''' . # ?f\n FILTER($g > 1) }"
    assert list(sparql_tokens.variables(query)) == ["a", "a", "b", "g"]
    assert sparql_tokens.replace_variables(query, {"c": "X", "d": "X", "g": "1"}).count("X") == 0


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("SELECT * { SERVICE <x:y> {} }", True),
        ("SELECT * { service<x:y>{} }", True),
        (r"SELECT * { \u0053ERVICE <x:y> {} }", True),
        (r"SELECT * { \U00000053ERVICE SILENT <x:y> {} }", True),
        ("SELECT * { ?service ?p 'SERVICE' }", False),
        ("SELECT * { ?s ex:service <http://x/SERVICE> } # SERVICE", False),
    ],
)
def test_a_service_clause_is_seen_through_escapes(query: str, found: bool) -> None:
    assert ("service" in sparql_tokens.keywords(query)) is found
