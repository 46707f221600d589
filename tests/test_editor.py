"""The SPARQL editor: what its page gives without a script, and what its script does in a browser."""

import asyncio
import json
import re
from collections.abc import Iterator
from html import unescape
from types import SimpleNamespace
from typing import cast

import pytest
from playwright.sync_api import Browser, Page, expect

from citegraph import saved
from citegraph import vocab as v
from citegraph.graph.iris import Iris
from citegraph.pages import editor, render
from citegraph.pages.addresses import Addresses
from citegraph.serve.cache import Cache
from citegraph.serve.errors import HttpError
from citegraph.serve.http import Request
from citegraph.serve.service import Service
from citegraph.serve.task import Reading
from citegraph.serve.terms import terms
from citegraph.store import Store
from tests.browser import Visitor, chromium, needs_chromium, violations, visiting
from tests.endpoint import Endpoint, serving
from tests.test_pages import BROWSER, words

needs_editor = pytest.mark.skipif(
    render.asset("built/editor.js") is None, reason="the editor is not built: `make` builds it"
)
NEEDS = [needs_chromium, needs_editor]
WORK = "RePEc:stp:stepre:1995r03"
# Chromium says itself that a reply is none of the good ones.
REFUSED = "Failed to load resource: the server responded with a status of 400 (Bad Request)"
YEARS = "SELECT ?year (COUNT(*) AS ?works) { ?w cg:year ?year } GROUP BY ?year ORDER BY ?year"
WORKS = "CONSTRUCT { ?s ?p ?o } WHERE { ?s a cg:Work ; ?p ?o }"
CITED = "CONSTRUCT { ?a cito:cites ?b . ?b dcterms:title ?t } { ?a cito:cites ?b . ?b dcterms:title ?t }"


@pytest.fixture(scope="module")
def site(sample_store: Store, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Endpoint]:
    log = tmp_path_factory.mktemp("editor") / "log"
    with serving(sample_store.path, log, "--prefix", "/graph") as started:
        yield started


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as started:
        yield started


def text_of(page: str) -> str:
    match = re.search(r'<textarea id="query"[^>]*>\n?(.*?)</textarea>', page, re.DOTALL)
    assert match
    return unescape(match[1])


def query_of(page: Page) -> str:
    """The text in the editor, which shows only the lines that are in view."""
    return str(page.locator(".CodeMirror").first.evaluate("e => e.CodeMirror.getValue()"))


def write(page: Page, text: str) -> None:
    """Write in place of all that is in the editor, at once."""
    page.get_by_role("textbox", name="Query").focus()
    page.keyboard.press("Control+A")
    page.keyboard.insert_text(text)


def ask(page: Page, text: str) -> None:
    write(page, text)
    page.keyboard.press("Control+Enter")
    expect(
        page.get_by_role("status").filter(has_text=re.compile("seconds|refused"))
    ).to_be_visible()


@pytest.mark.parametrize(
    "name, given",
    [
        ("cited-by", {"work": WORK, "level": "cluster"}),
        ("references-of", {"work": WORK}),
        ("works-by-text", {"text": "regional innovation"}),
        ("coverage", {}),
    ],
)
def test_opens_with_the_text_that_is_run(site: Endpoint, name: str, given: dict[str, str]) -> None:
    page = site.get(f"/editor/{name}", given, accept=BROWSER).text
    rows = site.query(text_of(page)).rows
    asked = site.get(f"/queries/{name}", {**given, "format": "json"})
    assert rows
    assert rows == asked.rows
    form = site.get(f"/queries/{name}", given, accept=BROWSER).text
    link = re.search(r'href="([^"]*)">Open in the editor', form)
    assert link
    assert text_of(site.get(unescape(link[1]).removeprefix("/graph"), accept=BROWSER).text) == (
        text_of(page)
    )


def test_without_values_it_says_what_they_are(site: Endpoint) -> None:
    page = site.get("/editor", {"example": "cited-by"}, accept=BROWSER).text
    assert "?_work_iri : the cited work" in words(page)
    assert "#+" not in text_of(page)
    computed = site.get("/editor/citation-path", accept=BROWSER).text
    assert "The answer to this question is computed" in words(computed)


def test_values_that_do_not_fit_are_explained(site: Endpoint) -> None:
    page = site.get("/editor/cited-by", {"work": "Nothing of the kind"}, accept=BROWSER).text
    assert "no work is named 'Nothing of the kind'; the nearest are" in words(page)
    assert site.get("/editor/nothing", accept=BROWSER).status == 404


def test_parameters_may_have_any_name() -> None:
    addresses = Addresses(Iris(), "/lit")
    assert addresses.at("/editor/own", path="a/b", self="c") == "/lit/editor/own?path=a%2Fb&self=c"


def test_text_in_the_address(site: Endpoint) -> None:
    text = 'ASK { ?s ?p "</textarea><script>" }'
    page = site.get("/editor", {"query": text}, accept=BROWSER).text
    assert text_of(page) == text


def test_where_nothing_is_built_there_is_a_form(
    sample_store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = render.asset

    def unbuilt(name: str) -> tuple[str, bytes] | None:
        return None if name.startswith("built/") else real(name)

    monkeypatch.setattr(render, "asset", unbuilt)
    with sample_store.snapshot() as snapshot:
        page = editor.page(snapshot, Addresses(Iris(), ""), tuple(saved.library().values()), "", {})
    assert "The script of the editor is not built here" in words(page)
    assert '<form class="sparql" id="sparql" action="/sparql" method="post"' in page
    assert "built/" not in page


def test_terms_are_those_of_the_ontology_and_of_the_store(site: Endpoint) -> None:
    reply = site.get("/terms.json")
    said = json.loads(reply.body)
    assert said["prefixes"].items() >= v.PREFIXES.items()
    terms = {term["name"]: term for term in said["terms"]}
    works = site.query("SELECT (COUNT(*) AS ?n) { ?w a cg:Work }").rows[0]["n"]["value"]
    assert terms["cg:Work"]["uses"] == int(works)
    assert terms["cg:hasReference"]["kind"] == "property"
    assert terms["cg:matched"]["kind"] == "value"
    assert all(term["comment"] for term in terms.values() if term["name"].startswith("cg:"))
    at_once = json.loads(site.get("/terms.json", {"of": "ontology"}).body)
    assert [{**term, "uses": 0} for term in said["terms"]] == at_once["terms"]
    assert site.get("/terms.json", if_none_match=reply.headers["etag"]).status == 304


def test_terms_that_only_the_store_has(site: Endpoint) -> None:
    from citegraph.pages.terms import vocabulary

    counts = {"classes": {"http://example.org/Odd": 2}, "properties": {v.CG + "odd": 3}}
    found = vocabulary(counts)["terms"]
    assert isinstance(found, list)
    assert [(t["name"], t["kind"]) for t in found if not t["comment"]] == [
        ("<http://example.org/Odd>", "class"),
        ("cg:odd", "property"),
    ]


def test_where_none_can_be_counted_terms_are_told_and_nobody_tries_again() -> None:
    class Busy:
        pool = SimpleNamespace(edition="1-0")
        cache = Cache(10**6)
        tries = 0

        async def read(self, request: Request, task: Reading) -> bytes:
            self.tries += 1
            raise HttpError(503, "the query took longer than a query may")

    busy = Busy()
    request = cast("Request", SimpleNamespace(header=lambda _: "", parameters=list))
    replies = [asyncio.run(terms(request, cast("Service", busy))) for _ in range(2)]
    bodies = [reply.body for reply in replies]
    assert isinstance(bodies[0], bytes)
    assert {term["uses"] for term in json.loads(bodies[0])["terms"]} == {0}
    assert bodies[0] == bodies[1]
    assert busy.tries == 1


@needs_editor
def test_assets_are_sent_packed(site: Endpoint) -> None:
    import gzip

    import zstandard

    plain = site.get("/static/built/editor.js")
    packed = site.get("/static/built/editor.js", accept_encoding="gzip")
    assert gzip.decompress(packed.body) == plain.body
    packed = site.get("/static/built/editor.js", accept_encoding="zstd, gzip")
    assert zstandard.decompress(packed.body) == plain.body
    assert len(packed.body) < 320_000
    assert packed.headers["vary"] == "accept-encoding"
    assert b"LICENCES.txt" in plain.body[:200]
    licences = site.get("/static/built/LICENCES.txt")
    assert licences.media_type == "text/plain"
    for package in ("codemirror", "@zazuko/yasgui", "@zazuko/yasqe", "dompurify", "n3"):
        assert f"\n{package} " in licences.text
    assert site.get("/static/built/../style.css").status == 404


class TestInBrowser:
    pytestmark = NEEDS

    @pytest.fixture
    def visitor(self, browser: Browser, site: Endpoint) -> Iterator[Visitor]:
        with visiting(browser, site) as started:
            yield started

    def test_a_query_is_run_and_its_things_have_pages(self, visitor: Visitor) -> None:
        page = visitor.go("/editor")
        page.get_by_role("button", name="Run the query").click()
        table = page.get_by_role("table")
        expect(table.get_by_role("columnheader")).to_have_text(["work", "title", "year"])
        shown = len(visitor.site.query(query_of(page)).rows)
        expect(table.get_by_role("row")).to_have_count(shown + 1)
        assert "#query=PREFIX" in page.url
        table.get_by_role("link").first.click()
        expect(page.get_by_role("heading", name="Sources")).to_be_visible()
        assert visitor.troubles == []

    def test_a_table_is_sorted_and_narrowed(self, visitor: Visitor) -> None:
        page = visitor.go("/editor")
        ask(page, "SELECT ?n ?w { VALUES (?n ?w) { (10 'ten {{n}}') (9 'nine') (UNDEF 'none') } }")
        cells = page.locator("tbody td:first-child")
        page.get_by_role("button", name="n", exact=True).click()
        expect(cells).to_have_text(["9", "10", ""])
        page.get_by_role("button", name="n", exact=True).click()
        expect(cells).to_have_text(["10", "9", ""])
        expect(page.get_by_role("columnheader", name="n")).to_have_attribute(
            "aria-sort", "descending"
        )
        page.get_by_label("Rows with").fill("TEN {{n}}")
        expect(cells).to_have_text(["10"])
        with page.expect_download() as saving:
            page.get_by_role("button", name="Save this view").click()
        assert saving.value.suggested_filename == "answer.csv"
        assert saving.value.path().read_bytes() == b"n,w\r\n10,ten {{n}}\r\n9,nine\r\n,none\r\n"
        assert visitor.troubles == []

    def test_what_answers_say_is_text(self, visitor: Visitor) -> None:
        page = visitor.go("/editor")
        hostile = '<img src=x onerror=alert(1)> {{x}} "q" & </script>'
        literal = hostile.replace('"', '\\"')
        ask(
            page,
            f'SELECT ?x ?y ?n {{ VALUES (?x ?y ?n) {{ (<javascript:alert(1)> "{literal}" 1) }} }}',
        )
        cells = page.locator("tbody td")
        expect(cells).to_have_text(["javascript:alert(1)", hostile, "1"])
        expect(page.locator("tbody a")).to_have_count(0)
        page.get_by_role("button", name="Chart").click()
        page.get_by_role("combobox", name="Along").select_option("y")
        expect(page.locator(".chart rect title")).to_have_text(f"{hostile}: 1")
        ask(
            page, f'CONSTRUCT {{ <javascript:a> rdfs:seeAlso <x:b> ; rdfs:label "{literal}" }} {{}}'
        )
        page.get_by_role("button", name="Graph").click()
        expect(page.locator(".network g title")).to_have_text([hostile, "x:b"])
        expect(page.locator(".network a")).to_have_count(0)
        assert visitor.troubles == []

    def test_long_answers_have_pages(self, visitor: Visitor) -> None:
        page = visitor.go("/editor")
        ask(page, "SELECT ?s ?p ?o { ?s ?p ?o } LIMIT 250")
        expect(page.get_by_text("Rows 1 to 100 of 250.")).to_be_visible()
        page.get_by_role("button", name="Next").click()
        expect(page.get_by_text("Rows 101 to 200 of 250.")).to_be_visible()
        page.get_by_role("button", name="Next").click()
        expect(page.locator("tbody tr")).to_have_count(50)
        expect(page.get_by_role("button", name="Next")).to_have_count(0)
        page.get_by_role("button", name="Previous").click()
        expect(page.get_by_text("Rows 101 to 200 of 250.")).to_be_visible()
        assert visitor.troubles == []

    def test_truths_and_nothing(self, visitor: Visitor) -> None:
        page = visitor.go("/editor")
        ask(page, "ASK { ?s a cg:Work }")
        expect(page.get_by_label("Answer", exact=True)).to_contain_text("True")
        ask(page, "SELECT ?s { ?s a cg:Nothing }")
        expect(page.get_by_text("nothing in the store fits it")).to_be_visible()
        ask(page, "CONSTRUCT { ?s a cg:Work } WHERE { ?s a cg:Nothing }")
        expect(page.get_by_text("nothing in the store fits it")).to_be_visible()
        assert visitor.troubles == []

    def test_what_is_wrong_is_said_with_its_place(self, visitor: Visitor) -> None:
        page = visitor.go("/editor")
        ask(page, "SELECT *\nWHERE {\n  ?s ?p }")
        alert = page.get_by_role("alert")
        expect(alert).to_contain_text("the query is no SPARQL 1.1: error at 3:")
        expect(page.get_by_text("Line 3: expected is one of")).to_be_visible()
        assert violations(page) == []
        alert.get_by_role("button", name="Go to line 3").click()
        expect(page.get_by_role("textbox", name="Query")).to_be_focused()
        line = page.locator(".CodeMirror").first.evaluate("e => e.CodeMirror.getCursor().line")
        assert line == 2
        assert visitor.troubles == [REFUSED]
        ask(page, "SELECT ?s { ?s a cg:Work }")
        expect(page.get_by_text("expected is one of")).to_have_count(0)
        expect(page.get_by_role("table")).to_be_visible()

    def test_terms_are_completed(self, visitor: Visitor) -> None:
        page = visitor.go("/editor")
        write(page, "SELECT * {\n  ?work ")
        page.keyboard.type("cg:hasRe")
        terms = page.get_by_role("listbox", name="Terms")
        expect(terms.get_by_role("option").first).to_contain_text("cg:hasReference")
        assert violations(page) == []
        page.keyboard.press("Enter")
        expect(terms).to_have_count(0)
        page.keyboard.type(" ?r . ?r a ")
        page.keyboard.press("Control+Space")
        expect(terms.get_by_role("option").first).to_contain_text("cg:")
        page.keyboard.type("Refer")
        expect(terms.get_by_role("option").first).to_contain_text("cg:Reference")
        page.keyboard.press("Enter")
        page.keyboard.type(" }")
        assert query_of(page) == (
            "PREFIX cg: <https://w3id.org/citegraph/ontology#>\n"
            "SELECT * {\n  ?work cg:hasReference ?r . ?r a cg:Reference }"
        )
        page.keyboard.press("Control+Enter")
        expect(page.get_by_role("table")).to_be_visible()
        assert visitor.troubles == []

    def test_without_terms_the_editor_still_asks(self, visitor: Visitor) -> None:
        visitor.page.route("**/terms.json*", lambda route: route.fulfill(status=503, body="busy"))
        page = visitor.go("/editor")
        expect(page.get_by_text("The server does not say which terms there are")).to_be_visible()
        ask(page, YEARS)
        expect(page.get_by_role("table")).to_be_visible()

    def test_prefixes_are_declared(self, visitor: Visitor) -> None:
        page = visitor.go("/editor")
        write(page, "SELECT * { ?w cg:year ?y ; odd:one ?z }")
        page.get_by_role("button", name="Declare cg:").click()
        assert query_of(page).startswith("PREFIX cg: <https://w3id.org/citegraph/ontology#>\n")
        expect(page.get_by_text("Line 2: the prefix odd: is not declared")).to_be_visible()
        expect(page.get_by_role("button", name="Declare")).to_have_count(0)
        assert visitor.troubles == []

    def test_prefixes_are_completed(self, visitor: Visitor) -> None:
        page = visitor.go("/editor")
        write(page, "")
        page.keyboard.type("PREFIX pris")
        expect(page.get_by_role("listbox", name="Terms").get_by_role("option")).to_have_text(
            ["prism: <http://prismstandard.org/namespaces/basic/2.0/>"]
        )
        assert visitor.troubles == []

    def test_a_saved_query_takes_the_place_of_the_text_until_it_is_undone(
        self, visitor: Visitor
    ) -> None:
        page = visitor.go("/editor")
        before = query_of(page)
        page.get_by_label("A saved query as an example").select_option("coverage")
        page.get_by_role("button", name="Put it into the editor").click()
        about = page.get_by_role("link", name=saved.get("coverage").summary)
        expect(about).to_be_visible()
        assert query_of(page).strip() == saved.get("coverage").body.strip()
        expect(page.get_by_role("textbox", name="Query")).to_be_focused()
        page.keyboard.press("Control+Z")
        assert query_of(page) == before
        page.reload()
        assert query_of(page).strip() == saved.get("coverage").body.strip()
        assert visitor.troubles == []

    def test_a_form_opens_in_the_editor_with_its_values(self, visitor: Visitor) -> None:
        page = visitor.go("/queries/references-of")
        page.get_by_label("Work (needed)").fill(WORK)
        page.get_by_role("button", name="Ask").click()
        rows = page.get_by_role("row").count()
        page.get_by_role("link", name="Open in the editor").click()
        assert "work/repec:stp:stepre:1995r03> cg:hasReference" in query_of(page)
        page.get_by_role("button", name="Run the query").click()
        expect(page.get_by_role("row")).to_have_count(rows)
        assert visitor.troubles == []

    def test_the_address_leads_to_the_query(self, visitor: Visitor) -> None:
        page = visitor.go("/editor")
        ask(page, YEARS)
        page.reload()
        assert query_of(page) == YEARS
        page.evaluate("location.hash = 'query=ASK+%7B%7D'")
        expect(page.get_by_text("ASK {}")).to_be_visible()
        assert visitor.troubles == []

    def test_charts(self, visitor: Visitor) -> None:
        page = visitor.go("/editor")
        ask(page, YEARS)
        page.get_by_role("button", name="Chart").click()
        years = len(visitor.site.query(YEARS).rows)
        expect(page.locator(".chart circle")).to_have_count(years)
        assert violations(page) == []
        page.get_by_role("combobox", name="As", exact=True).select_option("bars")
        expect(page.locator(".chart rect")).to_have_count(years)
        page.get_by_label("Along").select_option("works")
        expect(page.get_by_role("img", name="works by works")).to_be_visible()
        with page.expect_download() as saving:
            page.get_by_role("button", name="Save this view").click()
        assert saving.value.path().read_text().startswith("<svg xmlns=")
        expect(page.get_by_role("button", name="Graph")).to_be_disabled()
        assert visitor.troubles == []

    def test_graphs(self, visitor: Visitor) -> None:
        page = visitor.go("/editor")
        ask(page, CITED)
        page.get_by_role("button", name="Graph").click()
        network = page.get_by_role("group", name="Network of the statements")
        things = {
            row[name]["value"]
            for row in visitor.site.query("SELECT ?a ?b { ?a cito:cites ?b }").rows
            for name in ("a", "b")
        }
        expect(network.locator("circle")).to_have_count(len(things))
        assert violations(page) == []
        network.get_by_role("link").first.focus()
        page.keyboard.press("Enter")
        expect(page.get_by_role("heading", name="Sources")).to_be_visible()
        assert visitor.troubles == []

    def test_the_answer_as_it_was_sent(self, visitor: Visitor) -> None:
        page = visitor.go("/editor")
        ask(page, WORKS)
        page.get_by_role("button", name="Response").click()
        expect(page.get_by_role("button", name="Response")).to_have_attribute(
            "aria-pressed", "true"
        )
        assert violations(page) == []
        page.get_by_role("button", name="Show all").click()
        with page.expect_download() as saving:
            page.get_by_role("button", name="Save this view").click()
        assert saving.value.suggested_filename == "answer.ttl"
        sent = visitor.site.query(WORKS, accept="text/turtle").text
        assert sorted(saving.value.path().read_text().split()) == sorted(sent.split())
        assert visitor.troubles == []

    def test_keyboard_alone(self, visitor: Visitor) -> None:
        page = visitor.go("/editor")
        page.get_by_label("A saved query as an example").focus()
        page.keyboard.press("Tab")
        page.keyboard.press("Tab")
        expect(page.get_by_role("textbox", name="Query")).to_be_focused()
        page.keyboard.press("Tab")
        expect(page.get_by_role("button", name="Run the query")).to_be_focused()
        page.keyboard.press("Enter")
        expect(page.get_by_role("table")).to_be_visible()
        page.keyboard.press("Tab")
        expect(page.get_by_role("button", name="Table")).to_be_focused()
        assert visitor.troubles == []

    def test_a_query_is_stopped(self, visitor: Visitor) -> None:
        page = visitor.go("/editor")
        write(page, "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }")
        page.get_by_role("button", name="Run the query").click()
        page.get_by_role("button", name="Stop").click()
        expect(page.get_by_text("The query was stopped.")).to_be_visible()
        ask(page, "ASK {}")
        expect(page.get_by_label("Answer", exact=True)).to_contain_text("True")
        assert visitor.troubles == []

    def test_no_rule_of_accessibility_is_broken(self, browser: Browser, site: Endpoint) -> None:
        with visiting(browser, site, reduced_motion="reduce") as visitor:
            page = visitor.go("/editor/cited-by")
            assert violations(page) == []
            for text in (YEARS, CITED):
                ask(page, text)
                for view in page.locator(".yasr_btnGroup button:not(:disabled)").all():
                    view.click()
                    assert violations(page) == []
            assert visitor.troubles == []

    @pytest.mark.parametrize("width", [360, 1600])
    def test_it_fits_the_window(self, browser: Browser, site: Endpoint, width: int) -> None:
        size = {"width": width, "height": 700}
        with visiting(browser, site, viewport=size) as visitor:
            page = visitor.go("/editor/works-by-text?text=innovation")
            assert visitor.overflow == 0
            for text in (YEARS, CITED):
                ask(page, text)
                for view in page.locator(".yasr_btnGroup button:not(:disabled)").all():
                    view.click()
                    assert visitor.overflow == 0

    def test_without_scripts_the_form_asks_the_endpoint(
        self, browser: Browser, site: Endpoint
    ) -> None:
        with visiting(browser, site, java_script_enabled=False) as visitor:
            page = visitor.go("/editor/references-of?work=" + WORK)
            expect(page.get_by_text("Without scripts")).to_be_visible()
            assert all_labelled(page)
            with page.expect_download() as saving:
                page.get_by_role("button", name="Run the query").click()
            lines = saving.value.path().read_text().splitlines()
            assert len(lines) == 8
            page.get_by_label("A saved query as an example").select_option("coverage")
            page.get_by_role("button", name="Put it into the editor").click()
            expect(page.get_by_label("Query", exact=True)).to_have_value(re.compile("cg:Work"))


def all_labelled(page: Page) -> bool:
    """Whether each field has its label, which axe cannot say where no script runs."""
    fields = page.locator("main").locator("select, textarea, input")
    return all(
        page.locator(f"label[for='{fields.nth(n).get_attribute('id')}']").count() == 1
        for n in range(fields.count())
    )
