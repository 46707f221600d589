"""Reading the works of a store for matching: what the store counts is what one would count."""

from collections.abc import Iterator
from dataclasses import replace

import archive
import evaluate
import pytest
import works
from works import Literature

from citegraph.load import ingest, known
from citegraph.load.known import Known
from citegraph.resolve.blocking import LARGEST_BLOCK
from citegraph.resolve.matching import match, nearest
from citegraph.store import Snapshot, Store
from tests.conftest import SAMPLES

SIZE = 800


@pytest.fixture(scope="module")
def snapshot(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Snapshot]:
    folder = tmp_path_factory.mktemp("known")
    archive.write_archive(folder / "archive", Literature(SIZE))
    store = Store(folder / "store")
    ingest(store, (str(folder / "archive"), str(SAMPLES)))
    with store.snapshot() as snapshot:
        yield snapshot


@pytest.mark.parametrize(
    ("largest", "is_any_blind"), [(0, True), (1, False), (3, False), (LARGEST_BLOCK, False)]
)
def test_the_store_counts_what_works_share(
    snapshot: Snapshot, largest: int, is_any_blind: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(known, "LARGEST_BLOCK", largest)
    counted, read = Known(snapshot), Known(snapshot).works
    blind = 0
    for number in range(SIZE // 2, 3 * SIZE // 2):
        cited = evaluate.reference(archive.citation(works.work(number)))
        # Half of them cite themselves, as far as there is such a work.
        own = snapshot.iris.work_of_handle(works.work(number).handle) if number % 2 else ""
        cited = cited._replace(citing=own)
        found = counted.nearest(cited)
        assert found == nearest(cited, read)
        assert counted.match(cited) == match(cited, read)
        blind += found.is_blind
    assert (blind > 0) is is_any_blind


def test_a_description_says_what_the_graph_says(snapshot: Snapshot) -> None:
    for number in range(50):
        work = works.work(number)
        found = Known(snapshot).works.description(snapshot.iris.work_of_handle(work.handle))
        expected = evaluate.describe_work(work)
        assert f"handle:{work.handle.lower()}" in found.identifiers
        assert replace(found, identifiers=frozenset()) == expected
