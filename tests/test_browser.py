"""Pages in a real browser: by mouse, by keyboard, without scripts, at the width of a phone."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from citegraph.load import ingest
from citegraph.store import Store
from tests.browser import (
    SOFTWARE_GL,
    assert_accessible,
    assert_fitting,
    chromium,
    needs_chromium,
    violations,
    visiting,
)
from tests.endpoint import Endpoint, serving
from tests.test_pages import PAGES, WORK

pytestmark = needs_chromium
SHOWN = (
    *PAGES,
    "/queries/venue-profile?venue=RePEc:stp:stepre",
    "/queries/cited-by?work=nothing",
)
WIDTHS = {"phone": 360, "tablet": 800, "wide": 1600}
LONG = "A title that does not end " * 80
NAMES = 3000
HOSTILE = f"""Template-Type: ReDIF-Paper 1.0
Title: <script>document.title = "taken"</script><img src=x onerror=alert(1)> "quoted" & 'half
Author-Name: O'Brien "<b>Bold</b>", X
Abstract: </script><script>alert(1)</script> and </title> in {{{{ braces }}}}
Keywords: <i>kw</i>, a/b?c#d
File-URL: javascript:alert(1)
File-Format: text/html
Handle: RePEc:tst:wpaper:1

Template-Type: ReDIF-Paper 1.0
Title: اقتصاديات المعرفة والابتكار (2007) في المدن
Author-Name: ابن خلدون
Handle: RePEc:tst:wpaper:2

Template-Type: ReDIF-Paper 1.0
Title: {LONG}
Author-Name: Unbroken{"x" * 300}
Handle: RePEc:tst:wpaper:3

Template-Type: ReDIF-Paper 1.0
Title: The work of three thousand
{"".join(f"Author-Name: Person Number{n}" + chr(10) for n in range(NAMES))}Handle: RePEc:tst:wpaper:4
"""


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium(*SOFTWARE_GL) as started:
        yield started


@pytest.fixture(scope="module")
def site(sample_store: Store, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Endpoint]:
    log = tmp_path_factory.mktemp("browser") / "log"
    with serving(sample_store.path, log) as started:
        yield started


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Endpoint]:
    folder = tmp_path_factory.mktemp("hostile")
    source = folder / "hostile <script>.rdf"
    source.write_text(HOSTILE, encoding="utf-8")
    store = Store(folder / "store")
    ingest(store, (str(source),))
    with serving(store.path, folder / "log") as started:
        yield started


def test_no_rule_of_accessibility_is_broken(browser: Browser, site: Endpoint) -> None:
    assert_accessible(browser, site, SHOWN)


@pytest.mark.parametrize("width", WIDTHS.values(), ids=WIDTHS)
def test_pages_fit_the_window(browser: Browser, site: Endpoint, width: int) -> None:
    assert_fitting(browser, site, SHOWN, width)


def test_without_scripts_from_the_start_to_the_line(browser: Browser, site: Endpoint) -> None:
    with visiting(browser, site, java_script_enabled=False) as visitor:
        page = visitor.go("/")
        page.get_by_label("Search works").fill("learning regions")
        page.get_by_role("button", name="Search").click()
        page.get_by_role("link", name="Industrial Districts as 'learning regions'. A").click()
        expect(page.get_by_role("heading", level=1)).to_contain_text("Industrial Districts")
        page.get_by_role("link", name="why this year").click()
        page.locator("[id='year.value']").get_by_role("link").click()
        expect(page.locator(".asked")).to_contain_text("Handle: RePEc:stp:stepre:1995r03")
        assert visitor.troubles == []


def test_keyboard_alone(browser: Browser, site: Endpoint) -> None:
    with visiting(browser, site) as visitor:
        page = visitor.go(WORK)
        page.keyboard.press("Tab")
        skip = page.get_by_role("link", name="Skip to the content")
        expect(skip).to_be_focused()
        expect(skip).to_be_in_viewport()
        page.keyboard.press("Enter")
        expect(page.locator("main")).to_be_focused()
        visitor.go("/queries/cited-by")
        page.get_by_label("Work (needed)").focus()
        page.keyboard.type("RePEc:stp:stepre:1995r03")
        page.keyboard.press("Enter")
        expect(page.get_by_role("heading", name="Answer")).to_be_visible()
        assert visitor.troubles == []


def test_suggestions_while_typing(browser: Browser, site: Endpoint) -> None:
    with visiting(browser, site) as visitor:
        page = visitor.go("/")
        page.get_by_label("Search works").press_sequentially("learning econ")
        option = page.locator("datalist option")
        expect(option).to_have_attribute("value", "The Learning Economy")
        page = visitor.go("/queries/works-in-venue")
        page.get_by_label("Venue (needed)").press_sequentially("step")
        expect(option.first).to_have_attribute("value", "venue/repec:stp:stepre")
        page.get_by_label("Venue (needed)").fill("venue/repec:stp:stepre")
        page.get_by_role("button", name="Ask").click()
        expect(page.get_by_role("row")).to_have_count(4)
        assert visitor.troubles == []


def test_search_is_narrowed_and_widened_by_links(browser: Browser, site: Endpoint) -> None:
    with visiting(browser, site) as visitor:
        page = visitor.go("/search?q=regional")
        hits = page.locator(".hits > li")
        expect(hits).to_have_count(6)
        page.get_by_role("complementary").get_by_role("link", name="paper").click()
        expect(hits).to_have_count(2)
        page.get_by_role("complementary").get_by_role("link", name="paper").click()
        expect(hits).to_have_count(6)


def test_what_sources_say_is_text(browser: Browser, hostile: Endpoint) -> None:
    paths = ["/", "/browse/works", "/search?q=%3Cscript%3E", "/browse/keywords", "/browse/sources"]
    with visiting(browser, hostile, viewport={"width": 360, "height": 700}) as visitor:
        for number in (1, 2, 3, 4):
            paths += [f"/work/repec:tst:wpaper:{number}", f"/why/work/repec:tst:wpaper:{number}"]
        for path in paths:
            page = visitor.go(path)
            assert "taken" not in page.title()[:6]
            assert visitor.overflow == 0, path
            links = page.locator("a").evaluate_all("all => all.map(a => a.protocol)")
            assert set(links) <= {"http:", "https:"}
        page = visitor.go("/work/repec:tst:wpaper:1")
        expect(page.get_by_role("heading", level=1)).to_contain_text(
            '<script>document.title = "taken"'
        )
        page.get_by_role("link", name="a/b?c#d").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("a/b?c#d")
        assert visitor.troubles == []


def test_text_from_right_to_left(browser: Browser, hostile: Endpoint) -> None:
    with visiting(browser, hostile) as visitor:
        heading = visitor.go("/work/repec:tst:wpaper:2").get_by_role("heading", level=1)
        assert heading.evaluate("e => getComputedStyle(e).direction") == "rtl"
        assert (
            visitor.go(WORK.replace("stp:stepre:1996r13", "tst:wpaper:3"))
            .locator("main")
            .evaluate("e => getComputedStyle(e).direction")
            == "ltr"
        )


def test_three_thousand_authors(browser: Browser, hostile: Endpoint) -> None:
    with visiting(browser, hostile) as visitor:
        page = visitor.go("/work/repec:tst:wpaper:4")
        expect(page.locator(".people li")).to_have_count(50)
        page.get_by_text(f"and {NAMES - 50:,} more authors").click()
        expect(page.locator("details").get_by_text(f"Person Number{NAMES - 1}")).to_be_visible()
        assert violations(page) == []
        assert visitor.troubles == []


def test_screenshots_show_pages_as_they_are(
    browser: Browser, site: Endpoint, tmp_path: Path
) -> None:
    from tests.screenshots import SHOTS, take

    take(browser, site, tmp_path)
    assert {file.name for file in tmp_path.iterdir()} == {f"{shot.name}.png" for shot in SHOTS}
    assert all(10_000 < file.stat().st_size < 400_000 for file in tmp_path.iterdir())
