"""Initialisers: the weights a network starts from.

Each takes (network, theta, inputs, targets, rng, spread) and fills `theta`; most look only at the
shapes, `hinge` also at the data, over which it spreads its sums `spread` times as wide as usual.
"""

from collections.abc import Callable
from dataclasses import dataclass
from math import sqrt

import numpy as np

from app.nn import hinge
from app.nn.activations import Array
from app.nn.errors import UnknownName
from app.nn.network import Network

Start = Callable[[Network, Array, Array, Array, np.random.Generator, float], None]


@dataclass(frozen=True)
class Initializer:
    """One way to choose the initial weights."""

    name: str
    label: str
    note: str
    formula: str
    source: str
    fill: Start


def _by_shape(draw: Callable[[np.random.Generator, int, int], Array]) -> Start:
    """The start that draws each layer's weights, (outputs, inputs), and sets its biases to 0."""

    def fill(
        network: Network,
        theta: Array,
        inputs: Array,
        targets: Array,
        rng: np.random.Generator,
        spread: float = 1.0,
    ) -> None:
        for W in network.layers(theta):
            outputs, columns = W.shape
            W[:, :-1] = draw(rng, outputs, columns - 1)
            W[:, -1] = 0

    return fill


def _xavier(rng: np.random.Generator, outputs: int, inputs: int) -> Array:
    limit = sqrt(6 / (inputs + outputs))
    return rng.uniform(-limit, limit, (outputs, inputs))


def _he(rng: np.random.Generator, outputs: int, inputs: int) -> Array:
    return rng.normal(0, sqrt(2 / inputs), (outputs, inputs))


def _lecun(rng: np.random.Generator, outputs: int, inputs: int) -> Array:
    return rng.normal(0, sqrt(1 / inputs), (outputs, inputs))


def _orthogonal(rng: np.random.Generator, outputs: int, inputs: int) -> Array:
    tall = rng.normal(size=(max(outputs, inputs), min(outputs, inputs)))
    Q, R = np.linalg.qr(tall)
    Q *= np.sign(np.diag(R))  # without it, the signs are the algorithm's and not chance's
    return Q if outputs >= inputs else Q.T


def _uniform(rng: np.random.Generator, outputs: int, inputs: int) -> Array:
    return rng.uniform(-1, 1, (outputs, inputs))


def _normal(rng: np.random.Generator, outputs: int, inputs: int) -> Array:
    return rng.normal(size=(outputs, inputs))


def _zeros(rng: np.random.Generator, outputs: int, inputs: int) -> Array:
    return np.zeros((outputs, inputs))


INITIALIZERS: tuple[Initializer, ...] = (
    Initializer(
        name="hinge",
        label="Data-dependent (hinge)",
        note="Puts every unit's bend inside the data: a random direction, scaled to the data, crossing zero "
        "beside a random point. From the second layer on, it keeps those of 128 such units that say most.",
        formula="std(w·x) = about 1 over the data, w·x + b = 0 halfway between two sums; the best of many by "
        "orthogonal least squares; output by ridge regression",
        source="After Mishkin & Matas 2016, ICLR; Chen, Cowan & Grant 1991, IEEE Transactions on Neural "
        "Networks 2, pp. 302-309",
        fill=hinge.fill,
    ),
    Initializer(
        name="xavier",
        label="Xavier (Glorot)",
        note="Keeps the size of signals and gradients level from layer to layer, for tanh-like units.",
        formula="uniform ±√(6 / (inputs + outputs)), biases 0",
        source="Glorot & Bengio 2010, AISTATS, eq. 16",
        fill=_by_shape(_xavier),
    ),
    Initializer(
        name="he",
        label="He (Kaiming)",
        note="Like Xavier, with twice the variance to make up for the half that ReLU cuts off.",
        formula="normal, standard deviation √(2 / inputs), biases 0",
        source="He et al. 2015, ICCV, eq. 10",
        fill=_by_shape(_he),
    ),
    Initializer(
        name="lecun",
        label="LeCun",
        note="Gives each unit's sum the size of its inputs: the start that SELU was made for.",
        formula="normal, standard deviation √(1 / inputs), biases 0",
        source="LeCun et al. 1998, Efficient BackProp, section 4.6, eq. 16",
        fill=_by_shape(_lecun),
    ),
    Initializer(
        name="orthogonal",
        label="Orthogonal",
        note="Turns a layer's inputs without stretching them, as far as the layer's shape allows.",
        formula="rows or columns orthonormal, at random, biases 0",
        source="Saxe, McClelland & Ganguli 2014, ICLR, section 3",
        fill=_by_shape(_orthogonal),
    ),
    Initializer(
        name="uniform",
        label="Uniform",
        note="Any number from -1 to 1, however many inputs a unit has: deep layers are soon too loud.",
        formula="uniform ±1, biases 0",
        source="The plain choice that Glorot & Bengio 2010, AISTATS, section 4.2, improve on",
        fill=_by_shape(_uniform),
    ),
    Initializer(
        name="normal",
        label="Normal",
        note="The bell curve, however many inputs a unit has: deep layers are soon far too loud.",
        formula="normal, standard deviation 1, biases 0",
        source="The plain choice that He et al. 2015, ICCV, section 2.2, improve on",
        fill=_by_shape(_normal),
    ),
    Initializer(
        name="zeros",
        label="Zeros",
        note="Shows why not: all units of a layer are alike, get the same gradient, and stay alike for ever.",
        formula="0",
        source="Rumelhart, Hinton & Williams 1986, Nature 323, p. 535 (breaking the symmetry)",
        fill=_by_shape(_zeros),
    ),
)

_BY_NAME = {entry.name: entry for entry in INITIALIZERS}


def find(name: str) -> Initializer:
    """The catalog's entry of that name. Raises UnknownName."""
    if name not in _BY_NAME:
        raise UnknownName("initializer", name, tuple(_BY_NAME))
    return _BY_NAME[name]
