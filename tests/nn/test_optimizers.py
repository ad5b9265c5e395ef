"""Optimisers: first steps worked out by hand."""

import numpy as np
import pytest

from app.nn import optimizers
from app.nn.errors import UnknownName
from app.nn.optimizers import OPTIMIZERS


def steps(name: str, gradients: list[float], rate: float = 0.1) -> float:
    rule = optimizers.find(name)
    theta, slots = np.array([1.0]), np.zeros((rule.memory, 1))
    for t, gradient in enumerate(gradients, start=1):
        rule.step(theta, np.array([gradient]), slots, rate, t)
    return float(theta[0])


def test_sgd_goes_rate_times_gradient_downhill():
    assert steps("sgd", [2.0, 2.0]) == pytest.approx(1 - 0.1 * 2 - 0.1 * 2)


def test_momentum_keeps_nine_tenths_of_its_last_step():
    assert steps("momentum", [2.0, 1.0]) == pytest.approx(1 - 0.1 * 2 - 0.1 * (0.9 * 2 + 1))


def test_adam_takes_its_first_step_at_the_full_rate_whatever_the_gradient():
    assert steps("adam", [1e-3]) == pytest.approx(0.9, abs=1e-5)
    assert steps("adam", [-1e3]) == pytest.approx(1.1, abs=1e-5)


def test_adam_takes_its_second_step_as_the_paper_says():
    first, second = 2.0, -1.0
    m = (0.9 * 0.1 * first + 0.1 * second) / (1 - 0.9**2)
    v = (0.95 * 0.05 * first**2 + 0.05 * second**2) / (1 - 0.95**2)
    assert steps("adam", [first, second]) == pytest.approx(1 - 0.1 - 0.1 * m / (v**0.5 + 1e-8), abs=1e-7)


@pytest.mark.parametrize("rule", OPTIMIZERS, ids=lambda entry: entry.name)
def test_every_optimiser_finds_the_bottom_of_a_bowl(rule):
    theta, slots = np.array([3.0, -2.0]), np.zeros((rule.memory, 2))
    for t in range(1, 2001):
        rule.step(theta, 2 * theta, slots, rule.rate / (1 + t / 50), t)
    assert np.abs(theta).max() < 1e-2


def test_an_unknown_optimiser_is_refused():
    with pytest.raises(UnknownName, match="adam"):
        optimizers.find("adma")
