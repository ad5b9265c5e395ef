"""What bends buy: curves out of straight pieces, one for each unit side by side, twice as many a layer.

A network of one input whose units are ReLUs is a line of straight pieces. Through n + 1 points of a curve
there is one with n units, set by hand, whose error falls with the square of n; training moves the points
to where they help most. And where a layer follows a layer, each folds what the one below has drawn.

Sources: de Boor 1978, A Practical Guide to Splines, p. 32 (the error h²/8 · max |f''| of the interpolating
line); Telgarsky 2016, COLT, section 2 (the sawtooth).
"""

from collections.abc import Callable
from dataclasses import dataclass
from math import pi
from typing import Any

import numpy as np

from app.insight.entry import Answer, Insight, Parameter, Said
from app.insight.kinks import Polyline, interpolant, polyline, sawtooth
from app.insight.regression import evenly, fitted
from app.insight.subject import Subject
from app.nn.activations import Array, find
from app.nn.network import Network

SHOWN = 257  # places where a curve is drawn and learned: the corners of 8, 16, 32 and 64 pieces, too
FINE = 4097  # places where errors are measured
STEPS = 60  # of Levenberg and Marquardt; most fits with 8 units end sooner
MOST_UNITS, MOST_DEPTH = 64, 10
DOUBLED = (1, 2, 4, 8, 16, 32, 64)


@dataclass(frozen=True)
class Curve:
    """A function of x from `low` to `high`; its second derivative is nowhere beyond ±`curvature`."""

    name: str
    label: str
    formula: str
    low: float
    high: float
    curvature: float
    value: Callable[[Array], Array]

    def places(self, count: int) -> Array:
        """So many places from end to end."""
        return np.linspace(self.low, self.high, count)

    def bound(self, pieces: int) -> float:
        """How wrong a line of that many equal pieces through points of the curve can be."""
        return ((self.high - self.low) / pieces) ** 2 / 8 * self.curvature


CURVES = (
    Curve("sine", "sin x", "sin(x)", 0.0, 2 * pi, 1.0, np.sin),
    Curve("square", "x²", "x²", -2.0, 2.0, 2.0, np.square),
    Curve("bell", "e^(−x²)", "e^(−x²)", -3.0, 3.0, 2.0, lambda x: np.exp(-x * x)),
)


def answer(subject: Subject, *, curve: str, units: int, depth: int) -> Answer:
    """The curve by that many units, by hand and trained; and the sawtooth of that many layers."""
    target = next(entry for entry in CURVES if entry.name == curve)
    x = target.places(SHOWN)
    by_hand, (trained, steps) = built(target, units), learned(target, units, subject.task.seed)
    return {
        "formula": target.formula,
        "x": x,
        "y": target.value(x),
        "built": _told(target, by_hand) | {"bound": target.bound(units)},
        "trained": _told(target, trained) | {"steps": steps},
        "rows": [
            {"units": n, "max_error": max_error(target, built(target, n)), "bound": target.bound(n)}
            for n in DOUBLED
        ],
        "sawtooth": deep(depth, subject.task.seed),
    }


def built(curve: Curve, units: int) -> Polyline:
    """The network set by hand: through points of the curve at equal distances."""
    x = curve.places(units + 1)
    return polyline(interpolant(x, curve.value(x)), curve.low, curve.high)


def learned(curve: Curve, units: int, seed: int) -> tuple[Polyline, int]:
    """A network of as many units that was trained on the curve, and in how many steps."""
    x = curve.places(SHOWN)
    return _trained(x, curve.value(x), units, seed)


def _trained(x: Array, y: Array, units: int, seed: int) -> tuple[Polyline, int]:
    """Inputs and targets are shown to it with mean 0 and deviation 1; its weights are made to fit x and y."""
    network = Network((1, units, 1), (find("relu").bound(),))
    (u, centre, width), (v, middle, height) = _standard(x), _standard(y)
    found = fitted(network, u[None], v[None], np.random.default_rng([seed, 7]), STEPS, start=evenly)
    hidden, output = (W.copy() for W in network.layers(found.fit.theta))
    hidden[:, 0] /= width
    hidden[:, 1] -= hidden[:, 0] * centre
    output *= height
    output[0, -1] += middle
    return polyline([hidden, output], float(x[0]), float(x[-1])), found.fit.steps


def _standard(values: Array) -> tuple[Array, float, float]:
    centre, width = float(values.mean()), float(values.std())
    return (values - centre) / width, centre, width


def max_error(curve: Curve, line: Polyline) -> float:
    """The largest distance between the two."""
    x = curve.places(FINE)
    return float(np.abs(line(x) - curve.value(x)).max())


def _told(curve: Curve, line: Polyline) -> Answer:
    x = curve.places(FINE)
    rms = float(np.sqrt(np.square(line(x) - curve.value(x)).mean()))
    return {
        "x": line.x,
        "y": line.y,
        "pieces": line.pieces,
        "max_error": max_error(curve, line),
        "rms_error": rms,
    }


def deep(depth: int, seed: int) -> Answer:
    """The sawtooth of that many layers, counted, beside what one layer of as many units comes to."""
    teeth = polyline(sawtooth(depth), 0, 1)
    x = np.linspace(0, 1, 2 * teeth.pieces + 1)
    wide, _ = _trained(x, teeth(x), 2 * depth, seed)
    return {
        "depth": depth,
        "units": 2 * depth,
        "x": teeth.x,
        "y": teeth.y,
        "pieces": teeth.pieces,
        "one_layer": {
            "x": wide.x,
            "y": wide.y,
            "pieces": wide.pieces,
            "most_pieces": 2 * depth + 1,
            "units_needed": teeth.pieces - 1,
            "max_error": float(np.abs(wide(x) - teeth(x)).max()),
        },
        "rows": [
            {"depth": d, "units": 2 * d, "pieces": polyline(sawtooth(d), 0, 1).pieces, "one_layer": 2 * d + 1}
            for d in range(1, MOST_DEPTH + 1)
        ],
    }


_LINE = {"x": [0.0, 3.1416, 6.2832], "y": [0.0, 0.0, 0.0], "pieces": 2, "max_error": 1.0, "rms_error": 0.7071}

PIECES = Insight(
    name="pieces",
    label="Bends add up to a curve",
    note="A curve out of straight pieces: as many ReLU units as are asked for, set by hand and trained; and "
    "a sawtooth that has twice as many pieces with every layer, beside one layer of as many units.",
    parameters=(
        Parameter(
            "curve",
            "sine",
            "Curve",
            "What the units are to draw.",
            choices=tuple((entry.name, entry.label) for entry in CURVES),
        ),
        Parameter(
            "units", 8, "Units", "How many ReLU units draw the curve.", minimum=1, maximum=MOST_UNITS, step=1
        ),
        Parameter(
            "depth",
            4,
            "Layers",
            "How many layers of two ReLU units draw the sawtooth.",
            minimum=1,
            maximum=MOST_DEPTH,
            step=1,
        ),
    ),
    fields=(
        Said("formula", str, "The curve as a formula.", "sin(x)"),
        Said("x", list[float], "Places from end to end of the curve.", [0.0, 1.5708, 3.1416]),
        Said("y", list[float], "The curve there.", [0.0, 1.0, 0.0]),
        Said(
            "built",
            dict[str, Any],
            "The network set by hand, through points of the curve at equal distances: its corners x and y, "
            "how many straight `pieces` it has, its largest and its root mean square error, and the `bound` "
            "of the largest, h²/8 times the curve's second derivative at most.",
            _LINE | {"bound": 1.2337},
        ),
        Said(
            "trained",
            dict[str, Any],
            "A network of as many units trained by Levenberg and Marquardt's method, in so many `steps`, "
            "from weights of the experiment's seed; the same fields.",
            _LINE | {"steps": 38},
        ),
        Said(
            "rows",
            list[dict[str, Any]],
            "For 1, 2, 4 .. 64 units the largest error of the network set by hand, and its bound.",
            [{"units": 8, "max_error": 0.0704, "bound": 0.0771}],
        ),
        Said(
            "sawtooth",
            dict[str, Any],
            "A sawtooth from 0 to 1 by `depth` layers of two units, set by hand: its corners and its pieces, "
            "counted; `one_layer` is what as many units side by side come to, trained, with the "
            "`most_pieces` that they can have, and the `units_needed` for as many as the sawtooth has; "
            "`rows` has the pieces of each depth, and the most that one layer of as many units can have.",
            {
                "depth": 1,
                "units": 2,
                "x": [0.0, 0.5, 1.0],
                "y": [0.0, 1.0, 0.0],
                "pieces": 2,
                "one_layer": {
                    "x": [0.0, 0.5, 1.0],
                    "y": [0.0, 1.0, 0.0],
                    "pieces": 2,
                    "most_pieces": 3,
                    "units_needed": 1,
                    "max_error": 0.0,
                },
                "rows": [{"depth": 1, "units": 2, "pieces": 2, "one_layer": 3}],
            },
        ),
    ),
    answer=answer,
    trainings=lambda **parameters: 0,
)
