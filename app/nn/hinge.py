"""The data-dependent start: every unit's bend inside the data, and the units that together say most.

Layer by layer: units are drawn whose weighted sums have the activation's favourite spread over the
data and cross zero beside one of its points, halfway to the next sum. The first layer has as many as
it needs. From the second on there are many candidates, of which those stay that together explain the
targets best, by orthogonal least squares. The output layer is a ridge regression.

Halfway, because a sum that is zero only up to rounding has the sign that the processor's order of
additions gives it: a step would answer 0 on one machine and 1 on another.

Sources: after Mishkin & Matas 2016, ICLR (layer by layer on the data), with the biases placed between
data points; the choice among candidates is that of Chen, Cowan & Grant 1991, IEEE Transactions on
Neural Networks 2, pp. 302-309.
"""

from math import pi, sqrt

import numpy as np
from numpy.typing import NDArray

from app.nn.activations import Array
from app.nn.network import Network

Indices = NDArray[np.integer]

CANDIDATES = 128  # for each hidden layer but the first
GLIMPSE = 200  # points that are enough to draw bends at, and to choose and to fit by
APART = 1e-4  # of the size of a sum's terms: sums that are closer count as one; float32 rounds at 1e-7
ALIKE = 1e-2  # of the same: sums that spread less are all alike, and scaling them would scale their rounding
RIDGE = 1e-2  # share of the mean squared activation: enough to keep the first output weights small
EXHAUSTED = 1e-3  # a candidate of which so little is not said yet by the others says nothing more


def fill(
    network: Network,
    theta: Array,
    inputs: Array,
    targets: Array,
    rng: np.random.Generator,
    spread: float = 1.0,
) -> None:
    """Fill `theta` for these examples, the sums `spread` times as wide as the activations like them."""
    layers, glimpse = network.layers(theta), rng.permutation(inputs.shape[1])[:GLIMPSE]
    a, sides = inputs, 2 * targets[:, glimpse] - 1
    for index, (W, activation) in enumerate(zip(layers, network.activations, strict=False)):
        units, columns = W.shape
        choosy = index > 0 and activation.bends
        count = max(units, CANDIDATES) if choosy else units
        directions = _directions(rng, count, columns - 1, even=index == 0).astype(a.dtype)
        points = glimpse[rng.integers(len(glimpse), size=count)]
        weights, sums = _placed(directions, a, points, spread * activation.spread)
        if choosy:
            seen = sums[:, glimpse]
            alone = np.tanh(seen) if activation.pullback else activation(seen)
            chosen = _telling(alone, sides, units)
            weights, sums = weights[chosen], sums[chosen]
        W[:] = weights
        a = np.concatenate([activation(sums), a[-1:]])
    layers[-1][:] = ridge(a[:, glimpse], sides)


def _directions(rng: np.random.Generator, units: int, inputs: int, *, even: bool) -> Array:
    """Random directions, (units, inputs); in the plane and where wanted, one in each equal angle."""
    if not even or inputs != 2:
        return rng.standard_normal((units, inputs))
    angles = pi * (np.arange(units) + rng.random(units)) / units + pi * rng.integers(2, size=units)
    return np.stack([np.cos(angles), np.sin(angles)], axis=1)


def _placed(directions: Array, a: Array, points: Indices, spread: float) -> tuple[Array, Array]:
    """Weights with biases whose sums over `a` spread that wide and are 0 beside a point each; the sums.

    Where all sums are alike there is nothing to be between: they are all about `spread` then.
    """
    sums, size = directions @ a[:-1], np.abs(directions) @ np.abs(a[:-1]).mean(axis=1)
    zero, differ = _beside(sums, points, APART * size)
    wide = sums.std(axis=1)
    differ &= wide > ALIKE * size
    scale = spread / np.where(differ, wide, 1)
    biases = np.where(differ, -zero, 1 - zero)
    sums += biases[:, None]
    sums *= scale[:, None]
    return np.column_stack([directions, biases]) * scale[:, None], sums


def _beside(sums: Array, points: Indices, apart: Array) -> tuple[Array, NDArray[np.bool_]]:
    """Halfway from each row's sum at its point to the next larger one that is `apart`; whether any is.

    sums, (m, n); points and apart, (m,). Above a row's last gap there is none: it takes that one.
    """
    every, ordered = np.arange(len(sums)), np.sort(sums, axis=1)
    steps = np.diff(ordered, append=ordered[:, -1:])
    gaps = steps > apart[:, None]
    above = gaps & (ordered >= sums[every, points][:, None])
    last = gaps.shape[1] - 1 - gaps[:, ::-1].argmax(axis=1)
    place = np.where(above.any(axis=1), above.argmax(axis=1), last)
    return ordered[every, place] + steps[every, place] / 2, gaps.any(axis=1)


def _telling(f: Array, sides: Array, count: int) -> list[int]:
    """Which rows of f, (m, n), explain `sides`, (K, n), best: one after another, each by what it adds.

    The products of all rows would be a matrix (m, m); of its Cholesky factor, (m, count), each choice
    needs one column more.
    """
    f, sides = (values - values.mean(axis=1, keepdims=True) for values in (f, sides))
    left, shared = (f * f).sum(axis=1), f @ sides.T  # of each row: what the chosen ones do not say yet
    least, factor, chosen = EXHAUSTED * left + 1e-9, np.zeros((len(f), count), f.dtype), []
    for column in factor.T:
        score = np.where(left > least, (shared * shared).sum(axis=1) / np.maximum(left, least), -1)
        score[chosen] = -2
        best = int(score.argmax())
        chosen.append(best)
        if score[best] < 0:  # none of the others says anything more: any will do
            continue
        root = sqrt(left[best])
        column[:] = (f @ f[best] - factor @ factor[best]) / root
        left -= column * column
        shared -= np.outer(column, shared[best] / root)
    return chosen


def ridge(a: Array, sides: Array) -> Array:
    """The least squares fit of `sides`, (outputs, n), by a, (units + 1, n), with small weights preferred."""
    a = a.astype(np.float64)
    gram = a @ a.T
    gram[np.diag_indices_from(gram)] += RIDGE * np.trace(gram) / len(gram) + 1e-9
    return np.linalg.solve(gram, a @ sides.T).T
