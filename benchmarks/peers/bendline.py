"""Our engine, through the same two functions that the app calls, nothing left out."""

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from app.experiment import task
from app.nn import training
from app.nn.network import calm_forward
from app.nn.task import Task
from benchmarks.peers import Setting, Trainer
from benchmarks.work import Problem


class Bendline(Trainer):
    """`training.start` and `training.advance`, with all checks and records, as always."""

    label = "Bendline"
    notices = 1

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem)
        self.task = task.__wrapped__(problem.experiment, problem.activation)  # the cache would hide the cost

    def start(self, setting: Setting, seed: int) -> None:
        if seed != self.task.seed:
            self.task = replace(self.task, seed=seed)
        self.state = training.start(self.task)

    def train(self, epochs: int) -> None:
        self.state = training.advance(self.task, self.state, epochs)

    def losses(self, epochs: int) -> list[float]:
        found, wrong = [], np.where(self.problem.labels == 1, -1.0, 1.0)  # the sign of a wrong logit
        for _ in range(epochs):
            logits = calm_forward(self.task.network, self.state.theta, self.task.train.inputs)[0]
            found.append(float(np.logaddexp(0, wrong * logits).mean()))
            self.train(1)
        return found

    def probabilities(self, points: NDArray[np.float32]) -> NDArray[np.float32]:
        return probabilities(self.task, self.state.theta, points)


def probabilities(work: Task, theta: NDArray, points: NDArray[np.float32]) -> NDArray[np.float32]:
    """P(class 1), (n,), of points (n, 2); in float64, because nobody waits for it."""
    inputs = np.vstack([points.T, np.ones((1, len(points)))])
    return 0.5 + 0.5 * np.tanh(0.5 * calm_forward(work.network, theta, inputs)[0])


class Settled(Bendline):
    """The whole training that the app does: on past the target, until the boundary has settled."""

    label = "Bendline, settled"

    def first_epoch(self, target: float, most: int) -> int | None:
        ended = training.advance(self.task, self.state, most + 1).final
        return ended.epoch if ended is not None and ended.train_accuracy >= target else None


TRAINERS = (Bendline,)
