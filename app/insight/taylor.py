"""The Taylor view of the sigmoid: a polynomial that is very good near 0, and no use at all beyond π.

The sigmoid has poles at ±πi, so its series about 0 converges for |z| < π and nowhere beyond.
"""

from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from math import pi

import numpy as np

from app.nn.activations import Array

RADIUS = pi
REACHES = (1.0, 2.0, 4.0)  # two within the radius of convergence and one beyond it
GEOMETRIC_AT = np.array([-1.0, 0.0, 0.5, 1.0, 2.0, 4.0])  # on both sides of where that series ends
SAMPLES = 2001  # odd, so that the ends and the middle are among them


@lru_cache(maxsize=32)
def coefficients(degree: int) -> tuple[Fraction, ...]:
    """c_0 to c_degree of the sigmoid's series about 0, exactly.

    From σ' = σ (1 - σ), power by power: (n + 1) c_{n+1} = c_n - sum_i c_i c_{n-i}, with c_0 = 1/2.

    >>> [str(c) for c in coefficients(5)]
    ['1/2', '1/4', '0', '-1/48', '0', '1/480']
    """
    series = [Fraction(1, 2)]
    for n in range(degree):
        square = sum(series[i] * series[n - i] for i in range(n + 1))
        series.append((series[n] - square) / (n + 1))
    return tuple(series)


def polynomial(degree: int, z: Array) -> Array:
    """The series cut off after z^degree, at each z."""
    return np.polynomial.polynomial.polyval(z, [float(c) for c in coefficients(degree)])


@dataclass(frozen=True)
class Error:
    """The largest difference from the sigmoid on |z| <= reach."""

    reach: float
    error: float


def errors(degree: int) -> tuple[Error, ...]:
    """How far the cut-off series is from the sigmoid on each of the reaches."""
    found = []
    for reach in REACHES:
        z = np.linspace(-reach, reach, SAMPLES)
        difference = polynomial(degree, z) - (0.5 + 0.5 * np.tanh(0.5 * z))
        found.append(Error(reach, float(np.abs(difference).max())))
    return tuple(found)


def geometric(terms: int, z: Array) -> Array:
    """The first terms of 1 - e^-z + e^-2z - .., at each z: another series of the sigmoid, for z > 0 only.

    It is 1 / (1 + q) as a geometric series in -q, with q = e^-z, which has to be below 1.

    >>> geometric(3, np.array([0.0]))
    array([1.])
    """
    return ((-np.exp(-z)) ** np.arange(terms)[:, None]).sum(axis=0)


def formula(degree: int) -> str:
    """The polynomial, written out.

    >>> formula(3)
    '1/2 + z/4 - z³/48'
    """
    text = ""
    for power, c in enumerate(coefficients(degree)):
        if c:
            sign = " - " if c < 0 else " + "
            text += (sign if text else "") + _term(abs(c), power)
    return text


def _term(c: Fraction, power: int) -> str:
    if power == 0:
        return str(c)
    factor = "" if c.numerator == 1 else f"{c.numerator}·"
    return f"{factor}z{'' if power == 1 else superscript(power)}/{c.denominator}"


def superscript(power: int) -> str:
    """The number as a raised one.

    >>> superscript(12)
    '¹²'
    """
    return str(power).translate(str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹"))
