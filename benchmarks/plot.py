"""The plot of the time to a solved spiral: a dot at the median, a line to the 95th percentile, log scale."""

import math
from collections.abc import Iterator
from html import escape

from benchmarks.parts import Figures
from benchmarks.parts.solve import seconds
from benchmarks.tables import number
from benchmarks.timing import median, percentile

LEFT, RIGHT, TOP, ROW, BOTTOM = 290, 90, 44, 30, 34
WIDTH = 860
OURS, OTHERS = "#0b6bcb", "#6b7280"
TICKS = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000)


def plot(figures: Figures) -> str:
    """An SVG with a row for each engine, the fastest on top. An engine that failed too often has no dot."""
    rows = sorted(
        ((label, *_spread(runs)) for label, runs in figures["runs"].items()), key=lambda row: row[1]
    )
    most = max(value for row in rows for value in row[1:] if math.isfinite(value))
    least = min(row[1] for row in rows)
    scale = _Scale(_below(least), _above(most))
    height = TOP + ROW * len(rows) + BOTTOM
    lines = [*_axis(scale, height), *(line for at, row in enumerate(rows) for line in _row(scale, at, *row))]
    return "\n".join(
        (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" width="{WIDTH}" '
            f'height="{height}" font-family="system-ui, sans-serif" font-size="13">',
            f'<rect width="{WIDTH}" height="{height}" fill="#fff"/>',
            '<text x="16" y="24" font-size="15" font-weight="600">'
            "Milliseconds to 99 % of a spiral’s 400 points, 2-8-8-1 tanh: median, line to the 95th percentile"
            "</text>",
            *lines,
            "</svg>\n",
        )
    )


class _Scale:
    """Milliseconds to pixels, logarithmic."""

    def __init__(self, low: float, high: float) -> None:
        self.low, self.high = low, high

    def __call__(self, value: float) -> float:
        share = math.log(value / self.low) / math.log(self.high / self.low)
        return round(LEFT + share * (WIDTH - LEFT - RIGHT), 1)


def _below(value: float) -> float:
    return max((tick for tick in TICKS if tick <= value), default=value)


def _above(value: float) -> float:
    return min((tick for tick in TICKS if tick >= value), default=value)


def _spread(runs: list[Figures]) -> tuple[float, float]:
    times = seconds(runs)
    return 1000 * median(times), 1000 * percentile(times, 0.95)


def _axis(scale: _Scale, height: int) -> Iterator[str]:
    for tick in TICKS:
        if scale.low <= tick <= scale.high:
            x = scale(tick)
            yield f'<path d="M{x} {TOP}V{height - BOTTOM}" stroke="#e5e7eb"/>'
            yield f'<text x="{x}" y="{height - 12}" text-anchor="middle" fill="#4b5563">{tick}</text>'


def _row(scale: _Scale, at: int, label: str, middle: float, high: float) -> Iterator[str]:
    y, colour = TOP + ROW * at + ROW // 2, OURS if label.startswith("Bendline") else OTHERS
    weight = ' font-weight="600"' if colour == OURS else ""
    yield f'<text x="{LEFT - 14}" y="{y + 4}" text-anchor="end"{weight}>{escape(label)}</text>'
    if not math.isfinite(middle):
        yield f'<text x="{LEFT}" y="{y + 4}" fill="{colour}">fewer than half solved</text>'
        return
    end, note = (scale(high), "") if math.isfinite(high) else (WIDTH - RIGHT, ", p95 unsolved")
    yield f'<path d="M{scale(middle)} {y}H{end}" stroke="{colour}" stroke-width="2"/>'
    yield f'<circle cx="{scale(middle)}" cy="{y}" r="5" fill="{colour}"/>'
    yield f'<text x="{end + 8}" y="{y + 4}" fill="{colour}">{number(middle)}{note}</text>'
