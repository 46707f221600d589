"""Which work a reference means: evidence, vetoes, ties, and independence of order."""

from pathlib import Path

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from citegraph import citation
from citegraph import vocab as v
from citegraph.graph.quads import value_of
from citegraph.load import ingest
from citegraph.records import Kind
from citegraph.resolve import likeness
from citegraph.resolve.blocking import LARGEST_BLOCK, reference_blocks, work_blocks
from citegraph.resolve.comparison import WEIGHTS, compare, signals
from citegraph.resolve.description import Description, author, describe
from citegraph.resolve.matching import (
    Cited,
    Match,
    Status,
    Works,
    describe_citation,
    is_match,
    match,
    weigh,
)
from citegraph.store import Store

SMALL_FIRMS = describe(
    title="Innovation in Small and Large Firms",
    authors=["Acs, Zoltan", "Audretsch, David"],
    year=1988,
    volume="78",
    page="678-690",
    container="American Economic Review",
    kind=Kind.ARTICLE,
)
REFERENCE = (
    'Acs, Zoltan J & Audretsch, David B, 1988. "Innovation in Large and Small Firms," American'
    " Economic Review, American Economic Association, vol. 78(4), pages 678-690, September."
)


def known(**works: Description) -> dict[str, Description]:
    return works


def decide(
    works: dict[str, Description],
    raw: str = REFERENCE,
    keys: tuple[str, ...] = (),
    year: int | None = 1999,
    under: dict[str, list[str]] | None = None,
) -> Match:
    """The decision on one string of the work `citing`."""
    described = describe_citation(citation.parse(raw))
    blocks: dict[str, list[str]] = {}
    for iri, work in works.items():
        for key in work_blocks(work):
            blocks.setdefault(key, []).append(iri)

    def block(key: str) -> list[str] | None:
        found = blocks.get(key, [])
        return found if len(found) <= LARGEST_BLOCK else None

    cited = Cited(keys, reference_blocks(described), described, "citing", year)
    return match(cited, Works(lambda key: (under or {}).get(key, []), block, works.__getitem__))


def test_a_work_is_matched_by_what_agrees() -> None:
    found = decide(known(a=SMALL_FIRMS))
    assert (found.status, found.target, found.method) == (Status.MATCHED, "a", "metadata")
    assert found.score == found.candidates[0].comparison.score > 0.99
    agree = found.candidates[0].comparison.agree
    assert agree == ("title", "authors", "year", "volume", "page", "container")


def test_an_identifier_decides_before_metadata() -> None:
    found = decide(known(a=SMALL_FIRMS), keys=("handle:h",), under={"handle:h": ["b"]})
    assert found == Match(Status.MATCHED, 1.0, "handle", "b")


def test_an_identifier_of_several_works_is_uncertain_unless_the_kind_tells() -> None:
    works = known(a=describe(title="x", kind=Kind.PAPER), b=describe(title="x", kind=Kind.PAPER))
    shared = {"isbn:1": ["b", "a"]}
    found = decide(works, keys=("isbn:1",), under=shared)
    assert (found.status, found.same, found.target) == (Status.UNCERTAIN, ("a", "b"), None)
    works["a"] = describe(title="x", kind=Kind.ARTICLE)
    assert decide(works, keys=("isbn:1",), under=shared).target == "a"


def test_two_works_that_fit_equally_well_are_both_offered() -> None:
    found = decide(known(b=SMALL_FIRMS, a=SMALL_FIRMS))
    assert (found.status, found.target) == (Status.UNCERTAIN, None)
    assert [candidate.work for candidate in found.candidates] == ["a", "b"]


def test_another_version_is_offered_and_not_taken() -> None:
    paper = describe(
        title="Innovation in Large and Small Firms",
        authors=["Zoltan Acs", "David Audretsch"],
        year=1988,
        container="Discussion Papers",
        number="12",
        kind=Kind.PAPER,
    )
    alone = decide(known(paper=paper))
    assert alone.status is Status.UNCERTAIN
    assert alone.candidates[0].comparison.veto == "one is an article, the other a working paper"
    both = decide(known(paper=paper, article=SMALL_FIRMS))
    assert both.target == "article"
    assert [candidate.work for candidate in both.candidates] == ["article", "paper"]


def test_metadata_never_leads_to_a_much_younger_work_but_an_identifier_may() -> None:
    assert decide(known(a=SMALL_FIRMS), year=1987).status is Status.MATCHED
    assert decide(known(a=SMALL_FIRMS), year=1986).status is Status.UNMATCHED
    by_handle = decide(known(a=SMALL_FIRMS), keys=("handle:h",), under={"handle:h": ["a"]}, year=1)
    assert by_handle.status is Status.MATCHED


def test_a_work_does_not_cite_itself() -> None:
    assert decide(known(citing=SMALL_FIRMS)).status is Status.UNMATCHED


def test_nothing_matches_where_every_block_is_too_large() -> None:
    many = {f"w{n}": SMALL_FIRMS for n in range(LARGEST_BLOCK + 1)}
    assert decide(many).status is Status.UNMATCHED


@pytest.mark.parametrize(
    ("change", "veto"),
    [
        ({"title": "Innovation in Small and Large Firms, Part II", "page": "9"}, "numbers in"),
        ({"title": "Book Review: Innovation in Small and Large Firms"}, "review"),
        ({"year": 1992, "volume": "3", "page": "1"}, "years differ"),
        ({"identifiers": ["doi:10.1/b"]}, "dois differ"),
    ],
)
def test_vetoes(change: dict[str, object], veto: str) -> None:
    fields = {
        "title": "Innovation in Small and Large Firms",
        "authors": ["Acs, Zoltan", "Audretsch, David"],
        "year": 1988,
        "volume": "78",
        "page": "678-690",
        "container": "American Economic Review",
        "identifiers": ["doi:10.1/a"],
    }
    whole = describe(**fields)  # type: ignore[arg-type]
    other = describe(**fields | change)  # type: ignore[arg-type]
    assert is_match(compare(whole, whole))
    found = compare(whole, other)
    assert veto in (found.veto or "")
    assert not is_match(found)


def test_names_that_differ_forbid_a_match_unless_the_place_is_the_same() -> None:
    fields = {"title": "Innovation in Small and Large Firms", "year": 1988, "volume": "78"}
    ours = describe(**fields, page="678", container="Review", authors=["Acs, Zoltan"])  # type: ignore[arg-type]
    theirs = describe(**fields, page="678", container="Review", authors=["OECD"])  # type: ignore[arg-type]
    assert is_match(compare(ours, theirs))
    elsewhere = describe(**fields, container="Review", authors=["OECD"])  # type: ignore[arg-type]
    assert not is_match(compare(ours, elsewhere))


def test_a_common_title_needs_volume_and_page() -> None:
    editorial = describe(title="Editorial", authors=["Lee, A."], year=1990, volume="3", page="1")
    same = compare(editorial, editorial)
    assert same.veto is None
    bare = describe(title="Editorial", authors=["Lee, A."], year=1990)
    assert compare(editorial, bare).veto == "many works have this title"


def test_years_that_differ_are_a_veto_where_names_are_given_in_full() -> None:
    fields = {"title": "Priority Assignment in Real-Time Active Databases", "container": "VLDB"}
    full = [
        describe(**fields, authors=["Stankovic, John"], year=year)  # type: ignore[arg-type]
        for year in (1994, 1996)
    ]
    cut = [
        describe(**fields, authors=["J Stankovic"], year=year)  # type: ignore[arg-type]
        for year in (1994, 1996)
    ]
    veto = "the years differ, and nothing else tells"
    assert compare(*full).veto == weigh(*cut).veto == veto
    assert compare(*cut).veto is None
    assert compare(*cut).evidence < compare(cut[0], cut[0]).evidence


def test_two_editorials_of_an_editor_may_be_one_record_but_no_reference_means_them() -> None:
    editorial = describe(title="Editorial", authors=["Lee, Ann"], year=1990, container="Review")
    assert compare(editorial, editorial).veto is None
    assert weigh(editorial, editorial).veto == "many works have this title"


def test_without_names_a_long_title_and_the_year_make_one_record_but_no_match() -> None:
    title = "Report of the Workshop on Workflow and Process Automation"
    unnamed = describe(title=title, year=1996)
    assert compare(unnamed, unnamed).veto is None
    assert weigh(unnamed, unnamed).veto == "neither names an author"
    other_year = describe(title=title, year=1997)
    assert compare(unnamed, other_year).veto == "neither names an author"


def test_a_title_and_a_year_are_no_match_where_something_differs() -> None:
    title = "Adenosine versus verapamil in the treatment of supraventricular tachycardia"
    unnamed = describe(title=title, year=1993, page="117")
    assert is_match(weigh(unnamed, describe(title=title, year=1993, authors=["Lee, A."])))
    assert not is_match(
        weigh(unnamed, describe(title=title, year=1993, authors=["Lee, A."], page="231"))
    )


@pytest.mark.parametrize(
    ("one", "other", "agree"),
    [
        (["Li, Z.", "Ross, K."], ["L. Zhe", "R. Kenneth"], True),
        (["Dogac, A."], ["A. Dodac…"], True),
        (["Garcia-Molina, H."], ["H. Molina"], True),
        (["Matthes, F.", "Schmidt, J."], ["Hamburg, U.", "Stral, V."], False),
    ],
)
def test_names_are_compared_as_they_come(one: list[str], other: list[str], agree: bool) -> None:
    found = likeness.names(describe(authors=one), describe(authors=other))
    assert found.agree is agree


def test_what_stands_for_nothing_is_nothing() -> None:
    assert author("N/A") is None
    assert describe(volume="n/a", authors=["NA", "…"]) == Description()


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("ACM Trans. Database Syst.", "ACM Transactions on Database Systems (TODS)", True),
        ("Am. J. Gastroenterol.", "The American Journal of Gastroenterology", True),
        ("Econ. J.", "Economic Journal of Health", False),
    ],
)
def test_journals_are_abbreviated(one: str, other: str, same: bool) -> None:
    found = compare(describe(container=one), describe(container=other))
    assert ("container" in found.agree) is same


SHARES = st.floats(0, 1)


@given(SHARES, SHARES, SHARES, SHARES, SHARES)
def test_what_is_more_alike_never_counts_for_less(
    whole: float, part: float, start: float, name: float, more: float
) -> None:
    """Where the titles are alike at all: elsewhere names say next to nothing."""
    whole = 0.7 + 0.3 * whole
    one = describe(title="Innovation in Small and Large Firms", authors=["Lee, A."], year=1990)

    def evidence(whole: float, part: float, start: float, name: float) -> float:
        titles = likeness.Titles(whole, max(whole, part), start)
        said = signals(one, one, titles, likeness.Names(name, agree=True))
        return sum(a * b for a, b in zip(said, WEIGHTS, strict=True))

    least = evidence(whole, part, start, name)
    for raised in (
        (max(whole, more), part, start, name),
        (whole, max(part, more), start, name),
        (whole, part, max(start, more), name),
        (whole, part, start, max(name, more)),
    ):
        assert evidence(*raised) >= least - 1e-9


TITLES = st.sampled_from(
    ["Innovation and Growth", "Innovation and growth: a survey", "Trade in Ideas", "Introduction"]
)
DESCRIPTIONS = st.builds(
    lambda title, authors, year, volume, page, kind: describe(
        title=title, authors=authors, year=year, volume=volume, page=page, kind=kind
    ),
    TITLES,
    st.lists(st.sampled_from(["Lee, Ann", "A. Lee", "Lundvall, B.", "Bo Dalum"]), max_size=3),
    st.sampled_from([None, 1990, 1991, 1995]),
    st.sampled_from([None, "3", "4"]),
    st.sampled_from([None, "1-9", "10"]),
    st.sampled_from([None, *Kind]),
)


@given(DESCRIPTIONS, DESCRIPTIONS)
def test_a_comparison_is_the_same_both_ways(one: Description, other: Description) -> None:
    there, back = compare(one, other), compare(other, one)
    assert there == back
    assert 0 <= there.score <= 1


@given(st.lists(DESCRIPTIONS, max_size=6), st.randoms())
def test_the_order_of_works_is_no_matter(described: list[Description], random: object) -> None:
    works = {f"w{n}": one for n, one in enumerate(described)}
    raw = 'Ann Lee & Bo Dalum, 1990. "Innovation and Growth," Some Journal, vol. 3(1), pages 1-9.'
    there = decide(works, raw)
    names = list(works)
    random.shuffle(names)  # type: ignore[attr-defined]
    assert decide({name: works[name] for name in names}, raw) == there


def test_a_reference_never_means_a_work_of_another_handle(tmp_path: Path) -> None:
    """Its own is not there: what has the same title is another version of it."""
    paper = "Template-Type: ReDIF-Article 1.0\nAuthor-Name: Ada Example\nTitle: On examples of clusters and of regional learning\n"
    (tmp_path / "cited.rdf").write_text(f"{paper}Year: 2001\nHandle: RePEc:oth:journl:7\n")
    words = 'Ada Example, 2001. "On examples of clusters and of regional learning," Journal, vol. 3(1), pages 1-9. {handle}'
    page = (
        "IDEAS home Printed from https://ideas.repec.org/p/smp/wpaper/9.html\n\nCiting\n\n"
        'Suggested Citation\n\n• Bo Berg, 2005. "Citing," Papers 9, Institute.\n'
        "• Handle: RePEc:smp:wpaper:9\n\nReferences listed on IDEAS\n\n1. "
    )
    for handle, status in (("", v.MATCHED), ("RePEc:smp:journl:1", v.UNCERTAIN)):
        (tmp_path / "citing.txt").write_text(page + words.format(handle=handle), encoding="utf-8")
        store = Store(tmp_path / f"store{len(handle)}")
        ingest(store, (str(tmp_path / "cited.rdf"), str(tmp_path / "citing.txt")))
        with store.snapshot() as snapshot:
            assert {
                value_of(q.object)
                for q in snapshot.graph.quads_for_pattern(None, ox.NamedNode(v.STATUS), None, None)
            } == {status}
