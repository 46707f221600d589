"""Pictures of pages for the documentation: `python -m tests.screenshots` writes them into docs/."""

import tempfile
from pathlib import Path
from typing import NamedTuple

from playwright.sync_api import Browser

from citegraph.load import ingest
from citegraph.store import Store
from tests.browser import CHROMIUM, SOFTWARE_GL, chromium, visiting
from tests.conftest import ROOT, SAMPLES
from tests.endpoint import Endpoint, serving


class Shot(NamedTuple):
    name: str
    path: str
    width: int
    height: int
    scheme: str
    # What is there when the page is whole.
    settled: str = "main"


SHOTS = (
    Shot("work", "/work/repec:stp:stepre:1995r03", 1100, 900, "light"),
    Shot("search", "/search?q=regional", 1100, 700, "light"),
    Shot("venue", "/venue/repec:stp:stepre", 1100, 900, "dark"),
    Shot(
        "map",
        "/queries/network-of-work?work=RePEc:stp:stepre:1995r03&steps=2&view=map",
        1100,
        1200,
        "light",
        settled="#map-canvas[data-state=settled]",
    ),
    Shot("phone", "/work/repec:stp:stepre:1996r13", 390, 800, "light"),
)


def take(browser: Browser, site: Endpoint, folder: Path) -> None:
    """Write all pictures into a folder."""
    for shot in SHOTS:
        size = {"width": shot.width, "height": shot.height}
        with visiting(browser, site, viewport=size, color_scheme=shot.scheme) as visitor:
            page = visitor.go(shot.path)
            page.locator(shot.settled).wait_for()
            page.screenshot(path=folder / f"{shot.name}.png")
            assert visitor.troubles == []


def main() -> None:
    """Take them of the samples."""
    if CHROMIUM is None:
        raise SystemExit("chromium is not installed: `apt-get install chromium`")
    with tempfile.TemporaryDirectory() as folder:
        store = Store(Path(folder) / "store")
        ingest(store, (str(SAMPLES),))
        with serving(store.path, Path(folder) / "log") as site, chromium(*SOFTWARE_GL) as browser:
            take(browser, site, ROOT / "docs")


if __name__ == "__main__":
    main()
