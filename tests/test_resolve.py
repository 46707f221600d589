"""Identity, merging and matching as functions of records."""

from itertools import permutations
from typing import Any

import pytest

from citegraph.records import Contributor, Kind, Reference, Words, WorkRecord, Year, YearBasis
from citegraph.resolve.identity import Located, group_works, metadata_key
from citegraph.resolve.identity import located as in_place
from citegraph.resolve.matching import reference_keys
from citegraph.resolve.merge import merge_works


def words(text: str, line: int = 1) -> Words:
    return Words(text, line, line)


def work(
    title: str = "The Learning Economy",
    author: str = "Bjørn Johnson",
    year: str = "1994",
    kind: Kind = Kind.ARTICLE,
    **fields: Any,
) -> WorkRecord:
    return WorkRecord(
        kind=kind,
        title=words(title),
        authors=(Contributor(words(author)),),
        year=Year(words(year), words(year), YearBasis.STATED),
        **fields,
    )


def located(*records: WorkRecord, rank: int = 1) -> list[Located]:
    return [in_place(record, f"{i:064x}", rank, 1, 9) for i, record in enumerate(records)]


def grouped(*records: WorkRecord) -> set[frozenset[int]]:
    """Which of the records, by number, belong together; the same in each order."""
    items = located(*records)
    answers = set()
    for order in permutations(items):
        groups = group_works(order).values()
        answers.add(frozenset(frozenset(items.index(i) for i in group) for group in groups))
    (answer,) = answers
    return set(answer)


HANDLE: dict[str, Any] = {"handle": words("RePEc:smp:journl:1")}
OTHER: dict[str, Any] = {"handle": words("RePEc:smp:journl:2")}
DOI: dict[str, Any] = {"doi": words("10.1000/a")}


def test_one_handle_is_one_work_whatever_its_letters() -> None:
    upper: dict[str, Any] = {"handle": words("RePEc:SMP:journl:1")}
    assert grouped(work(**HANDLE), work("Another title", **upper)) == {frozenset({0, 1})}


def test_two_handles_are_two_works_even_with_one_doi() -> None:
    assert len(grouped(work(**HANDLE, **DOI), work(**OTHER, **DOI))) == 2


def test_a_doi_joins_the_only_work_that_has_it() -> None:
    assert grouped(work(**HANDLE, **DOI), work("X", **DOI)) == {frozenset({0, 1})}
    assert len(grouped(work(**HANDLE, **DOI), work(**OTHER, **DOI), work("X", **DOI))) == 3


def test_metadata_joins_only_where_one_work_fits() -> None:
    page = work(author="Johnson, Bjorn")
    assert grouped(work(**HANDLE), page) == {frozenset({0, 1})}
    assert len(grouped(work(**HANDLE), work(**OTHER), page)) == 3
    assert len(grouped(work(**HANDLE, kind=Kind.PAPER), page)) == 2
    assert len(grouped(work(year="1995", **HANDLE), page)) == 2


def test_two_dois_do_not_share_a_work_by_metadata() -> None:
    assert len(grouped(work(**HANDLE), work(**DOI), work(doi=words("10.1000/b")))) == 3
    assert len(grouped(work(**HANDLE, doi=words("10.1000/b")), work(**DOI))) == 2


@pytest.mark.parametrize("title", ["Introduction", "Editorial", "Book Review", ""])
def test_generic_titles_say_nothing(title: str) -> None:
    assert metadata_key(title, "Ann Author", "1999") is None


def test_equal_metadata_without_identifiers_is_one_work() -> None:
    one, other = located(work(), work("the learning economy!", "Johnson, Bjorn"))
    assert one.primary == other.primary
    assert grouped(work(), work("the learning economy!", "Johnson, Bjorn")) == {frozenset({0, 1})}


def test_values_that_differ_are_kept_with_both_places() -> None:
    one = work(pages=words("23-42", 7), **HANDLE)
    other = work(pages=words("23–45", 9), volume=words("1", 8), **HANDLE)
    same = work(pages=words("23 - 42", 3), **HANDLE)
    merged = merge_works("handle:x", located(one, other, same))
    (conflict,) = merged.conflicts
    assert (conflict.field, conflict.kept.value, conflict.other.value) == (
        "pages",
        "23-42",
        "23–45",
    )
    assert (conflict.kept.line, conflict.other.line) == (7, 9)
    assert merged.record.volume == words("1", 8)


def test_a_record_and_its_copy_are_what_the_record_is() -> None:
    record = work(keywords=(words("a"), words("A"), words("b")), lost=(words("author"),), **HANDLE)
    alone = merge_works("handle:x", located(record))
    twice = merge_works("handle:x", located(record, record))
    assert alone.record == twice.record
    assert alone.conflicts == twice.conflicts == ()
    assert [w.text for w in alone.record.keywords] == ["a", "b"]
    assert alone.record.lost == ()


def test_authors_in_two_orders_are_one_list() -> None:
    one = work(author="Asheim, Bjørn", **HANDLE)
    other = work(author="Bjørn Asheim", **HANDLE)
    merged = merge_works("handle:x", located(one, other))
    assert [a.name.text for a in merged.record.authors] == ["Asheim, Bjørn"]
    assert merged.conflicts == ()
    stranger = work(author="Somebody Else", **HANDLE)
    (conflict,) = merge_works("handle:x", located(one, stranger)).conflicts
    assert conflict.field == "authors"


def test_a_stated_year_outranks_an_inferred_one_without_conflict() -> None:
    inferred = WorkRecord(
        kind=Kind.PAPER,
        year=Year(words("undated"), words("1995"), YearBasis.HANDLE),
        handle=words("RePEc:smp:wpaper:1995"),
    )
    stated = WorkRecord(
        kind=Kind.PAPER,
        year=Year(words("1996"), words("1996"), YearBasis.STATED),
        handle=words("RePEc:smp:wpaper:1995"),
    )
    merged = merge_works("handle:x", located(inferred, stated))
    assert merged.record.year == stated.year
    assert merged.conflicts == ()


def test_the_fuller_reference_list_comes_first_and_nothing_is_lost() -> None:
    short = work(
        references=(Reference(words("A. B, 1. c")), Reference(words("only here"))), **HANDLE
    )
    linked = Reference(words("a b, 1 C"), handle=words("RePEc:smp:wpaper:9"))
    long = work(references=(Reference(words("x")), Reference(words("y")), linked), **HANDLE)
    merged = merge_works("handle:x", located(short, long)).record.references
    assert [r.raw.text for r in merged] == ["x", "y", "a b, 1 C", "only here"]
    assert merged[2].handle == linked.handle


def test_keys_of_a_reference_strongest_first() -> None:
    raw = 'Zoltan Acs, 1990. "Small Firms," Books, The Press, number 0262011131. doi:10.1000/Xy'
    reference = Reference(words(raw), handle=words("RePEc:Smp:books:1"))
    from citegraph.citation import parse

    keys = reference_keys(reference, parse(raw.removesuffix(" doi:10.1000/Xy")))
    assert [key.partition(":")[0] for key in keys] == ["handle", "doi", "isbn", "metadata"]
    assert keys[:3] == ("handle:repec:smp:books:1", "doi:10.1000/xy", "isbn:9780262011136")
