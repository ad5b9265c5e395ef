"""A feed-forward network: its shape, its forward pass and backpropagation.

A layer is one matrix W of shape (units out, units in + 1); its last column is the bias, because the
last row of every input is 1. All matrices live in one flat vector `theta`, so that an optimiser is a
few lines on one array.

Source: Rumelhart, Hinton & Williams 1986, Nature 323, pp. 533-536.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
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
        """Whether some hidden layer is anything else than affine, whatever its weights."""
        return any(
            activation.bends_among(units)
            for activation, units in zip(self.activations, self.sizes[1:-1], strict=True)
        )

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

    For each hidden layer `z` holds the weighted sums, `f` the activations, `kept` what the forward
    pass leaves for the derivative, and `a` what the next layer reads: the activations with the row
    of ones below them. Where units are dropped, `a` has gaps and `f` has none; else they share memory.
    """

    network: Network
    samples: int
    dtype: type = np.float32
    drops: bool = False
    z: list[Array] = field(init=False)
    f: list[Array] = field(init=False)
    kept: list[Array] = field(init=False)
    a: list[Array] = field(init=False)
    logits: Array = field(init=False)

    def __post_init__(self) -> None:
        hidden, n = self.network.sizes[1:-1], self.samples
        self.z = [np.empty((units, n), self.dtype) for units in hidden]
        self.a = [np.ones((units + 1, n), self.dtype) for units in hidden]
        self.f = [np.empty_like(a[:-1]) if self.drops else a[:-1] for a in self.a]
        self.kept = [np.empty((units, n), self.dtype) for units in hidden]
        self.logits = np.empty((self.network.sizes[-1], n), self.dtype)
        self.summands = self.logits.reshape(-1), np.ones(self.logits.size, self.dtype)
        self.share = np.array(1 / n, self.dtype)


@lru_cache(maxsize=32)
def workspace(network: Network, samples: int, dtype: type, drops: bool = False, place: str = "") -> Workspace:
    """A workspace that is made once for each shape, and for each `place` that must not disturb another."""
    return Workspace(network, samples, dtype, drops)


@dataclass(frozen=True)
class Disturbance:
    """What disturbs one pass, each None or one array (units, n) for each hidden layer.

    noise is added to the weighted sums; masks multiply the activations: 0 drops a unit.
    """

    noise: list[Array] | None = None
    masks: list[Array] | None = None


CALM = Disturbance()


def forward(work: Workspace, layers: list[Array], inputs: Array, disturbance: Disturbance = CALM) -> Array:
    """The logits, (outputs, n), of inputs (features + 1, n). Masks need a workspace that `drops`."""
    a = inputs
    for index, activation in enumerate(work.network.activations):
        z, f = work.z[index], work.f[index]
        np.dot(layers[index], a, out=z)
        if disturbance.noise is not None:
            z += disturbance.noise[index]
        activation.value(z, f, work.kept[index])
        a = work.a[index]
        if disturbance.masks is not None:
            np.multiply(f, disturbance.masks[index], out=a[:-1])
    return np.dot(layers[-1], a, out=work.logits)


def backpropagated(
    work: Workspace, layers: list[Array], inputs: Array, delta: Array, disturbance: Disturbance = CALM
) -> Iterator[tuple[int, Array, Array]]:
    """From the last layer to the first: its index, dL/dz of its units, and what it read.

    delta, (outputs, n), is dL/dlogits. Must follow `forward` on the same workspace, whose z and
    kept it uses up.
    """
    for index in range(len(layers) - 1, 0, -1):
        yield index, delta, work.a[index - 1]
        activation, f, z = work.network.activations[index - 1], work.f[index - 1], work.z[index - 1]
        if activation.pullback is None:
            activation.slope(z, f, work.kept[index - 1])
        np.dot(layers[index].T[:-1], delta, out=z)
        if disturbance.masks is not None:
            z *= disturbance.masks[index - 1]
        if activation.pullback is None:
            z *= work.kept[index - 1]
        else:
            activation.pullback(f, z)
        delta = z
    yield 0, delta, inputs


def backward(
    work: Workspace,
    layers: list[Array],
    gradients: list[Array],
    inputs: Array,
    delta: Array,
    disturbance: Disturbance = CALM,
) -> None:
    """Backpropagation: fill `gradients`, shaped like `layers`, from delta = dL/dlogits, (outputs, n)."""
    for index, dz, a in backpropagated(work, layers, inputs, delta, disturbance):
        np.dot(dz, a.T, out=gradients[index])


def jacobian(work: Workspace, layers: list[Array], blocks: list[Array], inputs: Array, delta: Array) -> None:
    """As `backward`, but sample by sample: fill `blocks`, each layer's shape with n at its end."""
    for index, dz, a in backpropagated(work, layers, inputs, delta):
        np.multiply(dz[:, None], a, out=blocks[index])


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
