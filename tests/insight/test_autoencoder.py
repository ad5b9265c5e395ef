"""D5: points through one number each, against scikit-learn's principal components."""

from dataclasses import replace

import numpy as np
import pytest
from sklearn.decomposition import PCA

from app.insight import autoencoder
from tests.insight.subjects import subject

seeds = pytest.mark.parametrize("seed", [0, 1, 2])


def squeezed(shape, units=4, **fields):
    return autoencoder.answer(subject(trained=False, **fields), shape=shape, units=units)


@pytest.mark.claim(id="D5")
@pytest.mark.parametrize(
    "fields", [{}, {"dataset": "moons", "samples": 500}, {"dataset": "iris", "classes": 3}]
)
@pytest.mark.parametrize("shape", ["parabola", "points"])
def test_the_best_line_is_the_first_principal_component(shape, fields):
    """Its error is the smaller eigenvalue of the covariance, exactly."""
    told = squeezed(shape, units=1, **fields)
    X = np.array([told["points"]["x"], told["points"]["y"]]).T
    pca = PCA(1).fit(X)
    rebuilt = pca.inverse_transform(pca.transform(X)).T
    assert [told["line"]["x"], told["line"]["y"]] == pytest.approx(rebuilt, abs=1e-12)
    assert told["line"]["error"] == pytest.approx(told["eigenvalues"][1], rel=1e-12)
    assert told["eigenvalues"] == pytest.approx(np.linalg.eigvalsh(np.cov(X.T, bias=True))[::-1])


@pytest.mark.claim(id="D5")
@pytest.mark.parametrize("shape", ["parabola", "points"])
@seeds
def test_a_network_without_a_bend_comes_to_that_and_no_lower(shape, seed):
    told = squeezed(shape, seed=seed)
    assert told["linear"]["error"] == pytest.approx(told["eigenvalues"][1], rel=1e-9)


@pytest.mark.claim(id="D5")
@seeds
def test_a_parabola_goes_through_one_number_where_there_is_a_bend(seed):
    """By a line about .09 is lost of it, by tanh units less than .0001."""
    told = squeezed("parabola", seed=seed)
    assert told["line"]["error"] == pytest.approx(0.09, abs=0.005)
    assert told["tanh"]["error"] < 1e-4


def test_the_one_number_tells_where_on_the_parabola_a_point_is():
    code = squeezed("parabola")["tanh"]["code"]
    steps = np.sign(np.diff(code))
    assert len(code) == 101 and np.abs(code).max() <= 1 and abs(steps.sum()) == 100


@pytest.mark.parametrize("points", [[[1.0] * 4, [2.0] * 4], [[0.0, 1, 2, 3], [0.0, 2, 4, 6]]])
def test_points_in_one_place_or_on_one_line_lose_nothing(points):
    seen = subject(trained=False, samples=4)
    seen = replace(seen, data=replace(seen.data, X=np.array(points)))
    told = autoencoder.answer(seen, shape="points", units=2)
    assert told["line"]["error"] == pytest.approx(0, abs=1e-20) and (told["eigenvalues"] >= 0).all()
    assert told["tanh"]["error"] < 1e-3 and told["linear"]["error"] < 1e-9


def test_of_many_points_some_are_enough():
    assert len(squeezed("points", units=1, samples=1000)["points"]["x"]) == 250
