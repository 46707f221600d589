"""Lists of works: they outlive whatever happens to the sources, and questions can be asked of them."""

import sqlite3
from pathlib import Path
from tempfile import TemporaryDirectory

import pyoxigraph as ox
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from citegraph import saved
from citegraph import vocab as v
from citegraph.ask import Question
from citegraph.ask import run as ask
from citegraph.check import check
from citegraph.errors import UsageError
from citegraph.listed import listed, lists_of, summaries
from citegraph.lists import LONGEST_NAME, list_name
from citegraph.load import enlist, ingest, rebuild, remove, strike
from citegraph.load.by_hand import Update, update
from citegraph.store import Store
from tests.conftest import SAMPLES, Command, dump
from tests.test_errors import assert_message
from tests.test_order import ARTICLE_NAME, SOURCES, WORK

ASHEIM = "RePEc:stp:stepre:1995r03"
LEARNING = "The Learning Economy"
KRUGMAN = "Increasing Returns and Economic Geography"
PAPER = "repec:smp:wpaper:1"
READING = "reading"


@pytest.fixture
def store(tmp_path: Path) -> Store:
    store = Store(tmp_path / "store")
    ingest(store, (str(SAMPLES),))
    return store


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "sources"
    folder.mkdir()
    for file, text in SOURCES.items():
        (folder / file).write_text(text, encoding="utf-8")
    return folder


def works(store: Store, name: str = READING) -> list[str]:
    """The works of a list as the graph says it, by their short names."""
    with store.snapshot() as snapshot:
        rows = ask(
            snapshot,
            "SELECT ?work { GRAPH ?g { ?list a bibo:Collection ; dcterms:title ?name ;"
            f" dcterms:hasPart ?work }} FILTER(?name = {ox.Literal(name)}) }} ORDER BY ?work",
        )
        assert isinstance(rows, ox.QuerySolutions)
        return [row[0].value.removeprefix(WORK) for row in rows]


def findings(store: Store) -> dict[str, list[str]]:
    with store.snapshot() as snapshot:
        return dict(check(snapshot).findings)


# Names


@pytest.mark.parametrize(
    "text, name",
    [
        ("my bibliography", "my bibliography"),
        ("  my \t bibliography\n", "my bibliography"),
        ("Lesestoff für Übung", "Lesestoff für Übung"),
        ("Lesestoff fu\u0308r U\u0308bung", "Lesestoff für Übung"),
        ("کتاب\u200cها", "کتاب\u200cها"),
        ("100% of 'it' & \"more\" <b>?#", "100% of 'it' & \"more\" <b>?#"),
        ("@home", "@home"),
        ("a.b.", "a.b."),
    ],
)
def test_names(text: str, name: str) -> None:
    assert list_name(text) == name
    assert list_name(name) == name


@pytest.mark.parametrize(
    "text, said",
    [
        ("", "needs a name"),
        ("  ", "needs a name"),
        ("a/b", "slashes"),
        ("..", "more than dots"),
        ("a\x00b", "control"),
        ("a\u202eb", "control"),
        ("x" * (LONGEST_NAME + 1), "100 characters at most, and this has 101"),
        ("ask ann@example.org", "e-mail"),
    ],
)
def test_what_names_no_list(text: str, said: str) -> None:
    with pytest.raises(UsageError, match=said) as raised:
        list_name(text)
    assert_message(str(raised.value))


@given(st.text(max_size=120))
def test_a_name_is_a_name_once_it_is_one(text: str) -> None:
    try:
        name = list_name(text)
    except UsageError:
        return
    assert list_name(name) == name


# Laws


@pytest.mark.filterwarnings("ignore::DeprecationWarning")  # rdflib's own, within pySHACL
def test_what_is_listed_stands_in_the_graph_until_it_is_taken_out(store: Store) -> None:
    before = dump(store)
    assert enlist(store, " my  reading ", [f"{WORK}{PAPER}"], "add")[:2] == (1, 0)
    assert enlist(store, "my reading", [f"{WORK}{PAPER}"], "add") == (0, 1, None)
    after = dump(store)
    iri = "https://w3id.org/citegraph/lists/my%20reading"
    graph = "<https://w3id.org/citegraph/lists> .\n"
    assert set(after.splitlines(keepends=True)) - set(before.splitlines(keepends=True)) == {
        f"<{iri}> <{v.TYPE}> <{v.COLLECTION}> {graph}",
        f'<{iri}> <{v.TITLE}> "my reading" {graph}',
        f"<{iri}> <{v.HAS_PART}> <{WORK}{PAPER}> {graph}",
    }
    assert findings(store) == {}
    assert strike(store, "my reading", None, "remove")[:2] == (1, 0)
    assert dump(store) == before
    store.undo()
    assert dump(store) == after
    store.undo()
    assert dump(store) == before
    with store.snapshot() as snapshot:
        assert summaries(snapshot) == []
        assert ox.NamedNode(snapshot.iris.lists) not in set(snapshot.graph.named_graphs())


def test_lists_survive_ingest_removal_and_rebuild(store: Store, folder: Path) -> None:
    file = folder / "paper.rdf"
    ingest(store, (str(file),))
    enlist(store, READING, [f"{WORK}{PAPER}"], "add")
    whole = dump(store)
    file.write_text(SOURCES["paper.rdf"].replace("Clusters", "More clusters"), encoding="utf-8")
    ingest(store, (str(file),))
    assert works(store) == [PAPER]
    remove(store, str(file))
    assert works(store) == [PAPER]
    with store.snapshot() as snapshot:
        (item,) = listed(snapshot, READING)
        assert (item.is_there, item.words) == (False, "Knut Holt, 2001. Clusters and learning")
        assert summaries(snapshot) == [(READING, 1, 1)]
    (row,) = rows(store, "works-in-list", list=READING)
    assert (row["title"], row["in_store"]) == (item.words, "false")
    rebuild(store)
    assert works(store) == [PAPER]
    file.write_text(SOURCES["paper.rdf"], encoding="utf-8")
    ingest(store, (str(file),))
    assert dump(store) == whole
    with store.snapshot() as snapshot:
        assert listed(snapshot, READING)[0].is_there


def test_a_work_that_gets_a_better_name_stays_in_its_lists(tmp_path: Path, folder: Path) -> None:
    store = Store(tmp_path / "store")
    ingest(store, (str(folder / "doi-only.rdf"),))
    enlist(store, READING, [f"{WORK}doi:10.1234/ab"], "add")
    assert works(store) == ["doi:10.1234/ab"]
    ingest(store, (str(folder / "paper-again.rdf"),))
    assert works(store) == [PAPER]
    with store.snapshot() as snapshot:
        assert lists_of(snapshot, f"{WORK}{PAPER}") == [READING]
        assert [item.is_there for item in listed(snapshot, READING)] == [True]
    # Under both names it is one work, which is taken out as one.
    assert enlist(store, READING, [f"{WORK}{PAPER}"], "add").changed == 1
    assert enlist(store, READING, [f"{WORK}{PAPER}"], "add").changed == 0
    assert works(store) == [PAPER]
    assert strike(store, READING, [f"{WORK}{PAPER}"], "remove").changed == 1
    assert works(store) == []


ENTRIES = st.tuples(
    st.sampled_from(["one", "two"]),
    st.sampled_from([PAPER, "doi:10.1234/ab", ARTICLE_NAME, "repec:smp:none:1"]),
)


@settings(max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    order=st.permutations(["paper.rdf", "paper-again.rdf", "article.rdf", "doi-only.rdf"]),
    removed=st.sets(st.sampled_from(["paper.rdf", "paper-again.rdf", "doi-only.rdf"])),
    entries=st.lists(st.tuples(ENTRIES, st.integers(0, 4)), max_size=6),
    dropped=st.booleans(),
)
def test_any_history_gives_the_graph_of_the_final_set(
    folder: Path,
    order: list[str],
    removed: set[str],
    entries: list[tuple[tuple[str, str], int]],
    dropped: bool,
) -> None:
    with TemporaryDirectory() as name:
        grown, fresh = Store(Path(name) / "grown"), Store(Path(name) / "fresh")
        grown.create()
        for step in range(5):
            for (called, work), when in entries:
                if when == step:
                    enlist(grown, called, [WORK + work], "add")
            if step < len(order):
                ingest(grown, (str(folder / order[step]),))
        for file in sorted(removed):
            remove(grown, str(folder / file))
        if dropped:
            strike(grown, "one", None, "remove")
        fresh.create()
        final = [str(folder / file) for file in sorted(order) if file not in removed]
        ingest(fresh, tuple(final))
        for (called, work), _ in entries:
            if called != "one" or not dropped:
                enlist(fresh, called, [WORK + work], "add")
        assert dump(grown) == dump(fresh)
        rebuild(grown)
        assert dump(grown) == dump(fresh)


@pytest.mark.filterwarnings("ignore::DeprecationWarning")  # rdflib's own, within pySHACL
def test_nothing_else_writes_what_is_listed(store: Store) -> None:
    enlist(store, READING, [f"{WORK}{ASHEIM.lower()}"], "add")
    before = dump(store)
    for text in (
        "DROP GRAPH <https://w3id.org/citegraph/lists>",
        "CLEAR NAMED",
        "INSERT DATA { GRAPH <https://w3id.org/citegraph/lists> { <urn:a> <urn:b> <urn:c> } }",
    ):
        update(store, Update(text), lambda: None)
        lists = [line for line in dump(store).splitlines() if "/lists> ." in line]
        assert lists == [line for line in before.splitlines() if "/lists> ." in line]
    catalog = sqlite3.connect(store.path / "catalog.sqlite")
    catalog.execute("DELETE FROM entry")
    catalog.commit()
    catalog.close()
    assert "What people listed must stand in the graph, and nothing else" in findings(store)


def test_a_generation_has_its_own_lists(store: Store) -> None:
    enlist(store, READING, [f"{WORK}{ASHEIM.lower()}"], "add")
    enlist(store, READING, [f"{WORK}{PAPER}"], "add")
    strike(store, READING, [f"{WORK}{ASHEIM.lower()}"], "remove")
    found = []
    for number in range(1, 5):
        with store.snapshot(number) as snapshot:
            found.append([item.work.removeprefix(WORK) for item in listed(snapshot, READING)])
    assert found == [[], [ASHEIM.lower()], [PAPER, ASHEIM.lower()], [PAPER]]


def test_a_store_of_an_older_version_has_no_lists(run: Command, store: Store) -> None:
    catalog = sqlite3.connect(store.path / "catalog.sqlite")
    catalog.execute("DROP TABLE entry")
    catalog.commit()
    catalog.close()
    assert run("lists", "list").out == ""
    assert run("lists", "add", READING, ASHEIM).out == "1 work added to 'reading' (generation 2)\n"
    assert works(store) == [ASHEIM.lower()]


# On the command line


def test_on_the_command_line(run: Command, store: Store, tmp_path: Path) -> None:
    empty = run("lists", "list")
    assert (empty.code, empty.out) == (0, "")
    assert "There is no list yet" in empty.err
    added = run("lists", "add", READING, ASHEIM, LEARNING, "nonsense")
    assert added.code == 1
    assert added.out == "2 works added to 'reading' (generation 2)\n"
    assert_message(added.err)
    assert "'nonsense'" in added.err
    again = run("lists", "add", "Reading", ASHEIM, KRUGMAN)
    assert again.out == "1 work added to 'reading', 1 there before (generation 3)\n"
    assert run("lists", "list").out.split() == ["list", "works", "missing", "reading", "3", "0"]
    shown = run("lists", "show", READING, "-f", "csv").out
    assert shown == run("query", "works-in-list", "--list", "READING", "-f", "csv").out
    assert "RePEc:ucp:jpolec:v:99:y:1991:i:3:p:483-99" in shown.splitlines()[1]
    file = tmp_path / "reading.ris"
    exported = run("lists", "export", READING, "-o", file)
    assert exported.err == f"Wrote {file}\n"
    assert file.read_text(encoding="utf-8").count("TY  - ") == 3
    assert run("lists", "export", READING).out.count("\n@") == 2
    removed = run("lists", "remove", READING, KRUGMAN, "10.1/none")
    assert removed.code == 1
    assert removed.out == "1 work removed from 'reading' (generation 4)\n"
    other = run("lists", "remove", READING, KRUGMAN)
    assert (other.code, other.out) == (1, "")
    assert "is not in the list" in other.err
    assert run("lists", "remove", READING).out == "2 works removed from 'reading' (generation 5)\n"
    gone = run("lists", "show", READING)
    assert gone.code == 1
    assert "no list is named 'reading': there is no list yet" in gone.err
    assert "lists remove reading" in run("history").out
    run("undo")
    assert len(works(store)) == 2


def test_works_from_standard_input(
    run: Command, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    from io import BytesIO, TextIOWrapper

    given_in = TextIOWrapper(
        BytesIO(f"\ufeff{ASHEIM}\n\n{LEARNING}\nno\udcffne\n".encode(errors="replace"))
    )
    monkeypatch.setattr("sys.stdin", given_in)
    outcome = run("lists", "add", READING, "-")
    assert outcome.out == "2 works added to 'reading' (generation 2)\n"
    assert outcome.err.count("Error: no work is named") == 1


def test_a_work_that_is_gone_is_removed_by_what_it_was_called(
    run: Command, tmp_path: Path, folder: Path
) -> None:
    store = Store(tmp_path / "store")
    names = ("paper.rdf", "doi-only.rdf", "book.rdf")
    ingest(store, (*(str(folder / name) for name in names), str(SAMPLES / "pages")))
    run("lists", "add", READING, PAPER, "10.1234/ab", "A lost work", ASHEIM)
    for name in names:
        run("remove", folder / name)
    assert run("lists", "list").out.split()[-2:] == ["4", "3"]
    assert "3 works of the list gone from the store" in run("lists", "export", READING).err
    for value, left in ((PAPER.upper(), 3), ("10.1234/AB", 2), ("lost work", 1)):
        assert run("lists", "remove", READING, value).code == 0
        assert len(works(store)) == left


# Questions about a list

SET = (ASHEIM, LEARNING, "10.1016/j.respol.2005.03.013", "RePEc:kap:jtecht:v:27:y:2002:i:1:p:77-86")


@pytest.fixture
def chosen(run: Command, store: Store) -> set[str]:
    """The names of the works in a list."""
    run("lists", "add", READING, *SET)
    return {WORK + name for name in works(store)}


def rows(store: Store, name: str, **given_values: str) -> list[dict[str, str]]:
    query = saved.get(name)
    with store.snapshot() as snapshot:
        found = Question(query, given_values).answer(snapshot)
        return [
            {c: getattr(term, "value", "") for c, term in zip(query.columns, row, strict=True)}
            for row in found
        ]


def test_each_question_about_a_set_can_be_asked_of_a_list() -> None:
    """Where works can be chosen by their venue, but need not be, a list can choose them."""
    sets = {
        query.name
        for query in saved.library().values()
        for parameter in query.parameters
        if (parameter.name, parameter.required) == ("venue", False)
    }
    asked = {q.name for q in saved.library().values() for p in q.parameters if p.type == "list"}
    assert asked == (sets - {"recent-works"}) | {"works-in-list"}


@pytest.mark.parametrize("name", ["most-cited", "open-full-text", "reference-match-report"])
def test_only_works_of_the_list_are_in_the_answer(
    name: str, store: Store, chosen: set[str]
) -> None:
    everything = rows(store, name)
    column = next(iter(everything[0]))
    expected = [row for row in everything if row[column] in chosen]
    assert 0 < len(expected) < len(everything)
    assert rows(store, name, list=READING) == expected


def test_coverage_of_a_list(store: Store, chosen: set[str]) -> None:
    found = {row["field"]: row for row in rows(store, "coverage", list=READING)}
    assert {int(r["present"]) + int(r["missing"]) for r in found.values()} == {len(chosen)}
    with store.snapshot() as snapshot:
        with_doi = sum(bool(snapshot.objects(work, v.DOI)) for work in chosen)
    assert int(found["DOI"]["present"]) == with_doi


@pytest.mark.parametrize("kind", ["citation", "co-citation", "coupling", "co-author", "keyword"])
def test_the_network_of_a_list_in_both_ways(kind: str, store: Store, chosen: set[str]) -> None:
    """What is computed is what plain SPARQL says, and joins works of the list alone."""
    question = Question(saved.get("network-edges"), {"kind": kind, "list": READING})
    with store.snapshot() as snapshot:
        found = [(row[0].value, row[1].value, row[2].value) for row in question.answer(snapshot)]
        plain = ask(snapshot, question.text(snapshot))
        assert isinstance(plain, ox.QuerySolutions)
        assert found == [(row[0].value, row[1].value, row[2].value) for row in plain]
    if kind in {"citation", "co-citation", "coupling"}:
        assert {end for edge in found for end in edge[:2]} <= chosen
    assert found


def test_authors_of_a_list(store: Store, chosen: set[str]) -> None:
    found = rows(store, "most-cited-authors", list=READING)
    with store.snapshot() as snapshot:
        names = {
            name
            for work in chosen
            for authorship in snapshot.objects(work, v.HAS_AUTHORSHIP)
            for name in snapshot.objects(authorship, v.NAME_AS_WRITTEN)
        }
    assert found
    assert {row["name"] for row in found} <= names
    assert sum(int(row["works"]) for row in found) <= sum(
        int(row["works"]) for row in rows(store, "most-cited-authors")
    )


def test_what_a_list_cites_and_lacks(store: Store, chosen: set[str]) -> None:
    found = rows(store, "missing-seminal", list=READING, min="1")
    assert found
    assert not {row["work"] for row in found} & chosen
    everything = {r["cited"] for r in rows(store, "missing-seminal", min="1")}
    assert {row["cited"] for row in found} < everything
    wanted = rows(store, "unmatched-most-wanted", list=READING)
    assert {row["example_citing"] for row in wanted} <= chosen


def test_works_in_a_list_as_sparql_alone(store: Store, chosen: set[str]) -> None:
    question = Question(saved.get("works-in-list"), {"list": READING})
    with store.snapshot() as snapshot:
        plain = ask(snapshot, question.text(snapshot))
        assert isinstance(plain, ox.QuerySolutions)
        alone = [[str(cell) for cell in row] for row in plain]
        computed = [[str(cell) for cell in row] for row in question.answer(snapshot)]
    assert len(alone) == len(chosen)
    # The time is not in the graph.
    assert [row[:6] + row[7:] for row in alone] == [row[:6] + row[7:] for row in computed]


def test_an_empty_answer_about_a_list_says_so(run: Command, store: Store) -> None:
    run("lists", "add", READING, LEARNING)
    found = run("query", "reference-match-report", "--list", READING)
    assert "nothing fits --list 'reading'; without, the answer has" in found.err
    wrong = run("query", "coverage", "--list", "none")
    assert (wrong.code, "no list is named 'none'" in wrong.err) == (1, True)


def test_completion_of_names(run: Command, store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    run("lists", "add", "my bibliography", LEARNING)
    from citegraph.suggest import suggest

    with store.snapshot() as snapshot:
        assert suggest(snapshot, "list", "My") == [("my bibliography", "a list of 1 works")]
        assert suggest(snapshot, "list", "x") == []
