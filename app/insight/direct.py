"""Problems that need no network: their shape is known, and so linear algebra or a short search solves them.

A polynomial is a sum of known powers with unknown weights, a periodic function one of known waves: both are
solved in one step. Where the unknown stands in an exponent it takes Levenberg and Marquardt's few steps.

Sources: Gauss 1809, Theoria motus, art. 179 (least squares); Cooley & Tukey 1965, Mathematics of Computation
19, pp. 297-301; Marquardt 1963, J. SIAM 11, pp. 431-441.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.polynomial import polynomial

from app.insight.regression import LeastSquares, fit
from app.insight.taylor import superscript
from app.nn.activations import Array

FEW, ENOUGH = 100, 1e-20  # steps that Levenberg and Marquardt may take, and the sum of squares to stop at
SILENT = 1e-9  # amplitudes below this are rounding


@dataclass(frozen=True)
class Term:
    """A number that was looked for: what it belongs to, what was found, and what it is."""

    name: str
    value: float
    true: float


@dataclass(frozen=True)
class Direct:
    """A solution: its terms, itself as a function of x, and the sum of squares before and after each step."""

    terms: tuple[Term, ...]
    value: Callable[[Array], Array]
    squares: tuple[float, ...]


@dataclass(frozen=True)
class Problem:
    """Points (x, y) of a known function, `data` of them from low to high, and the way to find it again.

    A period ends before high, where the next one begins. solve(x, y, degree) has no look at `truth`
    but for the numbers to compare with. spread is how steep a network's units should begin.
    """

    name: str
    label: str
    formula: str
    method: str
    low: float
    high: float
    data: int
    truth: Callable[[Array], Array]
    solve: Callable[[Array, Array, int], Direct]
    periodic: bool = False
    spread: float = 0.5

    @property
    def x(self) -> Array:
        """Where the points are."""
        return np.linspace(self.low, self.high, self.data, endpoint=not self.periodic)


# --- a polynomial ---------------------------------------------------------------------------------

COEFFICIENTS = (0.5, -2.0, 1.5)


def solve_polynomial(x: Array, y: Array, degree: int) -> Direct:
    """Least squares over the powers of x."""
    found = polynomial.polyfit(x, y, degree)
    true = np.zeros(degree + 1)
    true[: len(COEFFICIENTS)] = COEFFICIENTS[: degree + 1]
    terms = tuple(
        Term(_power(i), float(value), float(known))
        for i, (value, known) in enumerate(zip(found, true, strict=True))
    )
    return Direct(terms, lambda at: polynomial.polyval(at, found), _one_step(y, polynomial.polyval(x, found)))


def _power(i: int) -> str:
    return "1" if i == 0 else "x" if i == 1 else f"x{superscript(i)}"


def _one_step(y: Array, fitted: Array) -> tuple[float, float]:
    return float(y @ y), float(np.square(fitted - y).sum())


# --- waves ----------------------------------------------------------------------------------------

AMPLITUDES = {5: 1.5, 12: 0.5}  # by how often they swing in the data


def waves(x: Array) -> Array:
    """The sum of the waves, x in periods of the data."""
    return sum(amplitude * np.sin(2 * np.pi * often * x) for often, amplitude in AMPLITUDES.items())


def solve_waves(x: Array, y: Array, degree: int) -> Direct:
    """The discrete Fourier transform of one period."""
    spectrum = np.fft.rfft(y) * 2 / len(y)
    spectrum[0] /= 2
    if len(y) % 2 == 0:
        spectrum[-1] /= 2
    heard = np.flatnonzero(np.abs(spectrum) > SILENT)

    def value(at: Array) -> Array:
        turns = np.exp(2j * np.pi * np.outer(heard, at))
        return (spectrum[heard] @ turns).real

    terms = tuple(
        Term(f"sin(2π·{often}x)", float(abs(spectrum[often])), AMPLITUDES.get(int(often), 0.0))
        for often in heard
    )
    return Direct(terms, value, _one_step(y, value(x)))


# --- growth ---------------------------------------------------------------------------------------

GROWTH = (2.0, 0.7)


def solve_growth(x: Array, y: Array, degree: int) -> Direct:
    """Levenberg-Marquardt on a and b of a·e^(bx), from 1 and 0."""

    def residuals(theta: Array) -> Array:
        return theta[0] * np.exp(theta[1] * x) - y

    def slopes(theta: Array) -> Array:
        grown = np.exp(theta[1] * x)
        return np.array([grown, theta[0] * x * grown])

    found = fit(LeastSquares(np.array([1.0, 0.0]), residuals, slopes), FEW, ENOUGH)
    a, b = found.theta
    terms = (Term("a", float(a), GROWTH[0]), Term("b", float(b), GROWTH[1]))
    return Direct(terms, lambda at: a * np.exp(b * at), found.squares)


PROBLEMS = (
    Problem(
        name="polynomial",
        label="A parabola",
        formula="1.5·x² − 2·x + 0.5",
        method="Least squares",
        low=-2.0,
        high=2.0,
        data=81,
        truth=lambda x: polynomial.polyval(x, COEFFICIENTS),
        solve=solve_polynomial,
    ),
    Problem(
        name="fourier",
        label="Two waves",
        formula="1.5·sin(2π·5x) + 0.5·sin(2π·12x)",
        method="Fourier transform",
        low=0.0,
        high=1.0,
        data=128,
        truth=waves,
        solve=solve_waves,
        periodic=True,
        spread=2.0,
    ),
    Problem(
        name="exponential",
        label="Growth",
        formula="2·e^(0.7x)",
        method="Levenberg-Marquardt",
        low=0.0,
        high=3.0,
        data=61,
        truth=lambda x: GROWTH[0] * np.exp(GROWTH[1] * x),
        solve=solve_growth,
    ),
)
