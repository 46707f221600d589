"""Each saved query's answer on the samples, checked by hand, and its reason for an empty one.

An expected answer is `answers/QUERY[.CASE].csv`. `pytest --update` writes them anew; check each
difference against the sources in `samples/` before committing it.
"""

import csv
import json
import re
from collections.abc import Iterator
from io import StringIO
from pathlib import Path

import pytest

from citegraph import saved
from citegraph.ask import Question
from citegraph.load import ingest
from citegraph.load.by_hand import Update, update
from citegraph.store import Store
from tests.conftest import ROOT, SAMPLES, Command, copy_of

ANSWERS = Path(__file__).parent / "answers"
ASHEIM = "RePEc:stp:stepre:1995r03"
LEARNING_REGIONS = "RePEc:kap:jtecht:v:27:y:2002:i:1:p:77-86"
COENEN = "10.1016/j.respol.2005.03.013"
LEARNING = "The Learning Economy"
LEARNING_DISTRICTS = "RePEc:taf:eurpls:v:4:y:1996:i:4:p:379-400"

CALLS: dict[str, list[str]] = {
    "bradford": [],
    "bradford.text": ["--text", "innovation"],
    "keyword-co-occurrence": ["--keyword", "Norway"],
    "most-cited-authors": [],
    "most-cited-authors.list": ["--list", "my bibliography"],
    "most-cited-authors.cluster": ["--venue", "STEP Report series", "--level", "cluster"],
    "most-cited-authors.uncertain": ["--uncertain", "yes"],
    "network-edges": ["--kind", "co-citation"],
    "network-edges.citation": ["--kind", "citation", "--venue", "STEP Report series"],
    "network-edges.list": ["--kind", "citation", "--list", "my bibliography"],
    "network-edges.coupling": ["--kind", "coupling", "--level", "cluster"],
    "network-edges.authors": ["--kind", "co-author"],
    "network-edges.keywords": ["--kind", "keyword", "--venue", "STEP Report series"],
    "network-edges.institution": ["--kind", "co-author", "--organization", "RePEc:edi:steppno"],
    "network-edges.keyword": ["--kind", "keyword", "--keyword", "norway"],
    "network-of-person": ["--person", "Asheim, Bjorn T"],
    "network-of-work": ["--work", ASHEIM],
    "network-of-work.coupling": ["--work", ASHEIM, "--kind", "coupling"],
    "network-of-work.further": ["--work", LEARNING, "--kind", "co-citation", "--steps", "2"],
    "publication-lag": [],
    "recent-works": ["--venue", "STEP Report series"],
    "recent-works.year": ["--year", "1994", "--days", "1"],
    "why": ["--work", "10.1504/IJEIM.2007.012889", "--field", "year"],
    "author-metrics": ["--person", "Asheim, Bjorn T"],
    "author-metrics.cluster": ["--person", "Isaksen, Arne", "--level", "cluster"],
    "author-timeline": ["--person", "Asheim, Bjorn T"],
    "author-metrics.uncertain": ["--person", "David B Audretsch", "--uncertain", "yes"],
    "citation-timeline": ["--work", LEARNING],
    "citation-timeline.cluster": ["--work", LEARNING_DISTRICTS, "--level", "cluster"],
    "citation-timeline.uncertain": ["--work", "RePEc:cpr:ceprdp:953", "--uncertain", "yes"],
    "coauthors": ["--person", "Isaksen, Arne"],
    "coauthors.cluster": ["--person", "Isaksen, Arne", "--level", "cluster"],
    "growing-terms": ["--window", "6"],
    "impact-factors": ["--venue", "STEP Report series", "--year", "2002"],
    "institution-output": ["--organization", "RePEc:edi:steppno"],
    "institution-output.cluster": ["--organization", "RePEc:edi:steppno", "--level", "cluster"],
    "jel-over-time": ["--level", "2", "--jel", "O"],
    "missing-seminal": [],
    "missing-seminal.list": ["--list", "my bibliography", "--min", "1"],
    "missing-seminal.cluster": ["--level", "cluster", "--uncertain", "yes"],
    "missing-seminal.venue": ["--venue", "STEP Report series", "--min", "1"],
    "related-works": ["--work", LEARNING],
    "related-works.cluster": ["--work", LEARNING_DISTRICTS, "--level", "cluster"],
    "related-works.coupling": ["--work", ASHEIM, "--by", "coupling"],
    "topic-authors": ["--jel", "R"],
    "topic-venues": ["--keyword", "Innovation Systems"],
    "venue-cites-venue": ["--venue", "STEP Report series"],
    "venue-cites-venue.surest": ["--venue", "STEP Report series", "--minscore", "0.9999"],
    "venue-cites-venue.cited": ["--venue", "STEP Report series", "--direction", "cited-by"],
    "venue-profile": ["--venue", "STEP Report series"],
    "venue-profile.cluster": ["--venue", "STEP Report series", "--level", "cluster"],
    "works-by-jel": ["--jel", "R"],
    "works-by-jel.cluster": ["--jel", "R", "--level", "cluster"],
    "anachronisms": [],
    "anachronisms.tolerant": ["--tolerance", "20"],
    "citation-path": ["--from", COENEN, "--to", "RePEc:stp:stepre:1999r02"],
    "citation-path.cluster": ["--from", COENEN, "--to", ASHEIM, "--level", "cluster"],
    "citation-path.direct": ["--from", ASHEIM, "--to", LEARNING],
    "cited-by": ["--work", LEARNING],
    "cited-by.cluster": ["--work", LEARNING_DISTRICTS, "--level", "cluster"],
    "cited-by.uncertain": ["--work", "RePEc:cpr:ceprdp:953", "--uncertain", "yes"],
    "cited-by.surest": ["--work", LEARNING, "--minscore", "0.99995"],
    "contradictions": [],
    "contradictions.field": ["--field", "number"],
    "coverage": [],
    "coverage.list": ["--list", "my bibliography"],
    "coverage.venue": ["--venue", "STEP Report series"],
    "most-cited": [],
    "most-cited.list": ["--list", "my bibliography"],
    "most-cited.cluster": ["--level", "cluster"],
    "most-cited.jel": ["--jel", "O"],
    "most-cited.uncertain": ["--venue", "CEPR Discussion Papers", "--uncertain", "yes"],
    "most-cited.years": ["--from", "1990", "--to", "1994"],
    "most-cited.venue": ["--venue", "0048-7333"],
    "names-without-person": [],
    "open-full-text": ["--access", "open"],
    "open-full-text.restricted": ["--access", "restricted"],
    "open-full-text.jel": ["--jel", "R11"],
    "possible-versions": [],
    "references-of": ["--work", ASHEIM],
    "references-of.surest": ["--work", ASHEIM, "--minscore", "0.9999"],
    "references-of.uncertain": ["--work", LEARNING_REGIONS, "--status", "uncertain"],
    "reference-match-report": [],
    "reference-match-report.work": ["--work", ASHEIM],
    "same-name-check": ["--name", "Arne Isaksen"],
    "same-name-check.identified": ["--name", "pkr10"],
    "self-citations": [],
    "self-citations.cluster": ["--level", "cluster"],
    "self-citations.person": ["--person", "Isaksen, Arne"],
    "uncertain-queue": [],
    "unmatched-most-wanted": ["--limit", "3"],
    "versions-of": ["--work", "RePEc:stp:stepre:1996r13"],
    "versions-of.absent": ["--work", "Increasing Returns and Economic Geography"],
    "versions-of.computed": ["--work", ASHEIM],
    "work-card": ["--work", "10.1504/IJEIM.2007.012889"],
    "works-by-text": ["--text", "Learning"],
    "works-by-text.kind": ["--text", "Learning", "--kind", "article", "--to", "2000"],
    "works-in-venue": ["--venue", "RePEc:stp:stepre"],
    "works-in-venue.issn": ["--venue", "0048-7333", "--from", "2000"],
    "works-in-list": ["--list", "my bibliography"],
    "works-of-person": ["--person", "Isaksen, Arne"],
    "works-of-person.identified": ["--person", "pkr10"],
}
EMPTY: dict[str, tuple[list[str], str]] = {
    "bradford": (["--jel", "Z"], "nothing fits --jel 'Z'"),
    "keyword-co-occurrence": (["--keyword", "zebra"], "nothing fits --keyword 'zebra'; without"),
    "most-cited-authors": (["--jel", "Z"], "nothing fits --jel 'Z'"),
    "network-edges": (["--kind", "keyword", "--min", "99"], "nothing fits --min '99'; without"),
    "network-of-person": (
        ["--person", "Russo, Margherita"],
        "no co-author of Russo, Margherita is",
    ),
    "network-of-work": (
        ["--work", "RePEc:boc:bocode:s448402"],
        "by citation: 6 of 17 works have a",
    ),
    "publication-lag": (["--series", "CEPR Discussion Papers"], "nothing fits --series"),
    "recent-works": (["--year", "1850"], "nothing fits --year '1850'"),
    "why": (["--work", LEARNING, "--field", "colour"], "nothing fits --field 'colour'"),
    "author-metrics": (["--person", "Jackie Krafft"], "fits person 'jackie krafft'"),
    "author-timeline": (["--person", "Jackie Krafft"], "fits person 'Jackie Krafft'"),
    "citation-timeline": (["--work", "RePEc:stp:stepre:1996r13"], "no matched reference leads to"),
    "coauthors": (["--person", "pkr10"], "fits person 'pkr10'"),
    "growing-terms": (["--to", "1850"], "nothing fits --to '1850'"),
    "impact-factors": (["--venue", "RePEc:stp:workin", "--year", "2000"], "fits venue 'RePEc"),
    "institution-output": (
        ["--organization", "RePEc:edi:steppno", "--from", "2020"],
        "nothing fits --from '2020'; without, the answer has 1 rows",
    ),
    "jel-over-time": (["--jel", "Z"], "nothing fits --jel 'Z'; without, the answer"),
    "missing-seminal": (["--min", "99"], "nothing fits --min '99'; without"),
    "related-works": (["--work", "RePEc:boc:bocode:s448402"], "no matched reference leads to"),
    "topic-authors": (["--jel", "Z"], "nothing fits --jel 'Z'"),
    "topic-venues": (["--keyword", "zebra"], "nothing fits --keyword 'zebra'"),
    "venue-cites-venue": (
        ["--venue", "European Planning Studies"],
        "no matched reference fits",
    ),
    "venue-profile": (["--venue", "RePEc:stp:workin"], "fits venue 'RePEc:stp:workin'"),
    "works-by-jel": (["--jel", "Z"], "fits jel 'Z'"),
    "anachronisms": (["--tolerance", "99"], "nothing fits --tolerance '99'; without, the answer"),
    "citation-path": (["--from", LEARNING, "--to", ASHEIM], "leads back: exchange --from and"),
    "cited-by": (["--work", "RePEc:stp:stepre:1996r13"], "no matched reference leads to this"),
    "contradictions": (["--field", "doi"], "nothing fits --field 'doi'; without"),
    "coverage": ([], "the store holds no works yet"),
    "most-cited": (["--from", "2020"], "nothing fits --from '2020'; without"),
    "names-without-person": (["--works", "9"], "nothing fits --works '9'; without"),
    "open-full-text": (["--text", "no such words"], "nothing fits --text"),
    "possible-versions": (["--status", "possible"], "nothing fits --status 'possible'; without"),
    "references-of": (["--work", LEARNING], "no source gives this work's references"),
    "reference-match-report": (["--work", LEARNING], "nothing fits --work"),
    "same-name-check": ([], "the store holds no works yet"),
    "self-citations": (["--work", LEARNING], "nothing fits --work"),
    "uncertain-queue": (["--maxscore", "0.1"], "nothing fits --maxscore"),
    "unmatched-most-wanted": (["--venue", "European Planning Studies"], "nothing fits --venue"),
    "versions-of": (["--work", LEARNING], "no source states another version of this work, and no "),
    "work-card": ([], "the store holds no works yet"),
    "works-by-text": (["--text", "zebra"], "fits text 'zebra'"),
    "works-in-list": (["--list", "my bibliography", "--offset", "9"], "no more than 9 rows"),
    "works-in-venue": (["--venue", "STEP Report series", "--from", "2020"], "answer has 3 rows"),
    "works-of-person": ([], "the store holds no works yet"),
}


def portable(answer: str) -> str:
    """An answer without what differs from one machine, and one run, to another."""
    said = answer.replace(f"{ROOT}/", "")
    return re.sub(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+00:00", "2026-01-01T00:00:00+00:00", said)


@pytest.mark.parametrize("case", CALLS)
def test_answers(
    case: str, run: Command, listed_store: Store, request: pytest.FixtureRequest
) -> None:
    name = case.partition(".")[0]
    found = run("-s", listed_store.path, "query", name, *CALLS[case], "-f", "csv")
    assert found.code == 0, found.err
    expected = ANSWERS / f"{case}.csv"
    if request.config.getoption("--update"):
        expected.write_bytes(portable(found.out).encode())
    assert portable(found.out) == expected.read_bytes().decode()


def test_each_query_has_an_answer_and_an_empty_case() -> None:
    names = set(saved.library())
    assert {case.partition(".")[0] for case in CALLS} == names
    assert set(EMPTY) == names
    assert {path.stem for path in ANSWERS.glob("*.csv")} == set(CALLS)


@pytest.mark.parametrize("name", [name for name, (given, _) in EMPTY.items() if given])
def test_an_empty_answer_says_why(name: str, run: Command, listed_store: Store) -> None:
    given, reason = EMPTY[name]
    found = run("-s", listed_store.path, "query", name, *given, "-f", "csv")
    assert found.code == 0, found.err
    assert len(list(csv.reader(StringIO(found.out)))) == 1
    assert reason in found.err


@pytest.mark.parametrize(
    "name",
    [n for n in saved.library() if not any(p.required for p in saved.get(n).parameters)],
)
def test_an_empty_store_is_named_as_the_reason(name: str, run: Command, tmp_path: Path) -> None:
    Store(tmp_path / "store").create()
    found = run("query", name)
    assert (found.code, found.out) == (0, "")
    assert "the store holds no works yet" in found.err


# Works that cite all works of a store, and are cited by them, and of which nothing else is known;
# then things that have all that these lack.
BARE = """
INSERT {
  ?bare a cg:Work ; cg:hasReference ?to ; cg:hasAuthorship ?by ; cg:inVenue ?venue ;
    cg:referenceListCoverage "partial" .
  ?venue a cg:Venue .
  ?by a cg:Authorship ; cg:role "author" .
  ?to a cg:Reference ; cg:target ?work ; cg:score 0.9 ; cg:status cg:matched .
  ?work cg:hasReference ?from .
  ?from a cg:Reference ; cg:target ?bare ; cg:score 0.9 ; cg:status cg:matched .
  ?bare cito:cites ?work . ?work cito:cites ?bare .
} WHERE {
  ?work a cg:Work
  BIND(STRAFTER(STR(?work), "/work/") AS ?name)
  BIND(IRI(CONCAT("https://w3id.org/citegraph/work/bare:", ?name)) AS ?bare)
  BIND(IRI(CONCAT(STR(?bare), "#ref-1")) AS ?to)
  BIND(IRI(CONCAT(STR(?bare), "#author-1")) AS ?by)
  BIND(IRI(CONCAT(STR(?work), "#ref-bare")) AS ?from)
  BIND(IRI(CONCAT("https://w3id.org/citegraph/venue/bare:", ?name)) AS ?venue)
}"""
NAMED = """
INSERT DATA {
  <urn:x:thing> dcterms:title "Elsewhere" ; cg:shortTitle "Else" ; cg:handle "RePEc:x:y:z" ;
    foaf:name "Else, Who" ; cg:nameAsWritten "Else, Who" ; cg:authorList "Else, Who" ;
    cg:year "1999"^^xsd:gYear ; prism:publicationName "Nowhere" ; skos:notation "O31" .
}"""


@pytest.fixture(scope="module")
def bare(listed_store: Store, tmp_path_factory: pytest.TempPathFactory) -> list[Store]:
    """A store with works of which little is known, and the same with things that have names."""
    folder = tmp_path_factory.mktemp("bare")
    stores = [copy_of(listed_store, folder / "without")]
    update(stores[0], Update(BARE), lambda: None)
    stores.append(copy_of(stores[0], folder / "with"))
    update(stores[1], Update(NAMED), lambda: None)
    return stores


@pytest.mark.parametrize("case", CALLS)
def test_what_has_no_name_gets_none_from_elsewhere(case: str, bare: list[Store]) -> None:
    """A value that is not there must not be joined to whatever has one."""
    query = saved.get(case.partition(".")[0])
    given = {o.removeprefix("--"): value for o, value in batched(CALLS[case]) if o != "--limit"}
    answers = []
    for store in bare:
        with store.snapshot() as snapshot:
            answers.append(sorted(map(str, Question(query, given, 1000).answer(snapshot))))
    assert answers[0] == answers[1]
    assert len(set(answers[0])) == len(answers[0])


def batched(words: list[str]) -> Iterator[tuple[str, str]]:
    return zip(words[::2], words[1::2], strict=True)


@pytest.mark.parametrize("format_name", ["table", "csv", "tsv", "json", "md"])
def test_formats(format_name: str, run: Command, sample_store: Store) -> None:
    call = ["-s", sample_store.path, "query", "cited-by", "--work", LEARNING, "-f", format_name]
    out = run(*call).out
    assert out.lower().count("false") == 3
    if format_name == "json":
        bindings = json.loads(out)["results"]["bindings"]
        assert len(bindings) == 3
    if format_name == "md":
        assert out.splitlines()[1] == "|" + " --- |" * 8


def test_limit_and_offset(run: Command, sample_store: Store) -> None:
    def rows(*window: str) -> list[str]:
        call = ["-s", sample_store.path, "query", "most-cited", "-f", "csv", *window]
        return run(*call).out.splitlines()[1:]

    everything = rows()
    assert rows("--limit", "2", "--offset", "1") == everything[1:3]
    assert rows("--limit", "0") == []
    past = run("-s", sample_store.path, "query", "most-cited", "--offset", "99")
    assert "no more than 99 rows" in past.err


def test_a_work_is_found_by_each_of_its_names(run: Command, sample_store: Store) -> None:
    def references(name: str) -> str:
        return run(
            "-s", sample_store.path, "query", "references-of", "--work", name, "-f", "csv"
        ).out

    expected = references(LEARNING_REGIONS)
    assert len(expected.splitlines()) == 8
    for name in (
        "repec:KAP:jtecht:v:27:Y:2002:i:1:p:77-86",
        "Regional Innovation Systems: The Integration of Local 'Sticky'",
        "regional INNOVATION systems",
        "https://w3id.org/citegraph/work/repec:kap:jtecht:v:27:y:2002:i:1:p:77-86",
        "work/repec:kap:jtecht:v:27:y:2002:i:1:p:77-86",
        "https://ideas.repec.org/a/kap/jtecht/v27y2002i1p77-86.html",
    ):
        assert references(name) == expected


UNDATED = """Template-Type: ReDIF-Paper 1.0
Author-Name: Ann Example
Title: An undated classic
Handle: RePEc:smp:wpaper:old

Template-Type: ReDIF-Paper 1.0
Author-Name: Ann Example
Title: Another classic without a year
Handle: RePEc:smp:wpaper:older
"""


@pytest.mark.parametrize(
    "call",
    [
        ["works-by-text", "--text", "classic"],
        ["works-in-venue", "--venue", "RePEc:smp:wpaper"],
    ],
)
def test_works_without_a_year_are_left_out_only_where_a_year_is_asked_for(
    call: list[str], run: Command, tmp_path: Path
) -> None:
    (tmp_path / "old.rdf").write_text(UNDATED)
    run("ingest", tmp_path / "old.rdf")
    assert len(run("query", *call, "-f", "csv").out.splitlines()) == 3
    for window in (["--from", "1900"], ["--to", "2100"]):
        assert len(run("query", *call, *window, "-f", "csv").out.splitlines()) == 1


def test_an_undated_work_is_among_the_most_cited(run: Command, tmp_path: Path) -> None:
    (tmp_path / "old.rdf").write_text(UNDATED)
    raw = 'Ann Example, "undated". "An undated classic," Papers old, Somewhere.'
    linked = f'<li><a href="/p/smp/wpaper/old.html">{raw}</a></li>'
    html = (SAMPLES / "pages" / "krugman-1991-increasing-returns.html").read_text(encoding="utf-8")
    assert "<ol" in html
    start = html.index(">", html.index("<ol")) + 1
    (tmp_path / "citing.html").write_text(html[:start] + linked + html[start:], encoding="utf-8")
    run("ingest", tmp_path)
    rows = run("query", "most-cited", "-f", "csv").out.splitlines()
    assert [row.split(",")[1] for row in rows[1:]] == ["RePEc:smp:wpaper:old"]


def test_a_person_written_in_several_ways_is_hinted_at(run: Command, sample_store: Store) -> None:
    one = run("-s", sample_store.path, "query", "works-of-person", "--person", "Bjørn Asheim")
    assert "Other spellings, perhaps of the same person: Asheim, Bjorn T" in one.err
    both = run("-s", sample_store.path, "query", "works-of-person", "--person", "Asheim")
    assert (both.code, "names several authors" in both.err) == (1, True)


def test_several_meanings_are_listed(run: Command, sample_store: Store) -> None:
    found = run("-s", sample_store.path, "query", "references-of", "--work", "In")
    assert found.code == 1
    assert "works: " in found.err
    assert "give a handle or DOI" in found.err


def test_the_search_command_is_the_query(run: Command, sample_store: Store) -> None:
    one = run("-s", sample_store.path, "search", "Learning", "-f", "csv").out
    assert one == (ANSWERS / "works-by-text.csv").read_bytes().decode()


def test_queries_read_the_store_as_it_is(run: Command, tmp_path: Path) -> None:
    store = Store(tmp_path / "store")
    ingest(store, (str(SAMPLES / "pages"),))
    before = run("query", "most-cited", "-f", "csv").out
    ingest(store, (str(ROOT / "samples" / "redif"),))
    assert run("query", "most-cited", "-f", "csv").out != before
