"""What an insight looks at: a network, the points it was shown, and the grid of its picture."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from app.nn import features
from app.nn.activations import Array
from app.nn.boundary import Grid, normalized
from app.nn.datasets import Data, Labels
from app.nn.features import Feature
from app.nn.network import CEILING
from app.nn.state import State
from app.nn.task import Task


@dataclass(frozen=True, eq=False)
class Subject:
    """A training and what came of it; `state` is the trained one, or the first where none is trained.

    Everything derived is float64 and made when it is first asked for; nothing here may be written to.
    `data` and `grid` are in the data's own units. The network is shown `features` of `normalized` points.
    more(n) draws n other points of the same kind, noise included; None where nobody can, of own points or
    real ones.
    """

    task: Task
    data: Data
    grid: Grid
    state: State
    features: tuple[Feature, ...]
    more: Callable[[int], Data] | None = None

    @property
    def label(self) -> Labels:
        """Each point's class, (n,) int from 0."""
        return self.data.label

    @property
    def test(self) -> NDArray[np.bool_]:
        """Which points were kept out of training, (n,)."""
        return self.data.test

    @property
    def names(self) -> list[str]:
        """Each layer's activation by its name; that of the outputs is sigmoid or softmax."""
        network = self.task.network
        output = "sigmoid" if network.sizes[-1] == 1 else "softmax"
        return [*(activation.name for activation in network.activations), output]

    @cached_property
    def theta64(self) -> Array:
        """The weights, (P,)."""
        return self.state.theta.astype(np.float64)

    @cached_property
    def layers(self) -> list[Array]:
        """The weights, a matrix (units, inputs + 1) a layer, whose last column is the bias."""
        return self.task.network.layers(self.theta64)

    @cached_property
    def measure(self) -> tuple[Array, Array]:
        """Center and scale, (2, 1) each, of the coordinates in which distances are measured.

        They are the data's own where both axes have one scale; else those that the network is shown, because
        a distance in years and euros means nothing.
        """
        center, scale = self.data.center[:, None], self.data.scale[:, None]
        if scale[0] == scale[1]:
            return np.zeros_like(center), np.ones_like(scale)
        return center, scale

    @cached_property
    def inputs(self) -> Array:
        """What the network is shown of all points, training and test, (features + 1, n), ones below."""
        return self.inputs_at(self.data.X)

    @cached_property
    def grid_points(self) -> Array:
        """The grid's points in the data's own units, (2, R²), row by row."""
        side = len(self.grid.x)
        return np.array([np.tile(self.grid.x, side), np.repeat(self.grid.y, side)])

    @cached_property
    def grid_inputs(self) -> Array:
        """What the network is shown of the grid, (features + 1, R²)."""
        return self.inputs_at(self.grid_points)

    def inputs_at(self, X: Array) -> Array:
        """What the network is shown of points (2, n) in the data's own units: (features + 1, n)."""
        return features.inputs(self.features, normalized(self.data, X), np.float64)

    def passes(self, inputs: Array) -> list[tuple[Array, Array]]:
        """The sums z and the activations a = f(z) of each layer, each (units, n), for such inputs.

        The last layer's z are the logits, and its a their probabilities: the sigmoid of one logit, the
        softmax of several. What is beyond any sensible sum is cut off at ±1e60, as in `calm_forward`.
        """
        passed: list[tuple[Array, Array]] = []
        activations = (*self.task.network.activations, probabilities)
        below = inputs
        with np.errstate(all="ignore"):
            for W, activation in zip(self.layers, activations, strict=True):
                z = np.clip(W @ below, -CEILING, CEILING)
                a = np.nan_to_num(activation(z), nan=0.0, posinf=CEILING, neginf=-CEILING)
                passed.append((z, a))
                below = np.vstack([a, np.ones(z.shape[1])])
        return passed

    def logits(self, inputs: Array) -> Array:
        """The logits, (outputs, n), for such inputs."""
        return self.passes(inputs)[-1][0]


def probabilities(logits: Array) -> Array:
    """The sigmoid of one logit, (1, n), or the softmax of several, (K, n)."""
    if len(logits) == 1:
        return 0.5 + 0.5 * np.tanh(0.5 * logits)
    exponentials = np.exp(logits - logits.max(axis=0))
    return exponentials / exponentials.sum(axis=0)
