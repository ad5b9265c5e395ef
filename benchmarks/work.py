"""The work that the engines are compared at, made once so that all of them get the same numbers."""

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from app.experiment import Experiment, task
from app.nn.task import Task

TARGET = 0.99  # training accuracy that counts as solved
MOST_EPOCHS = 1000  # an engine that has not solved the spiral by then has not solved it

DEFAULT = Experiment(test_share=0.0, epochs=MOST_EPOCHS, target_accuracy=TARGET)
PLAIN = replace(DEFAULT, optimizer="adam", target_accuracy=0.0)  # full-batch Adam, and nothing else


@dataclass(frozen=True)
class Problem:
    """One experiment and one activation, as plain arrays for everybody."""

    experiment: Experiment
    activation: str = "tanh"

    @cached_property
    def task(self) -> Task:
        """The same as our engine's task."""
        return task(self.experiment, self.activation)

    @cached_property
    def descent(self) -> Task:
        """The same points and network, trained by our Adam, whatever the experiment asks for."""
        return task(replace(self.experiment, optimizer="adam"), self.activation)

    @property
    def sizes(self) -> tuple[int, ...]:
        """How many inputs, units of each hidden layer, and outputs."""
        return self.task.network.sizes

    @cached_property
    def points(self) -> NDArray[np.float32]:
        """The training inputs, (n, 2), one sample a row."""
        return np.ascontiguousarray(self.task.train.inputs[:-1].T)

    @cached_property
    def labels(self) -> NDArray[np.int64]:
        """The class of each sample, (n,), 0 or 1."""
        return self.task.train.label


def spiral(seed: int, experiment: Experiment = DEFAULT, activation: str = "tanh") -> Problem:
    """The problem of that seed: its own points and its own initial weights."""
    return Problem(replace(experiment, seed=seed, data_seed=seed), activation)
