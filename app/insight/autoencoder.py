"""Through a bottleneck: points squeezed into one number each, and rebuilt from it.

A network 2-k-1-k-2 without a bend can do no better than the best straight line through the points: its error
is the smaller eigenvalue of their covariance, exactly, which is principal component analysis. With a bend the
line may be curved.

Sources: Baldi & Hornik 1989, Neural Networks 2, pp. 53-58 (a linear one is PCA); Kramer 1991, AIChE Journal
37, pp. 233-243 (a nonlinear one).
"""

from math import ceil
from typing import Any

import numpy as np

from app.insight.entry import Answer, Insight, Parameter, Said
from app.insight.regression import fitted
from app.insight.subject import Subject
from app.nn import initializers
from app.nn.activations import Array, find
from app.nn.network import Network

STEPS = 100  # of Levenberg and Marquardt at the most
ENOUGH = 1e-6  # mean squared error, as a share of the larger eigenvalue, that is as good as none
MOST = 300  # points that are learned
PARABOLA = np.array([np.linspace(-1, 1, 101), np.linspace(-1, 1, 101) ** 2])
SHAPES = (("parabola", "A parabola"), ("points", "The experiment's points"))


def answer(subject: Subject, *, shape: str, units: int) -> Answer:
    """The points, rebuilt by the best straight line, by a linear network and by one of tanh units."""
    X, own = PARABOLA, (np.zeros((2, 1)), np.ones((2, 1)))
    if shape == "points":
        own = subject.measure
        X = (subject.data.X[:, :: ceil(len(subject.label) / MOST)] - own[0]) / own[1]
    centre = X.mean(axis=1, keepdims=True)
    eigenvalues, directions = np.linalg.eigh((X - centre) @ (X - centre).T / X.shape[1])
    direction = directions[:, -1]
    flat = centre + np.outer(direction, direction @ (X - centre))
    scale = max(float(np.sqrt(eigenvalues[-1])), float(np.finfo(np.float64).tiny))
    linear, tanh = (
        _squeezed((X - centre) / scale, name, units, subject.task.seed) for name in ("identity", "tanh")
    )
    return {
        "points": _placed(X, *own),
        "eigenvalues": np.maximum(eigenvalues[::-1], 0),
        "line": _told(X, flat, own) | {"direction": direction},
        "linear": _told(X, centre + scale * linear["rebuilt"], own) | {"steps": linear["steps"]},
        "tanh": _told(X, centre + scale * tanh["rebuilt"], own)
        | {"steps": tanh["steps"], "code": tanh["code"]},
    }


def _squeezed(U: Array, activation: str, units: int, seed: int) -> dict[str, Any]:
    """What a network makes of points (2, n) with mean 0 and deviation 1 along their longest axis."""
    entry = find(activation).bound()
    network = Network((2, units, 1, units, 2), (entry,) * 3)
    rng, start = np.random.default_rng([seed, 9]), initializers.find("xavier").fill
    found = fitted(network, U, U, rng, STEPS, ENOUGH * U.shape[1], start=start)
    first, narrow, *_ = network.layers(found.fit.theta)
    hidden = entry(first[:, :-1] @ U + first[:, -1:])
    return {
        "rebuilt": found(U),
        "steps": found.fit.steps,
        "code": entry(narrow[:, :-1] @ hidden + narrow[:, -1:])[0],
    }


def _told(X: Array, rebuilt: Array, own: tuple[Array, Array]) -> Answer:
    error = np.square(rebuilt - X).sum(axis=0).mean()
    return {"error": float(error), **_placed(rebuilt, *own)}


def _placed(X: Array, center: Array, scale: Array) -> Answer:
    """Measured points, (2, n), in the data's own units."""
    x, y = scale * X + center
    return {"x": x, "y": y}


_REBUILT = {"error": 0.0924, "x": [-1.0, 0.0, 1.0], "y": [0.34, 0.34, 0.34]}

AUTOENCODER = Insight(
    name="autoencoder",
    label="Through a bottleneck",
    note="Points squeezed into one number each and rebuilt from it: by the best straight line, by a network "
    "without a bend, which is no better, and by one of tanh units, whose line is curved.",
    parameters=(
        Parameter("shape", "parabola", "Shape", "Which points are squeezed.", choices=SHAPES),
        Parameter(
            "units",
            4,
            "Units",
            "How many units there are before the narrow layer, and after it.",
            minimum=1,
            maximum=16,
            step=1,
        ),
    ),
    fields=(
        Said(
            "points",
            dict[str, list[float]],
            f"The points; of more than {MOST}, every second, or third, or so on.",
            {"x": [-1.0, 0.0, 1.0], "y": [1.0, 0.0, 1.0]},
        ),
        Said(
            "eigenvalues", list[float], "Those of the points' covariance, the larger first.", [0.34, 0.0924]
        ),
        Said(
            "line",
            dict[str, Any],
            "The best straight line: the points rebuilt on it, the mean squared distance (`error`), which is "
            "the smaller eigenvalue, and the line's `direction` through the points' mean.",
            _REBUILT | {"direction": [1.0, 0.0]},
        ),
        Said(
            "linear",
            dict[str, Any],
            "A network of identity units, trained by Levenberg and Marquardt's method in so many `steps`.",
            _REBUILT | {"steps": 30},
        ),
        Said(
            "tanh",
            dict[str, Any],
            "The same of tanh units; `code` is the one number that each point is squeezed into.",
            _REBUILT | {"error": 1e-8, "steps": 57, "code": [-0.7, 0.0, 0.7]},
        ),
    ),
    answer=answer,
    trainings=lambda **parameters: 0,
)
