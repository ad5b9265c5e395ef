"""What one line can say of two bits: fourteen of their sixteen functions, and not XOR."""

from typing import Any

import numpy as np

from app.insight.booleans import INPUTS, BooleanFunction, boolean_functions
from app.insight.entry import Answer, Insight, Said
from app.insight.straight import certificate
from app.insight.subject import Subject


def answer(subject: Subject) -> Answer:
    """All sixteen, each with its line or with the proof that there is none; of any experiment the same."""
    functions = [told(function) for function in boolean_functions()]
    x, y = np.array(INPUTS, np.float64).T
    return {
        "corners": {"x": x, "y": y},
        "functions": functions,
        "separable": sum(function["separable"] for function in functions),
        "total": len(functions),
    }


def told(function: BooleanFunction) -> dict[str, Any]:
    """A function as JSON has it; the points of a certificate are numbered as the corners are."""
    best = function.best
    return {
        "name": function.name,
        "table": function.table,
        "separable": best.separable,
        "accuracy": best.accuracy,
        "line": best.line,
        "margin": best.margin,
        "certificate": certificate(best.certificate, np.arange(len(INPUTS))),
    }


FUNCTIONS = Insight(
    name="functions",
    label="Sixteen functions of two bits",
    note="All functions of two bits by their truth tables: one line computes fourteen of them, and for XOR "
    "and its opposite there is a proof that none does.",
    fields=(
        Said(
            "corners",
            dict[str, list[float]],
            "The four pairs of bits, in the order of the tables.",
            {"x": [0, 0, 1, 1], "y": [0, 1, 0, 1]},
        ),
        Said(
            "functions",
            list[dict[str, Any]],
            "Each function: its `name`, its truth `table`, whether it is `separable` by a line, the "
            "`accuracy` of the best `line`, a x + b y + c, positive where it says 1, and that line's "
            "`margin`, null for a function with one value; or the `certificate` that none separates it, as "
            "`ceiling` has it.",
            [
                {
                    "name": "AND",
                    "table": [0, 0, 0, 1],
                    "separable": True,
                    "accuracy": 1.0,
                    "line": [0.7071, 0.7071, -1.0607],
                    "margin": 0.3536,
                    "certificate": None,
                }
            ],
        ),
        Said("separable", int, "How many of them one line computes.", 14),
        Said("total", int, "How many there are.", 16),
    ),
    answer=answer,
    trainings=lambda **parameters: 0,
)
