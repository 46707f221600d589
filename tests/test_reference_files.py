"""BibTeX and RIS: laws of the readers, and what becomes of their records in a graph."""

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from citegraph.answers.latex import encode, escape
from citegraph.ingest import SOURCES, bibtex, detect, ris
from citegraph.ingest.latex import decode, verbatim
from citegraph.ingest.source import Document, Parsed, Rejected
from citegraph.records import WorkRecord, statements
from tests.conftest import Command, dump
from tests.test_golden import FOLDERS

WORDS = st.text("abcdefghij äéß", min_size=1, max_size=20).map(str.split).filter(bool)
NAMES = st.sampled_from(["author", "title", "journal", "note", "abstract", "publisher", "series"])
FIELDS = st.lists(st.tuples(NAMES, WORDS), min_size=1, max_size=5, unique_by=lambda f: f[0])
GAPS = st.sampled_from(["", " ", "\n", "\n  ", " \n\n\t"])
TAGS = st.sampled_from(["AU", "TI", "JO", "PB", "AB", "KW", "T3"])
TAGGED = st.lists(st.tuples(TAGS, WORDS, GAPS), min_size=1, max_size=6)
# Whatever damage: all signs that mean something, and others.
BIB_DAMAGE = st.text(st.sampled_from('@{}()",=#%\\$~\n ax1é'), max_size=60)
RIS_DAMAGE = st.text(st.sampled_from("TYERAU-  \n\tx1é"), max_size=60)


def parsed(text: str | bytes, name: str) -> list[Parsed]:
    data = text if isinstance(text, bytes) else text.encode()
    found = SOURCES[name].parse(Document(f"made-up.{name}", data))
    return [result for result in found if isinstance(result, Parsed)]


def titles(text: str | bytes, name: str) -> list[str]:
    records = [result.record for result in parsed(text, name)]
    return [r.title.text for r in records if isinstance(r, WorkRecord) and r.title]


def stand_where_they_say(text: str, results: list[Parsed]) -> None:
    """Each word of a value is in the lines that the value names."""
    lines = text.split("\n")
    for result in results:
        for name, words in statements(result.record):
            there = " ".join(lines[words.line - 1 : words.end])
            assert all(word in there for word in words.text.split()), (name, words)
            assert result.line <= words.line <= words.end <= result.end


@given(st.lists(FIELDS, min_size=1, max_size=3), GAPS, GAPS, st.booleans())
def test_values_of_bibtex_stand_in_their_lines(
    entries: list[list[tuple[str, list[str]]]], before: str, within: str, quoted: bool
) -> None:
    opening, closing = ('"', '"') if quoted else ("{", "}")
    text = "% made up\n"
    for number, fields in enumerate(entries):
        text += f"@article{{k{number},{before}doi{before}={within}{{10.1234/{number}}}"
        for name, words in fields:
            value = (within or " ").join(words)
            text += f",{before}{name}{before}={within}{opening}{value}{closing}"
        text += f"{before}}}\n"
    found = parsed(text, "bibtex")
    assert len(found) == len(entries)
    stand_where_they_say(text, found)
    for result in found:
        assert text.split("\n")[result.line - 1].startswith("@article")


@given(st.lists(TAGGED, min_size=1, max_size=3))
def test_values_of_ris_stand_in_their_lines(
    records: list[list[tuple[str, list[str], str]]],
) -> None:
    text = "made up\n"
    for number, fields in enumerate(records):
        text += f"TY  - JOUR\nDO  - 10.1234/{number}\n"
        for tag, words, gap in fields:
            text += f"{tag}  - {(gap or ' ').join(words)}\n"
        text += "ER  - \n\n"
    found = parsed(text, "ris")
    assert len(found) == len(records)
    stand_where_they_say(text, found)


@given(BIB_DAMAGE)
def test_entries_beside_damage_are_read(damage: str) -> None:
    whole = "@article{{k{0},\n  title = {{Whole {0}}},\n}}\n"
    torn = f"@article{{torn, title = {damage.replace('@', '')}\n"
    found = titles(whole.format(1) + torn + whole.format(2), "bibtex")
    assert {"Whole 1", "Whole 2"} <= set(found)


@given(RIS_DAMAGE)
def test_records_beside_damage_are_read(damage: str) -> None:
    whole = "TY  - JOUR\nTI  - Whole {0}\nER  - \n"
    found = titles(whole.format(1) + damage + "\n" + whole.format(2), "ris")
    assert {"Whole 1", "Whole 2"} <= set(found)


@given(st.one_of(BIB_DAMAGE, RIS_DAMAGE, st.text(max_size=60)), st.binary(max_size=60))
def test_reading_never_fails(text: str, data: bytes) -> None:
    for body in (text.encode("utf-8", "surrogatepass"), data):
        for start in (b"", b"@article{a, title = ", b"@string{a = ", b"@book(b, author = {"):
            list(bibtex.parse(Document("x.bib", start + body)))
        for start in (b"", b"TY  - JOUR\n", b"TY  - JOUR\nAU  - "):
            list(ris.parse(Document("x.ris", start + body)))


@given(st.one_of(st.text(max_size=60), BIB_DAMAGE))
def test_latex_is_read_whatever_it_is(text: str) -> None:
    found = decode(text)
    letters = re.sub(r"\\[A-Za-z]*|\s", "", text)
    assert not letters.isalpha() or found
    verbatim(text)


@given(st.text(st.one_of(st.characters(min_codepoint=0x20, max_codepoint=0x17E, exclude_characters="`'\"<>|\x7f"), st.sampled_from(r"\{}$&#%_~^")).filter(str.isprintable), max_size=30))  # fmt: skip
def test_latex_that_we_write_is_read_back(text: str) -> None:
    for written in (encode(text), escape(text)):
        back = decode(written).replace("–", "--").replace("—", "---")
        assert back.split() == text.replace("–", "--").replace("—", "---").split()


def test_the_same_entry_twice_is_two_records() -> None:
    text = "@article{k, title = {Twice}, author = {Ada Example}}\n\n"
    assert [result.line for result in parsed(text * 3, "bibtex")] == [1, 3, 5]


@pytest.mark.parametrize("depth", [10, 100_000])
def test_deep_braces_are_braces(depth: int) -> None:
    text = f"@article{{k, title = {'{' * depth}Deep{'}' * depth}, year = 2001}}\n"
    assert titles(text, "bibtex") == ["Deep"]


@pytest.mark.parametrize("name", ["bibtex", "ris"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_encodings_and_line_ends_change_nothing(name: str, end: str, encoding: str) -> None:
    text = {
        "bibtex": "@book{k,\n title = {Näringslivets “små” steder},\n author = {Bjørn Å},\n}\n",
        "ris": "TY  - BOOK\nTI  - Näringslivets “små” steder\nAU  - Bjørn Å\nER  - \n",
    }[name]
    document = Document("x", text.replace("\n", end).encode(encoding))
    assert detect(document).name == name
    found = [r for r in SOURCES[name].parse(document) if isinstance(r, Parsed)]
    assert found == parsed(text, name)


@pytest.mark.parametrize(
    "folder",
    [f for f in FOLDERS if f.parent.name in {"bibtex", "ris"}],
    ids=lambda path: f"{path.parent.name}/{path.name}",
)
def test_a_record_read_by_itself_is_the_one_in_the_file(folder: Path) -> None:
    (file,) = folder.glob("input.*")
    document = Document(file.name, file.read_bytes())
    source = detect(document)
    for result in source.parse(document):
        if isinstance(result, Parsed):
            assert source.record_at(document, result.line) == result
        elif isinstance(result, Rejected):
            assert document.lines[result.line - 1].strip()


BIB = r"""@article{russo85,
  author = {Russo, Margherita},
  title = {Technical change and the industrial district},
  journal = {Res. Policy},
  year = 1985,
  doi = {10.1016/0048-7333(85)90003-4},
  note = {Write to someone@example.org},
}
@techreport{holt, author = {Holt, Knut}, title = {Clusters and {L}earning}, year = 2001}
"""
RIS = """TY  - JOUR
AU  - Russo, M.
TI  - Technical change and the industrial district
PY  - 1986
DO  - https://doi.org/10.1016/0048-7333(85)90003-4
ER  -
"""
REDIF = """Template-Type: ReDIF-Article 1.0
Author-Name: Margherita Russo
Title: Technical Change and the Industrial District
Journal: Research Policy
Year: 1985
DOI: 10.1016/0048-7333(85)90003-4
Handle: RePEc:eee:respol:v:14:y:1985:i:6:p:329-343

Template-Type: ReDIF-Paper 1.0
Author-Name: Knut Holt
Title: Clusters and learning
Creation-Date: 2001
Handle: RePEc:smp:wpaper:1
"""


@pytest.fixture
def files(tmp_path: Path) -> Path:
    folder = tmp_path / "files"
    folder.mkdir()
    for name, text in (("mine.bib", BIB), ("theirs.ris", RIS), ("papers.rdf", REDIF)):
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def test_records_of_all_formats_become_one_work(run: Command, files: Path) -> None:
    outcome = run("ingest", files)
    assert outcome.code == 0
    assert "5 records: 5 works" in outcome.out
    assert "2 merged works written" in outcome.out
    shown = run("show", "RePEc:eee:respol:v:14:y:1985:i:6:p:329-343").out
    assert "Research Policy" in shown
    conflicts = run("query", "contradictions", "-f", "csv").out
    assert "1986" in conflicts
    assert "Res. Policy" in conflicts


def test_why_shows_the_lines_of_a_bibliography(run: Command, files: Path) -> None:
    run("ingest", files)
    found = run("why", "10.1016/0048-7333(85)90003-4", "year")
    assert "mine.bib:5 (read by bibtex 1)\n    | year = 1985," in found.out
    assert "theirs.ris:4 (read by ris 1)\n    | PY  - 1986" in found.out


def test_no_address_of_a_person_leaves(run: Command, files: Path) -> None:
    run("ingest", "-v", files)
    for call in (
        ("export", "-f", "nq"),
        ("export", "-f", "bibtex"),
        ("why", "10.1016/0048-7333(85)90003-4"),
    ):
        assert "someone@example.org" not in run(*call).out


def test_an_update_says_what_a_fresh_ingest_would(
    run: Command, files: Path, tmp_path: Path
) -> None:
    from citegraph.load import ingest
    from citegraph.store import Store

    grown = Store(tmp_path / "grown")
    ingest(grown, (str(files),))
    (files / "mine.bib").write_text(BIB.replace("1985,", "1987,"), encoding="utf-8")
    (files / "theirs.ris").write_text(RIS.replace("DO  -", "N1  - doi:"), encoding="utf-8")
    ingest(grown, (str(files),))
    fresh = Store(tmp_path / "fresh")
    ingest(fresh, (str(files),))
    assert dump(grown) == dump(fresh)
    assert "1987" in dump(fresh)


def test_what_is_set_aside_is_named_with_its_line(run: Command, tmp_path: Path) -> None:
    (tmp_path / "bad.bib").write_text(
        "@article{a, title = {Good}}\n@article{b, title = {Bad\n@article{c, year = 2001}\n",
        encoding="utf-8",
    )
    outcome = run("ingest", tmp_path / "bad.bib")
    assert outcome.code == 1
    assert (
        "bad.bib:2: the entry does not end: a brace or a quotation mark is missing" in outcome.err
    )
    assert "bad.bib:3: neither a title nor a DOI, handle or ISBN" in outcome.err
    assert "1 work, 2 set aside" in outcome.out
