"""Schedules: where they begin, where they end, and what is between."""

import numpy as np
import pytest

from app.experiment import Experiment, task
from app.nn import schedules, training
from app.nn.errors import UnknownName
from app.nn.schedules import SCHEDULES

SHARES = {
    "constant": {0: 1, 0.5: 1, 1: 1},
    "cosine": {0: 1, 0.5: 0.5, 1 / 3: 0.75, 1: 0},
    "one_cycle": {0: 0.04, 0.15: 0.52, 0.3: 1, 0.65: 0.5, 1: 0},
    "step": {0: 1, 0.33: 1, 0.34: 0.1, 0.67: 0.01, 1: 0.01},
}


@pytest.mark.parametrize("entry", SCHEDULES, ids=lambda entry: entry.name)
def test_a_schedule_runs_through_known_points(entry):
    for done, expected in SHARES[entry.name].items():
        assert entry.share(done) == pytest.approx(expected, abs=1e-12)


@pytest.mark.parametrize("entry", SCHEDULES, ids=lambda entry: entry.name)
def test_a_schedule_stays_between_nothing_and_all(entry):
    shares = [entry.share(done) for done in np.linspace(0, 1, 201)]
    assert min(shares) >= 0 and max(shares) <= 1


def test_the_rate_of_a_training_follows_its_schedule():
    """Plain SGD on logistic regression: the length of each step is rate times gradient."""
    experiment = Experiment(
        hidden="", optimizer="sgd", learning_rate=0.5, schedule="step", epochs=9, target_accuracy=0.0
    )
    chosen = task(experiment, "identity")
    state = training.start(chosen)
    X, t = chosen.train.inputs.astype(float), chosen.train.targets.astype(float)
    for epoch in range(9):
        p = 1 / (1 + np.exp(-state.theta.astype(float) @ X))
        gradient = ((p - t) @ X.T)[0] / X.shape[1]
        later = training.advance(chosen, state, 1)
        rate = 0.5 * [1, 0.1, 0.01][epoch // 3]
        assert later.theta == pytest.approx(state.theta - rate * gradient, abs=1e-6)
        state = later


def test_an_unknown_schedule_is_refused():
    with pytest.raises(UnknownName, match="cosine"):
        schedules.find("linear")
