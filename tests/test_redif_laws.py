"""Laws of the ReDIF reader, tried on templates that hypothesis makes up."""

from hypothesis import given, settings
from hypothesis import strategies as st

from citegraph.ingest import redif
from citegraph.ingest.redif_template import Template, templates
from citegraph.ingest.source import Document, Parsed
from citegraph.records import WorkRecord

WORDS = st.text("abcdefghij äéß", min_size=1, max_size=20).map(str.strip).filter(bool)
WORKPLACES = st.lists(WORDS, max_size=2)
PEOPLE = st.lists(st.tuples(WORDS, WORKPLACES), min_size=1, max_size=3)
ENDS = st.sampled_from(["\n", "\r\n", "\r"])
# Whatever damage: any text but a line that begins a template.
DAMAGE = st.lists(st.text(st.characters(exclude_categories=["Cs"]), max_size=40), max_size=5).map(
    lambda lines: "\n".join(f"~{line}" for line in lines)
)


def paper(number: int, people: list[tuple[str, list[str]]], filling: str = "") -> str:
    lines = ["Template-Type: ReDIF-Paper 1.0", f"Title: Paper {number}"]
    for name, workplaces in people:
        lines += [f"Author-Name: {name}", *(f"Author-Workplace-Name: {w}" for w in workplaces)]
        lines.append("Author-Email: someone@example.org")
    return "\n".join([*lines, f"Handle: RePEc:abc:wpaper:{number}", filling, ""])


def read(text: str) -> list[WorkRecord]:
    results = redif.parse(Document("made-up.rdf", text.encode("utf-8")))
    records = [result.record for result in results if isinstance(result, Parsed)]
    return [record for record in records if isinstance(record, WorkRecord)]


def said(record: WorkRecord) -> list[tuple[str, list[str]]]:
    return [
        (who.name.text, [a.name.text for a in who.affiliations if a.name]) for who in record.authors
    ]


@settings(deadline=None)
@given(st.lists(PEOPLE, min_size=1, max_size=3))
def test_a_cluster_ends_with_its_template(papers: list[list[tuple[str, list[str]]]]) -> None:
    records = read("".join(paper(n, people) for n, people in enumerate(papers)))
    as_read = [
        [(" ".join(n.split()), [" ".join(w.split()) for w in ws]) for n, ws in p] for p in papers
    ]
    assert [said(record) for record in records] == as_read


@settings(deadline=None)
@given(PEOPLE, DAMAGE)
def test_templates_outside_a_damaged_region_are_read(
    people: list[tuple[str, list[str]]], damage: str
) -> None:
    torn = f"Template-Type: ReDIF-Pa\n{damage}\n"
    records = read(paper(1, people) + torn + paper(2, people))
    assert [record.handle.text for record in records if record.handle] == [
        "RePEc:abc:wpaper:1",
        "RePEc:abc:wpaper:2",
    ]
    assert said(records[0]) == said(records[1])


@settings(deadline=None)
@given(PEOPLE, ENDS, st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]))
def test_line_ends_and_marks_change_nothing(
    people: list[tuple[str, list[str]]], end: str, encoding: str
) -> None:
    text = paper(1, people)
    data = text.replace("\n", end).encode(encoding)
    results = [r for r in redif.parse(Document("x.rdf", data)) if isinstance(r, Parsed)]
    assert [result.record for result in results] == read(text)


@settings(deadline=None)
@given(st.lists(st.sampled_from(["\n", "# a comment\n", "\x1a\n", " \n"]), max_size=4))
def test_blank_lines_comments_and_end_marks_end_nothing(between: list[str]) -> None:
    text = "Template-Type: ReDIF-Paper 1.0\nTitle: One\n{}  two\nHandle: RePEc:abc:wpaper:1\n"
    (record,) = read(text.format("".join(between)))
    assert record.title is not None
    assert record.title.text == "One two"


@settings(deadline=None)
@given(st.binary(max_size=300))
def test_reading_never_fails(data: bytes) -> None:
    for start in (b"", b"Template-Type: ReDIF-Paper 1.0\n"):
        document = Document("x.rdf", start + data)
        list(redif.parse(document))
        assert start == b"" or any(isinstance(t, Template) for t in templates(document))
