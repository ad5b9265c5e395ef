"""The sixteen functions of two bits, and which of them one line computes: all but two.

Source: Minsky & Papert 1969, Perceptrons, ch. 2.
"""

from dataclasses import dataclass

import numpy as np

from app.insight.ceiling import Ceiling, ceiling

INPUTS = ((0, 0), (0, 1), (1, 0), (1, 1))
NAMES = (
    "FALSE",
    "AND",
    "x AND NOT y",
    "x",
    "y AND NOT x",
    "y",
    "XOR",
    "OR",
    "NOR",
    "XNOR",
    "NOT y",
    "x OR NOT y",
    "NOT x",
    "y OR NOT x",
    "NAND",
    "TRUE",
)  # by the table, read as a binary number


@dataclass(frozen=True)
class BooleanFunction:
    """A function of two bits x, y: its value for each of `INPUTS`, and what the best line makes of it."""

    name: str
    table: tuple[int, int, int, int]
    best: Ceiling


def boolean_functions() -> tuple[BooleanFunction, ...]:
    """All sixteen, in the order of their tables.

    >>> [function.name for function in boolean_functions() if not function.best.separable]
    ['XOR', 'XNOR']
    """
    X = np.array(INPUTS, np.float64).T
    functions = []
    for number, name in enumerate(NAMES):
        table = tuple(number >> place & 1 for place in (3, 2, 1, 0))
        functions.append(BooleanFunction(name, table, ceiling(X, np.array(table))))
    return tuple(functions)
