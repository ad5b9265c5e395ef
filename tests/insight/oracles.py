"""Other ways to the same answers: enumeration in whole numbers, a linear program, least distances."""

from itertools import permutations

import numpy as np
from scipy.optimize import linprog, nnls

XOR = np.array([[0.0, 0, 1, 1], [0, 1, 0, 1]]), np.array([0, 1, 1, 0])


def best_of_all_lines(X, label):
    """How many whole-number points the best line has right: all pairs of places, their line shifted and turned.

    A line through two places passes every place that is not on it as it is; those on it fall to its two
    sides as if it were turned a little about a spot between two of them, or beyond all.
    """
    points = [(int(x), int(y)) for x, y in X.T]
    ones = int(np.sum(label))
    best = max(ones, len(points) - ones)
    for (x, y), (u, v) in permutations(sorted(set(points)), 2):
        across = [(u - x) * (q - y) - (v - y) * (p - x) for p, q in points]
        along = [(u - x) * (p - x) + (v - y) * (q - y) for p, q in points]
        spots = sorted({t for t, side in zip(along, across, strict=True) if side == 0})
        for spot in [*spots, spots[-1] + 1]:
            for ahead in (True, False):
                left = [s > 0 or (s == 0 and (t < spot) == ahead) for s, t in zip(across, along, strict=True)]
                right = sum(side == bool(one) for side, one in zip(left, label, strict=True))
                best = max(best, right, len(points) - right)
    return best


def separable_by_linear_program(X, label):
    """Whether some w and b have ±(w·x + b) >= 1 at all points."""
    signs = np.where(label == 1, 1, -1)
    rows = -(signs * np.vstack([X, np.ones(X.shape[1])])).T
    answer = linprog(np.zeros(len(X) + 1), A_ub=rows, b_ub=-np.ones(len(rows)), bounds=(None, None))
    assert answer.status in (0, 2), answer.message  # solved, or proved infeasible
    return answer.status == 0


def margin_by_least_distance(X, label):
    """The hard margin: the smallest w with w·(b - a) >= 2 for all pairs, by non-negative least squares.

    Source: Lawson & Hanson 1974, Solving Least Squares Problems, ch. 23, problem LDP.
    """
    A, B = X[:, label == 0], X[:, label == 1]
    pairs = (B[:, :, None] - A[:, None, :]).reshape(len(X), -1)
    rows = np.vstack([pairs, np.ones(pairs.shape[1])])
    right = np.zeros(len(rows))
    right[-1] = 1
    weights, _ = nnls(rows, right, maxiter=10_000)
    rest = rows @ weights - right
    return float(0.5 / np.linalg.norm(rest[:-1] / rest[-1]))


def random_set(rng, dimensions, most=30):
    """Points of one of four kinds, (d, n), and labels that a hyperplane gives, or nearly."""
    n = int(rng.integers(2, most))
    kind = rng.integers(4)
    if kind == 0:
        X = rng.standard_normal((dimensions, n))
    elif kind == 1:
        X = rng.integers(-3, 4, (dimensions, n)).astype(float)  # with ties
    elif kind == 2:
        X = rng.integers(0, 2, (dimensions, n)).astype(float)  # with duplicates
    else:
        X = np.tanh(rng.standard_normal((dimensions, 2)) @ rng.standard_normal((2, n)))  # in a curved sheet
    label = (rng.standard_normal(dimensions) @ X + rng.standard_normal() / 2 > 0).astype(int)
    flipped = rng.random(n) < rng.choice([0, 0.1])
    label = np.where(flipped, 1 - label, label)
    label[:2] = 0, 1
    return X, label
