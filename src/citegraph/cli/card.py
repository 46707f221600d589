"""What is to be decided beside its candidates, for a terminal."""

import shutil

from citegraph.load.review import Sheet

_LONGEST = 300


def show(sheet: Sheet) -> None:
    """Write the words, where they stand, and a table with a column for each candidate."""
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    width = shutil.get_terminal_size((100, 24)).columns
    console = Console(width=width, highlight=False)
    console.print(Text(sheet.words, style="bold"))
    console.print(Text(sheet.place, style="dim"))
    table = Table(box=None, pad_edge=False, header_style="bold", padding=(0, 2, 0, 0))
    table.add_column("")
    candidates = len(sheet.rows[0][1])
    for column in (sheet.own, *(f"[{n}]" for n in range(1, candidates))):
        table.add_column(Text(column), overflow="fold", ratio=1)
    for name, cells in sheet.rows:
        table.add_row(Text(name, style="dim"), *(Text(cell[:_LONGEST]) for cell in cells))
    console.print(table)
