"""Pages pasted over HTTP: what the preview says, what the commit makes, and what undo takes back."""

import html
import random
import re
import time
import uuid
from collections.abc import Iterator
from contextlib import suppress
from http.client import HTTPException
from pathlib import Path
from threading import Timer

import pytest

from citegraph.evidence import evidence
from citegraph.load import ingest, rebuild, remove
from citegraph.load.paste import paste, pieces, trial
from citegraph.serve.pending import Pending
from citegraph.store import Store
from tests.conftest import REAL_DATA, ROOT, SAMPLES, copy_of, dump
from tests.endpoint import Answer, Endpoint, serving
from tests.test_pages import BROWSER, page, words
from tests.test_serve_edits import cookie_of, key_of, send, sign_in

PAGE = SAMPLES / "pages" / "asheim-1995-learning-regions.txt"
WORK = "repec:stp:stepre:1995r03"
KILLS = 6


def multipart(fields: dict[str, str], files: dict[str, bytes]) -> tuple[bytes, str]:
    mark = uuid.uuid4().hex
    parts = [
        f'--{mark}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n'.encode()
        + value.replace("\n", "\r\n").encode()
        for name, value in fields.items()
    ]
    parts += [
        f'--{mark}\r\nContent-Disposition: form-data; name="files"; filename="{escaped(name)}"\r\n'
        "Content-Type: text/plain\r\n\r\n".encode()
        + data
        for name, data in files.items()
    ]
    return b"\r\n".join(
        [*parts, f"--{mark}--\r\n".encode()]
    ), f"multipart/form-data; boundary={mark}"


def escaped(name: str) -> str:
    """A name as browsers put it between double quotes."""
    return name.replace('"', "%22")


def look(
    site: Endpoint,
    text: str = "",
    files: dict[str, bytes] | None = None,
    cookie: str = "",
    **more: str,
) -> Answer:
    """Send the form as a browser does."""
    sent = {"cookie": cookie} if cookie else {}
    key = key_of(site.get("/paste", None, accept=BROWSER, **sent))
    body, kind = multipart({"key": key, "text": text, "name": "", "source": ""} | more, files or {})
    sent |= {"content_type": kind, "accept": BROWSER, "origin": site.address}
    return site.ask("POST", "/paste", body, **sent)


def add(site: Endpoint, preview: Answer) -> Answer:
    found = re.search(r'name="paste" value="([^"]+)"', preview.text)
    assert found, words(preview.text)
    return send(site, "/paste/add", {"key": key_of(preview), "paste": found[1]})


def state(store: Store) -> dict[str, bytes]:
    """All bytes of a store but those that say who reads or writes; SQLite's log counts if it holds
    anything."""
    apart = {"LOCK", "HOLDER", "catalog.sqlite-shm"}
    return {
        str(file.relative_to(store.path)): file.read_bytes()
        for file in sorted(store.path.rglob("*"))
        if file.is_file()
        and file.name not in apart
        and (file.name != "catalog.sqlite-wal" or file.stat().st_size)
    }


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Store:
    """All sample pages but one, which others cite."""
    store = Store(tmp_path_factory.mktemp("made") / "store")
    pages = [str(file) for file in sorted((SAMPLES / "pages").iterdir()) if file != PAGE]
    ingest(store, tuple(pages))
    return store


@pytest.fixture
def store(made: Store, tmp_path: Path) -> Store:
    return copy_of(made, tmp_path / "store")


@pytest.fixture
def site(store: Store, tmp_path: Path) -> Iterator[Endpoint]:
    with serving(store.path, tmp_path / "log", "--edit") as started:
        yield started


REFERENCE = re.compile(r"<li[^>]*>(?:(?!</li>).)*?</li>", re.DOTALL)


def decisions(answer: Answer) -> list[tuple[str, str, tuple[str, ...]]]:
    """Each reference of a page: its words, its status with the score, and the works behind it."""
    (listed,) = re.findall(r'<ol class="references">(.*?)</ol>', answer.text, re.DOTALL)
    found = []
    for item in REFERENCE.findall(listed):
        said = [html.unescape(text) for text in re.findall(r">([^<>]+)</(?:span|a)>", item)]
        (tag,) = re.findall(r'<span class="tag (\w+)">([^<]*)', item)
        becomes = re.findall(r'class="becomes">(?:is|may be) <[^>]*>([^<]+)', item)
        found.append((said[0], " ".join(tag), tuple(map(html.unescape, becomes))))
    return found


def test_a_page_pasted_looked_at_added_and_undone(site: Endpoint, store: Store) -> None:
    before, said = state(store), dump(store)
    preview = look(site, PAGE.read_text(encoding="utf-8"))
    assert preview.status == 200
    assert preview.headers["cache-control"] == "no-store"
    shown = words(preview.text)
    assert "1 work found" in shown
    assert "year.value, line 13 1995 • Handle: RePEc:stp:stepre:1995r03" in shown
    assert "7 references: 4 matched, 3 unmatched" in shown
    assert "References of these works will mean it: Location, agglomeration" in shown
    assert state(store) == before
    assert site.get(f"/work/{WORK}").status == 404

    done = add(site, preview)
    assert (done.status, done.headers["location"]) == (303, "/history/2?added=1")
    assert "It is in the store now" in words(page(site, done.headers["location"]).text)
    assert decisions(page(site, f"/work/{WORK}")) == decisions(preview)
    assert len(decisions(preview)) == 7
    cites = page(site, "/work/repec:stp:stepre:1996r13").text
    assert f'href="/work/{WORK}"' in cites

    form = {"key": key_of(page(site, "/history/2")), "generation": "2"}
    assert send(site, "/undo", form).status == 303
    assert dump(store) == said
    assert site.get(f"/work/{WORK}").status == 404


def _samples() -> list[Path]:
    pages = SAMPLES / "pages"
    real = REAL_DATA / "pages"
    return [
        PAGE,
        pages / "isaksen-2007-inderscience-filter.txt",
        real / "ideas-paper.txt",
        real / "inderscience-article.txt",
    ]


@pytest.mark.parametrize(
    "file", _samples(), ids=lambda file: f"{file.parent.parent.name}-{file.stem}"
)
def test_every_field_of_a_page_and_its_line(tmp_path: Path, file: Path) -> None:
    """The page of the work shows each value of the source, and why names its line."""
    if not file.is_file():
        pytest.skip("the real pages are not beside the project")
    text = file.read_text(encoding="utf-8")
    store = tmp_path / "store"
    with serving(store, tmp_path / "log", "--edit") as site:
        done = add(site, look(site, text, name="page.txt"))
        made = page(site, done.headers["location"]).text
        (work,) = re.findall(r'href="/(work/[^"]+)"', made)
        shown = letters(words(page(site, f"/{work}").text))
        with Store(store).snapshot() as snapshot:
            found = evidence(snapshot, f"{snapshot.iris.base}{html.unescape(work)}")
        assert len(found) >= 10
        reasons = page(site, f"/why/{work}").text
        pieces = re.findall(
            r'<strong dir="auto">(.*?)</strong> <span class="dim">(.*?)</span>.*?'
            r"<blockquote>(.*?)</blockquote>.*?line=(\d+)#",
            reasons,
            re.DOTALL,
        )
        assert len(pieces) == len(found)
        lines = text.split("\n")
        for value, field, quoted, line in pieces:
            assert letters(html.unescape(value)) in shown, field
            (first, *_) = re.findall(r"<code[^>]*>(.*?)</code>", quoted, re.DOTALL)
            assert html.unescape(first) == lines[int(line) - 1].strip(), field


def letters(text: str) -> str:
    return re.sub(r"\W+", "", text).casefold()


def test_what_merges_with_a_work_that_is_there(tmp_path: Path) -> None:
    """Another page of the same work joins it, and says which page it joins."""
    pages = SAMPLES / "pages"
    store = Store(tmp_path / "store")
    ingest(store, (str(pages / "isaksen-2007-inderscience-filter.txt"),))
    other = pages / "isaksen-2007-inderscience-inarticle.html"
    with serving(store.path, tmp_path / "log", "--edit") as site:
        preview = look(site, files={other.name: other.read_bytes()})
        shown = words(preview.text)
        assert "merges The store has it from isaksen-2007-inderscience-filter.txt, line" in shown
        add(site, preview)
    together = Store(tmp_path / "together")
    ingest(together, (str(pages / "isaksen-2007-inderscience-filter.txt"), str(other)))
    assert dump(store) == dump(together)


def test_what_is_pasted_is_a_source_like_any_other(site: Endpoint, store: Store) -> None:
    """It is kept, built anew from, and as though it had come from a file."""
    add(site, look(site, PAGE.read_text(encoding="utf-8"), name=f"notes/{PAGE.name}"))
    pasted = dump(store)
    rebuild(store)
    assert dump(store) == pasted
    with store.snapshot() as snapshot:
        (location,) = snapshot.catalog.locations(path=f"pasted/{PAGE.name}")
        assert snapshot.catalog.data(location.hash) == PAGE.read_bytes()
    remove(store, PAGE.name)
    ingest(store, (str(PAGE),))
    assert dump(store) == pasted


def test_the_same_again_and_other_words_under_the_same_name(site: Endpoint, store: Store) -> None:
    other = SAMPLES / "pages" / "pisati-2005-tmap.txt"
    known = look(site, files={"copy.txt": other.read_bytes()})
    assert "The store has the same already, from pisati-2005-tmap.txt" in words(known.text)
    assert "Add to the store" not in known.text
    first = TEMPLATE.format(title="A first title")
    add(site, look(site, first, name="mine.rdf"))
    assert "The store has the same already" in words(look(site, first, name="mine.rdf").text)
    second = look(site, TEMPLATE.format(title="Another title"), name="mine.rdf")
    assert "It replaces mine.rdf" in words(second.text)
    assert "replaces What the store says of it now will be gone" in words(second.text)
    add(site, second)
    assert "Another title" in words(page(site, "/work/repec:tst:wpaper:1").text)
    assert "A first title" not in dump(store)


def test_several_files_at_once(site: Endpoint, store: Store) -> None:
    """Files of one name are kept apart, and what is no source does not stop the others."""
    one, two = (TEMPLATE.format(title=f"Title {n}").replace("paper:1", f"paper:{n}") for n in "12")
    preview = look(site, one, {"a.png": b"\x89PNG\0\0", "b.rdf": two.encode()}, name="b.rdf")
    shown = words(preview.text)
    assert "2 works found" in shown
    assert "Not read: a binary file" in shown
    add(site, preview)
    with store.snapshot() as snapshot:
        paths = [at.path for at in snapshot.catalog.locations() if at.path.startswith("pasted/")]
    assert len(paths) == 2
    assert all(re.fullmatch(r"pasted/b(-[0-9a-f]{12})?\.rdf", path) for path in paths)


TEMPLATE = """Template-Type: ReDIF-Paper 1.0
Author-Name: Ada Example
Author-Email: ada@example.org
Title: {title}
Abstract: Write to bob@example.org.
Creation-Date: 2001-05
Handle: RePEc:tst:wpaper:1
"""
BROKEN = """Template-Type: ReDIF-Paper 1.0
Title: Its <b>handle</b> is nowhere, ask carol@example.org
Handle: RePEc:tst

Template-Type: ReDIF-Nothing 1.0
Title: <script>alert(1)</script>
Handle: RePEc:tst:wpaper:2

"""


def test_what_is_set_aside_is_named_with_its_line(site: Endpoint, store: Store) -> None:
    before = state(store)
    preview = look(site, BROKEN + TEMPLATE.format(title="Whole"))
    shown = words(preview.text)
    assert "2 works found; 1 set aside" in shown
    assert re.search(r"No record came of it, line 5\b", shown)
    assert "ReDIF-Nothing" in shown
    assert "<script>alert" not in preview.text
    for answer in (preview, look(site, BROKEN)):
        assert not re.search(r"\b(ada|bob|carol)@", answer.text)
        assert "Traceback" not in answer.text
    assert state(store) == before


@pytest.mark.parametrize(
    ("text", "source", "said"),
    [
        ("", "", "There is nothing to look at"),
        (" \n ", "", "There is nothing to look at"),
        ("Only some words.", "", "text of no known source; formats read: redif"),
        ("Only some words.", "redif", "no record of the format redif is in it"),
        ("\0\1\2", "", "a binary file"),
        ("<html>" + "<p>" * 50_000, "", "an HTML page of no known source"),
        ("Only some words.", "docx", "the formats are redif"),
    ],
)
def test_what_is_no_source(site: Endpoint, store: Store, text: str, source: str, said: str) -> None:
    before = state(store)
    answer = look(site, text, source=source)
    assert answer.status in {200, 400}
    assert said in words(answer.text)
    assert 'name="paste"' not in answer.text
    assert state(store) == before


def test_hostile_pages_are_text(site: Endpoint) -> None:
    name = '"><script>alert(1)</script>.html'
    hostile = """<html><head><meta name="citation_title" content="&lt;img src=x onerror=alert(1)&gt;">
    <meta name="handle" content="RePEc:tst:wpaper:3">
    </head><body><h1>&lt;img src=x onerror=alert(1)&gt;</h1><script>alert(2)</script>
    <!-- https://ideas.repec.org/p/tst/wpaper/3.html --></body></html>"""
    preview = look(site, files={name: hostile.encode()}, source="ideas")
    assert preview.status == 200
    assert not re.search(r"<script(?! src=\"/)|<img|onerror=[^&]*>", preview.text)
    assert "script-src 'self'" in preview.headers["content-security-policy"]


def test_the_store_changes_between_preview_and_commit(site: Endpoint, store: Store) -> None:
    preview = look(site, PAGE.read_text(encoding="utf-8"))
    ingest(store, (str(SAMPLES / "redif"),))
    again = add(site, preview)
    assert again.status == 409
    assert "The store has changed since you looked" in words(again.text)
    assert store.current == 2
    assert add(site, again).headers["location"] == "/history/3?added=1"
    for late in (preview, again):
        gone = add(site, late)
        assert gone.status == 410
        assert "paste it again" in words(gone.text)
    assert store.current == 3


def test_while_another_command_writes(site: Endpoint, store: Store) -> None:
    text = PAGE.read_text(encoding="utf-8")
    preview = look(site, text)
    with store.writer("a long ingest"):
        refused = look(site, text)
        assert refused.status == 503
        assert "is being written by" in words(refused.text)
        assert add(site, preview).status == 503
    # What was looked at is still there.
    assert add(site, preview).status == 303


def test_a_preview_is_for_its_visitor_alone(store: Store, tmp_path: Path) -> None:
    with serving(store.path, tmp_path / "log", token=True) as site:
        assert site.get("/paste", accept=BROWSER).headers["location"] == "/sign-in?then=/paste"
        one, two = (cookie_of(sign_in(site)) for _ in range(2))
        preview = look(site, PAGE.read_text(encoding="utf-8"), cookie=one)
        (number,) = set(re.findall(r'name="paste" value="([^"]+)"', preview.text))
        own = key_of(site.get("/paste", accept=BROWSER, cookie=two))
        form = {"key": own, "paste": number}
        assert send(site, "/paste/add", form, cookie=two).status == 410
        form["key"] = key_of(preview)
        assert send(site, "/paste/add", form, cookie=two).status == 403
        assert send(site, "/paste/add", form, cookie=one).status == 303


def test_without_permission_nothing_is_looked_at(sample_store: Store, tmp_path: Path) -> None:
    with serving(sample_store.path, tmp_path / "log") as site:
        for method in ("GET", "POST"):
            answer = site.ask(method, "/paste", accept=BROWSER)
            assert answer.status == 403
            assert "<textarea" not in answer.text
            assert "start the server with --edit" in words(answer.text)
        assert "Paste a page" not in page(site, "/").text
        assert send(site, "/paste/add", {"key": "", "paste": ""}).status == 403


def test_limits_of_size_and_time(store: Store, tmp_path: Path) -> None:
    large = "".join(
        TEMPLATE.format(title=f"Title {n}").replace("paper:1", f"paper:{n}") for n in range(3000)
    )
    options = ("--edit", "--max-upload", "1", "--timeout", "0.1")
    with serving(store.path, tmp_path / "log", *options) as site:
        before = state(store)
        late = look(site, large)
        assert late.status == 503
        assert "took longer than 0.1 seconds" in words(late.text)
        assert look(site, large * 3).status == 413
        # What a writer leaves that is ended, the next one throws away.
        after = state(store)
        assert {name: after[name] for name in before} == before
        assert {name.partition("/")[0] for name in after.keys() - before} <= {"working", "spill"}
    assert ingest(store, (str(PAGE),)).generation == 2


def test_what_is_looked_at_is_kept_for_an_hour_and_not_without_bound() -> None:
    pending = Pending(100)
    given = pieces([("a", b"x" * 60)])
    pending.put("key", given, None, "1-a", "first")
    assert pending.take("other", "first") is None
    pending.put("key", given, None, "1-a", "second")
    assert pending.take("key", "first") is None
    assert pending.take("key", "second")
    assert pending.take("key", "second") is None
    with pytest.MonkeyPatch.context() as patch:
        pending.put("key", given, None, "1-a", "third")
        patch.setattr("citegraph.serve.pending.time.monotonic", lambda: 1e12)
        assert pending.take("key", "third") is None


def test_a_trial_is_what_the_commit_makes(tmp_path: Path) -> None:
    """Statement by statement, as one page after another comes into a store; and nothing stays."""
    store = Store(tmp_path / "store")
    ingest(store, (str(SAMPLES / "redif"),))
    cases = ROOT / "tests" / "cases" / "ideas"
    for file in [*sorted((SAMPLES / "pages").iterdir()), *sorted(cases.glob("*/input.*"))[::8]]:
        given = pieces([(file.name, file.read_bytes())])
        before = state(store)
        with trial(store, given, None) as (writer, tally):
            tried = sorted(map(str, writer.graph))
        assert state(store) == before
        made = paste(store, given, None)
        assert (made.records, made.works, made.demoted) == (
            tally.records,
            tally.works,
            tally.demoted,
        )
        with store.snapshot() as snapshot:
            assert sorted(map(str, snapshot.graph)) == tried, file


def test_names_of_pieces() -> None:
    given = [
        "C:\\pages\\a.html",
        "/etc/b.html",
        "../..",
        "x!y.rdf",
        "bob@example.org.txt",
        "n" * 300,
    ]
    named = [piece.name for piece in pieces((name, name.encode()) for name in given)]
    assert named[:2] == ["a.html", "b.html"]
    assert re.fullmatch(r"paste-[0-9a-f]{12}\.txt", named[2])
    assert named[3] == "x_y.rdf"
    assert "bob" not in named[4]
    assert len(named[5]) == 100


def test_killed_at_any_moment_of_a_commit(store: Store, tmp_path: Path) -> None:
    """The store has all of what was added, or nothing of it."""
    text = "".join(
        TEMPLATE.format(title=f"Title {n}").replace("paper:1", f"paper:{n}") for n in range(200)
    )
    before = dump(store)
    complete = Store(tmp_path / "complete")
    pages = [str(file) for file in sorted((SAMPLES / "pages").iterdir()) if file != PAGE]
    ingest(complete, tuple(pages))
    paste(complete, pieces([("many.rdf", text.encode())]), None)
    after = dump(complete)
    moments = random.Random(5)  # noqa: S311  # moments to kill at, no secret
    for _ in range(KILLS):
        with serving(store.path, tmp_path / "log", "--edit") as site:
            preview = look(site, text, name="many.rdf")
            timer = Timer(moments.uniform(0.0, 0.5), site.process.kill)
            timer.start()
            with suppress(OSError, HTTPException):
                add(site, preview)
            timer.join()
            site.process.wait(10)
            ended = time.monotonic() + 10
            while site.processes():
                assert time.monotonic() < ended
                time.sleep(0.01)
        found = dump(store)
        assert found in {before, after}
        if found == after:
            store.undo()
            assert dump(store) == before
