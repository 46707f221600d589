"""Texts made to hurt: reading them stays linear, and nothing of an address gets out."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from citegraph import citation
from citegraph.graph.quads import text, without_emails
from citegraph.ingest import SOURCES
from citegraph.ingest.source import Document, Parsed, Rejected

TOP = (
    "IDEAS home Printed from https://ideas.repec.org/p/x.html\nT title\n\nAbstract\n\nabc\n\n"
    "Suggested Citation\n\n• "
)
TEMPLATE = "Template-Type: ReDIF-Paper 1.0\nTitle: {}\nHandle: RePEc:abc:wpaper:1\n"
ENTRY = "@article{{k,\n  title = {{{}}},\n}}\n"
RECORD = "TY  - JOUR\nTI  - {}\nER  -\n"
N = 100_000


@pytest.mark.parametrize(
    ("source", "data"),
    [
        ("ideas", TOP + 'A, 1999. "T' + " " * N + '," J, vol. 1.'),
        ("ideas", TOP + 'A, 1999. "' + 'x," ' * (N // 4)),
        ("ideas", TOP + "A B & " * (N // 6) + '1999. "T," J.'),
        ("ideas", TOP + 'A, 1999. "T," ' + "J, vol. " * (N // 8)),
        ("ideas", TOP + 'A, 1999. "T"' + ", in: x (ed.), " * (N // 15)),
        ("ideas", TOP + ", 1999. " * (N // 8)),
        ("ideas", "<html>ideas home suggested citation" + "<div>" * N + "<ol><li>" * N),
        ("inderscience", "T\nby A\n" + "J (X), Vol. 1, No. " * (N // 20)),
        ("redif", TEMPLATE.format("x@" + "a." * N)),
        ("redif", TEMPLATE.format("&" * N + "<a " * N)),
        ("redif", TEMPLATE.format("x\nDOI: 10.1234/" + "(" * N + ")" * N)),
        ("redif", TEMPLATE.format("x\nAuthor-Name: " + "A, " * N)),
        ("bibtex", ENTRY.format("{" * N + "x" + "}" * N)),
        ("bibtex", ENTRY.format("x" + "$x" * N + "\\'" * N)),
        ("bibtex", ENTRY.format("$" + "\\" * N)),
        ("bibtex", ENTRY.format("x}, author = {" + "A and " * N)),
        ("bibtex", ENTRY.format("x}, author = {" + "A, " * N)),
        ("bibtex", ENTRY.format("x}, author = {" + "{a" * N)),
        ("bibtex", ENTRY.format("x} # " + '"x" # {y} # ' * (N // 10) + "{z")),
        ("bibtex", ENTRY.format("x}, note = {" + "RePEc:" * N)),
        ("bibtex", ENTRY.format("x}, isbn = {" + "1 " * N)),
        ("bibtex", ENTRY.format("x}, pages = {" + " -" * N)),
        ("bibtex", ENTRY.format("x}, url = {" + "http://a " * (N // 9))),
        ("bibtex", ENTRY.format("x}} " + "@ " * N + "{")),
        ("bibtex", "@article{" * (N // 9)),
        ("bibtex", ENTRY.format("x") * 2 + "@string{a = a # a}\n" * (N // 20)),
        ("bibtex", ENTRY.format("x}, a = {y" * (N // 10))),
        ("bibtex", ENTRY.format("x}, a = {y} b = {z" * (N // 20))),
        ("citations", "A, B. (1999). T. J, 1(1), 1-2.\n" * (N // 20)),
        ("citations", '[1] A, 1999. "T' + "\n [2] , " * (N // 8)),
        ("ris", RECORD.format("x\n" * N)),
        ("ris", RECORD.format("x\nAU  - " + "A;" * N)),
        ("ris", RECORD.format("x\nAU  - A" * (N // 8))),
        ("ris", RECORD.format("x\nTY  - " * (N // 8))),
        ("ris", RECORD.format("x\nUR  - " + "http://a;" * (N // 9))),
    ],
)
def test_reading_grows_no_faster_than_the_text(source: str, data: str) -> None:
    """With backtracking any of these would take hours."""
    results = list(SOURCES[source].parse(Document("x", data.encode())))
    for result in results:
        if isinstance(result, Parsed):
            text(str(result.record))
    assert any(isinstance(result, Parsed | Rejected) for result in results)


@pytest.mark.parametrize(
    "body",
    [
        "<![foo[x]]>",
        "<![if !x]>",
        "<!",
        "<![",
        "<!-",
        "<?",
        "&#xffffffff;",
        "<a href='",
        "</",
        "<p/",
    ],
)
def test_broken_markup_is_no_obstacle(body: str) -> None:
    page = f"<html><body>ideas home<p>Author(s)</p><p>Suggested Citation</p>{body}<p>References</p>"
    for source in SOURCES.values():
        list(source.parse(Document("x", page.encode())))


@given(st.binary(max_size=400))
@pytest.mark.parametrize("name", SOURCES)
def test_any_bytes_give_records_or_reasons(name: str, data: bytes) -> None:
    list(SOURCES[name].parse(Document("x", data)))


@given(
    before=st.text(max_size=20),
    local=st.from_regex(r"[A-Za-z0-9_.+-]{1,80}", fullmatch=True),
    domain=st.from_regex(r"([a-z0-9-]{1,20}\.){1,3}[a-z]{2,6}", fullmatch=True),
)
def test_no_address_gets_through(before: str, local: str, domain: str) -> None:
    for shape in (f"{local}@{domain}", f"{local} @ {domain}", f"<{local}@{domain}>"):
        assert f"{local}@{domain}" not in without_emails(f"{before} {shape}.")


def test_a_very_long_string_is_no_citation_or_one() -> None:
    assert citation.parse("x" * 1_000_000) is None
