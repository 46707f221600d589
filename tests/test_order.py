"""The graph is a function of the set of sources and of the set of people's decisions.

Their order, grouping and history are no matter.
"""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from unittest.mock import patch

import pyoxigraph as ox
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from citegraph import vocab as v
from citegraph.decisions import Decision, Verdict
from citegraph.folding import digest, fold
from citegraph.graph.quads import value_of
from citegraph.ingest import detect
from citegraph.ingest.source import Document, Parsed
from citegraph.load import ingest, links, rebuild, remove, take_in
from citegraph.resolve.identity import located
from citegraph.store import Store
from tests.conftest import dump, words

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
    # A citing work without a name of its own, until the next gives it one.
    "citing-nameless.txt": IDEAS.format(title="Nameless examples", number=11)
    .replace(" Printed from https://ideas.repec.org/p/smp/wpaper/9.html", "")
    .replace("• Handle: RePEc:smp:wpaper:11\n", ""),
    "citing-named.rdf": "Template-Type: ReDIF-Paper 1.0\nAuthor-Name: Ada Example\n"
    "Title: Nameless examples\nCreation-Date: 2005\nHandle: RePEc:smp:wpaper:11\n",
    # Persons: joined by what works share, torn between two, and under a wrong identifier.
    "pair.rdf": "Template-Type: ReDIF-Paper 1.0\nAuthor-Name: Ada Example\nAuthor-Name: Karl Holt\n"
    "Title: On pairs\nHandle: RePEc:oth:series:1\n",
    "pair-too.rdf": "Template-Type: ReDIF-Article 1.0\nAuthor-Name: Example, A.\n"
    "Author-Name: Holt, K.\nAuthor-Name: Bo Berg\nTitle: On more pairs\nJournal: Pairs\n"
    "Paper-Handle: RePEc:oth:series:1\nHandle: RePEc:oth:pairs:1\n",
    # Versions that nobody states, one by one alone in their files, one of them torn off by a word.
    "version.rdf": "Template-Type: ReDIF-Paper 1.0\nAuthor-Name: Ada Example\nAuthor-Name: Bo Berg\n"
    "Title: On versions that nobody states\nCreation-Date: 2001\nHandle: RePEc:smp:wpaper:v\n",
    "version-too.rdf": "Template-Type: ReDIF-Paper 1.0\nAuthor-Name: Berg, B.\n"
    "Author-Name: Example, A.\nTitle: On Versions that Nobody States\nCreation-Date: 2002\n"
    "Handle: RePEc:oth:series:v\n",
    "version-again.rdf": "Template-Type: ReDIF-Paper 1.0\nAuthor-Name: Berg, Bo\n"
    "Author-Name: Ada Example\nTitle: On versions that nobody states anew\n"
    "Handle: RePEc:oth:series:w\n",
    "berg.rdf": "Template-Type: ReDIF-Paper 1.0\nAuthor-Name: Berg, Bo\nAuthor-Person: pho77\n"
    "Author-Name: Holt, K.\nAuthor-Name: Ada Example\nTitle: On errors\n"
    "Handle: RePEc:smp:wpaper:error\n",
    "berg-too.rdf": "Template-Type: ReDIF-Paper 1.0\nAuthor-Name: Berg, Bo\n"
    "Author-Workplace-Name: Example Institute of Errors\nTitle: On slips\n"
    "Handle: RePEc:smp:wpaper:slip\n",
    # One file has the article twice, a book and its chapter; the other the paper by its address.
    "list.bib": "@article{holt, author = {Holt, Knut and {An Institute}}, doi = {10.1234/ab},\n"
    "  title = {Clusters and {L}earning}, journal = {J. Ex.}, year = 2001}\n"
    "@article{again, author = {Knut Holt}, title = {Clusters and Learning}, year = 2001}\n"
    "@incollection{part, author = {Berg, Bo}, title = {On slips}, crossref = {whole}}\n"
    "@book{whole, editor = {Example, Ada}, title = {A lost work}, year = 1999,\n"
    "  isbn = {0262011131}}\n",
    "list.ris": "TY  - RPRT\nAU  - Holt, K.\nTI  - Clusters and learning\nPY  - 2003\n"
    "UR  - https://ideas.repec.org/p/smp/wpaper/1.html\nER  -\n"
    "TY  - GEN\nAU  - Example, Ada\nTI  - Nameless examples\nPY  - 2005\nER  -\n",
    "references.txt": "Holt, K. (2001). Clusters and learning. Journal of Examples, 3(1), 1-9.\n"
    "Example, A. (2005). Nameless examples. Sample Papers, 11. Oslo: Sample Institute.\n"
    "Known, N. (1999). A lost work. Oslo: Sample Press. doi:10.1234/ab\n",
    "series.rdf": "Template-Type: ReDIF-Series 1.0\nName: Sample Working Papers\n"
    "Handle: RePEc:smp:wpaper\nProvider-Name: Sample Institute\n",
}
WORK = "https://w3id.org/citegraph/work/"


def decided(
    citing: str, position: int, verdict: str, thing: str, second: int, mark: str = ""
) -> Decision:
    """A decision on a reference of one of the citing pages, by its place in the list."""
    words = IDEAS.partition("References listed on IDEAS\n\n")[2].splitlines()[position - 1][3:]
    reference = f"{WORK}{citing}#ref-{digest(fold(words), length=12)}{mark}"
    named = f"{WORK}{thing}" if thing else ""
    return Decision(reference, Verdict(verdict), named, f"2025-05-03T10:00:{second:02}Z", words)


def name_of(file: str) -> str:
    """What the only work of a source is called where no other record is known."""
    document = Document(file, SOURCES[file].encode())
    (parsed,) = (p for p in detect(document).parse(document) if isinstance(p, Parsed))
    return located(parsed.record, "", 0, 1, 1).primary


def identified(name: str, work: str, place: str, verdict: str, thing: str, second: int) -> Decision:
    """A decision on who is behind a name in the list of a work."""
    base = WORK.removesuffix("work/")
    named = f"{base}{thing}" if thing else ""
    time = f"2025-05-03T10:00:{second:02}Z"
    return Decision(f"{WORK}{work}#{place}", Verdict(verdict), named, time, name)


NAMELESS = name_of("citing-nameless.txt")
FIRST, SECOND = "repec:smp:wpaper:9", "repec:smp:wpaper:10"
ARTICLE_NAME = "repec:smp:journl:v:3:y:2001:i:1:p:1-9"
DECISIONS = (
    decided(FIRST, 1, "confirm", ARTICLE_NAME, 1),
    decided(FIRST, 1, "confirm", "repec:smp:wpaper:1", 2),
    decided(FIRST, 1, "reject", "repec:smp:wpaper:1", 3),
    decided(FIRST, 1, "withdraw", "", 3),
    # A work that is found under another name as soon as a source gives it a handle.
    decided(SECOND, 1, "confirm", "doi:10.1234/ab", 1),
    decided(SECOND, 2, "reject", "doi:10.1234/ab", 1),
    decided(SECOND, 2, "reject", ARTICLE_NAME, 1),
    # Works that nothing but the decision connects with the reference, or that never come.
    decided(FIRST, 3, "confirm", "repec:smp:wpaper:time", 1),
    decided(SECOND, 3, "confirm", "repec:smp:wpaper:9", 1),
    decided(NAMELESS, 1, "confirm", "repec:smp:wpaper:1", 1),
    decided("repec:smp:wpaper:11", 1, "confirm", ARTICLE_NAME, 2),
    decided(NAMELESS, 2, "reject", "repec:smp:wpaper:1", 1),
    decided(NAMELESS, 3, "confirm", name_of("no-year.rdf"), 1),
    decided("repec:smp:wpaper:11", 3, "reject", "repec:smp:wpaper:time", 2),
    decided(FIRST, 2, "confirm", "repec:smp:wpaper:none", 1),
    decided(FIRST, 2, "confirm", "repec:smp:wpaper:none", 1, mark="-2"),
)
SERIES, PAIRS, ERROR = "repec:oth:series:1", "repec:oth:pairs:1", "repec:smp:wpaper:error"
HOLT = "repec:smp:wpaper:1"
ON_PERSONS = (
    identified("Holt, K.", PAIRS, "author-2", "confirm", "person/pho77", 1),
    identified("Ada Example", SERIES, "author-1", "reject", f"work/{PAIRS}#author-1", 1),
    identified("Ada Example", SERIES, "author-1", "withdraw", f"work/{PAIRS}#author-1", 2),
    # Of one person who changed her name.
    identified("Holt, Knut", ARTICLE_NAME, "author-1", "confirm", f"work/{ERROR}#author-1", 1),
    identified("Berg, Bo", ERROR, "author-1", "confirm", "work/repec:smp:wpaper:slip#author-1", 1),
    identified("Bo Berg", PAIRS, "author-3", "reject", f"work/{ERROR}#author-1", 1),
    # Against what sources state and claim.
    identified("Knut Holt", HOLT, "author-1", "reject", "person/pho77", 1),
    identified("Knut Holt", HOLT, "author-1", "confirm", "person/pho79", 2),
    identified("Knut Holt", HOLT, "author-1", "confirm", "person/pho77", 3),
    identified("Holt, Knut", ARTICLE_NAME, "author-1", "reject", "person/pho78", 1),
    identified("Holt, Knut", ARTICLE_NAME, "author-1", "reject", "person/pho77", 1),
    identified("Berg, Bo", ERROR, "author-1", "reject", "person/pho77", 1),
    # Names that cannot be one person's, and one that contradicts another decision.
    identified("Karl Holt", SERIES, "author-2", "confirm", f"work/{ARTICLE_NAME}#author-1", 1),
    identified("Karl Holt", SERIES, "author-2", "reject", f"work/{HOLT}#author-1", 1),
    identified("Holt, K.", ERROR, "author-2", "reject", f"work/{PAIRS}#author-2", 1),
    identified("Holt, K.", ERROR, "author-2", "confirm", f"work/{SERIES}#author-2", 1),
    # By another place than today's, by another name, and in works that never come.
    identified("Ada Example", ERROR, "author-7", "confirm", f"work/{SERIES}#author-1", 1),
    identified("Somebody Else", ERROR, "author-3", "confirm", "person/pno1", 1),
    identified("K. Holt", "doi:10.1234/ab", "author-1", "confirm", "person/pho79", 1),
    identified("Ada Example", NAMELESS, "author-1", "reject", f"work/{SERIES}#author-1", 1),
    identified("", NAMELESS, "author-1", "confirm", "work/repec:smp:none:1#author-1", 1),
)


@pytest.fixture(scope="module")
def folder() -> Iterator[Path]:
    with TemporaryDirectory() as name:
        for file, text in SOURCES.items():
            (Path(name) / file).write_text(text, encoding="utf-8")
        yield Path(name)


def recounted(store: Store) -> dict[tuple[str, str], int]:
    """How many works, and how many clusters of them, cite each, counted from the citations."""
    with store.snapshot() as snapshot:

        def pairs(predicate: str) -> list[tuple[str, str]]:
            node = ox.NamedNode(predicate)
            quads = snapshot.graph.quads_for_pattern(None, node, None, ox.DefaultGraph())
            return [(value_of(quad.subject), value_of(quad.object)) for quad in quads]

        cites, hubs = pairs(v.CITES), dict(pairs(v.VERSION_OF))
    found: Counter[tuple[str, str]] = Counter()
    for citing, cited in set(cites):
        found[v.CITED_BY_COUNT, cited] += citing != cited
    for citing, cited in {(hubs.get(a, a), hubs.get(b, b)) for a, b in cites}:
        found[v.CLUSTER_CITED_BY_COUNT, cited] += citing != cited
    return {key: count for key, count in found.items() if count}


def counted(store: Store) -> dict[tuple[str, str], int]:
    """The same numbers as the graph states them."""
    with store.snapshot() as snapshot:
        return {
            (predicate, value_of(quad.subject)): int(value_of(quad.object))
            for predicate in (v.CITED_BY_COUNT, v.CLUSTER_CITED_BY_COUNT)
            for quad in snapshot.graph.quads_for_pattern(
                None, ox.NamedNode(predicate), None, ox.DefaultGraph()
            )
        }


def built(folder: Path, place: Path, names: list[str], decisions: tuple[Decision, ...] = ()) -> str:
    store = Store(place)
    store.create()
    take_in(store, decisions, "decisions")
    if names:
        ingest(store, tuple(str(folder / name) for name in names))
    return dump(store)


@settings(
    max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    order=st.permutations(sorted(SOURCES)),
    cuts=st.sets(st.integers(1, len(SOURCES) - 1), max_size=5),
    removed=st.sets(st.sampled_from(sorted(SOURCES)), max_size=5),
    decisions=st.lists(st.sampled_from([*DECISIONS, *ON_PERSONS]), max_size=8, unique=True),
    taken=st.integers(0, 7),
    least_in_bulk=st.sampled_from([1, links.IN_BULK]),
)
def test_any_history_gives_the_graph_of_the_final_set(
    folder: Path,
    order: list[str],
    cuts: set[int],
    removed: set[str],
    decisions: list[Decision],
    taken: int,
    least_in_bulk: int,
) -> None:
    with TemporaryDirectory() as name, patch.object(links, "IN_BULK", least_in_bulk):
        store = Store(Path(name) / "grown")
        start = 0
        for step, end in enumerate([*sorted(cuts), len(order)]):
            # Half of the decisions at some time on the way, the others in the end.
            if step == taken:
                take_in(store, decisions[::2], "decisions")
            ingest(store, tuple(str(folder / file) for file in order[start:end]))
            start = end
        for file in sorted(removed):
            remove(store, str(folder / file))
        take_in(store, decisions, "decisions")
        final = sorted(set(SOURCES) - removed)
        with patch.object(links, "IN_BULK", 10_000):
            fresh = built(folder, Path(name) / "fresh", final, tuple(decisions))
        assert dump(store) == fresh
        assert counted(store) == recounted(store)
        found = words(Store(Path(name) / "fresh"))
        assert words(store) == found
        rebuild(store)
        assert dump(store) == fresh
        assert words(store) == found


@settings(max_examples=15, deadline=None)
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
        assert words(store) == words(Store(Path(name) / "fresh"))
