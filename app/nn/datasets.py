"""Data sets: points in the plane that belong to classes, inside about [-1, 1] x [-1, 1].

`DATASETS` is the catalog. Each entry draws (X, label): X of shape (2, n), float64; label of shape
(n,), integers from 0. Noise is the standard deviation of what is added to each coordinate, in the
picture's own units.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from app.nn.activations import Array
from app.nn.errors import UnknownName, Unsuitable

Labels = NDArray[np.int64]


@dataclass(frozen=True)
class Dataset:
    """One family of points; `classes` says how many classes it can have, from and to."""

    name: str
    label: str
    note: str
    draw: Callable[[int, int, np.random.Generator], tuple[Array, Labels]]
    classes: tuple[int, int] = (2, 2)


@dataclass(frozen=True)
class Data:
    """Points with their classes, each in the training or the test part.

    X: (2, n) float64; label: (n,) int, from 0; test: (n,) bool; classes: names, by label.
    center and scale, (2,) each, map the points to about [-1, 1]: (X - center) / scale.
    """

    X: Array
    label: Labels
    test: NDArray[np.bool_]
    classes: tuple[str, ...]
    center: Array
    scale: Array


def _balanced(samples: int, classes: int) -> Labels:
    """Labels 0, 1, .. in turn, so that the classes differ by one point at the most."""
    return np.arange(samples) % classes


TURNS = 1.75  # of each arm around the centre
START = 0.05  # of the way, squared: nearer to the centre the arms are too close for 400 points to tell apart


def _spiral(samples: int, classes: int, rng: np.random.Generator) -> tuple[Array, Labels]:
    label = _balanced(samples, classes)
    turn = (np.arange(samples) // classes + rng.random(samples)) * classes / samples  # evenly, jittered
    t = np.sqrt(START + (1 - START) * np.minimum(turn, 1))  # the root spreads the points over the arm's sweep
    angle = 2 * np.pi * (TURNS * 2 / classes * t + label / classes)
    return t * np.array([np.cos(angle), np.sin(angle)]), label


def _xor(samples: int, classes: int, rng: np.random.Generator) -> tuple[Array, Labels]:
    label = _balanced(samples, 2)
    X = rng.uniform(0.06, 1, (2, samples))  # the gap of .12 keeps a noise-free set separable in print
    right = rng.random(samples) < 0.5
    X[0] *= np.where(right, 1, -1)
    X[1] *= np.where(right ^ (label == 0), -1, 1) * -1
    return X, label


def _circles(samples: int, classes: int, rng: np.random.Generator) -> tuple[Array, Labels]:
    label = _balanced(samples, classes)
    width = 1 / classes
    low, high = label * width, (label + 0.7) * width
    radius = np.sqrt(rng.uniform(low**2, high**2))
    angle = rng.uniform(0, 2 * np.pi, samples)
    return radius * np.array([np.cos(angle), np.sin(angle)]), label


def _moons(samples: int, classes: int, rng: np.random.Generator) -> tuple[Array, Labels]:
    label = _balanced(samples, 2)
    angle = rng.uniform(0, np.pi, samples)
    upper = np.array([np.cos(angle) - 0.5, np.sin(angle) - 0.25])
    return np.where(label == 0, upper, -upper) / 1.5, label


SIGMA = 0.16  # of each cloud of the gaussians: two clouds 1.3 apart overlap in 1 of 40 000 points


def _gaussians(samples: int, classes: int, rng: np.random.Generator) -> tuple[Array, Labels]:
    label = _balanced(samples, classes)
    angle = 2 * np.pi * label / classes + np.pi / 4
    return 0.65 * np.array([np.cos(angle), np.sin(angle)]) + rng.normal(0, SIGMA, (2, samples)), label


CELLS = 3  # a side of the checkerboard: with 4, 300 points are 19 a cell, and networks learn them by heart


def _checkerboard(samples: int, classes: int, rng: np.random.Generator) -> tuple[Array, Labels]:
    label = _balanced(samples, 2)
    corner = np.array([[row, column] for row in range(CELLS) for column in range(CELLS)])
    odd = corner.sum(axis=1) % 2
    cell = np.empty((2, samples))
    for value in (0, 1):
        mine = corner[odd == value]
        members = label == value
        cell[:, members] = mine[rng.integers(len(mine), size=members.sum())].T
    return (cell + rng.uniform(0.06, 0.94, (2, samples))) * 2 / CELLS - 1, label


DATASETS: tuple[Dataset, ...] = (
    Dataset(
        "spiral", "spiral", "Arms wound around each other: no straight line comes near.", _spiral, (2, 6)
    ),
    Dataset("xor", "XOR", "Opposite quarters belong together: the oldest puzzle no line can solve.", _xor),
    Dataset("circles", "circles", "One class inside a ring of the other.", _circles, (2, 6)),
    Dataset("moons", "moons", "Two crescents that reach into each other.", _moons),
    Dataset(
        "gaussians",
        "gaussians",
        "Round clouds apart from each other: the one a straight line can separate.",
        _gaussians,
        (2, 6),
    ),
    Dataset(
        "checkerboard",
        "checkerboard",
        "Nine squares in two colours: many corners to bend around.",
        _checkerboard,
    ),
)

_BY_NAME = {entry.name: entry for entry in DATASETS}


def find(name: str) -> Dataset:
    """The catalog's entry of that name. Raises UnknownName."""
    if name not in _BY_NAME:
        raise UnknownName("dataset", name, tuple(_BY_NAME))
    return _BY_NAME[name]


def generate(
    dataset: Dataset, samples: int, classes: int, noise: float, test_share: float, seed: int
) -> Data:
    """Draw a data set, the same for the same seed.

    samples counts training and test points together; test_share is the test points' share of them.
    Raises Unsuitable where the data set cannot have that many classes.
    """
    fewest, most = dataset.classes
    if not fewest <= classes <= most:
        can = f"{fewest} to {most}" if most > fewest else f"exactly {fewest}"
        raise Unsuitable(f"The {dataset.label} data set has {can} classes, not {classes}.", "classes")
    rng = np.random.default_rng([seed, 0])
    X, label = dataset.draw(samples, classes, rng)
    X = X + noise * rng.normal(size=X.shape)
    names = tuple(str(index) for index in range(classes))
    return Data(X, label, split(label, test_share, seed), names, np.zeros(2), np.ones(2))


def adopt(x: Array, y: Array, labels: list[str], test_share: float, seed: int) -> Data:
    """Somebody's own points as a data set: x, y (n,), finite; labels, n texts of two kinds or more.

    Classes are numbered in the order of their names, numbers before words.
    """
    names = sorted(set(labels), key=_natural)
    number = {name: index for index, name in enumerate(names)}
    label = np.array([number[name] for name in labels])
    X = np.array([x, y], dtype=np.float64)
    low, high = X.min(axis=1), X.max(axis=1)
    half = (high - low) / 2
    scale = np.where(half > 0, half, 1.0)
    return Data(X, label, split(label, test_share, seed), tuple(names), (low + high) / 2, scale)


def _natural(name: str) -> tuple[int, float, str]:
    try:
        return 0, float(name), name
    except ValueError:
        return 1, 0.0, name


def split(label: Labels, share: float, seed: int) -> NDArray[np.bool_]:
    """Which points are kept for testing: that share of each class, at random, never a whole class."""
    rng = np.random.default_rng([seed, 4])
    test = np.zeros(len(label), dtype=bool)
    for value in np.unique(label):
        members = np.flatnonzero(label == value)
        count = min(round(share * len(members)), len(members) - 1)
        test[rng.permutation(members)[:count]] = True
    return test
