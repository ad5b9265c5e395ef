"""What all pictures are made of: boxes, areas in them, ticks, labels.

Functions return SVG as text. Texts from outside come in through `text` and `picture` alone, which escape
them; everything else is numbers and names of our own.
"""

import re
from collections.abc import Iterable, Mapping
from math import ceil, floor, log10
from typing import Any, NamedTuple

import numpy as np
from markupsafe import Markup, escape
from numpy.typing import NDArray

Array = NDArray[np.float64]
Json = Mapping[str, Any]

UNITS = 1000  # of the coordinates inside an area
MIDDLE = 4.0  # px, from the middle of small letters to their base line


class Frame(NamedTuple):
    """A plot area in a box: from left to right, from bottom to top, in shares of the box."""

    left: float
    right: float
    bottom: float
    top: float

    def x(self, share: float) -> float:
        """Percents of the box for a share of the area's width."""
        return 100 * (self.left + share * (self.right - self.left))

    def y(self, share: float) -> float:
        """Percents of the box, downwards, for a share of the area's height, upwards."""
        return 100 * (1 - self.bottom - share * (self.top - self.bottom))

    def area(self, content: str) -> str:
        """Content in units of the area, stretched over it; what leaves it is cut off."""
        width, height = self.x(1) - self.x(0), self.y(0) - self.y(1)
        return (
            f'<svg x="{self.x(0):.4g}%" y="{self.y(1):.4g}%" width="{width:.4g}%" height="{height:.4g}%"'
            f' viewBox="0 0 {UNITS} {UNITS}" preserveAspectRatio="none">{content}</svg>'
        )


WHOLE = Frame(0, 1, 0, 1)

_NO_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def in_xml(words: str) -> Markup:
    """Any text as XML has it: escaped, and a mark in place of the few signs that XML cannot have.

    >>> in_xml("a<b" + chr(0))
    Markup('a&lt;b\ufffd')
    """
    return escape(_NO_XML.sub("\ufffd", words))


def picture(kind: str, title: str, description: str, parts: Iterable[str]) -> Markup:
    """A whole picture of some kind, with its title and what it shows in words."""
    return Markup(
        f'<svg class="picture picture-{kind}" role="img">'
        f"<title>{in_xml(title)}</title><desc>{in_xml(description)}</desc>{''.join(parts)}</svg>"
    )


def text(words: str, x: float, y: float, kind: str, dx: float = 0, dy: float = 0) -> str:
    """Words at x, y in percents of the box, shifted by dx, dy px."""
    return f'<text class="{kind}" x="{x:.4g}%" y="{y:.4g}%" dx="{dx:g}" dy="{dy:g}">{in_xml(words)}</text>'


def path(line: Array) -> str:
    """A line, (n, 2) in units of an area, as M x,y x,y ..."""
    return "M" + " ".join(f"{x:.1f},{y:.1f}" for x, y in line.tolist())


def ticks(low: float, high: float) -> list[float]:
    """Two to five round numbers between low and high.

    >>> ticks(-1.15, 1.15)
    [-1.0, 0.0, 1.0]
    """
    most = (high - low) / 2
    power = 10.0 ** floor(log10(most))
    step = next(factor * power for factor in (5, 2, 1) if factor * power <= most * (1 + 1e-9))
    return [float(f"{index * step:.15g}") for index in range(ceil(low / step), floor(high / step) + 1)]


def tick_text(value: float) -> str:
    """A number as it stands at a tick, with a true minus sign.

    >>> [tick_text(value) for value in (-0.5, 250_000, 1.5e9, -2e-6)]
    ['−0.5', '250000', '1.5e9', '−2e−6']
    """
    if value == 0 or 1e-4 <= abs(value) < 1e6:
        return f"{value:.12g}".replace("-", "−")
    exponent = int(f"{value:.14e}".split("e")[1])
    digits = f"{float(f'{value:.15g}'):.14e}".split("e")[0].rstrip("0").rstrip(".")
    return f"{digits}e{exponent}".replace("-", "−")


MOST_DIGITS = 7  # of a tick's number; of longer ones all but the first say how much they are beyond it


def tick_texts(values: list[float]) -> list[str]:
    """The texts of an axis's ticks, rising: short, and each different from the others.

    >>> tick_texts([0.0, 50_000.0]), tick_texts([1.7e9, 1.7e9 + 2, 1.7e9 + 4])
    (['0', '50000'], ['1.7e9', '+2', '+4'])
    """
    largest, first = max(map(abs, values)), values[0]
    if len(values) < 2 or floor(log10(largest)) - floor(log10(values[1] - first)) < MOST_DIGITS:
        return [*map(tick_text, values)]
    return [tick_text(first), *(f"+{tick_text(float(f'{value - first:.6g}'))}" for value in values[1:])]


LONG = 28  # letters of a column's name in a picture


def short_name(name: str) -> str:
    """A column's name, cut where it would fill the picture."""
    return f"{name[: LONG - 1]}…" if len(name) > LONG else name


def short(value: float) -> str:
    """A tick's number that fits beside an axis, whatever its size.

    >>> [short(value) for value in (-0.5, 5000, -15000, 2e9)]
    ['−0.5', '5000', '−1.5e4', '2e9']
    """
    if abs(value) < 10_000:
        return tick_text(value)
    exponent = len(f"{abs(value):.0f}") - 1
    return tick_text(float(f"{value / 10**exponent:.3g}")) + f"e{exponent}"


def rounded(value: float) -> str:
    """A number that is not negative, short enough to stand beside an axis.

    >>> [rounded(value) for value in (0, 0.693, 0.00852, 0.0000031, 4e30)]
    ['0', '0.69', '0.009', '3e−6', '4e30']
    """
    if value == 0 or 0.01 <= value < 1000:
        return f"{float(f'{value:.2g}'):.12g}"
    if 0.001 <= value < 0.01:
        return f"{value:.1g}"
    digit, exponent = f"{value:.0e}".split("e")
    return f"{digit}e{tick_text(int(exponent))}"
