"""Identifiers and names: each normaliser is idempotent, and knows its real-world cases."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from citegraph import identifiers, names
from citegraph.folding import fold

NORMALISERS = [
    identifiers.handle,
    identifiers.person_id,
    identifiers.doi,
    identifiers.isbn,
    identifiers.issn,
]


@pytest.mark.parametrize("normalise", NORMALISERS)
@given(
    raw=st.one_of(
        st.text(),
        st.from_regex(r"(?i)(repec:)?[a-z]{3}(:[a-z]{6}(:\S{1,12})?)?", fullmatch=True),
        st.from_regex(r"(https?://doi\.org/)?10\.\d{4,6}/\S{1,15}", fullmatch=True),
        st.from_regex(r"[\d -]{8,18}[Xx]?", fullmatch=True),
    )
)
def test_normalisers_are_idempotent(normalise: Callable[[str], str | None], raw: str) -> None:
    once = normalise(raw)
    if once is not None:
        assert normalise(once) == once


@given(st.text())
def test_folding_is_idempotent(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@pytest.mark.parametrize(
    ("raw", "canonical"),
    [
        ("repec:cep:cepdps:0060", "RePEc:cep:cepdps:0060"),
        ("RePEC:ids:ijeima:v:7:y:2007:i:2/3/4/5:p:366-384", None),
        ("RePEc: aaa : wpaper: 1", "RePEc:aaa:wpaper:1"),
        ("RePEc:stp:stepre:1995r03.", "RePEc:stp:stepre:1995r03"),
        ("http://example.org", None),
        ("RePEc:toolong:x:1", None),
        ("arXiv:1234.5678", None),
    ],
)
def test_handles(raw: str, canonical: str | None) -> None:
    expected = canonical or ("RePEc" + raw[5:] if raw.startswith("RePEC") else None)
    assert identifiers.handle(raw) == expected


@pytest.mark.parametrize(
    ("address", "handle"),
    [
        ("https://ideas.repec.org/p/stp/stepre/1994r01.html", "RePEc:stp:stepre:1994r01"),
        (
            "/a/eee/jfinin/v18y2009i1p1-23.html",
            "RePEc:eee:jfinin:v:18:y:2009:i:1:p:1-23",
        ),
        (
            "https://ideas.repec.org/a/ids/ijeima/v7y2007i2-3-4-5p366-384.html",
            "RePEc:ids:ijeima:v:7:y:2007:i:2-3-4-5:p:366-384",
        ),
        ("/b/mtp/titles/0262011131.html", "RePEc:mtp:titles:0262011131"),
        ("/h/elg/eechap/12976_27.html", "RePEc:elg:eechap:12976_27"),
        ("/c/boc/bocode/s456123.html", "RePEc:boc:bocode:s456123"),
        (
            "https://econpapers.repec.org/RePEc:eee:respol:v_3a14_3ay_3a1985_3ai_3a6_3ap_3a329-343",
            "RePEc:eee:respol:v:14:y:1985:i:6:p:329-343",
        ),
        ("/s/stp/stepre.html", None),
        ("/e/pas1.html", None),
        ("https://example.org/p/x", None),
    ],
)
def test_handles_of_addresses(address: str, handle: str | None) -> None:
    assert identifiers.handle_of_address(address) == handle


@pytest.mark.parametrize(
    ("raw", "canonical"),
    [
        ("10.1504/IJEIM.2007.012889", "10.1504/ijeim.2007.012889"),
        ("doi:10.1016/0048-7333(85)90029-1.", "10.1016/0048-7333(85)90029-1"),
        ("(see https://doi.org/10.1000/ab)", "10.1000/ab"),
        ("None", None),
        ("10.12/x", None),
    ],
)
def test_dois(raw: str, canonical: str | None) -> None:
    assert identifiers.doi(raw) == canonical


@pytest.mark.parametrize(
    ("raw", "canonical"),
    [
        ("0262011131", "9780262011136"),
        ("0-8044-2957-X", "9780804429573"),
        ("978-0-262-01113-6", "9780262011136"),
        ("0262011132", None),
        ("12345", None),
    ],
)
def test_isbns(raw: str, canonical: str | None) -> None:
    assert identifiers.isbn(raw) == canonical


@pytest.mark.parametrize(
    ("handle", "year"),
    [
        ("RePEc:stp:stepre:1995r03", 1995),
        ("RePEc:ten:wpaper:2015-05", 2015),
        ("RePEc:eee:respol:v:14:y:1985:i:6:p:329-343", 1985),
        ("RePEc:smp:wpaper:199503", 1995),
        ("RePEc:smp:wpaper:20011", None),
        ("RePEc:cep:cepdps:0060", None),
        ("RePEc:smp:wpaper:dp1995", None),
    ],
)
def test_years_of_handles(handle: str, year: int | None) -> None:
    assert identifiers.year_of_handle(handle) == year


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("Asheim, Bjørn", "Bjørn Asheim", True),
        ("Bengt-ake Lundvall", "Lundvall, Bengt-Åke", True),
        ("B. Asheim", "Asheim, Bjørn T.", True),
        ("Lisa De Propris", "De Propris, Lisa", True),
        ("Eckard, E Woodrow, Jr", "E Woodrow Eckard, Jr", True),
        ("Bjørn Asheim", "Berit Asheim", False),
        ("Bjørn Asheim", "Bjørn Isaksen", False),
        ("Asheim", "Bjørn Asheim", False),
    ],
)
def test_names_of_one_list(one: str, other: str, expected: bool) -> None:
    assert names.same(one, other) is expected
    assert names.same(other, one) is expected


@pytest.mark.parametrize(
    ("text", "given", "family", "suffix"),
    [
        ("van Ours, Jan", "Jan", "van Ours", ""),
        ("Jan van Ours", "Jan", "van Ours", ""),
        ("Ludwig von der Pfalz", "Ludwig", "von der Pfalz", ""),
        ("Plato", "", "Plato", ""),
        ("Martin Luther King, Jr", "Martin Luther", "King", "Jr"),
    ],
)
def test_names_taken_apart(text: str, given: str, family: str, suffix: str) -> None:
    assert names.parse(text) == (given, family, suffix)
