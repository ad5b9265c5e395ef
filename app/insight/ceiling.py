"""The ceiling: how many points the best of all straight lines has on their right sides, exactly.

Every way in which a line can divide the points is found by turning a line about one of them: move a
dividing line until it meets its first point, there it may turn until it meets the next. So each place
is a pivot, the others are sorted by the angle at which the turning line meets them, and between two
angles the count changes by what was met. The pivot itself belongs to either side, for a line may
pass it a hair's breadth away. Points that lie in one line with the pivot are met together; another
pivot among them divides them elsewhere. O(n² log n) for n places.

Source: Johnson & Preparata 1978, Theoretical Computer Science 6, pp. 93-107 (the densest hemisphere;
a line in the plane is a plane through the origin one dimension higher).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from math import pi

import numpy as np
from numpy.typing import NDArray

from app.insight.certificate import Certificate
from app.insight.separability import separate
from app.nn.activations import Array
from app.nn.datasets import Labels
from app.nn.errors import Unsuitable

BLOCK = 200_000  # angles worked on at once: some 20 MB
CUTS = 32  # of the equally good ways to divide the points, so many are tried for the widest gap
ROUNDINGS = 16 * float(np.finfo(np.float64).eps)

Cut = NDArray[np.bool_]  # which places a line calls class 1, (m,)
Line = tuple[float, float, float]


@dataclass(frozen=True)
class Ceiling:
    """The best accuracy of any straight line, 0 to 1, which is correct / total, and a line that has it.

    line is (a, b, c): a x + b y + c is positive where it says class 1; (a, b) has length 1. gap is its
    distance from the nearest point. Among equally good lines it is one with a wide gap, and one beside
    all points only where none between them is as good. margin is the gap where the classes are
    separable, that of a hard-margin support vector machine; else None, and a certificate says why. With
    one class alone there is nothing to separate: separable without a margin.
    """

    accuracy: float
    correct: int
    total: int
    line: Line
    gap: float
    separable: bool
    margin: float | None
    certificate: Certificate | None


def ceiling(X: Array, label: Labels) -> Ceiling:
    """The exact ceiling of points X, (2, n), float64, of the classes label, (n,), 0 or 1.

    Three points count as in one line where moving each by 16 roundings of the largest coordinate
    could make it so. On whole numbers up to four million that is exact: they count as in one line
    only if they are.
    Raises Unsuitable where there is no point, or a coordinate is not finite.
    """
    if not len(label):
        raise Unsuitable("There is no point to be on the right side of a line.", "points", code="no_points")
    separation = separate(X, label)
    places, votes = _places(X, label)
    cuts = [votes > 0] if separation.separable else _best_cuts(places, votes)
    correct, _, gap, line = max(_judged(X, label, line) for line in _lines(places, cuts))
    return Ceiling(
        correct / len(label),
        correct,
        len(label),
        line,
        gap,
        separation.separable,
        separation.margin,
        separation.certificate,
    )


def _places(X: Array, label: Labels) -> tuple[Array, Labels]:
    """The places where points are, (2, m), and what each wins if it is called class 1, (m,)."""
    places, index = np.unique(X, axis=1, return_inverse=True)
    votes = np.zeros(places.shape[1], int)
    np.add.at(votes, index.reshape(-1), np.where(label == 1, 1, -1))
    return places, votes


def _best_cuts(places: Array, votes: Labels) -> list[Cut]:
    """The best of all ways in which a line can divide the places, with what it calls class 1."""
    total = votes.sum()
    best, cuts = max(total, 0), {}
    for turn in _turns(places, votes):
        pivots = votes[turn.pivots, None]
        won = np.maximum(turn.left, total - pivots - turn.left) + np.maximum(pivots, 0)
        won[~turn.clear] = -1
        if won.max() > best:
            best, cuts = won.max(), {}
        for row, step in np.argwhere(won == best):
            if len(cuts) >= CUTS:
                break
            cuts |= {cut.tobytes(): cut for cut in turn.cuts(row, step, votes) if votes[cut].sum() == best}
    return list(cuts.values())


@dataclass(frozen=True)
class _Turn:
    """Lines that turn about r pivots, from pointing right to pointing left, past the m - 1 other places.

    pivots: indices, (r,). upper: whether a place is on the line's left to begin with, (r, m). order: in
    which order the line meets the places, (r, m), the pivot last. left: the votes on its left after each
    meeting, the pivot's not counted, (r, m - 1). clear: whether it may stop there, because the next
    place is met at another angle, (r, m - 1).
    """

    pivots: Labels
    upper: Cut
    order: Labels
    left: Labels
    clear: Cut

    def cuts(self, row: int, step: int, votes: Labels) -> Iterator[Cut]:
        """How a line divides the places after meeting number `step`: its left as class 1, then its right."""
        pivot, left = self.pivots[row], self.upper[row].copy()
        left[self.order[row, : step + 1]] ^= True
        for ones in (left, ~left):
            ones[pivot] = votes[pivot] > 0
            yield ones


def _turns(places: Array, votes: Labels) -> Iterator[_Turn]:
    """The lines about every place, some pivots at a time."""
    m = len(votes)
    near, rows = ROUNDINGS * float(np.abs(places).max()), max(1, BLOCK // m)
    for start in range(0, m if m > 1 else 0, rows):
        pivots = np.arange(start, min(start + rows, m))
        dx, dy = (row - row[pivots, None] for row in places)
        upper = dy > 0
        angle = np.arctan2(np.abs(dy), np.where(upper, dx, -dx))
        angle[np.arange(len(pivots)), pivots] = np.inf
        order = angle.argsort(axis=1)
        met = order[:, :-1]
        angle = np.take_along_axis(angle, met, axis=1)
        blur = np.take_along_axis(near / np.maximum(np.hypot(dx, dy), near), met, axis=1)
        turned = np.take_along_axis(np.where(upper, -votes, votes), met, axis=1)
        left = np.where(upper, votes, 0).sum(axis=1, keepdims=True) + turned.cumsum(axis=1)
        clear = np.diff(angle, append=angle[:, :1] + pi) > blur + np.roll(blur, -1, axis=1)
        yield _Turn(pivots, upper, order, left, clear)


def _lines(places: Array, cuts: list[Cut]) -> Iterator[Line]:
    """The line with the widest gap for each cut, and two that have all places on one side."""
    for ones in cuts:
        separation = separate(places, ones.astype(int))
        if separation.margin is not None:
            yield (*separation.normal, separation.offset)
    low, away = float(places[1].min()), float(np.ptp(places, axis=1).max()) / 2 or 1.0
    yield 0.0, 1.0, away - low
    yield 0.0, -1.0, low - away


def _judged(X: Array, label: Labels, line: Line) -> tuple[int, bool, float, Line]:
    """How many points a line has on their sides, whether it passes between points, its gap, and itself."""
    a, b, c = line
    value = a * X[0] + b * X[1] + c
    ones = value > 0
    between = bool(ones.any() and not ones.all())
    return int(np.count_nonzero(ones == (label == 1))), between, float(np.abs(value).min()), line
