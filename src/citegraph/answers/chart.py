"""Series as plots: matplotlib for files, rich for a terminal.

A series is drawn over `year`. Where rows also have a word (a code, a name), each word is a line of
its own, of the first column of numbers; otherwise each column of numbers is a line.
"""

import warnings
from collections.abc import Iterator
from io import BytesIO, StringIO
from math import isfinite
from typing import Any

from citegraph.answers.answer import Answer, Term, one_line
from citegraph.errors import QueryError

# The lines that a plot holds before nobody can tell them apart.
_MOST_LINES = 10
_SIZE = (8.0, 4.5)
Lines = dict[str, list[tuple[int, float]]]


def write_chart(answer: Answer, format_name: str, width: int) -> Iterator[bytes]:
    """A plot as SVG, PNG or, `width` characters wide, as text. Raises QueryError for no numbers."""
    lines = read_lines(answer)
    if format_name == "plot":
        yield _text(lines, width).encode()
    else:
        yield _image(lines, format_name)


def read_lines(answer: Answer) -> Lines:
    """The points of each line by its name, those with the largest sums first."""
    others = [column for column in answer.columns if column != "year"]
    values = {column: list(answer.column(column)) for column in others}
    numeric = [c for c in others if any(values[c]) and all(_is_number(t) for t in values[c])]
    words = [c for c in others if any(values[c]) and c not in numeric]
    if answer.rows and not numeric:
        raise QueryError(f"there is nothing to plot: none of {', '.join(others)} is a number")
    found: Lines = {}
    for position, stated in enumerate(answer.column("year")):
        if stated is None or not stated.value.lstrip("-").isdigit():
            continue
        for column in numeric[:1] if words else numeric:
            term = values[column][position]
            if term is not None:
                named = [values[w][position] for w in words]
                name = one_line(" ".join(t.value for t in named if t is not None)) or column
                found.setdefault(name, []).append((int(stated.value), float(term.value)))
    largest = sorted(found, key=lambda name: -sum(y for _, y in found[name]))[:_MOST_LINES]
    kept = largest if words else list(found)
    return {name: sorted(found[name]) for name in kept}


def _is_number(term: Term | None) -> bool:
    try:
        return term is None or isfinite(float(term.value))
    except ValueError:
        return False


def _image(lines: Lines, format_name: str) -> bytes:
    import matplotlib as mpl
    from matplotlib.figure import Figure
    from matplotlib.ticker import MaxNLocator

    # Equal answers are equal files: no random names and no time; and text stays text.
    with mpl.rc_context({"svg.hashsalt": "citegraph", "svg.fonttype": "none"}):
        figure = Figure(figsize=_SIZE, layout="constrained")
        axes = figure.add_subplot()
        for name, points in lines.items():
            axes.plot(*zip(*points, strict=True), marker="o", markersize=3, label=_escaped(name))
        axes.set_xlabel("year")
        axes.xaxis.set_major_locator(MaxNLocator(integer=True))
        axes.set_ylim(bottom=0 if _is_positive(lines) else None)
        axes.spines[["top", "right"]].set_visible(False)
        if lines:
            axes.legend(frameon=False)
        out = BytesIO()
        metadata: dict[str, Any] = {"Date": None} if format_name == "svg" else {}
        with warnings.catch_warnings():
            # A letter that the font lacks becomes a box; the numbers are still there.
            warnings.simplefilter("ignore", UserWarning)
            figure.savefig(out, format=format_name, metadata=metadata)
    return out.getvalue()


def _is_positive(lines: Lines) -> bool:
    return all(y >= 0 for points in lines.values() for _, y in points)


def _escaped(name: str) -> str:
    """A name in which matplotlib sees no formula, and which a legend does not leave out."""
    return " " + name.replace("$", r"\$") if name.startswith("_") else name.replace("$", r"\$")


def _text(lines: Lines, width: int) -> str:
    """A bar for each point, year by year."""
    from rich.bar import Bar
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    points = [(year, name, value) for name, found in lines.items() for year, value in found]
    order = {name: place for place, name in enumerate(lines)}
    points.sort(key=lambda point: (point[0], order[point[1]]))
    values = [0.0, *(value for _, _, value in points)]
    low, span = min(values), max(values) - min(values)
    table = Table(box=None, show_header=False, pad_edge=False, padding=(0, 1, 0, 0))
    seen = None
    for year, name, value in points:
        bar = Bar(span or 1, min(0, value) - low, max(0, value) - low)
        table.add_row("" if year == seen else str(year), Text(name), f"{value:g}", bar)
        seen = year
    out = StringIO()
    Console(file=out, width=width, color_system=None).print(table)
    return "".join(f"{line.rstrip()}\n" for line in out.getvalue().splitlines() if line.strip())
