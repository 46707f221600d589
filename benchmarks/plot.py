"""The results of `compare.py` as a picture: CPU and memory by number of works, as SVG.

Both axes are logarithmic. The picture has no background, and colours that stand out on white as on
black.
"""

import math
from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from compare import CITEGRAPH, YARDSTICK, Result

# Colour and dashes of each line, in the order of the legend.
_LINES = {
    CITEGRAPH: ("#e0662f", ""),
    YARDSTICK: ("#8a8f98", "5 4"),
    "morph-kgc": ("#3f8fe0", ""),
    "maplib": ("#2fa579", ""),
    "rdflib": ("#b06fd8", ""),
}
_WIDTH, _HEIGHT = 820, 380
_TOP, _BOTTOM = 64, 330
_HEAD = (
    f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {_HEIGHT}"'
    f' width="{_WIDTH}" height="{_HEIGHT}" role="img">\n'
    "<title>CPU and memory of ingest, by number of works</title>\n"
)
_STYLE = """\
<style>
text { font: 13px system-ui, sans-serif; fill: #7d8590 }
.title { font-weight: 600 }
.grid { stroke: #8a8f98; stroke-opacity: 0.3 }
</style>
"""


class Axis(NamedTuple):
    """A logarithmic scale from `low` to `high`, drawn from pixel `start` to pixel `end`."""

    low: float
    high: float
    start: float
    end: float

    def at(self, value: float) -> float:
        share = math.log(value / self.low) / math.log(self.high / self.low)
        return self.start + share * (self.end - self.start)

    @property
    def ticks(self) -> list[float]:
        """The powers of ten on the axis."""
        first, last = math.ceil(math.log10(self.low)), math.floor(math.log10(self.high))
        return [10.0**power for power in range(first, last + 1)]


def draw(results: Iterable[Result]) -> str:
    """The whole picture."""
    done = [result for result in results if not result.failure]
    parts = [
        _HEAD,
        _STYLE,
        *_legend({result.program for result in done}),
        *_panel(done, "CPU into the store, seconds", lambda r: r.whole.cpu, 56),
        *_panel(done, "Peak memory, MB", lambda r: r.whole.peak / 2**20, 476),
        "</svg>\n",
    ]
    return "".join(parts)


def _legend(programs: set[str]) -> Iterator[str]:
    left = 56
    for program, (colour, dashes) in _LINES.items():
        if program in programs:
            yield _path([(left, 16), (left + 24, 16)], colour, dashes)
            yield f'<text x="{left + 30}" y="20">{program}</text>\n'
            left += 60 + 8 * len(program)


def _panel(
    results: list[Result], title: str, value: Callable[[Result], float], left: float
) -> Iterator[str]:
    works = [result.works for result in results]
    values = [value(result) for result in results]
    across = Axis(min(works) / 1.3, max(works) * 1.3, left, left + 320)
    up = Axis(min(values) / 1.5, max(values) * 1.5, _BOTTOM, _TOP)
    yield f'<text class="title" x="{left}" y="48">{title}</text>\n'
    for tick in up.ticks:
        y = up.at(tick)
        yield f'<path class="grid" d="M{left} {y:.1f}H{left + 320}"/>\n'
        yield f'<text x="{left - 6}" y="{y + 4:.1f}" text-anchor="end">{tick:,g}</text>\n'
    for size in sorted(set(works)):
        x = across.at(size)
        yield f'<path class="grid" d="M{x:.1f} {_TOP}V{_BOTTOM}"/>\n'
        yield f'<text x="{x:.1f}" y="{_BOTTOM + 18}" text-anchor="middle">{_short(size)}</text>\n'
    yield f'<text x="{left + 160}" y="{_BOTTOM + 40}" text-anchor="middle">works</text>\n'
    for program, (colour, dashes) in _LINES.items():
        own = sorted((r for r in results if r.program == program), key=lambda r: r.works)
        points = [(across.at(r.works), up.at(value(r))) for r in own]
        yield _path(points, colour, dashes)
        yield "".join(
            f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3.5" fill="{colour}"/>\n' for x, y in points
        )


def _path(points: list[tuple[float, float]], colour: str, dashes: str) -> str:
    if len(points) < 2:
        return ""
    joined = "L".join(f"{x:.1f} {y:.1f}" for x, y in points)
    dashed = f' stroke-dasharray="{dashes}"' if dashes else ""
    return f'<path d="M{joined}" fill="none" stroke="{colour}" stroke-width="2"{dashed}/>\n'


def _short(works: int) -> str:
    """A number of works, shortened.

    >>> _short(200_000), _short(1_000_000), _short(500)
    ('200 k', '1 M', '500')
    """
    for unit, name in ((1_000_000, " M"), (1_000, " k")):
        if works >= unit:
            return f"{works / unit:g}{name}"
    return str(works)
