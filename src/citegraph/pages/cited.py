"""The most cited works, by the counts that the graph holds: what a first look needs, at once."""

from citegraph import saved
from citegraph import vocab as v
from citegraph.pages.addresses import Addresses
from citegraph.pages.facts import rows, totals
from citegraph.pages.table import Cell, Column, Table, exports
from citegraph.store import Snapshot

_SHOWN = 10


def most_cited(snapshot: Snapshot, addresses: Addresses, venue: str = "") -> Table:
    """The first works by citations, of all or of one venue; the saved query says more of each."""
    query = saved.get("most-cited")
    given = {"venue": venue} if venue else {}
    within = f"?work <{v.IN_VENUE}> <{venue}> ." if venue else ""
    found = rows(
        snapshot,
        f"""SELECT ?work (SAMPLE(?t) AS ?title) (SAMPLE(?y) AS ?year) ?n {{
          {{ SELECT ?work ?n {{ {within} ?work <{v.CITED_BY_COUNT}> ?n }}
             ORDER BY DESC(?n) ?work LIMIT {_SHOWN + 1} }}
          OPTIONAL {{ ?work <{v.TITLE}> ?t }}
          OPTIONAL {{ ?work <{v.YEAR}> ?y }}
        }} GROUP BY ?work ?n ORDER BY DESC(?n) ?work""",
    )
    known = totals(snapshot)
    return Table(
        query=query,
        columns=[Column("title", False), Column("year", False), Column("cited by", True)],
        rows=[
            [Cell(title or work, addresses.of(work)), Cell(year), Cell(n, is_number=True)]
            for work, title, year, n in found[:_SHOWN]
        ],
        more=len(found) > _SHOWN,
        said=(
            f"{known.lists:,} of {known.works:,} works in the store have a reference list:"
            " nothing else can be counted."
        ),
        whole=addresses.ask(query.name, given),
        exports=exports(query, addresses, given),
        series=[],
    )
