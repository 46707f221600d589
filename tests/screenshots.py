"""Pictures of pages for the documentation: `python -m tests.screenshots` writes them into docs/."""

import tempfile
from pathlib import Path
from typing import NamedTuple
from urllib.parse import quote

from playwright.sync_api import Browser

from citegraph.load import enlist, ingest
from citegraph.pages import render
from citegraph.store import Store
from citegraph.values import find_work
from tests.browser import CHROMIUM, SOFTWARE_GL, chromium, visiting
from tests.conftest import LISTED, ROOT, SAMPLES
from tests.endpoint import Endpoint, serving


class Shot(NamedTuple):
    """A page in a window; `buttons` are pressed before, one after the other."""

    name: str
    path: str
    width: int
    height: int
    scheme: str
    # What is there when the page is whole, and the buttons that are pressed then.
    settled: str = "main"
    buttons: tuple[str, ...] = ()


MOST_CITED = """\
PREFIX cg: <https://w3id.org/citegraph/ontology#>
PREFIX dcterms: <http://purl.org/dc/terms/>

# What is cited most
SELECT ?title ?cited WHERE {
  ?work a cg:Work ; dcterms:title ?title ; cg:citedByCount ?cited .
}
ORDER BY DESC(?cited) ?title
LIMIT 8
"""
EDITOR = Shot(
    "editor",
    f"/editor?query={quote(MOST_CITED)}",
    1100,
    1180,
    "light",
    buttons=("Run the query", "Chart"),
)
# What is not built cannot be shown.
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
    *([EDITOR] if render.asset("built/editor.js") else []),
)


# Where lists and decisions can be changed.
EDITED = (
    Shot("list", "/lists/my%20bibliography", 1100, 900, "light"),
    Shot("review", "/review", 1100, 1000, "light"),
)
# What is not in the store before it is pasted, as others cite it.
PASTED = SAMPLES / "pages" / "asheim-1995-learning-regions.txt"
PREVIEW = Shot("preview", "/paste", 1100, 900, "light")


def without_pasted(store: Store) -> None:
    """Ingest the sample pages but the one that is to be pasted."""
    ingest(store, tuple(str(file) for file in sorted(PASTED.parent.iterdir()) if file != PASTED))


def take_preview(browser: Browser, site: Endpoint, folder: Path) -> None:
    """Write the picture of what a pasted page would become."""
    size = {"width": PREVIEW.width, "height": PREVIEW.height}
    with visiting(browser, site, viewport=size, color_scheme=PREVIEW.scheme) as visitor:
        page = visitor.go(PREVIEW.path)
        page.get_by_label("Text", exact=True).fill(PASTED.read_text(encoding="utf-8"))
        page.get_by_label("Name of the text").fill(PASTED.name)
        page.get_by_role("button", name="Preview").click()
        page.get_by_role("button", name="Add to the store").first.wait_for()
        page.screenshot(path=folder / f"{PREVIEW.name}.png")
        assert visitor.troubles == []


def take(browser: Browser, site: Endpoint, folder: Path, shots: tuple[Shot, ...] = SHOTS) -> None:
    """Write pictures into a folder."""
    for shot in shots:
        size = {"width": shot.width, "height": shot.height}
        with visiting(browser, site, viewport=size, color_scheme=shot.scheme) as visitor:
            page = visitor.go(shot.path)
            page.locator(shot.settled).wait_for()
            for name in shot.buttons:
                page.get_by_role("button", name=name).click()
            page.screenshot(path=folder / f"{shot.name}.png")
            assert visitor.troubles == []


def main() -> None:
    """Take them of the samples."""
    if CHROMIUM is None:
        raise SystemExit("chromium is not installed: `apt-get install chromium`")
    with tempfile.TemporaryDirectory() as folder:
        store = Store(Path(folder) / "store")
        ingest(store, (str(SAMPLES),))
        other = Store(Path(folder) / "other")
        without_pasted(other)
        with chromium(*SOFTWARE_GL) as browser:
            with serving(store.path, Path(folder) / "log") as site:
                take(browser, site, ROOT / "docs")
            with store.snapshot() as snapshot:
                works = [find_work(snapshot, name) for name in LISTED]
            enlist(store, "my bibliography", works, "lists add my bibliography")
            with serving(store.path, Path(folder) / "log", "--edit") as site:
                take(browser, site, ROOT / "docs", EDITED)
            with serving(other.path, Path(folder) / "log", "--edit") as site:
                take_preview(browser, site, ROOT / "docs")


if __name__ == "__main__":
    main()
