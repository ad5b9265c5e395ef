"""A feed-forward network: its shape, its forward pass and backpropagation.

A layer is one matrix W of shape (units out, units in + 1); its last column is the bias, because the
last row of every input is 1. All matrices live in one flat vector `theta`, so that an optimiser is a
few lines on one array.

Source: Rumelhart, Hinton & Williams 1986, Nature 323, pp. 533-536.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise

import numpy as np

from app.nn.activations import Activation, Array


@dataclass(frozen=True)
class Network:
    """The shape of a network: `sizes` counts inputs, each hidden layer's units, and outputs.

    `activations` holds one entry for each hidden layer.
    """

    sizes: tuple[int, ...]
    activations: tuple[Activation, ...]

    @cached_property
    def shapes(self) -> tuple[tuple[int, int], ...]:
        """The shape of each layer's matrix, biases included."""
        return tuple((outputs, inputs + 1) for inputs, outputs in pairwise(self.sizes))

    @cached_property
    def parameters(self) -> int:
        """How many weights and biases there are."""
        return sum(rows * columns for rows, columns in self.shapes)

    @property
    def bends(self) -> bool:
        """Whether some hidden layer is anything else than affine."""
        return any(activation.bends for activation in self.activations)

    def layers(self, theta: Array) -> list[Array]:
        """Views of `theta`, (parameters,), as one matrix a layer; writing to them writes to it."""
        views, start = [], 0
        for rows, columns in self.shapes:
            views.append(theta[start : start + rows * columns].reshape(rows, columns))
            start += rows * columns
        return views


@dataclass
class Workspace:
    """The arrays that a pass over n samples writes into, made once and used again.

    For each hidden layer `z` holds the weighted sums, `a` the activations with the row of ones
    below them, and `kept` what the forward pass leaves for the derivative.
    """

    network: Network
    samples: int
    dtype: type = np.float32
    z: list[Array] = field(init=False)
    a: list[Array] = field(init=False)
    kept: list[Array] = field(init=False)
    logits: Array = field(init=False)

    def __post_init__(self) -> None:
        hidden, n = self.network.sizes[1:-1], self.samples
        self.z = [np.empty((units, n), self.dtype) for units in hidden]
        self.a = [np.ones((units + 1, n), self.dtype) for units in hidden]
        self.kept = [np.empty((units, n), self.dtype) for units in hidden]
        self.logits = np.empty((self.network.sizes[-1], n), self.dtype)


def forward(
    work: Workspace, layers: list[Array], inputs: Array, disturb: Callable[[Array], None] | None = None
) -> Array:
    """The logits, (outputs, n), of inputs (features + 1, n). `disturb` may change each layer's z in place."""
    a = inputs
    for W, z, activated, kept, activation in zip(
        layers, work.z, work.a, work.kept, work.network.activations, strict=False
    ):
        np.dot(W, a, out=z)
        if disturb is not None:
            disturb(z)
        activation.value(z, activated[:-1], kept)
        a = activated
    return np.dot(layers[-1], a, out=work.logits)


def backward(
    work: Workspace, layers: list[Array], gradients: list[Array], inputs: Array, delta: Array
) -> None:
    """Backpropagation: fill `gradients`, shaped like `layers`, from delta = dL/dlogits, (outputs, n).

    Must follow `forward` on the same workspace, whose arrays it uses up.
    """
    for index in reversed(range(1, len(layers))):
        activated, kept, z = work.a[index - 1], work.kept[index - 1], work.z[index - 1]
        activation = work.network.activations[index - 1]
        np.dot(delta, activated.T, out=gradients[index])
        if activation.pullback is None:
            activation.slope(z, activated[:-1], kept)
            np.dot(layers[index][:, :-1].T, delta, out=z)
            z *= kept
        else:
            np.dot(layers[index][:, :-1].T, delta, out=z)
            activation.pullback(activated[:-1], z)
        delta = z
    np.dot(delta, inputs.T, out=gradients[0])


CEILING = 1e60  # far beyond any sensible sum, and its cube is still a float64


def calm_forward(network: Network, theta: Array, inputs: Array) -> Array:
    """The logits in float64, for weights so large that float32 overflows: sums are cut off at ±1e60."""
    a = inputs.astype(np.float64)
    for W, activation in zip(
        network.layers(theta.astype(np.float64)), (*network.activations, None), strict=True
    ):
        z = np.clip(W @ a, -CEILING, CEILING)
        if activation is not None:
            bent = np.nan_to_num(activation(z), nan=0.0, posinf=CEILING, neginf=-CEILING)
            a = np.vstack([bent, np.ones(z.shape[1])])
    return z
