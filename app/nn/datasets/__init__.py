"""Data sets: points in the plane that belong to classes, inside about [-1, 1] x [-1, 1].

`DATASETS` is the catalog; an entry stands with its function in the file of its family, and entry.py
says what it holds.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from app.nn.activations import Array
from app.nn.datasets.classics import CLASSICS
from app.nn.datasets.entry import Dataset, Labels
from app.nn.datasets.graphs import GRAPHS
from app.nn.datasets.iris import IRIS
from app.nn.datasets.shapes import SHAPES
from app.nn.errors import UnknownName, Unsuitable

__all__ = [
    "DATASETS", "FARTHEST", "LEAST_SIDE", "MARGIN", "WIDEST", "Data", "Dataset", "Labels", "adopt",
    "available", "find", "generate", "in_order", "least_side", "middle", "split",
]  # fmt: skip

MARGIN = 1.15  # a picture reaches this many times as far as the outermost point
FARTHEST = 1e60  # of a coordinate: products of four still are numbers
LEAST_SIDE = 1e-60  # of a picture, and of an axis on which points differ; 1 / FARTHEST lies a hair above it
WIDEST = 1e9  # times the points' own range: the square of what a network is shown there is a float32
FINEST = 1e-12  # of the largest coordinate: on a shorter side, neighbouring columns are the same float64
DATASETS: tuple[Dataset, ...] = (*CLASSICS, *SHAPES, *GRAPHS, IRIS)


@dataclass(frozen=True)
class Data:
    """Points with their classes, each in the training or the test part.

    X: (2, n) float64; label: (n,) int, from 0; test: (n,) bool; classes: names, by label.
    center and scale, (2,) each, map the points to about [-1, 1]: (X - center) / scale.
    sides, (2, 2), are the picture's own, the ends of x and of y; None where it is a square that fits the
    points. columns are the names of x and y, where they have some.
    """

    X: Array
    label: Labels
    test: NDArray[np.bool_]
    classes: tuple[str, ...]
    center: Array
    scale: Array
    sides: Array | None = None
    columns: tuple[str, ...] | None = None


_BY_NAME = {entry.name: entry for entry in DATASETS}


def find(name: str) -> Dataset:
    """The catalog's entry of that name. Raises UnknownName."""
    if name not in _BY_NAME:
        raise UnknownName("dataset", name, tuple(_BY_NAME))
    return _BY_NAME[name]


def available(dataset: Dataset, samples: int, classes: int) -> int:
    """How many points there will be where that many are asked for: real ones are not made up."""
    return min(samples, dataset.most * classes) if dataset.most else samples


def generate(
    dataset: Dataset, samples: int, classes: int, noise: float, test_share: float, seed: int
) -> Data:
    """Draw a data set, the same for the same seed.

    samples counts training and test points together, as far as they are available; test_share is the
    test points' share of them. noise is the standard deviation of what is added to each coordinate, in
    the picture's own units.
    Raises Unsuitable where the data set cannot have that many classes.
    """
    fewest, most = dataset.classes
    if not fewest <= classes <= most:
        can = f"{fewest} to {most}" if most > fewest else f"exactly {fewest}"
        message = f"The {dataset.label} data set has {can} classes, not {classes}."
        code = "classes" if most > fewest else "classes_exactly"
        raise Unsuitable(message, "classes", code=code, dataset=dataset.name, least=fewest, most=most)
    rng = np.random.default_rng([seed, 0])
    X, label = dataset.draw(available(dataset, samples, classes), classes, rng)
    X = X + noise * rng.normal(size=X.shape)
    names = dataset.names[-classes:] or tuple(str(index) for index in range(classes))
    return Data(X, label, split(label, test_share, seed), names, np.zeros(2), np.ones(2))


def adopt(
    x: Array,
    y: Array,
    labels: Sequence[str],
    test_share: float,
    seed: int,
    classes: Sequence[str] = (),
    box: Sequence[float] = (),
    columns: Sequence[str] = (),
) -> Data:
    """Somebody's own points as a data set: x, y (n,), finite; labels, n texts of two kinds or more.

    classes are the labels in the order of their numbers, by default that of their names. box, (left,
    right, bottom, top), are the picture's sides; without them each axis fits the points. What the network
    is shown follows from the points alone. columns are the names of x and y.
    """
    names = tuple(classes) or in_order(labels)
    number = {name: index for index, name in enumerate(names)}
    label = np.array([number[name] for name in labels])
    X = np.array([x, y], dtype=np.float64)
    center, scale = map(np.array, zip(*map(middle, X.tolist()), strict=True))
    fitting = np.array([center - MARGIN * scale, center + MARGIN * scale]).T
    sides = np.array(box, dtype=np.float64).reshape(2, 2) if len(box) else fitting
    test = split(label, test_share, seed)
    return Data(X, label, test, names, center, scale, sides, tuple(columns) or None)


def middle(values: Iterable[float]) -> tuple[float, float]:
    """The middle of an axis's range, and half of it.

    Where the values do not differ, or no more than by rounding, the half is a tenth of where they are.

    >>> middle([20, 60, 30]), middle([5, 5]), middle([0, 0])
    ((40.0, 20.0), (5.0, 0.5), (0.0, 1.0))
    """
    values = [*values]
    low, high = float(min(values)), float(max(values))
    half = (high - low) / 2
    if high - low < least_side(low, high):
        half = max(abs(low), abs(high)) / 10 or 1.0
    return (low + high) / 2, half


def least_side(low: float, high: float) -> float:
    """The shortest range around there whose columns in a picture are different numbers."""
    return max(LEAST_SIDE, FINEST * max(abs(low), abs(high)))


def in_order(labels: Iterable[str]) -> tuple[str, ...]:
    """The different labels in the order of their names, numbers before words.

    >>> in_order(["b", "10", "9", "b"])
    ('9', '10', 'b')
    """
    return tuple(sorted(set(labels), key=_natural))


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
