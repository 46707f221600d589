"""Citation strings as IDEAS would generate them from random facts, together with those facts.

Names of journals, series and publishers are real, as are the oddities of numbers, pages and dates;
who wrote what is not. `plain` says that the facts hold nothing that the text leaves open.
"""

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from citegraph.citation import Citation, Style
from citegraph.records import Kind


@dataclass
class Generated:
    """A string, what it was made from, and whether that can be read off it."""

    text: str
    truth: Citation
    plain: bool


@dataclass
class _Facts:
    """What a string is made from; choices may set `plain` to False."""

    random: random.Random
    plain: bool = True
    values: dict[str, Any] = field(default_factory=dict)

    def pick(self, plain: list[str], hard: list[str] | None = None, share: float = 0.1) -> str:
        """One of the plain values or, now and then, of the hard ones."""
        if hard and self.random.random() < share:
            self.plain = False
            return self.random.choice(hard)
        return self.random.choice(plain)

    def chance(self, share: float) -> bool:
        return self.random.random() < share

    def number(self, low: int, high: int) -> int:
        return self.random.randint(low, high)


GIVEN = "Ann Bengt-Åke Jean-Marc J. R. A.B. Şule Wei María Nicholas Ola Peter Łukasz Zoltan".split()
FAMILY = (
    "Acs Asheim Lundvall García Fernández-Mateo O'Brien De Propris|van Ours|von Hippel|Çelik|Ng|Li"
    "|McCloskey|Brülhart|d'Aspremont|St. John"
)
FAMILIES = [*FAMILY.split("|", maxsplit=1)[0].split()[:6], "De Propris", *FAMILY.split("|")[1:]]
ORGANISATIONS = ["OECD", "World Bank", "European Commission", "Federal Reserve Bank of St. Louis"]
HARD_NAMES = ["José García López", "Ernst & Young", "Mary Anne Evans", "Xavier Sala Martin"]

TITLES = [
    "Technology",
    "Innovation and Small Firms",
    "Clusters, networks, and knowledge: the case of Jæren",
    "Does it pay?",
    "What a crisis!",
    "Growth in the U.S.",
    "A test of the 1992, 1993 and 1994 reforms",
    'Comment on "What is Growth?"',
    '"Buy local": a review',
    'What is "growth?" A review',
    'On "x," "y" and "z"',
    "What Is a “District”?",
    "“Fair,” they said: prices in Köln",
    "Prices, wages & rents, in: theory and practice",
    "La compétitivité des entreprises : l'exemple français",
    "To be continued...",
    "vol. 2(1) and pages 3-4 of a debate",
    "Who Pays? Evidence from Chile, 1990-2000",
]
HARD_TITLES = [
    'The 12" disc and its market',
    "A “half-quoted title",
    'The "New," Economy," he said',
]

JOURNALS = [
    "American Economic Review",
    "Research Policy",
    "Cambridge Journal of Economics",
    "Journal of Economics & Management Strategy",
    "Economics of Innovation and New Technology",
    "The B.E. Journal of Macroeconomics",
    "Revue d'économie politique",
    "Jahrbücher für Nationalökonomie und Statistik (Journal of Economics and Statistics)",
    "PLOS ONE",
    "European Planning Studies",
    "Econometrica",
    "Ekonomia",
    "China Agricultural Economic Review",
    "IMF Staff Papers",
]
HARD_JOURNALS = [
    "Journal of Money, Credit and Banking",
    "Journal of Law, Economics, and Organization",
    "Journal of the Royal Statistical Society, Series A",
    "Fiscal Studies, The Journal of Applied Public Economics",
]
PUBLISHERS = [
    "Elsevier",
    "Oxford University Press",
    "American Economic Association",
    "Taylor & Francis Journals",
    "Wiley Blackwell",
    "Springer;Verein für Socialpolitik",
    "The MIT Press",
    "Public Library of Science",
    "Econometric Society",
    "Emerald Group Publishing Limited",
    "World Scientific Publishing Co. Pte. Ltd.",
    "De Gruyter",
    "University of Chicago Press",
    "Presses Universitaires de France",
]
HARD_PUBLISHERS = [
    "John Wiley & Sons, Ltd.",
    "University of Oslo, Department of Economics",
    "Nova Iorque",
    "Edizioni, Studi e Ricerche",
    "LEA, CONICET, Universidad de Buenos Aires",
]
SERIES = [
    "NBER Working Papers",
    "STEP Report series",
    "Discussion Papers of DIW Berlin",
    "Working Papers",
    "CESifo Working Paper Series",
    "Documents de travail du Centre d'Economie de la Sorbonne",
    "Finance and Economics Discussion Series",
    "Post-Print",
    "Papers in Evolutionary Economic Geography (PEEG)",
]
HARD_SERIES = [
    "Computing in Economics and Finance 2005",
    "2006 Annual Meeting, July 23-26, Long Beach, CA",
    "Working Papers of Area 51",
    "GE, Growth, Math methods",
    "CIRANO Working Papers CIR",
]
NUMBERS = ["199503", "w12345", "2004-12", "No 5", "No. 5", "hal-01234567", "02/05", "wp2010_3.rdf"]
NUMBERS += ["12.05", "c012_034", "1234", "7", "DP-12", "0504012"]
HARD_NUMBERS = ["2004", "XIV", "EERI RP 12", "1997 03"]
HOUSES = [
    "National Bureau of Economic Research, Inc",
    "The STEP Group, Studies in technology, innovation and economic policy",
    "DIW Berlin, German Institute for Economic Research",
    "University of Oslo, Department of Economics",
    "HAL",
    "Board of Governors of the Federal Reserve System (U.S.)",
    "Université Panthéon-Sorbonne (Paris 1), Centre d'Economie de la Sorbonne",
    "CESifo",
    "University Library of Munich, Germany",
]
BOOK_SERIES = ["MIT Press Books", "Cambridge Books", "OUP Catalogue", "Springer Books", "Books"]
CHAPTER_SERIES = [
    "Chapters",
    "NBER Chapters",
    "World Scientific Book Chapters",
    "Handbook of Industrial Organization",
]
BOOKS = [
    "Handbook on the Economics and Theory of the Firm",
    "The Rate and Direction of Inventive Activity: Economic and Social Factors",
    "Handbook of Industrial Organization",
    "Cities (and Trade)",
]
HARD_BOOKS = [
    "Clusters, Networks, and Innovation",
    "Studies in Growth, volume 2",
    "Trade, University and Society",
]
MONTHS = [
    "February", "May", "Spring", "July - Sep", "October-D", "1st Quart", "04", "Autumn", "Fall", "",
]  # fmt: skip
PAGES = ["125-140", "2048-82", "1-4", "S1-S22", "xi-xv", "1234", "e0123", "609–626", "1-4, 9-12"]
ISBNS = {"0262011131": "9780262011136", "9780521855259": "9780521855259"}
ISBNS |= {"026201183X": None, "978-3-16-148410-0": "9783161484100"}  # type: ignore[dict-item]


def generate(seed: int) -> Generated:
    """The string of a seed."""
    facts = _Facts(random.Random(seed))  # noqa: S311
    kind = facts.random.choice(list(Kind))
    people, key = _people(facts, kind)
    year = facts.pick(["1995", "2012", "1890", "2001", "undated", "1999a", "2001-2002", "1998/99"])
    title = facts.pick(TITLES, HARD_TITLES, share=0.03)
    rest = _RESTS[kind](facts)
    values = {"title": title, "year_stated": year, key: tuple(people), **facts.values}
    shown = " & ".join(people) + (" (ed.)" if key == "editors" else "")
    year = '"undated"' if year == "undated" else year
    marker = facts.pick(["", "", "12. ", "• ", "[3] "])
    gap = "" if facts.chance(0.05) else " "
    opening, closing = ("“", "”") if facts.chance(0.1) and not set('"“') & set(title) else '""'
    text = f"{marker}{shown}, {year}.{gap}{opening}{title},{closing} {rest}."
    truth = Citation(kind=kind, style=Style.IDEAS, **values)
    return Generated(text, truth, facts.plain)


def _people(facts: _Facts, kind: Kind) -> tuple[list[str], str]:
    if facts.chance(0.05):
        return [facts.pick(ORGANISATIONS)], "authors"
    people = [_name(facts) for _ in range(facts.number(1, 4))]
    return people, "editors" if kind is Kind.BOOK and facts.chance(0.3) else "authors"


def _name(facts: _Facts) -> str:
    if facts.chance(0.03):
        return facts.pick([""], HARD_NAMES, share=1)
    given, family = facts.pick(GIVEN), facts.pick(FAMILIES)
    if facts.chance(0.5):
        given += " " + facts.pick(["K.", "E", "J. R."])
    if facts.chance(0.5):
        return f"{given} {family}"
    return f"{family}, {given}" + facts.pick(["", "", "", "", ", Jr"])


def _article(facts: _Facts) -> str:
    journal = facts.pick(JOURNALS, HARD_JOURNALS)
    publisher = facts.pick(PUBLISHERS, HARD_PUBLISHERS)
    volume = facts.pick(["9", "106", "2004", "XXII", "0", "12-13"])
    issue = facts.pick(["2", "C", "2/3/4/5", "1-2", "S1", "3, Part 1", "2 (Summer)", "May", ""])
    number = ""
    if facts.chance(0.1):
        volume = ""
        number = "issue " + (issue := facts.pick(["3", "Aug", "Q 2"]))
    elif facts.chance(0.05):
        volume, issue = "", "3"
        number = "vol. (3)"
    else:
        number = f"vol. {volume}" + (f"({issue})" if issue else "")
    pages, month = facts.pick(PAGES), facts.pick(MONTHS)
    shape = facts.number(0, 9)
    if shape == 0:
        pages, where = "", ""
    elif shape == 1:
        pages = facts.pick(["045", "e0123", "102345", "S12"])
        where = f", {pages}"
    else:
        where = f", pages {pages}"
    if month and where:
        where += f", {month}"
    facts.values = {
        "container": journal,
        "publisher": publisher,
        "volume": volume or None,
        "issue": issue if issue not in {"C", ""} else None,
        "pages": pages or None,
    }
    return f"{journal}, {publisher}, {number}{where}"


def _paper(facts: _Facts) -> str:
    series, number = facts.pick(SERIES, HARD_SERIES), facts.pick(NUMBERS, HARD_NUMBERS, share=0.05)
    house = facts.pick(HOUSES)
    if facts.chance(0.08):
        facts.values = {"container": series, "publisher": house}
        facts.plain = False
        return f"{series}, {house}"
    revised = facts.pick(["", "", "", ", revised May 2005", ", revised 12 May 2004"])
    facts.values = {"container": series, "number": number, "publisher": house}
    return f"{series} {number}, {house}{revised}"


def _software(facts: _Facts) -> str:
    series, number = "Statistical Software Components", f"S{facts.number(100000, 999999)}"
    house = "Boston College Department of Economics"
    facts.values = {"container": series, "number": number, "publisher": house}
    return f"{series} {number}, {house}" + facts.pick(["", ", revised 12 May 2004"])


def _chapter(facts: _Facts) -> str:
    series, book = facts.pick(CHAPTER_SERIES), facts.pick(BOOKS, HARD_BOOKS)
    publisher = facts.pick(PUBLISHERS, HARD_PUBLISHERS)
    editors = [_name(facts) for _ in range(facts.number(0, 3))]
    parts = {
        "edition": facts.pick(["1", "2", ""]),
        "volume": facts.pick(["1", "3", ""]),
        "chapter": facts.pick(["27", "12", "4", ""]),
        "pages": facts.pick(["609-626", "1-2", "xi-xv", ""]),
    }
    parts = {name: value for name, value in parts.items() if value}
    if not parts:
        facts.plain = False
    facts.values = {
        "container": series,
        "book_title": book,
        "editors": tuple(editors),
        "publisher": publisher,
        **parts,
    }
    by = " & ".join(editors) + " (ed.), " if editors else ""
    run = "".join(f", {name} {value}" for name, value in parts.items())
    return f"{series}, in: {by}{book}{run}, {publisher}"


def _book(facts: _Facts) -> str:
    series = facts.pick(BOOK_SERIES)
    publisher = facts.pick(PUBLISHERS, HARD_PUBLISHERS)
    number = facts.pick([*ISBNS, "14545", "marshall1890"])
    edition, volume = facts.random.choice([("1", "1"), ("1", ""), ("2", "1"), ("", "3"), ("", "")])
    filler = edition == "1"
    isbn = ISBNS.get(number)
    facts.values = {
        "container": series,
        "publisher": publisher,
        "edition": (edition or None) if not filler else None,
        "volume": (volume or None) if not filler else None,
        "isbn": isbn,
        "number": None if isbn else number,
    }
    run = (f", edition {edition}" if edition else "") + (f", volume {volume}" if volume else "")
    month = facts.pick(["", "", ", September", ", March"])
    return f"{series}, {publisher}{run}, number {number}{month}"


_RESTS: dict[Kind, Callable[[_Facts], str]] = {
    Kind.ARTICLE: _article,
    Kind.PAPER: _paper,
    Kind.SOFTWARE: _software,
    Kind.CHAPTER: _chapter,
    Kind.BOOK: _book,
}
