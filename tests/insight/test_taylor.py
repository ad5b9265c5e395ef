"""B6: the sigmoid as a polynomial."""

from fractions import Fraction
from math import exp, factorial, pi

import numpy as np
import pytest
from scipy import special

from app.insight import taylor


def by_bernoulli(degree: int) -> list[Fraction]:
    """The series by another road: 1/2 + tanh(z/2)/2, with tanh's coefficients from Bernoulli's numbers."""
    numbers = [Fraction(value).limit_denominator(10**6) for value in special.bernoulli(degree + 1)]
    series = [Fraction(1, 2)] + [Fraction(0)] * degree
    for power in range(1, degree + 1, 2):
        k = power + 1
        tanh = numbers[k] * 2**k * (2**k - 1) / factorial(k)
        series[power] = tanh / 2 / 2**power
    return series


def test_the_coefficients_are_those_from_bernoullis_numbers():
    assert list(taylor.coefficients(15)) == by_bernoulli(15)


@pytest.mark.claim(id="B6")
@pytest.mark.parametrize(("reach", "claimed"), [(1.0, 1.9e-5), (2.0, 0.0078), (4.0, 2.14)])
def test_b6_degree_seven_is_as_wrong_as_claimed(reach, claimed):
    """B6: 1.9e-5 on |z| <= 1, .0078 on <= 2, 2.14 on <= 4."""
    told = {error.reach: error.error for error in taylor.errors(7)}
    z = np.linspace(-reach, reach, 4001)
    direct = sum(float(c) * z**power for power, c in enumerate(by_bernoulli(7)))
    assert told[reach] == pytest.approx(np.abs(direct - special.expit(z)).max(), rel=1e-6)
    assert told[reach] == pytest.approx(claimed, rel=0.03)


@pytest.mark.claim(id="B6")
def test_b6_higher_degrees_help_within_pi_and_harm_beyond():
    """B6: the radius of convergence is π, the distance of the poles ±πi."""
    assert taylor.RADIUS == pi
    low, high = taylor.errors(7), taylor.errors(25)
    for before, after in zip(low, high, strict=True):
        assert (after.error < before.error) == (before.reach < pi)


def test_the_ratio_of_coefficients_tends_to_the_radius():
    series = taylor.coefficients(41)
    assert abs(float(series[39] / series[41])) ** 0.5 == pytest.approx(pi, rel=1e-6)


def test_it_is_written_as_in_a_book():
    assert taylor.formula(7) == "1/2 + z/4 - z³/48 + z⁵/480 - 17·z⁷/80640"
    assert taylor.formula(1) == "1/2 + z/4"


@pytest.mark.parametrize("terms", [1, 2, 7, 40])
def test_the_geometric_series_is_the_sigmoids_above_zero_only(terms):
    """Its remainder is known: the partial sum is (1 - (-q)^n) / (1 + q), with q = e^-z."""
    for z in taylor.GEOMETRIC_AT:
        q = exp(-z)
        (value,) = taylor.geometric(terms, np.array([z]))
        assert value == pytest.approx((1 - (-q) ** terms) / (1 + q), rel=1e-9)
    above = taylor.GEOMETRIC_AT > 0
    off = np.abs(taylor.geometric(200, taylor.GEOMETRIC_AT) - 1 / (1 + np.exp(-taylor.GEOMETRIC_AT)))
    assert (off[above] < 1e-9).all() and (off[~above] >= 0.5).all()
