"""The review on pages: the same queue, sheets and decisions as on a terminal."""

import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path

import pytest

from citegraph.load.review import PERSONS, REFERENCES
from citegraph.store import Store
from tests.conftest import Command, dump
from tests.endpoint import Answer, Endpoint, serving
from tests.test_list_pages import fields
from tests.test_pages import BROWSER, page, words
from tests.test_people import said
from tests.test_review import names as names  # noqa: PLC0414  # a fixture
from tests.test_review import statuses
from tests.test_review import store as store  # noqa: PLC0414  # a fixture
from tests.test_serve_edits import send


@pytest.fixture
def site(store: Store, tmp_path: Path) -> Iterator[Endpoint]:
    with serving(store.path, tmp_path / "log", "--edit") as started:
        yield started


def offered(shown: Answer) -> list[str]:
    """What the buttons of a review confirm."""
    return re.findall(r'<button type="submit" name="confirm" value="([^"]+)"', shown.text)


def press(site: Endpoint, shown: Answer, verdict: str, value: str) -> Answer:
    """Press a button of a review, and follow to the page that comes next."""
    done = send(site, "/decide", {**fields(shown, "/decide"), verdict: value})
    assert done.status == 303, done.text
    return page(site, done.headers["location"])


def test_one_after_the_other(site: Endpoint, store: Store) -> None:
    before = dump(store)
    first = page(site, "/review")
    said_first = words(first.text)
    assert "1 of 3" in said_first
    assert "in Ada Example, 2005, On examples" in said_first
    assert "title, authors, year" in said_first
    one, two = offered(first)
    assert (one[-1], two[-1]) == ("1", "2")
    second = press(site, first, "confirm", two)
    assert "Saved as generation 2" in words(second.text)
    assert "1 of 2" in words(second.text)
    assert statuses(store) == ["confirmed2", "uncertain", "uncertain"]
    # What is taken back is asked again.
    undone = send(site, "/undo", fields(second, "/undo"))
    again = page(site, undone.headers["location"])
    assert "Generation 2 was undone" in words(again.text)
    assert fields(again, "/decide")["subject"] == fields(first, "/decide")["subject"]
    assert dump(store) == before
    second = press(site, again, "confirm", one)
    skip = re.search(r'href="([^"]+)">Skip</a>', second.text)
    assert skip
    third = page(site, unescape(skip[1]))
    assert "2 of 2" in words(third.text)
    end = press(site, third, "reject", "")
    assert "That was the last uncertain reference" in words(end.text)
    assert statuses(store) == ["confirmed1", "uncertain", "rejected"]
    left = re.search(r'href="([^"]+)">Those that were skipped', end.text)
    assert left
    rest = page(site, unescape(left[1]))
    assert fields(rest, "/decide")["subject"] == fields(second, "/decide")["subject"]
    # One of two is rejected: the other is what is left.
    end = press(site, rest, "reject", one)
    assert statuses(store) == ["confirmed1", "matched2", "rejected"]
    assert "No reference is uncertain" in words(end.text)


def test_a_decision_is_the_same_as_on_the_command_line(
    site: Endpoint, store: Store, run: Command
) -> None:
    def decided() -> list[str]:
        listed = run("-s", store.path, "decisions", "list").out
        return [re.sub(r"\d{4}-[^,]*Z", "", line) for line in listed.splitlines()]

    def graph() -> str:
        return re.sub(r'"[^"]*Z"', '""', dump(store))

    for verdict, value in (("confirm", 1), ("reject", 0), ("reject", None)):
        shown = page(site, "/review")
        subject = fields(shown, "/decide")["subject"]
        named = [] if value is None else [offered(shown)[value]]
        press(site, shown, verdict, "".join(named))
        by_page = decided(), graph(), store.history()[0].command
        run("-s", store.path, "undo")
        run("-s", store.path, "decide", subject, verdict, *named)
        assert by_page == (decided(), graph(), store.history()[0].command)
        run("-s", store.path, "undo")


def test_the_sheet_is_that_of_the_terminal(site: Endpoint, store: Store) -> None:
    shown = words(page(site, "/review").text)
    with store.snapshot() as snapshot:
        subject = REFERENCES.queue(snapshot, None)[0]
        sheet = REFERENCES.sheet(snapshot, subject, REFERENCES.candidates(snapshot, subject))
    assert sheet.words in shown
    assert len(sheet.rows) > 8
    for name, cells in sheet.rows:
        assert " ".join(" ".join([name, *filter(None, cells)]).split()) in shown


def test_only_in_the_lists_of_a_work(site: Endpoint) -> None:
    shown = page(site, "/review?work=RePEc:smp:wpaper:8")
    assert "1 of 1" in words(shown.text)
    assert "Only in the lists of" in words(shown.text)
    end = press(site, shown, "confirm", offered(shown)[0])
    assert "No reference is uncertain" in words(end.text)
    assert "1 of 2" in words(page(site, "/review").text)
    assert site.get("/review?work=nothing", accept=BROWSER).status == 404


def test_what_is_no_decision(site: Endpoint, store: Store) -> None:
    form = fields(page(site, "/review"), "/decide")
    subject, (one, _) = form["subject"], offered(page(site, "/review"))
    citing = subject.partition("#")[0]
    for given, status in (
        ({}, 400),
        ({"confirm": ""}, 400),
        ({"confirm": one, "reject": one}, 400),
        ({"confirm": "nothing"}, 404),
        ({"confirm": citing}, 400),
        ({"confirm": one, "subject": "work/none#ref-1"}, 404),
        ({"confirm": one, "subject": citing}, 404),
        ({"confirm": one, "subject": "<script>"}, 404),
        ({"withdraw": ""}, 404),
        ({"confirm": one, "key": "wrong"}, 403),
    ):
        assert send(site, "/decide", {**form, **given}).status == status, given
    assert store.current == 1
    for path in ("/review?after=x", "/review?at=work/none%23ref-1", f"/review?after={citing}"):
        assert site.get(path, accept=BROWSER).status == 404
    odd = page(site, "/review?changed=<b>&undone=-1&back=//elsewhere.example.org")
    assert "elsewhere" not in odd.text
    assert "generation" not in words(odd.text).partition("1 of 3")[0]


def test_decided_meanwhile(site: Endpoint, store: Store, run: Command) -> None:
    shown = page(site, "/review")
    subject, (one, _) = fields(shown, "/decide")["subject"], offered(shown)
    run("-s", store.path, "decide", subject, "confirm", one)
    after = press(site, shown, "confirm", one)
    assert "Nothing has changed" in words(after.text)
    assert "Undo" not in words(after.text)
    assert store.current == 2


def test_names(names: Store, tmp_path: Path) -> None:
    before = dump(names)
    with serving(names.path, tmp_path / "log", "--edit") as site:
        shown = page(site, "/review?persons=1")
        text = words(shown.text)
        assert "1 of 1" in text
        assert "author of 2001, On number 24" in text or "author of On number 24" in text
        assert "On number 23; On number 21; On number 22" in text
        with names.snapshot() as snapshot:
            (subject,) = PERSONS.queue(snapshot, None)
            sheet = PERSONS.sheet(snapshot, subject, PERSONS.candidates(snapshot, subject))
        assert sheet.place in text
        after = press(site, shown, "confirm", offered(shown)[0])
        assert "No name is uncertain" in words(after.text)
        assert said(names, 24, "third")["identification"] == ["confirmed"]
        assert said(names, 24, "third")["person"] == said(names, 21)["person"]
        undone = send(site, "/undo", fields(after, "/undo"))
        again = page(site, undone.headers["location"])
        assert dump(names) == before
        press(site, again, "reject", "")
        assert said(names, 24, "third")["identification"] == ["rejected"]
        wrong = site.get("/review?persons=1&after=RePEc:smp:wpaper:21%231", accept=BROWSER)
        assert wrong.status == 404


def test_who_may_not_decide_sees_what_is_uncertain(store: Store, tmp_path: Path) -> None:
    with serving(store.path, tmp_path / "log") as site:
        shown = page(site, "/review")
        assert "1 of 3" in words(shown.text)
        assert 'method="post"' not in shown.text
        assert offered(shown) == []
        assert "citegraph review" in words(shown.text)
