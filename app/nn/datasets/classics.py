"""The classics: what every demonstration of a network shows."""

import numpy as np

from app.nn.activations import Array
from app.nn.datasets.entry import Dataset, Labels, balanced

TURNS = 1.75  # of each arm around the centre
START = 0.05  # of the way, squared: nearer to the centre the arms are too close for 400 points to tell apart


def _spiral(samples: int, classes: int, rng: np.random.Generator) -> tuple[Array, Labels]:
    label = balanced(samples, classes)
    turn = (np.arange(samples) // classes + rng.random(samples)) * classes / samples  # evenly, jittered
    t = np.sqrt(START + (1 - START) * np.minimum(turn, 1))  # the root spreads the points over the arm's sweep
    angle = 2 * np.pi * (TURNS * 2 / classes * t + label / classes)
    return t * np.array([np.cos(angle), np.sin(angle)]), label


def _xor(samples: int, classes: int, rng: np.random.Generator) -> tuple[Array, Labels]:
    label = balanced(samples, 2)
    X = rng.uniform(0.06, 1, (2, samples))  # the gap of .12 keeps a noise-free set separable in print
    right = rng.random(samples) < 0.5
    X[0] *= np.where(right, 1, -1)
    X[1] *= np.where(right ^ (label == 0), -1, 1) * -1
    return X, label


def _circles(samples: int, classes: int, rng: np.random.Generator) -> tuple[Array, Labels]:
    label = balanced(samples, classes)
    width = 1 / classes
    low, high = label * width, (label + 0.7) * width
    radius = np.sqrt(rng.uniform(low**2, high**2))
    angle = rng.uniform(0, 2 * np.pi, samples)
    return radius * np.array([np.cos(angle), np.sin(angle)]), label


def _moons(samples: int, classes: int, rng: np.random.Generator) -> tuple[Array, Labels]:
    label = balanced(samples, 2)
    angle = rng.uniform(0, np.pi, samples)
    upper = np.array([np.cos(angle) - 0.5, np.sin(angle) - 0.25])
    return np.where(label == 0, upper, -upper) / 1.5, label


SIGMA = 0.16  # of each cloud of the gaussians: two clouds 1.3 apart overlap in 1 of 40 000 points


def _gaussians(samples: int, classes: int, rng: np.random.Generator) -> tuple[Array, Labels]:
    label = balanced(samples, classes)
    angle = 2 * np.pi * label / classes + np.pi / 4
    return 0.65 * np.array([np.cos(angle), np.sin(angle)]) + rng.normal(0, SIGMA, (2, samples)), label


CELLS = 3  # a side of the checkerboard: with 4, 300 points are 19 a cell, and networks learn them by heart


def _checkerboard(samples: int, classes: int, rng: np.random.Generator) -> tuple[Array, Labels]:
    label = balanced(samples, 2)
    corner = np.array([[row, column] for row in range(CELLS) for column in range(CELLS)])
    odd = corner.sum(axis=1) % 2
    cell = np.empty((2, samples))
    for value in (0, 1):
        mine = corner[odd == value]
        members = label == value
        cell[:, members] = mine[rng.integers(len(mine), size=members.sum())].T
    return (cell + rng.uniform(0.06, 0.94, (2, samples))) * 2 / CELLS - 1, label


CLASSICS: tuple[Dataset, ...] = (
    Dataset(
        "spiral", "spiral", "Arms wound around each other: no straight line separates them.", _spiral, (2, 6)
    ),
    Dataset("xor", "XOR", "Opposite quarters belong together: the oldest puzzle no line can solve.", _xor),
    Dataset("circles", "circles", "One class inside a ring of the other.", _circles, (2, 6)),
    Dataset("moons", "moons", "Two crescents that reach into each other.", _moons),
    Dataset(
        "gaussians",
        "gaussians",
        "Round clouds: with two classes and no noise, a straight line separates them.",
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
