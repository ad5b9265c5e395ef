"""A subject gives, in float64, what the network itself computes in float32."""

import numpy as np
import pytest

from app.nn import boundary
from app.nn.activations import ACTIVATIONS
from app.nn.network import calm_forward
from tests.insight.subjects import subject


@pytest.mark.parametrize("entry", ACTIVATIONS, ids=lambda entry: entry.name)
def test_the_passes_end_in_the_networks_own_logits(entry):
    seen = subject(entry.name, trained=False, samples=40, resolution=20, features="x,y,xy")
    passed = seen.passes(seen.inputs)
    assert [z.shape for z, _ in passed] == [(8, 40), (8, 40), (1, 40)]
    own = calm_forward(seen.task.network, seen.state.theta, seen.inputs)
    assert np.allclose(passed[-1][0], own, rtol=1e-12, atol=1e-12)
    assert all(a.dtype == np.float64 for pair in passed for a in pair)


@pytest.mark.parametrize("classes", [2, 3])
def test_the_last_activations_are_the_boundarys_probabilities(classes):
    seen = subject(samples=60, resolution=20, epochs=30, classes=classes)
    drawn = boundary.evaluate(seen.task.network, seen.state.theta, seen.grid)
    p = seen.passes(seen.grid_inputs)[-1][1]
    shown = drawn.z if drawn.confidence is None else drawn.confidence
    assert np.allclose(p.max(axis=0) if classes == 3 else p[0], shown.ravel(), atol=1e-4)


def test_the_inputs_are_those_that_the_network_was_trained_on():
    seen = subject(trained=False, samples=60, features="x,y,radius")
    assert np.array_equal(seen.inputs[:, ~seen.test].astype(np.float32), seen.task.train.inputs)
    assert np.array_equal(seen.grid_inputs.astype(np.float32), seen.grid.inputs)


def test_sums_too_large_for_a_number_are_cut_off():
    seen = subject("quadratic", samples=40, resolution=20, optimizer="sgd", learning_rate=9000.0)
    assert seen.state.status == "diverged"
    wild = [array for pair in seen.passes(1e40 * seen.inputs) for array in pair]
    assert all(np.isfinite(array).all() for array in wild)


def test_the_outputs_have_the_name_of_what_makes_probabilities():
    assert subject("relu", trained=False).names == ["relu", "relu", "sigmoid"]
    assert subject("relu", trained=False, classes=3).names[-1] == "softmax"
