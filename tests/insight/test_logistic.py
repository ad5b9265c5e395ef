"""Logistic regression at its optimum, against scikit-learn's, and a linear program where there is none."""

import warnings

import numpy as np
import pytest
from scipy.optimize import linprog
from sklearn.linear_model import LogisticRegression

from app.insight import straight
from app.insight.logistic import logistic
from tests.insight.subjects import subject


def drawn(seed, n=60):
    """Points of two classes that overlap, in units of any size, far from the origin."""
    rng = np.random.default_rng(seed)
    X = rng.normal(size=(2, n))
    label = (rng.normal(size=2) @ X + rng.normal(size=n) > 0).astype(int)
    return X * 10 ** rng.uniform(-3, 3) + rng.normal(size=(2, 1)), label


def weakly_separable(X, label):
    """Whether some line has no point on its wrong side, and not all points on itself: a linear program."""
    sides = np.where(label == 1, 1, -1)
    rows = -(np.vstack([X, np.ones(X.shape[1])]) * sides).T
    return linprog(rows.sum(axis=0), A_ub=rows, b_ub=np.zeros(len(label)), bounds=[(-1, 1)] * 3).fun < -1e-9


@pytest.mark.claim(id="A9")
@pytest.mark.parametrize("seed", range(20))
def test_the_optimum_is_scikit_learns(seed):
    X, label = drawn(seed)
    scale = np.abs(X).max()  # which its solver minds, and Newton's method does not
    fitted = LogisticRegression(C=np.inf, tol=1e-12, max_iter=10_000, solver="newton-cholesky")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        fitted.fit(X.T / scale, label)
    expected = [*(fitted.coef_[0] / scale), fitted.intercept_[0]]
    found = logistic(X, label)
    assert found.line == pytest.approx(expected, rel=1e-5, abs=1e-7) and found.steps < 15


@pytest.mark.parametrize("seed", range(100))
def test_there_is_none_exactly_where_a_line_has_no_point_on_its_wrong_side(seed):
    """Few whole-number points, so that many lie on that line, or all on one, or are of one class."""
    rng = np.random.default_rng(seed)
    n = int(rng.integers(1, 14))
    X, label = rng.integers(-2, 3, (2, n)).astype(float), rng.integers(0, 2, n)
    if seed % 2:
        label = (X[0] + rng.integers(-1, 2) * X[1] + rng.integers(-1, 2, n) * (seed % 3) > 0).astype(int)
    assert (logistic(X, label) is None) == weakly_separable(X, label)


def test_at_the_optimum_the_loss_has_no_slope():
    X, label = drawn(3)
    a, b, c = logistic(X, label).line
    p = 1 / (1 + np.exp(-(a * X[0] + b * X[1] + c)))
    assert (label - p) @ np.vstack([X, np.ones_like(p)]).T == pytest.approx(0, abs=1e-7 * np.abs(X).max())
    assert logistic(X, label).loss == pytest.approx(-np.log(np.where(label == 1, p, 1 - p)).mean())


@pytest.mark.claim(id="A6")
def test_xor_leaves_it_undecided():
    """Every probability is one half, and the loss ln 2."""
    found = straight.regressed(np.array([[0.0, 0, 1, 1], [0, 1, 0, 1]]), np.array([0, 1, 1, 0]))
    assert found["line"] == pytest.approx([0, 0, 0], abs=1e-15) and found["loss"] == pytest.approx(np.log(2))
    assert found["accuracy"] == 0.5


@pytest.mark.claim(id="A9")
@pytest.mark.parametrize("dataset", ["xor", "moons", "spiral", "circles", "iris"])
def test_a_linear_network_ends_at_logistic_regression_and_below_the_ceiling(dataset):
    """Its training loss is the optimum's or, where there is none, still on its way down."""
    seen = subject(
        "identity", dataset=dataset, noise=0.2, epochs=400, target_accuracy=0.0, loss="cross_entropy"
    )
    train = straight.answer(seen)["train"]
    assert train["network"] <= train["accuracy"]
    assert train["logistic"]["finite"] and train["logistic"]["accuracy"] <= train["accuracy"]
    assert seen.state.final.train_loss == pytest.approx(train["logistic"]["loss"], abs=1e-4)


@pytest.mark.claim(id="A9")
def test_separable_points_have_no_finite_optimum():
    seen = subject("identity", dataset="gaussians", noise=0.0, epochs=20)
    said = straight.answer(seen)
    assert said["separable"]
    assert said["logistic"] == {"finite": False, "line": None, "accuracy": None, "loss": None}
