"""A1: which activations keep sums and multiples, and by how much the others do not."""

import numpy as np
import pytest

from app.insight import linearity
from app.nn import spelling
from app.nn.activations import ACTIVATIONS
from app.nn.errors import Unsuitable
from tests.insight.subjects import subject

CLAIMED = {
    "relu": 3,
    "leaky_relu(0.01)": 2.97,
    "elu": 2.0498,
    "binary_step": 1,
    "sigmoid": 0.9076,
    "tanh": 0.9901,
    "arctan": 1.0924,
    "quadratic": 18,
}


def measured(text: str) -> dict:
    (entry,) = spelling.parse(text)
    return linearity.measure(entry)


@pytest.mark.claim(id="A1")
@pytest.mark.parametrize("text", CLAIMED)
def test_a1_the_gaps_are_those_claimed(text):
    """A1."""
    assert measured(text)["additivity_gap"] == pytest.approx(CLAIMED[text], abs=5e-5)
    assert measured(text)["verdict"] == "bends"


@pytest.mark.claim(id="A1")
@pytest.mark.parametrize("text", ["identity", "leaky_relu(1)", "0.3*x", "-2.7*x"])
def test_a1_a_multiple_of_x_is_linear(text):
    """A1: up to the rounding of the multiplication itself."""
    gaps = measured(text)
    assert gaps["verdict"] == "linear"
    assert max(gaps["additivity_gap"], gaps["homogeneity_gap"]) <= 4e-15
    assert text not in ("identity", "leaky_relu(1)") or gaps["additivity_gap"] <= 1e-15


@pytest.mark.claim(id="A1")
def test_a1_relu_passes_one_test_and_fails_the_other():
    """A1: f(2x) = 2 f(x), but f(-2x) is not -2 f(x)."""
    gaps = measured("relu")
    assert gaps["doubled_gap"] == 0 and gaps["mirrored_gap"] == 6


@pytest.mark.claim(id="A1")
def test_a1_affine_is_not_linear():
    """A1: 2x + 1 fails by exactly 1, everywhere."""
    gaps = measured("2*x+1")
    assert (gaps["additivity_gap"], gaps["doubled_gap"], gaps["affine_gap"]) == (1, 1, 0)
    assert gaps["verdict"] == "affine"


@pytest.mark.claim(id="A1")
@pytest.mark.parametrize("entry", ACTIVATIONS, ids=lambda entry: entry.name)
def test_a1_the_pair_shows_the_gap(entry):
    """A1: whoever puts the two numbers in gets the gap; no other pair of 200,000 has a larger one."""
    gaps, rng = linearity.measure(entry.bound()), np.random.default_rng(1)
    pair, scaled = gaps["additivity"], gaps["homogeneity"]
    total, x, y = at(entry, np.array([pair["x"] + pair["y"], pair["x"], pair["y"]]))
    assert abs(total - x - y) == pytest.approx(gaps["additivity_gap"], abs=1e-15)
    product, x = at(entry, np.array([scaled["c"] * scaled["x"], scaled["x"]]))
    assert abs(product - scaled["c"] * x) == pytest.approx(gaps["homogeneity_gap"], abs=1e-15)
    x, y = rng.uniform(-3, 3, (2, 200_000))
    apart = at(entry, x + y) - at(entry, x) - at(entry, y)
    assert np.abs(apart).max() <= 1.02 * gaps["additivity_gap"] + 1e-14
    assert np.abs(at(entry, x * y) - x * at(entry, y)).max() <= 1.02 * gaps["homogeneity_gap"] + 1e-14


def at(entry, x):
    bound = entry.bound()
    return bound(np.vstack([x, np.zeros_like(x)]))[0] if entry.pullback else bound(x[None])[0]


@pytest.mark.claim(id="A1")
def test_a1_only_what_does_not_bend_is_linear():
    """A1, over the whole catalog."""
    linear = {entry.name for entry in ACTIVATIONS if linearity.measure(entry.bound())["verdict"] == "linear"}
    assert linear == {entry.name for entry in ACTIVATIONS if not entry.bends}


def test_of_several_layers_the_one_furthest_from_linear_counts():
    answer = linearity.answer(subject("identity/relu", trained=False, samples=40))
    assert answer["activation"] == "relu" and answer["additivity_gap"] == 3
    assert [layer["verdict"] for layer in answer["layers"]] == ["linear", "bends"]


def test_without_hidden_layers_there_is_nothing_to_look_at():
    with pytest.raises(Unsuitable, match="Set hidden") as refused:
        linearity.check(subject(trained=False, samples=40, hidden=""))
    assert refused.value.field == "hidden"
