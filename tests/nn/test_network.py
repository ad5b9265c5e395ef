"""Networks: the forward pass by hand, and backpropagation against central differences."""

from dataclasses import replace

import numpy as np
import pytest

from app.nn import losses
from app.nn.activations import ACTIVATIONS
from app.nn.losses import LOSSES
from app.nn.network import Disturbance, Network, Workspace, backward, calm_forward, forward
from app.nn.spelling import parse
from tests.nn.gradients import disagreement, numeric_gradient

SMOOTH_ENOUGH = [entry for entry in ACTIVATIONS if entry.name != "binary_step"]


def example(activation: str, outputs: int, seed: int = 0):
    """A 2-3-4 network with random weights, five points and targets, all float64."""
    rng = np.random.default_rng(seed)
    network = Network((2, 3, 4, outputs), (parse(activation) * 2)[:2])
    theta = rng.normal(0, 0.7, network.parameters)
    inputs = np.vstack([rng.normal(size=(2, 5)), np.ones(5)])
    label = rng.integers(max(outputs, 2), size=5)
    targets = (label == np.arange(outputs)[:, None]) if outputs > 1 else label[None]
    return network, theta, inputs, targets.astype(np.float64)


def loss_at(network, loss, inputs, targets):
    def value(theta):
        work = Workspace(network, inputs.shape[1], np.float64)
        logits = forward(work, network.layers(theta), inputs)
        return loss.form(len(logits)).value(logits, targets)

    return value


@pytest.mark.parametrize("outputs", [1, 3])
@pytest.mark.parametrize("loss", LOSSES, ids=lambda entry: entry.name)
@pytest.mark.parametrize("activation", [entry.name for entry in SMOOTH_ENOUGH])
def test_backpropagation_agrees_with_central_differences(activation, loss, outputs):
    network, theta, inputs, targets = example(activation, outputs)
    work, gradient = Workspace(network, 5, np.float64), np.empty_like(theta)
    logits = forward(work, network.layers(theta), inputs)
    loss.form(outputs).slope(logits, targets)
    logits /= 5
    backward(work, network.layers(theta), network.layers(gradient), inputs, logits)
    numeric = numeric_gradient(loss_at(network, loss, inputs, targets), theta)
    assert disagreement(gradient, numeric) < 1e-6


def test_backpropagation_sees_the_same_noise_and_dropped_units_as_the_forward_pass():
    network, theta, inputs, targets = example("tanh/softmax", 3)
    rng = np.random.default_rng(1)
    shapes = [(3, 5), (4, 5)]
    disturbance = Disturbance(
        [rng.normal(size=shape) for shape in shapes], [2.0 * (rng.random(shape) < 0.5) for shape in shapes]
    )
    form = losses.find("cross_entropy").form(3)

    def value(theta):
        work = Workspace(network, 5, np.float64, drops=True)
        return form.value(forward(work, network.layers(theta), inputs, disturbance), targets)

    work, gradient = Workspace(network, 5, np.float64, drops=True), np.empty_like(theta)
    logits = forward(work, network.layers(theta), inputs, disturbance)
    form.slope(logits, targets)
    logits /= 5
    backward(work, network.layers(theta), network.layers(gradient), inputs, logits, disturbance)
    assert disagreement(gradient, numeric_gradient(value, theta)) < 1e-6
    dropped = disturbance.masks[1] == 0
    assert dropped.any() and (work.a[1][:-1][dropped] == 0).all() and (work.f[1][dropped] != 0).all()


def test_a_derivative_that_is_a_thousandth_off_is_noticed_in_the_whole_network():
    network, theta, inputs, targets = example("tanh", 1)

    def wrong_slope(z, a, kept):
        network.activations[0].slope(z, a, kept)
        kept *= 1.001

    bent = replace(network, activations=(replace(network.activations[0], slope=wrong_slope),) * 2)
    work, gradient = Workspace(bent, 5, np.float64), np.empty_like(theta)
    logits = forward(work, bent.layers(theta), inputs)
    LOSSES[0].form(1).slope(logits, targets)
    logits /= 5
    backward(work, bent.layers(theta), bent.layers(gradient), inputs, logits)
    assert (
        disagreement(gradient, numeric_gradient(loss_at(network, LOSSES[0], inputs, targets), theta)) > 1e-6
    )


def test_the_worked_example_of_two_linear_layers_is_one_layer():
    """W = (2, -1; .5, 3), z = (4, -2) make the effective weights (7, -10)."""
    network = Network((2, 2, 1), parse("identity"))
    theta = np.array([2, -1, 0, 0.5, 3, 0, 4, -2, 0], dtype=np.float64)
    X = np.random.default_rng(0).uniform(-5, 5, (2, 1000))
    work = Workspace(network, 1000, np.float64)
    logits = forward(work, network.layers(theta), np.vstack([X, np.ones(1000)]))
    assert np.abs(logits[0] - (7 * X[0] - 10 * X[1])).max() <= 1e-13


def test_six_layers_of_identity_are_their_product():
    network = Network((2,) * 7, parse("identity") * 5)
    theta = np.random.default_rng(3).normal(size=network.parameters)
    X = np.random.default_rng(4).normal(size=(2, 200))
    whole = np.eye(3)
    for W in network.layers(theta):
        whole = np.vstack([W, [0, 0, 1]]) @ whole
    ones = np.vstack([X, np.ones(200)])
    logits = forward(Workspace(network, 200, np.float64), network.layers(theta), ones)
    assert np.abs(logits - whole[:2] @ ones).max() <= 1e-12 * np.abs(logits).max()


def test_views_of_theta_write_to_it():
    network = Network((2, 3, 1), parse("tanh"))
    theta = np.zeros(network.parameters)
    for W in network.layers(theta):
        W += 1
    assert theta.sum() == network.parameters == 13


def test_the_calm_pass_agrees_with_the_quick_one_and_survives_overflow():
    network, theta, inputs, _ = example("quadratic", 1)
    quick = forward(Workspace(network, 5, np.float64), network.layers(theta), inputs)
    assert np.allclose(quick, calm_forward(network, theta, inputs), rtol=1e-12)
    assert np.isfinite(calm_forward(network, (theta * 1e38).astype(np.float32), inputs)).all()


def test_a_network_bends_where_one_of_its_layers_does():
    assert not Network((2, 3, 3, 1), parse("identity/leaky_relu(1)")).bends
    assert Network((2, 3, 3, 1), parse("identity/relu")).bends
