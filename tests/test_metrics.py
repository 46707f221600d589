"""Counts and indices of saved queries, beside the same computed from the bare links of the graph.

The graph is of generated literature, large enough for indices above one; here they are counted
with other means: loops over pairs, and sorting.
"""

import csv
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from io import StringIO

import pyoxigraph as ox
import pytest
from archive import write_archive
from works import Literature

from citegraph import saved
from citegraph import vocab as v
from citegraph.ask import Question
from citegraph.graph.quads import value_of
from citegraph.load import ingest
from citegraph.store import Snapshot, Store

Rows = list[dict[str, str]]


@dataclass
class Links:
    """The graph as sets of pairs."""

    cites: set[tuple[str, str]] = field(default_factory=set)
    year: dict[str, int] = field(default_factory=dict)
    venue: dict[str, str] = field(default_factory=dict)
    authors: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    title: dict[str, str] = field(default_factory=dict)
    keywords: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))

    @property
    def cited(self) -> Counter[str]:
        return Counter(cited for _, cited in self.cites)


@pytest.fixture(scope="module")
def snapshot(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Snapshot]:
    folder = tmp_path_factory.mktemp("metrics")
    write_archive(folder / "archive", Literature(1_200, listed=3))
    store = Store(folder / "store")
    ingest(store, (str(folder / "archive"),))
    with store.snapshot() as opened:
        yield opened


@pytest.fixture(scope="module")
def links(snapshot: Snapshot) -> Links:
    def pairs(predicate: str) -> Iterator[tuple[str, str]]:
        node = ox.NamedNode(predicate)
        for quad in snapshot.graph.quads_for_pattern(None, node, None, ox.DefaultGraph()):
            yield value_of(quad.subject), value_of(quad.object)

    found = Links(set(pairs(v.CITES)))
    found.year = {work: int(year) for work, year in pairs(v.YEAR) if "#" not in work}
    found.venue = dict(pairs(v.IN_VENUE))
    persons = dict(pairs(v.PERSON_OF))
    for work, authorship in pairs(v.HAS_AUTHORSHIP):
        if "#author-" in authorship and "#ref-" not in authorship and authorship in persons:
            found.authors[persons[authorship]].add(work)
    found.title = {work: title for work, title in pairs(v.TITLE) if work in found.year}
    for work, keyword in pairs(v.KEYWORD):
        found.keywords[work].add(keyword.lower())
    assert len(found.cites) > 1_000
    return found


@pytest.fixture
def ask(snapshot: Snapshot) -> Callable[..., Rows]:
    return lambda name, **given: table(Question(saved.get(name), given).answer(snapshot))


def table(solutions: object) -> Rows:
    assert isinstance(solutions, ox.QuerySolutions)
    data = solutions.serialize(format=ox.QueryResultsFormat.CSV)
    assert data is not None
    return list(csv.DictReader(StringIO(data.decode())))


def h_index(counts: list[int]) -> int:
    ranked = sorted(counts, reverse=True)
    return sum(count >= rank for rank, count in enumerate(ranked, start=1))


def g_index(counts: list[int]) -> int:
    ranked = sorted(counts, reverse=True)
    return max(
        (n for n in range(1, len(ranked) + 1) if sum(ranked[:n]) >= n * n),
        default=0,
    )


def test_indices_of_persons(links: Links, ask: Callable[..., Rows]) -> None:
    cited = links.cited
    productive = sorted(links.authors, key=lambda who: -sum(cited[w] for w in links.authors[who]))
    for person in productive[:8]:
        counts = [cited[work] for work in links.authors[person]]
        (row,) = ask("author-metrics", person=person)
        assert int(row["works"]) == len(counts)
        assert int(row["citations"]) == sum(counts)
        assert int(row["h"]) == h_index(counts)
        assert int(row["g"]) == g_index(counts)
        assert int(row["i10"]) == sum(count >= 10 for count in counts)
        assert int(row["first_year"]) == min(links.year[w] for w in links.authors[person])
    assert any(h_index([cited[w] for w in links.authors[p]]) > 1 for p in productive[:8])


def test_profile_of_a_venue(links: Links, ask: Callable[..., Rows]) -> None:
    cited = links.cited
    for venue in sorted(set(links.venue.values())):
        by_year: dict[int, list[int]] = defaultdict(list)
        for work, its_venue in links.venue.items():
            if its_venue == venue:
                by_year[links.year[work]].append(cited[work])
        rows = ask("venue-profile", venue=venue)
        assert [
            (int(r["year"]), int(r["documents"]), int(r["citations"]), int(r["h"])) for r in rows
        ] == [
            (year, len(counts), sum(counts), h_index(counts))
            for year, counts in sorted(by_year.items())
        ]


def test_impact_factors(links: Links, ask: Callable[..., Rows]) -> None:
    several = 0
    for venue in sorted(set(links.venue.values())):
        own = {work for work, its_venue in links.venue.items() if its_venue == venue}
        for year in range(max(links.year.values()) - 8, max(links.year.values()) + 1):
            made = [(a, b) for a, b in links.cites if b in own and links.year[a] == year]

            def to(first: int, last: int) -> int:
                return sum(first <= year - links.year[b] <= last for _, b in made)  # noqa: B023

            def documents(first: int, last: int) -> int:
                return sum(first <= year - links.year[w] <= last for w in own)  # noqa: B023

            rows = ask("impact-factors", venue=venue, year=str(year))
            (row,) = rows
            assert [int(row[name]) for name in ("doc", "d2y", "c2y", "d5y", "c5y")] == [
                documents(0, 0),
                documents(1, 2),
                to(1, 2),
                documents(1, 5),
                to(1, 5),
            ]
            if documents(1, 2):
                expected = to(1, 2) / documents(1, 2)
                assert float(row["impact_factor"]) == pytest.approx(expected, abs=0.0006)
                several += expected > 0
            if documents(0, 0):
                expected = to(0, 0) / documents(0, 0)
                assert float(row["immediacy_index"]) == pytest.approx(expected, abs=0.0006)
            if made:
                expected = sum(a in own for a, _ in made) / len(made)
                assert float(row["self_citations"]) == pytest.approx(expected, abs=0.0006)
    assert several > 3


def test_co_citation_and_coupling(links: Links, ask: Callable[..., Rows]) -> None:
    citing: dict[str, set[str]] = defaultdict(set)
    cited: dict[str, set[str]] = defaultdict(set)
    for one, other in links.cites:
        citing[other].add(one)
        cited[one].add(other)
    for work, _ in links.cited.most_common(3):
        co_cited = {o: len(citing[work] & citing[o]) for o in list(citing) if o != work}
        coupled = {o: len(cited[work] & cited[o]) for o in list(cited) if o != work}
        expected = {
            o: (co_cited.get(o, 0), coupled.get(o, 0))
            for o in {*co_cited, *coupled}
            if co_cited.get(o, 0) + coupled.get(o, 0)
        }
        rows = ask("related-works", work=work)
        found = {r["work"]: (int(r["co_cited"]), int(r["shared_references"])) for r in rows}
        assert found == expected
        assert [int(r["score"]) for r in rows] == sorted(map(sum, expected.values()), reverse=True)


def test_timeline(links: Links, ask: Callable[..., Rows]) -> None:
    ((work, _),) = links.cited.most_common(1)
    years = Counter(links.year[a] for a, b in links.cites if b == work)
    total, expected = 0, []
    for year, n in sorted(years.items()):
        total += n
        expected.append((year, n, total))
    rows = ask("citation-timeline", work=work)
    assert [(int(r["year"]), int(r["n"]), int(r["cumulative"])) for r in rows] == expected


def test_venues_that_cite_one_another(links: Links, ask: Callable[..., Rows]) -> None:
    pairs = Counter((links.venue[a], links.venue[b]) for a, b in links.cites)
    for venue in sorted(set(links.venue.values())):
        for direction, expected in (
            ("cites", {b: n for (a, b), n in pairs.items() if a == venue}),
            ("cited-by", {a: n for (a, b), n in pairs.items() if b == venue}),
        ):
            rows = ask("venue-cites-venue", venue=venue, direction=direction)
            assert {r["venue"]: int(r["citations"]) for r in rows} == expected
            assert sum(float(r["share"]) for r in rows) == pytest.approx(1, abs=0.01)


def test_coauthors(links: Links, ask: Callable[..., Rows]) -> None:
    person = max(links.authors, key=lambda who: (len(links.authors[who]), who))
    expected = {
        other: len(works & links.authors[person])
        for other, works in links.authors.items()
        if other != person and works & links.authors[person]
    }
    rows = ask("coauthors", person=person)
    assert {r["person"]: int(r["works"]) for r in rows if r["person"]} == expected


def test_bradford_zones(links: Links, ask: Callable[..., Rows]) -> None:
    works = {w for w, title in links.title.items() if "market" in title.lower()}
    counts = Counter(links.venue[w] for w in works)
    rows = ask("bradford", text="market")
    assert {r["venue"]: int(r["works"]) for r in rows} == counts
    assert [int(r["works"]) for r in rows] == sorted(counts.values(), reverse=True)
    # A list of works, each under its venue, cut into three: where does a venue begin?
    listed = [r["venue"] for r in rows for _ in range(int(r["works"]))]
    third = len(listed) / 3
    for row in rows:
        first = listed.index(row["venue"])
        zone = 1 if first < third else 2 if first < 2 * third else 3
        assert int(row["zone"]) == zone
        assert int(row["cumulative"]) == first + counts[row["venue"]]
        assert int(row["on_topic"]) == len(works)


def test_keywords_that_occur_together(links: Links, ask: Callable[..., Rows]) -> None:
    having: dict[str, set[str]] = defaultdict(set)
    for work, keywords in links.keywords.items():
        for keyword in keywords:
            having[keyword].add(work)
    expected = {
        (a, b): (len(both), min(links.year[w] for w in both))
        for a in having
        for b in having
        if a < b and len(both := having[a] & having[b]) >= 2
    }
    assert len(expected) > 5
    rows = ask("keyword-co-occurrence", min="2")
    assert {(r["a"], r["b"]): (int(r["n"]), int(r["first_year"])) for r in rows} == expected
    assert {int(r["with_keywords"]) for r in rows} == {len(links.keywords)}
    common = max(having, key=lambda keyword: (len(having[keyword]), keyword))
    around = ask("keyword-co-occurrence", keyword=common.upper())
    others = {other for work in having[common] for other in links.keywords[work]} - {common}
    assert {r["a"] for r in around} == {common}
    assert {r["b"]: int(r["n"]) for r in around} == {
        other: len(having[common] & having[other]) for other in others
    }


def test_authors_by_citations(links: Links, ask: Callable[..., Rows]) -> None:
    cited = links.cited
    rows = {r["person"]: r for r in ask("most-cited-authors") if r["person"]}
    for person, works in links.authors.items():
        counts = [cited[work] for work in works]
        if sum(counts):
            row = rows.pop(person)
            assert int(row["citations"]) == sum(counts)
            assert int(row["works"]) == len(works)
            assert int(row["h"]) == h_index(counts)
    assert not rows
    venue = links.venue[max(cited, key=lambda work: (cited[work], work))]
    for row in ask("most-cited-authors", venue=venue):
        if row["person"]:
            here = [w for w in links.authors[row["person"]] if links.venue[w] == venue]
            assert int(row["citations"]) == sum(cited[work] for work in here)
            assert int(row["works"]) == len(here)


def edges(rows: Rows) -> dict[tuple[str, str], int]:
    return {(r["source"], r["target"]): int(r["weight"]) for r in rows}


def test_networks_of_works(links: Links, ask: Callable[..., Rows]) -> None:
    venue = links.venue[max(links.cited, key=lambda work: (links.cited[work], work))]
    own = sorted(work for work in links.venue if links.venue[work] == venue)
    citing: dict[str, set[str]] = defaultdict(set)
    cited: dict[str, set[str]] = defaultdict(set)
    for one, other in links.cites:
        citing[other].add(one)
        cited[one].add(other)
    expected = {(a, b): 1 for a, b in links.cites if a in own and b in own}
    assert edges(ask("network-edges", kind="citation", venue=venue)) == expected
    for kind, linked in (("co-citation", citing), ("coupling", cited)):
        weights = {
            (a, b): n for a in own for b in own if a < b and (n := len(linked[a] & linked[b]))
        }
        for least in (1, 2):
            heavy = {pair: n for pair, n in weights.items() if n >= least}
            assert heavy
            found = ask("network-edges", kind=kind, venue=venue, min=str(least))
            assert edges(found) == heavy
            assert [int(r["weight"]) for r in found] == sorted(heavy.values(), reverse=True)


def test_networks_of_authors_and_keywords(links: Links, ask: Callable[..., Rows]) -> None:
    people = sorted(links.authors)
    expected = {
        (a, b): n
        for a in people
        for b in people
        if a < b and (n := len(links.authors[a] & links.authors[b]))
    }
    rows = ask("network-edges", kind="co-author")
    known = {pair: n for pair, n in edges(rows).items() if all(p.startswith("http") for p in pair)}
    assert known == expected
    pairs = Counter(
        (a, b) for keywords in links.keywords.values() for a in keywords for b in keywords if a < b
    )
    assert edges(ask("network-edges", kind="keyword")) == pairs
