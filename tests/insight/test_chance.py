"""Exact binomial intervals, against SciPy's."""

import doctest

import numpy as np
import pytest
from scipy.stats import binom, binomtest

from app.insight import chance


def test_the_examples_hold():
    assert doctest.testmod(chance).failed == 0


@pytest.mark.parametrize(("right", "of"), [(0, 1), (1, 1), (3, 7), (75, 100), (499, 500), (1700, 1800)])
def test_the_interval_is_that_of_scipy(right, of):
    expected = binomtest(right, of).proportion_ci(0.95, "exact")
    assert chance.interval(right, of) == pytest.approx((expected.low, expected.high), abs=1e-9)


def test_the_probability_of_so_few_is_that_of_scipy():
    for rate in (0, 0.3, 0.95, 1):
        for right in (0, 3, 20):
            assert chance.at_most(right, 20, rate) == pytest.approx(binom.cdf(right, 20, rate))


def test_the_interval_holds_the_true_rate_in_at_least_95_of_100_cases():
    rng = np.random.default_rng(0)
    rates = rng.random(400)
    counts = rng.binomial(50, rates)
    inside = [low <= rate <= high for rate, (low, high) in zip(rates, map(_of_fifty, counts), strict=True)]
    assert np.mean(inside) > 0.93


def _of_fifty(right: int) -> tuple[float, float]:
    return chance.interval(int(right), 50)
