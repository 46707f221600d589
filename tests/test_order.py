"""The graph is a function of the set of sources: their order, grouping and history are no matter."""

from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from citegraph.load import ingest, remove
from citegraph.store import Store
from tests.conftest import dump

PAPER = """Template-Type: ReDIF-Paper 1.0
Author-Name: Knut Holt
Author-Person: pho77
Title: Clusters and learning
Creation-Date: 2001
Handle: RePEc:smp:wpaper:1
"""
ARTICLE = """Template-Type: ReDIF-Article 1.0
Author-Name: Holt, Knut
Title: Clusters and Learning
Journal: Journal of Examples
Year: 2001
Volume: 3
Paper-Handle: RePEc:smp:wpaper:1
Classification-JEL: O31, R11
Handle: RePEc:smp:journl:v:3:y:2001:i:1:p:1-9
"""
IDEAS = """IDEAS home Printed from https://ideas.repec.org/p/smp/wpaper/9.html
My bibliography Save this paper

{title}

Abstract

Words about {title}.

Suggested Citation

• Ada Example, 2005. "{title}," Sample Papers 9, Sample Institute.
• Handle: RePEc:smp:wpaper:{number}

References listed on IDEAS

1. Knut Holt, 2001. "Clusters and Learning," Journal of Examples, Sample Press, vol. 3(1), pages 1-9.
2. Holt, Knut, 2001. "Clusters and learning," Sample Papers 1, Sample Institute.
3. Nobody Known, 1999. "A lost work," Books, Sample Press, number 0262011131.
"""
SOURCES = {
    "paper.rdf": PAPER,
    # The same paper from another archive, which says another year: a conflict.
    "paper-again.rdf": PAPER.replace("2001", "2002").replace(
        "wpaper:1", "wpaper:1\nDOI: 10.1234/ab"
    ),
    "article.rdf": ARTICLE,
    # A publisher's page without any identifier: it joins the article, or the other one, or neither.
    "article-page.txt": """Clusters and Learning
by Knut Holt
Journal of Examples (JEX), Vol. 3, No. 1, 2001

Abstract: Words of the publisher.

Existing subscribers:
Go to Inderscience Online Journals to access the Full Text of this article.
""",
    "article-elsewhere.rdf": ARTICLE.replace("smp:journl:v:3:y:2001:i:1:p:1-9", "smp:copies:7"),
    "doi-only.rdf": "Template-Type: ReDIF-Article 1.0\nAuthor-Name: K. Holt\nTitle: Clusters and"
    " Learning\nYear: 2001\nDOI: 10.1234/AB\n",
    "citing.txt": IDEAS.format(title="On examples", number=9),
    "citing-too.txt": IDEAS.format(title="More examples", number=10),
    # One hash, but only the first has a key by which it joins another work.
    "undated.rdf": "Template-Type: ReDIF-Paper 1.0\nAuthor-Name: Knut Holt\nTitle: On time\n"
    "Year: undated\n",
    "no-year.rdf": "Template-Type: ReDIF-Paper 1.0\nAuthor-Name: Holt, Knut\nTitle: On time\n",
    "undated-handle.rdf": "Template-Type: ReDIF-Paper 1.0\nAuthor-Name: Holt, Knut\n"
    "Title: On time\nYear: undated\nHandle: RePEc:smp:wpaper:time\n",
    "book.rdf": "Template-Type: ReDIF-Book 1.0\nAuthor-Name: Nobody Known\nTitle: A lost work\n"
    "Year: 1999\nISBN: 0-262-01113-1\nHandle: RePEc:smp:books:1\n",
    "people.rdf": "Template-Type: ReDIF-Person 1.0\nName-Full: Knut Holt\nShort-ID: pho77\n"
    "Handle: RePEc:per:1950-01-01:knut_holt\nAuthor-Paper: RePEc:smp:wpaper:1\n",
    # Both could be the article's only author: whichever claims it alone is.
    "claims.rdf": "Template-Type: ReDIF-Person 1.0\nName-Full: K. Holt\nShort-ID: pho78\n"
    "Author-Article: RePEc:smp:journl:v:3:y:2001:i:1:p:1-9\n",
    "claims-too.rdf": "Template-Type: ReDIF-Person 1.0\nName-First: Knut\nName-Last: Holt\n"
    "Short-ID: pho79\nAuthor-Article: RePEc:smp:journl:v:3:y:2001:i:1:p:1-9\n"
    "Author-Paper: RePEc:smp:wpaper:1\n",
    # Persons: joined by what works share, torn between two, and under a wrong identifier.
    "pair.rdf": "Template-Type: ReDIF-Paper 1.0\nAuthor-Name: Ada Example\nAuthor-Name: Karl Holt\n"
    "Title: On pairs\nHandle: RePEc:oth:series:1\n",
    "pair-too.rdf": "Template-Type: ReDIF-Article 1.0\nAuthor-Name: Example, A.\n"
    "Author-Name: Holt, K.\nAuthor-Name: Bo Berg\nTitle: On more pairs\nJournal: Pairs\n"
    "Paper-Handle: RePEc:oth:series:1\nHandle: RePEc:oth:pairs:1\n",
    "berg.rdf": "Template-Type: ReDIF-Paper 1.0\nAuthor-Name: Berg, Bo\nAuthor-Person: pho77\n"
    "Author-Name: Holt, K.\nAuthor-Name: Ada Example\nTitle: On errors\n"
    "Handle: RePEc:smp:wpaper:error\n",
    "berg-too.rdf": "Template-Type: ReDIF-Paper 1.0\nAuthor-Name: Berg, Bo\n"
    "Author-Workplace-Name: Example Institute of Errors\nTitle: On slips\n"
    "Handle: RePEc:smp:wpaper:slip\n",
    "series.rdf": "Template-Type: ReDIF-Series 1.0\nName: Sample Working Papers\n"
    "Handle: RePEc:smp:wpaper\nProvider-Name: Sample Institute\n",
}


@pytest.fixture(scope="module")
def folder() -> Iterator[Path]:
    with TemporaryDirectory() as name:
        for file, text in SOURCES.items():
            (Path(name) / file).write_text(text, encoding="utf-8")
        yield Path(name)


def built(folder: Path, place: Path, names: list[str]) -> str:
    store = Store(place)
    store.create()
    if names:
        ingest(store, tuple(str(folder / name) for name in names))
    return dump(store)


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    order=st.permutations(sorted(SOURCES)),
    cuts=st.sets(st.integers(1, len(SOURCES) - 1), max_size=5),
    removed=st.sets(st.sampled_from(sorted(SOURCES)), max_size=5),
)
def test_any_history_gives_the_graph_of_the_final_set(
    folder: Path, order: list[str], cuts: set[int], removed: set[str]
) -> None:
    with TemporaryDirectory() as name:
        store = Store(Path(name) / "grown")
        start = 0
        for end in [*sorted(cuts), len(order)]:
            ingest(store, tuple(str(folder / file) for file in order[start:end]))
            start = end
        for file in sorted(removed):
            remove(store, str(folder / file))
        final = sorted(set(SOURCES) - removed)
        assert dump(store) == built(folder, Path(name) / "fresh", final)


@settings(max_examples=25, deadline=None)
@given(
    steps=st.lists(
        st.dictionaries(
            st.sampled_from(["a.txt", "b.txt", "c.txt", "d.txt"]),
            st.one_of(st.none(), st.sampled_from(sorted(SOURCES))),
            min_size=1,
        ),
        min_size=1,
        max_size=5,
    )
)
def test_files_that_change_move_and_go_give_the_graph_of_the_final_files(
    steps: list[dict[str, str | None]],
) -> None:
    """Each step writes some files anew, removes others, and ingests what was written."""
    with TemporaryDirectory() as name:
        folder = Path(name) / "files"
        folder.mkdir()
        store = Store(Path(name) / "grown")
        store.create()
        for step in steps:
            written = []
            for file, content in sorted(step.items()):
                path = folder / file
                if content is not None:
                    path.write_text(SOURCES[content], encoding="utf-8")
                    written.append(str(path))
                elif path.exists():
                    path.unlink()
                    remove(store, str(path))
            if written:
                ingest(store, tuple(written))
        final = sorted(path.name for path in folder.iterdir())
        assert dump(store) == built(folder, Path(name) / "fresh", final)
