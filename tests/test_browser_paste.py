"""Changes from pages in a real browser: sign-in, paste, preview, commit, undo."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from citegraph.store import Store
from tests.browser import Visitor, chromium, needs_chromium, violations, visiting
from tests.endpoint import TOKEN, Endpoint, serving
from tests.screenshots import PASTED, take_preview, without_pasted
from tests.test_paste import BROKEN, TEMPLATE, WORK

pytestmark = needs_chromium
TITLE = "Industrial Districts as 'learning regions'"
HOSTILE = '<img src=x onerror="document.title=1"><script>document.title = "taken"</script>'


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as started:
        yield started


@pytest.fixture
def store(tmp_path: Path) -> Store:
    store = Store(tmp_path / "store")
    without_pasted(store)
    return store


@pytest.fixture
def site(store: Store, tmp_path: Path) -> Iterator[Endpoint]:
    with serving(store.path, tmp_path / "log", "--edit") as started:
        yield started


def look(visitor: Visitor, text: str) -> Page:
    page = visitor.go("/paste")
    page.get_by_label("Text", exact=True).fill(text)
    page.get_by_role("button", name="Preview").click()
    return page


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
def test_paste_look_add_undo(browser: Browser, site: Endpoint, store: Store, scripts: bool) -> None:
    with visiting(browser, site, java_script_enabled=scripts) as visitor:
        page = visitor.go("/")
        page.get_by_role("link", name="Paste a page").click()
        page.get_by_label("Text", exact=True).fill(PASTED.read_text(encoding="utf-8"))
        page.get_by_role("button", name="Preview").click()
        expect(page.locator("h1")).to_have_text("What the store would make of it")
        expect(page.locator(".references li")).to_have_count(7)
        assert store.current == 1
        page.get_by_role("button", name="Add to the store").first.click()
        expect(page.get_by_role("status")).to_contain_text("as generation 2")
        page.get_by_role("link", name=TITLE).click()
        expect(page.locator("h1")).to_contain_text(TITLE)
        page.get_by_role("link", name="why this year").click()
        page.locator("[id='year.value']").get_by_role("link").click()
        expect(page.locator(".asked")).to_contain_text("Handle: RePEc:stp:stepre:1995r03")
        page.get_by_role("link", name="History").click()
        page.get_by_role("link", name="its page").click()
        page.get_by_role("button", name="Undo generation 2").click()
        expect(page.get_by_role("status")).to_have_text("Generation 2 was undone.")
        assert store.current == 1
        assert visitor.troubles == []


def test_files_are_chosen_and_dropped(browser: Browser, site: Endpoint) -> None:
    with visiting(browser, site) as visitor:
        page = visitor.go("/paste")
        page.get_by_label("Files").set_input_files(str(PASTED))
        page.get_by_role("button", name="Preview").click()
        expect(page.locator("h2").first).to_have_text(PASTED.name)
        page = visitor.go("/paste")
        expect(page.get_by_text("drop them anywhere")).to_be_visible()
        page.evaluate(
            """([name, text]) => {
              const brought = new DataTransfer();
              brought.items.add(new File([text], name));
              for (const type of ["dragover", "drop"]) {
                const event = new DragEvent(type, {
                  dataTransfer: brought, bubbles: true, cancelable: true });
                document.querySelector("textarea").dispatchEvent(event);
                if (!event.defaultPrevented) throw new Error(type);
              }
            }""",
            ["dropped.rdf", TEMPLATE.format(title="Dropped")],
        )
        page.get_by_role("button", name="Preview").click()
        expect(page.locator("h2").first).to_have_text("dropped.rdf")
        expect(page.locator(".record h3")).to_contain_text("Dropped")
        assert visitor.troubles == []


def test_keyboard_alone(browser: Browser, site: Endpoint, store: Store) -> None:
    with visiting(browser, site) as visitor:
        page = visitor.go("/paste")
        page.get_by_label("Text", exact=True).focus()
        page.keyboard.insert_text(TEMPLATE.format(title="By hand"))
        for _ in range(4):
            page.keyboard.press("Tab")
        expect(page.get_by_role("button", name="Preview")).to_be_focused()
        page.keyboard.press("Enter")
        page.get_by_role("button", name="Add to the store").first.focus()
        page.keyboard.press("Enter")
        expect(page.get_by_role("status")).to_contain_text("generation 2")
        page.get_by_role("button", name="Undo generation 2").focus()
        page.keyboard.press("Enter")
        expect(page.get_by_role("status")).to_contain_text("was undone")
        assert store.current == 1


def test_no_rule_of_accessibility_is_broken(browser: Browser, site: Endpoint) -> None:
    """Nor is any page wider than a phone."""
    phone = {"width": 360, "height": 700}
    with visiting(browser, site, viewport=phone) as visitor:
        seen = {}
        for name, text in {
            "sample": PASTED.read_text(encoding="utf-8"),
            "broken": BROKEN + TEMPLATE.format(title=HOSTILE + "x" * 300),
            "nothing": "Only some words.",
        }.items():
            page = look(visitor, text)
            expect(page.locator("h1")).to_have_text("What the store would make of it")
            seen[name] = (violations(page), visitor.overflow)
        page = look(visitor, BROKEN + TEMPLATE.format(title=HOSTILE))
        expect(page).to_have_title("Preview - citegraph")
        page.get_by_role("button", name="Add to the store").first.click()
        expect(page.get_by_role("status")).to_be_visible()
        seen["added"] = (violations(page), visitor.overflow)
        for path in ("/paste", "/history", "/history/1"):
            page = visitor.go(path)
            seen[path] = (violations(page), visitor.overflow)
        assert seen == dict.fromkeys(seen, ([], 0))
        assert visitor.troubles == []


def test_sign_in_and_out(browser: Browser, store: Store, tmp_path: Path) -> None:
    with (
        serving(store.path, tmp_path / "log", "--prefix", "/graph", token=True) as site,
        visiting(browser, site, java_script_enabled=False) as visitor,
    ):
        page = visitor.go("/paste")
        expect(page.locator("h1")).to_have_text("Sign in")
        page.get_by_label("Token").fill("wrong")
        page.get_by_role("button", name="Sign in").click()
        expect(page.get_by_role("alert")).to_contain_text("not the token")
        page.get_by_label("Token").fill(TOKEN)
        page.get_by_role("button", name="Sign in").click()
        expect(page.locator("h1")).to_have_text("Paste a page")
        page.get_by_label("Text", exact=True).fill(PASTED.read_text(encoding="utf-8"))
        page.get_by_role("button", name="Preview").click()
        page.get_by_role("button", name="Add to the store").first.click()
        expect(page.get_by_role("link", name=TITLE)).to_have_attribute(
            "href", f"/graph/work/{WORK}"
        )
        page.get_by_role("button", name="Sign out").click()
        expect(page.get_by_role("link", name="Sign in")).to_be_visible()
        visitor.go("/history/2")
        expect(page.get_by_role("button", name="Undo generation 2")).to_have_count(0)
        # The browser says so of a reply of 403.
        assert [t for t in visitor.troubles if "403" not in t] == []


def test_sign_in_page_is_accessible(browser: Browser, store: Store, tmp_path: Path) -> None:
    with (
        serving(store.path, tmp_path / "log", token=True) as site,
        visiting(browser, site, viewport={"width": 360, "height": 700}) as visitor,
    ):
        page = visitor.go("/sign-in")
        assert (violations(page), visitor.overflow) == ([], 0)
        page.get_by_label("Token").fill("wrong")
        page.keyboard.press("Enter")
        expect(page.get_by_role("alert")).to_be_visible()
        assert (violations(page), visitor.overflow) == ([], 0)


def test_a_form_of_another_site(
    browser: Browser, site: Endpoint, store: Store, tmp_path: Path
) -> None:
    """A page elsewhere sends the form in the visitor's name, and is refused."""
    with serving(store.path, tmp_path / "other-log") as other, visiting(browser, other) as visitor:
        page = visitor.page
        page.context.unroute("**/*")
        visitor.go("/")
        page.evaluate(
            """(target) => {
              const form = document.createElement("form");
              form.method = "post";
              form.action = target;
              form.innerHTML = '<input name="generation" value="1"><input name="key" value="x">';
              document.body.append(form);
              form.submit();
            }""",
            f"{site.address}/undo",
        )
        page.wait_for_timeout(500)
        assert store.current == 1
        # The page's own policy stops it; without one, the server does.
        page.goto("about:blank")
        page.set_content(
            f'<form method="post" action="{site.address}/undo">'
            '<input name="generation" value="1"><button>Win</button></form>'
        )
        page.get_by_role("button").click()
        expect(page.locator("main")).to_contain_text("not from one of")
        assert store.current == 1


def test_the_picture_of_a_preview(browser: Browser, site: Endpoint, tmp_path: Path) -> None:
    take_preview(browser, site, tmp_path)
    assert 10_000 < (tmp_path / "preview.png").stat().st_size < 400_000
