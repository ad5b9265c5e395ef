"""Forecasts: what an experiment will take of a worker, before it is run and on the way.

The bound that the schema knows (`experiment.work`) is turned into seconds by what experiments took lately.
On the way a training tells how far it is.
"""

from app import experiment as experiments
from app.experiment import Experiment
from app.jobs import kinds
from app.jobs.job import Job
from app.jobs.kinds import Kind
from app.jobs.work import Question

RATE = 500_000_000  # weight-updates a second, of one worker
HEAVY_S = 2.0  # seconds, by that bound, from which an experiment is a heavy one; a default one has 0.3
SUNK_S = 0.25  # seconds of a worker after which it is one, whatever was thought
EARLY = 0.05  # share of a training up to which it tells nothing of the rest
USUAL, LEAST, MOST = 0.5, 0.02, 2.0  # what heavy ones take of their bound, at first and at the extremes
WEIGHT = 0.2  # of the newest one in that


class Forecast:
    """What heavy experiments took of their bound lately."""

    def __init__(self) -> None:
        self.share = USUAL

    def learn(self, bound: float, took: float) -> None:
        """One that was bound to take at most so many seconds took so many."""
        if bound >= HEAVY_S:
            self.share += WEIGHT * (min(max(took / bound, LEAST), MOST) - self.share)

    def left(self, bound: float, took: float, done: float) -> float:
        """Seconds that are left of one that has taken so many, and is done to that share."""
        if done > EARLY:
            return took * (1 - done) / done
        return max(bound * self.share - took, HEAVY_S * EARLY)


def bound(question: Question, kind: Kind) -> float:
    """Seconds of a worker that it takes at most, or nearly so."""
    if not isinstance(question, Experiment):
        return 0.0  # an evaluation takes milliseconds
    each = experiments.work(question) / len(question.activation)
    return each * max(kinds.trainings(question, kind), 1) / RATE


def done(question: Question, kind: Kind, job: Job | None) -> float:
    """The share of its trainings that is done, 0 to 1; a training may end before its last epoch."""
    if job is None or not isinstance(question, Experiment):
        return 0.0
    training = job.training
    share = 0.0 if training is None else 1.0 if training.status else training.epoch / question.epochs
    return min((job.run + min(share, 1.0)) / max(kinds.trainings(question, kind), 1), 1.0)
