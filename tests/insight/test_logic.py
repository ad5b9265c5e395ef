"""B2: an activation is a soft IF, and three of them are XOR."""

import numpy as np
import pytest

from app.insight import logic
from tests.insight.subjects import subject


@pytest.fixture(scope="module")
def seen():
    return subject(trained=False)


@pytest.mark.claim(id="B2")
def test_b2_at_steepness_20_the_outputs_are_those_claimed(seen):
    """B2: (4.54e-5, .99995, .99995, 4.54e-5)."""
    outputs = logic.answer(seen, steepness=20.0)["outputs"]
    assert outputs == pytest.approx([4.54e-5, 0.99995, 0.99995, 4.54e-5], rel=1e-3, abs=1e-6)


@pytest.mark.claim(id="B2")
def test_b2_the_outputs_are_nested_sigmoids(seen):
    """B2: the two corners of class 0 by hand, from exp alone."""
    k, (first, *_, last) = 6.0, logic.answer(seen, steepness=6.0)["outputs"]
    sigmoid = lambda z: 1 / (1 + np.exp(-z))  # noqa: E731
    both = sigmoid(-0.5 * k) + sigmoid(1.5 * k)
    assert first == last == pytest.approx(sigmoid(k * (both - 1.5)), rel=1e-12)


@pytest.mark.parametrize("steepness", [20.0, 100.0, 1000.0])
def test_steep_units_are_the_three_gates(seen, steepness):
    corners = logic.answer(seen, steepness=steepness)["corners"]
    x, y = (np.asarray(corners[axis]) > 0.5 for axis in "xy")
    for name, truth in {"OR": x | y, "NAND": ~(x & y), "AND": x ^ y}.items():
        assert np.array_equal(corners[name] > 0.5, truth)


def test_without_steepness_nothing_is_decided(seen):
    assert (logic.answer(seen, steepness=0.0)["outputs"] == 0.5).all()


def test_the_maps_agree_with_the_weights_told(seen):
    told = logic.answer(seen, steepness=5.0)
    x, y = np.meshgrid(told["x"], told["y"])
    given = {"x": x, "y": y}
    for unit in told["units"]:
        z = sum(w * given[name] for w, name in zip(unit["weights"], unit["reads"], strict=True))
        given[unit["name"]] = 1 / (1 + np.exp(-z - unit["bias"]))
        assert unit["map"] == pytest.approx(given[unit["name"]], abs=6e-5)
