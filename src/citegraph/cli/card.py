"""A reference beside the works that it may mean, for a terminal."""

import shutil

from citegraph import vocab as v
from citegraph.candidates import Candidate
from citegraph.store import Snapshot

_LONGEST = 300
_FIELDS = (
    ("title", (v.TITLE,)),
    ("authors", (v.AUTHOR_LIST,)),
    ("year", (v.YEAR, v.YEAR_STATED)),
    ("venue", (v.PUBLICATION_NAME, v.BOOK_TITLE)),
    ("number", (v.NUMBER,)),
    ("volume", (v.VOLUME,)),
    ("issue", (v.ISSUE,)),
    ("publisher", (v.PUBLISHER,)),
    ("DOI", (v.DOI,)),
    ("handle", (v.HANDLE,)),
)


def show(snapshot: Snapshot, reference: str, candidates: list[Candidate]) -> None:
    """Write the words, the citing work, and a table with a column for each candidate."""
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    width = shutil.get_terminal_size((100, 24)).columns
    console = Console(width=width, highlight=False)
    citing = reference.partition("#")[0]
    console.print(Text(snapshot.first(reference, v.RAW), style="bold"))
    told = [snapshot.first(citing, field) for field in (v.AUTHOR_LIST, v.YEAR, v.TITLE)]
    console.print(Text(f"in {', '.join(part for part in told if part) or citing}", style="dim"))
    table = Table(box=None, pad_edge=False, header_style="bold", padding=(0, 2, 0, 0))
    table.add_column("")
    for column in ("reference", *(f"[{n}]" for n in range(1, len(candidates) + 1))):
        table.add_column(Text(column), overflow="fold", ratio=1)
    things = [reference, *(candidate.work for candidate in candidates)]
    rows = [(name, [_joined(snapshot, iri, fields) for iri in things]) for name, fields in _FIELDS]
    rows.insert(7, ("pages", [_pages(snapshot, iri) for iri in things]))
    rows.append(("kind", ["", *(_kind(snapshot, candidate.work) for candidate in candidates)]))
    rows.append(("score", ["", *(candidate.score for candidate in candidates)]))
    rows.append(("for", ["", *(", ".join(c.agreement) for c in candidates)]))
    rows.append(("against", ["", *(", ".join(c.disagreement) for c in candidates)]))
    rows.append(("veto", ["", *(c.veto for c in candidates)]))
    for name, cells in rows:
        if any(cells):
            table.add_row(Text(name, style="dim"), *(Text(cell[:_LONGEST]) for cell in cells))
    console.print(table)


def _joined(snapshot: Snapshot, iri: str, fields: tuple[str, ...]) -> str:
    return snapshot.first(iri, *fields)


def _pages(snapshot: Snapshot, iri: str) -> str:
    ends = [snapshot.first(iri, field) for field in (v.STARTING_PAGE, v.ENDING_PAGE)]
    return "-".join(end for end in ends if end)


def _kind(snapshot: Snapshot, iri: str) -> str:
    classes = snapshot.objects(iri, v.TYPE)
    return ", ".join(c.removeprefix(v.CG) for c in classes if c != v.WORK)
