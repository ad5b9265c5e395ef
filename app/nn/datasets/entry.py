"""What the catalog holds of a data set, and what the drawing functions share.

Each entry draws (X, label): X of shape (2, n), float64; label of shape (n,), integers from 0.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from app.nn.activations import Array

Labels = NDArray[np.int64]

GAP = 0.06  # half of what lies between two classes: keeps a noise-free set separable in print


@dataclass(frozen=True)
class Dataset:
    """One family of points; `classes` says how many classes it can have, from and to.

    `most` is how many points there are of each class where they are real ones, else 0: then new ones
    can be drawn without end. `names` are the classes' names where they have any; with fewer classes
    the last ones are taken.
    """

    name: str
    label: str
    note: str
    draw: Callable[[int, int, np.random.Generator], tuple[Array, Labels]]
    classes: tuple[int, int] = (2, 2)
    source: str = ""
    most: int = 0
    names: tuple[str, ...] = ()


def balanced(samples: int, classes: int) -> Labels:
    """Labels 0, 1, .. in turn, so that the classes differ by one point at the most."""
    return np.arange(samples) % classes


OUTSIDE = -1  # what a region answers where no point may lie: in a gap, or beyond the shape


def carve(
    samples: int, classes: int, region: Callable[[Array, Array], Labels], rng: np.random.Generator
) -> tuple[Array, Labels]:
    """Points spread evenly over each class's part of the square [-1, 1] x [-1, 1].

    region(x, y), each (n,), gives the class at those places, or OUTSIDE.
    """
    label = balanced(samples, classes)
    X = np.empty((2, samples))
    found = np.zeros(classes, dtype=int)
    wanted = np.bincount(label, minlength=classes)
    while (found < wanted).any():
        tried = rng.uniform(-1, 1, (2, 4 * samples))
        here = region(*tried)
        for value in range(classes):
            fitting = tried[:, here == value][:, : wanted[value] - found[value]]
            places = np.flatnonzero(label == value)[found[value] :][: fitting.shape[1]]
            X[:, places] = fitting
            found[value] += fitting.shape[1]
    return X, label


def sides(distance: Array) -> Labels:
    """Class 1 where the distance from the border is positive, class 0 where it is negative; a gap between."""
    return np.where(np.abs(distance) < GAP, OUTSIDE, (distance > 0).astype(np.int64))
