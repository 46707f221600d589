"""Pages over HTTP: what each address gives to people and to programs, and that both agree."""

import html
import json
import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pyoxigraph as ox
import pytest

from citegraph import saved
from citegraph.pages import search
from citegraph.pages.addresses import Addresses
from citegraph.store import Store
from tests.endpoint import Answer, Endpoint, serving

BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8"
WORK = "/work/repec:stp:stepre:1996r13"
# One of each kind; a source has no name that could be written here.
THINGS = (
    WORK,
    "/person/pma1842",
    "/venue/repec:stp:stepre",
    "/archive/repec:stp",
    "/organization/repec:edi:steppno",
    "/jel/O31",
    "/cluster/repec:stp:stepre:1996r13",
)
PAGES = (
    "/",
    "/search",
    "/search?q=regional",
    "/search?q=zzz",
    "/queries",
    "/browse/works",
    "/browse/keywords",
    "/browse/sources",
    "/lists",
    "/review",
    "/keyword/Norway",
    f"/why{WORK}",
    "/editor",
    "/editor/cited-by?work=RePEc:stp:stepre:1995r03",
    "/editor?example=coverage",
    *THINGS,
)
FORMATS = {
    "ttl": ("text/turtle", ox.RdfFormat.TURTLE),
    "nt": ("application/n-triples", ox.RdfFormat.N_TRIPLES),
    "rdf": ("application/rdf+xml", ox.RdfFormat.RDF_XML),
    "jsonld": ("application/ld+json", ox.RdfFormat.JSON_LD),
}


@pytest.fixture(scope="module")
def site(sample_store: Store, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Endpoint]:
    log = tmp_path_factory.mktemp("pages") / "log"
    with serving(sample_store.path, log) as started:
        yield started


def page(site: Endpoint, path: str) -> Answer:
    answer = site.get(path, accept=BROWSER)
    assert answer.media_type == "text/html", answer.text
    return answer


def words(text: str) -> str:
    """What a page says, without its tags."""
    plain = re.sub(r"<script.*?</script>|<[^>]+>", " ", text, flags=re.DOTALL)
    return " ".join(html.unescape(plain).split())


def local_links(text: str) -> set[str]:
    found = (html.unescape(href) for href in re.findall(r'(?:href|src|action)="([^"]*)"', text))
    return {href.partition("#")[0] for href in found if href.startswith("/")}


@pytest.mark.parametrize("path", PAGES)
def test_pages_are_guarded_and_small(site: Endpoint, path: str) -> None:
    answer = page(site, path)
    assert answer.status == 200
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    policy = answer.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert len(answer.body) < 150_000
    assert not re.search(
        r"""\sstyle=|\son\w+=|<style|<script(?! src="/| type="application)""", answer.text
    )
    assert len(re.findall("<h1", answer.text)) == 1


@pytest.mark.parametrize("path", THINGS)
def test_formats_by_accept_and_by_suffix_agree(site: Endpoint, path: str) -> None:
    graphs = []
    for suffix, (media_type, form) in FORMATS.items():
        by_accept = site.get(path, accept=media_type)
        by_suffix = site.get(f"{path}.{suffix}", accept=BROWSER)
        assert by_accept.media_type == by_suffix.media_type == media_type
        assert by_accept.body == by_suffix.body
        graphs.append({quad.triple for quad in ox.parse(by_accept.body, format=form)})
    assert graphs[0]
    assert all(graph == graphs[0] for graph in graphs)
    assert page(site, path).body == page(site, f"{path}.html").body
    iri = ox.NamedNode(f"https://w3id.org/citegraph{path}")
    assert any(iri in (triple.subject, triple.object) for triple in graphs[0])


def test_page_says_what_the_graph_says(site: Endpoint) -> None:
    """Each text of a work is on its page."""
    shown = words(page(site, WORK).text)
    iri = ox.NamedNode(f"https://w3id.org/citegraph{WORK}")
    hidden = {
        "matchKey",
        "blockingKey",
        "authorList",
        "yearBasis",
        "referenceListCoverage",
        "versionBasis",
    }
    told = 0
    for quad in ox.parse(site.get(f"{WORK}.nt").body, format=ox.RdfFormat.N_TRIPLES):
        name = re.split("[#/]", quad.predicate.value)[-1]
        if quad.subject == iri and isinstance(quad.object, ox.Literal) and name not in hidden:
            assert " ".join(quad.object.value.split()) in shown, name
            told += 1
    assert told > 8


def test_sources_and_lines(site: Endpoint) -> None:
    """From a value on the page of reasons to the line of the document that it stands in."""
    reasons = page(site, f"/why{WORK}").text
    place = re.search(
        r'id="title".*?href="(/source/[0-9a-f]+\?line=(\d+)#L\d+)"', reasons, re.DOTALL
    )
    assert place
    document = page(site, place[1].partition("#")[0]).text
    line = re.search(rf'id="L{place[2]}"[^>]*class="asked"[^>]*>(.*?)</li>', document)
    assert line
    assert "Location, agglomeration and innovation" in words(line[1])
    graph = site.get(place[1].partition("?")[0], accept="text/turtle")
    assert "cg:describes" in graph.text


def test_head_for_zotero_and_search_engines(site: Endpoint) -> None:
    text = page(site, "/work/repec:eee:respol:v:34:y:2005:i:8:p:1173-1190").text
    tags = dict(re.findall(r'<meta name="(citation_\w+)" content="([^"]*)">', text))
    assert tags["citation_title"].startswith("Knowledge bases and regional innovation systems")
    assert tags["citation_author"] == "Coenen, Lars"
    assert tags["citation_journal_title"] == "Research Policy"
    assert (tags["citation_firstpage"], tags["citation_lastpage"]) == ("1173", "1190")
    data = re.search(r'<script type="application/ld\+json">(.*?)</script>', text)
    assert data
    said = json.loads(data[1])
    assert said["@type"] == "ScholarlyArticle"
    assert said["datePublished"] == "2005"
    assert [author["name"] for author in said["author"]] == ["Asheim, Bjorn T.", "Coenen, Lars"]


def test_every_link_leads_somewhere(site: Endpoint) -> None:
    """From the start page, all pages of the samples."""
    seen: set[str] = set()
    waiting = {"/"}
    while waiting:
        path = waiting.pop()
        seen.add(path)
        answer = site.get(path, accept=BROWSER)
        assert answer.status == 200, (path, words(answer.text))
        if answer.media_type == "text/html" and not path.startswith(("/queries/", "/search")):
            waiting |= local_links(answer.text) - seen
    assert len(seen) > 200


def test_every_thing_is_three_clicks_from_the_start(site: Endpoint, sample_store: Store) -> None:
    def clicks(paths: set[str]) -> set[str]:
        listed = {p for p in paths if not p.startswith(("/static", "/queries"))}
        return {
            link for path in listed for link in local_links(site.get(path, accept=BROWSER).text)
        }

    first = clicks({"/"})
    second = clicks({path for path in first if path.startswith("/browse/")})
    with sample_store.snapshot() as snapshot:
        kinds = ("Work", "Person", "Venue", "Archive", "Organization", "SourceDocument")
        things = {
            quad.subject.value.removeprefix("https://w3id.org/citegraph")
            for kind in kinds
            for quad in snapshot.graph.quads_for_pattern(
                None, None, ox.NamedNode(f"https://w3id.org/citegraph/ontology#{kind}"), None
            )
            if isinstance(quad.subject, ox.NamedNode)
        }
    assert len(things) > 40
    assert things <= first | second


@pytest.mark.parametrize("name", saved.library())
def test_saved_queries_are_forms(site: Endpoint, name: str) -> None:
    text = page(site, f"/queries/{name}").text
    for parameter in saved.get(name).parameters:
        assert f'name="{parameter.name}"' in text


def test_answer_of_a_form(site: Endpoint) -> None:
    asked = f"/queries/references-of?work={quote('RePEc:stp:stepre:1995r03')}"
    text = page(site, asked).text
    assert "Rows 1 to 7, the last" in words(text)
    assert "work/repec:stp:stepre:1995r03&gt; cg:hasReference" in text
    csv = site.get(f"{asked}&format=csv")
    assert csv.media_type == "text/csv"
    assert len(csv.text.splitlines()) == 8


def test_values_that_do_not_fit_are_explained(site: Endpoint) -> None:
    wrong = words(page(site, "/queries/impact-factors?venue=RePEc:stp:stepre&year=soon").text)
    assert "year 'soon': must be a whole number" in wrong
    unknown = words(page(site, "/queries/cited-by?work=Nothing+of+the+kind").text)
    assert "no work is named 'Nothing of the kind'; the nearest are" in unknown
    empty = words(page(site, "/queries/anachronisms?tolerance=90").text)
    assert "No rows: nothing fits" in empty


def test_search_narrows_and_sorts(site: Endpoint) -> None:
    def titles(address: str) -> list[str]:
        text = page(site, address).text
        return re.findall(r'<li><a href="/work/[^"]*" dir="auto">(.*?)</a>', text)

    everything = titles("/search?q=regional")
    papers = titles("/search?q=regional&kind=paper")
    assert len(everything) > len(papers) == 2
    assert set(papers) < set(everything)
    oldest = titles("/search?q=regional&sort=oldest")
    assert sorted(oldest) == sorted(everything)
    assert oldest != titles("/search?q=regional&sort=newest")
    assert len(titles("/search?q=regional&kind=paper&year=1999&venue=STEP+Report+series")) == 1
    none = words(page(site, "/search?q=regional&kind=book").text)
    assert "none of the 6 works with these words has kind book" in none


def test_where_many_have_the_words_in_their_titles_these_come_alone(
    sample_store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    def found(most: int) -> list[str]:
        monkeypatch.setattr(search, "_MOST", most)
        with sample_store.snapshot() as snapshot:
            text = search.page(snapshot, Addresses(snapshot.iris, ""), {"q": "regional"}, 1)
        return re.findall(r'<li><a href="/work/[^"]*" dir="auto">(.*?)</a>', text)

    everything = found(100)
    titled = [title for title in everything if "regional" in title.lower()]
    assert 2 < len(titled) < len(everything)
    assert set(found(2)) < set(titled)
    assert found(len(titled)) == everything[: len(titled)]


def test_suggestions(site: Endpoint) -> None:
    found = json.loads(site.get("/suggest", {"q": "learning econ"}).body)
    assert [item["value"] for item in found] == ["The Learning Economy"]

    def titles(text: str) -> list[str]:
        return [item["value"] for item in json.loads(site.get("/suggest", {"q": text}).body)]

    # Words of titles come first, and words of authors count; a letter alone says too little.
    assert "The Learning Economy" not in titles("asheim learn")
    assert "learn" in titles("asheim learn")[0].lower()
    assert titles("learning e") == titles("learning")
    assert all("innov" in title.lower() for title in titles("innov")[:3])
    for kind, text in (("work", "learning econ"), ("venue", "step rep"), ("person", "asheim")):
        found = json.loads(site.get("/suggest", {"type": kind, "q": text}).body)
        assert found
        assert all(item["value"].startswith(f"{kind}/") for item in found if kind != "person")
    assert json.loads(site.get("/suggest", {"type": "person", "q": " "}).body) == []


def test_what_is_not_there(site: Endpoint) -> None:
    for path in (
        "/work/repec:x:y:z",
        "/browse/cats",
        "/queries/nothing",
        "/why/work/x",
        "/keyword/x",
        "/source/0",
        "/static/../render.py",
        "/static/none.css",
        "/person/a%20b<",
        "/cats",
    ):
        answer = page(site, path)
        assert answer.status in {400, 404}
        assert "This cannot be shown" in answer.text
    assert (
        site.get("/work/repec:x:y:z", accept="text/turtle").media_type == "application/problem+json"
    )
    assert site.get(WORK, accept="image/png").status == 406
    assert site.ask("POST", WORK, "").status == 405


def test_assets_are_kept_for_ever_under_their_version(site: Endpoint) -> None:
    named = {link for link in local_links(page(site, "/").text) if link.startswith("/static/")}
    assert len(named) == 3
    for address in named:
        assert "immutable" in site.get(address).headers["cache-control"]
        assert site.get(address.partition("?")[0]).headers["cache-control"] == "no-cache"


def test_pages_behind_a_proxy(sample_store: Store, tmp_path: Path) -> None:
    with serving(sample_store.path, tmp_path / "log", "--prefix", "/lit") as site:
        text = page(site, WORK).text
        assert all(link.startswith("/lit/") for link in local_links(text))
        assert site.ask("GET", min(local_links(text)).removeprefix("/lit")).status == 200


def test_an_answer_is_not_made_twice(site: Endpoint) -> None:
    answer = page(site, WORK)
    again = site.get(WORK, accept=BROWSER, if_none_match=answer.headers["etag"])
    assert (again.status, again.body) == (304, b"")
