"""Curves: activations that turn back, wave, or grow faster than a straight line."""

import numpy as np

from app.nn.activations.entry import Activation, Array


def _quadratic(z: Array, a: Array, kept: Array) -> None:
    np.multiply(z, z, out=a)


def _quadratic_slope(z: Array, a: Array, kept: Array) -> None:
    np.multiply(z, 2, out=kept)


def _cube(z: Array, a: Array, kept: Array) -> None:
    np.multiply(z, z, out=kept)
    np.multiply(z, kept, out=a)


def _cube_slope(z: Array, a: Array, kept: Array) -> None:
    kept *= 3  # the forward pass left x² there


def _absolute(z: Array, a: Array, kept: Array) -> None:
    np.abs(z, out=a)


def _absolute_slope(z: Array, a: Array, kept: Array) -> None:
    np.greater(z, 0, out=kept)
    kept *= 2
    kept -= 1


def _sin(z: Array, a: Array, kept: Array) -> None:
    np.sin(z, out=a)


def _sin_slope(z: Array, a: Array, kept: Array) -> None:
    np.cos(z, out=kept)


def _sinc(z: Array, a: Array, kept: Array) -> None:
    np.sin(z, out=kept)
    a.fill(1)
    np.divide(kept, z, out=a, where=z != 0)


_NEAR_ZERO = 0.1  # nearer, cos(x) - f(x) cancels; the series is good to 1e-14 up to here


def _sinc_slope(z: Array, a: Array, kept: Array) -> None:
    near = np.abs(z) < _NEAR_ZERO
    np.cos(z, out=kept)
    kept -= a
    np.divide(kept, z, out=kept, where=~near)
    x = z[near]
    square = x * x
    kept[near] = x * (-1 / 3 + square * (1 / 30 + square * (-1 / 840 + square / 45360)))


def _gaussian(z: Array, a: Array, kept: Array) -> None:
    np.multiply(z, z, out=a)
    np.negative(a, out=a)
    np.exp(a, out=a)


def _gaussian_slope(z: Array, a: Array, kept: Array) -> None:
    np.multiply(z, a, out=kept)
    kept *= -2


CURVES: tuple[Activation, ...] = (
    Activation(
        name="absolute",
        label="Absolute value",
        note="Folds the plane along a line, so that both sides lie on each other.",
        formula="|x|",
        derivative="1 if x > 0, else -1",
        range="[0, ∞)",
        source="Jarrett, Kavukcuoglu, Ranzato & LeCun 2009, ICCV, pp. 2146-2153 (rectification)",
        value=_absolute,
        slope=_absolute_slope,
    ),
    Activation(
        name="quadratic",
        label="Quadratic",
        note="Squares the sum: one unit draws a parabola's worth of boundary, but its values "
        "run away with depth.",
        formula="x²",
        derivative="2x",
        range="[0, ∞)",
        source="Livni, Shalev-Shwartz & Shamir 2014, NeurIPS, section 1",
        value=_quadratic,
        slope=_quadratic_slope,
    ),
    Activation(
        name="cube",
        label="Cube",
        note="The sum to the third power: products of three inputs in one unit, and values that "
        "run away faster than the quadratic's.",
        formula="x³",
        derivative="3x²",
        range="(-∞, ∞)",
        source="Chen & Manning 2014, EMNLP, pp. 740-750 (cube activation)",
        value=_cube,
        slope=_cube_slope,
        spread=0.5,
        pace=0.6,
    ),
    Activation(
        name="sin",
        label="Sine",
        note="Waves for ever: a single unit can cross a line again and again.",
        formula="sin(x)",
        derivative="cos(x)",
        range="[-1, 1]",
        source="Sitzmann et al. 2020, NeurIPS, section 3",
        value=_sin,
        slope=_sin_slope,
    ),
    Activation(
        name="sinc",
        label="Sinc",
        note="A wave that dies away on both sides: a bump with ripples around it.",
        formula="sin(x) / x, and 1 at 0",
        derivative="(cos(x) - f(x)) / x, and 0 at 0",
        range="[-0.22, 1]",
        source="Saratchandran et al. 2024, ICML (arXiv:2402.05427)",
        value=_sinc,
        slope=_sinc_slope,
        spread=1.5,
        pace=2.0,
    ),
    Activation(
        name="gaussian",
        label="Gaussian",
        note="A bump: a unit answers to a band of points along its line, and to nothing far away.",
        formula="exp(-x²)",
        derivative="-2x exp(-x²)",
        range="(0, 1]",
        source="Hartman, Keeler & Kowalski 1990, Neural Computation 2, pp. 210-215",
        value=_gaussian,
        slope=_gaussian_slope,
    ),
)
