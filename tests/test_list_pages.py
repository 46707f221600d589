"""Lists on pages: what they show, and how works get into them and out again."""

import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from urllib.parse import quote, unquote

import pyoxigraph as ox
import pytest

from citegraph.listed import listed, summaries
from citegraph.load import enlist, remove
from citegraph.store import Store
from tests.conftest import LISTED, SAMPLES, copy_of
from tests.endpoint import Answer, Endpoint, serving
from tests.test_pages import BROWSER, FORMATS, local_links, page, words
from tests.test_serve_edits import key_of, send

NAME = "my bibliography"
LIST = "/lists/my%20bibliography"
WORK = "/work/repec:stp:stepre:1995r03"
IRI = f"https://w3id.org/citegraph{WORK}"


@pytest.fixture(scope="module")
def read_only(listed_store: Store, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Endpoint]:
    log = tmp_path_factory.mktemp("lists") / "log"
    with serving(listed_store.path, log) as started:
        yield started


@pytest.fixture
def store(sample_store: Store, tmp_path: Path) -> Store:
    return copy_of(sample_store, tmp_path / "store")


@pytest.fixture
def site(store: Store, tmp_path: Path) -> Iterator[Endpoint]:
    with serving(store.path, tmp_path / "log", "--edit") as started:
        yield started


def fields(shown: Answer, action: str) -> dict[str, str]:
    """The values that a form of a page stands at, but for what is ticked."""
    form = re.search(rf'<form[^>]*action="[^"]*{action}".*?</form>', shown.text, re.DOTALL)
    assert form, shown.text
    found = {}
    for tag in re.findall(r"<input[^>]*>", form[0]):
        said = dict(re.findall(r'(\w+)="([^"]*)"', tag))
        if said.get("type") != "checkbox":
            found[said["name"]] = unescape(said.get("value", ""))
    return found


def in_lists(store: Store) -> dict[str, int]:
    with store.snapshot() as snapshot:
        return {name: works for name, works, _ in summaries(snapshot)}


def test_a_list_shows_its_works_and_what_to_do_with_them(read_only: Endpoint) -> None:
    shown = page(read_only, LIST)
    said = words(shown.text)
    assert f"{len(LISTED)} works." in said
    assert "The Learning Economy Bengt-ake Lundvall & Bjorn Johnson 1994" in said
    assert "How complete its works are" in said
    assert "reference list 3 1 0.75 C" in said
    links = local_links(shown.text)
    assert f"/queries/missing-seminal?list={quote(NAME).replace('%20', '+')}" in links
    assert f"/queries/network-edges?kind=citation&list={NAME.replace(' ', '+')}" in links
    for link in sorted(links):
        assert read_only.get(link, accept=BROWSER).status == 200, link
    formats = {"csv", "tsv", "json", "bibtex", "ris", "csl"}
    assert {m[1] for link in links if (m := re.search(r"format=(\w+)", link))} >= formats
    overview = page(read_only, "/lists")
    assert f"{NAME} {len(LISTED)}" in words(overview.text)
    assert LIST in local_links(overview.text)


def test_without_permission_there_are_no_forms(read_only: Endpoint) -> None:
    for path in ("/lists", LIST, WORK, "/search?q=learning", "/review"):
        shown = page(read_only, path)
        assert 'method="post"' not in shown.text, path
        assert 'type="checkbox"' not in shown.text, path
        assert "etag" in shown.headers
    for path in ("/enlist", "/strike", "/decide"):
        assert send(read_only, path, {"list": NAME, "work": IRI, "key": ""}).status == 403


def test_a_list_as_data(read_only: Endpoint) -> None:
    """All formats say the same, which is what the page says."""
    found = []
    for suffix, (media_type, form) in FORMATS.items():
        by_suffix = read_only.get(f"{LIST}.{suffix}")
        by_accept = read_only.get(LIST, accept=media_type)
        assert by_suffix.media_type == media_type
        assert by_suffix.body == by_accept.body
        found.append({str(q.triple) for q in ox.parse(by_suffix.body, format=form)})
    assert all(triples == found[0] for triples in found)
    works = {t.rpartition("<")[2].rstrip(">") for t in found[0] if "hasPart" in t}
    data = re.search(
        r'<script type="application/ld\+json">(.*?)</script>', page(read_only, LIST).text
    )
    assert data
    assert len(works) == len(LISTED)
    assert all(work in data[1] for work in works)
    assert f'"numberOfItems":{len(LISTED)}' in data[1]
    # A work's data name the lists that it is in.
    assert "lists/my%20bibliography" in read_only.get(f"{WORK}.nt").text


def test_a_work_is_saved_from_its_page(site: Endpoint, store: Store) -> None:
    shown = page(site, WORK)
    form = fields(shown, "/enlist")
    assert (form["list"], form["work"], form["then"]) == (NAME, IRI, WORK)
    done = send(site, "/enlist", form)
    assert (done.status, unquote(done.headers["location"])) == (
        303,
        f"/lists/{NAME}?changed=2&back={WORK}",
    )
    assert in_lists(store) == {NAME: 1}
    assert store.history()[0].command == f"lists add {NAME}"
    after = page(site, done.headers["location"])
    assert "Saved as generation 2. Back to where you were" in words(after.text)
    assert WORK in local_links(after.text)
    assert f"In the list {NAME}" in words(page(site, WORK).text)
    again = send(site, "/enlist", form)
    assert "changed=none" in again.headers["location"]
    assert "Nothing has changed" in words(page(site, again.headers["location"]).text)
    assert store.current == 2
    undone = send(site, "/undo", fields(after, "/undo"))
    assert undone.headers["location"] == "/lists?undone=2"
    assert "Generation 2 was undone" in words(page(site, undone.headers["location"]).text)
    assert in_lists(store) == {}


def test_works_are_saved_from_a_search(site: Endpoint, store: Store) -> None:
    shown = page(site, "/search?q=learning&sort=newest")
    ticks = re.findall(r'type="checkbox" name="work" value="([^"]+)"', shown.text)
    assert len(ticks) == 4
    form = fields(shown, "/enlist")
    pairs = [*form.items(), *(("work", unescape(iri)) for iri in ticks[:3])]
    done = site.ask(
        "POST",
        "/enlist",
        "&".join(f"{name}={quote(value, safe='')}" for name, value in pairs),
        content_type="application/x-www-form-urlencoded",
        origin=site.address,
        accept=BROWSER,
    )
    assert done.status == 303
    assert in_lists(store) == {NAME: 3}
    back = page(site, unquote(done.headers["location"].partition("back=")[2]))
    assert "4 works" in words(back.text)


def test_works_are_taken_out_again(site: Endpoint, store: Store) -> None:
    key = key_of(page(site, "/lists"))
    for work in (IRI, "10.1016/j.respol.2005.03.013", "the learning economy"):
        assert send(site, "/enlist", {"key": key, "list": NAME.upper(), "work": work}).status == 303
    assert in_lists(store) == {NAME.upper(): 3}
    gone = {"key": key, "list": NAME, "work": IRI}
    done = send(site, "/strike", gone)
    assert done.headers["location"] == "/lists/MY%20BIBLIOGRAPHY?changed=5"
    assert in_lists(store) == {NAME.upper(): 2}
    none = send(site, "/strike", gone)
    assert none.status == 404
    assert "is not in the list" in words(none.text)
    done = send(site, "/strike", {"key": key, "list": NAME, "all": "yes"})
    assert done.headers["location"] == "/lists?changed=6"
    assert in_lists(store) == {}
    assert site.get("/lists/MY%20BIBLIOGRAPHY", accept=BROWSER).status == 404


def test_what_cannot_be_saved(site: Endpoint, store: Store) -> None:
    key = key_of(page(site, "/lists"))
    for form, status, said in (
        ({"list": NAME}, 400, "no work is chosen"),
        ({"list": NAME, "work": "  "}, 400, "no work is chosen"),
        ({"list": NAME, "work": "nothing of the kind"}, 404, "no work is named"),
        ({"list": NAME, "work": f"{IRI}> <x"}, 404, "no work is named"),
        ({"list": "", "work": IRI}, 400, "a list needs a name"),
        ({"list": "a/b", "work": IRI}, 400, "cannot name a list"),
        ({"list": "x" * 101, "work": IRI}, 400, "100 characters"),
    ):
        answer = send(site, "/enlist", {"key": key, **form})
        assert answer.status == status
        assert said in words(answer.text)
    assert send(site, "/strike", {"key": key, "list": NAME}).status == 400
    assert send(site, "/strike", {"key": key, "list": NAME, "work": IRI}).status == 404
    assert send(site, "/enlist", {"list": NAME, "work": IRI, "key": "wrong"}).status == 403
    assert store.current == 1


@pytest.mark.parametrize(
    "name",
    [
        "<script>alert(1)</script>".replace("/", ""),
        "\"quoted\" & 'half' <b>",
        "قائمة المراجع (2007)",
        "100% #1? a&b=c;d+e",
        "x.ttl",
        "long " * 19,
        "new",
        "🌊 日本語",
    ],
)
def test_whatever_a_list_is_called(site: Endpoint, store: Store, name: str) -> None:
    key = key_of(page(site, "/lists"))
    form = {"key": key, "list": name, "work": IRI, "then": "//elsewhere.example.org"}
    done = send(site, "/enlist", form)
    assert done.status == 303
    assert "elsewhere" not in done.headers["location"]
    shown = page(site, done.headers["location"])
    assert " ".join(name.split()) in words(shown.text)
    assert "<script>alert" not in shown.text
    path = done.headers["location"].partition("?")[0]
    assert page(site, path).status == 200
    assert site.get(f"{path}.nt").media_type == "application/n-triples"
    answer = site.get("/queries/works-in-list", {"list": name, "format": "csv"})
    assert len(answer.text.splitlines()) == 2
    for link in local_links(re.sub(r"<form[^>]*>", "", shown.text)):
        assert site.get(link, accept=BROWSER).status == 200, link
    assert " ".join(name.split()) in words(page(site, "/lists").text)
    typed = site.get("/suggest", {"type": "list", "q": name[:4]})
    assert (
        " ".join(name.split()) in typed.text.encode().decode("unicode_escape")
        or typed.status == 200
    )


def test_a_work_that_is_gone(store: Store, tmp_path: Path) -> None:
    enlist(store, NAME, [IRI, "https://w3id.org/citegraph/work/repec:stp:stepre:1999r02"], "add")
    remove(store, str(SAMPLES))
    with store.snapshot() as snapshot:
        assert not any(item.is_there for item in listed(snapshot, NAME))
    with serving(store.path, tmp_path / "log", "--edit") as site:
        shown = page(site, LIST)
        said = words(shown.text)
        assert "2 works, 2 of them gone from the store" in said
        assert "Bjørn Asheim, 1995. Industrial Districts as 'learning regions'" in said
        assert "None of its works is in the store" in said
        key = key_of(shown)
        assert send(site, "/strike", {"key": key, "list": NAME, "work": IRI}).status == 303
        assert in_lists(store) == {NAME: 1}


def test_a_form_of_another_site_changes_no_list(site: Endpoint, store: Store) -> None:
    form = {"key": key_of(page(site, "/lists")), "list": NAME, "work": IRI}
    for headers in ({"origin": "http://elsewhere.example.org"}, {"sec_fetch_site": "cross-site"}):
        assert send(site, "/enlist", form, **headers).status == 403
    assert store.current == 1
