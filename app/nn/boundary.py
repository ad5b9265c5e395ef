"""Decision boundaries: what a network answers at every point of a grid over the picture."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from app.nn.activations import Array
from app.nn.datasets import MARGIN, Data
from app.nn.features import Feature, inputs
from app.nn.network import Network, calm_forward, forward, workspace

BAND = 2048  # points evaluated at once: half the time of all at once for 100x100 points


@dataclass(frozen=True)
class Grid:
    """The lattice of a picture: x and y, (R,), rise; `inputs` is (features + 1, R²), row by row."""

    x: Array
    y: Array
    inputs: Array


@dataclass(frozen=True)
class Boundary:
    """A network's answers on a grid, each array (R, R): z[j, i] belongs to (x[i], y[j]).

    With two classes z is P(class 1). With more, z is the winning class, `confidence` its
    probability, and `margin` by how much it leads the runner-up; both are None with two classes.
    """

    z: Array
    confidence: Array | None = None
    margin: Array | None = None


def lattice(data: Data, features: Sequence[Feature], resolution: int, extent: float = 0.0) -> Grid:
    """A grid over the picture (see `sides`), `resolution` points a side."""
    x, y = (np.linspace(low, high, resolution) for low, high in sides(data, extent))
    points = np.array([np.tile(x, resolution), np.repeat(y, resolution)])
    return Grid(x, y, inputs(features, normalized(data, points)))


def sides(data: Data, extent: float = 0.0) -> Array:
    """The ends of the picture's x and y, (2, 2).

    extent is half the width in the units of x, around the middle, and the height goes with it; 0 takes the
    picture that the points came with, or a square that fits all of them, with a margin.
    """
    if data.sides is None:
        half = extent or MARGIN * float(np.abs(data.X - data.center[:, None]).max())
        return data.center[:, None] + half * np.array([-1.0, 1.0])
    if not extent:
        return data.sides
    half = (data.sides[:, 1] - data.sides[:, 0]) / 2
    return data.sides.mean(axis=1)[:, None] + (extent * half / half[0])[:, None] * np.array([-1.0, 1.0])


def normalized(data: Data, X: Array) -> Array:
    """Points (2, n) in the coordinates that the network is shown, about [-1, 1]."""
    return (X - data.center[:, None]) / data.scale[:, None]


def evaluate(network: Network, theta: Array, grid: Grid) -> Boundary:
    """The network's answer at every point of the grid; always finite."""
    side = len(grid.x)
    with np.errstate(all="ignore"):
        logits = _logits(network, theta, grid.inputs)
        if len(logits) == 1:
            return Boundary(_probability(logits[0]).reshape(side, side))
        probabilities = _probabilities(logits)
    first, second = np.sort(probabilities, axis=0)[:-3:-1]
    winner = probabilities.argmax(axis=0)
    return Boundary(*(values.reshape(side, side) for values in (winner, first, first - second)))


def _logits(network: Network, theta: Array, inputs: Array) -> Array:
    """The logits, band by band: a band stays in the processor's cache, and memory is bounded."""
    layers = network.layers(theta)
    bands = []
    for start in range(0, inputs.shape[1], BAND):
        band = np.ascontiguousarray(inputs[:, start : start + BAND])
        logits = forward(workspace(network, band.shape[1], band.dtype), layers, band)
        bands.append(logits.copy() if np.isfinite(logits).all() else calm_forward(network, theta, band))
    return np.concatenate(bands, axis=1)


def _probability(logit: Array) -> Array:
    return 0.5 + 0.5 * np.tanh(0.5 * logit)


def _probabilities(logits: Array) -> Array:
    exponentials = np.exp(logits - logits.max(axis=0))
    return exponentials / exponentials.sum(axis=0)
