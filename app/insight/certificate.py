"""Certificates: a point that both classes surround, so that no line can have them on two sides.

If a weighted mean of the one class's points is a weighted mean of the other's, with weights that are not
negative and sum to 1, then whatever side of a line all points of the one class lie on, that point lies
there, too; and it cannot lie on both. Multiplying and adding is enough to check it. In d dimensions
d + 2 points are enough: four in the plane.

Sources: Kirchberger 1903, Mathematische Annalen 57, pp. 509-540 (d + 2 points are enough); Carathéodory
1907, Mathematische Annalen 64, pp. 95-115 (how to leave out the others).
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

import numpy as np

from app.insight.nearest import framed
from app.nn.activations import Array
from app.nn.datasets import Labels

DEPENDENT = 1e-12  # singular values below this share of the largest are rounding


@dataclass(frozen=True)
class Certificate:
    """Why no hyperplane separates two classes: weighted means of both that are one point, `meeting`.

    points: indices of d + 2 points at the most; label: their classes, 0 or 1; weights: positive, with
    the sum 1 within each class. weights and meeting, (d,), are floats, or all of them Fractions.
    """

    points: tuple[int, ...]
    label: tuple[int, ...]
    weights: tuple[Any, ...]
    meeting: tuple[Any, ...]

    def numbered(self, numbers: Labels) -> "Certificate":
        """The same about points that are a part of others, whose `numbers`, (n,), say which."""
        return replace(self, points=tuple(numbers[list(self.points)].tolist()))


def verify(certificate: Certificate, X: Array, label: Labels, tolerance: float = 1e-9) -> bool:
    """Whether a certificate proves what it says about points X, (d, n), of the classes `label`, (n,).

    tolerance is that of float weights, as a share of the largest coordinate. Where the weights are Fractions
    there is none: all is reckoned exactly, with the floats of X as the fractions that they are.
    """
    if any(label[point] != side for point, side in zip(certificate.points, certificate.label, strict=True)):
        return False
    exact = isinstance(certificate.weights[0], Fraction)
    number, allowed = (Fraction, 0) if exact else (float, tolerance)
    near = allowed * (1 if exact else max(1e-300, float(np.abs(X).max())))
    return all(weight > 0 for weight in certificate.weights) and all(
        abs(sum(weights) - 1) <= allowed
        and all(
            abs(mean - place) <= near
            for mean, place in zip(_mean(X, points, weights, number), certificate.meeting, strict=True)
        )
        for points, weights in (_half(certificate, side) for side in (0, 1))
    )


def _half(certificate: Certificate, side: int) -> tuple[list[int], list[Any]]:
    """The points of one class and their weights."""
    chosen = [index for index, other in enumerate(certificate.label) if other == side]
    return [certificate.points[i] for i in chosen], [certificate.weights[i] for i in chosen]


def _mean(X: Array, points: Sequence[int], weights: Sequence[Any], number: type) -> list[Any]:
    """The weighted sum of points, reckoned with that kind of number."""
    return [
        sum(weight * number(float(row[i])) for i, weight in zip(points, weights, strict=True)) for row in X
    ]


def certified(X: Array, label: Labels, weights: Array) -> Certificate:
    """A certificate on d + 2 points at the most, from weights, (n,), on any number of them."""
    points = np.flatnonzero(weights)
    points, weights = _fewest(framed(X[:, points])[0], label[points], points, weights[points])
    sides, places = label[points], X[:, points]
    means = [places[:, sides == side] @ weights[sides == side] for side in (0, 1)]
    meeting = (means[0] + means[1]) / 2
    return Certificate(
        tuple(points.tolist()), tuple(sides.tolist()), tuple(weights.tolist()), tuple(meeting.tolist())
    )


def _fewest(places: Array, sides: Labels, points: Labels, weights: Array) -> tuple[Labels, Array]:
    """Carathéodory's step, while there is one: shift weight along a dependency until a point has none."""
    rows = equations(places, sides)
    while True:
        _, sizes, directions = np.linalg.svd(rows)
        if np.count_nonzero(sizes > DEPENDENT * sizes[0]) == len(points):
            break
        direction = directions[-1]
        steps = np.where(direction > 0, weights / np.where(direction > 0, direction, 1), np.inf)
        weights = weights - steps.min() * direction
        stays = weights > 0
        stays[steps.argmin()] = False
        rows, points, weights = rows[:, stays], points[stays], weights[stays]
    right = np.zeros(len(rows))
    right[:2] = 1
    sharper = np.linalg.lstsq(rows, right, rcond=None)[0]
    return points, sharper if (sharper > 0).all() else weights


def equations(places: Array, sides: Labels) -> Array:
    """What weights on points (d, k) must fulfil: rows · weights = (1, 1, 0, ..., 0); (d + 2, k)."""
    signs = np.where(sides == 1, 1, -1)
    return np.vstack([sides == 0, sides == 1, places * signs])
