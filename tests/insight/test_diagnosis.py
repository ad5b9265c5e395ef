"""Diagnoses: every cause is found where it is, and what is recommended works when the page does it."""

from dataclasses import replace

import pytest

from app import experiment as experiments
from app.experiment import Experiment
from app.insight import diagnosis, health, trials
from app.nn import training
from tests.insight.subjects import EPOCHS, subject

ILL = {
    "straight": {"activation": "identity"},
    "flat": {"activation": "binary_step"},
    "diverged": {"activation": "quadratic", "dataset": "xor", "optimizer": "sgd", "learning_rate": 10.0},
    "overflow": {"activation": "x**3", "hidden": "8,8,8,8,8,8"},
    "short": {"activation": "tanh", "epochs": 5},
    "restless": {"activation": "tanh", "learning_rate": 1.0},
    "dead": {
        "activation": "relu",
        "hidden": "4",
        "dataset": "circles",
        "optimizer": "adam",
        "learning_rate": 0.1,
        "initializer": "he",
        "seed": 2,
        "epochs": 400,
    },
    "alike": {"activation": "tanh", "initializer": "zeros"},
    "vanishing": {"activation": "sigmoid", "hidden": "8,8,8,8,8,8", "initializer": "xavier"},
    "held_back": {"activation": "tanh", "l2": 0.5},
    "slow": {"activation": "tanh", "optimizer": "sgd", "learning_rate": 0.01},
    "small": {"activation": "tanh", "hidden": "2"},
    "unsuited": {"activation": "quadratic"},
}
WELL = {
    "tanh": {"activation": "tanh"},
    "softplus": {"activation": "softplus"},
    "a line where a line is enough": {"activation": "identity", "dataset": "gaussians"},
}


def told(fields: dict) -> dict:
    return health.answer(subject(**fields))["diagnosis"]


@pytest.mark.parametrize("code", ILL)
def test_the_cause_is_found_and_the_remedy_verified(code):
    found = told(ILL[code])
    assert found["code"] == code and found["verified"]
    assert found["accuracy"] >= 0.99 > found["before"]
    assert str(round(100 * found["accuracy"], 1)).removesuffix(".0") in found["remedy"]


@pytest.mark.parametrize("code", ILL)
def test_the_remedy_works_in_the_experiment_itself(code):
    """The change, made to the fields of the experiment, and trained as for anybody who makes it."""
    fields = dict(ILL[code])
    change = told(fields)["change"]
    fields |= change
    activation = fields.pop("activation")
    asked = replace(Experiment(), activation=(activation,), **fields).canonical()
    assert not list(experiments.problems(asked))
    task = experiments.task(asked, activation)
    assert training.advance(task, training.start(task), EPOCHS).final.train_accuracy >= 0.99


@pytest.mark.parametrize("name", WELL)
def test_what_is_well_needs_no_mending_and_no_trial(name):
    found = told(WELL[name])
    assert found["code"] == "healthy" and found["remedy"] == "No change needed." and found["tried"] == []


def test_a_diverged_run_names_its_rate_and_its_epoch():
    seen = subject(**ILL["diverged"])
    found = health.answer(seen)["diagnosis"]
    assert seen.state.status == "diverged"
    assert (
        f"rate of 10, the loss became too large for a number at epoch {seen.state.final.epoch}."
        in found["cause"]
    )
    assert found["change"]["learning_rate"] < 10 and "a learning rate of" in found["remedy"]


def test_what_broke_a_training_is_its_cause_whatever_helps():
    """Here a slower rate alone is not enough: it takes another activation, too."""
    found = told({"activation": "quadratic", "optimizer": "sgd", "learning_rate": 1000.0})
    assert found["code"] == "diverged" and found["verified"] and len(found["change"]) > 1


def test_dead_units_are_counted_and_leaky_relu_saves_them():
    answer = health.answer(subject(**ILL["dead"]))
    found, dead = answer["diagnosis"], answer["layers"][0]["dead"]
    assert found["cause"].startswith(f"{len(dead)} of 4 ReLU units in layer 1 are dead")
    assert found["change"] == {"activation": "leaky_relu"} and "With leaky_relu it works" in found["remedy"]


def test_scars_are_mentioned_where_the_goal_was_reached():
    found = told(
        {"activation": "relu", "hidden": "8", "dataset": "circles", "optimizer": "adam", "learning_rate": 2.0,
         "initializer": "he", "seed": 1}
    )  # fmt: skip
    assert found["code"] == "scarred" and found["values"]["dead"] > 0


def test_what_is_learned_by_heart_is_no_remedy():
    found = told({"activation": "tanh", "dataset": "moons", "noise": 0.3})
    assert found["code"] == "overlap" and found["remedy_code"] == "generalises"
    assert any(trial["accuracy"] > found["accuracy"] for trial in found["tried"])
    assert found["test_accuracy"] == max(trial["test_accuracy"] for trial in found["tried"])


def test_a_network_too_large_for_trials_says_so():
    """Its training is given up at once: only the trials matter here."""
    seen = subject("relu", trained=False, hidden="64,64,64,64", samples=2000, initializer="xavier")
    found = health.answer(replace(seen, state=training.stop(seen.task, seen.state)))["diagnosis"]
    assert not found["verified"] and found["tried"] == [] and "too large" in found["remedy"]


@pytest.mark.parametrize("code", ILL)
def test_trials_stay_within_their_effort(code, monkeypatch):
    spent = []
    advance = training.advance

    def counted(task, state, epochs):
        later = advance(task, state, epochs)
        spent.append(trials.cost(task) * later.epoch)
        return later

    seen = subject(**ILL[code])
    monkeypatch.setattr(trials.training, "advance", counted)
    health.answer(seen)
    assert 0 < sum(spent) <= trials.EFFORT and len(spent) <= diagnosis.TRIALS


def test_a_changed_task_keeps_what_is_not_changed():
    seen = subject(trained=False, optimizer="sgd", learning_rate=0.3, initializer="he", l2=0.01, seed=7)
    later = trials.changed(seen.task, {"activation": "relu"})
    assert [entry.name for entry in later.network.activations] == ["relu", "relu"]
    assert later.solver.learning_rate == 0.3 and later.solver.optimizer.name == "sgd"
    assert later.solver.initializer.name == "he" and (later.l2, later.seed) == (0.01, 7)


@pytest.mark.parametrize("activation", ["identity", "tanh", "sigmoid", "relu"])
@pytest.mark.parametrize("change", [{"activation": "elu"}, {"hidden": "5,6"}, {"epochs": 200}, {"l2": 0.1}])
def test_a_changed_task_is_that_of_the_changed_experiment(activation, change):
    """Solver and network are what the experiment with that field would have got."""
    asked = replace(Experiment(), activation=(activation,))
    mine = trials.changed(experiments.task(asked, activation), change)
    name = change.get("activation", activation)
    theirs = experiments.task(replace(asked, **(change | {"activation": (name,)})), name)
    assert mine.network.sizes == theirs.network.sizes and mine.solver == theirs.solver
    assert (mine.epochs, mine.l2) == (theirs.epochs, theirs.l2)
