"""Plain lists of references: however they are laid out, they say the same of the same works."""

import textwrap
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from citegraph.ingest import citations, detect
from citegraph.ingest.source import Document, Parsed
from citegraph.records import WorkRecord, statements
from tests.conftest import Command

REFERENCES = [
    "Asheim, B. T., & Isaksen, A. (2002). Regional innovation systems: The integration of local"
    " 'sticky' and global 'ubiquitous' knowledge. The Journal of Technology Transfer, 27(1), 77-86.",
    "Krugman, P. (1991). Increasing returns and economic geography. Journal of Political Economy,"
    " 99(3), 483-499. https://doi.org/10.1086/261763",
    "Marshall, A. (1890). Principles of economics. London: Macmillan.",
    'Russo, Margherita, 1985. "Technical change and the industrial district," Research Policy,'
    " Elsevier, vol. 14(6), pages 329-343, December.",
]
LAYOUTS: dict[str, Callable[[list[str]], str]] = {
    "one a line": "\n".join,
    "numbered": lambda refs: "\n".join(f"{n}. {ref}" for n, ref in enumerate(refs, start=1)),
    "in brackets, wrapped": lambda refs: "\n".join(
        textwrap.fill(f"[{n}] {ref}", 70) for n, ref in enumerate(refs, start=1)
    ),
    "paragraphs, wrapped": lambda refs: "\n\n".join(textwrap.fill(ref, 70) for ref in refs),
    "hanging": lambda refs: "\n".join(
        textwrap.fill(ref, 70, subsequent_indent="    ") for ref in refs
    ),
    "with bullets": lambda refs: "References:\n\n" + "\n".join(f"• {ref}" for ref in refs),
    "with gaps": lambda refs: "Literature\n\n" + "\n\n\n".join(refs) + "\n\n",
}


def said(text: str) -> list[list[tuple[str, str]]]:
    found = citations.parse(Document("list.txt", text.encode()))
    records = [result.record for result in found if isinstance(result, Parsed)]
    return [[(name, words.text) for name, words in statements(record)] for record in records]


@pytest.mark.parametrize("layout", LAYOUTS)
@given(st.permutations(REFERENCES))
def test_a_layout_changes_nothing(layout: str, references: list[str]) -> None:
    text = LAYOUTS[layout](references)
    assert detect(Document("list.txt", text.encode())).name == "citations"
    assert said(text) == [said(reference)[0] for reference in references]


@pytest.mark.parametrize("layout", LAYOUTS)
def test_values_stand_in_their_lines(layout: str) -> None:
    text = LAYOUTS[layout](REFERENCES)
    lines = text.split("\n")
    for result in citations.parse(Document("list.txt", text.encode())):
        assert isinstance(result, Parsed)
        assert isinstance(result.record, WorkRecord)
        for name, words in statements(result.record):
            there = " ".join(lines[words.line - 1 : words.end]).casefold()
            assert result.line <= words.line <= words.end <= result.end
            assert all(word.casefold() in there for word in words.text.split()), (name, words)


@given(st.lists(st.one_of(st.sampled_from([*REFERENCES, "", "References"]), st.text(max_size=80))))
def test_any_lines_are_read(lines: list[str]) -> None:
    document = Document("list.txt", "\n".join(lines).encode("utf-8", "surrogatepass"))
    citations.recognises(document)
    list(citations.parse(document))


@pytest.mark.parametrize("name", ["README.md", "CONTRIBUTING.md", "docs/matching.md", "LICENSE"])
def test_prose_is_no_list(name: str) -> None:
    data = (Path(__file__).parent.parent / name).read_bytes()
    assert not citations.recognises(Document(name, data))


def test_references_join_the_works_that_they_mean(run: Command, tmp_path: Path) -> None:
    (tmp_path / "list.txt").write_text(LAYOUTS["numbered"](REFERENCES), encoding="utf-8")
    (tmp_path / "papers.rdf").write_text(
        "Template-Type: ReDIF-Article 1.0\nAuthor-Name: Margherita Russo\nYear: 1985\n"
        "Title: Technical change and the industrial district\nJournal: Research Policy\n"
        "Handle: RePEc:eee:respol:v:14:y:1985:i:6:p:329-343\n",
        encoding="utf-8",
    )
    outcome = run("ingest", tmp_path / "list.txt", tmp_path / "papers.rdf")
    assert outcome.code == 0
    assert "5 records: 5 works" in outcome.out
    assert "4 merged works written" in outcome.out
    why = run("why", "RePEc:eee:respol:v:14:y:1985:i:6:p:329-343", "volume").out
    assert "list.txt:4 (read by citations 1)" in why
    cited = run("query", "most-cited", "-f", "csv").out
    assert len(cited.splitlines()) <= 1 or ",0," in cited


def test_a_text_that_is_no_list_is_read_as_one_where_it_is_said(
    run: Command, tmp_path: Path
) -> None:
    (tmp_path / "one.txt").write_text(f"{REFERENCES[2]}\n\nNothing to see here.\n", "utf-8")
    assert run("ingest", tmp_path / "one.txt").code == 1
    outcome = run("ingest", "--source", "citations", tmp_path / "one.txt")
    assert outcome.code == 1
    assert "1 work, 1 set aside" in outcome.out
    assert "one.txt:3: no title can be told in this reference" in outcome.err
