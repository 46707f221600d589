"""A server asks of the whole graph before anybody does, and again for each generation."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from pathlib import Path

from citegraph import saved
from citegraph.library import Library
from citegraph.load import ingest
from citegraph.saved import SavedQuery
from citegraph.serve.ahead import Ahead
from citegraph.serve.pool import Pool
from citegraph.serve.settings import Settings
from citegraph.store import Store
from citegraph.store.kept import FOLDER
from tests.conftest import SAMPLES

PAGES = sorted((SAMPLES / "pages").iterdir())
# Each counts all works, and the count is kept.
NAMES = ("work-card", "coverage", "most-cited")


def kept(store: Store, generation: int) -> int:
    folder = store.path / "generations" / str(generation) / FOLDER
    return sum(1 for _ in folder.iterdir()) if folder.is_dir() else 0


async def until(true: Callable[[], bool]) -> None:
    async with asyncio.timeout(60):
        while not true():  # noqa: ASYNC110  # other processes do what is waited for
            await asyncio.sleep(0.05)


def running(
    store: Store, queries: dict[str, SavedQuery], use: Callable[[Pool], Awaitable[None]]
) -> None:
    """A pool of the store, and what is asked ahead of it, while it is used."""

    async def run() -> None:
        pool = Pool(store, Settings(workers=1))
        await pool.start()
        ahead = Ahead(pool, Library(queries), after=0.2)
        asking = asyncio.create_task(ahead.run())
        try:
            await use(pool)
        finally:
            ahead.end()
            await asking
            await pool.close()

    asyncio.run(run())


def test_what_needs_no_values_is_asked_in_each_generation(tmp_path: Path) -> None:
    store = Store(tmp_path / "store")
    ingest(store, (str(PAGES[0]),))

    async def use(pool: Pool) -> None:
        await until(lambda: kept(store, 1) > 0)
        await asyncio.to_thread(ingest, store, (str(PAGES[1]),))
        pool.refresh()
        await until(lambda: kept(store, 2) > 0)

    running(store, {name: saved.get(name) for name in NAMES}, use)


def test_what_cannot_be_answered_stops_no_other(tmp_path: Path) -> None:
    store = Store(tmp_path / "store")
    ingest(store, (str(PAGES[0]),))
    wrong = replace(saved.get("coverage"), name="wrong", compute="nothing")

    async def use(pool: Pool) -> None:
        await until(lambda: kept(store, 1) > 0)

    running(store, {"wrong": wrong, "coverage": saved.get("coverage")}, use)


def test_an_empty_store_is_asked_nothing(tmp_path: Path) -> None:
    store = Store(tmp_path / "store")

    async def use(pool: Pool) -> None:
        await asyncio.sleep(1)
        assert pool.size == 1

    running(store, {"coverage": saved.get("coverage")}, use)
    assert not (store.path / "generations").exists()
