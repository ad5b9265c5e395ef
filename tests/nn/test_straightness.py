"""Whether a function is straight is told from its values, and every part of the app tells the same."""

import numpy as np
import pytest

from app.insight import collapse, linearity
from app.nn.activations import ACTIVATIONS
from app.nn.activations.straightness import is_straight, on_a_line
from app.nn.network import Network
from app.nn.spelling import parse
from tests.insight.subjects import subject

STRAIGHT = ["identity", "silu(0)", "leaky_relu(1)", "relu(x)-relu(-x)", "x*sigmoid(0)", "0*x", "2*x-1"]
BENT = ["silu(1e-6)", "leaky_relu(0.999)", "max(-30,min(30,x))", "min(x,5000)", "x+0.001*tanh(x)", "elu(1)"]
USUAL = {"matrices": "", "depth": 0, "slope": 0.9}


@pytest.mark.parametrize("text", STRAIGHT)
def test_a_line_is_straight_however_it_is_written(text):
    (activation,) = parse(text)
    assert not activation.bends


@pytest.mark.parametrize("text", BENT)
def test_what_bends_anywhere_bends(text):
    (activation,) = parse(text)
    assert activation.bends


@pytest.mark.parametrize("entry", ACTIVATIONS, ids=lambda entry: entry.name)
def test_the_catalog_says_what_the_values_say(entry):
    bound = entry.bound()
    beside = (lambda z: bound(np.vstack([z, 0 * z]))[0]) if entry.pullback else bound
    assert entry.bends == (not is_straight(beside))


def test_one_unit_of_a_softmax_is_a_constant():
    (softmax,) = parse("softmax")
    assert not Network((2, 1, 1), (softmax,)).bends and Network((2, 2, 1), (softmax,)).bends


def test_a_corner_between_two_ends_is_seen_and_rounding_is_not():
    x = np.linspace(-1, 1, 101)
    assert on_a_line(x, 3 * x + 1e6) and on_a_line(x, np.full(101, 0.1)) and on_a_line(x[:1], x[:1])
    assert not on_a_line(x, np.abs(x)) and not on_a_line(x, x + 1e-7 * x**2)


@pytest.mark.parametrize("hidden", ["1", "4", "4,1"])
@pytest.mark.parametrize("text", [*STRAIGHT, *BENT, "softmax", "hard_tanh", "tanh"])
def test_no_two_panels_disagree(text, hidden):
    """Linear in one is linear in the other; what one calls bent shows its gap there."""
    seen = subject(text, trained=False, samples=40, resolution=20, hidden=hidden)
    told, collapsed = linearity.answer(seen), collapse.answer(seen, **USUAL)
    bent = any(layer["verdict"] == "bends" for layer in told["layers"])
    assert collapsed["collapses"] == (not bent) == (not seen.task.network.bends)
    assert (told["verdict"] == "bends") == bent
    if bent:
        assert told["affine_gap"] > 0 and told["additivity_gap"] > 0
    if collapsed["collapses"]:
        assert collapsed["max_difference"] <= 1e-9 * max(collapsed["range"], 1)


def test_a_network_that_stays_where_it_is_straight_is_said_to():
    """Hard tanh between -1 and 1 is the identity."""
    seen = subject("hard_tanh", trained=False, hidden="4", initializer="zeros", resolution=20)
    told = collapse.answer(seen, **USUAL)
    assert not told["collapses"] and told["straight"] and told["r2"] == 1
    assert all(layer["straight"] and -1 <= layer["low"] <= layer["high"] <= 1 for layer in told["sums"])
    bent = collapse.answer(subject("hard_tanh", hidden="4", dataset="xor", resolution=20), **USUAL)
    assert not bent["straight"] and not any(layer["straight"] for layer in bent["sums"])
