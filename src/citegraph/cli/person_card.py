"""A name in the list of a work beside the persons whom it may be, for a terminal."""

import shutil

from citegraph import vocab as v
from citegraph.load.authorships import Reader
from citegraph.load.person_candidates import PersonCandidate
from citegraph.store import Writer
from citegraph.subjects import short

_LONGEST = 300


def show(writer: Writer, authorship: str, candidates: list[PersonCandidate]) -> None:
    """Write the name, its work, and a table with a column for each candidate."""
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    width = shutil.get_terminal_size((100, 24)).columns
    console = Console(width=width, highlight=False)
    own = Reader(writer).node(authorship).authorship
    console.print(Text(own.name, style="bold"))
    told = [writer.first(own.work, field) for field in (v.YEAR, v.TITLE)]
    place = ", ".join(part for part in told if part) or own.work
    console.print(Text(f"{own.role} of {place}", style="dim"))
    table = Table(box=None, pad_edge=False, header_style="bold", padding=(0, 2, 0, 0))
    table.add_column("")
    for column in ("here", *(f"[{n}]" for n in range(1, len(candidates) + 1))):
        table.add_column(Text(column), overflow="fold", ratio=1)
    affiliations = "; ".join(own.affiliations)
    rows = [
        ("name", [own.name, *("; ".join(c.names) for c in candidates)]),
        ("person", ["", *(short(c.person or c.object, writer.iris) for c in candidates)]),
        ("works", ["1", *(str(c.known) for c in candidates)]),
        ("", [place, *("; ".join(c.works) for c in candidates)]),
        ("venue", [own.venue_name or own.venue, *("" for _ in candidates)]),
        ("affiliation", [affiliations, *("" for _ in candidates)]),
        ("co-authors", ["; ".join(own.coauthors), *("" for _ in candidates)]),
        ("for", ["", *(", ".join(c.agreement) for c in candidates)]),
        ("against", ["", *(", ".join(c.disagreement) for c in candidates)]),
    ]
    for name, cells in rows:
        if any(cells):
            table.add_row(Text(name, style="dim"), *(Text(cell[:_LONGEST]) for cell in cells))
    console.print(table)
