"""The best polynomial for a logit: against lstsq in monomials, scikit-learn, and polynomials themselves."""

import numpy as np
import pytest
from sklearn.linear_model import LinearRegression
from sklearn.preprocessing import PolynomialFeatures

from app.insight import approximate
from app.insight.trace import moved
from tests.insight.subjects import subject


@pytest.fixture(scope="module")
def seen():
    return subject()


@pytest.fixture(scope="module")
def told(seen):
    return approximate.answer(seen, degree=7, taylor_degree=7)


def lattice(told) -> np.ndarray:
    x, y = np.meshgrid(told["x"], told["y"])
    return np.array([x.ravel(), y.ravel()])


@pytest.mark.parametrize("degree", [1, 2, 5, 7])
def test_r2_and_picture_are_those_of_scikit_learns_fit(seen, degree):
    told = approximate.answer(seen, degree=degree, taylor_degree=1)
    points = lattice(told)
    columns = PolynomialFeatures(degree).fit_transform(points.T)
    logit = seen.logits(seen.inputs_at(points))[0]
    fit = LinearRegression().fit(columns, logit)
    assert told["r2"][-1] == pytest.approx(fit.score(columns, logit), abs=1e-9)
    p = 1 / (1 + np.exp(-fit.predict(columns)))
    assert told["z"].ravel() == pytest.approx(p, abs=1e-4)
    assert told["agreement"][-1] == pytest.approx(((p > 0.5) == (logit > 0)).mean(), abs=1e-3)


def test_a_higher_degree_never_explains_less(told):
    assert told["r2"][0] == 0 and (np.diff(told["r2"]) >= 0).all() and told["r2"][-1] < 1
    assert told["terms"] == [1, 3, 6, 10, 15, 21, 28, 36]


def test_a_linear_network_is_a_polynomial_of_degree_one(seen):
    told = approximate.answer(subject("identity"), degree=3, taylor_degree=1)
    assert told["r2"][1:] == pytest.approx([1, 1, 1], abs=1e-12) and told["agreement"][1] == 1


def test_a_quadratic_layer_is_one_of_degree_two_and_two_are_one_of_degree_four():
    """The degrees of x² of x² multiply, to rounding."""
    one = approximate.answer(subject("x**2", hidden="4", epochs=30), degree=4, taylor_degree=1)["r2"]
    two = approximate.answer(subject("x**2", hidden="4,4", epochs=30), degree=4, taylor_degree=1)["r2"]
    assert one[2] == pytest.approx(1, abs=1e-9) and two[4] == pytest.approx(1, abs=1e-9)
    assert one[1] < 0.999 and two[3] < 0.9999


def test_the_formula_is_the_networks_own_where_it_is_a_polynomial():
    """(x + 2y - 1)²·3 - 0.5 = 3x² + 12xy + 12y² - 6x - 12y + 2.5."""
    made = moved(subject("x**2", trained=False, hidden="1"), np.array([1.0, 2.0, -1.0, 3.0, -0.5]))
    (formula,) = approximate.answer(made, degree=2, taylor_degree=1)["formula"]
    assert formula == "2.5 - 6·x - 12·y + 3·x² + 12·x·y + 12·y²"


@pytest.mark.parametrize("classes", [3, 4])
def test_with_more_classes_each_has_its_formula_and_z_is_the_winner(classes):
    told = approximate.answer(subject(classes=classes, epochs=60), degree=6, taylor_degree=1)
    assert len(told["formula"]) == classes and set(np.unique(told["z"])) <= set(range(classes))
    assert 0 < told["r2"][-1] <= 1


def test_a_network_that_says_the_same_everywhere_is_explained_by_a_constant():
    seen = subject(trained=False, hidden="2")
    told = approximate.answer(moved(seen, np.zeros(9)), degree=4, taylor_degree=1)
    assert told["r2"] == [1.0] * 5 and told["agreement"] == [1.0] * 5


def test_the_taylor_view_is_told_with_both_curves(told):
    series = told["taylor"]
    assert series["errors"][2]["reach"] == 4 and series["errors"][2]["error"] == pytest.approx(2.14, abs=0.01)
    assert series["sigmoid"] == pytest.approx(1 / (1 + np.exp(-series["z"])))
    assert series["polynomial"] == pytest.approx(np.polyval(series["coefficients"][::-1], series["z"]))
