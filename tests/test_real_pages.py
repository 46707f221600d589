"""The two pages that the project was begun for, as people copy them out of a browser."""

import csv
from io import StringIO

import pytest

from tests.conftest import REAL_DATA, Command

PAGES = REAL_DATA / "pages"
ASHEIM = "RePEc:stp:stepre:1995r03"
pytestmark = pytest.mark.skipif(
    not PAGES.is_dir(), reason="the real pages are not beside the project"
)


def rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(StringIO(text)))


@pytest.fixture
def ingested(run: Command) -> Command:
    outcome = run("ingest", PAGES)
    assert outcome.code == 0
    assert "Ingested 2 works from 2 sources" in outcome.out
    return run


def test_references_in_order(ingested: Command) -> None:
    found = rows(ingested("query", "references-of", "--work", ASHEIM, "--format", "csv").out)
    years = ["undated", "1995", "1994", "1990", "1994", "1985", "2012"]
    assert [row["year"] for row in found] == years
    assert [row["position"] for row in found] == list("1234567")
    assert found[3]["isbn"] == "9780262011136"
    lipparini = found[4]
    assert (lipparini["volume"], lipparini["issue"], lipparini["pages"]) == ("9", "2", "125-140")
    bellandi = found[6]
    assert bellandi["book"] == "Handbook on the Economics and Theory of the Firm"
    assert bellandi["editors"] == "Michael Dietrich & Jackie Krafft"
    assert (bellandi["chapter"], bellandi["publisher"]) == ("27", "Edward Elgar Publishing")
    assert {row["list"] for row in found} == {"matched-only"}


def test_anachronism_and_its_inferred_year(ingested: Command) -> None:
    (row,) = rows(ingested("query", "anachronisms", "-f", "csv").out)
    assert (row["year"], row["cited_year"], row["gap"]) == ("1995", "2012", "17")
    assert row["basis"] == "inferred from the handle"


def test_working_paper_card(ingested: Command) -> None:
    found = rows(ingested("query", "work-card", "--work", ASHEIM, "-f", "csv").out)
    card = {(row["property"], row["value"]) for row in found}
    assert {
        ("kind", "working paper"),
        ("venue", "STEP Report series"),
        ("number in series", "199503"),
        ("full text", "open: address lost (restriction: no)"),
        ("year as stated", "undated"),
        ("lost in the copy", "other versions"),
    } <= card
    versions = rows(ingested("query", "versions-of", "--work", ASHEIM, "-f", "csv").out)
    assert versions[0]["note"].startswith("unknown")


def test_article_card(ingested: Command) -> None:
    work = "Clusters, innovation and the local learning paradox"
    found = rows(ingested("query", "work-card", "--work", work, "-f", "csv").out)
    card = {row["property"]: row["value"] for row in found}
    assert card["authors"] == "Arne Isaksen"
    assert card["venue"] == "International Journal of Entrepreneurship and Innovation Management"
    assert card["venue, abbreviated"] == "IJEIM"
    assert (card["volume"], card["issue"], card["year"]) == ("7", "2/3/4/5", "2007")
    assert card["online since"] == "2007-03-21"
    assert card["abstract"].endswith("particular types of clusters and contexts.")
    exported = ingested("export", "-f", "nq").out.lower()
    for word in ("login", "password", "subscri", "pay per view", "@"):
        assert word not in exported


def test_evidence_names_line_and_words(ingested: Command) -> None:
    shown = ingested("why", ASHEIM, "year").out
    assert "ideas-paper.txt:13" in shown
    assert "Handle: RePEc:stp:stepre:1995r03" in shown


def test_again_changes_nothing(ingested: Command) -> None:
    before = ingested("export", "-f", "nq").out
    again = ingested("ingest", PAGES)
    assert (again.code, "2 unchanged" in again.out) == (0, True)
    assert "no new generation" in again.out
    assert ingested("export", "-f", "nq").out == before
    assert len(ingested("history").out.splitlines()) == 2
