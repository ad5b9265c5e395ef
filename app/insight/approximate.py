"""What a network has learned as a polynomial: the best one of each degree, and how much it explains.

Both a network and a polynomial come as near to a continuous function as one likes (Cybenko 1989, Math.
Control Signals Systems 2, pp. 303-314; Stone 1948, Mathematics Magazine 21, pp. 237-254). How near at
which degree is what the fit by least squares says.
"""

from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.polynomial import legendre
from numpy.polynomial.polynomial import Polynomial

from app.insight import taylor
from app.insight.entry import Answer, Insight, Parameter, Said
from app.insight.subject import Subject, probabilities
from app.nn.activations import Array

SIDE = 50  # points along each side of the lattice: 38 for each coefficient of degree 10
WRITTEN = 3  # the highest degree whose formula a person would read
SHOWN = np.linspace(-5, 5, 101)  # where the sigmoid and its series are drawn


def answer(subject: Subject, *, degree: int, taylor_degree: int) -> Answer:
    """The best polynomials for the logits over the picture, by degree; and the sigmoid's Taylor view."""
    x, y = (np.linspace(axis[0], axis[-1], SIDE) for axis in (subject.grid.x, subject.grid.y))
    points = np.array([np.tile(x, SIDE), np.repeat(y, SIDE)])
    logits = _relative(subject.logits(subject.inputs_at(points)))
    powers = exponents(degree)
    fits = Fits(basis(scaled(x), scaled(y), powers), logits)
    sizes = [len(exponents(each)) for each in range(degree + 1)]
    approximations = [fits.values(size) for size in sizes]
    surface = probabilities(approximations[-1])
    return {
        "degree": degree,
        "r2": [fits.r2(size) for size in sizes],
        "agreement": [float((winners(each) == winners(logits)).mean()) for each in approximations],
        "terms": sizes,
        "formula": list(formulas(fits, x, y, min(degree, WRITTEN))),
        "x": x,
        "y": y,
        "z": np.round(surface[0] if len(surface) == 1 else winners(surface), 4).reshape(SIDE, SIDE),
        "taylor": series(taylor_degree),
    }


def _relative(logits: Array) -> Array:
    """Several logits less their mean, which a softmax does not see."""
    return logits if len(logits) == 1 else logits - logits.mean(axis=0)


def winners(logits: Array) -> Array:
    """The class of the highest logit, (n,); of a single logit, whether it is above zero."""
    return logits[0] > 0 if len(logits) == 1 else logits.argmax(axis=0)


def exponents(degree: int) -> list[tuple[int, int]]:
    """The powers of x and y in a polynomial of that total degree, the low ones first.

    >>> exponents(2)
    [(0, 0), (1, 0), (0, 1), (2, 0), (1, 1), (0, 2)]
    """
    return [(total - j, j) for total in range(degree + 1) for j in range(total + 1)]


def scaled(axis: Array) -> Array:
    """The axis on [-1, 1], where Legendre's polynomials are orthogonal."""
    return np.linspace(-1, 1, len(axis))


def basis(u: Array, v: Array, powers: list[tuple[int, int]]) -> Array:
    """The products P_i(u) P_j(v) of Legendre polynomials on a lattice, (R², terms), row by row."""
    degree = max(max(pair) for pair in powers)
    across, up = legendre.legvander(u, degree), legendre.legvander(v, degree)
    return np.stack([np.outer(up[:, j], across[:, i]).ravel() for i, j in powers], axis=1)


class Fits:
    """The least squares fits of values, (outputs, n), by the first columns of a basis, (n, terms).

    One orthogonal factorisation serves all degrees: a fit by fewer columns is a sum cut off earlier.
    """

    def __init__(self, columns: Array, values: Array) -> None:
        self.Q, self.R = np.linalg.qr(columns)
        self.values_given = values
        self.shares = values @ self.Q

    def values(self, terms: int) -> Array:
        """What the fit by so many terms says at the points, (outputs, n)."""
        return self.shares[:, :terms] @ self.Q[:, :terms].T

    def r2(self, terms: int) -> float:
        """The share of the values' variance that the fit explains; 1 where there is none to explain."""
        total = self.shares[:, 1:] ** 2
        mean = self.values_given.mean(axis=1, keepdims=True)
        variance = float(((self.values_given - mean) ** 2).sum())
        explained = float(total[:, : terms - 1].sum())
        return min(explained / variance, 1.0) if variance > 0 else 1.0

    def coefficients(self, terms: int) -> Array:
        """Those of the basis's columns, (outputs, terms)."""
        return np.linalg.solve(self.R[:terms, :terms], self.shares[:, :terms].T).T


def formulas(fits: Fits, x: Array, y: Array, degree: int) -> Iterator[str]:
    """Each output's fit of that degree, written out in the data's own x and y."""
    powers = exponents(degree)
    across, up = _powers_of(x, degree), _powers_of(y, degree)
    for row in fits.coefficients(len(powers)):
        table = np.zeros((degree + 1, degree + 1))
        for (i, j), coefficient in zip(powers, row, strict=True):
            table[i, j] = coefficient
        plain = across.T @ table @ up
        yield written([(plain[i, j], i, j) for i, j in powers])


def _powers_of(axis: Array, degree: int) -> Array:
    """Row i: the coefficients of 1, x, x², .. in P_i of the axis scaled to [-1, 1]."""
    center, half = (axis[0] + axis[-1]) / 2, (axis[-1] - axis[0]) / 2
    inside = Polynomial([-center / half, 1 / half])
    rows = np.zeros((degree + 1, degree + 1))
    for i in range(degree + 1):
        composed = Polynomial(legendre.leg2poly([0] * i + [1]))(inside)
        rows[i, : i + 1] = composed.coef[: i + 1]
    return rows


def written(terms: list[tuple[float, int, int]]) -> str:
    """A sum of coefficients and powers of x and y.

    >>> written([(1.5, 0, 0), (-2.0, 1, 0), (0.25, 1, 2)])
    '1.5 - 2·x + 0.25·x·y²'
    """
    text = ""
    for coefficient, i, j in terms:
        sign = ("-" if coefficient < 0 else "") if not text else (" - " if coefficient < 0 else " + ")
        factors = [f"{abs(coefficient):.3g}", *_factors("x", i), *_factors("y", j)]
        text += sign + "·".join(factors)
    return text


def _factors(name: str, power: int) -> list[str]:
    if power == 0:
        return []
    return [name if power == 1 else name + taylor.superscript(power)]


def series(degree: int) -> Answer:
    """The sigmoid's Taylor polynomial: what it is, where it holds, and how wrong it is on which stretch."""
    return {
        "degree": degree,
        "formula": taylor.formula(degree),
        "coefficients": [float(c) for c in taylor.coefficients(degree)],
        "radius": taylor.RADIUS,
        "errors": [vars(error) for error in taylor.errors(degree)],
        "z": SHOWN,
        "sigmoid": 0.5 + 0.5 * np.tanh(0.5 * SHOWN),
        "polynomial": taylor.polynomial(degree, SHOWN),
        "geometric": {
            "terms": degree + 1,
            "z": taylor.GEOMETRIC_AT,
            "sum": taylor.geometric(degree + 1, taylor.GEOMETRIC_AT),
            "sigmoid": 0.5 + 0.5 * np.tanh(0.5 * taylor.GEOMETRIC_AT),
        },
    }


APPROXIMATE = Insight(
    name="approximate",
    label="As a polynomial",
    note="The best polynomial for what the network has learned, degree by degree; and the sigmoid's Taylor "
    "series.",
    parameters=(
        Parameter("degree", 5, "Degree", "The highest degree to fit.", minimum=1, maximum=10, step=1),
        Parameter(
            "taylor_degree",
            7,
            "Degree of the series",
            "Where the sigmoid's Taylor series is cut off.",
            minimum=1,
            maximum=25,
            step=2,
        ),
    ),
    fields=(
        Said("degree", int, "The highest degree fitted.", 5),
        Said(
            "r2",
            list[float],
            "For each degree from 0, the share of the logit's variance over the picture that the best "
            "polynomial explains.",
            [0.0, 0.41, 0.44, 0.83],
        ),
        Said(
            "agreement", list[float], "Where the polynomial names the network's class.", [0.5, 0.7, 0.7, 0.9]
        ),
        Said("terms", list[int], "How many coefficients each degree has.", [1, 3, 6, 10]),
        Said(
            "formula",
            list[str],
            "The polynomial of degree 3, or of the highest below it, for each logit, in the data's units.",
            ["0.1 + 2·x - 1.5·y + 0.3·x² - 4·x·y + 0.2·y²"],
        ),
        Said("x", list[float], "The columns of z, in the data's own units.", [-1.0, 0.0, 1.0]),
        Said("y", list[float], "Its rows.", [-1.0, 0.0, 1.0]),
        Said(
            "z",
            list[list[float]],
            "What the polynomial of the highest degree draws, as a boundary's z does.",
            [[0.1, 0.9], [0.8, 0.2]],
        ),
        Said(
            "taylor",
            dict[str, Any],
            "The sigmoid's Taylor polynomial about 0: its formula, radius of convergence π, largest error "
            "for |z| up to each reach, and both curves at the places z. `geometric` is the other series, "
            "1 - e^-z + e^-2z - .., after as many terms: it holds for z > 0 only.",
            {
                "degree": 3,
                "formula": "1/2 + z/4 - z³/48",
                "coefficients": [0.5, 0.25, 0.0, -0.0208333],
                "radius": 3.14159,
                "errors": [{"reach": 1.0, "error": 0.0019}],
                "z": [0.0],
                "sigmoid": [0.5],
                "polynomial": [0.5],
                "geometric": {"terms": 4, "z": [1.0], "sum": [0.7177], "sigmoid": [0.731059]},
            },
        ),
    ),
    answer=answer,
)
