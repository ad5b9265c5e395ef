"""Backpropagation in float64, against central differences and the engine's own in float32."""

import numpy as np
import pytest

from app.insight.gradients import deltas, of_weights, read, targets_of
from app.insight.trace import loss, moved
from app.nn import losses
from app.nn.activations import ACTIVATIONS
from app.nn.objective import Objective, Weights
from tests.insight.subjects import subject
from tests.nn.gradients import disagreement, numeric_gradient

SMOOTH = [
    *("tanh", "sigmoid", "arctan", "elu", "gelu", "silu", "softplus"),
    *("softmax", "x**2", "tanh/softmax", "tanh/sigmoid"),
]


def flat(layers: list[np.ndarray]) -> np.ndarray:
    return np.concatenate([layer.ravel() for layer in layers])


def some(seen, points: int = 12) -> tuple[np.ndarray, np.ndarray]:
    """The first points' inputs and targets."""
    return seen.inputs[:, :points], targets_of(seen, seen.label[:points])


@pytest.mark.parametrize("activation", SMOOTH)
@pytest.mark.parametrize("classes", [2, 3])
def test_the_gradient_is_the_slope_of_the_loss(activation, classes):
    seen = subject(activation, trained=False, hidden="4,3", classes=classes)
    inputs, targets = some(seen)
    numeric = numeric_gradient(lambda theta: loss(moved(seen, theta), inputs, targets), seen.theta64)
    assert disagreement(flat(of_weights(seen, inputs, targets)), numeric) < 1e-7


@pytest.mark.parametrize("name", [entry.name for entry in losses.LOSSES])
@pytest.mark.parametrize("classes", [2, 3])
def test_every_loss_has_its_gradient(name, classes):
    seen = subject(trained=False, hidden="5", classes=classes, loss=name)
    inputs, targets = some(seen)
    numeric = numeric_gradient(lambda theta: loss(moved(seen, theta), inputs, targets), seen.theta64)
    assert disagreement(flat(of_weights(seen, inputs, targets)), numeric) < 1e-7


@pytest.mark.parametrize("name", [entry.name for entry in ACTIVATIONS])
def test_the_engine_finds_the_same_gradient(name):
    seen = subject(name, trained=False, hidden="5,4", initializer="xavier")  # hinge puts corners on points
    task, train = seen.task, ~seen.test
    engine = Objective(task, Weights(task.network, seen.state.theta), task.train)
    engine.forward()
    mine = flat(of_weights(seen, seen.inputs[:, train], targets_of(seen, seen.label[train])))
    assert mine == pytest.approx(engine.gradient(), abs=2e-5 * max(1, np.abs(mine).max()))


def test_targets_are_those_that_the_engine_is_given():
    for classes in (2, 4):
        seen = subject(trained=False, classes=classes)
        assert np.array_equal(targets_of(seen, seen.label)[:, ~seen.test], seen.task.train.targets)


def test_a_gradient_is_the_mean_of_each_samples_own():
    seen = subject(trained=False, hidden="3")
    inputs, targets = some(seen, 5)
    each = [flat(of_weights(seen, inputs[:, [n]], targets[:, [n]])) for n in range(5)]
    assert flat(of_weights(seen, inputs, targets)) == pytest.approx(np.mean(each, axis=0), abs=1e-14)


def test_a_unit_by_hand():
    """One unit, z = 2·0.5 - 1 = 0: p = 1/2, so dL/dz = p - t = -1/2 for class 1."""
    seen = subject(trained=False, hidden="")
    seen = moved(seen, np.array([2.0, 0.0, -1.0]))
    inputs, targets = np.array([[0.5], [3.0], [1.0]]), np.array([[1.0]])
    passed = seen.passes(inputs)
    assert deltas(seen, passed, targets)[0][0, 0] == -0.5
    assert of_weights(seen, inputs, targets)[0].tolist() == [[-0.25, -1.5, -0.5]]
    assert read(passed, inputs)[0] is inputs
