"""A chain of layers that each multiply by one number: its product, in logarithms beyond all numbers."""

from math import floor, log10

import numpy as np

from app.insight.entry import Answer
from app.insight.writing import bracketed, number, superscript


def chain(slope: float, depth: int) -> Answer:
    """The one layer that `depth` layers of slope·x are.

    The product is worked out twice: number by number, and by its logarithm, which goes on where a
    float64 has become 0.
    """
    stepwise = float(np.multiply.reduce(np.full(depth, slope)))
    exact = slope**depth
    logarithm = depth * log10(abs(slope)) if slope else None
    mantissa, exponent = scientific(logarithm, negative=exact < 0 or (slope < 0 and depth % 2 == 1))
    text = number(exact) if -4 < exponent < 6 else f"{number(mantissa)}·10{superscript(exponent)}"
    return {
        "of": "chain",
        "collapses": True,
        "straight": True,
        "sums": [],
        "inputs": ["x"],
        "weights": [[exact]],
        "bias": [0.0],
        "own_weights": None,
        "own_bias": None,
        "formula": f"y = {text}·x",
        "symbols": "a·(a·(… a·x)) = aⁿ·x",
        "numbers": f"{bracketed(slope)}{superscript(depth)} = {text}",
        "max_difference": abs(stepwise - exact),
        "range": 2 * abs(exact),
        "r2": 1.0,
        "residual": None,
        "chain": {
            "slope": slope,
            "depth": depth,
            "value": exact,
            "log10": logarithm,
            "mantissa": mantissa,
            "exponent": exponent,
        },
    }


def scientific(logarithm: float | None, *, negative: bool = False) -> tuple[float, int]:
    """The number with that decimal logarithm as mantissa, 1 to 10, and power of ten; 0 for none."""
    if logarithm is None:
        return 0.0, 0
    exponent = floor(logarithm)
    mantissa = 10 ** (logarithm - exponent)
    return (-mantissa if negative else mantissa), exponent
