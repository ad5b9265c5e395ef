"""Least squares by the engine's own optimiser, against SciPy's, and its slopes against differences."""

import numpy as np
import pytest
from scipy.optimize import least_squares

from app.insight import regression
from app.insight.regression import LM, LeastSquares, fit, fitted
from app.nn.activations import ACTIVATIONS, find
from app.nn.network import Network
from app.nn.spelling import parse
from tests.nn.gradients import numeric_gradient

X = np.linspace(-2, 2, 41)


def line(theta):
    """Residuals of a + b x against e^x, and their slopes."""
    return theta[0] + theta[1] * X - np.exp(X)


def line_slopes(theta):
    return np.array([np.ones_like(X), X])


def test_a_line_is_fitted_as_scipy_fits_it():
    found = fit(LeastSquares(np.zeros(2), line, line_slopes), steps=60)
    assert found.theta == pytest.approx(least_squares(line, np.zeros(2)).x, abs=1e-6)
    assert found.squares[-1] == pytest.approx(np.square(line(found.theta)).sum())


def test_no_step_goes_up_and_the_steps_are_counted():
    found = fit(LeastSquares(np.zeros(2), line, line_slopes), steps=60)
    assert (np.diff(found.squares) < 0).all() and found.steps == len(found.squares) - 1 > 0


def test_a_fit_ends_where_it_is_good_enough_and_never_after_its_steps():
    far = np.square(line(np.zeros(2))).sum()
    assert fit(LeastSquares(np.zeros(2), line, line_slopes), 60, enough=far).steps == 0
    assert fit(LeastSquares(np.zeros(2), line, line_slopes), 3).steps == 3


@pytest.mark.parametrize("name", [entry.name for entry in ACTIVATIONS if entry.name != "step"])
def test_a_networks_slopes_are_central_differences(name):
    """Of two outputs of all samples, by each of its weights; a step has none but 0."""
    network = Network((2, 3, 2, 2), (find(name).bound(),) * 2)
    rng = np.random.default_rng(3)
    theta, inputs = rng.normal(size=network.parameters), rng.normal(size=(3, 5))
    weights = rng.normal(size=10)
    numeric = numeric_gradient(
        lambda theta: float(weights @ regression._values(network, theta, inputs).ravel()), theta
    )
    assert regression._slopes(network, theta, inputs) @ weights == pytest.approx(numeric, rel=1e-5, abs=1e-6)


def test_a_network_is_fitted_as_well_as_by_scipy_from_there():
    """Nothing is left that SciPy's own method would gain."""
    network = Network((1, 4, 1), (find("tanh").bound(),))
    y = np.sin(2 * X)
    found = fitted(network, X[None], y[None], np.random.default_rng(0), steps=300)
    inputs = np.vstack([X, np.ones_like(X)])
    further = least_squares(
        lambda theta: (regression._values(network, theta, inputs) - y).ravel(), found.fit.theta, method="lm"
    )
    assert found.fit.squares[-1] == pytest.approx(np.square(found(X[None]) - y).sum())
    assert found.fit.squares[-1] < 1e-3 and 2 * further.cost > 0.5 * found.fit.squares[-1]


def test_two_weights_that_do_the_same_are_no_matter_however_small_the_damping_has_become():
    """Their curvature alone could not be solved for; of all that fit, it is the step that divides the work evenly."""
    objective = LeastSquares(
        np.zeros(2), lambda theta: (theta[0] + theta[1]) * X - X, lambda theta: np.array([X, X])
    )
    LM.step(objective.theta, objective, np.array([1e-30, 2.0]), 1.0, 2)
    assert objective.theta == pytest.approx([0.5, 0.5], abs=1e-3)


@pytest.mark.claim(id="C4")
@pytest.mark.parametrize(("a", "c"), [(3.0, -1.0), (-0.25, 7.0)])
def test_a_quadratic_unit_finds_a_quadratic(a, c):
    """A·x² + c by w·x² + b, to 1e-12: convex in w and b, so that one start is as good as another."""
    (square,) = parse("x**2")
    theta = np.array([-5.0, 3.0])
    found = fit(
        LeastSquares(
            theta,
            lambda theta: theta[0] * square(X) + theta[1] - (a * X**2 + c),
            lambda theta: np.array([square(X), np.ones_like(X)]),
        ),
        steps=60,
    )
    assert found.theta == pytest.approx([a, c], abs=1e-12)


def test_two_fits_at_once_do_not_disturb_each_other():
    """They share a workspace, but nothing in it outlives a call."""
    network, rng = Network((1, 3, 1), (find("tanh").bound(),)), np.random.default_rng
    first = fitted(network, X[None], np.sin(X)[None], rng(0), 20)
    before = first(X[None])
    fitted(network, X[None], np.cos(X)[None], rng(1), 20)
    assert np.array_equal(first(X[None]), before)
