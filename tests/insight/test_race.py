"""D4: optimisers from the same weights, each until the loss is low enough."""

import json
from dataclasses import replace

import numpy as np
import pytest

from app import experiment as experiments
from app.experiment import Experiment
from app.insight import race
from app.jobs import work
from app.jobs.kinds import Inquiry
from app.nn import training
from app.nn.optimizers import OPTIMIZERS

ASKED = {"target_loss": 0.2, "seeds": 2}
EXPERIMENT = replace(Experiment(), activation=("tanh",), dataset="xor", hidden="4", samples=80, epochs=200)
NAMES = [rule.name for rule in OPTIMIZERS]


def raced(experiment=EXPERIMENT, **asked):
    return json.loads(work.answer(experiment.canonical(), Inquiry("race", tuple((ASKED | asked).items()))))


@pytest.fixture(scope="module")
def told():
    return raced()


def runs(experiment=EXPERIMENT):
    task = experiments.task(experiment.canonical(), "tanh")
    return [race.variant(task, run, **ASKED) for run in range(race.trainings(**ASKED))]


@pytest.mark.claim(id="D4")
def test_all_begin_with_the_same_weights_and_each_seed_has_its_own():
    first = [training.start(task).theta for task in runs()]
    count = len(OPTIMIZERS)
    assert all(np.array_equal(theta, first[0]) for theta in first[:count])
    assert all(np.array_equal(theta, first[count]) for theta in first[count:])
    assert not np.array_equal(first[0], first[count])


@pytest.mark.claim(id="D4")
def test_every_optimiser_says_after_how_many_epochs_each_seed_is_there(told):
    assert [row["optimizer"] for row in told["rows"]] == NAMES and told["seeds"] == [0, 1]
    for row in told["rows"]:
        assert len(row["epochs"]) == 2 and row["reached"] == sum(taken is not None for taken in row["epochs"])
        for taken, loss in zip(row["epochs"], row["loss"], strict=True):
            assert (taken is None) == (loss > 0.2)


@pytest.mark.claim(id="D4")
def test_the_epochs_are_the_first_at_which_the_loss_is_that_low(told):
    """Gradient descent one epoch at a time, its loss measured from outside."""
    task = replace(runs()[NAMES.index("sgd")], target_loss=0.0)
    state, losses = training.start(task), []
    while not losses or losses[-1] > 0.2:
        losses.append(training.measured(task, state)[0].train_loss)
        state = training.advance(task, state, 1)
    (row,) = [row for row in told["rows"] if row["optimizer"] == "sgd"]
    assert row["epochs"][0] == len(losses) - 1 and row["loss"][0] == pytest.approx(losses[-1], rel=1e-5)
    assert row["history"]["epoch"][-1] == row["epochs"][0]
    for epoch, loss in zip(row["history"]["epoch"], row["history"]["loss"], strict=True):
        assert loss == pytest.approx(losses[epoch], rel=1e-5)


def test_a_run_that_never_gets_there_is_no_number():
    row = raced(replace(EXPERIMENT, epochs=3), target_loss=0.001)["rows"][0]
    assert row["epochs"] == [None, None] and row["median"] is None and row["reached"] == 0
    assert row["most_epochs"] == 3


@pytest.mark.parametrize(
    ("fields", "left_out"),
    [
        ({"batch_size": 10}, {"lbfgs", "lm"}),
        ({"dropout": 0.1}, {"lbfgs", "lm"}),
        ({"hidden": "32,32"}, {"lm"}),
    ],
)
def test_what_does_not_suit_the_experiment_is_left_out_and_named(fields, left_out):
    told = raced(replace(EXPERIMENT, **fields), seeds=1)
    assert set(told["left_out"]) == left_out
    assert {row["optimizer"] for row in told["rows"]} == set(NAMES) - left_out


def test_a_rate_that_was_named_is_everyones():
    named = runs(replace(EXPERIMENT, learning_rate=0.03))
    assert {task.solver.learning_rate for task in named} == {0.03}
    assert [task.solver.learning_rate for task in runs()[: len(NAMES)]] == [rule.rate for rule in OPTIMIZERS]


@pytest.mark.parametrize("hidden", ["8", "64,64,64,64,64,64"])
@pytest.mark.parametrize("seeds", [1, 10])
def test_all_runs_together_cost_no_more_than_one_request_may(hidden, seeds):
    asked = {"target_loss": 0.01, "seeds": seeds}
    task = experiments.task(
        Experiment(activation=("tanh",), hidden=hidden, samples=2000, epochs=10).canonical(), "tanh"
    )
    runs = (race.variant(task, run, **asked) for run in range(race.trainings(**asked)))
    assert sum(race.cost(run) * run.epochs for run in runs) <= race.EFFORT < experiments.MOST_WORK
