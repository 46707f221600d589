"""Versions that nobody stated: which pairs are taken for versions, and what follows from it."""

import re
from collections.abc import Callable, Iterator
from functools import partial
from itertools import combinations
from pathlib import Path
from tempfile import TemporaryDirectory

import pyoxigraph as ox
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from citegraph import vocab as v
from citegraph.ingest.files import find
from citegraph.load import ingest, rebuild, remove, version_links
from citegraph.load.version_links import LINKS
from citegraph.records import Kind
from citegraph.resolve.description import describe
from citegraph.resolve.versions import Edition, likeness
from citegraph.store import Store
from tests.conftest import REAL_DATA, Command, dump

ARCHIVES = REAL_DATA / "redif"
PAIRS = REAL_DATA / "relatedworks_links.parquet"
_HANDLE = re.compile(r"(?im)^handle\s*:\s*(\S+)")
TITLE = "The price of waiting in line: evidence from queues"


def edition(
    title: str = TITLE,
    authors: str = "Ann Example & Berg, Bo",
    year: int | None = 2001,
    kind: Kind = Kind.PAPER,
    venue: str = "venue/repec:smp:queues",
    place: tuple[str, str] | None = None,
) -> Edition:
    written = tuple(authors.split(" & "))
    volume, page = place or (None, None)
    described = describe(
        title=title, authors=written, year=year, kind=kind, volume=volume, page=page
    )
    return Edition(described, venue, written)


PAPER = edition()
article = partial(edition, kind=Kind.ARTICLE, venue="venue/repec:smp:journl")


@pytest.mark.parametrize(
    "other",
    [
        article(year=2004),
        edition(venue="venue/repec:oth:series"),
        edition(authors="B. Berg & Example, A."),
        article(title="Price of Waiting in Line - Evidence from Queues"),
        article(title="The price of waiting in line", year=2003),
        article(authors="Ann Example & Bo Berg & Cy Clark", year=2005),
        article(year=None),
    ],
)
def test_pairs_that_are_versions(other: Edition) -> None:
    found = likeness(PAPER, other)
    assert found is not None
    assert found.is_sure
    assert found == likeness(other, PAPER)


@pytest.mark.parametrize(
    "one, other, why",
    [
        # One author, one series: a report that comes again, or a revision.
        (edition(authors="Ann Example"), edition(authors="Ann Example", year=2002), None),
        (
            edition(title="On waiting", authors="Ann Example"),
            article(title="On waiting", authors="Ann Example"),
            None,
        ),
        (PAPER, article(authors="Ann Example & Cy Clark"), None),
        (PAPER, edition(year=2010, authors="Example, A. & Berg, B."), None),
        (
            PAPER,
            article(title="The price of waiting in line: evidence from queues in banks"),
            "the titles are alike and not the same",
        ),
        (
            edition(title="Annual report on the state of queues"),
            edition(title="Annual report on the state of queues", year=2002),
            "such a title comes again",
        ),
        (article(), edition(kind=Kind.CHAPTER, venue=""), "both are published"),
    ],
)
def test_pairs_that_may_be_versions(one: Edition, other: Edition, why: str | None) -> None:
    found = likeness(one, other)
    assert found is not None
    assert not found.is_sure
    assert found.veto == why
    assert found == likeness(other, one)


@pytest.mark.parametrize(
    "one, other",
    [
        (PAPER, article(authors="Cy Clark & Di Dunn")),
        (PAPER, article(authors="Ben Example & Carl Berg")),
        (PAPER, article(title=f"{TITLE}: Comment")),
        (PAPER, article(title=f"Review of {TITLE}")),
        (PAPER, article(title=f"{TITLE}, part II")),
        (PAPER, article(title=f"{TITLE} 2")),
        (PAPER, edition(kind=Kind.SOFTWARE)),
        (PAPER, article(year=2020, authors="Ann Example")),
        (edition(authors="World Bank"), article(authors="World Bank")),
        (edition(title="Introduction"), article(title="Introduction")),
        (edition(title="Untitled draft of June"), edition(title="Untitled draft of June")),
        (
            edition(title="State of the queues 2001", authors="Ann Example"),
            edition(title="State of the queues 2002", authors="Ann Example", year=2002),
        ),
    ],
)
def test_pairs_that_are_no_versions(one: Edition, other: Edition) -> None:
    assert likeness(one, other) is None
    assert likeness(other, one) is None


def test_one_place_is_one_article_under_two_names() -> None:
    one = article(place=("7", "1-20"))
    other = one._replace(venue="venue/repec:old:journl")
    found = likeness(one, other)
    assert found is not None
    assert found.is_sure
    assert {"volume", "page"} <= set(found.agree)


def template(number: int, *lines: str, kind: str = "Paper", series: str = "wpaper") -> str:
    return "\n".join(
        (
            f"Template-Type: ReDIF-{kind} 1.0",
            "Author-Name: Ann Example",
            "Author-Name: Bo Berg",
            f"Title: {TITLE}",
            *lines,
            f"Handle: RePEc:smp:{series}:{number}\n",
        )
    )


SOURCES = {
    "a.rdf": template(1, "Creation-Date: 2001"),
    "b.rdf": template(2, "Creation-Date: 2002", series="others"),
    "c.rdf": template(3, "Year: 2003", "Journal: Journal of Examples", kind="Article"),
    # The same work from another archive: it is merged, and called otherwise.
    "c-again.rdf": template(3, "Year: 2003", kind="Article").replace("in line", "in queues"),
    "d.rdf": template(4, "Article-Handle: RePEc:smp:wpaper:3", series="stated"),
    "e.rdf": template(5, series="others").replace("Ann Example", "Anton Example"),
    "f.rdf": template(6, "Creation-Date: 2001").replace("queues", "queues in banks"),
}


@pytest.fixture(scope="module")
def folder() -> Iterator[Path]:
    with TemporaryDirectory() as name:
        for file, text in SOURCES.items():
            (Path(name) / file).write_text(text)
        yield Path(name)


def test_links_and_clusters_follow_from_the_set_of_works(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also where a key has too many works, or no longer has."""
    monkeypatch.setattr(version_links, "LARGEST_BLOCK", 3)

    @settings(max_examples=15, deadline=None)
    @given(
        order=st.permutations(sorted(SOURCES)),
        cuts=st.sets(st.integers(1, len(SOURCES) - 1), max_size=4),
        removed=st.sets(st.sampled_from(sorted(SOURCES)), max_size=4),
    )
    def holds(order: list[str], cuts: set[int], removed: set[str]) -> None:
        with TemporaryDirectory() as place:
            grown, fresh = Store(Path(place) / "grown"), Store(Path(place) / "fresh")
            start = 0
            for end in [*sorted(cuts), len(order)]:
                ingest(grown, tuple(str(folder / file) for file in order[start:end]))
                start = end
            for file in sorted(removed):
                remove(grown, str(folder / file))
            ingest(fresh, tuple(str(folder / f) for f in sorted(set(SOURCES) - removed)))
            assert dump(grown) == dump(fresh)
            rebuild(grown)
            assert dump(grown) == dump(fresh)

    holds()


def links_of(store: Store, link: str) -> set[tuple[str, str]]:
    with store.snapshot() as snapshot:
        quads = snapshot.graph.quads_for_pattern(None, ox.NamedNode(link), None, None)
        return {(local(str(q.subject)), local(str(q.object))) for q in quads}


def local(iri: str) -> str:
    return iri.rpartition(":smp:")[2].rstrip(">")


def test_the_links_of_the_sources(new_store: Callable[..., Store], folder: Path) -> None:
    store = new_store(tuple(folder / f"{name}.rdf" for name in "abcdef"))
    near = {"wpaper:1", "others:2", "wpaper:3", "stated:4"}
    every = set(combinations(sorted(near), 2))
    assert every <= links_of(store, v.COMPUTED_VERSION)
    assert {("others:2", "wpaper:6"), ("wpaper:3", "wpaper:6")} <= links_of(
        store, v.POSSIBLE_VERSION
    )
    assert links_of(store, v.COMPUTED_VERSION) & links_of(store, v.POSSIBLE_VERSION) == set()


def test_a_version_that_goes_takes_its_links_along(
    new_store: Callable[..., Store], folder: Path
) -> None:
    store = new_store(folder / "a.rdf", folder / "b.rdf")
    assert links_of(store, v.COMPUTED_VERSION) == {("others:2", "wpaper:1")}
    remove(store, str(folder / "b.rdf"))
    for link in (*LINKS, v.VERSION_OF, v.HAS_COMPARISON, v.TITLE_SIMILARITY):
        assert links_of(store, link) == set()


def test_citing_versions_count_once_and_versions_that_cite_each_other_do_not(
    run: Command, tmp_path: Path
) -> None:
    pages = {
        name: f"""IDEAS home Printed from https://ideas.repec.org/p/smp/{name}.html
My bibliography Save this paper

{title}

Abstract

Words.

Suggested Citation

• {people}, 2005. "{title}," Sample Papers 9, Sample Institute.
• Handle: RePEc:smp:{name.replace("/", ":")}

References listed on IDEAS

1. Ann Example & Bo Berg, 2001. "{TITLE}," Sample Papers 1, Sample Institute.
"""
        for name, title, people in (
            ("wpaper/8", "What people do who wait for their turn", "Cy Clark & Di Dunn"),
            ("others/9", "What people do who wait for their turn", "Cy Clark & Di Dunn"),
            ("others/2", TITLE, "Ann Example & Bo Berg"),
        )
    }
    for name, text in pages.items():
        (tmp_path / f"{name.replace('/', '-')}.txt").write_text(text, encoding="utf-8")
    (tmp_path / "a.rdf").write_text(
        template(1, "Creation-Date: 2001", "Series: Sample Papers", "Number: 1")
    )
    run("ingest", tmp_path)

    def cited(level: str) -> list[list[str]]:
        rows = run("query", "most-cited", "--level", level, "-f", "tsv").out.splitlines()
        return [row.split("\t") for row in rows[1:]]

    (one,) = (row for row in cited("item") if "wpaper:1" in row[0])
    assert one[4] == "3"
    (cluster,) = cited("cluster")
    assert cluster[4] == "1"
    for level, number in (("item", 3), ("cluster", 1)):
        found = run(
            "query", "cited-by", "--work", "RePEc:smp:wpaper:1", "--level", level, "-f", "csv"
        )
        assert len(found.out.splitlines()) == 1 + number
    table = run("query", "versions-of", "--work", "RePEc:smp:wpaper:1", "-f", "csv").out
    assert table.splitlines()[1].endswith(",computed,0.999089,authors title,year,0,1,")


@pytest.mark.skipif(not PAIRS.is_file(), reason="the real pairs are not beside the project")
def test_real_pairs_share_a_cluster(run: Command, tmp_path: Path) -> None:
    polars = pytest.importorskip("polars", reason="polars, which reads the pairs, is not installed")
    pairs = [tuple(map(str.lower, pair)) for pair in polars.read_parquet(PAIRS).iter_rows()]
    handles = {
        handle.lower()
        for found in find((str(ARCHIVES),))
        if not found.left_alone
        for handle in _HANDLE.findall("\n".join(found.document().lines))
    }
    tested = [pair for pair in pairs if handles.issuperset(pair)]
    if not tested:
        pytest.skip(f"of none of the {len(pairs)} pairs are both works in the real archives")
    run("ingest", ARCHIVES)
    with Store(tmp_path / "store").snapshot() as snapshot:
        for pair in tested:
            one, other = (
                snapshot.objects(snapshot.iris.work_of_handle(handle), v.VERSION_OF)
                for handle in pair
            )
            assert one, pair
            assert one == other, pair
