"""The grammar of IDEAS citation strings."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from citegraph.citation import Citation, Style, parse
from citegraph.graph.works import page_range
from citegraph.records import Kind


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            'Keith Smith, "undated". "New directions: Issues," STEP Report series 199401, The STEP'
            " Group, Studies in technology.",
            Citation(
                Kind.PAPER,
                ("Keith Smith",),
                "undated",
                "New directions: Issues",
                "STEP Report series",
                "The STEP Group, Studies in technology",
                number="199401",
            ),
        ),
        (
            '2. Archibugi, Daniele & Michie, Jonathan, 1995. "Technology," Cambridge Journal of'
            " Economics, Oxford University Press, vol. 19(1), pages 1-4, February.",
            Citation(
                Kind.ARTICLE,
                ("Archibugi, Daniele", "Michie, Jonathan"),
                "1995",
                "Technology",
                "Cambridge Journal of Economics",
                "Oxford University Press",
                "19",
                "1",
                "1-4",
            ),
        ),
        (
            'Zoltan Acs & David Audretsch, 1990. "Innovation and Small Firms," MIT Press Books,'
            " The MIT Press, edition 1, volume 1, number 0262011131.",
            Citation(
                Kind.BOOK,
                ("Zoltan Acs", "David Audretsch"),
                "1990",
                "Innovation and Small Firms",
                "MIT Press Books",
                "The MIT Press",
                isbn="9780262011136",
            ),
        ),
        (
            'Marco Bellandi & Lisa De Propris, 2012. "Small Firms," Chapters, in: Michael Dietrich'
            " & Jackie Krafft (ed.), Handbook on the Theory of the Firm, chapter 27, Edward Elgar"
            " Publishing.",
            Citation(
                Kind.CHAPTER,
                ("Marco Bellandi", "Lisa De Propris"),
                "2012",
                "Small Firms",
                "Chapters",
                "Edward Elgar Publishing",
                book_title="Handbook on the Theory of the Firm",
                editors=("Michael Dietrich", "Jackie Krafft"),
                chapter="27",
            ),
        ),
        (
            'Nicholas J. Cox, 1999. "EXAMPLE: Stata module," Statistical Software Components'
            " S123456, Boston College Department of Economics, revised 12 May 2004.",
            Citation(
                Kind.SOFTWARE,
                ("Nicholas J. Cox",),
                "1999",
                "EXAMPLE: Stata module",
                "Statistical Software Components",
                "Boston College Department of Economics",
                number="S123456",
            ),
        ),
        (
            'Eckard, E Woodrow, Jr, 1987. "Advertising," Journal of Money, Credit and Banking,'
            " Blackwell Publishing, vol. 106(C), pages 2048-82.",
            Citation(
                Kind.ARTICLE,
                ("Eckard, E Woodrow, Jr",),
                "1987",
                "Advertising",
                "Journal of Money, Credit and Banking",
                "Blackwell Publishing",
                "106",
                None,
                "2048-82",
                warnings=("where the publisher's name begins is ambiguous",),
            ),
        ),
        (
            'A. Author, 2014."What is "growth?" A review," Growth and Change, John Wiley & Sons,'
            " Ltd, vol. 192(C).",
            Citation(
                Kind.ARTICLE,
                ("A. Author",),
                "2014",
                'What is "growth?" A review',
                "Growth and Change",
                "John Wiley & Sons, Ltd",
                "192",
                warnings=("where the publisher's name begins is ambiguous",),
            ),
        ),
        (
            'Ann Author, 2003. "Does it pay?," NBER Chapters, in: The Rate of Return, pages 609-626,'
            " National Bureau of Economic Research, Inc.",
            Citation(
                Kind.CHAPTER,
                ("Ann Author",),
                "2003",
                "Does it pay?",
                "NBER Chapters",
                "National Bureau of Economic Research, Inc",
                pages="609-626",
                book_title="The Rate of Return",
            ),
        ),
    ],
    ids=lambda value: value[:30] if isinstance(value, str) else "",
)
def test_strings(text: str, expected: Citation) -> None:
    assert parse(text) == replace(expected, style=Style.IDEAS)


@pytest.mark.parametrize("text", ["", "Not a citation", "Smith (1990)", "1990.", "x" * 1_000_000])
def test_other_text_is_none(text: str) -> None:
    assert parse(text) is None


@given(st.text())
def test_any_text_is_a_citation_or_none(text: str) -> None:
    parse(text)
    parse(f'A. Author, 1999. "{text}," Journal, Press, vol. 1(2), pages 3-4.')


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("125-140", "125", "140"),
        ("2048-82", "2048", "2082"),
        ("S1–S22", "S1", "S22"),
        ("xi - xv", "xi", "xv"),
        ("e1234", "e1234", None),
        ("1-4, 9", "1-4, 9", None),
    ],
)
def test_page_ranges(text: str, first: str, last: str | None) -> None:
    assert page_range(text) == (first, last)
