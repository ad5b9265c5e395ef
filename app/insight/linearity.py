"""Is it linear? Whether f(x + y) = f(x) + f(y) and f(c x) = c f(x), and the numbers that show where not."""

from typing import Any

import numpy as np

from app.insight.entry import Answer, Insight, Said
from app.insight.subject import Subject
from app.nn.activations import Activation, Array
from app.nn.errors import Unsuitable

# Sixty-fourths: their sums, and their products with each other, are exact in float64, so that what is
# left is f's own.
NUMBERS = np.arange(-3 * 64, 3 * 64 + 1) / 64
NEAR, FARTHEST = 3, 3 * 4**10
ROUNDING = 1e-13  # of the largest value: what the arithmetic of f may lose


def measure(f: Activation, units: int = 2, reach: int = NEAR) -> Answer:
    """The gaps of one activation in a layer of so many units, over all pairs of 385 numbers.

    They are from -reach to reach, 3 times a power of 4. `additivity_gap` is the largest
    |f(x + y) - f(x) - f(y)| and `homogeneity_gap` the largest |f(c x) - c f(x)|, each with the pair at which
    it is met; `affine_gap` is what is left of the first where f(0) is taken off f. `doubled_gap` and
    `mirrored_gap` are the second for c = 2 and c = -2.
    """
    numbers = NUMBERS * (reach // NEAR)
    values, zero = _at(f, numbers, units), float(_at(f, np.zeros(1), units)[0])
    sums = _at(f, numbers[:, None] + numbers, units)
    apart = sums - (values[:, None] + values)
    i, j = _worst(apart)
    products = _at(f, numbers[:, None] * numbers, units)
    scaled = products - numbers[:, None] * values
    c, k = _worst(scaled)
    additivity_gap = float(abs(apart[i, j]))
    return {
        "activation": f.name,
        "verdict": _verdict(f.bends_among(units), additivity_gap, _rounding(values)),
        "additivity_gap": additivity_gap,
        "homogeneity_gap": float(abs(scaled[c, k])),
        "additivity": {
            "x": numbers[i],
            "y": numbers[j],
            "of_sum": sums[i, j],
            "sum_of": values[i] + values[j],
        },
        "homogeneity": {
            "c": numbers[c],
            "x": numbers[k],
            "of_product": products[c, k],
            "product_of": numbers[c] * values[k],
        },
        "doubled_gap": float(np.abs(_at(f, 2 * numbers, units) - 2 * values).max()),
        "mirrored_gap": float(np.abs(_at(f, -2 * numbers, units) + 2 * values).max()),
        "affine_gap": float(np.abs(apart + zero).max()),
    }


def reach_of(f: Activation, units: int = 2) -> int:
    """How far to go from zero until a function that bends misses a sum: 3, unless it is straight so far."""
    reach = NEAR
    while f.bends_among(units) and reach < FARTHEST:
        values = _at(f, NUMBERS * (reach // NEAR), units)
        line = values[0] + (values[-1] - values[0]) * np.linspace(0, 1, len(values))
        if np.abs(values - line).max() > _rounding(values):
            break
        reach *= 4
    return reach


def _at(f: Activation, x: Array, units: int) -> Array:
    """F of numbers of any shape; of softmax, the first of two units whose other one is at 0."""
    flat = x.reshape(1, -1)
    rivals = np.zeros_like(flat[:0] if units == 1 or not f.pullback else flat)
    return f(np.vstack([flat, rivals]))[0].reshape(x.shape)


def _worst(gaps: Array) -> tuple[int, int]:
    """Where the largest gap is: of equal ones, at the largest numbers above zero, which are read first."""
    rows, columns = np.nonzero(np.abs(gaps) >= np.abs(gaps).max())
    return int(rows[-1]), int(columns[-1])


def _rounding(values: Array) -> float:
    return ROUNDING * max(1.0, float(np.abs(values).max()))


def _verdict(bends: bool, additivity_gap: float, rounding: float) -> str:
    """Linear, affine (a linear function and a constant), or neither.

    A function that is additive and bounded on an interval is homogeneous, too: the first gap says it all.
    """
    if bends:
        return "bends"
    return "linear" if additivity_gap <= rounding else "affine"


def check(subject: Subject) -> None:
    """Raises Unsuitable where there is no hidden layer."""
    if not subject.task.network.activations:
        raise Unsuitable(
            "A network without hidden layers has no activation to look at. Set hidden to 8, for one.",
            "hidden",
            code="no_hidden",
        )


def answer(subject: Subject) -> Answer:
    """The gaps of the activation that is furthest from linear, and those of each layer's."""
    network = subject.task.network
    layers = list(zip(network.activations, network.sizes[1:-1], strict=True))
    reach = max(reach_of(f, units) for f, units in layers)
    measured = {layer: measure(*layer, reach) for layer in dict.fromkeys(layers)}
    worst: dict[str, Any] = max(
        measured.values(), key=lambda gaps: (gaps["verdict"] == "bends", gaps["additivity_gap"])
    )
    words = ("activation", "verdict", "additivity_gap", "homogeneity_gap")
    return worst | {
        "reach": reach,
        "layers": [{word: measured[layer][word] for word in words} for layer in layers],
    }


LINEARITY = Insight(
    name="linearity",
    label="Is it linear?",
    note="Whether the activation keeps sums and multiples, and the two numbers that show where it does not.",
    fields=(
        Said("activation", str, "The activation, the one furthest from linear where layers differ.", "tanh"),
        Said("verdict", str, "linear; affine, which is a linear function and a constant; or bends.", "bends"),
        Said("additivity_gap", float, "The largest |f(x + y) - f(x) - f(y)| within the reach.", 0.990122),
        Said("homogeneity_gap", float, "The largest |f(c x) - c f(x)| within the reach.", 1.985164),
        Said(
            "additivity",
            dict[str, float],
            "The pair x, y with that gap: f(x + y) is `of_sum`, f(x) + f(y) is `sum_of`.",
            {"x": 3.0, "y": 3.0, "of_sum": 0.999988, "sum_of": 1.99011},
        ),
        Said(
            "homogeneity",
            dict[str, float],
            "The pair c, x with that gap: f(c x) is `of_product`, c f(x) is `product_of`.",
            {"c": 3.0, "x": 3.0, "of_product": 1.0, "product_of": 2.985164},
        ),
        Said("doubled_gap", float, "The largest |f(2x) - 2 f(x)|: ReLU passes this test.", 0.990122),
        Said("mirrored_gap", float, "The largest |f(-2x) + 2 f(x)|: ReLU does not pass this one.", 0.990122),
        Said(
            "affine_gap",
            float,
            "The additivity gap of f - f(0): 0 where f is linear but for a constant.",
            0.990122,
        ),
        Said(
            "reach",
            int,
            "The numbers tried are from -reach to reach: 3, or more where an activation is straight so far.",
            3,
        ),
        Said(
            "layers",
            list[dict[str, Any]],
            "The verdict and the gaps of each hidden layer's activation.",
            [
                {
                    "activation": "tanh",
                    "verdict": "bends",
                    "additivity_gap": 0.990122,
                    "homogeneity_gap": 1.985164,
                }
            ],
        ),
    ),
    answer=answer,
    check=check,
    trainings=lambda **parameters: 0,
)
