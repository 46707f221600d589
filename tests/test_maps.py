"""Maps of networks: which part is drawn, what pages say of it, and that a browser draws it."""

import json
import re
from collections.abc import Iterator
from io import BytesIO
from typing import Any
from urllib.parse import urlencode

import matplotlib.image
import networkx as nx
import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st
from playwright.sync_api import Browser, Locator, Page, Position, expect

from citegraph.answers.network import Edge, Pairs
from citegraph.graph.iris import Iris
from citegraph.load import ingest
from citegraph.load.by_hand import Update, update
from citegraph.pages.chart import Series, charts
from citegraph.pages.map import MOST_EDGES, MOST_NODES
from citegraph.pages.render import asset
from citegraph.pages.strongest import strongest
from citegraph.store import Store
from citegraph.vocab import PREFIXES
from tests.browser import (
    CHROMIUM,
    SOFTWARE_GL,
    Visitor,
    chromium,
    needs_chromium,
    violations,
    visiting,
)
from tests.conftest import SAMPLES
from tests.endpoint import Endpoint, serving
from tests.test_pages import page, words

ASHEIM = "/work/repec:stp:stepre:1995r03"
AROUND = "/queries/network-of-work?view=map&work=RePEc:stp:stepre:1995r03"
CITED_TOGETHER = "/queries/network-edges?view=map&kind=co-citation"
MAPS = (
    AROUND,
    f"{AROUND}&steps=2",
    CITED_TOGETHER,
    "/queries/network-edges?view=map&kind=keyword&jel=O",
    "/queries/network-of-person?view=map&person=Asheim,+Bjorn+T",
)
needs_script = pytest.mark.skipif(
    asset("built/map.js") is None, reason="the script is not built: `make test` builds it"
)


@pytest.fixture(scope="module")
def site(sample_store: Store, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Endpoint]:
    log = tmp_path_factory.mktemp("maps") / "log"
    with serving(sample_store.path, log) as started:
        yield started


def drawn(site: Endpoint, path: str) -> dict[str, Any]:
    """What a page gives to its script."""
    found = re.search(
        r'<script type="application/json" id="map-data">(.*?)</script>', page(site, path).text
    )
    assert found
    data: dict[str, Any] = json.loads(found[1])
    return data


weights = st.integers(1, 4).map(float)
nodes = st.integers(0, 9).map(str)
networks = st.dictionaries(st.tuples(nodes, nodes), weights, min_size=1)


@given(networks, st.integers(1, 8), st.integers(1, 12), nodes)
def test_the_strongest_part(
    found: dict[tuple[str, str], float], most_nodes: int, most_edges: int, focus: str
) -> None:
    edges = tuple(Edge(a, b, weight) for (a, b), weight in sorted(found.items()))
    terms = {end: ox.Literal(end) for pair in sorted(found) for end in pair}
    part = strongest(Pairs(terms, {}, edges, is_directed=True), most_nodes, most_edges, focus)
    assert len(part.nodes) == min(most_nodes, len(terms))
    assert (part.of_nodes, part.of_edges) == (len(terms), len(edges))
    within = [e for e in edges if {e.source, e.target} <= set(part.nodes)]
    assert len(part.edges) == min(most_edges, len(within))
    left_out = sorted((e.weight for e in set(within) - set(part.edges)), reverse=True)
    assert all(edge.weight >= weight for edge in part.edges for weight in left_out[:1])
    assert (focus in part.nodes) == (focus in terms)
    others = [part.strength[name] for name in part.nodes if name != focus]
    rest = [part.strength[name] for name in terms if name not in part.nodes]
    assert others == sorted(others, reverse=True)
    assert not others or not rest or min(others) >= max(rest)
    assert part.strength == {
        name: sum(e.weight for e in edges if name in {e.source, e.target}) for name in terms
    }


def test_charts_share_what_can_be_compared() -> None:
    two = [Series("O: works", [(1990, 3), (1992, 8)]), Series("R: works", [(1991, 1)])]
    alike, apart = (charts(two, "Codes", alike=alike) for alike in (True, False))
    assert [chart.title for chart in alike] == ["O: works by year", "R: works by year"]
    assert apart[0].title == "Codes: O: works by year"
    assert [mark.text for mark in alike[1].years] == ["1990", "1991", "1992"]
    assert [mark.text for mark in alike[1].levels] == ["0", "4", "8"]
    assert [mark.text for mark in apart[1].levels] == ["0", "1"]
    assert charts([Series("n", [(1990, 3)])], "One", alike=False) == []
    assert charts([Series("n", [(1000, 3), (2000, 1)])], "Long", alike=False) == []
    assert charts([], "None", alike=False) == []


def test_what_is_drawn_is_what_the_query_answers(site: Endpoint) -> None:
    data = drawn(site, AROUND)
    answer = site.get("/queries/network-of-work?work=RePEc:stp:stepre:1995r03&format=graphml")
    graph = nx.read_graphml(BytesIO(answer.body))
    hrefs = [f"https://w3id.org/citegraph{node['href']}" for node in data["nodes"]]
    assert set(hrefs) == set(graph.nodes)
    assert {(hrefs[a], hrefs[b]) for a, b, _ in data["edges"]} == set(graph.edges)
    assert data["directed"]
    by_relation: dict[str, list[str]] = {}
    for node in data["nodes"]:
        by_relation.setdefault(node["relation"], []).append(node["label"])
    assert by_relation == {
        "self": ["Asheim 1995"],
        "cited": ["Lundvall & Johnson 1994", "Russo 1985", "Acs & Audretsch 1990", "Krugman 1991"],
        "citing": ["Isaksen & Asheim 1996"],
    }
    sizes = {node["label"]: node["size"] for node in data["nodes"]}
    assert sizes["Russo 1985"] == 3
    assert graph.nodes[hrefs[0]]["citations"] == 1


def test_tables_say_what_is_drawn(site: Endpoint) -> None:
    said = words(page(site, AROUND).text)
    assert "All 6 nodes and 6 edges are on the map. 6 of 17 works in the store have a" in said
    assert "6 of 17 works in the store have a" not in words(page(site, MAPS[3]).text)
    for node in drawn(site, AROUND)["nodes"]:
        assert node["name"] in said
    for relation in ("asked for", "cited by it", "cites it"):
        assert relation in said
    links = re.findall(r'href="([^"]+format=\w+)"', page(site, AROUND).text)
    formats = [link.rpartition("=")[2] for link in links]
    assert {"graphml", "gexf", "pajek", "vosviewer", "nodes", "edges"} <= set(formats)
    for link in links:
        assert site.get(link.replace("&amp;", "&")).status == 200, link


def test_names_and_words_lead_somewhere(site: Endpoint) -> None:
    for path in MAPS:
        for node in drawn(site, path)["nodes"]:
            assert page(site, node["href"]).status == 200
    hrefs = {node["label"]: node["href"] for node in drawn(site, MAPS[-1])["nodes"]}
    assert hrefs["Coenen, Lars"] == "/queries/works-of-person?person=coenen+lars"
    assert drawn(site, MAPS[3])["nodes"][0]["href"].startswith("/search?q=")


def test_pages_lead_to_their_maps(site: Endpoint) -> None:
    for path in (
        ASHEIM,
        "/person/pma1842",
        "/venue/repec:stp:stepre",
        "/organization/repec:edi:steppno",
        "/jel/O31",
        "/keyword/Norway",
    ):
        found = re.findall(r'href="([^"]+view=map)"', page(site, path).text)
        assert len(found) >= 2, path
        for link in found:
            shown = page(site, link.replace("&amp;", "&"))
            assert shown.status == 200
            assert "Map" in shown.text


def test_a_map_of_nothing_says_why(site: Endpoint) -> None:
    empty = page(site, "/queries/network-of-work?view=map&work=RePEc:boc:bocode:s448402")
    assert "is joined to 'TMAP: Stata module" in words(empty.text)
    assert "map-data" not in empty.text
    wrong = page(site, "/queries/network-edges?view=map&kind=magic")
    assert "must be one of citation" in words(wrong.text)
    table = page(site, "/queries/cited-by?view=map&work=RePEc:stp:stepre:1995r03")
    assert "map-data" not in table.text


def test_timelines(site: Endpoint) -> None:
    jel = page(site, "/queries/jel-over-time?level=2").text
    assert len(re.findall('<svg class="chart"', jel)) > 2
    assert "O3: works by year" in jel
    (asheim,) = (n["href"] for n in drawn(site, MAPS[-1])["nodes"] if n["relation"] == "self")
    person = page(site, asheim).text
    assert "Year by year: works by year" in person
    assert "Year by year: citations by year" in person


# ---- in a browser ----


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium(*SOFTWARE_GL) as started:
        yield started


def settled(visitor: Visitor, path: str) -> Locator:
    """The map of a page, when its nodes have found their places."""
    canvas = visitor.go(path).locator("#map-canvas")
    expect(canvas).to_have_attribute("data-state", "settled", timeout=120_000)
    return canvas


def picture(canvas: Locator) -> Any:
    """The pixels of a map, from 0 to 1."""
    return matplotlib.image.imread(BytesIO(canvas.screenshot()), format="png")[:, :, :3]


def coloured(canvas: Locator, colour: str) -> int:
    """How many pixels have a colour."""
    wanted = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    return int((abs(picture(canvas) - wanted).max(axis=2) < 0.02).sum())


@needs_chromium
@needs_script
class TestInABrowser:
    def test_accessible(self, browser: Browser, site: Endpoint) -> None:
        """axe finds nothing, nothing is asked of other machines, and no request fails."""
        with visiting(browser, site) as visitor:
            for path in MAPS:
                settled(visitor, path)
                assert violations(visitor.page) == [], path
            assert visitor.troubles == []

    def test_drawn(self, browser: Browser, site: Endpoint) -> None:
        """Each relation has its colour, in light and in dark."""
        colours = {
            "light": ("#b3261e", "#0b5394", "#a85100"),
            "dark": ("#ff8f85", "#8cc2ff", "#ffb866"),
        }
        for scheme, wanted in colours.items():
            with visiting(browser, site, color_scheme=scheme) as visitor:
                canvas = settled(visitor, AROUND)
                expect(canvas).to_have_attribute("data-nodes", "6")
                expect(canvas).to_have_attribute("data-edges", "6")
                for colour in wanted:
                    assert coloured(canvas, colour) > 30, (scheme, colour)
                visitor.page.get_by_label("Colour").select_option("year")
                expect(visitor.page.locator("#map-years")).to_contain_text("1985")
                assert coloured(canvas, wanted[0]) < 30

    def test_the_same_map_each_time(self, browser: Browser, site: Endpoint) -> None:
        pictures = []
        for motion in ("reduce", "reduce", "no-preference"):
            with visiting(browser, site, reduced_motion=motion) as visitor:
                pictures.append(picture(settled(visitor, f"{AROUND}&steps=2")))
        assert (pictures[0] == pictures[1]).all()
        assert (pictures[0] == pictures[2]).all()

    def test_by_mouse(self, browser: Browser, site: Endpoint) -> None:
        with visiting(browser, site) as visitor:
            canvas = settled(visitor, AROUND)
            self.point_at(visitor.page, canvas, "#b3261e")
            said = visitor.page.locator("#map-said")
            expect(said).to_contain_text("Industrial Districts as 'learning regions'")
            expect(said).to_contain_text("asked for; 5 edges")
            before = picture(canvas)
            visitor.page.mouse.wheel(0, -600)
            visitor.page.wait_for_timeout(600)
            assert (picture(canvas) != before).any()
            visitor.page.get_by_role("button", name="All of it").click()
            visitor.page.wait_for_timeout(500)
            self.point_at(visitor.page, canvas, "#b3261e")
            expect(said).to_contain_text("asked for; 5 edges")
            visitor.page.mouse.down()
            visitor.page.mouse.up()
            visitor.page.wait_for_url(f"**{ASHEIM}")
            assert visitor.troubles == []

    @staticmethod
    def point_at(page: Page, canvas: Locator, colour: str) -> None:
        """Move the mouse onto the middle of what has a colour."""
        canvas.scroll_into_view_if_needed()
        wanted = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
        rows, columns = (abs(picture(canvas) - wanted).max(axis=2) < 0.02).nonzero()
        box = canvas.bounding_box()
        assert box
        page.mouse.move(box["x"] + columns.mean(), box["y"] + rows.mean())

    def test_by_keys(self, browser: Browser, site: Endpoint) -> None:
        with visiting(browser, site, reduced_motion="reduce") as visitor:
            page, canvas = visitor.page, settled(visitor, AROUND)
            canvas.focus()
            page.keyboard.press("ArrowRight")
            expect(page.locator("#map-said")).to_contain_text("asked for")
            seen = {canvas.get_attribute("data-chosen")}
            for key in ("ArrowRight", "ArrowDown", "ArrowLeft", "ArrowLeft", "ArrowUp", "ArrowUp"):
                page.keyboard.press(key)
                seen.add(canvas.get_attribute("data-chosen"))
            assert len(seen) > 3
            before = picture(canvas)
            page.keyboard.press("+")
            assert (picture(canvas) != before).any()
            page.keyboard.press("Escape")
            expect(page.locator("#map-said")).to_have_text("")
            page.get_by_label("Find a node").fill("LEARNING economy")
            page.keyboard.press("Enter")
            expect(page.locator("#map-said")).to_contain_text("The Learning Economy; cited by it")
            page.get_by_label("Find a node").fill("zebra")
            page.keyboard.press("Enter")
            expect(page.locator("#map-said")).to_have_text("No node is called “zebra”.")
            page.get_by_label("Find a node").fill("The Learning")
            page.keyboard.press("Enter")
            canvas.focus()
            page.keyboard.press("Enter")
            page.wait_for_url("**/work/repec:taf:indinn:*")
            assert visitor.troubles == []

    def test_the_view_is_moved_by_buttons(self, browser: Browser, site: Endpoint) -> None:
        with visiting(browser, site, reduced_motion="reduce") as visitor:
            canvas = settled(visitor, CITED_TOGETHER)
            start = picture(canvas)
            for back_and_forth in (
                ("Closer", "Further away"),
                ("To the left", "To the right"),
                ("Up", "Down"),
            ):
                for name in back_and_forth:
                    before = picture(canvas)
                    visitor.page.get_by_role("button", name=name, exact=True).click()
                    visitor.page.wait_for_timeout(200)
                    assert (picture(canvas) != before).any(), name
            visitor.page.get_by_role("button", name="All of it").click()
            visitor.page.wait_for_timeout(200)
            assert (picture(canvas) == start).all()

    def test_by_finger(self, browser: Browser, site: Endpoint) -> None:
        """The first tap says what the second opens."""
        with visiting(
            browser, site, viewport={"width": 360, "height": 700}, has_touch=True
        ) as visitor:
            canvas = settled(visitor, AROUND)
            assert visitor.overflow == 0
            canvas.scroll_into_view_if_needed()
            red = [int("b3261e"[at : at + 2], 16) / 255 for at in (0, 2, 4)]
            rows, columns = (abs(picture(canvas) - red).max(axis=2) < 0.02).nonzero()
            at: Position = {"x": float(columns.mean()), "y": float(rows.mean())}
            canvas.tap(position=at)
            expect(visitor.page.locator("#map-said")).to_contain_text("asked for")
            visitor.page.wait_for_timeout(1000)
            canvas.tap(position=at)
            visitor.page.wait_for_url(f"**{ASHEIM}")

    def test_without_scripts(self, browser: Browser, site: Endpoint) -> None:
        with visiting(browser, site, java_script_enabled=False) as visitor:
            found = visitor.go(AROUND)
            expect(found.get_by_text("The map is drawn by a script.")).to_be_visible()
            expect(found.locator("#map-canvas")).to_be_hidden()
            found.get_by_role("group", name="Nodes").get_by_role(
                "link", name="The Learning Economy"
            ).click()
            expect(found.get_by_role("heading", level=1)).to_contain_text("The Learning Economy")
            found.go_back()
            found.get_by_role("navigation", name="Views").get_by_role("link", name="Table").click()
            expect(found.get_by_text("Rows 1 to 6, the last")).to_be_visible()
            assert visitor.troubles == []

    def test_without_webgl(self, browser: Browser, site: Endpoint) -> None:
        other = browser.browser_type.launch(
            executable_path=CHROMIUM, args=["--no-sandbox", "--disable-3d-apis"]
        )
        with visiting(other, site) as visitor:
            visitor.go(AROUND)
            expect(visitor.page.locator("#map-problem")).to_be_visible()
            expect(visitor.page.locator("#map-canvas")).to_be_hidden()
            expect(visitor.page.get_by_role("group", name="Nodes")).to_be_visible()
            assert violations(visitor.page) == []
        other.close()


WORKS, PER_WORK = 2500, 6


def statements() -> str:
    """Works that cite others, those of their own field more than the rest."""
    lines, state = [], 1
    iris = Iris()
    for number in range(WORKS):
        work = f"<{iris.work(f'doi:10.1234/{number}')}>"
        lines.append(f'{work} a cg:Work ; dcterms:title "Work {number}" .')
        for _ in range(PER_WORK if number else 0):
            state = state * 48271 % 2147483647
            field = number // 100 * 100
            cited = field + state % max(1, number - field) if state % 7 else state % number
            if cited != number:
                lines.append(f"{work} cito:cites <{iris.work(f'doi:10.1234/{cited}')}> .")
    return "\n".join(lines)


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Endpoint]:
    folder = tmp_path_factory.mktemp("large")
    store = Store(folder / "store")
    ingest(store, (str(SAMPLES),))
    prefixes = "".join(f"PREFIX {name}: <{iri}>\n" for name, iri in PREFIXES.items())
    update(store, Update(f"{prefixes} INSERT DATA {{ {statements()} }}"), lambda: None)
    with serving(store.path, folder / "log") as started:
        yield started


LARGE = f"/queries/network-edges?{urlencode({'kind': 'citation', 'text': 'Work ', 'view': 'map'})}"


def test_a_large_network_is_cut_and_says_so(large: Endpoint) -> None:
    data = drawn(large, LARGE)
    assert len(data["nodes"]) == MOST_NODES
    assert len(data["edges"]) <= MOST_EDGES
    said = words(page(large, LARGE).text)
    assert f"On the map are {MOST_NODES:,} of {WORKS:,} nodes, those whose edges weigh most" in said
    second = words(page(large, f"{LARGE}&page=2").text)
    assert f"Nodes 101 to 200 of {MOST_NODES:,}." in second
    csv = large.get(LARGE.replace("view=map", "format=nodes"))
    assert len(csv.text.splitlines()) == WORKS + 1


@needs_chromium
@needs_script
def test_a_large_map_never_halts_the_page(browser: Browser, large: Endpoint) -> None:
    """While it is laid out, and while it is moved, the page goes on being drawn."""
    with visiting(browser, large) as visitor:
        page = visitor.page
        page.add_init_script(
            """window.frames_seen = 0;
            const count = () => { window.frames_seen += 1; requestAnimationFrame(count); };
            requestAnimationFrame(count);"""
        )

        def frames() -> int:
            return int(page.evaluate("window.frames_seen"))

        canvas = settled(visitor, LARGE)
        expect(canvas).to_have_attribute("data-nodes", str(MOST_NODES))
        assert frames() > 60
        canvas.scroll_into_view_if_needed()
        box = canvas.bounding_box()
        assert box
        before, still = frames(), picture(canvas)
        page.mouse.move(box["x"] + 200, box["y"] + 200)
        page.mouse.down()
        for step in range(20):
            page.mouse.move(box["x"] + 200 + 5 * step, box["y"] + 200 + 3 * step)
        page.mouse.up()
        assert frames() - before > 10
        assert (picture(canvas) != still).any()
        assert visitor.troubles == []
