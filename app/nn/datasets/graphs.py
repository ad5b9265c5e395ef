"""Graphs: the points above the graph of a function against those below it."""

from collections.abc import Callable
from functools import partial

import numpy as np

from app.nn.activations import Array
from app.nn.datasets.entry import Dataset, Labels, carve, sides


def _beside(
    function: Callable[[Array], Array], samples: int, classes: int, rng: np.random.Generator
) -> tuple[Array, Labels]:
    """Class 1 above the graph, class 0 below it; the function's values lie within ±1/2."""
    return carve(samples, classes, lambda x, y: sides(y - function(x)), rng)


def _sine(x: Array) -> Array:
    return np.sin(2 * np.pi * x) / 2


def _absolute(x: Array) -> Array:
    return np.abs(x) - 0.5


def _cubic(x: Array) -> Array:
    return 2 * x**3 - 1.5 * x  # half of Chebyshev's third polynomial: its turns and ends are at ±1/2


GRAPHS: tuple[Dataset, ...] = (
    Dataset(
        "sine",
        "sine",
        "Above or below a wave: three units that are sines themselves are enough.",
        partial(_beside, _sine),
    ),
    Dataset(
        "absolute",
        "absolute value",
        "Above or below |x|: two straight lines that meet, the least that is not one line.",
        partial(_beside, _absolute),
    ),
    Dataset(
        "cubic",
        "cubic",
        "Above or below a cubic: one line is not enough, three units of tanh are.",
        partial(_beside, _cubic),
    ),
)
