"""The data-dependent start: every unit's bend inside the data, and the units that together say most.

Layer by layer: units are drawn whose weighted sums have the activation's favourite spread over the
data and cross zero at one of its points. The first layer has as many as it needs. From the second
on there are many candidates, of which those stay that together explain the targets best, by
orthogonal least squares. The output layer is a ridge regression.

Sources: after Mishkin & Matas 2016, ICLR (layer by layer on the data), with the biases placed on
data points; the choice among candidates is that of Chen, Cowan & Grant 1991, IEEE Transactions on
Neural Networks 2, pp. 302-309.
"""

from math import pi, sqrt

import numpy as np

from app.nn.activations import Array
from app.nn.network import Network

CANDIDATES = 128  # for each hidden layer but the first
GLIMPSE = 200  # points that are enough to begin with
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
    a, sides = np.ascontiguousarray(inputs[:, glimpse]), 2 * targets[:, glimpse] - 1
    for index, (W, activation) in enumerate(zip(layers, network.activations, strict=False)):
        units, columns = W.shape
        choosy = index > 0 and activation.bends
        count = max(units, CANDIDATES) if choosy else units
        directions = _directions(rng, count, columns - 1, even=index == 0).astype(a.dtype)
        weights, sums = _placed(directions, a, spread * activation.spread, rng)
        if choosy:
            alone = np.tanh(sums) if activation.pullback else activation(sums)
            chosen = _telling(alone, sides, units)
            weights, sums = weights[chosen], sums[chosen]
        W[:] = weights
        a = np.concatenate([activation(sums), a[-1:]])
    layers[-1][:] = ridge(a, sides)


def _directions(rng: np.random.Generator, units: int, inputs: int, *, even: bool) -> Array:
    """Random directions, (units, inputs); in the plane and where wanted, one in each equal angle."""
    if not even or inputs != 2:
        return rng.standard_normal((units, inputs))
    angles = pi * (np.arange(units) + rng.random(units)) / units + pi * rng.integers(2, size=units)
    return np.stack([np.cos(angles), np.sin(angles)], axis=1)


def _placed(directions: Array, a: Array, spread: float, rng: np.random.Generator) -> tuple[Array, Array]:
    """Weights with biases whose sums over `a` spread that wide and are 0 at one of its points; the sums."""
    sums, every = directions @ a[:-1], np.arange(len(directions))
    scale = spread / np.maximum(sums.std(axis=1), 1e-6)
    biases = -sums[every, rng.integers(a.shape[1], size=len(every))]
    sums += biases[:, None]
    sums *= scale[:, None]
    return np.column_stack([directions, biases]) * scale[:, None], sums


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
        root = sqrt(max(left[best], least[best]))
        column[:] = (f @ f[best] - factor @ factor[best]) / root
        left -= column * column
        shared -= np.outer(column, shared[best] / root)
        chosen.append(best)
    return chosen


def ridge(a: Array, sides: Array) -> Array:
    """The least squares fit of `sides`, (outputs, n), by a, (units + 1, n), with small weights preferred."""
    a = a.astype(np.float64)
    gram = a @ a.T
    gram[np.diag_indices_from(gram)] += RIDGE * np.trace(gram) / len(gram) + 1e-9
    return np.linalg.solve(gram, a @ sides.T).T
