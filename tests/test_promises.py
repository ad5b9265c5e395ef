"""What the defaults promise: who solves what, over twenty seeds each, and that a line does not."""

from functools import cache
from statistics import median

import pytest

from app.experiment import Experiment, task
from app.nn import training
from benchmarks.limits import CANNOT, NAMES, SETS

SEEDS = range(20)

CAN = [
    (dataset, activation) for dataset in SETS for activation in NAMES if (dataset, activation) not in CANNOT
]


@cache
def moment(activation: str, seed: int, **changes):
    experiment = Experiment(seed=seed, data_seed=seed, **changes)
    chosen = task(experiment, activation)
    return training.advance(chosen, training.start(chosen), experiment.epochs + 1).final


def train_accuracies(activation: str, **changes) -> list[float]:
    return [moment(activation, seed, **changes).train_accuracy for seed in SEEDS]


@pytest.mark.parametrize("activation", ["tanh", "sigmoid", "arctan", "silu", "sin"])
def test_smooth_activations_solve_the_spiral_on_every_seed(activation):
    assert min(train_accuracies(activation, hidden="8,8")) >= 0.99


@pytest.mark.parametrize("activation", ["relu", "leaky_relu"])
def test_folding_activations_solve_the_spiral_on_19_of_20_seeds(activation):
    assert sum(value >= 0.99 for value in train_accuracies(activation, hidden="8,8")) >= 19


def test_no_line_gets_beyond_70_percent_of_the_spiral():
    assert max(train_accuracies("identity", hidden="8,8")) <= 0.70


@pytest.mark.parametrize("activation", ["tanh", "relu", "sigmoid"])
def test_four_units_solve_xor(activation):
    tests = [moment(activation, seed, dataset="xor", hidden="4").test_accuracy for seed in SEEDS]
    assert median(tests) >= 0.97


def test_a_line_does_not_solve_xor():
    tests = [moment("identity", seed, dataset="xor", hidden="4").test_accuracy for seed in SEEDS]
    assert median(tests) <= 0.75 and max(train_accuracies("identity", dataset="xor", hidden="4")) <= 0.75


@pytest.mark.claim(id="B5")
@pytest.mark.parametrize(("dataset", "features"), [("xor", "x,y,xy"), ("circles", "x,y,xx,yy")])
def test_a_line_is_enough_where_features_bend(dataset, features):
    """All points right, from every seed, without a hidden layer."""
    exact = {"hidden": "", "target_accuracy": 1.0}
    assert min(train_accuracies("identity", dataset=dataset, features=features, **exact)) == 1


def test_a_line_separates_the_gaussians():
    assert min(train_accuracies("identity", dataset="gaussians")) >= 0.98


def test_softmax_outputs_separate_three_arms():
    assert min(train_accuracies("tanh", classes=3)) >= 0.97


@pytest.mark.parametrize(("dataset", "activation"), CAN, ids=lambda value: value)
def test_out_of_the_box_every_activation_that_can_solve_a_set_does(dataset, activation):
    values = [moment(activation, seed, dataset=dataset).train_accuracy for seed in range(3)]
    assert min(values) >= 0.98


@pytest.mark.slow
@pytest.mark.parametrize(("dataset", "activation"), CAN, ids=lambda value: value)
def test_and_on_at_least_19_of_20_seeds(dataset, activation):
    assert sum(value >= 0.99 for value in train_accuracies(activation, dataset=dataset)) >= 19


@pytest.mark.parametrize(("dataset", "activation"), sorted(CANNOT), ids=lambda value: value)
def test_what_is_said_to_be_beyond_an_activation_is(dataset, activation):
    """An exception that is none would hide a success: it does fail on most of five seeds."""
    values = [moment(activation, seed, dataset=dataset).train_accuracy for seed in range(5)]
    assert sum(value < 0.99 for value in values) >= 2
