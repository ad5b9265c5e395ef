"""Losses: their values and slopes against textbook formulas, SciPy and scikit-learn."""

import numpy as np
import pytest
from scipy.special import expit, log_softmax, softmax
from sklearn.metrics import brier_score_loss, hinge_loss

from app.nn import losses
from app.nn.errors import UnknownName
from app.nn.losses import LOSSES
from tests.nn.gradients import disagreement, numeric_gradient

CROSS_ENTROPY = losses.find("cross_entropy")
Z, T = np.array([[-2.0, 0.3, 4.0]]), np.array([[0.0, 1.0, 1.0]])


def many(seed: int = 0):
    """Logits of four classes for six points, their labels, and targets."""
    label = np.array([0, 1, 2, 3, 0, 1])
    return 2 * np.random.default_rng(seed).normal(size=(4, 6)), label, np.eye(4)[:, label]


def test_binary_cross_entropy_is_the_mean_surprise():
    expected = -np.mean(T * np.log(expit(Z)) + (1 - T) * np.log(1 - expit(Z)))
    assert CROSS_ENTROPY.binary.value(Z, T) == pytest.approx(expected, abs=1e-12)
    logits = Z.copy()
    CROSS_ENTROPY.binary.slope(logits, T)
    assert np.allclose(logits, expit(Z) - T, atol=1e-12)


def test_categorical_cross_entropy_is_the_mean_surprise():
    z, _, t = many()
    expected = -(t * log_softmax(z, axis=0)).sum(axis=0).mean()
    assert CROSS_ENTROPY.categorical.value(z, t) == pytest.approx(expected, abs=1e-12)


def test_squared_error_is_the_brier_score():
    loss = losses.find("squared_error")
    assert loss.binary.value(Z, T) == pytest.approx(brier_score_loss(T[0], expit(Z[0])), abs=1e-12)
    z, label, t = many()
    expected = brier_score_loss(label, softmax(z, axis=0).T, scale_by_half=False)
    assert loss.categorical.value(z, t) == pytest.approx(expected, abs=1e-12)


def test_hinge_is_the_shortfall_of_the_margin():
    loss = losses.find("hinge")
    assert loss.binary.value(Z, T) == pytest.approx(hinge_loss(T[0], Z[0]), abs=1e-12)
    z, label, t = many()
    assert loss.categorical.value(z, t) == pytest.approx(hinge_loss(label, z.T), abs=1e-12)


@pytest.mark.parametrize("loss", LOSSES, ids=lambda entry: entry.name)
@pytest.mark.parametrize("outputs", [1, 4])
def test_a_slope_agrees_with_central_differences(loss, outputs):
    z, t = (Z, T) if outputs == 1 else many(1)[::2]
    form = loss.form(outputs)
    numeric = numeric_gradient(lambda flat: form.value(flat.reshape(z.shape), t), z.ravel()) * z.shape[1]
    slope = z.copy()
    form.slope(slope, t)
    assert disagreement(slope.ravel(), numeric) < 1e-6


@pytest.mark.parametrize("loss", LOSSES, ids=lambda entry: entry.name)
@pytest.mark.parametrize("outputs", [1, 4])
def test_a_value_leaves_the_logits_alone(loss, outputs):
    z, t = (Z.copy(), T) if outputs == 1 else many(1)[::2]
    before = z.copy()
    loss.form(outputs).value(z, t)
    assert np.array_equal(z, before)


def test_the_root_of_cross_entropy_bounds_its_curvature():
    assert (CROSS_ENTROPY.binary.root(Z, np.ones_like(Z)) ** 2 >= expit(Z) * (1 - expit(Z))).all()
    p = softmax(many()[0], axis=0)[:, 0]
    bound = (np.eye(4) - 1 / 4) / 2
    assert np.linalg.eigvalsh(bound - (np.diag(p) - np.outer(p, p))).min() > -1e-12


def test_the_root_of_squared_error_is_the_slope_of_the_probability():
    loss, step = losses.find("squared_error"), 1e-6
    slope = (expit(Z + step) - expit(Z - step)) / (2 * step)
    assert np.allclose(loss.binary.root(Z, np.ones_like(Z)), np.sqrt(2) * slope, atol=1e-8)
    z, _, _ = many()
    way = np.random.default_rng(1).normal(size=z.shape)
    along = (softmax(z + step * way, axis=0) - softmax(z - step * way, axis=0)) / (2 * step)
    assert np.allclose(loss.categorical.root(z, way), np.sqrt(2) * along, atol=1e-8)


def test_a_coin_toss_costs_the_logarithm_of_two():
    tossed = np.array([[0.0, 1.0, 1.0, 0.0]])
    assert CROSS_ENTROPY.binary.value(np.zeros((1, 4)), tossed) == pytest.approx(np.log(2))


@pytest.mark.parametrize("loss", LOSSES, ids=lambda entry: entry.name)
def test_sure_and_wrong_stays_finite(loss):
    wrong, t = np.array([[1e4]], np.float32), np.zeros((1, 1), np.float32)
    assert np.isfinite(loss.binary.value(wrong, t))
    loss.binary.slope(wrong, t)
    assert np.isfinite(wrong).all()
    wrong, t = np.array([[1e4], [-1e4], [0]], np.float32), np.array([[0], [1], [0]], np.float32)
    assert np.isfinite(loss.categorical.value(wrong, t))
    loss.categorical.slope(wrong, t)
    assert np.isfinite(wrong).all()


def test_cross_entropy_counts_every_bit_of_a_wrong_certainty():
    assert CROSS_ENTROPY.binary.value(np.array([[1e4]]), np.array([[0.0]])) == pytest.approx(1e4)


def test_an_unknown_loss_is_refused():
    with pytest.raises(UnknownName, match="cross_entropy"):
        losses.find("nope")
