"""Logistic regression at its optimum: what a network without a bend comes to if it is trained to the end.

The mean loss is convex in the line's three numbers, and Newton's method finds its minimum in a few steps
(iteratively reweighted least squares). There is none where a line has no point on its wrong side, be it that
some lie on the line itself: then the loss falls for ever as the numbers grow.

Sources: McCullagh & Nelder 1989, Generalized Linear Models, section 4.4; Albert & Anderson 1984, Biometrika
71, pp. 1-10 (when there is a minimum).
"""

from dataclasses import dataclass

import numpy as np

from app.nn.activations import Array
from app.nn.datasets import Labels

STEPS = 60  # to a minimum a dozen are enough; without one each step moves the sums on by about 1, for ever
HALVINGS = 30
STILL = 1e-7  # a step that moves no sum by more is the last: what is wrong after it is its square
FLAT = 1e-13  # a curvature below that share of the largest: it has been falling along there for ever
SAME = 1e-12  # singular values below that share of the largest are rounding: the points lie on one line


@dataclass(frozen=True)
class Logistic:
    """The line a x + b y + c that is the log odds of class 1, the mean loss, and Newton's steps."""

    line: tuple[float, float, float]
    loss: float
    steps: int


def logistic(X: Array, label: Labels) -> Logistic | None:
    """The optimum for points X, (2, n), of the classes label, (n,), 0 or 1; None where none is finite.

    Of equally good lines, for points that lie on one line themselves, it is one.
    """
    centre = X.mean(axis=1, keepdims=True)
    scale = np.maximum(np.abs(X - centre).max(axis=1, keepdims=True), np.finfo(np.float64).tiny)
    A = np.vstack([(X - centre) / scale, np.ones(X.shape[1])])
    U, sizes, rows = np.linalg.svd(A, full_matrices=False)
    kept = sizes > SAME * sizes[0]
    rows = rows[kept] * np.sqrt(X.shape[1])
    theta, steps = _minimum(rows, np.where(label == 1, 1.0, -1.0))
    if theta is None:
        return None
    own = U[:, kept] @ (theta * np.sqrt(X.shape[1]) / sizes[kept])
    a, b = own[:2] / scale[:, 0]
    line = (float(a), float(b), float(own[2] - (a * centre[0, 0] + b * centre[1, 0])))
    return Logistic(line, _loss(theta @ rows, np.where(label == 1, 1.0, -1.0)), steps)


def _minimum(rows: Array, sides: Array) -> tuple[Array | None, int]:
    """Newton's method for the weights of rows, (r, n), from 0, and its steps."""
    theta = np.zeros(len(rows))
    for step in range(1, STEPS + 1):
        sums = theta @ rows
        wrong = _sigmoid(-sides * sums)  # the probability of the other class, exact however small
        curvature = (rows * (wrong * _sigmoid(sides * sums))) @ rows.T
        bends = np.linalg.eigvalsh(curvature)
        if not bends[0] > FLAT * bends[-1]:
            return None, step
        change = np.linalg.solve(curvature, rows @ (sides * wrong))
        change *= _share(theta, change, rows, sides)
        theta = theta + change
        if np.abs(change @ rows).max() < STILL:
            return theta, step
    return None, STEPS


def _share(theta: Array, change: Array, rows: Array, sides: Array) -> float:
    """The first of 1, 1/2, 1/4 .. of a step that brings the loss no higher."""
    before, share = _loss(theta @ rows, sides), 1.0
    for _ in range(HALVINGS):
        if _loss((theta + share * change) @ rows, sides) <= before:
            break
        share /= 2
    return share


def _loss(sums: Array, sides: Array) -> float:
    return float(np.logaddexp(0, -sides * sums).mean())


def _sigmoid(z: Array) -> Array:
    return np.exp(-np.logaddexp(0, -z))
