"""Unit maps: what every unit of a network answers over the picture, from the inputs to the outputs."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from app.nn.activations import Array
from app.nn.boundary import Grid, lattice
from app.nn.datasets import Data
from app.nn.features import Feature
from app.nn.network import CEILING, Network

SIDE = 40  # points along a map's side: a unit is drawn some fifty pixels wide
STEPS = 127  # from 0 to the largest value: what fits into a byte beside the sign
ZERO = 128  # the byte that stands for 0


@dataclass(frozen=True)
class Packed:
    """Maps of bytes, (units, n) u1, and each unit's scale, (units,): value = scale · (byte - 128) / 127."""

    bytes: NDArray[np.uint8]
    scale: Array


def small_lattice(data: Data, features: Sequence[Feature], extent: float) -> Grid:
    """The square of the picture, `SIDE` points a side."""
    return lattice(data, features, SIDE, extent)


def unit_maps(network: Network, theta: Array, inputs: Array) -> list[Array]:
    """What each unit answers at n points, always finite: (units, n) for the features, then for each layer.

    inputs is (features + 1, n), the last row 1. Hidden units answer their activation; outputs a
    probability, of class 1 where there is a single one. Values are cut off at ±1e60.
    """
    maps, below = [inputs[:-1].astype(np.float64)], inputs.astype(np.float64)
    layers = network.layers(theta.astype(np.float64))
    with np.errstate(all="ignore"):
        for W, activation in zip(layers, (*network.activations, _probabilities), strict=True):
            z = np.clip(W @ below, -CEILING, CEILING)
            maps.append(np.nan_to_num(activation(z), nan=0.0, posinf=CEILING, neginf=-CEILING))
            below = np.vstack([maps[-1], np.ones(z.shape[1])])
    return maps


def _probabilities(logits: Array) -> Array:
    if len(logits) == 1:
        return 0.5 + 0.5 * np.tanh(0.5 * logits)
    exponentials = np.exp(logits - logits.max(axis=0))
    return exponentials / exponentials.sum(axis=0)


def packed(values: Array) -> Packed:
    """The maps in a byte for each point; 0 stays exactly 0, and each unit has the finest steps it can.

    >>> packed(np.array([[-2.0, 0.0, 1.0]])).bytes.tolist()
    [[1, 128, 192]]
    """
    scale = np.abs(values).max(axis=1)
    steps = values / np.where(scale > 0, scale, 1)[:, None] * STEPS
    return Packed((np.rint(steps) + ZERO).astype(np.uint8), scale)
