"""Debian's chromium, in which nothing but the server under test can be reached."""

import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, Request, Route, sync_playwright

from tests.endpoint import Endpoint

CHROMIUM = shutil.which("chromium")
needs_chromium = pytest.mark.skipif(CHROMIUM is None, reason="chromium is not installed")


# WebGL without a graphics card.
SOFTWARE_GL = ("--use-angle=swiftshader", "--enable-unsafe-swiftshader")


@contextmanager
def chromium(*options: str) -> Iterator[Browser]:
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox", *options]
        )
        yield started
        started.close()


@dataclass
class Visitor:
    """A browser window on a server, with what went wrong in it."""

    page: Page
    site: Endpoint
    troubles: list[str] = field(default_factory=list)

    def go(self, path: str) -> Page:
        answer = self.page.goto(self.site.address + path)
        assert answer
        assert answer.ok, f"{path}: {answer.status}"
        return self.page

    @property
    def overflow(self) -> int:
        """By how many pixels the page is wider than the window, its styles included."""
        self.page.wait_for_load_state()
        return int(
            self.page.evaluate(
                "document.documentElement.scrollWidth - document.documentElement.clientWidth"
            )
        )


def _failure(request: Request) -> list[str]:
    """Why a request failed, unless it was for a page that was left meanwhile."""
    why = request.failure or ""
    return [] if "ERR_ABORTED" in why else [f"{request.url} fails: {why}"]


@contextmanager
def visiting(browser: Browser, site: Endpoint, **options: Any) -> Iterator[Visitor]:
    """A window of its own; whatever it asks of other machines is refused, and told."""
    context = browser.new_context(**options)
    visitor = Visitor(context.new_page(), site)

    def only_here(route: Route) -> None:
        if route.request.url.startswith(site.address):
            route.continue_()
        else:
            visitor.troubles.append(f"asks {route.request.url}")
            route.abort()

    context.route("**/*", only_here)
    page = visitor.page
    page.on("requestfailed", lambda request: visitor.troubles.extend(_failure(request)))
    page.on("pageerror", lambda error: visitor.troubles.append(str(error)))
    page.on(
        "console",
        lambda said: visitor.troubles.append(said.text) if said.type != "info" else None,
    )
    try:
        yield visitor
    finally:
        context.close()


def assert_accessible(browser: Browser, site: Endpoint, paths: Iterable[str]) -> None:
    """axe finds nothing, nothing is asked of other machines, and no request fails."""
    with visiting(browser, site) as visitor:
        for path in paths:
            assert violations(visitor.go(path)) == [], path
        assert visitor.troubles == []


def assert_fitting(browser: Browser, site: Endpoint, paths: Iterable[str], width: int) -> None:
    """No page is wider than the window."""
    with visiting(browser, site, viewport={"width": width, "height": 700}) as visitor:
        for path in paths:
            visitor.go(path)
            assert visitor.overflow == 0, path


def violations(page: Page) -> list[tuple[str, list[str]]]:
    """The rules of accessibility that axe finds broken, in the light, and those of colours also in
    the dark, each with the elements that break it."""
    found = _broken(page)
    page.emulate_media(color_scheme="dark")
    found += _broken(page, "color-contrast")
    page.emulate_media(color_scheme="light")
    return found


def _broken(page: Page, *rules: str) -> list[tuple[str, list[str]]]:
    options: dict[str, Any] = {"resultTypes": ["violations"]}
    if rules:
        options["runOnly"] = rules
    found = Axe().run(page, options=options).response["violations"]
    return [(rule["id"], [node["html"][:200] for node in rule["nodes"]]) for rule in found]
