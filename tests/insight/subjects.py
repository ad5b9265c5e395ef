"""Subjects for tests: trained networks, made as a worker makes them."""

from dataclasses import replace
from typing import Any

from app import experiment as experiments
from app.experiment import Experiment
from app.insight import Subject
from app.nn import training

EPOCHS = 100_000  # more than any experiment has


def subject(activation: str = "tanh", *, trained: bool = True, **fields: Any) -> Subject:
    """One network, trained to its end, or with its initial weights."""
    experiment = replace(Experiment(), activation=(activation,), **fields).canonical()
    task = experiments.task(experiment, activation)
    first = training.start(task)
    return experiments.subject(experiment, task, training.advance(task, first, EPOCHS) if trained else first)
