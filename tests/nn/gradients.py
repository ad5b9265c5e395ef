"""Central differences, the oracle for every derivative; it knows nothing of the code it checks."""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


def central_difference(function: Callable[[Array], Array], x: Array, step: float = 1e-5) -> Array:
    """df/dx of a function that works on each element by itself, with an error of order step²."""
    return (function(x + step) - function(x - step)) / (2 * step)


def numeric_gradient(function: Callable[[Array], float], theta: Array, step: float = 1e-5) -> Array:
    """The gradient of a scalar function of a vector, one coordinate at a time."""
    gradient = np.empty_like(theta)
    for index in range(theta.size):
        move = np.zeros_like(theta)
        move[index] = step
        gradient[index] = (function(theta + move) - function(theta - move)) / (2 * step)
    return gradient


def disagreement(analytic: Array, numeric: Array) -> float:
    """The largest difference, relative to the derivative's size or to 1 where it is smaller."""
    return float(np.max(np.abs(analytic - numeric) / np.maximum(1, np.abs(numeric))))
