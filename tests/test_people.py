"""Persons in the graph: computed from what works share, kept up with them, and bounded."""

from collections.abc import Callable
from pathlib import Path

import pytest

from citegraph import vocab as v
from citegraph.check import check
from citegraph.ingest import SOURCES
from citegraph.ingest.source import Document
from citegraph.load import batch, ingest, people, remove
from citegraph.load.authorships import Reader
from citegraph.load.lone_names import LoneNames
from citegraph.load.prepare import read
from citegraph.store import Store
from tests.conftest import SAMPLES, dump

CASES = Path(__file__).parent / "cases" / "redif"
BASE = "https://w3id.org/citegraph/"
Make = Callable[..., Store]


def paper(number: int, *authors: str, series: str = "wpaper", more: str = "") -> str:
    """A template; an author may be given as `Name = short-id`."""
    lines = ["Template-Type: ReDIF-Paper 1.0"]
    for author in authors:
        name, _, person = author.partition(" = ")
        lines += [f"Author-Name: {name}", *([f"Author-Person: {person}"] if person else [])]
    title = f"Title: On number {number}"
    return "\n".join([*lines, title, f"Handle: RePEc:smp:{series}:{number}", more, ""])


def said(
    store: Store, number: int, series: str = "wpaper", author: int = 1
) -> dict[str, list[str]]:
    """What is said of the person behind an author of a paper."""
    node = f"{BASE}work/repec:smp:{series}:{number}#author-{author}"
    with store.snapshot() as snapshot:
        return {
            predicate.rpartition("#")[2]: [
                o.removeprefix(BASE) for o in snapshot.objects(node, predicate)
            ]
            for predicate in (
                v.IDENTIFICATION,
                v.PERSON_OF,
                v.IDENTIFICATION_BASIS,
                v.SCORE,
                v.DOUBTFUL_PERSON,
            )
            if snapshot.objects(node, predicate)
        }


def creators(store: Store, number: int, series: str = "wpaper") -> list[str]:
    with store.snapshot() as snapshot:
        found = snapshot.objects(f"{BASE}work/repec:smp:{series}:{number}", v.CREATOR)
    return [iri.removeprefix(BASE) for iri in found]


def test_a_computed_person(write: Callable[..., Path], new_store: Make) -> None:
    store = new_store(
        write("a", paper(1, "Ada Example", "Mary Quimby"), paper(2, "Bo Berg", "Ola Ek")),
        write("b", paper(3, "Example, A.", "Quimby, M.", series="other")),
    )
    assert said(store, 1) == {"identification": ["none"]}
    ingest(store, (str(write("c", paper(4, "A. Example", "Quimby, Mary B.", series="third"))),))
    first, third = said(store, 1), said(store, 4, "third")
    (person,) = first["person"]
    assert person.startswith("person/computed-")
    assert third == {
        "identification": ["computed"],
        "person": [person],
        "identificationBasis": ["co-author: Mary B. Quimby"],
        "score": ["0.85"],
    }
    assert first["identificationBasis"] == ["co-author: Mary Quimby"]
    assert person in creators(store, 1)
    assert said(store, 3, "other") == {"identification": ["none"]}
    with store.snapshot() as snapshot:
        assert snapshot.objects(BASE + person, v.NAME) == ["A. Example"]
        assert snapshot.objects(BASE + person, v.TYPE) == [v.PERSON]
        assert snapshot.objects(BASE + person, v.SHORT_ID) == []
        alone = f"{BASE}work/repec:smp:other:3#author-1"
        whole = f"{BASE}work/repec:smp:third:4#author-1"
        assert snapshot.objects(alone, v.POSSIBLY_SAME) == [whole]
        assert not check(snapshot).findings
    remove(store, "c.rdf")
    assert said(store, 1) == {"identification": ["none"]}
    assert creators(store, 1) == []
    assert "computed" not in dump(store)


def test_a_registered_person_is_found_in_other_works(
    write: Callable[..., Path], new_store: Make
) -> None:
    store = new_store(
        write("a", paper(1, "Ada Example = pex1")), write("b", paper(2, "Example, Ada"))
    )
    assert said(store, 1)["identification"] == ["claimed"]
    assert said(store, 2) == {
        "identification": ["computed"],
        "person": ["person/pex1"],
        "identificationBasis": ["series or journal: repec:smp:wpaper"],
        "score": ["0.7"],
    }
    assert creators(store, 2) == ["person/pex1"]
    # Another of the name comes, and the series tells no longer who wrote what.
    ingest(store, (str(write("c", paper(3, "Ada Example = pex2"))),))
    assert said(store, 2) == {"identification": ["none"]}
    assert creators(store, 2) == []


def test_a_wrong_identifier_is_not_followed(write: Callable[..., Path], new_store: Make) -> None:
    right = [paper(n, name) for n, name in ((1, "Knut Holt = pho1"), (2, "Holt, K. = pho1"))]
    store = new_store(write("a", paper(3, "Bo Berg = pho1"), paper(4, "Berg, Bo")))
    assert said(store, 3)["person"] == ["person/pho1"]
    assert said(store, 4)["person"] == ["person/pho1"]
    ingest(store, (str(write("b", *right)),))
    assert said(store, 1)["identification"] == ["claimed"]
    assert said(store, 3)["doubtfulPerson"] == ["person/pho1"]
    assert said(store, 3)["identification"] == ["computed"]
    assert said(store, 3)["person"] == said(store, 4)["person"] != ["person/pho1"]
    assert creators(store, 3) == said(store, 3)["person"]
    with store.snapshot() as snapshot:
        assert snapshot.objects(f"{BASE}person/pho1", v.NAME) == ["Holt, K."]
        assert not check(snapshot).findings
    remove(store, "b.rdf")
    assert said(store, 3) == {
        "identification": ["claimed"],
        "person": ["person/pho1"],
        "identificationBasis": ["stated"],
    }
    assert creators(store, 3) == ["person/pho1"]


def test_a_claim_comes_before_what_is_computed(write: Callable[..., Path], new_store: Make) -> None:
    store = new_store(write("a", paper(1, "Ada Example"), paper(2, "Ada Example")))
    assert said(store, 1)["identification"] == ["computed"]
    register = (
        "Template-Type: ReDIF-Person 1.0\nName-Full: Ada Example\nShort-ID: pex1\n"
        "Author-Paper: RePEc:smp:wpaper:1\n"
    )
    ingest(store, (str(write("b", register)),))
    assert said(store, 1)["identificationBasis"] == ["claim"]
    assert said(store, 2)["person"] == ["person/pex1"]
    remove(store, "b.rdf")
    assert dump(store) == dump(
        new_store(write("a", paper(1, "Ada Example"), paper(2, "Ada Example")))
    )


def test_a_block_without_end_is_left_alone(
    write: Callable[..., Path], new_store: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(people, "LARGEST_BLOCK", 5)
    few = [paper(n, "Ada Example") for n in range(5)]
    one_more = paper(5, "Ada Example", "Mary Quimby"), paper(6, "Bo Example")
    store = new_store(write("a", *few))
    assert said(store, 0)["identification"] == ["computed"]
    ingest(store, (str(write("b", *one_more)),))
    assert all(said(store, n) == {"identification": ["none"]} for n in range(7))
    assert "computed" not in dump(store)
    remove(store, "b.rdf")
    assert said(store, 0)["identification"] == ["computed"]
    assert dump(store) == dump(new_store(write("a", *few)))


def test_people_are_decided_after_an_interrupted_run(
    tmp_path: Path, new_store: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What an interrupted run committed is as it was read; the next run decides on all of it."""
    folder = tmp_path / "papers"
    folder.mkdir()
    for number in range(12):
        text = paper(number, "Ada Example" if number % 2 else "Example, A.", "Mary Quimby")
        (folder / f"{number:02d}.rdf").write_text(text, encoding="utf-8")
    whole = dump(new_store(folder))
    assert "computed" in whole
    monkeypatch.setattr(batch, "BATCH_LINES", 60)
    store = Store(tmp_path / "store")
    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr(people, "refresh", _interrupt)
        ingest(store, (str(folder),))
    (part,) = store.history()
    assert not part.finished
    assert "computed" not in dump(store)
    ingest(store, (str(folder),))
    assert dump(store) == whole
    # Nothing is left to be read: the people alone are decided.
    other = Store(tmp_path / "other")
    monkeypatch.setattr(batch, "BATCH_LINES", 1)
    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr(people, "refresh", _interrupt)
        ingest(other, (str(folder),))
    assert ingest(other, (str(folder),)).unchanged == 12
    assert dump(other) == whole


def _interrupt(*_: object) -> None:
    raise KeyboardInterrupt


def test_lone_works_hand_over_what_the_graph_says_of_their_people(
    tmp_path: Path, write: Callable[..., Path]
) -> None:
    awkward = paper(
        1,
        "Smith & Sons Ltd",
        "Ex, Ada = pex1",
        "Bo Ex & Cy Ex",
        "mail@example.org, Ed",
        more="Editor-Name: Ada Ex\nEditor-Workplace-Name: University of Example (ed@example.org)",
    )
    files = [write("awkward", awkward), *CASES.glob("*/input.rdf"), *SAMPLES.rglob("*.rdf")]
    handed = 0
    for number, file in enumerate(files):
        store = Store(tmp_path / f"store-{number}")
        ingest(store, (str(file),))
        document = Document(file.name, file.read_bytes())
        with store.writer("look") as writer:
            content = read(document, "0" * 64, SOURCES["redif"], writer.iris)
            names = LoneNames(writer.spill)
            for work in content.lone:
                if sum(other.keys[0] == work.keys[0] for other in content.lone) == 1:
                    names.add(work.names)
            reader = Reader(writer, LoneNames(writer.spill), set())
            for block in {block for work in content.lone for block, _ in work.names}:
                for stated in names.in_block(block):
                    node = reader.node(stated.iri)
                    assert node.authorship == stated._replace(person="")
                    assert node.person == stated.person or node.basis == "claim"
                    assert node.blocks == (block,)
                    handed += 1
    assert handed > 30
