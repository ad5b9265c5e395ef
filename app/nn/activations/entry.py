"""What the catalog holds of an activation.

Every function works in place on three arrays of one shape, (units, samples), any float dtype:

    value(z, a, kept)   writes f(z) into a; may leave in `kept` what the derivative can reuse
    slope(z, a, kept)   overwrites `kept` with f'(z)

Parameters, where an activation has any, follow as further numbers. At a corner, where f' does not
exist, `slope` gives the slope on the left.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial

import numpy as np
from numpy.typing import NDArray

from app.nn.activations.straightness import is_straight
from app.nn.errors import BadSpelling

Array = NDArray[np.floating]


@dataclass(frozen=True)
class Parameter:
    """One adjustable number of an activation, with its bounds."""

    name: str
    default: float
    minimum: float
    maximum: float


@dataclass(frozen=True)
class Activation:
    """One activation function and what people want to know about it.

    `range` is the open or closed interval of its values, as text. `bends` is False where it is a
    straight line, so that layers of it collapse into one. `spread` is the standard deviation of the
    weighted sums at which it bends well, for data-dependent initialisation; `pace` is how many times the
    usual learning rate suits it; `python -m benchmarks.recipes` shows what the two bring.
    `pullback(a, delta)` replaces `slope` where a unit's output depends on the other units of its layer:
    it turns dL/da into dL/dz in place.
    """

    name: str
    label: str
    note: str
    formula: str
    derivative: str
    range: str
    source: str
    value: Callable[..., None]
    slope: Callable[..., None]
    bends: bool = True
    spread: float = 1.0
    pace: float = 1.0
    parameters: tuple[Parameter, ...] = ()
    alias_of: str = ""
    pullback: Callable[[Array, Array], None] | None = None

    def bound(self, values: Sequence[float] = ()) -> "Activation":
        """The activation with its parameters fixed: the given ones first, defaults for the rest.

        Raises BadSpelling where there are too many, or one is out of its bounds.
        """
        if len(values) > len(self.parameters):
            raise BadSpelling(
                "{activation} takes {most} {noun}; you gave {count}.",
                "activation",
                code="parameters",
                activation=self.name,
                most=len(self.parameters) or "no",
                noun="parameter" if len(self.parameters) == 1 else "parameters",
                count=len(values),
            )
        for parameter, value in zip(self.parameters, values, strict=False):
            if not parameter.minimum <= value <= parameter.maximum:
                raise BadSpelling(
                    "{parameter} of {activation} must be {low} to {high}, not {sent}.",
                    "activation",
                    code="parameter",
                    parameter=parameter.name,
                    activation=self.name,
                    low=f"{parameter.minimum:g}",
                    high=f"{parameter.maximum:g}",
                    sent=f"{value:g}",
                )
        numbers = [*values, *(parameter.default for parameter in self.parameters[len(values) :])]
        if not numbers:
            return self
        bound = replace(
            self,
            name=f"{self.name}({','.join(f'{value:g}' for value in values)})" if values else self.name,
            value=partial(_with_numbers, self.value, numbers),
            slope=partial(_with_numbers, self.slope, numbers),
            parameters=(),
        )
        return replace(bound, bends=not is_straight(bound))

    def bends_among(self, units: int) -> bool:
        """Whether a layer of so many units is anything else than affine.

        One unit alone under a softmax has no rival: it says 1 whatever comes in.
        """
        return self.bends and (self.pullback is None or units > 1)

    def __call__(self, z: Array) -> Array:
        """f(z), in a new array of z's shape and dtype."""
        a = np.empty_like(z)
        self.value(z, a, np.empty_like(z))
        return a

    def gradient(self, z: Array) -> Array:
        """f'(z), in a new array of z's shape and dtype."""
        a, kept = np.empty_like(z), np.empty_like(z)
        self.value(z, a, kept)
        self.slope(z, a, kept)
        return kept


def _with_numbers(
    function: Callable[..., None], numbers: Sequence[float], z: Array, a: Array, kept: Array
) -> None:
    function(z, a, kept, *numbers)
