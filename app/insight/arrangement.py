"""Lines in a picture: into how many regions they cut it, counted exactly.

A float is a whole number times a power of two, so a line whose coefficients are floats can be written
in whole numbers, and whether two of them cross inside the picture, and whether a third passes through
the very same point, needs no rounding at all.

Source: Stanley 2007, An Introduction to Hyperplane Arrangements, IAS/Park City, lecture 1.
"""

from collections import defaultdict
from collections.abc import Sequence
from fractions import Fraction
from itertools import combinations
from math import gcd

Line = tuple[int, int, int]  # a·x + b·y + c = 0, without common divisors
Window = tuple[float, float, float, float]  # left, right, bottom, top


def regions(lines: Sequence[tuple[float, float, float]], window: Window) -> int:
    """Into how many regions these lines (a, b, c) cut the inside of the window.

    Every line that enters adds one region, and at every point inside where m of them meet, m - 1 more.
    A line that is there twice counts once; one with a = b = 0 is none.

    >>> regions([(1, 0, 0), (0, 1, 0)], (-1, 1, -1, 1))
    4
    """
    frame = tuple(Fraction(side) for side in window)
    entering = [line for line in {_whole(*line) for line in lines if any(line[:2])} if _enters(line, frame)]
    meeting: defaultdict[tuple[int, int, int], set[Line]] = defaultdict(set)
    for first, second in combinations(entering, 2):
        point = _crossing(first, second)
        if point[2] and _inside(point, frame):
            meeting[point] |= {first, second}
    return 1 + len(entering) + sum(len(together) - 1 for together in meeting.values())


def most_regions(lines: int) -> int:
    """The most regions that so many lines cut the plane into: 1 + n + n(n-1)/2.

    Source: Steiner 1826, Journal für die reine und angewandte Mathematik 1, pp. 349-364.
    """
    return 1 + lines + lines * (lines - 1) // 2


def _whole(a: float, b: float, c: float) -> Line:
    """The same line in whole numbers, always the same ones for the same line."""
    ratios = [float(value).as_integer_ratio() for value in (a, b, c)]
    common = max(denominator for _, denominator in ratios)  # all are powers of two
    return _reduced(*(numerator * (common // denominator) for numerator, denominator in ratios))


def _reduced(a: int, b: int, c: int) -> Line:
    """Without common divisors, the first number that is not zero positive."""
    divisor = gcd(a, b, c)
    if (a, b, c) < (0, 0, 0):
        divisor = -divisor
    return a // divisor, b // divisor, c // divisor


def _crossing(first: Line, second: Line) -> tuple[int, int, int]:
    """Where they meet, as (x·w, y·w, w) with w > 0; w = 0 for parallels."""
    (a, b, c), (d, e, f) = first, second
    x, y, w = b * f - c * e, c * d - a * f, a * e - b * d
    if not w:
        return 0, 0, 0
    divisor = gcd(x, y, w) if w > 0 else -gcd(x, y, w)
    return x // divisor, y // divisor, w // divisor


def _inside(point: tuple[int, int, int], frame: tuple[Fraction, ...]) -> bool:
    x, y, w = point
    left, right, bottom, top = frame
    return left * w < x < right * w and bottom * w < y < top * w


def _enters(line: Line, frame: tuple[Fraction, ...]) -> bool:
    """Whether the line has a point inside: then the corners do not all lie on one side of it."""
    a, b, c = line
    corners = [a * x + b * y + c for x in frame[:2] for y in frame[2:]]
    return min(corners) < 0 < max(corners)
