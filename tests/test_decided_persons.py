"""People's decisions on who is behind a name: they outrank what is stated, claimed or computed."""

from collections.abc import Callable
from pathlib import Path

import pytest

from citegraph import vocab as v
from citegraph.check import check
from citegraph.decisions import Decision, Verdict
from citegraph.load import ingest, people, rebuild, remove, take_in
from citegraph.resolve.constraints import Constraints
from citegraph.resolve.persons import identify
from citegraph.store import Store
from tests.conftest import Command, dump
from tests.test_errors import assert_message
from tests.test_people import BASE, Make, creators, paper, said
from tests.test_persons import MARY, by

Write = Callable[..., Path]


@pytest.fixture
def store(tmp_path: Path, write: Write) -> Store:
    """Three papers of one series by Ada Example, so by one person; one elsewhere, by A. Example."""
    papers = [paper(number, "Ada Example", f"Bo Berg{number}") for number in (1, 2, 3)]
    elsewhere = paper(4, "Example, A.", series="other")
    store = Store(tmp_path / "store")
    ingest(store, (str(write("a", *papers)), str(write("b", elsewhere))))
    return store


def name(number: int, series: str = "wpaper", author: int = 1) -> str:
    return f"RePEc:smp:{series}:{number}#author-{author}"


def decided_by(store: Store, number: int, series: str = "wpaper") -> int:
    with store.snapshot() as snapshot:
        node = f"{BASE}work/repec:smp:{series}:{number}#author-1"
        return len(snapshot.objects(node, v.DECIDED_BY))


@pytest.mark.filterwarnings("ignore::DeprecationWarning")  # rdflib's own, within pySHACL
def test_confirm_a_person_by_identifier(run: Command, store: Store) -> None:
    before = dump(store)
    outcome = run("decide", name(1), "confirm", "pex1")
    assert outcome.code == 0, outcome.err
    assert "Ada Example\nconfirmed: Ada Example (person/pex1)\n(generation 2)" in outcome.out
    assert said(store, 1) == {
        "identification": ["confirmed"],
        "person": ["person/pex1"],
        "identificationBasis": ["decision"],
        "score": ["1"],
    }
    assert decided_by(store, 1) == 1
    # What was one person's stays so, and is hers now.
    assert said(store, 2)["person"] == said(store, 3)["person"] == ["person/pex1"]
    assert said(store, 2)["identification"] == ["computed"]
    assert creators(store, 1) == creators(store, 2) == ["person/pex1"]
    with store.snapshot() as snapshot:
        assert not check(snapshot).findings
    again = run("decide", name(1), "confirm", "PEX1")
    assert again.out == "Nothing has changed: this was decided so before\n"
    rebuilt = dump(store)
    rebuild(store)
    assert dump(store) == rebuilt
    assert run("decide", name(1), "withdraw").code == 0
    assert dump(store) == before


def test_confirm_that_two_names_are_one_person(run: Command, store: Store, write: Write) -> None:
    """Also of names that could never be compared: she married."""
    ingest(store, (str(write("c", paper(5, "Holt, Ada", series="other"))),))
    before = dump(store)
    for number in (4, 5):
        outcome = run("decide", name(number, "other"), "confirm", name(2))
        assert "confirmed: " in outcome.out, outcome.err
    (person,) = said(store, 1)["person"]
    for number, series in ((2, "wpaper"), (3, "wpaper"), (4, "other"), (5, "other")):
        assert said(store, number, series)["person"] == [person]
    assert said(store, 5, "other")["identification"] == ["confirmed"]
    assert "decision" in said(store, 2)["identificationBasis"]
    assert creators(store, 5, "other") == [person]
    # A register entry for one is one for all.
    register = (
        "Template-Type: ReDIF-Person 1.0\nName-Full: Ada Example\nShort-ID: pex1\n"
        "Author-Paper: RePEc:smp:wpaper:3\n"
    )
    ingest(store, (str(write("d", register)),))
    assert said(store, 5, "other")["person"] == ["person/pex1"]
    remove(store, "d.rdf")
    for number in (4, 5):
        assert run("decide", name(number, "other"), "withdraw").code == 0
    assert dump(store) == before


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_a_rejected_person_is_not_computed_again_by_other_ways(
    run: Command, store: Store, write: Write
) -> None:
    (person,) = said(store, 1)["person"]
    outcome = run("decide", name(1), "reject", person)
    assert outcome.code == 0, outcome.err
    assert "rejected" in outcome.out
    assert said(store, 1) == {"identification": ["rejected"]}
    assert creators(store, 1) == []
    # The others are still one person's, though all share the series with the first.
    assert said(store, 2)["person"] == said(store, 3)["person"] != []
    # Neither through a work that has a co-author with both, nor through an identifier.
    both = paper(6, "Ada Example", "Bo Berg1", "Bo Berg2", series="third")
    ingest(store, (str(write("c", both)),))
    assert said(store, 1) == {"identification": ["rejected"]} or (
        said(store, 1)["person"] != said(store, 2)["person"]
    )
    ingest(store, (str(write("d", paper(7, "Ada Example = pex1"))),))
    assert said(store, 2)["person"] == ["person/pex1"]
    assert said(store, 1).get("person") != ["person/pex1"]
    with store.snapshot() as snapshot:
        assert not check(snapshot).findings
        first = f"{BASE}work/repec:smp:wpaper:1#author-1"
        second = f"{BASE}work/repec:smp:wpaper:2#author-1"
        assert second not in snapshot.objects(first, v.POSSIBLY_SAME)
        assert first not in snapshot.objects(second, v.POSSIBLY_SAME)


def test_reject_alone_rejects_all_that_is_offered(run: Command, store: Store) -> None:
    assert run("decide", name(4, "other"), "reject").code == 0
    listed = run("decisions", "list").out
    assert "work/repec:smp:other:4#author-1,reject,work/repec:smp:wpaper:1#author-1" in listed
    assert said(store, 4, "other") == {"identification": ["rejected"]}
    nothing = run("decide", name(4, "other"), "reject")
    assert nothing.code == 1
    assert_message(nothing.err, "name a person")


def test_against_what_a_source_states(run: Command, new_store: Make, write: Write) -> None:
    store = new_store(write("a", paper(1, "Ada Example = pex1"), paper(2, "Ada Example = pex1")))
    call = ["-s", store.path, "decide", name(1)]
    before = dump(store)
    assert run(*call, "reject", "pex1").code == 0
    assert said(store, 1) == {"identification": ["rejected"], "doubtfulPerson": ["person/pex1"]}
    assert said(store, 2)["identification"] == ["claimed"]
    assert run(*call, "confirm", "pex2").code == 0
    assert said(store, 1)["person"] == ["person/pex2"]
    assert said(store, 1)["doubtfulPerson"] == ["person/pex1"]
    assert run(*call, "confirm", "pex1").code == 0
    assert said(store, 1)["identificationBasis"] == ["decision", "stated"]
    assert "doubtfulPerson" not in said(store, 1)
    assert run(*call, "withdraw").code == 0
    assert dump(store) == before


def test_a_claim_gives_way_and_comes_back(run: Command, new_store: Make, write: Write) -> None:
    register = (
        "Template-Type: ReDIF-Person 1.0\nName-Full: Ada Example\nShort-ID: pex1\n"
        "Author-Paper: RePEc:smp:wpaper:1\n"
    )
    store = new_store(write("a", paper(1, "Ada Example")), write("b", register))
    before = dump(store)
    assert said(store, 1)["identificationBasis"] == ["claim"]
    assert run("-s", store.path, "decide", name(1), "reject").code == 0
    assert said(store, 1) == {"identification": ["rejected"]}
    assert creators(store, 1) == []
    assert run("-s", store.path, "decide", name(1), "withdraw").code == 0
    assert dump(store) == before


def test_it_survives_changes_removal_and_rebuild(
    run: Command, store: Store, write: Write, tmp_path: Path
) -> None:
    run("decide", name(1), "reject", name(2))
    run("decide", name(4, "other"), "confirm", name(1))
    decided = dump(store)
    remove(store, "b.rdf")
    remove(store, "a.rdf")
    assert "decide" in dump(store)
    ingest(store, (str(tmp_path / "b.rdf"),))
    ingest(store, (str(tmp_path / "a.rdf"),))
    assert dump(store) == decided
    rebuild(store)
    assert dump(store) == decided
    # As a file, into another store.
    file = tmp_path / "decided.csv"
    assert run("decisions", "export", "-o", file).code == 0
    other = Store(tmp_path / "other")
    ingest(other, (str(tmp_path / "a.rdf"), str(tmp_path / "b.rdf")))
    taken = run("-s", other.path, "decisions", "import", file)
    assert "2 decisions taken in" in taken.out
    assert dump(other) == decided


def test_it_holds_for_the_name_wherever_that_stands(
    run: Command, store: Store, write: Write
) -> None:
    assert run("decide", name(2), "confirm", "pex1").code == 0
    papers = [paper(number, "Ada Example", f"Bo Berg{number}") for number in (1, 3)]
    turned = paper(2, "Bo Berg2", "Example, Ada")
    ingest(store, (str(write("a", *papers, turned)),))
    assert said(store, 2, author=2)["person"] == ["person/pex1"]
    assert said(store, 2, author=2)["identification"] == ["confirmed"]
    assert said(store, 2) == {"identification": ["none"]}
    # And for no other name.
    ingest(store, (str(write("a", *papers, paper(2, "Cy Else"))),))
    assert said(store, 2) == {"identification": ["none"]}
    assert "pex1" in run("decisions", "list").out


def test_in_a_block_without_end(
    run: Command, store: Store, monkeypatch: pytest.MonkeyPatch, write: Write
) -> None:
    monkeypatch.setattr(people, "LARGEST_BLOCK", 3)
    run("decide", name(1), "confirm", "pex1")
    assert said(store, 1)["identification"] == ["confirmed"]
    assert said(store, 2) == {"identification": ["none"]}
    run("decide", name(1), "withdraw")
    assert said(store, 1) == {"identification": ["none"]}


@pytest.mark.parametrize(
    ("arguments", "code", "parts"),
    [
        ([name(9), "confirm", "pex1"], 1, ["no work is named"]),
        ([name(1, author=7), "confirm", "pex1"], 1, ["has no author-7", "#author-1 'Ada Example'"]),
        ([name(1), "confirm"], 2, ["confirm needs a person"]),
        ([name(1), "confirm", "Ada"], 1, ["names no person", "RePEc short-id"]),
        ([name(1), "confirm", "person/pno1"], 1, ["names no person"]),
        ([name(1), "confirm", name(1)], 2, ["this very authorship"]),
        ([name(1), "confirm", "RePEc:smp:wpaper:2#1"], 1, ["has no references"]),
        ([name(1), "withdraw", "pex1"], 2, ["withdraw takes no person"]),
        ([name(1), "withdraw"], 1, ["nothing was decided on"]),
    ],
)
def test_wrong_calls(
    run: Command, store: Store, arguments: list[str], code: int, parts: list[str]
) -> None:
    outcome = run("decide", *arguments)
    assert outcome.code == code
    assert_message(outcome.err, *parts)
    assert store.current == 1


# The rules, on names alone


def test_what_is_rejected_tears_no_one_else_apart() -> None:
    five = [by("Ada Example", venue="s") for _ in range(5)]
    first, second = five[0].iri, five[1].iri
    given = Constraints(apart=frozenset({(first, second)}))
    (found,) = identify(five, given).persons
    assert set(found.members) == {a.iri for a in five[1:]}


def test_what_is_rejected_for_one_is_rejected_for_all_that_are_the_same() -> None:
    one, same, other = (by("Ada Example", MARY) for _ in range(3))
    given = Constraints(same={same.iri: one.iri}, apart=frozenset({(one.iri, other.iri)}))
    (found,) = identify([one, same, other], given).persons
    assert set(found.members) == {one.iri, same.iri}


def test_a_rejected_one_still_finds_its_own_person() -> None:
    theirs = [by("Ada Example", MARY), by("Ada Example", MARY)]
    hers = [by("Ada Example", venue="s"), by("Ada Example", venue="s")]
    doubted = by("Ada Example", MARY, venue="s")
    assert identify([*theirs, *hers, doubted]).persons[0].members.keys() == {
        a.iri for a in (*theirs, *hers, doubted)
    }
    given = Constraints(apart=frozenset({(doubted.iri, theirs[0].iri)}))
    groups = [set(p.members) for p in identify([*theirs, *hers, doubted], given).persons]
    assert {a.iri for a in theirs} in groups
    assert {a.iri for a in (*hers, doubted)} in groups


def test_a_confirmed_person_who_is_named_otherwise_misleads_nobody() -> None:
    known = [by("John Example", MARY, person="p1"), by("John Example", MARY)]
    odd = by("Jane Example", MARY)
    found = identify([*known, odd], Constraints(persons={odd.iri: "p1"}))
    assert found.held == {odd.iri: "p1"}
    (person,) = found.persons
    assert set(person.members) == {a.iri for a in known}


def test_people_joined_by_a_decision_who_cannot_be_one_leave_the_rest_alone() -> None:
    one = [by("Ada Example", person=person, cluster="c") for person in ("p1", "")]
    two = [by("Ada Example", person=person, cluster="d") for person in ("p2", "")]
    assert len(identify([*one, *two]).persons) == 2
    given = Constraints(same={one[1].iri: two[1].iri})
    groups = [set(p.members) for p in identify([*one, *two], given).persons]
    assert groups == [{two[0].iri, two[1].iri, one[1].iri}]


def test_decisions_that_name_what_is_not_there_wait(store: Store) -> None:
    before = [line for line in dump(store).splitlines() if "decision" not in line]
    subject = f"{BASE}work/repec:smp:wpaper:1#author-1"
    gone = f"{BASE}work/repec:smp:none:1#author-1"
    time = "2025-05-03T10:00:00Z"
    take_in(store, [Decision(subject, Verdict.CONFIRM, gone, time, "Ada Example")], "import")
    after = [line for line in dump(store).splitlines() if "decision" not in line]
    assert after == before
