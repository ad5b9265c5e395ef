"""What a worker does is a pure function: slicing, repeating and pickling change nothing."""

import os
import pickle
import subprocess
import sys
from dataclasses import replace

import orjson
import pytest

from app.experiment import Experiment, Points
from app.jobs import work
from app.jobs.work import Job, Step

EXPERIMENT = Experiment(
    samples=60, epochs=150, resolution=20, frames=4, activation=("tanh", "identity", "sin")
)
OWN = Points((0.0, 1.0, 0.0, 1.0, 2.0), (0.0, 1.0, 1.0, 0.0, 2.0), ("a", "a", "b", "b", "c"))
EXPERIMENTS = {
    "two classes": EXPERIMENT,
    "three classes": replace(EXPERIMENT, classes=3, encoding="base64"),
    "small batches": replace(EXPERIMENT, batch_size=7, activation_noise=0.1),
    "diverging": replace(EXPERIMENT, optimizer="sgd", learning_rate=1000.0, activation=("quadratic",)),
    "own points": replace(EXPERIMENT, points=OWN, classes=2, activation=("relu",)),
}


def sliced(experiment: Experiment, seconds: float) -> list[Step]:
    """All steps of a job, each from what a pickle kept of the one before."""
    steps: list[Step] = []
    job: Job | None = None
    while not steps or job is not None:
        steps.append(work.advance(experiment, "compare", job, seconds))
        job = pickle.loads(pickle.dumps(steps[-1].job))
    return steps


@pytest.mark.parametrize("name", EXPERIMENTS)
def test_slices_add_up_to_the_bytes_of_one(name):
    experiment = EXPERIMENTS[name].canonical()
    whole, steps = work.advance(experiment, "compare", None, 60), sliced(experiment, 0)
    assert whole.job is None and len(steps) > len(experiment.activation)
    assert b"".join(step.text for step in steps) == whole.text
    orjson.loads(whole.text)


BODY = """
import sys
from app.experiment import Experiment
from app.jobs import work
sys.stdout.buffer.write(work.answer(Experiment(samples=1000, epochs=30, resolution=20).canonical(), "compare"))
"""


def test_bodies_are_the_same_however_many_threads_the_blas_was_given():
    """A cluster's workers are started by somebody else, with another environment."""
    one, four = (
        subprocess.run(
            [sys.executable, "-c", BODY],
            env={**os.environ, "OPENBLAS_NUM_THREADS": count, "PYTHONPATH": os.pathsep.join(sys.path)},
            capture_output=True,
            check=True,
        ).stdout
        for count in ("1", "4")
    )
    assert one == four and len(one) > 1000


def test_a_step_can_be_repeated():
    """A slice whose worker died is run again from the same state: it must not have changed it."""
    experiment = EXPERIMENT.canonical()
    job: Job | None = None
    for _ in range(12):
        first = work.advance(experiment, "compare", job, 0)
        again = work.advance(experiment, "compare", job, 0)
        assert (first.text, pickle.dumps(first.job)) == (again.text, pickle.dumps(again.job))
        job = first.job
        if job is None:
            break


def test_what_travels_between_slices_is_small():
    steps = sliced(replace(EXPERIMENT, samples=2000, resolution=300, frames=0).canonical(), 0)
    assert max(len(pickle.dumps(step.job)) for step in steps) < 100_000


def test_a_slice_ends_when_its_time_is_over():
    long = replace(EXPERIMENT, samples=2000, epochs=5000, target_accuracy=0.0).canonical()
    step = work.advance(long, "compare", None, 0.05)
    assert step.job is not None and step.timings.wall < 1000


def test_what_fits_in_a_slice_takes_one_step():
    step = work.advance(EXPERIMENTS["diverging"].canonical(), "boundary", None, 60)
    assert step.job is None and set(orjson.loads(step.text)) == {"experiment", "data", "run"}


def test_timings_add_up():
    steps = sliced(EXPERIMENT.canonical(), 0)
    total = sum((step.timings for step in steps), work.Timings())
    assert min(total.train, total.grid, total.encode) > 0
    assert total.wall == pytest.approx(sum(step.timings.wall for step in steps))
    assert list(total.runs) == [0, 1, 2] and sum(total.runs.values()) == pytest.approx(total.train)
