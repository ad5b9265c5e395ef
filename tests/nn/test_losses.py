"""Losses: their values against textbook formulas."""

import numpy as np
import pytest
from scipy.special import expit, log_softmax

from app.nn import losses
from app.nn.errors import UnknownName

LOSS = losses.find("cross_entropy")


def test_binary_cross_entropy_is_the_mean_surprise():
    z, t = np.array([[-2.0, 0.3, 4.0]]), np.array([[0.0, 1.0, 1.0]])
    expected = -np.mean(t * np.log(expit(z)) + (1 - t) * np.log(1 - expit(z)))
    logits = z.copy()
    assert LOSS.error(logits, t) == pytest.approx(expected, abs=1e-12)
    assert np.allclose(logits, expit(z) - t, atol=1e-12)


def test_categorical_cross_entropy_is_the_mean_surprise():
    z = np.random.default_rng(0).normal(size=(4, 6))
    t = np.eye(4)[:, [0, 1, 2, 3, 0, 1]]
    expected = -(t * log_softmax(z, axis=0)).sum(axis=0).mean()
    assert LOSS.error(z.copy(), t) == pytest.approx(expected, abs=1e-12)


def test_a_coin_toss_costs_the_logarithm_of_two():
    assert LOSS.error(np.zeros((1, 4)), np.array([[0.0, 1.0, 1.0, 0.0]])) == pytest.approx(np.log(2))


def test_sure_and_wrong_stays_finite():
    assert LOSS.error(np.array([[1e4]]), np.array([[0.0]])) == pytest.approx(1e4)


def test_an_unknown_loss_is_refused():
    with pytest.raises(UnknownName, match="cross_entropy"):
        losses.find("nope")
