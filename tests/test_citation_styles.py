"""References in the styles of journals and manuals."""

import time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from citegraph.citation import Style, parse
from citegraph.records import Kind

CASES: list[tuple[str, dict[str, Any]]] = [
    # APA
    (
        "Asheim, B. T., & Isaksen, A. (2002). Regional innovation systems: The integration of local"
        " 'sticky' and global 'ubiquitous' knowledge. The Journal of Technology Transfer, 27(1),"
        " 77–86. https://doi.org/10.1023/A:1013100704794",
        {
            "style": Style.APA,
            "kind": Kind.ARTICLE,
            "authors": ("Asheim, B. T.", "Isaksen, A."),
            "year": 2002,
            "title": "Regional innovation systems: The integration of local 'sticky' and global"
            " 'ubiquitous' knowledge",
            "container": "The Journal of Technology Transfer",
            "volume": "27",
            "issue": "1",
            "pages": "77–86",
            "doi": "10.1023/a:1013100704794",
        },
    ),
    (
        "Porter, M. E. (1998). On competition (2nd ed.). Harvard Business School Press.",
        {
            "style": Style.APA,
            "kind": Kind.BOOK,
            "title": "On competition",
            "edition": "2nd",
            "publisher": "Harvard Business School Press",
        },
    ),
    (
        "Bellandi, M., & De Propris, L. (2012). Small firms and industrial districts. In M. Dietrich"
        " & J. Krafft (Eds.), Handbook on the economics and theory of the firm (pp. 349–363)."
        " Cheltenham: Edward Elgar.",
        {
            "style": Style.APA,
            "kind": Kind.CHAPTER,
            "authors": ("Bellandi, M.", "De Propris, L."),
            "editors": ("M. Dietrich", "J. Krafft"),
            "title": "Small firms and industrial districts",
            "book_title": "Handbook on the economics and theory of the firm",
            "pages": "349–363",
            "publisher": "Edward Elgar",
        },
    ),
    (
        "World Bank. (2009). World development report 2009: Reshaping economic geography. World"
        " Bank.",
        {"style": Style.APA, "authors": ("World Bank",), "year": 2009, "publisher": "World Bank"},
    ),
    (
        "Ellison, G. (forthcoming). Something new in search. RAND Journal of Economics.",
        {"year_stated": "forthcoming", "year": None, "container": "RAND Journal of Economics"},
    ),
    # Chicago, author-date
    (
        "Acemoglu, Daron, Simon Johnson, and James A. Robinson. 2001. “The Colonial Origins of"
        " Comparative Development.” American Economic Review 91 (5): 1369–1401.",
        {
            "style": Style.CHICAGO,
            "authors": ("Acemoglu, Daron", "Simon Johnson", "James A. Robinson"),
            "year": 2001,
            "title": "The Colonial Origins of Comparative Development",
            "container": "American Economic Review",
            "volume": "91",
            "issue": "5",
            "pages": "1369–1401",
        },
    ),
    (
        "Krugman, Paul. 1991. Geography and Trade. Cambridge, MA: MIT Press.",
        {
            "style": Style.CHICAGO,
            "kind": Kind.BOOK,
            "title": "Geography and Trade",
            "publisher": "MIT Press",
        },
    ),
    # Chicago, notes and bibliography
    (
        'Daron Acemoglu and James A. Robinson, "Why Not?," American Economic Review 91, no. 5'
        " (2001): 1369–1401.",
        {
            "style": Style.CHICAGO,
            "authors": ("Daron Acemoglu", "James A. Robinson"),
            "title": "Why Not?",
            "volume": "91",
            "issue": "5",
            "year": 2001,
            "pages": "1369–1401",
        },
    ),
    (
        "Saxenian, AnnaLee. “The Origins of Production Networks.” Research Policy 20, no. 5"
        " (1991): 423–437.",
        {"authors": ("Saxenian, AnnaLee",), "title": "The Origins of Production Networks"},
    ),
    (
        "Paul Krugman, Geography and Trade (Cambridge, MA: MIT Press, 1991), 35.",
        {
            "style": Style.CHICAGO,
            "authors": ("Paul Krugman",),
            "title": "Geography and Trade",
            "publisher": "MIT Press",
            "year": 1991,
        },
    ),
    # Harvard, in its many forms
    (
        "Becattini, G. (1990) 'The Marshallian industrial district', in Pyke, F. and Sengenberger,"
        " W. (eds) Industrial Districts in Italy. Geneva: International Institute for Labour"
        " Studies, pp. 37-51.",
        {
            "style": Style.OTHER,
            "kind": Kind.CHAPTER,
            "title": "The Marshallian industrial district",
            "editors": ("Pyke, F.", "Sengenberger, W."),
            "book_title": "Industrial Districts in Italy",
            "publisher": "International Institute for Labour Studies",
            "pages": "37-51",
        },
    ),
    (
        "Lundvall, B.-Å. (1988) 'Innovation as a process: the firm's view', Technical Change and"
        " Theory, vol. 2, no. 3, pp. 349-369.",
        {
            "authors": ("Lundvall, B.-Å.",),
            "title": "Innovation as a process: the firm's view",
            "container": "Technical Change and Theory",
            "volume": "2",
            "issue": "3",
            "pages": "349-369",
        },
    ),
    (
        "Arrow, K.J., 1962. The economic implications of learning by doing. Review of Economic"
        " Studies 29 (3), 155–173.",
        {
            "style": Style.OTHER,
            "authors": ("Arrow, K.J.",),
            "container": "Review of Economic Studies",
            "volume": "29",
            "issue": "3",
            "pages": "155–173",
        },
    ),
    (
        "Becattini, G., 1979, Dal settore industriale al distretto industriale, Rivista di economia"
        " e politica industriale, 1, 7-21.",
        {
            "title": "Dal settore industriale al distretto industriale",
            "container": "Rivista di economia e politica industriale",
            "volume": "1",
            "pages": "7-21",
            "warnings": ("where the title ends and the container begins is ambiguous",),
        },
    ),
    (
        "OECD (2001), Innovative Clusters: Drivers of National Systems, OECD Publishing, Paris.",
        {
            "authors": ("OECD",),
            "title": "Innovative Clusters: Drivers of National Systems",
            "publisher": "OECD Publishing",
        },
    ),
    (
        'Card, David and Alan B. Krueger, "Minimum Wages and Employment," American Economic Review,'
        " September 1994, 84 (4), 772-93.",
        {
            "authors": ("Card, David", "Alan B. Krueger"),
            "year": 1994,
            "container": "American Economic Review",
            "volume": "84",
            "issue": "4",
            "pages": "772-93",
        },
    ),
    (
        '[12] J. Nash, "Equilibrium points in n-person games," Proc. Natl. Acad. Sci., vol. 36, no.'
        " 1, pp. 48-49, Jan. 1950.",
        {"authors": ("J. Nash",), "year": 1950, "volume": "36", "issue": "1", "pages": "48-49"},
    ),
    (
        "Bazhenov, M., Timofeev, I.: Potassium model for slow oscillations. J. Neurophysiol. 92,"
        " 1116-1132 (2004)",
        {
            "authors": ("Bazhenov, M.", "Timofeev, I."),
            "year": 2004,
            "title": "Potassium model for slow oscillations",
            "container": "J. Neurophysiol",
            "volume": "92",
            "pages": "1116-1132",
        },
    ),
    (
        "Lundvall, B.-Å. (ed.) (1992), National Systems of Innovation, London: Pinter.",
        {
            "kind": Kind.BOOK,
            "authors": (),
            "editors": ("Lundvall, B.-Å.",),
            "title": "National Systems of Innovation",
            "publisher": "Pinter",
        },
    ),
    (
        "Piore, M.J., Sabel, C.F. (1984): The Second Industrial Divide. New York, Basic Books",
        {"title": "The Second Industrial Divide", "publisher": "Basic Books"},
    ),
    (
        'Barro, Robert J., "Growth in a Cross Section," NBER Working Paper No. 3120, 1989.',
        {
            "kind": Kind.PAPER,
            "authors": ("Barro, Robert J.",),
            "container": "NBER Working Paper",
            "number": "3120",
            "year": 1989,
        },
    ),
    (
        "KYDLAND F. E., PRESCOTT E. C., « Rules Rather than Discretion », Journal of Political"
        " Economy, vol. 85, n° 3, 1977, p. 473-491.",
        {
            "authors": ("KYDLAND, F. E.", "PRESCOTT, E. C."),
            "title": "Rules Rather than Discretion",
            "container": "Journal of Political Economy",
            "issue": "3",
            "year": 1977,
            "pages": "473-491",
        },
    ),
    (
        "European Commission (2014) Strategies for Smart Specialisation (RIS3). Brussels.",
        {"title": "Strategies for Smart Specialisation (RIS3)", "container": None},
    ),
    # Vancouver, also run together
    (
        "Isaksen A. Building regional systems: is it possible? Can J Reg Sci. 2001 Spring;24(1):"
        "101-20.",
        {
            "style": Style.VANCOUVER,
            "authors": ("Isaksen, A",),
            "year": 2001,
            "title": "Building regional systems: is it possible?",
            "container": "Can J Reg Sci",
            "volume": "24",
            "issue": "1",
            "pages": "101-20",
        },
    ),
    (
        "Hepper FN, van Berkel A-M, et al (2003) Phenology records of garden plants. Biodivers"
        " Conserv 12:2503-2520",
        {
            "style": Style.VANCOUVER,
            "authors": ("Hepper, FN", "van Berkel, A-M"),
            "year": 2003,
            "title": "Phenology records of garden plants",
            "container": "Biodivers Conserv",
            "volume": "12",
            "pages": "2503-2520",
        },
    ),
    (
        "3. Reuler JB, Broudy VC, Jones K Jr: Adult scurvy. JAMA 1985, 253(6 Suppl):e805.",
        {
            "style": Style.VANCOUVER,
            "authors": ("Reuler, JB", "Broudy, VC", "Jones, K, Jr"),
            "title": "Adult scurvy",
            "container": "JAMA",
            "year": 1985,
            "volume": "253",
            "issue": "6 Suppl",
            "pages": "e805",
        },
    ),
    (
        "Meltzer PS, Trent JM. Chromosome alterations in tumors. In: Vogelstein B, Kinzler KW,"
        " editors. The genetic basis of human cancer. 2nd ed. New York: McGraw-Hill; 2002. p."
        " 93-113.",
        {
            "style": Style.VANCOUVER,
            "kind": Kind.CHAPTER,
            "editors": ("Vogelstein, B", "Kinzler, KW"),
            "book_title": "The genetic basis of human cancer",
            "publisher": "McGraw-Hill",
            "edition": "2nd",
            "pages": "93-113",
            "year": 2002,
        },
    ),
    (
        "Murray PR, Rosenthal KS. Medical microbiology. 4th ed. St. Louis: Mosby; 2002.",
        {"kind": Kind.BOOK, "title": "Medical microbiology", "edition": "4th", "year": 2002},
    ),
    # A journal's abbreviated title has full stops too, and a list may leave titles out.
    (
        "Etkin, A. & Wager, T. D. 2007 Imaging of anxiety in Japan. Am. J. Psychiatry 164, 1476-88.",
        {"title": "Imaging of anxiety in Japan", "container": "Am. J. Psychiatry"},
    ),
    (
        "V. Ashok, Br. J. Haematol. 128, 413 (2005)",
        {"authors": ("V. Ashok",), "title": None, "container": "Br. J. Haematol", "pages": "413"},
    ),
    # Identifiers
    (
        "Vaswani A, Shazeer N. Attention is all you need. arXiv:1706.03762v5 [cs.CL]. 2017.",
        {"title": "Attention is all you need", "arxiv": "1706.03762", "year": 2017},
    ),
    (
        "Heckman, J. (1979). Sample selection bias. Econometrica, 47, 153-161."
        " RePEc:ecm:emetrp:v:47:y:1979:i:1:p:153-61",
        {"handle": "RePEc:ecm:emetrp:v:47:y:1979:i:1:p:153-61", "pages": "153-161"},
    ),
    (
        "Acs, Z. J. (1990). Innovation and small firms. MIT Press. ISBN 0-262-01113-1",
        {"isbn": "9780262011136", "publisher": "MIT Press"},
    ),
]


@pytest.mark.parametrize(("text", "expected"), CASES, ids=[text[:30] for text, _ in CASES])
def test_styles(text: str, expected: dict[str, Any]) -> None:
    parsed = parse(text)
    assert parsed is not None
    assert {name: getattr(parsed, name) for name in expected} == expected


def test_lines_are_joined() -> None:
    raw = (
        "Ikeda S, Peter-\nsen BT. Endo-\nscopic and long-\nterm results/\nfindings in alpha-\nhelix"
        " studies. Gastro-\nenterology. 1988;20:A13-\n17. doi:10.1055/\ns-2007-1018117"
    )
    parsed = parse(raw)
    assert parsed is not None
    assert parsed.authors == ("Ikeda, S", "Petersen, BT")
    assert parsed.title == "Endoscopic and long-term results/findings in alpha-helix studies"
    assert parsed.container == "Gastroenterology"
    assert (parsed.volume, parsed.pages) == ("20", "A13-17")
    assert parsed.doi == "10.1055/s-2007-1018117"
    shown = {name: raw[start:end] for name, start, end in parsed.spans if name != "authors"}
    assert shown["container"] == "Gastro-\nenterology"
    assert shown["pages"] == "A13-\n17"
    assert shown["title"].startswith("Endo-\nscopic")


def test_several_references_in_one_string_are_named() -> None:
    raw = "Ade F (1999) On one. J Foo 1:2-3 Bede G (2001) On two. J Bar 4:5-6"
    parsed = parse(raw)
    assert parsed is not None
    assert parsed.warnings == ("more than one reference may stand in the text",)


@given(st.text(alphabet=st.sampled_from("aB1 .,:;()[]\"“”'-–&/\n9Éé"), max_size=300))
def test_any_text_has_spans_within_it(text: str) -> None:
    parsed = parse(text)
    for _, start, end in parsed.spans if parsed else ():
        assert 0 <= start < end <= len(text)


PIECES = [
    "a", "A", "A ", "A. ", "A, ", "A B, ", "1", "1 ", "1,", "1(", "(1", "1:", '"', '," ', '", ', "“",
    " & ", " and ", "van ", "van", ", in: ", " In: ", "(ed.), ", "vol. ", "vol. 1(", ", pages ",
    "1990. ", ', 1990. "', "(1990", "(1990) ", "10.1234/", "doi:", "RePEc:", "-\n", "/\n", "\n", "\t",
    "Jr, ", "et al", "A-", "A.-", "Smith, J., ", "Smith J, ", "Smith, John, ", "2000;", "; ", "¨´",
    "arXiv:", "ISBN ", "1-", ", volume 1", "number ", ". In ", "no. ", "J. ", "- ", "((", "A.B. ",
    "Aa B. Cc, ", "Aa-Bb C-D. Ee-Ff, ", "Aa Bb Cc and ", ", Aa & ", "de la ", "d'A-B ", "van de A ",
]  # fmt: skip


@pytest.mark.parametrize("piece", PIECES)
def test_time_is_linear_in_the_length(piece: str) -> None:
    """Ten thousand letters are the longest that is read at all."""
    for before in (
        "",
        'A. Author, 1990. "T," ',
        "Author A, ",
        "Author, A. (1990). T. ",
        "Smith, John, ",
    ):
        text = (before + piece * 10_000)[:10_000]
        began = time.process_time()
        parse(text)
        assert time.process_time() - began < 1.0, (before, piece)
