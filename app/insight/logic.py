"""An activation is a differentiable IF: OR, NAND and AND set by hand, and XOR made of the three.

Each unit is a sigmoid of `steepness` times a line. The steeper it is, the more it is an IF; the less
steep, the more it lets through of what lies on the other side.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np

from app.insight.entry import Answer, Insight, Parameter, Said
from app.insight.subject import Subject
from app.nn.activations import Array, find

SIDE = 40  # points along each side of the units' maps
MARGIN = 0.5  # how far the picture reaches beyond the corners of the unit square


@dataclass(frozen=True)
class Gate:
    """One unit set by hand: on where w1·(its first input) + w2·(its second) + bias > 0."""

    name: str
    reads: tuple[str, str]
    weights: tuple[float, float]
    bias: float

    def value(self, steepness: float, first: Array, second: Array) -> Array:
        """The unit's output, from 0 to 1."""
        z = steepness * (self.weights[0] * first + self.weights[1] * second + self.bias)
        return find("sigmoid")(np.asarray(z, np.float64))


OR = Gate("OR", ("x", "y"), (1.0, 1.0), -0.5)
NAND = Gate("NAND", ("x", "y"), (-1.0, -1.0), 1.5)
AND = Gate("AND", ("OR", "NAND"), (1.0, 1.0), -1.5)


def exclusive_or(steepness: float, x: Array, y: Array) -> dict[str, Array]:
    """What each unit says of the points (x, y); AND of the other two is XOR.

    >>> said = exclusive_or(20, np.array([0.0, 1.0]), np.array([0.0, 0.0]))
    >>> said["AND"].round(5).tolist()
    [5e-05, 0.99995]
    """
    first, second = OR.value(steepness, x, y), NAND.value(steepness, x, y)
    return {"OR": first, "NAND": second, "AND": AND.value(steepness, first, second)}


def answer(subject: Subject, *, steepness: float) -> Answer:
    """The three units at the four corners of the unit square, and their maps; of any experiment the same."""
    x, y = np.array([0.0, 0.0, 1.0, 1.0]), np.array([0.0, 1.0, 0.0, 1.0])
    corners = exclusive_or(steepness, x, y)
    axis = np.linspace(-MARGIN, 1 + MARGIN, SIDE)
    maps = exclusive_or(steepness, *np.meshgrid(axis, axis))
    return {
        "outputs": corners["AND"],
        "corners": {"x": x, "y": y, **corners},
        "x": axis,
        "y": axis,
        "units": [
            {
                "name": gate.name,
                "reads": gate.reads,
                "weights": [steepness * weight for weight in gate.weights],
                "bias": steepness * gate.bias,
                "map": np.round(maps[gate.name], 4),
            }
            for gate in (OR, NAND, AND)
        ],
    }


LOGIC = Insight(
    name="logic",
    label="An activation is a soft IF",
    note="OR, NAND and AND as three units set by hand, which make XOR; the steeper, the more each is an IF.",
    parameters=(
        Parameter(
            "steepness",
            20.0,
            "Steepness",
            "What each unit's sum is multiplied with: near 0 nothing is decided, at 100 all but everything.",
            minimum=0.0,
            maximum=1000.0,
            step=1.0,
        ),
    ),
    fields=(
        Said(
            "outputs",
            list[float],
            "XOR of the corners (0,0), (0,1), (1,0) and (1,1): what the AND unit gives.",
            [0.000045, 0.999955, 0.999955, 0.000045],
        ),
        Said(
            "corners",
            dict[str, list[float]],
            "The corners' x and y, and what each unit gives there.",
            {
                "x": [0, 0, 1, 1],
                "y": [0, 1, 0, 1],
                "OR": [0, 1, 1, 1],
                "NAND": [1, 1, 1, 0],
                "AND": [0, 1, 1, 0],
            },
        ),
        Said("x", list[float], "The maps' columns.", [-0.5, 0.5, 1.5]),
        Said("y", list[float], "The maps' rows.", [-0.5, 0.5, 1.5]),
        Said(
            "units",
            list[dict[str, Any]],
            "Each unit: what it reads, with which weights and bias, and its map over the square.",
            [
                {
                    "name": "OR",
                    "reads": ["x", "y"],
                    "weights": [20.0, 20.0],
                    "bias": -10.0,
                    "map": [[0.0, 0.5], [0.5, 1.0]],
                }
            ],
        ),
    ),
    answer=answer,
    trainings=lambda **parameters: 0,
)
