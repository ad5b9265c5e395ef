"""Do you need a network at all? The same points by the method that knows their shape, and by a network.

Both have the same points to go by; how far each is from the truth is measured between them and beyond.
"""

from typing import Any

import numpy as np

from app.insight.direct import PROBLEMS, Direct, Problem
from app.insight.entry import Answer, Insight, Parameter, Said
from app.insight.regression import Fitted, evenly, fitted
from app.insight.subject import Subject
from app.nn.activations import Array, find
from app.nn.network import Network

SHOWN = 401  # places where curves are drawn and errors measured
STEPS = 40  # of Levenberg and Marquardt for the network: it gains little from more
REACH = 0.5  # how far beyond the points the curves go on, as a share of their extent


def answer(subject: Subject, *, problem: str, units: int, degree: int) -> Answer:
    """The direct solution and a tanh network with its initial weights by the experiment's seed."""
    posed = next(entry for entry in PROBLEMS if entry.name == problem)
    x, beyond = posed.x, REACH * (posed.high - posed.low)
    y, shown = posed.truth(x), np.linspace(posed.low - beyond, posed.high + beyond, SHOWN)
    direct, network = posed.solve(x, y, degree), Scaled(posed, units, subject.task.seed)
    return {
        "formula": posed.formula,
        "data": {"x": x, "y": y},
        "range": [posed.low, posed.high],
        "x": shown,
        "y": posed.truth(shown),
        "direct": _errors(posed, shown, direct.value) | _found(posed, direct),
        "network": _errors(posed, shown, network)
        | {
            "units": units,
            "weights": network.fitted.network.parameters,
            "steps": network.fitted.fit.steps,
        },
    }


class Scaled:
    """A network of one hidden layer, trained on a problem's points with mean 0 and deviation 1."""

    fitted: Fitted

    def __init__(self, problem: Problem, units: int, seed: int) -> None:
        x, y = problem.x, problem.truth(problem.x)
        self.moments = x.mean(), x.std(), y.mean(), y.std()
        centre, width, middle, height = self.moments
        self.fitted = fitted(
            Network((1, units, 1), (find("tanh").bound(),)),
            (x[None] - centre) / width,
            (y[None] - middle) / height,
            np.random.default_rng([seed, 8]),
            STEPS,
            start=evenly,
            spread=problem.spread,
        )

    def __call__(self, x: Array) -> Array:
        centre, width, middle, height = self.moments
        return self.fitted((x[None] - centre) / width)[0] * height + middle


def _errors(problem: Problem, shown: Array, value: Any) -> Answer:
    """Its curve, and the largest distances from the points and from the truth."""
    off = np.abs(value(shown) - problem.truth(shown))
    x = problem.x
    inside = (shown >= x[0]) & (shown <= x[-1])
    return {
        "y": value(shown),
        "residual": float(np.abs(value(x) - problem.truth(x)).max()),
        "error_inside": float(off[inside].max()),
        "error_outside": float(off[~inside].max()),
    }


def _found(problem: Problem, direct: Direct) -> Answer:
    return {
        "method": problem.method,
        "terms": [vars(term) for term in direct.terms],
        "steps": len(direct.squares) - 1,
        "squares": list(direct.squares),
    }


_ERRORS = {"y": [0.5, 0.0, 4.5], "residual": 1e-15, "error_inside": 1e-15, "error_outside": 1e-15}

ALTERNATIVES = Insight(
    name="alternatives",
    label="Without a network",
    note="Points of a parabola, of two waves, of growth: found again by the method that knows their shape, "
    "and by a network. How far each is off, between the points and beyond them.",
    parameters=(
        Parameter(
            "problem",
            "polynomial",
            "Problem",
            "What the points are of.",
            choices=tuple((entry.name, entry.label) for entry in PROBLEMS),
        ),
        Parameter(
            "units", 24, "Units", "How many tanh units the network has.", minimum=1, maximum=48, step=1
        ),
        Parameter(
            "degree", 2, "Degree", "That of the polynomial which is fitted.", minimum=1, maximum=10, step=1
        ),
    ),
    fields=(
        Said("formula", str, "What the points are of.", "1.5·x² − 2·x + 0.5"),
        Said("data", dict[str, list[float]], "The points that both go by.", {"x": [0.0], "y": [0.5]}),
        Said("range", list[float], "From where to where the points are.", [-2.0, 2.0]),
        Said("x", list[float], "Places within that range and beyond it.", [-4.0, 0.0, 4.0]),
        Said("y", list[float], "The truth there.", [32.5, 0.5, 16.5]),
        Said(
            "direct",
            dict[str, Any],
            "The direct solution: its curve y at the places, the `method`, each number that was looked for "
            "with its `value` and the `true` one, the largest distance from the points (`residual`) and from "
            "the truth within the range and beyond it, and the sum of squares before each of its steps and "
            "after the last.",
            _ERRORS
            | {
                "method": "Least squares",
                "terms": [{"name": "x²", "value": 1.5, "true": 1.5}],
                "steps": 1,
                "squares": [1200.0, 1e-27],
            },
        ),
        Said(
            "network",
            dict[str, Any],
            "The network, trained by Levenberg and Marquardt's method from weights of the experiment's seed: "
            "its curve, the same errors, and how many units, weights and steps it took.",
            _ERRORS | {"units": 24, "weights": 73, "steps": 40},
        ),
    ),
    answer=answer,
    trainings=lambda **parameters: 0,
)
