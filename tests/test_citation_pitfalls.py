"""What is hard in the citation strings of IDEAS, one string a difficulty."""

from typing import Any

import pytest

from citegraph.citation import Style, parse
from citegraph.records import Kind

ARTICLE = 'A. Author, 1999. "Title," Journal of Things, Elsevier, '
PAPER = 'A. Author, 1999. "Title," '
MONTH = "whether a number after the volume is a month or an article is ambiguous"
NUMBER = "where the series' name ends and the number begins is ambiguous"
SERIES = "where the series ends and the publisher begins is ambiguous"
FAMILY = "which words are the family name is ambiguous: José García López"
PARTED = "a name with & may have been parted at: "


def _titled(title: str, quotes: str = '""', gap: str = " ") -> str:
    return f"A. Author, 1999.{gap}{quotes[0]}{title}{quotes[1]} Journal, Elsevier, vol. 1(2)."


TITLES: list[tuple[str, dict[str, Any]]] = [
    (_titled('On "x," "y" and "z",'), {"title": 'On "x," "y" and "z"'}),
    (_titled("What Is a “District”?,"), {"title": "What Is a “District”?"}),
    (_titled("Inner “curly,” ones,", "“”"), {"title": "Inner “curly,” ones"}),
    (_titled("Does it pay?"), {"title": "Does it pay?"}),
    (_titled("Who? Me!"), {"title": "Who? Me!"}),
    (_titled("Stopped."), {"title": "Stopped"}),
    (_titled("To be continued...,"), {"title": "To be continued..."}),
    (_titled("Growth in the U.S.,"), {"title": "Growth in the U.S."}),
    (_titled("No space,", gap=""), {"title": "No space", "year": 1999}),
    (
        _titled('A 12" disc,'),
        {"title": 'A 12" disc', "warnings": ("the title's closing quote is ambiguous",)},
    ),
]
ARTICLES: list[tuple[str, dict[str, Any]]] = [
    (ARTICLE + "vol. 106(C).", {"volume": "106", "issue": None, "pages": None}),
    (ARTICLE + "vol. 7(2/3/4/5), pages 366-84, July - Sep.", {"issue": "2/3/4/5"}),
    (ARTICLE + "vol. 12(3), 045.", {"volume": "12", "issue": "3", "pages": "045"}),
    (ARTICLE + "vol. 12(3), pages e0123, 04.", {"pages": "e0123"}),
    (ARTICLE + "vol. 12, pages xi-xv, Spring.", {"volume": "12", "pages": "xi-xv"}),
    (ARTICLE + "vol. 5(2 (Summer)), pages 1-4, 9-12, May.", {"pages": "1-4, 9-12"}),
    (ARTICLE + "issue Q 2, pages 1-18.", {"volume": None, "issue": "Q 2", "pages": "1-18"}),
    (ARTICLE + "vol. (3), pages 1-18.", {"volume": None, "issue": "3"}),
    (ARTICLE + "pages 1-18.", {"kind": Kind.ARTICLE, "publisher": "Elsevier"}),
    (ARTICLE + "vol. 12(3), 04.", {"pages": None, "warnings": (MONTH,)}),
    (ARTICLE + "vol. 1(2), pages 3-4. doi:10.1/x", {"pages": "3-4"}),
]
PAPERS: list[tuple[str, dict[str, Any]]] = [
    (PAPER + "NBER Working Papers w12345, NBER.", {"number": "w12345", "publisher": "NBER"}),
    (
        PAPER + "Papers of DIW 2004-12, DIW, German Institute, revised 2005.",
        {"container": "Papers of DIW", "number": "2004-12", "publisher": "DIW, German Institute"},
    ),
    (PAPER + "Working Papers No 5, U of X.", {"container": "Working Papers", "number": "No 5"}),
    (
        PAPER + "Computing in Economics and Finance 2005 123, Society for Computation.",
        {
            "container": "Computing in Economics and Finance 2005",
            "number": "123",
            "warnings": (NUMBER,),
        },
    ),
    (
        PAPER + "GE, Growth, Math methods 0509003, EconWPA.",
        {"container": "GE, Growth, Math methods", "number": "0509003", "warnings": (SERIES,)},
    ),
    (
        PAPER + "Documents 1204, Université Paris 1, Centre d'Economie.",
        {"number": "1204", "publisher": "Université Paris 1, Centre d'Economie"},
    ),
    (PAPER + "Papers 1502.01234, arXiv.org, revised Mar 2016.", {"arxiv": "1502.01234"}),
    (PAPER + "QM&RBC Codes 28, Quantitative Macroeconomics.", {"kind": Kind.SOFTWARE}),
    (
        PAPER + "Discussion Papers, University of X.",
        {"warnings": ("whether this is a paper is ambiguous: it has no number",)},
    ),
]
BOOKS: list[tuple[str, dict[str, Any]]] = [
    (
        PAPER + "Chapters, in: A & B (eds.), On X, volume 2, edition 1, volume 3, chapter 4, Sage.",
        {
            "editors": ("A", "B"),
            "book_title": "On X, volume 2",
            "edition": "1",
            "volume": "3",
            "chapter": "4",
            "publisher": "Sage",
        },
    ),
    (PAPER + "NBER Chapters, pages 1-20, NBER.", {"kind": Kind.CHAPTER, "pages": "1-20"}),
    (
        'A. One & B. Two (ed.), 2012. "T," Books, Elsevier, edition 2, number 14545, March.',
        {
            "kind": Kind.BOOK,
            "authors": (),
            "editors": ("A. One", "B. Two"),
            "edition": "2",
            "number": "14545",
        },
    ),
    (PAPER + "Books, Elsevier, edition 1, number 0262011132.", {"number": "0262011132"}),
    (PAPER + "Books, Elsevier, edition 3.", {"kind": Kind.BOOK, "edition": "3"}),
]
HEADS: list[tuple[str, dict[str, Any]]] = [
    ('OECD, "undated". "T," Papers 1, OECD.', {"authors": ("OECD",), "year": None}),
    ('OECD, 1998/99. "T," Papers 1, OECD.', {"year_stated": "1998/99", "year": 1998}),
    (
        'Eckard, E Woodrow, Jr & van Ours, Jan, 1999a. "T," Papers 1, OECD.',
        {"authors": ("Eckard, E Woodrow, Jr", "van Ours, Jan"), "warnings": ()},
    ),
    ('José García López, 2001. "T," Papers 1, OECD.', {"warnings": (FAMILY,)}),
    (
        'Ernst & Young, 2001. "T," Papers 1, OECD.',
        {"warnings": (PARTED + "Ernst", PARTED + "Young")},
    ),
    (
        'A. Author, 1999. "T," Papers 1, OECD. A. Author, 2001. "T," Journal, Elsevier, vol. 2.',
        {
            "kind": Kind.PAPER,
            "publisher": "OECD",
            "warnings": ("other versions follow in the same text",),
        },
    ),
]


@pytest.mark.parametrize(("text", "expected"), [*TITLES, *ARTICLES, *PAPERS, *BOOKS, *HEADS])
def test_pitfalls(text: str, expected: dict[str, Any]) -> None:
    parsed = parse(text)
    assert parsed is not None
    assert parsed.style is Style.IDEAS
    assert {name: getattr(parsed, name) for name in expected} == expected
