"""D1, D2 and D3: problems that are solved directly, against NumPy's and SciPy's ways to solve them."""

import numpy as np
import pytest
from scipy.optimize import curve_fit

from app.insight.direct import PROBLEMS, solve_growth, solve_polynomial, solve_waves

BY_NAME = {problem.name: problem for problem in PROBLEMS}


def solved(name, degree=2):
    problem = BY_NAME[name]
    x = problem.x
    return problem, x, problem.truth(x), problem.solve(x, problem.truth(x), degree)


@pytest.mark.claim(id="D1")
def test_least_squares_of_degree_2_leave_nothing_of_a_quadratic():
    _, x, y, found = solved("polynomial")
    assert np.abs(found.value(x) - y).max() < 1e-12
    assert [term.value for term in found.terms] == pytest.approx([0.5, -2, 1.5], abs=1e-12)
    assert found.squares[-1] < 1e-24


@pytest.mark.claim(id="D1")
@pytest.mark.parametrize("degree", [1, 3, 6])
def test_least_squares_are_those_of_the_normal_equations(degree):
    """On points of no polynomial, in one step."""
    x = np.linspace(-1, 1, 30)
    y = np.exp(x) * np.cos(3 * x)
    A = np.vander(x, degree + 1, increasing=True)
    found = solve_polynomial(x, y, degree)
    assert [term.value for term in found.terms] == pytest.approx(np.linalg.solve(A.T @ A, A.T @ y), abs=1e-9)
    assert len(found.squares) == 2 and found.squares[1] == pytest.approx(np.square(found.value(x) - y).sum())


def test_a_degree_too_low_says_what_is_left():
    _, x, y, found = solved("polynomial", degree=1)
    assert np.abs(found.value(x) - y).max() > 1 and [term.name for term in found.terms] == ["1", "x"]


@pytest.mark.claim(id="D2")
def test_fouriers_transform_finds_both_waves_and_no_other():
    problem, _, _, found = solved("fourier")
    assert [(term.name, term.true) for term in found.terms] == [("sin(2π·5x)", 1.5), ("sin(2π·12x)", 0.5)]
    assert [term.value for term in found.terms] == pytest.approx([1.5, 0.5], abs=1e-12)
    beyond = np.linspace(-3, 4, 999)
    assert found.value(beyond) == pytest.approx(problem.truth(beyond), abs=1e-11)


@pytest.mark.parametrize("n", [16, 17])
def test_the_waves_that_are_found_are_the_points(n):
    """Any points: with all their waves, constant and fastest among them, nothing is left."""
    x, y = np.arange(n) / n, np.random.default_rng(n).normal(size=n)
    assert solve_waves(x, y, 0).value(x) == pytest.approx(y, abs=1e-12)


@pytest.mark.claim(id="D3")
def test_growth_is_found_in_a_few_steps():
    """A sum of squares of 1e-20 or less."""
    _, _, _, found = solved("exponential")
    assert found.squares[-1] <= 1e-20 and len(found.squares) - 1 <= 15
    assert [term.value for term in found.terms] == pytest.approx([2, 0.7], abs=1e-10)


@pytest.mark.claim(id="D3")
@pytest.mark.parametrize(("a", "b"), [(1.5, -1.0), (0.5, 1.2), (-3.0, 0.4)])
def test_growth_with_errors_is_what_scipy_makes_of_it(a, b):
    x = np.linspace(0, 3, 40)
    y = a * np.exp(b * x) + np.random.default_rng(1).normal(0, 0.05, 40)
    expected, _ = curve_fit(lambda x, a, b: a * np.exp(b * x), x, y, p0=(a, b))
    assert [term.value for term in solve_growth(x, y, 0).terms] == pytest.approx(expected, abs=1e-5)
