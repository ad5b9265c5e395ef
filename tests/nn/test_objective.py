"""The objective: gradients with every penalty, and the Gauss-Newton curvature, in float64."""

from dataclasses import replace

import numpy as np
import pytest

from app.experiment import Experiment, task
from app.nn import losses
from app.nn.activations import ACTIVATIONS
from app.nn.losses import LOSSES
from app.nn.objective import Objective, Weights
from app.nn.task import Examples
from tests.nn.gradients import disagreement, numeric_gradient

SMOOTH = [entry.name for entry in ACTIVATIONS if entry.name != "binary_step" and not entry.alias_of]
PENALTIES = {"none": {}, "l1": {"l1": 0.02}, "l2": {"l2": 0.03}, "both": {"l1": 0.01, "l2": 0.02}}


def objective(activation: str = "tanh", classes: int = 2, **changes) -> Objective:
    """A 2-3-4 network on seven points with random weights, all float64."""
    chosen = task(Experiment(samples=20, hidden="3,4", classes=classes, test_share=0.0), activation)
    rng = np.random.default_rng(3)
    few = chosen.train.take(rng.permutation(20)[:7])
    chosen = replace(chosen, train=Examples.of(few.inputs.astype(np.float64), few.label, classes), **changes)
    return Objective(
        chosen, Weights(chosen.network, rng.normal(0, 0.7, chosen.network.parameters)), chosen.train
    )


def loss_of(objective: Objective):
    def value(theta):
        before = objective.weights.theta.copy()
        objective.weights.theta[:] = theta
        loss = objective.evaluate()
        objective.weights.theta[:] = before
        return loss

    return value


@pytest.mark.parametrize("penalty", PENALTIES.values(), ids=PENALTIES)
@pytest.mark.parametrize("loss", LOSSES, ids=lambda entry: entry.name)
@pytest.mark.parametrize("activation", SMOOTH)
def test_the_gradient_agrees_with_central_differences(activation, loss, penalty):
    for classes in (2, 3):
        goal = objective(activation, classes, loss=loss, **penalty)
        numeric = numeric_gradient(loss_of(goal), goal.weights.theta)
        goal.forward()
        assert disagreement(goal.gradient(), numeric) < 1e-6


@pytest.mark.parametrize("loss", ["cross_entropy", "squared_error"])
@pytest.mark.parametrize("classes", [2, 3])
def test_both_ways_to_the_gradient_agree(loss, classes):
    goal = objective("tanh", classes, loss=losses.find(loss), l2=0.1)
    goal.forward()
    plain = goal.gradient().copy()
    goal.forward()
    assert np.allclose(goal.gauss_newton(1)[0], plain, atol=1e-12)


def outputs_jacobian(goal: Objective) -> np.ndarray:
    """D logits / d theta by central differences, (P, outputs, n)."""
    theta, step, columns = goal.weights.theta, 1e-6, []
    for index in range(theta.size):
        theta[index] += step
        above = goal.forward().copy()
        theta[index] -= 2 * step
        below = goal.forward().copy()
        theta[index] += step
        columns.append((above - below) / (2 * step))
    return np.array(columns)


def test_the_curvature_with_two_classes_is_a_quarter_of_the_jacobian_s_square():
    goal = objective(l2=0.5)
    J = outputs_jacobian(goal)[:, 0]
    goal.forward()
    expected = J @ J.T / 4 / 7 + np.diag(0.5 * goal.task.pulled)
    assert np.allclose(goal.gauss_newton(1)[1], expected, atol=1e-8)


def test_the_curvature_with_three_classes_is_right_on_average_over_the_turns():
    goal = objective(classes=3)
    J = outputs_jacobian(goal)
    bound = (np.eye(3) - 1 / 3) / 2
    expected = np.einsum("pkn,kl,qln->pq", J, bound, J) / 7
    turns = []
    for turn in (1, 2):
        goal.forward()
        turns.append(goal.gauss_newton(turn)[1])
    assert np.allclose(np.mean(turns, axis=0), expected, atol=1e-8)


def test_the_curvature_of_squared_error_is_gauss_newton_s():
    goal = objective(loss=losses.find("squared_error"))
    J = outputs_jacobian(goal)[:, 0]
    p = 1 / (1 + np.exp(-goal.forward()[0]))
    J = J * p * (1 - p)
    assert np.allclose(goal.gauss_newton(1)[1], 2 * J @ J.T / 7, atol=1e-8)


def test_a_penalty_that_goes_past_the_optimiser_is_not_in_the_gradient():
    solver = task(Experiment(optimizer="adamw"), "tanh").solver
    goal = objective(l2=0.5, solver=solver)
    goal.forward()
    found = goal.gradient()
    plain = objective()  # it shares its workspace with the first
    plain.forward()
    assert np.array_equal(found, plain.gradient())
    theta = goal.weights.theta.copy()
    goal.task.decay(goal.weights.theta, 0.1)
    assert np.allclose(goal.weights.theta, theta - 0.1 * 0.5 * goal.task.pulled * theta)
