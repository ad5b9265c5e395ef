"""The same experiment over several seeds: each run is the one that a visitor would get from that seed."""

import pickle
from base64 import b64decode
from dataclasses import replace
from typing import Any

import numpy as np
import orjson
import pytest
from scipy.stats import binomtest

from app.experiment import Experiment, Points
from app.insight.repeat import SIDE, wilson
from app.jobs import work
from app.jobs.kinds import Inquiry

QUICK = Experiment(samples=60, epochs=40, resolution=SIDE, activation=("tanh",), seed=7)


def repeated(experiment: Experiment, seeds: int) -> dict[str, Any]:
    return orjson.loads(work.answer(experiment.canonical(), Inquiry("repeat", (("seeds", seeds),))))


@pytest.mark.parametrize("classes", [2, 3])
def test_each_run_is_that_of_its_seed(classes):
    """Row by row, from /boundary's own answers."""
    experiment = replace(QUICK, classes=classes)
    said = repeated(experiment, 4)
    pictures = np.frombuffer(b64decode(said["pictures"]["bdata"]), np.uint8).reshape(4, SIDE, SIDE)
    assert said["runs"]["seed"] == [7, 8, 9, 10] and said["pictures"]["shape"] == "4, 24, 24"
    for row, seed in enumerate(said["runs"]["seed"]):
        one = replace(experiment, seed=seed).canonical()
        run = orjson.loads(work.answer(one, "boundary"))["run"]
        mine = {name: column[row] for name, column in said["runs"].items()}
        assert (mine["status"], mine["epochs"]) == (run["status"], run["epochs"])
        assert mine["train_accuracy"] == pytest.approx(run["accuracy"]["train"], abs=1e-6)
        assert mine["test_accuracy"] == pytest.approx(run["accuracy"]["test"], abs=1e-6)
        shown = np.array(run["boundary"]["z"]) * (255 if classes == 2 else 1)
        assert np.abs(pictures[row] - shown).max() <= (0.52 if classes == 2 else 0)


def test_the_numbers_are_those_of_the_runs():
    said = repeated(replace(QUICK, target_accuracy=0.7), 9)
    accuracy = said["runs"]["train_accuracy"]
    assert said["accuracy"]["train"] == {
        "lowest": min(accuracy),
        "median": sorted(accuracy)[4],
        "highest": max(accuracy),
    }
    count = sum(value >= 0.7 for value in accuracy)
    assert (said["success"]["count"], said["success"]["of"]) == (count, 9)
    assert said["success"]["rate"] == pytest.approx(count / 9)


def test_the_runs_that_are_counted_are_those_marked_as_having_got_there():
    """396 points against 4: an accuracy of 99 % is no success where the four are never found."""
    x, y = np.random.default_rng(0).normal(size=(2, 400))
    points = Points(tuple(x), tuple(y), ("often",) * 396 + ("rare",) * 4)
    said = repeated(replace(QUICK, points=points, activation=("identity",)), 3)
    assert min(said["runs"]["train_accuracy"]) >= 0.99
    assert said["runs"]["reached"] == [False] * 3 and said["success"]["count"] == 0


def test_without_a_target_99_percent_are_a_success_and_without_test_points_nothing_is_said_of_them():
    said = repeated(replace(QUICK, target_accuracy=0.0, test_share=0.0), 2)
    assert said["success"]["target"] == 0.99 and said["accuracy"]["test"] is None


@pytest.mark.parametrize(("successes", "trials"), [(0, 1), (1, 1), (0, 20), (19, 20), (20, 20), (25, 50)])
def test_the_interval_is_wilsons(successes, trials):
    """As SciPy has it."""
    known = binomtest(successes, trials).proportion_ci(0.95, method="wilson")
    assert wilson(successes, trials) == (pytest.approx(known.low, abs=1e-12), pytest.approx(known.high))


def test_what_travels_between_slices_is_small():
    kind, job, steps = Inquiry("repeat", (("seeds", 50),)), None, []
    experiment = replace(QUICK, epochs=2, hidden="64,64").canonical()
    while not steps or job is not None:
        steps.append(work.advance(experiment, kind, job, 0))
        job = steps[-1].job
    assert len(steps) >= 50
    assert max(len(pickle.dumps(replace(step.job, training=None))) for step in steps[:-1]) < 60_000
