"""Works as bibliographies: each format is read back by another program's reader to the same works."""

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jsonschema
import pyoxigraph as ox
import pytest
import rispy
from bibtexparser.entrypoint import parse_string
from hypothesis import given, settings
from hypothesis import strategies as st
from pylatexenc.latex2text import (
    LatexNodes2Text,
    MacroTextSpec,
    get_default_latex_context_db,
)

from citegraph.answers import Answer, all_works, write, write_works, writers
from citegraph.answers.item import Item, cited_work, read_item
from citegraph.answers.keys import Keys
from citegraph.answers.latex import encode, escape, protected
from citegraph.answers.writers import WRITTEN
from citegraph.ask import run as ask
from citegraph.errors import UsageError
from citegraph.formats import ANSWER_FORMATS, WORK_FORMATS, Shape, fitting, shapes
from citegraph.records import Kind
from citegraph.store import Snapshot, Store
from tests.conftest import SAMPLES, Command

ASHEIM = "RePEc:stp:stepre:1995r03"
# Everything that LaTeX, RIS, JSON and CSL could take for something else, and an address to hide.
HOSTILE = r"""Template-Type: ReDIF-Article 1.0
Author-Name: Łukasz O'Müller-Żak
Author-Name: The {Braced} & Co_{2}
Author-Name: Smith, Jr, and Sons
Author-Email: someone@example.org
Title: R&D at 50% of $5_000 in {STEP} #1 \newline ~ the "first" C^2 – part
Abstract: Write to someone@example.org.
 ER  -
 TY  - JOUR
Journal: Zeitschrift für Ökonomie
Year: 2001
Volume: 3
Pages: 5-10
Keywords: a, b; c{d
DOI: 10.1000/a_b%c
File-URL: http://example.org/a_{b}%20c#d~e
Handle: RePEc:smp:jrnl:v:3:y:2001:p:5-10

Template-Type: ReDIF-Article 1.0
Author-Name: Łukasz O'Müller-Żak
Title: R&D elsewhere
Year: 2001
Handle: RePEc:smp:jrnl:v:3:y:2001:p:11-20
"""


@pytest.fixture(scope="session")
def hostile_store(tmp_path_factory: pytest.TempPathFactory) -> Store:
    from citegraph.load import ingest

    folder = tmp_path_factory.mktemp("hostile")
    (folder / "hostile.rdf").write_text(HOSTILE, encoding="utf-8")
    store = Store(folder / "store")
    ingest(store, (str(folder / "hostile.rdf"),))
    return store


@pytest.fixture(params=["sample_store", "hostile_store"])
def snapshot(request: pytest.FixtureRequest) -> Any:
    with request.getfixturevalue(request.param).snapshot() as opened:
        yield opened


def items(snapshot: Snapshot) -> list[Item]:
    return [i for i in (read_item(snapshot, iri) for iri in all_works(snapshot)) if i.kind]


def written(snapshot: Snapshot, format_name: str) -> str:
    return b"".join(write_works(all_works(snapshot), format_name, snapshot)).decode()


def plain_latex(text: str) -> str:
    """LaTeX as text, by a reader that has to be told of some commands for ASCII signs."""
    known = get_default_latex_context_db()
    signs = {"textbraceleft": "{", "textbraceright": "}", "textasciicircum": "^"}
    macros = [MacroTextSpec(name, sign) for name, sign in {**signs, "textasciitilde": "~"}.items()]
    known.add_context_category("signs", macros=macros, prepend=True)
    return str(LatexNodes2Text(latex_context=known).latex_to_text(text))


NAMES: dict[str, Callable[[Item], list[str]]] = {
    "author": lambda i: [n.natural for n in i.authors],
    "editor": lambda i: [n.natural for n in i.editors],
}


@pytest.mark.parametrize("format_name", ["bibtex", "biblatex"])
def test_bibtex_is_read_back_to_the_same_works(snapshot: Snapshot, format_name: str) -> None:
    library = parse_string(written(snapshot, format_name))
    assert not library.failed_blocks
    entries = {plain_latex(e["handle"]): e for e in library.entries}
    expected = items(snapshot)
    assert len(library.entries) == len(expected)
    for item in expected:
        entry = {f.key: f.value for f in entries[item.handle].fields}
        assert plain_latex(entry["title"]) == flat(item.title)
        assert plain_latex(entry.get("abstract", "")) == flat(item.abstract)
        assert plain_latex(entry.get("keywords", "")) == flat(", ".join(item.keywords))
        assert entry.get("doi", "").replace("%7B", "{") == item.doi
        assert entry.get("pages", "") == item.pages.replace("-", "--")
        assert entry.get("date" if format_name == "biblatex" else "year", "") == item.year
        for role, people in (("author", item.authors), ("editor", item.editors)):
            names = split_names(entry.get(role, ""))
            assert names == [
                [flat(part) for part in (p.family, p.suffix, p.given) if part] for p in people
            ]
        container = {Kind.ARTICLE: "journal", Kind.PAPER: "type"}.get(item.kind or Kind.BOOK)
        if container:
            name = (
                "journaltitle" if (container, format_name) == ("journal", "biblatex") else container
            )
            assert plain_latex(entry.get(name, "")) == flat(item.container)


def flat(text: str) -> str:
    """Text as LaTeX sets it: dashes and quotation marks are what their signs are read as."""
    return plain_latex(escape(text))


def split_names(field: str) -> list[list[str]]:
    """The parts of each name, as BibTeX splits them: outside braces only."""
    depth, names, start = 0, [], 0
    for position, char in enumerate(field):
        depth += {"{": 1, "}": -1}.get(char, 0)
        if not depth and field.startswith(" and ", position):
            names.append(field[start:position])
            start = position + 5
    names.append(field[start:])
    return [[plain_latex(part) for part in commas(name)] for name in names if name]


def commas(name: str) -> list[str]:
    depth, parts, start = 0, [], 0
    for position, char in enumerate(name):
        depth += {"{": 1, "}": -1}.get(char, 0)
        if not depth and char == ",":
            parts.append(name[start:position].strip())
            start = position + 1
    return [*parts, name[start:].strip()]


def test_bibtex_is_ascii_where_latex_can_be(snapshot: Snapshot) -> None:
    assert written(snapshot, "bibtex").isascii()


def test_ris_is_read_back_to_the_same_works(snapshot: Snapshot) -> None:
    entries = rispy.loads(written(snapshot, "ris"))
    expected = items(snapshot)
    assert [e["accession_number"] for e in entries] == [i.handle for i in expected]
    for item, entry in zip(expected, entries, strict=True):
        assert entry["title"] == item.title
        assert entry.get("abstract", "") == item.abstract
        assert entry.get("keywords", []) == list(item.keywords)
        assert entry.get("doi", "") == item.doi
        assert entry.get("year", "") == item.year
        assert (entry.get("start_page", ""), entry.get("end_page", "")) == (
            item.first_page,
            item.last_page,
        )
        assert entry.get("authors", []) == [
            ", ".join(part for part in (n.family, n.given, n.suffix) if part) for n in item.authors
        ]
        assert entry.get("urls", []) == [item.address] * bool(item.address)


TEXT = {"type": "string", "minLength": 1, "pattern": r"^[^\n]+$"}
PERSON = {
    "type": "object",
    "properties": dict.fromkeys(("family", "given", "suffix", "literal"), TEXT),
    "anyOf": [{"required": ["family", "given"]}, {"required": ["literal"]}],
    "additionalProperties": False,
}
# CSL's variables for texts, people and dates (CSL 1.0.2, appendix IV), as far as they are written.
CSL_SCHEMA = {
    "type": "array",
    "items": {
        "type": "object",
        "required": ["id", "type", "title"],
        "additionalProperties": False,
        "properties": {
            "id": {"type": "string", "pattern": "^[a-z0-9-]+$"},
            "type": {
                "enum": ["article-journal", "book", "chapter", "document", "report", "software"]
            },
            "author": {"type": "array", "items": PERSON, "minItems": 1},
            "editor": {"type": "array", "items": PERSON, "minItems": 1},
            "issued": {
                "type": "object",
                "required": ["date-parts"],
                "additionalProperties": False,
                "properties": {
                    "date-parts": {
                        "type": "array",
                        "maxItems": 2,
                        "items": {
                            "type": "array",
                            "items": {"type": "integer"},
                            "minItems": 1,
                            "maxItems": 3,
                        },
                    }
                },
            },
            "custom": {"type": "object"},
            **dict.fromkeys(
                "title container-title collection-title collection-number volume issue number page page-first chapter-number edition publisher DOI ISBN ISSN URL language keyword abstract".split(),
                TEXT,
            ),
        },
    },
}


def test_csl_json_validates_and_holds_the_same_works(snapshot: Snapshot) -> None:
    found = json.loads(written(snapshot, "csl"))
    jsonschema.Draft7Validator(CSL_SCHEMA).validate(found)
    expected = items(snapshot)
    assert [row["custom"]["handle"] for row in found] == [item.handle for item in expected]
    assert [row["title"] for row in found] == [item.title for item in expected]
    people = [
        [row.get("author", []), item.authors] for row, item in zip(found, expected, strict=True)
    ]
    for described, authors in people:
        assert [p.get("family", p.get("literal")) for p in described] == [
            n.family if n.given else n.natural for n in authors
        ]


def test_the_three_formats_name_the_works_alike(snapshot: Snapshot) -> None:
    from_bibtex = [e.key for e in parse_string(written(snapshot, "bibtex")).entries]
    assert [row["id"] for row in json.loads(written(snapshot, "csl"))] == from_bibtex
    assert [row["id"] for row in rispy.loads(written(snapshot, "ris"))] == from_bibtex
    assert len({key.lower() for key in from_bibtex}) == len(from_bibtex)


def test_keys_are_the_same_whatever_else_is_there(hostile_store: Store) -> None:
    with hostile_store.snapshot() as snapshot:
        both = items(snapshot)
    forth, back = Keys(both), Keys(reversed(both))
    assert [forth.of(item) for item in both] == [back.of(item) for item in both]
    assert len({forth.of(item) for item in both}) == 2
    assert all(forth.of(i).startswith("omullerzak2001") for i in both)
    alone = Keys(both[:1]).of(both[0])
    assert forth.of(both[0]) in {alone, f"{alone}-{forth.of(both[0]).partition('-')[2]}"}


@pytest.mark.parametrize("format_name", WORK_FORMATS)
def test_no_address_of_a_person_is_written(hostile_store: Store, format_name: str) -> None:
    with hostile_store.snapshot() as snapshot:
        text = written(snapshot, format_name)
    assert "R" in text
    assert "someone" not in text


def test_references_are_works_matched_or_in_their_own_words(
    run: Command, sample_store: Store
) -> None:
    call = ["-s", sample_store.path, "query", "references-of", "--work", ASHEIM, "-f"]
    entries = parse_string(run(*call, "bibtex").out).entries
    assert len(entries) == 7
    by_key = {entry.key: {f.key: f.value for f in entry.fields} for entry in entries}
    matched = by_key["lundvall1994learning"]
    assert matched["handle"] == "RePEc:taf:indinn:v:1:y:1994:i:2:p:23-42"
    assert matched["journal"] == "Journal of Industry Studies"
    unmatched = by_key["archibugi1995technology"]
    assert unmatched["author"] == "Archibugi, Daniele and Michie, Jonathan"
    assert (unmatched["journal"], unmatched["volume"], unmatched["number"], unmatched["pages"]) == (
        "Cambridge Journal of Economics",
        "19",
        "1",
        "1--4",
    )
    assert "handle" not in unmatched


def test_a_bibliography_in_our_style_and_in_one_named_by_file(
    run: Command, sample_store: Store, tmp_path: Path
) -> None:
    call = ["-s", sample_store.path, "query", "cited-by", "--work", "The Learning Economy"]
    ours = run(*call, "-f", "bibliography").out.splitlines()
    assert len(ours) == 3
    assert ours[0] == (
        "Asheim, Bjorn T and Arne Isaksen (2002). “Regional Innovation Systems: The Integration of"
        " Local 'Sticky' and Global 'Ubiquitous' Knowledge”. The Journal of Technology Transfer"
        " 27 (1), 77–86. Springer. https://doi.org/10.1023/a:1013100704794."
    )
    own = (Path(SAMPLES).parent / "src/citegraph/answers/author-date.csl").read_text("utf-8")
    mine = tmp_path / "mine.csl"
    mine.write_text(own.replace('<layout suffix=".">', '<layout suffix=" (END)">'), "utf-8")
    theirs = run(*call, "-f", "bibliography", "--style", mine).out.splitlines()
    assert theirs == [line.removesuffix(".") + " (END)" for line in ours]


@pytest.mark.parametrize(
    ("style", "message"),
    [
        ("none.csl", "there is no file none.csl"),
        ("no-such-style", "no style is named 'no-such-style'|no style named 'no-such-style'"),
        ("bad.csl", "bad.csl is no CSL style"),
        ("other.csl", "other.csl is no CSL style|cannot be applied"),
    ],
)
def test_a_style_that_cannot_be_used_is_named(
    style: str,
    message: str,
    run: Command,
    sample_store: Store,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("bad.csl").write_text("<style", "utf-8")
    Path("other.csl").write_text("<svg/>", "utf-8")
    found = run("-s", sample_store.path, "export", "-f", "bibliography", "--style", style)
    assert (found.code, found.out) == (2, "")
    assert re.search(message, found.err)


@pytest.mark.parametrize("format_name", WORK_FORMATS)
def test_all_works_are_exported_alike_in_whatever_order_they_came(
    sample_store: Store, run: Command, tmp_path: Path, format_name: str
) -> None:
    for folder in ("redif", "pages"):
        run("ingest", SAMPLES / folder)
    out = tmp_path / f"works.{WORK_FORMATS[format_name].suffix}"
    assert run("export", "-f", format_name, "-o", out).code == 0
    expected = run("-s", sample_store.path, "export", "-f", format_name).out
    assert out.read_text("utf-8") == expected
    assert len(expected) > 1000


def test_many_works_are_written_alike(sample_store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    with sample_store.snapshot() as snapshot:
        expected = written(snapshot, "bibtex")
        monkeypatch.setattr(writers, "_HELD", 3)
        assert written(snapshot, "bibtex") == expected


def test_the_suffix_of_an_export_tells_the_format(
    sample_store: Store, run: Command, tmp_path: Path
) -> None:
    assert run("-s", sample_store.path, "export", "-o", tmp_path / "works.bib").code == 0
    assert (tmp_path / "works.bib").read_text("utf-8").startswith("@")
    refused = run("-s", sample_store.path, "export", "-o", tmp_path / "works.bib", "--history")
    assert (refused.code, "works only" in refused.err) == (2, True)
    unknown = run("-s", sample_store.path, "export", "-o", tmp_path / "works.doc")
    assert (unknown.code, "no format has the suffix 'doc'" in unknown.err) == (2, True)


def test_every_format_has_a_writer_and_says_when_it_does_not_fit(sample_store: Store) -> None:
    assert set(ANSWER_FORMATS) - {"table"} == WRITTEN
    with sample_store.snapshot() as snapshot:
        rows = Answer(("a",), ((ox.Literal("x"),),))
        for name, form in ANSWER_FORMATS.items():
            if form.shape is not Shape.ROWS:
                with pytest.raises(UsageError, match=f"{name} needs .*; the answer has a, which"):
                    next(write(rows, name, snapshot))


def test_shapes_are_told_by_columns() -> None:
    assert shapes(["title", "year"]) == {Shape.ROWS, Shape.SERIES}
    assert shapes(["year", "work"]) == {Shape.ROWS, Shape.WORKS}
    assert shapes(["source", "target", "weight"]) == {Shape.ROWS, Shape.NETWORK}
    assert set(fitting(["n"])) == {"table", "csv", "tsv", "json", "xml", "md"}


def test_a_missing_library_is_named_with_the_extra_that_brings_it(
    run: Command, sample_store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("citegraph.answers.writers.find_spec", lambda _: None)
    found = run("-s", sample_store.path, "export", "-f", "bibliography")
    assert (found.code, found.out) == (2, "")
    assert (
        "needs the package citeproc, which is not installed: `pip install 'citegraph[styles]'`"
        in found.err
    )


def test_row_formats_are_the_same_as_pyoxigraph_writes_them(sample_store: Store) -> None:
    text = "SELECT ?s ?o { ?s cg:hasAuthorship|dcterms:title|cg:year|cg:score ?o } ORDER BY ?s ?o"
    with sample_store.snapshot() as snapshot:
        for name, form in {
            "csv": ox.QueryResultsFormat.CSV,
            "tsv": ox.QueryResultsFormat.TSV,
            "json": ox.QueryResultsFormat.JSON,
            "xml": ox.QueryResultsFormat.XML,
        }.items():
            solutions, again = ask(snapshot, text), ask(snapshot, text)
            assert isinstance(solutions, ox.QuerySolutions)
            assert isinstance(again, ox.QuerySolutions)
            found = b"".join(write(Answer.of(solutions), name, snapshot))
            assert found.rstrip(b"\n") == (again.serialize(format=form) or b"").rstrip(b"\n")


def test_a_work_that_is_only_named_is_left_out(sample_store: Store) -> None:
    with sample_store.snapshot() as snapshot:
        absent = snapshot.iris.work_of_handle("RePEc:nbr:nberwo:3275")
        assert list(write_works([absent], "bibtex", snapshot)) == []
        assert cited_work(snapshot, absent) == absent
        assert b"".join(write_works([], "csl", snapshot)) == b"[]\n"


LETTERS = st.text(
    st.one_of(
        st.characters(min_codepoint=0x20, max_codepoint=0x17E, exclude_characters="`'\"<>|\x7f"),
        st.sampled_from(r"\{}$&#%_~^"),
    ).filter(lambda c: c.isprintable()),
    max_size=30,
)


@settings(deadline=None)
@given(LETTERS)
def test_latex_says_what_the_text_says(text: str) -> None:
    plain = " ".join(text.split())
    for written_text in (encode(plain), escape(plain), protected(plain, encode)):
        assert written_text.count("{") == written_text.count("}")
        read = plain_latex(written_text).replace("\xa0", " ")
        assert read.replace("–", "--").replace("—", "---").split() == (
            plain.replace("–", "--").replace("—", "---").split()
        )
