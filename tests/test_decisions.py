"""People's decisions: they outrank any match, and outlive whatever happens to the sources."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from citegraph import vocab as v
from citegraph.check import check
from citegraph.decision_file import BadLine, read, written
from citegraph.decisions import Decision, Verdict, in_force, merged
from citegraph.errors import CitegraphError
from citegraph.graph.iris import Iris
from citegraph.load import ingest, rebuild, remove
from citegraph.store import Snapshot, Store
from tests.conftest import Command, dump
from tests.test_errors import assert_message

TEMPLATE = """Template-Type: ReDIF-Article 1.0
Author-Name: Knut Holt
Title: {title}
Creation-Date: 2001
Handle: RePEc:smp:wpaper:{number}
"""
CITING = """IDEAS home Printed from https://ideas.repec.org/p/smp/wpaper/9.html

On examples

Abstract

Words{more}.

Suggested Citation

• Ada Example, 2005. "On examples," Sample Papers 9, Sample Institute.
• Handle: RePEc:smp:wpaper:9

References listed on IDEAS

1. Knut Holt, 2001. "Clusters and Learning," Journal of Examples, Sample Press, vol. 3(1), pages 1-9.
2. Nobody Known, 1999. "A lost work," Books, Sample Press, number 0262011131.
"""
ONE, TWO = "RePEc:smp:wpaper:1", "RePEc:smp:wpaper:2"
REFERENCE = "RePEc:smp:wpaper:9#1"
Asks = Callable[..., list[str]]


def sources(tmp_path: Path) -> Path:
    """A page that cites a work of which there are two papers, and a third paper."""
    folder = tmp_path / "sources"
    folder.mkdir()
    for number, title in ((1, "Clusters and learning"), (2, "Clusters and learning"), (3, "Else")):
        text = TEMPLATE.format(number=number, title=title)
        (folder / f"{number}.rdf").write_text(text, encoding="utf-8")
    (folder / "citing.txt").write_text(CITING.format(more=""), encoding="utf-8")
    return folder


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Two papers that one reference may mean: it is uncertain."""
    return sources(tmp_path)


@pytest.fixture
def store(tmp_path: Path, folder: Path) -> Store:
    store = Store(tmp_path / "store")
    ingest(store, (str(folder),))
    return store


@pytest.fixture
def asks(store: Store) -> Asks:
    """What the graph says of the first or another reference, in short."""

    def ask(field: str, position: int = 1) -> list[str]:
        with store.snapshot() as snapshot:
            base = snapshot.iris.base
            found = snapshot.objects(reference(snapshot, position), field)
        return [value.removeprefix(v.CG).removeprefix(f"{base}work/repec:") for value in found]

    return ask


def reference(snapshot: Snapshot, position: int = 1) -> str:
    references = snapshot.objects(
        snapshot.iris.work_of_handle("RePEc:smp:wpaper:9"), v.HAS_REFERENCE
    )
    (found,) = (i for i in references if snapshot.objects(i, v.POSITION) == [str(position)])
    return found


def cited(store: Store) -> list[str]:
    with store.snapshot() as snapshot:
        return snapshot.objects(snapshot.iris.work_of_handle("RePEc:smp:wpaper:9"), v.CITES)


def findings(store: Store) -> dict[str, list[str]]:
    with store.snapshot() as snapshot:
        return dict(check(snapshot).findings)


@pytest.mark.filterwarnings("ignore::DeprecationWarning")  # rdflib's own, within pySHACL
def test_confirm(run: Command, store: Store, asks: Asks) -> None:
    before = dump(store)
    assert asks(v.STATUS) == ["uncertain"]
    outcome = run("decide", REFERENCE, "confirm", TWO)
    assert outcome.code == 0, outcome.err
    assert "confirmed: 'Clusters and learning' (RePEc:smp:wpaper:2)" in outcome.out
    assert "(generation 2)" in outcome.out
    assert asks(v.STATUS) == ["confirmed"]
    assert asks(v.SCORE) == ["1"]
    assert asks(v.MATCH_METHOD) == ["decision"]
    assert asks(v.TARGET) == ["smp:wpaper:2"]
    assert asks(v.CANDIDATE) == []
    assert len(asks(v.DECIDED_BY)) == 1
    assert [iri.rpartition("/")[2] for iri in cited(store)] == ["repec:smp:wpaper:2"]
    assert findings(store) == {}
    again = run("decide", REFERENCE, "confirm", TWO)
    assert (again.code, again.out) == (0, "Nothing has changed: this was decided so before\n")
    assert "decide work/repec:smp:wpaper:9#ref-" in run("history", "-f", "json").out
    assert run("undo").code == 0
    assert dump(store) == before
    assert "confirm" not in run("decisions", "list").out


def test_the_graph_says_who_decided_what(run: Command, store: Store) -> None:
    run("decide", REFERENCE, "confirm", TWO)
    with store.snapshot() as snapshot:
        (decision,) = snapshot.objects(reference(snapshot), v.DECIDED_BY)
        quads = snapshot.graph.quads_for_pattern(None, None, None, None)
        said = {
            quad.predicate.value: str(getattr(quad.object, "value", quad.object))
            for quad in quads
            if getattr(quad.subject, "value", "") == decision
            and getattr(quad.graph_name, "value", "") == snapshot.iris.decisions
        }
        assert said[v.TYPE] == v.DECISION
        assert said[v.DECIDES] == reference(snapshot)
        assert said[v.VERDICT] == "confirm"
        assert said[v.VERDICT_ON] == snapshot.iris.work_of_handle(TWO)
        assert said[v.RAW].startswith("Knut Holt, 2001.")


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_reject_one_then_the_other_then_withdraw(run: Command, store: Store, asks: Asks) -> None:
    before = dump(store)
    assert run("decide", REFERENCE, "reject", ONE).code == 0
    assert (asks(v.STATUS), asks(v.TARGET)) == (["matched"], ["smp:wpaper:2"])
    # Alone, it rejects what is matched.
    assert run("decide", REFERENCE, "reject").code == 0
    assert (asks(v.STATUS), asks(v.TARGET), cited(store)) == (["rejected"], [], [])
    assert len(asks(v.DECIDED_BY)) == 2
    assert findings(store) == {}
    report = run("query", "reference-match-report", "-f", "csv").out.splitlines()
    assert report[1].endswith(",2,0,0,0,1,1,matched-only")
    assert run("decide", REFERENCE, "withdraw").code == 0
    assert dump(store) == before
    assert findings(store) == {}


def test_reject_all_at_once(run: Command, store: Store, asks: Asks) -> None:
    assert run("decide", REFERENCE, "reject").code == 0
    assert asks(v.STATUS) == ["rejected"]
    nothing = run("decide", REFERENCE, "reject")
    assert nothing.code == 1
    assert_message(nothing.err, "no match and no candidate", "name a work")


def test_the_latest_decision_counts(run: Command, store: Store, asks: Asks) -> None:
    """All within a second, and yet one after the other."""
    run("decide", REFERENCE, "confirm", ONE)
    run("decide", REFERENCE, "confirm", TWO)
    assert asks(v.TARGET) == ["smp:wpaper:2"]
    run("decide", REFERENCE, "reject", TWO)
    assert (asks(v.STATUS), asks(v.TARGET)) == (["matched"], ["smp:wpaper:1"])
    run("decide", REFERENCE, "confirm", TWO)
    assert (asks(v.STATUS), asks(v.TARGET)) == (["confirmed"], ["smp:wpaper:2"])
    # What was confirmed is not there for a moment when it is rejected, and does not come back.
    run("decide", REFERENCE, "reject")
    run("decide", REFERENCE, "confirm", "RePEc:smp:wpaper:3")
    assert asks(v.TARGET) == ["smp:wpaper:3"]


def test_it_survives_changes_removal_and_rebuild(
    run: Command, store: Store, folder: Path, asks: Asks
) -> None:
    run("decide", REFERENCE, "confirm", TWO)
    run("decide", "RePEc:smp:wpaper:9#2", "reject", "RePEc:smp:wpaper:3")
    decided = dump(store)
    page = folder / "citing.txt"
    page.write_text(CITING.format(more=" of another kind"), encoding="utf-8")
    ingest(store, (str(page),))
    assert (asks(v.STATUS), asks(v.STATUS, 2)) == (["confirmed"], ["rejected"])
    remove(store, str(page))
    assert "decide" in dump(store)
    page.write_text(CITING.format(more=""), encoding="utf-8")
    ingest(store, (str(page),))
    assert dump(store) == decided
    rebuild(store)
    assert dump(store) == decided
    # Even where the graph is lost: decisions are kept with the sources.
    shutil.rmtree(store.path / "generations" / str(store.current) / "graph")
    rebuild(store)
    assert dump(store) == decided
    remove(store, str(folder))
    ingest(store, (str(folder),))
    assert dump(store) == decided


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_a_confirmed_work_that_is_gone_is_not_replaced(
    run: Command, store: Store, folder: Path, asks: Asks
) -> None:
    run("decide", REFERENCE, "confirm", TWO)
    decided = dump(store)
    remove(store, "2.rdf")
    assert asks(v.STATUS) == ["confirmed"]
    assert (asks(v.TARGET), asks(v.CANDIDATE), cited(store)) == ([], [], [])
    assert findings(store) == {}
    ingest(store, (str(folder),))
    assert dump(store) == decided


@pytest.mark.parametrize("late", ["3.rdf", "citing.txt"])
def test_a_confirmed_work_that_only_the_decision_connects(
    run: Command, store: Store, folder: Path, asks: Asks, late: str
) -> None:
    """Nothing in the reference would ever lead to it, in whatever order they arrive."""
    run("decide", REFERENCE, "confirm", "RePEc:smp:wpaper:3")
    decided = dump(store)
    remove(store, late)
    ingest(store, (str(folder / late),))
    assert dump(store) == decided
    assert asks(v.TARGET) == ["smp:wpaper:3"]


def test_works_that_get_a_better_name_stay_decided(
    run: Command, store: Store, folder: Path, tmp_path: Path
) -> None:
    nameless = (
        "Template-Type: ReDIF-Article 1.0\nAuthor-Name: A. Bee\nTitle: On names\nYear: 2003\n"
    )
    (folder / "named.rdf").write_text(f"{nameless}DOI: 10.1234/names\n", encoding="utf-8")
    ingest(store, (str(folder),))
    assert run("decide", REFERENCE, "confirm", "10.1234/names").code == 0
    better = tmp_path / "better.rdf"
    better.write_text(
        f"{nameless}DOI: 10.1234/names\nHandle: RePEc:smp:journl:7\n", encoding="utf-8"
    )
    ingest(store, (str(better),))
    assert [iri.rpartition("/")[2] for iri in cited(store)] == ["repec:smp:journl:7"]
    remove(store, str(better))
    assert [iri.rpartition("work/")[2] for iri in cited(store)] == ["doi:10.1234/names"]


def test_references_of_works_that_get_a_better_name_stay_decided(
    run: Command, store: Store, folder: Path, tmp_path: Path, asks: Asks
) -> None:
    remove(store, "citing.txt")
    page = CITING.format(more="").replace("• Handle: RePEc:smp:wpaper:9\n", "")
    page = page.replace(" Printed from https://ideas.repec.org/p/smp/wpaper/9.html", "")
    (tmp_path / "nameless.txt").write_text(page, encoding="utf-8")
    ingest(store, (str(tmp_path / "nameless.txt"),))
    assert run("decide", "On examples#1", "confirm", TWO).code == 0
    nameless = dump(store)
    paper = TEMPLATE.format(number=9, title="On examples").replace("Knut Holt", "Ada Example")
    paper = paper.replace("2001", "2005").replace("ReDIF-Article", "ReDIF-Paper")
    (tmp_path / "named.rdf").write_text(paper, encoding="utf-8")
    ingest(store, (str(tmp_path / "named.rdf"),))
    assert (asks(v.STATUS), asks(v.TARGET)) == (["confirmed"], ["smp:wpaper:2"])
    # Decided anew under the new name, and withdrawn under both.
    run("decide", REFERENCE, "confirm", ONE)
    assert asks(v.TARGET) == ["smp:wpaper:1"]
    run("decide", REFERENCE, "withdraw")
    assert asks(v.STATUS) == ["uncertain"]
    for _ in range(3):
        run("undo")
    assert dump(store) == nameless


@pytest.mark.parametrize(
    ("arguments", "code", "parts"),
    [
        (["nowhere", "confirm", ONE], 1, ["'nowhere' names no reference", "WORK#N"]),
        (["RePEc:smp:wpaper:77#1", "confirm", ONE], 1, ["no work is named 'RePEc:smp:wpaper:77'"]),
        (["RePEc:smp:wpaper:9#7", "confirm", ONE], 1, ["no reference of", "it has 2: #1 'Knut"]),
        (["RePEc:smp:wpaper:9#ref-", "reject"], 1, ["more than one reference of"]),
        (["RePEc:smp:wpaper:1#1", "reject"], 1, ["has no references in its sources"]),
        ([REFERENCE, "confirm"], 2, ["confirm needs a work"]),
        ([REFERENCE, "confirm", "RePEc:smp:wpaper:77"], 1, ["no work is named", "the nearest"]),
        ([REFERENCE, "confirm", "RePEc:smp:wpaper:9"], 2, ["is a reference of this very work"]),
        ([REFERENCE, "withdraw", ONE], 2, ["withdraw takes no work"]),
        ([REFERENCE, "withdraw"], 1, ["nothing was decided on"]),
        (["RePEc:smp:wpaper:9#2", "reject"], 1, ["no match and no candidate", "name a work"]),
    ],
)
def test_wrong_calls(
    run: Command, store: Store, arguments: list[str], code: int, parts: list[str]
) -> None:
    outcome = run("decide", *arguments)
    assert outcome.code == code
    assert_message(outcome.err, *parts)
    assert store.current == 1


def test_a_decision_on_a_reference_that_is_gone(run: Command, store: Store, asks: Asks) -> None:
    with store.snapshot() as snapshot:
        iri = reference(snapshot)
    assert run("decide", iri, "confirm", TWO).code == 0
    remove(store, "citing.txt")
    outcome = run("decide", iri, "reject", TWO)
    assert outcome.code == 1
    assert_message(outcome.err, "is not in the graph", "withdraw")
    outcome = run("decide", iri.removeprefix("https://w3id.org/citegraph/"), "withdraw")
    assert outcome.code == 0
    assert "not in the graph" in outcome.out


# The file


def test_export_and_import_merge(run: Command, store: Store, tmp_path: Path) -> None:
    run("decide", REFERENCE, "confirm", TWO)
    run("decide", "RePEc:smp:wpaper:9#2", "reject", ONE)
    decided, file = dump(store), tmp_path / "decided.csv.gz"
    assert run("decisions", "export", "-o", file).code == 0
    listed = run("decisions", "list").out
    assert listed.splitlines()[0] == "subject,verdict,object,time,words"
    run("decide", REFERENCE, "withdraw")
    later = run("decisions", "list").out
    outcome = run("decisions", "import", file)
    assert outcome.out == "0 decisions taken in, 2 known or older (no new generation)\n"
    run("undo")
    run("undo")
    run("undo")
    assert "confirm" not in run("decisions", "list").out
    assert (
        "2 decisions taken in, 0 known or older (generation" in run("decisions", "import", file).out
    )
    assert dump(store) == decided
    assert run("decisions", "list").out == listed
    (tmp_path / "later.csv").write_text(later, encoding="utf-8-sig")
    assert "1 decision taken in, 1 known" in run("decisions", "import", tmp_path / "later.csv").out
    assert run("decisions", "list").out == later


def test_import_says_what_is_wrong_and_takes_the_rest(
    run: Command, store: Store, tmp_path: Path
) -> None:
    file = tmp_path / "decided.csv"
    row = "work/repec:smp:wpaper:9#ref-{}"
    good = f'{row.format("abc")},confirm,{TWO},2025-05-03T12:00:00+02:00,"Two\nlines"'
    rows = [
        ("must be like work/...#ref-...", f"nowhere,confirm,{ONE},2025-05-03T10:00:00Z,"),
        ("or like person/...", f"work/a#author-1,confirm,{ONE},2025-05-03T10:00:00Z,"),
        ("or like person/...", f"work/a#author-1,confirm,{row.format(1)},2025-05-03T10:00:00Z,"),
        ("a person is missing", "work/a#author-1,confirm,,2025-05-03T10:00:00Z,"),
        ("another one", "work/a#author-1,reject,work/a#author-1,2025-05-03T10:00:00Z,"),
        ("must be one of confirm, reject, withdraw", f"{row.format(1)},maybe,{ONE},2025-05-03,"),
        ("a work is missing", f"{row.format(1)},reject,,2025-05-03T10:00:00Z,"),
        ("must be a handle, a DOI", f"{row.format(1)},reject,some title,2025-05-03T10:00:00Z,"),
        ("does not cite itself", f"{row.format(1)},confirm,RePEc:smp:wpaper:9,2025-05-03T10:00Z,"),
        ("it needs its zone", f"{row.format(1)},confirm,{ONE},2025-05-03T10:00:00,"),
        ("must be like 2025-05-03T10:00:00Z", f"{row.format(1)},confirm,{ONE},May,"),
        ("nobody decided then", f"{row.format(1)},confirm,{ONE},9999-12-31T23:59:59Z,"),
        ("must be like 2025-05-03T10:00:00Z", f"{row.format(1)},confirm,{ONE}"),
        ("this is no name of a thing", f"work/a b#ref-1,confirm,{ONE},2025-05-03T10:00:00Z,"),
    ]
    lines = ["reference,verdict,work,time,words", good, "", *(text for _, text in rows)]
    file.write_text("\n".join(lines), encoding="utf-8")
    outcome = run("decisions", "import", file)
    assert outcome.code == 1
    assert "1 decision taken in" in outcome.out
    assert "1 subject not in the graph" in outcome.out
    reported = outcome.err.splitlines()
    assert len(reported) == len(rows)
    for number, (line, (message, _)) in enumerate(zip(reported, rows, strict=True), start=5):
        assert line.startswith(f"{file}:{number}: ")
        assert message in line
    assert "10:00:00Z,Two lines" in run("decisions", "list").out


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "it is empty"),
        (b"reference,work\n", "line 1 is no header"),
        (b"\xff\xfe", "no UTF-8 text"),
        (b"\x1f\x8bno", "no UTF-8 text"),
    ],
)
def test_what_is_no_such_file(
    run: Command, store: Store, tmp_path: Path, data: bytes, message: str
) -> None:
    file = tmp_path / "decided.csv"
    file.write_bytes(data)
    outcome = run("decisions", "import", file)
    assert outcome.code == 1
    assert_message(outcome.err, str(file), message)
    missing = run("decisions", "import", tmp_path / "missing.csv")
    assert missing.code == 2
    assert_message(missing.err, "missing.csv cannot be read")
    assert store.current == 1


def test_broken_quotes_end_with_their_line() -> None:
    text = 'reference,verdict,work,time\n"a"b,confirm\n"never closed\n'
    found = list(read(text.encode(), Iris()))
    assert [type(item) for item in found] == [BadLine, BadLine]


def test_a_file_fits_a_store_of_another_base() -> None:
    here, there = Iris(), Iris("https://example.org/lit/")
    decision = Decision(
        f"{here.base}work/a#ref-1",
        Verdict.CONFIRM,
        f"{here.base}work/b",
        "2025-05-03T10:00:00Z",
        "",
    )
    (found,) = read(written([decision], here).encode(), there)
    assert isinstance(found, Decision)
    assert found.subject == "https://example.org/lit/work/a#ref-1"
    with pytest.raises(CitegraphError):
        list(read(b"no header\n", here))


# Laws


decisions = st.builds(
    Decision,
    st.sampled_from(["s", "t"]),
    st.sampled_from(Verdict),
    st.sampled_from(["a", "b"]),
    st.sampled_from([f"2025-05-03T10:00:0{n}Z" for n in range(4)]),
    st.sampled_from(["", "x"]),
)


@given(st.lists(decisions), st.lists(decisions), st.lists(decisions))
def test_merging_has_no_order_and_no_memory(
    one: list[Decision], two: list[Decision], three: list[Decision]
) -> None:
    all_of_it = merged([*one, *two, *three])
    assert merged([*three, *one, *two]) == all_of_it
    assert merged([*merged([*one, *two]).values(), *three]) == all_of_it
    assert merged(all_of_it.values()) == all_of_it


@given(st.lists(decisions))
def test_what_is_in_force_does_not_contradict_itself(found: list[Decision]) -> None:
    held = in_force(found)
    for subject in ("s", "t"):
        confirmed = [d.object for d in held if (d.subject, d.verdict) == (subject, "confirm")]
        rejected = {d.object for d in held if (d.subject, d.verdict) == (subject, "reject")}
        assert len(confirmed) <= 1
        assert not rejected & set(confirmed)
    assert in_force(reversed(found)) == held
    assert in_force(held) == held


text = st.text(st.characters(codec="utf-8", exclude_characters="@\0"))


@given(st.lists(st.builds(Decision._replace, decisions, words=text)))
def test_a_file_gives_back_what_was_written(found: list[Decision]) -> None:
    iris = Iris()
    named = [
        d._replace(
            subject=f"{iris.base}work/{d.subject}#ref-1",
            object=f"{iris.base}work/{d.object}",
            words=" ".join(d.words.split()),
        )
        for d in found
    ]
    assert list(read(written(named, iris).encode(), iris)) == sorted(named)
