"""Charts of numbers by year, drawn as SVG on the server."""

from typing import NamedTuple

# One chart has the width of a text, several stand side by side.
_WIDTH, _NARROW, _HEIGHT = 640, 340, 180
_LEFT, _BOTTOM, _TOP = 40, 24, 12
_MAX_YEARS = 300


class Bar(NamedTuple):
    x: float
    y: float
    width: float
    height: float
    label: str


class Mark(NamedTuple):
    """A number beside an axis."""

    at: float
    text: str


class Series(NamedTuple):
    """A number for each of some years, and what is counted."""

    name: str
    points: list[tuple[int, int]]


class Chart(NamedTuple):
    width: int
    height: int
    left: int
    base: int
    bars: list[Bar]
    years: list[Mark]
    levels: list[Mark]
    title: str


def charts(series: list[Series], caption: str, *, alike: bool) -> list[Chart]:
    """A chart for each series that says anything; all over the same years and, where they count
    things that are `alike`, on one scale."""
    everything = [point for one in series for point in one.points]
    years = {year for year, _ in everything}
    if len(years) < 2 or max(years) - min(years) >= _MAX_YEARS:
        return []
    said = [one for one in series if any(number > 0 for _, number in one.points)]
    width = _WIDTH if len(said) == 1 else _NARROW
    return [
        _chart(
            width,
            dict(one.points),
            (min(years), max(years)),
            max(number for _, number in (everything if alike else one.points)),
            f"{one.name} by year" if alike else f"{caption}: {one.name} by year",
        )
        for one in said
    ]


def _chart(
    width: int, numbers: dict[int, int], years: tuple[int, int], most: int, title: str
) -> Chart:
    """Bars over all years from the first to the last, on a scale for the largest number."""
    first, last = years
    top = _round(most)
    step = (width - _LEFT) / (last - first + 1)
    height = _HEIGHT - _BOTTOM - _TOP
    bars = [
        Bar(
            round(_LEFT + (year - first) * step + step * 0.1, 1),
            round(_TOP + height * (1 - number / top), 1),
            round(step * 0.8, 1),
            round(height * number / top, 1),
            f"{year}: {number}",
        )
        for year, number in sorted(numbers.items())
        if number > 0
    ]
    every = next(n for n in (1, 2, 5, 10, 20, 50) if (last - first) / n <= width / 80 or n == 50)
    marks = [
        Mark(round(_LEFT + (year - first + 0.5) * step, 1), str(year))
        for year in range(first, last + 1)
        if year % every == 0
    ]
    levels = [
        Mark(round(_TOP + height * (1 - level / top), 1), f"{level:g}")
        for level in ((0, top / 2, top) if top > 1 else (0, top))
    ]
    return Chart(width, _HEIGHT, _LEFT, _TOP + height, bars, marks, levels, title)


def _round(most: int) -> int:
    """The next round number that is even, so that its half is whole.

    >>> [_round(n) for n in (1, 3, 7, 12, 99, 180)]
    [1, 4, 8, 20, 100, 200]
    """
    if most == 1:
        return 1
    size = int(10 ** (len(str(most)) - 1))
    return next(n * size for n in (1, 2, 4, 6, 8, 10) if n * size >= most and n * size > 1)
