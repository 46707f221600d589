"""Lists and the review in a real browser: by mouse, by keyboard, without scripts, on a phone."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from citegraph.listed import summaries
from citegraph.load import enlist, ingest, remove
from citegraph.store import Store
from tests.browser import (
    assert_accessible,
    assert_fitting,
    chromium,
    needs_chromium,
    visiting,
)
from tests.conftest import copy_of
from tests.endpoint import Endpoint, serving
from tests.test_browser import WIDTHS
from tests.test_order import SOURCES
from tests.test_order import WORK as BASE
from tests.test_pages import WORK
from tests.test_review import statuses
from tests.test_review import store as uncertain  # noqa: F401  # a fixture

pytestmark = needs_chromium
HOSTILE = "<b>\"of 'all' & sundry\" " + "x" * 70
SHOWN = (
    "/lists",
    "/lists/reading",
    "/lists/reading?changed=9&back=/search",
    "/review",
    "/review?persons=1",
    "/review?work=RePEc:stp:stepre:1995r03",
    WORK,
    "/search?q=learning",
    "/queries/coverage?list=reading",
)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as started:
        yield started


@pytest.fixture(scope="module")
def made(sample_store: Store, tmp_path_factory: pytest.TempPathFactory) -> Store:
    folder = tmp_path_factory.mktemp("made")
    store = copy_of(sample_store, folder / "store")
    gone = folder / "gone.rdf"
    gone.write_text(SOURCES["paper.rdf"], encoding="utf-8")
    ingest(store, (str(gone),))
    enlist(store, "reading", [f"{BASE}repec:smp:wpaper:1", f"https://w3id.org/citegraph{WORK}"], "")
    enlist(store, HOSTILE, [f"https://w3id.org/citegraph{WORK}"], "")
    remove(store, str(gone))
    return store


@pytest.fixture(scope="module")
def still(made: Store, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Endpoint]:
    """A server of a store that no test changes."""
    with serving(made.path, tmp_path_factory.mktemp("still") / "log", "--edit") as started:
        yield started


@pytest.fixture
def store(made: Store, tmp_path: Path) -> Store:
    return copy_of(made, tmp_path / "store")


@pytest.fixture
def site(store: Store, tmp_path: Path) -> Iterator[Endpoint]:
    with serving(store.path, tmp_path / "log", "--edit") as started:
        yield started


def in_lists(store: Store) -> dict[str, int]:
    with store.snapshot() as snapshot:
        return {name: works for name, works, _ in summaries(snapshot)}


def test_no_rule_of_accessibility_is_broken(browser: Browser, still: Endpoint) -> None:
    assert_accessible(browser, still, SHOWN)


@pytest.mark.parametrize("width", WIDTHS.values(), ids=WIDTHS)
def test_pages_fit_the_window(browser: Browser, still: Endpoint, width: int) -> None:
    assert_fitting(browser, still, SHOWN, width)


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
def test_a_list_from_the_first_work_to_the_last(
    browser: Browser, site: Endpoint, store: Store, scripts: bool
) -> None:
    with visiting(browser, site, java_script_enabled=scripts) as visitor:
        page = visitor.go("/search?q=learning")
        page.get_by_role("checkbox", name="The Learning Economy").check()
        page.get_by_role("checkbox", name=re.compile("local learning paradox")).check()
        page.get_by_label("Save to list").fill("my bibliography")
        page.get_by_role("button", name="Save", exact=True).click()
        expect(page.get_by_role("status")).to_contain_text("Saved as generation")
        expect(page.get_by_role("heading", level=1)).to_have_text("my bibliography")
        page.get_by_role("link", name="Back to where you were").click()
        expect(page.get_by_role("heading", name="4 works")).to_be_visible()
        page.get_by_role("link", name=re.compile("A condition for prosperity")).last.click()
        page.get_by_label("Save to list").fill("my bibliography")
        page.get_by_role("button", name="Save", exact=True).click()
        expect(page.get_by_role("checkbox")).to_have_count(3)
        assert in_lists(store)["my bibliography"] == 3
        page.get_by_role("checkbox", name=re.compile("The Learning Economy")).check()
        page.get_by_role("button", name="Remove the chosen works").click()
        expect(page.get_by_role("checkbox")).to_have_count(2)
        page.get_by_role("button", name=re.compile("Undo generation")).click()
        expect(page.get_by_role("status")).to_contain_text("was undone")
        assert in_lists(store)["my bibliography"] == 3
        page.get_by_role("link", name="my bibliography").click()
        page.get_by_role("link", name=re.compile("^Works that a set of works cites")).click()
        expect(page.get_by_role("heading", name="Answer")).to_be_visible()
        expect(page.get_by_label("List", exact=True)).to_have_value("my bibliography")
        visitor.go("/lists/my%20bibliography")
        page.get_by_role("button", name="Remove the whole list").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Lists")
        assert "my bibliography" not in in_lists(store)
        assert visitor.troubles == []


def test_names_of_lists_and_works_are_suggested(browser: Browser, site: Endpoint) -> None:
    with visiting(browser, site) as visitor:
        page = visitor.go("/lists")
        page.get_by_label("List", exact=True).fill("")
        page.get_by_label("List", exact=True).press_sequentially("rea")
        expect(page.locator("datalist option").first).to_have_attribute("value", "reading")
        page.get_by_label("Work", exact=True).press_sequentially("learning econ")
        name = "work/repec:taf:indinn:v:1:y:1994:i:2:p:23-42"
        expect(page.locator("datalist option[value^=work]").first).to_have_attribute("value", name)
        page.get_by_label("Work", exact=True).fill(name)
        page.get_by_label("List", exact=True).fill("reading")
        page.get_by_role("button", name="Save", exact=True).click()
        expect(page.get_by_role("checkbox")).to_have_count(3)
        assert visitor.troubles == []


def test_what_is_gone_and_hostile_names(browser: Browser, site: Endpoint) -> None:
    with visiting(browser, site) as visitor:
        page = visitor.go("/lists")
        page.get_by_role("link", name=HOSTILE).click()
        expect(page.get_by_role("heading", level=1)).to_have_text(HOSTILE)
        page = visitor.go("/lists/reading")
        row = page.get_by_role("row", name=re.compile("Clusters and learning"))
        expect(row).to_contain_text("gone from the store")
        expect(row.get_by_role("link")).to_have_count(0)
        assert visitor.troubles == []


def _skip(page: Page) -> None:
    page.get_by_role("link", name="Skip", exact=True).click()


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
def test_a_review(
    browser: Browser,
    uncertain: Store,  # noqa: F811  # the fixture
    tmp_path: Path,
    scripts: bool,
) -> None:
    with (
        serving(uncertain.path, tmp_path / "log", "--edit") as site,
        visiting(browser, site, java_script_enabled=scripts) as visitor,
    ):
        page = visitor.go("/")
        page.get_by_role("link", name="uncertain").click()
        expect(page.get_by_text("1 of 3")).to_be_visible()
        page.get_by_role("button", name="Confirm candidate 2").click()
        expect(page.get_by_role("status")).to_contain_text("Saved as generation 2")
        assert statuses(uncertain) == ["confirmed2", "uncertain", "uncertain"]
        page.get_by_role("button", name="Undo generation 2").click()
        expect(page.get_by_text("1 of 3")).to_be_visible()
        assert statuses(uncertain) == ["uncertain"] * 3
        _skip(page)
        expect(page.get_by_text("2 of 3")).to_be_visible()
        page.get_by_role("button", name="Reject all").click()
        page.get_by_role("button", name="Reject candidate 1").click()
        assert statuses(uncertain) == ["uncertain", "rejected", "matched2"]
        expect(page.get_by_text("That was the last uncertain reference")).to_be_visible()
        page.get_by_role("link", name="Those that were skipped").click()
        page.get_by_role("button", name="Confirm candidate 1").click()
        expect(page.get_by_text("there is nothing to review")).to_be_visible()
        assert visitor.troubles == []


def test_by_keyboard_alone(
    browser: Browser,
    uncertain: Store,  # noqa: F811  # the fixture
    tmp_path: Path,
) -> None:
    def reach(page: Page, name: str) -> None:
        for _ in range(40):
            page.keyboard.press("Tab")
            said = page.evaluate("document.activeElement.innerText || ''")
            if " ".join(said.split()) == name:
                return
        raise AssertionError(name)

    phone = {"width": 360, "height": 700}
    with (
        serving(uncertain.path, tmp_path / "log", "--edit") as site,
        visiting(browser, site, viewport=phone) as visitor,
    ):
        page = visitor.go("/review")
        reach(page, "Confirm candidate 1")
        expect(page.locator(":focus")).to_be_in_viewport()
        page.keyboard.press("Enter")
        expect(page.get_by_role("status")).to_contain_text("Saved as generation 2")
        assert statuses(uncertain)[0] == "confirmed1"
        reach(page, "Undo generation 2")
        page.keyboard.press("Enter")
        expect(page.get_by_role("status")).to_contain_text("was undone")
        reach(page, "Skip")
        page.keyboard.press("Enter")
        expect(page.get_by_text("2 of 3")).to_be_visible()
        assert visitor.overflow == 0
        assert visitor.troubles == []
