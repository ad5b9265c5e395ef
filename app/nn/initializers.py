"""Initialisers: the weights a network starts from.

Each takes (network, theta, inputs, targets, rng) and fills `theta`; most look only at the shapes,
`hinge` also at the data.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from app.nn.activations import Array
from app.nn.errors import UnknownName
from app.nn.network import Network

Start = Callable[[Network, Array, Array, Array, np.random.Generator], None]


@dataclass(frozen=True)
class Initializer:
    """One way to choose the first weights."""

    name: str
    label: str
    note: str
    formula: str
    source: str
    fill: Start


def _xavier(network: Network, theta: Array, inputs: Array, targets: Array, rng: np.random.Generator) -> None:
    for W in network.layers(theta):
        outputs, columns = W.shape
        limit = np.sqrt(6 / (columns - 1 + outputs))
        W[:, :-1] = rng.uniform(-limit, limit, (outputs, columns - 1))
        W[:, -1] = 0


def _he(network: Network, theta: Array, inputs: Array, targets: Array, rng: np.random.Generator) -> None:
    for W in network.layers(theta):
        outputs, columns = W.shape
        W[:, :-1] = rng.normal(0, np.sqrt(2 / (columns - 1)), (outputs, columns - 1))
        W[:, -1] = 0


RIDGE = 1e-2  # share of the mean squared activation: enough to keep the first output weights small


def _hinge(network: Network, theta: Array, inputs: Array, targets: Array, rng: np.random.Generator) -> None:
    layers = network.layers(theta)
    a = inputs
    for W, activation in zip(layers, network.activations, strict=False):
        units, columns = W.shape
        directions = rng.normal(size=(units, columns - 1))
        sums = directions @ a[:-1]
        scale = activation.spread / np.maximum(sums.std(axis=1), 1e-6)
        crossing = rng.integers(a.shape[1], size=units)
        W[:, :-1] = directions * scale[:, None]
        W[:, -1] = -sums[np.arange(units), crossing] * scale
        a = np.vstack([activation(W @ a), np.ones((1, a.shape[1]), a.dtype)])
    layers[-1][:] = _ridge(a, 2 * targets - 1)


def _ridge(a: Array, targets: Array) -> Array:
    """The least squares fit of targets, (outputs, n), by a, (units + 1, n), with small weights preferred."""
    a = a.astype(np.float64)
    gram = a @ a.T
    gram[np.diag_indices_from(gram)] += RIDGE * np.trace(gram) / len(gram) + 1e-9
    return np.linalg.solve(gram, a @ targets.T).T


INITIALIZERS: tuple[Initializer, ...] = (
    Initializer(
        name="hinge",
        label="Data-dependent (hinge)",
        note="Puts every unit's bend inside the data: a random direction, scaled to the data, "
        "crossing zero at a random point.",
        formula="std(w·x) = about 1 over the data, w·x + b = 0 at a random point; output by ridge regression",
        source="After Mishkin & Matas 2016, ICLR (layer by layer on the data), with the biases "
        "placed on data points",
        fill=_hinge,
    ),
    Initializer(
        name="xavier",
        label="Xavier (Glorot)",
        note="Keeps the size of signals and gradients level from layer to layer, for tanh-like units.",
        formula="uniform ±√(6 / (inputs + outputs)), biases 0",
        source="Glorot & Bengio 2010, AISTATS, eq. 16",
        fill=_xavier,
    ),
    Initializer(
        name="he",
        label="He (Kaiming)",
        note="Like Xavier, with twice the variance to make up for the half that ReLU cuts off.",
        formula="normal, standard deviation √(2 / inputs), biases 0",
        source="He et al. 2015, ICCV, eq. 10",
        fill=_he,
    ),
)

_BY_NAME = {entry.name: entry for entry in INITIALIZERS}


def find(name: str) -> Initializer:
    """The catalog's entry of that name. Raises UnknownName."""
    if name not in _BY_NAME:
        raise UnknownName("initializer", name, tuple(_BY_NAME))
    return _BY_NAME[name]
