"""Changes from pages: who may make them, from where, and that nobody else can."""

import re
from collections.abc import Iterator
from http.cookies import SimpleCookie
from pathlib import Path
from urllib.parse import urlencode

import pytest

from citegraph.load import ingest
from citegraph.serve.errors import HttpError
from citegraph.serve.form import form_of, parts
from citegraph.serve.sessions import Sessions
from citegraph.store import Store
from tests.conftest import SAMPLES, Command
from tests.endpoint import TOKEN, Answer, Endpoint, serving
from tests.test_pages import BROWSER, page, words

KIND = "application/x-www-form-urlencoded"
PAGE = SAMPLES / "pages" / "asheim-1995-learning-regions.txt"


def key_of(answer: Answer) -> str:
    found = re.search(r'name="key" value="([^"]+)"', answer.text)
    assert found, answer.text
    return found[1]


def send(site: Endpoint, path: str, fields: dict[str, str], **headers: str) -> Answer:
    """Send a form as a browser does from a page of the site."""
    sent = {"accept": BROWSER, "origin": site.address.removesuffix(site.prefix)} | headers
    given = {name: value for name, value in sent.items() if value}
    return site.ask("POST", path, urlencode(fields), content_type=KIND, **given)


@pytest.fixture
def store(tmp_path: Path) -> Store:
    store = Store(tmp_path / "store")
    ingest(store, (str(PAGE),))
    return store


@pytest.fixture
def local(store: Store, tmp_path: Path) -> Iterator[Endpoint]:
    with serving(store.path, tmp_path / "log", "--edit") as started:
        yield started


@pytest.fixture
def remote(store: Store, tmp_path: Path) -> Iterator[Endpoint]:
    with serving(store.path, tmp_path / "log", "--prefix", "/graph", token=True) as started:
        yield started


def sign_in(site: Endpoint, token: str = TOKEN, **fields: str) -> Answer:
    form = {"key": key_of(page(site, "/sign-in")), "token": token, **fields}
    return send(site, "/sign-in", form)


def cookie_of(answer: Answer) -> str:
    (morsel,) = SimpleCookie(answer.headers["set-cookie"]).values()
    return f"{morsel.key}={morsel.value}"


def test_undo_on_this_machine(local: Endpoint, store: Store) -> None:
    shown = page(local, "/history/1")
    assert "Undo generation 1" in words(shown.text)
    assert shown.headers["cache-control"] == "no-store"
    done = send(local, "/undo", {"key": key_of(shown), "generation": "1"})
    assert (done.status, done.headers["location"]) == (303, "/history?undone=1")
    assert store.current == 0
    assert "Generation 1 was undone" in words(page(local, done.headers["location"]).text)


def test_only_the_latest_generation_is_undone(local: Endpoint, store: Store) -> None:
    ingest(store, (str(SAMPLES / "pages"),))
    assert "Only the latest generation can be undone" in words(page(local, "/history/1").text)
    key = key_of(page(local, "/history/2"))
    late = send(local, "/undo", {"key": key, "generation": "1"})
    assert late.status == 412
    assert "generation 1 is not the latest one, which is 2" in words(late.text)
    assert send(local, "/undo", {"key": key, "generation": "one"}).status == 400
    assert store.current == 2


def test_what_came_with_a_generation(local: Endpoint) -> None:
    said = words(page(local, "/history/1").text)
    assert "Industrial Districts as 'learning regions'" in said
    assert PAGE.name in said
    assert str(PAGE.parent) not in said
    assert local.get("/history/7", accept=BROWSER).status == 404


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "http://elsewhere.example.org"},
        {"origin": "null"},
        {"origin": "http://localhost:1"},
        {"sec_fetch_site": "cross-site"},
        {"origin": "", "sec_fetch_site": "same-site"},
        {"host": "elsewhere.example.org"},
        {"host": "0.0.0.0:80"},
        {"host": "[::1"},
        {"x_forwarded_for": "192.0.2.7"},
    ],
)
def test_other_sites_change_nothing(local: Endpoint, store: Store, headers: dict[str, str]) -> None:
    key = key_of(page(local, "/history/1"))
    answer = send(local, "/undo", {"key": key, "generation": "1"}, **headers)
    assert answer.status == 403
    assert store.current == 1


def test_other_sites_get_no_form(local: Endpoint) -> None:
    for headers in (
        {"host": "elsewhere.example.org"},
        {"origin": "http://elsewhere.example.org"},
        {"x_forwarded_for": "192.0.2.7"},
        {"sec_fetch_site": "cross-site", "sec_fetch_mode": "cors"},
    ):
        shown = local.get("/history/1", None, accept=BROWSER, **headers)
        assert shown.status == 200
        assert "<form" in shown.text
        assert 'method="post"' not in shown.text
    linked = {"sec_fetch_site": "cross-site", "sec_fetch_mode": "navigate"}
    assert 'method="post"' in local.get("/history/1", None, accept=BROWSER, **linked).text


@pytest.mark.parametrize("key", ["", "wrong", "ünrecht"])
def test_a_form_without_its_key(local: Endpoint, store: Store, key: str) -> None:
    answer = send(local, "/undo", {"key": key, "generation": "1"})
    assert answer.status == 403
    assert "load the page again" in words(answer.text)
    assert store.current == 1


def test_without_permission(sample_store: Store, tmp_path: Path) -> None:
    with serving(sample_store.path, tmp_path / "log") as site:
        shown = page(site, "/history/1")
        assert 'method="post"' not in shown.text
        assert "sign-in" not in shown.text
        assert "etag" in shown.headers
        answer = send(site, "/undo", {"generation": "1", "key": "x"})
        assert answer.status == 403
        assert "start the server with --edit" in words(answer.text)
        assert site.get("/sign-in").status == 404


def test_sign_in_undo_sign_out(remote: Endpoint, store: Store) -> None:
    anyone = page(remote, "/history/1")
    assert 'href="/graph/sign-in"' in anyone.text
    assert 'method="post"' not in anyone.text
    refused = send(remote, "/undo", {"generation": "1", "key": "x"})
    assert refused.status == 403
    assert "sign in at /graph/sign-in" in words(refused.text)

    begun = sign_in(remote, then="/history")
    assert (begun.status, begun.headers["location"]) == (303, "/graph/history")
    said = begun.headers["set-cookie"].split("; ")
    assert {"HttpOnly", "SameSite=Strict", "Path=/graph"} <= set(said)
    cookie = cookie_of(begun)
    own = remote.get("/history", accept=BROWSER, cookie=cookie)
    key = key_of(own)
    # Another's session does not fit, nor does a form of before the sign-in.
    other = cookie_of(sign_in(remote))
    for given in (key_of(remote.get("/history/1", accept=BROWSER, cookie=other)), ""):
        form = {"generation": "1", "key": given}
        assert send(remote, "/undo", form, cookie=cookie).status == 403
    ended = send(remote, "/sign-out", {"key": key}, cookie=cookie)
    assert ended.status == 303
    assert "Max-Age=0" in ended.headers["set-cookie"]
    form = {"generation": "1", "key": key}
    assert send(remote, "/undo", form, cookie=cookie).status == 403
    assert store.current == 1
    form["key"] = key_of(remote.get("/history/1", accept=BROWSER, cookie=other))
    assert send(remote, "/undo", form, cookie=other).status == 303
    assert store.current == 0


def test_behind_a_proxy_with_tls(remote: Endpoint) -> None:
    proxied = {"host": "example.org", "x_forwarded_proto": "https", "x_forwarded_for": "192.0.2.7"}
    form = {"key": key_of(remote.get("/sign-in", None, accept=BROWSER, **proxied)), "token": TOKEN}
    done = send(remote, "/sign-in", form, **proxied | {"origin": "https://example.org"})
    assert done.status == 303
    assert "Secure" in done.headers["set-cookie"]
    plain = send(remote, "/sign-in", form, **proxied | {"origin": "http://example.org"})
    assert plain.status == 403


def test_sign_in_leads_to_this_site_alone(remote: Endpoint) -> None:
    for then in ("https://elsewhere.example.org", "//elsewhere.example.org", "/\\elsewhere", "x"):
        assert sign_in(remote, then=then).headers["location"] == "/graph/"
    done = sign_in(remote, then="/history?a=b\r\nset-cookie: x=y")
    assert done.headers["location"].startswith("/graph/history?a=b%0D%0A")
    assert done.headers["set-cookie"].startswith("citegraph_session=")


def test_a_wrong_token(remote: Endpoint) -> None:
    for token in ("", "wrong", f"{TOKEN}x", "schlüssel"):
        answer = sign_in(remote, token)
        assert answer.status == 403
        assert "not the token" in words(answer.text)
        assert "set-cookie" not in answer.headers
        assert not token or token not in answer.text
    assert send(remote, "/sign-in", {"token": TOKEN}).status == 403
    form = {"key": key_of(page(remote, "/sign-in")), "token": TOKEN}
    assert send(remote, "/sign-in", form, origin="http://elsewhere.example.org").status == 403


def test_sessions_are_few_and_end(monkeypatch: pytest.MonkeyPatch) -> None:
    sessions = Sessions()
    first = sessions.begin()
    last = [sessions.begin() for _ in range(64)][-1]
    assert sessions.find(first) is None
    assert sessions.find(last)
    now = 9 * 3600.0
    monkeypatch.setattr("citegraph.serve.sessions.time.monotonic", lambda: now * 1e6)
    assert sessions.find(last) is None


def test_edit_without_a_token_is_for_this_machine(
    run: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("CITEGRAPH_TOKEN", raising=False)
    for option in (("--host", "192.0.2.1"), ("--host", "::"), ("--prefix", "/graph")):
        said = run("serve", "--edit", *option)
        assert said.code == 2
        assert "needs a token" in said.err


WITH_FILES = "multipart/form-data; boundary=xYz"


def test_forms_with_files() -> None:
    body = (
        b'--xYz\r\nContent-Disposition: form-data; name="text"\r\n\r\na\r\nb\r\n'
        b'--xYz\r\nContent-Disposition: form-data; name="file"; filename="a%22b\xc3\xa9.html"\r\n'
        b"Content-Type: text/html\r\n\r\n\x00\xff--xYz\r\n\r\n\r\n"
        b'--xYz\r\nContent-Disposition: form-data; name="file"; filename=""\r\n\r\n\r\n--xYz--\r\n'
    )
    form = form_of(parts(WITH_FILES, body))
    assert form.text("text") == "a\r\nb"
    assert form.files == [("file", 'a"bé.html', b"\x00\xff--xYz\r\n\r\n")]
    for broken in (
        b"",
        b"--xYz",
        body[:-6],
        body.replace(b'; name="text"', b""),
        b"\r\n--xYz" * 2000,
    ):
        with pytest.raises(HttpError):
            form_of(parts(WITH_FILES, broken))
