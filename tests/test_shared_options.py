"""The options that questions share: one meaning everywhere, and a reason where one is missing."""

from itertools import product

import pyoxigraph as ox
import pytest

from citegraph import saved
from citegraph.ask import Question, run
from citegraph.header import SHARED
from citegraph.store import Snapshot, Store
from tests.test_queries import CALLS

Rows = list[tuple[str, ...]]
# Each value that a user can give, and none at all.
VALUES = {
    "level": (None, "item", "cluster"),
    "minscore": (None, "0", "0.6", "0.99995"),
    "uncertain": (None, "no", "yes"),
}
# What their SPARQL says by itself is less, as they say.
ALONE = {
    "citation-path",
    "network-edges",
    "network-of-person",
    "recent-works",
    "why",
    "works-in-list",
}
COMPUTED = [
    case
    for case in CALLS
    if saved.get(case.partition(".")[0]).compute and case.partition(".")[0] not in ALONE
]


def question(case: str, **options: str) -> Question:
    """A case of the tests of answers, its options exchanged for others."""
    words = CALLS[case]
    given = {words[i][2:]: words[i + 1] for i in range(0, len(words), 2) if words[i] != "--limit"}
    return Question(saved.get(case.partition(".")[0]), given | options)


def rows(found: ox.QuerySolutions) -> Rows:
    # By itself, SPARQL names a cluster where the answer names its first version.
    return [tuple(str(term).replace("/cluster/", "/work/") for term in row) for row in found]


def asked(snapshot: Snapshot, one: Question) -> Rows:
    found = run(snapshot, one.text(snapshot))
    assert isinstance(found, ox.QuerySolutions)
    return rows(found)


@pytest.mark.parametrize("name", saved.library())
def test_a_question_has_each_shared_option_or_says_why_not(name: str) -> None:
    query = saved.get(name)
    known = {parameter.name for parameter in query.parameters}
    assert (set(SHARED.params) <= known) != bool(query.without)
    assert not query.without.endswith(".")


@pytest.mark.parametrize("case", CALLS)
def test_an_option_that_is_not_given_has_its_default(case: str, listed_store: Store) -> None:
    plain = question(case)
    shared = {p.name: p.default for p in plain.query.parameters if p.shared and p.default}
    with listed_store.snapshot() as snapshot:
        found = rows(plain.answer(snapshot))
        assert rows(question(case, **{**shared, **plain.given}).answer(snapshot)) == found
        # Elsewhere nobody gives a default: the variable stays unbound.
        terms = {
            name: value
            for name, value in plain._terms(snapshot).items()
            if name in plain.given or name not in shared
        }
        if plain.query.compute is None and not plain.query.finds_words:
            unbound = run(snapshot, plain.query.bind(terms))
            assert isinstance(unbound, ox.QuerySolutions)
            assert rows(unbound) == found


@pytest.mark.parametrize("case", COMPUTED)
def test_what_is_computed_is_what_the_query_says(case: str, listed_store: Store) -> None:
    names = [p.name for p in question(case).query.parameters if p.shared]
    with listed_store.snapshot() as snapshot:
        for values in product(*(VALUES[name] for name in names)):
            options = {n: value for n, value in zip(names, values, strict=True) if value}
            one = question(case, **options)
            found, expected = rows(one.answer(snapshot)), asked(snapshot, one)
            if one.given.get("level") == "cluster":
                # In the order of what clusters are called.
                found, expected = sorted(found), sorted(expected)
            assert found == expected, options


def test_a_higher_minimum_and_no_uncertain_ones_never_add_a_citation(listed_store: Store) -> None:
    counts = {
        "author-metrics": "citations",
        "citation-timeline": "cumulative",
        "impact-factors": "c5y",
        "institution-output": "citations",
        "most-cited": "cited_by",
        "topic-authors": "citations",
        "venue-cites-venue": "citations",
        "venue-profile": "citations",
        "works-by-jel": "cited_by",
    }
    grew = set()
    with listed_store.snapshot() as snapshot:
        for (name, column), level in product(counts.items(), ("item", "cluster")):

            def total(**options: str) -> int:
                one = question(name, level=level, **options)  # noqa: B023
                place = one.query.columns.index(column)  # noqa: B023
                found = one.answer(snapshot)
                return sum(int(row[place].value) for row in found)

            every, sure = total(uncertain="yes"), total()
            totals = [every, sure, total(minscore="0.99995"), total(minscore="1.5")]
            assert totals == sorted(totals, reverse=True), (name, level)
            assert totals[-1] == 0, (name, level)
            grew |= {name} if every > sure else set()
    assert "most-cited" in grew
