"""A user's own queries: where they are found, and what happens to those that are wrong."""

import re
from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from citegraph import saved
from citegraph.errors import QueryError
from citegraph.library import open_library
from citegraph.store import Store
from tests.conftest import ROOT, Command

MINE = """#+ summary: Works of a year
#+ params:
#+   year: {type: year, help: "the year"}
PREFIX cg: <https://w3id.org/citegraph/ontology#>
SELECT ?work WHERE { ?work cg:year ?y . FILTER(STR(?y) = STR(?_year_integer)) } ORDER BY ?work
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    found = tmp_path / "elsewhere"
    found.mkdir()
    (found / "works-of-year.rq").write_text(MINE)
    return found


def test_an_own_query_is_answered_listed_and_explained(
    run: Command, sample_store: Store, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    call = ["-s", sample_store.path, "--queries", folder, "query"]
    listed = run(*call).out
    assert "Own" in listed
    assert "works-of-year" in listed
    assert "cited-by" in listed
    assert "--year YEAR" in run(*call, "works-of-year", "--help").out
    found = run(*call, "works-of-year", "--year", "1991", "-f", "bibtex")
    assert (found.code, found.out.count("@article{krugman1991increasing,")) == (0, 1)
    monkeypatch.setenv("CITEGRAPH_QUERIES", str(folder))
    again = run("-s", sample_store.path, "query", "works-of-year", "--year", "1991", "-f", "bibtex")
    assert again == found


@pytest.mark.parametrize("place", ["store/queries", "queries"])
def test_own_queries_are_found_in_the_store_and_beside_it(
    place: str, run: Command, tmp_path: Path
) -> None:
    Store(tmp_path / "store").create()
    assert "works-of-year" not in run("query").out
    group = tmp_path / place / "years"
    group.mkdir(parents=True)
    (group / "works-of-year.rq").write_text(MINE)
    listed = run("query")
    assert "Years" in listed.out
    assert "works-of-year" in listed.out
    assert run("check").code == 0
    assert run("rebuild").code == 0
    assert "works-of-year" in run("query").out


def test_a_broken_own_query_stops_no_other(run: Command, sample_store: Store, folder: Path) -> None:
    (folder / "broken.rq").write_text("#+ summary: S\n#+ sumary: T\nSELECT * { ?s ?p ?o }\n")
    (folder / "bytes.rq").write_bytes(b"#+ summary: \xff\n")
    call = ["-s", sample_store.path, "--queries", folder, "query"]
    listed = run(*call)
    assert listed.code == 0
    assert "works-of-year" in listed.out
    assert f"Set aside: {folder}/broken.rq:2: unknown key 'sumary' in the header" in listed.err
    assert f"{folder}/bytes.rq: cannot be read" in listed.err
    assert run(*call, "works-of-year", "--year", "1991").code == 0
    broken = run(*call, "broken")
    assert (broken.code, broken.out) == (1, "")
    assert f"{folder}/broken.rq:2: unknown key" in broken.err


def test_an_own_query_of_a_shipped_name_is_refused(
    run: Command, sample_store: Store, folder: Path
) -> None:
    (folder / "cited-by.rq").write_text(MINE)
    call = ["-s", sample_store.path, "--queries", folder, "query"]
    refused = run(*call, "cited-by", "--work", "The Learning Economy")
    assert (refused.code, refused.out) == (1, "")
    assert "cited-by.rq: citegraph ships a query named cited-by: rename the file" in refused.err
    assert run(*call, "works-of-year", "--year", "1991").code == 0
    # A copy of a shipped file is no other query.
    (folder / "cited-by.rq").write_text(saved.get("cited-by").text, encoding="utf-8")
    assert open_library(folder).broken == {}


def test_the_example_in_the_documentation_is_a_query(run: Command, tmp_path: Path) -> None:
    page = (ROOT / "docs" / "formats.md").read_text(encoding="utf-8")
    (example,) = re.findall(r"^```sparql\n(.*?)^```", page, re.MULTILINE | re.DOTALL)
    (tmp_path / "works-of-year.rq").write_text(example)
    library = open_library(tmp_path)
    assert library.broken == {}
    assert [p.name for p in library.get("works-of-year").parameters] == ["year"]


def test_two_own_queries_of_one_name_are_refused(folder: Path) -> None:
    (folder / "again").mkdir()
    (folder / "again" / "works-of-year.rq").write_text(MINE)
    with pytest.raises(QueryError, match="own/ also has a query named works-of-year: rename"):
        open_library(folder).get("works-of-year")


def test_a_folder_that_is_not_there_is_named(run: Command, tmp_path: Path) -> None:
    found = run("--queries", tmp_path / "none", "query")
    assert (found.code, "none: no folder of queries is there" in found.err) == (2, True)
    unknown = run("query", "cited-bi")
    assert (unknown.code, "did you mean cited-by" in unknown.err) == (2, True)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("#+ summary: S\nASK { ?s ?p ?o }", "a saved query must be a SELECT"),
        ("#+ summary: S\nCONSTRUCT WHERE { ?s ?p ?o }", "a saved query must be a SELECT"),
        ("#+ summary: S\nSELECT * { SERVICE <http://x/> { ?s ?p ?o } }", "SERVICE is refused"),
        (
            "#+ summary: S\nSELECT * { ?s ?p ?o } LIMIT 3",
            "the query ends in LIMIT, OFFSET or VALUES",
        ),
        ("#+ summary: S\nSELECT * " + "{" * 300 + "}" * 300, "nested more than 200 deep"),
        ("#+ summary: S\n#+ tags: cite\nSELECT * { ?s ?p ?o }", "mine.rq:2: tags must be a list"),
        ("#+ summary: S\n#+ params: [n]\nSELECT * { ?s ?p ?o }", "mine.rq:2: params must be lines"),
        (MINE.replace("year", "limit"), "--limit is an option of every query"),
        (MINE + "# ?__year_integer\n", None),
        (MINE.replace("?y .", "?y . FILTER(?__year_integer > 1)"), "are one parameter"),
        (MINE.replace("#+ params:", "#+ defaults:\n#+   - year: [1]\n#+ params:"), "wrong type"),
        (MINE.replace("#+ params:", "#+ enumerate:\n#+   - year: 1\n#+ params:"), "list of words"),
        ("#+ summary: 2001-99-99\nSELECT * { ?s ?p ?o }", "the header is no YAML"),
        ("#+ summary: \x07\nSELECT * { ?s ?p ?o }", "the header is no YAML"),
    ],
)
def test_what_is_wrong_in_a_file_is_said(tmp_path: Path, text: str, message: str | None) -> None:
    (tmp_path / "mine.rq").write_text(text)
    broken = open_library(tmp_path).broken
    if message is None:
        assert broken == {}
    else:
        assert message in str(broken["mine"])


YAML = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8) | st.dates(),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["year", "type", "help", "x"]) | st.text(max_size=3), inner, max_size=3
        )
    ),
    max_leaves=8,
)


@settings(deadline=None)
@given(
    st.dictionaries(
        st.sampled_from(["summary", "description", "tags", "defaults", "enumerate", "params", "x"]),
        YAML,
    )
)
def test_any_header_is_read_or_refused_with_a_message(
    tmp_path_factory: pytest.TempPathFactory, header: dict[str, object]
) -> None:
    file = tmp_path_factory.getbasetemp() / "any.rq"
    lines = yaml.safe_dump(header, allow_unicode=True).splitlines()
    text = "".join(f"#+ {line}\n" for line in lines)
    file.write_bytes((text + MINE[MINE.index("PREFIX") :]).encode("utf-8", "surrogatepass"))
    refused = ""
    try:
        query = saved.read(file, "mine")
    except QueryError as error:
        refused = str(error)
    assert refused.startswith("any.rq:") or [p.name for p in query.parameters] == ["year"]
