"""Features: what the network is shown of a point (x, y), besides x and y themselves."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from app.nn.activations import Array
from app.nn.errors import BadSpelling, UnknownName

FARTHEST = 1e30  # of a feature: its square is a float64, and itself a float32 with room for weights


@dataclass(frozen=True)
class Feature:
    """One input of the network, computed from a point's coordinates."""

    name: str
    label: str
    note: str
    function: Callable[[Array, Array], Array]


FEATURES: tuple[Feature, ...] = (
    Feature("x", "x", "The horizontal coordinate.", lambda x, y: x),
    Feature("y", "y", "The vertical coordinate.", lambda x, y: y),
    Feature(
        "xx", "x²", "Lets a straight line in feature space be a parabola on the picture.", lambda x, y: x * x
    ),
    Feature("yy", "y²", "With x², lets a linear model draw circles and ellipses.", lambda x, y: y * y),
    Feature("xy", "x·y", "Solves XOR without any hidden layer.", lambda x, y: x * y),
    Feature("sin_x", "sin(πx)", "A wave across the picture.", lambda x, y: np.sin(np.pi * x)),
    Feature("sin_y", "sin(πy)", "A wave up the picture.", lambda x, y: np.sin(np.pi * y)),
    Feature("radius", "√(x²+y²)", "The distance from the centre.", lambda x, y: np.hypot(x, y)),
)

_BY_NAME = {entry.name: entry for entry in FEATURES}


def parse(text: str) -> tuple[Feature, ...]:
    """Read a comma-separated list of feature names.

    Raises UnknownName for a name that is not there, BadSpelling for none or for one named twice.

    >>> [feature.label for feature in parse("x,y,xy")]
    ['x', 'y', 'x·y']
    """
    names = [part.strip() for part in text.split(",") if part.strip()]
    for name in names:
        if name not in _BY_NAME:
            raise UnknownName("features", name, tuple(_BY_NAME))
    if not names or len(set(names)) < len(names):
        raise BadSpelling("Name one feature or more, each once, such as x,y.", "features", code="features")
    return tuple(_BY_NAME[name] for name in names)


def inputs(features: Sequence[Feature], X: Array, dtype: type = np.float32) -> Array:
    """The network's input: (features + 1, n), whose last row is the 1 that multiplies the bias.

    X has shape (2, n), any float dtype. All numbers are finite: beyond FARTHEST, features end.
    """
    x, y = np.clip(X, -FARTHEST, FARTHEST)
    rows = [np.clip(feature.function(x, y), -FARTHEST, FARTHEST) for feature in features]
    return np.vstack([*rows, np.ones(X.shape[1])]).astype(dtype)
