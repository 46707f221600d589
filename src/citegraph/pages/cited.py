"""The most cited works: what a first look needs."""

from citegraph import saved
from citegraph.ask import Question
from citegraph.computed.columns import totals
from citegraph.pages.addresses import Addresses
from citegraph.pages.table import Cell, Column, Table, exports, named_rows, value
from citegraph.store import Snapshot

_SHOWN = 10


def most_cited(snapshot: Snapshot, addresses: Addresses, venue: str = "") -> Table:
    """The first works by citations, of all or of one venue; the saved query says more of each."""
    query = saved.get("most-cited")
    given = {"venue": venue} if venue else {}
    found = named_rows(query, Question(query, given, _SHOWN + 1).answer(snapshot))
    shown = ("work", "title", "year", "cited_by")
    cells = [[value(row[name]) for name in shown] for row in found]
    known = totals(snapshot)
    return Table(
        query=query,
        columns=[Column("title", False), Column("year", False), Column("cited by", True)],
        rows=[
            [Cell(title or work, addresses.of(work)), Cell(year), Cell(n, is_number=True)]
            for work, title, year, n in cells[:_SHOWN]
        ],
        more=len(cells) > _SHOWN,
        said=(
            f"{known.lists:,} of {known.works:,} works in the store have a reference list:"
            " nothing else can be counted."
        ),
        whole=addresses.ask(query.name, given),
        exports=exports(query, addresses, given),
        series=[],
    )
