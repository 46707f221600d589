"""Matching in bulk: the same decisions as one by one, and the same graph."""

from collections import defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path
from unittest.mock import patch

import archive
import evaluate
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from works import Literature

from citegraph.load import links
from citegraph.records import Kind
from citegraph.resolve import bulk
from citegraph.resolve.blocking import LARGEST_BLOCK, reference_blocks, work_blocks
from citegraph.resolve.bulk import Blocks, match_all
from citegraph.resolve.comparison import compare
from citegraph.resolve.description import Description, describe
from citegraph.resolve.matching import Cited, Match, Status, Works, match
from citegraph.resolve.screening import compare_from
from citegraph.store import Store
from tests.conftest import SAMPLES, dump
from tests.test_order import SOURCES

WORDS = st.sampled_from(
    "innovation growth clusters regional learning networks i ii 3 the of review policy a".split()
)
TITLES = st.lists(WORDS, max_size=7).map(" ".join)
DESCRIPTIONS = st.builds(
    lambda title, subtitle, **fields: describe(title=f"{title}{subtitle}", **fields),
    TITLES,
    st.sampled_from(["", "", ": a survey", " revisited", "s"]),
    authors=st.lists(
        st.sampled_from(["Lee, Ann", "A. Lee", "Lundvall, B.-Å.", "Bo Dalum", "OECD"]), max_size=3
    ),
    year=st.sampled_from([None, 1990, 1991, 1995]),
    volume=st.sampled_from([None, "3", "4"]),
    page=st.sampled_from([None, "1-9", "10"]),
    number=st.sampled_from([None, "2001-1", "2"]),
    container=st.sampled_from([None, "Journal of Policy", "J. Policy", "Papers"]),
    kind=st.sampled_from([None, *Kind]),
    identifiers=st.lists(st.sampled_from(["doi:10.1/a", "doi:10.1/b", "handle:h"]), max_size=2),
)
NAMES = st.sampled_from("abcdefghij")


def in_memory(described: dict[str, Description], largest: int) -> Works:
    """Works as one by one asks for them."""
    blocks, keys = defaultdict(list), defaultdict(list)
    for name, description in described.items():
        for key in work_blocks(description):
            blocks[key].append(name)
        for key in description.identifiers:
            keys[key].append(name)

    def block(key: str) -> list[str] | None:
        return blocks[key] if len(blocks[key]) <= largest else None

    return Works(lambda key: keys[key], block, described.__getitem__)


def blocks_of(described: dict[str, Description]) -> Blocks:
    return Blocks((key, (name,)) for name in described for key in work_blocks(described[name]))


@settings(max_examples=300, deadline=None)
@given(
    st.dictionaries(NAMES, DESCRIPTIONS),
    st.lists(
        st.tuples(
            st.lists(st.sampled_from(["doi:10.1/a", "handle:h", "metadata:x"]), max_size=1),
            DESCRIPTIONS,
            st.one_of(NAMES, st.just("elsewhere")),
            st.sampled_from([None, 1988, 1990, 2000]),
        ),
        max_size=12,
    ),
    st.sampled_from([1, 2, LARGEST_BLOCK]),
    st.sampled_from([1, 3, 100]),
)
def test_bulk_decides_as_one_by_one(
    described: dict[str, Description],
    asked: list[tuple[list[str], Description, str, int | None]],
    largest: int,
    together: int,
) -> None:
    references = [
        Cited(tuple(keys), reference_blocks(said), said, citing, year)
        for keys, said, citing, year in asked
    ]
    known = in_memory(described, largest)
    with patch.multiple(bulk, LARGEST_BLOCK=largest, _TOGETHER=together, _PAIRS=together, _ROWS=2):
        found = list(match_all(references, known, blocks_of(described)))
    assert found == [match(cited, known) for cited in references]


def test_bulk_decides_as_one_by_one_among_generated_works() -> None:
    examples, described = evaluate.generated(3000)
    present = {name: described[name] for name in sorted(described)[::2]}
    references = [evaluate.reference(example.raw) for example in examples]
    known = in_memory(present, LARGEST_BLOCK)
    found = list(match_all(iter(references), known, blocks_of(present)))
    assert found == [match(cited, known) for cited in references]
    assert sum(one.status is Status.MATCHED for one in found) > 1300


def test_more_works_than_are_compared_are_ranked_by_name() -> None:
    described = {f"w{n:02}": describe(title="Regional Growth", year=1990) for n in range(40)}
    said = describe(title="Regional Growth", year=1990)
    cited = Cited((), reference_blocks(said), said, "w03", None)
    (near,) = blocks_of(dict(reversed(described.items()))).nearest([cited])
    assert near.works == [name for name in described if name != "w03"][:16]


@settings(max_examples=500)
@given(DESCRIPTIONS, DESCRIPTIONS)
def test_no_comparison_with_enough_evidence_is_missed(one: Description, other: Description) -> None:
    found = compare(one, other)
    assert compare_from(found.evidence, one, other) == found
    assert compare_from(found.evidence + 1e-6, one, other) is None


@pytest.fixture(scope="module")
def sources(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Sources with some 800 references: generated ones, and the hard cases of other tests."""
    folder = tmp_path_factory.mktemp("sources")
    archive.write_archive(folder / "generated", Literature(600, listed=10))
    for name, text in SOURCES.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder


@pytest.fixture
def in_bulk(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Matching is in bulk from the first reference on; the numbers of those matched together."""
    calls: list[int] = []

    def counted(references: list[Cited], works: Works, blocks: Blocks) -> Iterator[Match]:
        calls.append(len(references))
        return match_all(references, works, blocks)

    monkeypatch.setattr(bulk, "match_all", counted)
    monkeypatch.setattr(links, "IN_BULK", 1)
    return calls


def test_the_graph_is_the_same_in_bulk(
    sources: Path, new_store: Callable[..., Store], request: pytest.FixtureRequest
) -> None:
    single = dump(new_store((sources, SAMPLES)))
    calls = request.getfixturevalue("in_bulk")
    assert dump(new_store((sources, SAMPLES))) == single
    assert sum(calls) > 700
    # References before the works that they mean: all are decided again.
    calls.clear()
    pages = sources / "generated" / "pages"
    assert dump(new_store(pages, sources, SAMPLES)) == single
    assert sum(calls) > 1400


def test_without_polars_references_are_matched_one_by_one(
    sources: Path, new_store: Callable[..., Store], monkeypatch: pytest.MonkeyPatch
) -> None:
    expected = dump(new_store(sources / "citing.txt"))
    monkeypatch.setattr(links, "IN_BULK", 1)
    monkeypatch.setattr(links, "find_spec", lambda _: None)
    monkeypatch.delattr(bulk, "match_all")
    assert dump(new_store(sources / "citing.txt")) == expected
