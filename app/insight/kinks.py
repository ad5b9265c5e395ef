"""The linear pieces of ReLU networks of one input: where their kinks are, found exactly, and how many.

A unit bends what it is shown where its sum crosses zero, and between its kinks a network is a straight
line. So the kinks of each layer are those of the layer below and, between two of these, one more for
each unit whose sum changes its sign there.

Source: Montúfar, Pascanu, Cho & Bengio 2014, NeurIPS, section 3; Telgarsky 2016, COLT, section 2, whose
sawtooth folds the line in two with every layer.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from app.nn.activations import Array

STRAIGHT = 1e-9  # a change of slope below this share of the steepest slope is rounding


@dataclass(frozen=True)
class Polyline:
    """Straight pieces one after another: their corners x, rising, and y there, both (pieces + 1,)."""

    x: Array
    y: Array

    @property
    def pieces(self) -> int:
        """How many there are."""
        return len(self.x) - 1

    def __call__(self, x: Array) -> Array:
        return np.interp(x, self.x, self.y)


def polyline(layers: Sequence[Array], low: float, high: float) -> Polyline:
    """What a ReLU network of one input and one output is between low and high.

    layers: the matrix (units, inputs + 1) of each layer, biases last, that of the output included.

    >>> polyline([np.array([[1.0, -0.5]]), np.array([[2.0, 0.0]])], 0, 1)
    Polyline(x=array([0. , 0.5, 1. ]), y=array([0., 0., 1.]))
    """
    x = np.array([low, high], np.float64)
    a = x[None]
    for W in layers[:-1]:
        x, z = _with_crossings(x, W[:, :-1] @ a + W[:, -1:])
        a = np.maximum(z, 0)
    y = (layers[-1][:, :-1] @ a + layers[-1][:, -1:])[0]
    return _merged(x, y)


def _with_crossings(x: Array, z: Array) -> tuple[Array, Array]:
    """Places x, (k,), and sums z, (units, k), with those between two places where a sum is zero."""
    before, after = z[:, :-1], z[:, 1:]
    unit, place = np.nonzero(before * after < 0)
    share = before[unit, place] / (before[unit, place] - after[unit, place])
    both = np.unique(np.concatenate([x, x[place] + share * (x[place + 1] - x[place])]))
    return both, np.array([np.interp(both, x, row) for row in z])


def _merged(x: Array, y: Array) -> Polyline:
    """The corners without those where nothing bends."""
    slope = np.diff(y) / np.diff(x)
    bends = np.abs(np.diff(slope)) > STRAIGHT * max(np.abs(slope).max(), np.finfo(float).tiny)
    kept = np.concatenate([[True], bends, [True]])
    return Polyline(x[kept], y[kept])


def interpolant(x: Array, y: Array) -> list[Array]:
    """One layer of ReLU units, and its output, that goes through the points (x, y), (n + 1,), x rising.

    Each of the n units starts at one of the points, and adds the change of slope there.
    """
    slope = np.diff(y) / np.diff(x)
    hidden = np.column_stack([np.ones(len(slope)), -x[:-1]])
    return [hidden, np.concatenate([np.diff(slope, prepend=0), y[:1]])[None]]


def sawtooth(depth: int) -> list[Array]:
    """A network of `depth` layers of two ReLU units that goes up and down 2^(depth - 1) times from 0 to 1.

    Each layer makes one tooth of what it is given, 2 relu(t) - 4 relu(t - 1/2), and so folds the line.
    """
    start = np.array([[1.0, 0.0], [1.0, -0.5]])
    folded = np.array([[2.0, -4.0, 0.0], [2.0, -4.0, -0.5]])
    return [start, *(depth - 1) * [folded], np.array([[2.0, -4.0, 0.0]])]
