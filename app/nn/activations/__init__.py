"""Activation functions: the bend that a layer applies to its units' weighted sums.

`ACTIVATIONS` is the catalog: one entry holds everything there is to say about an activation, and
the dropdown, the API schema, the docs and the gradient tests follow from it. An entry stands with
its function and its derivative in the file of its family; entry.py says what it holds.
"""

from app.nn.activations.curves import CURVES
from app.nn.activations.entry import Activation, Array, Parameter
from app.nn.activations.ramps import RAMPS
from app.nn.activations.straight import IDENTITY
from app.nn.activations.switches import SOFTMAX, SWITCHES
from app.nn.errors import UnknownName

__all__ = ["ACTIVATIONS", "Activation", "Array", "Parameter", "SOFTMAX", "find"]

ACTIVATIONS: tuple[Activation, ...] = (IDENTITY, *SWITCHES, *RAMPS, *CURVES, SOFTMAX)

_BY_NAME = {entry.name: entry for entry in ACTIVATIONS}


def find(name: str) -> Activation:
    """The catalog's entry of that name, as it stands there.

    Raises UnknownName, which lists the names there are.
    """
    if name not in _BY_NAME:
        raise UnknownName("activation", name, tuple(_BY_NAME))
    return _BY_NAME[name]
