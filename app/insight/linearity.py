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
ROUNDING = 1e-13  # of the largest value: what the arithmetic of f may lose


def measure(f: Activation) -> Answer:
    """The gaps of one activation over all pairs of 385 numbers from -3 to 3.

    `additivity_gap` is the largest |f(x + y) - f(x) - f(y)| and `homogeneity_gap` the largest
    |f(c x) - c f(x)|, each with the pair at which it is met; `affine_gap` is what is left of the
    first where f(0) is taken off f. `doubled_gap` and `mirrored_gap` are the second for c = 2 and c = -2.
    """
    values, zero = _at(f, NUMBERS), float(_at(f, np.zeros(1))[0])
    sums = _at(f, NUMBERS[:, None] + NUMBERS)
    apart = sums - (values[:, None] + values)
    i, j = _worst(apart)
    products = _at(f, NUMBERS[:, None] * NUMBERS)
    scaled = products - NUMBERS[:, None] * values
    c, k = _worst(scaled)
    affine = float(np.abs(apart + zero).max())
    largest = max(1.0, float(np.abs(values).max()))
    return {
        "activation": f.name,
        "verdict": _verdict(abs(apart[i, j]), affine, ROUNDING * largest),
        "additivity_gap": float(abs(apart[i, j])),
        "homogeneity_gap": float(abs(scaled[c, k])),
        "additivity": {
            "x": NUMBERS[i],
            "y": NUMBERS[j],
            "of_sum": sums[i, j],
            "sum_of": values[i] + values[j],
        },
        "homogeneity": {
            "c": NUMBERS[c],
            "x": NUMBERS[k],
            "of_product": products[c, k],
            "product_of": NUMBERS[c] * values[k],
        },
        "doubled_gap": float(np.abs(_at(f, 2 * NUMBERS) - 2 * values).max()),
        "mirrored_gap": float(np.abs(_at(f, -2 * NUMBERS) + 2 * values).max()),
        "affine_gap": affine,
    }


def _at(f: Activation, x: Array) -> Array:
    """F of numbers of any shape; of softmax, the first of two units whose other one is at 0."""
    flat = x.reshape(1, -1)
    return f(np.vstack([flat, np.zeros_like(flat)]) if f.pullback else flat)[0].reshape(x.shape)


def _worst(gaps: Array) -> tuple[int, int]:
    """Where the largest gap is: of equal ones, at the largest numbers above zero, which are read first."""
    rows, columns = np.nonzero(np.abs(gaps) >= np.abs(gaps).max())
    return int(rows[-1]), int(columns[-1])


def _verdict(additivity_gap: float, affine_gap: float, rounding: float) -> str:
    """Linear, affine (a linear function and a constant), or neither.

    A function that is additive and bounded on an interval is homogeneous, too: the first gap says it all.
    """
    if additivity_gap <= rounding:
        return "linear"
    return "affine" if affine_gap <= 2 * rounding else "bends"


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
    measured = {f.name: measure(f) for f in subject.task.network.activations}
    worst: dict[str, Any] = max(measured.values(), key=lambda gaps: gaps["additivity_gap"])
    layers = [measured[f.name] for f in subject.task.network.activations]
    return worst | {
        "layers": [
            {word: gaps[word] for word in ("activation", "verdict", "additivity_gap", "homogeneity_gap")}
            for gaps in layers
        ]
    }


LINEARITY = Insight(
    name="linearity",
    label="Is it linear?",
    note="Whether the activation keeps sums and multiples, and the two numbers that show where it does not.",
    fields=(
        Said("activation", str, "The activation, the one furthest from linear where layers differ.", "tanh"),
        Said("verdict", str, "linear; affine, which is a linear function and a constant; or bends.", "bends"),
        Said("additivity_gap", float, "The largest |f(x + y) - f(x) - f(y)| over [-3, 3].", 0.990122),
        Said("homogeneity_gap", float, "The largest |f(c x) - c f(x)| over [-3, 3].", 1.985164),
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
