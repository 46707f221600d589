"""What we write as BibTeX, BibLaTeX and RIS is read back to the same works."""

import re
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from citegraph import identifiers, names
from citegraph.answers import all_works, write_works
from citegraph.answers.bibtex import write_bibtex
from citegraph.answers.item import Item, read_item
from citegraph.answers.keys import Keys
from citegraph.answers.latex import escape
from citegraph.answers.ris import write_ris
from citegraph.graph.works import page_range
from citegraph.ingest import SOURCES, detect
from citegraph.ingest.latex import decode
from citegraph.ingest.source import Document, Parsed
from citegraph.ingest.text import plain
from citegraph.ingest.values import is_generic
from citegraph.load import ingest
from citegraph.names import PersonName
from citegraph.records import Kind, VenueKind, WorkRecord
from citegraph.store import Store

FORMATS = ("bibtex", "biblatex", "ris")
LETTERS = st.text(
    st.one_of(
        st.characters(codec="utf-8", categories=["Lu", "Ll", "Nd", "Sm"], max_codepoint=0x17E),
        st.sampled_from(" \\{}$&#%_~^.,:;?!()[]/*+='\"-–“”"),
    ),
    max_size=40,
)
# Signs that every reader of RIS or HTML would take for something else are no part of this.
TEXTS = LETTERS.map(lambda text: plain(text.replace("<", "").replace("&", "& "))).filter(
    lambda text: any(map(str.isalnum, text))
)
WORDS = st.text(st.characters(codec="utf-8", categories=["Ll"], max_codepoint=0x17E), min_size=2)
FAMILIES = st.lists(WORDS.map(str.capitalize), min_size=1, max_size=2).map(" ".join)
# Behind a family name, some words are read as suffixes.
GIVEN = st.one_of(
    WORDS.map(str.capitalize).filter(lambda word: word not in {"Jr", "Sr", "Ii", "Iii", "Iv"}),
    st.sampled_from(["J. K.", "Bengt-Åke", "A"]),
)
PEOPLE = st.lists(
    st.builds(
        PersonName,
        given=GIVEN,
        family=st.one_of(FAMILIES, st.sampled_from(["De Propris", "van Ours", "O'Neil", "And"])),
        suffix=st.sampled_from(["", "Jr", "III"]),
    ),
    max_size=4,
).map(tuple)
PAGES = st.sampled_from(["", "1-9", "2048-2082", "xi-xv", "e12", "S1-S10", "104123"])


@st.composite
def items(draw: st.DrawFn) -> Item:
    kind = draw(st.sampled_from(Kind))
    number = draw(st.integers(1, 10**6))
    first, last = page_range(draw(PAGES))
    article, chapter = kind is Kind.ARTICLE, kind is Kind.CHAPTER
    some = st.sampled_from(["", "7", "12/3", "R-4", "2/3/4/5"])
    return Item(
        iri=f"https://example.org/{number}",
        kind=kind,
        title=draw(TEXTS),
        authors=draw(PEOPLE),
        editors=draw(PEOPLE) if kind in {Kind.BOOK, Kind.CHAPTER} else (),
        year=draw(st.sampled_from(["", "1776", "1985", "2024"])),
        container=draw(st.one_of(st.just(""), TEXTS)),
        volume=draw(some),
        issue=draw(some) if article else "",
        number="" if article else draw(some),
        first_page=first,
        last_page=last or "",
        chapter=draw(st.sampled_from(["", "3"])) if chapter else "",
        edition=draw(st.sampled_from(["", "2nd"])),
        book_title=draw(st.one_of(st.just(""), TEXTS)) if chapter else "",
        publisher=draw(st.one_of(st.just(""), TEXTS)),
        handle=f"RePEc:smp:series:n{number}" if draw(st.booleans()) else "",
        doi=f"10.1234/a_b({number})" if draw(st.booleans()) else "",
        isbn=("9780262011136",) if kind is Kind.BOOK and draw(st.booleans()) else (),
        issn=("0048-7333",) if article and draw(st.booleans()) else (),
        address=draw(st.sampled_from(["", "http://example.org/a_b~c%20d#e"])),
        abstract=draw(st.one_of(st.just(""), TEXTS)),
        keywords=tuple(draw(st.lists(WORDS, max_size=3, unique=True))),
        language=tuple(
            draw(st.lists(st.sampled_from(["en", "de", "no"]), max_size=2, unique=True))
        ),
        raw="",
    )


def written(found: list[Item], format_name: str) -> bytes:
    keys = Keys(found)
    if format_name == "ris":
        return b"".join(write_ris(found, keys))
    return b"".join(write_bibtex(found, keys, format_name))


def same(text: str) -> str:
    """Text as LaTeX can say it: its quotation marks and dashes run together where they meet."""
    return re.sub(r"[-–—]+", "-", re.sub("['’‘“”\"`]", "", decode(escape(text))))


def said(record: WorkRecord) -> dict[str, object]:
    one = {
        name: same(words.text) if (words := getattr(record, name)) else ""
        for name in "title volume issue number chapter edition book_title publisher".split()
    }
    return one | {
        "authors": [names.parse(person.name.text) for person in record.authors],
        "editors": [names.parse(person.name.text) for person in record.editors],
        "year": record.year.value.text if record.year and record.year.value else "",
        "venue": same(record.venue.name.text) if record.venue and record.venue.name else "",
        "issn": [words.text for words in record.venue.issn] if record.venue else [],
        "pages": record.pages.text if record.pages else "",
        "handle": record.handle.text if record.handle else "",
        "doi": record.doi.text if record.doi else "",
        "isbn": [words.text for words in record.isbn],
        "address": [text.address.text for text in record.full_texts if text.address],
        "abstract": [same(words.text) for words in record.abstract],
        "keywords": {words.text for words in record.keywords},
        "language": [words.text for words in record.language],
    }


def _tells_no_series(item: Item) -> bool:
    """Whether what a paper is in is only what any paper is in, such as "Working Paper"."""
    series = identifiers.series_of(item.handle)
    return item.kind is Kind.PAPER and is_generic(item.container, within=series)


def meant(item: Item) -> dict[str, object]:
    one = {
        name: same(getattr(item, name))
        for name in "title volume issue number chapter edition book_title publisher".split()
    }
    return one | {
        "authors": list(item.authors),
        "editors": list(item.editors),
        "year": item.year,
        "venue": "" if _tells_no_series(item) else same(item.container),
        "issn": list(item.issn),
        "pages": item.pages,
        "handle": item.handle,
        "doi": item.doi,
        "isbn": list(item.isbn),
        "address": [item.address] * bool(item.address),
        "abstract": [same(item.abstract)] * bool(item.abstract),
        "keywords": set(item.keywords),
        "language": list(item.language),
    }


@pytest.mark.parametrize("format_name", FORMATS)
@given(found=st.lists(items(), min_size=1, max_size=3, unique_by=lambda item: item.iri))
def test_any_work_is_read_back(format_name: str, found: list[Item]) -> None:
    document = Document("written", written(found, format_name))
    source = detect(document)
    assert source is SOURCES["ris" if format_name == "ris" else "bibtex"]
    records = [r.record for r in source.parse(document) if isinstance(r, Parsed)]
    assert len(records) == len(found)
    for record, item in zip(records, found, strict=True):
        assert isinstance(record, WorkRecord)
        assert said(record) == meant(item)
        # Classic BibTeX has no type for software.
        if (format_name, item.kind) != ("bibtex", Kind.SOFTWARE):
            assert record.kind is item.kind
        if record.venue and item.kind is Kind.ARTICLE:
            assert record.venue.kind is VenueKind.JOURNAL


@pytest.mark.parametrize("format_name", FORMATS)
def test_a_library_is_read_back(format_name: str, sample_store: Store, tmp_path: Path) -> None:
    """The works keep their names; what they cite is not in such a file."""
    out = BytesIO()
    with sample_store.snapshot() as snapshot:
        out.writelines(write_works(all_works(snapshot), format_name, snapshot))
        expected = {iri: read_item(snapshot, iri) for iri in all_works(snapshot)}
    (tmp_path / "works").write_bytes(out.getvalue())
    store = Store(tmp_path / "store")
    tally = ingest(store, (str(tmp_path / "works"),))
    assert not tally.set_aside
    with store.snapshot() as snapshot:
        found = {iri: read_item(snapshot, iri) for iri in all_works(snapshot)}
    assert set(found) == {iri for iri, item in expected.items() if item.kind}
    for iri, item in found.items():
        before = expected[iri]
        for name in "title year container volume issue number pages doi handle book_title".split():
            assert same(getattr(item, name)) == same(getattr(before, name)), (iri, name)
        assert [n.natural for n in item.authors] == [n.natural for n in before.authors]
        assert [n.natural for n in item.editors] == [n.natural for n in before.editors]
