"""A chart of numbers by year, drawn as SVG on the server."""

from typing import NamedTuple

_WIDTH, _HEIGHT = 640, 180
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


class Chart(NamedTuple):
    width: int
    height: int
    left: int
    base: int
    bars: list[Bar]
    years: list[Mark]
    levels: list[Mark]
    title: str


def chart(series: list[tuple[str, int]], title: str) -> Chart | None:
    """Bars over all years from the first to the last; None where there is nothing to compare."""
    numbers = {int(year): number for year, number in series}
    if len(numbers) < 2 or max(numbers.values()) <= 0:
        return None
    first, last = min(numbers), max(numbers)
    if last - first >= _MAX_YEARS:
        return None
    top = _round(max(numbers.values()))
    step = (_WIDTH - _LEFT) / (last - first + 1)
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
    every = next(n for n in (1, 2, 5, 10, 20, 50) if (last - first) / n <= 8 or n == 50)
    years = [
        Mark(round(_LEFT + (year - first + 0.5) * step, 1), str(year))
        for year in range(first, last + 1)
        if year % every == 0
    ]
    levels = [
        Mark(round(_TOP + height * (1 - level / top), 1), f"{level:g}")
        for level in ((0, top / 2, top) if top > 1 else (0, top))
    ]
    return Chart(_WIDTH, _HEIGHT, _LEFT, _TOP + height, bars, years, levels, title)


def _round(most: int) -> int:
    """The next round number that is even, so that its half is whole.

    >>> [_round(n) for n in (1, 3, 7, 12, 99, 180)]
    [1, 4, 8, 20, 100, 200]
    """
    if most == 1:
        return 1
    size = int(10 ** (len(str(most)) - 1))
    return next(n * size for n in (1, 2, 4, 6, 8, 10) if n * size >= most and n * size > 1)
