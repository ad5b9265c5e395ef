"""What can be asked of an experiment, and the trainings that it takes.

A comparison trains a network for each activation, a boundary that of one; an insight is about one
activation, too, trained once or, from other seeds or in other ways, several times.
"""

from dataclasses import dataclass
from typing import Any, Literal
from urllib.parse import urlencode

from app import experiment as experiments
from app import insight
from app.experiment import Experiment
from app.insight import Insight
from app.nn.task import Task


@dataclass(frozen=True)
class Inquiry:
    """An insight that is asked for, by name, with a value for each of its parameters in their order."""

    name: str
    parameters: tuple[tuple[str, Any], ...] = ()

    @property
    def insight(self) -> Insight:
        """The catalog's entry."""
        return insight.find(self.name)

    @property
    def chosen(self) -> dict[str, Any]:
        """The parameters, as the insight's functions take them."""
        return dict(self.parameters)


Kind = Literal["boundary", "compare", "evaluate"] | Inquiry


def spelled(kind: Kind) -> str:
    """The kind's one spelling, which is part of an answer's name."""
    if isinstance(kind, Inquiry):
        return f"insight/{kind.name}?{urlencode(kind.parameters)}"
    return kind


def trainings(experiment: Experiment, kind: Kind) -> int:
    """How many networks are trained, one after the other."""
    if isinstance(kind, Inquiry):
        return kind.insight.trainings(**kind.chosen)
    return len(experiment.activation)


def task(experiment: Experiment, kind: Kind, run: int) -> Task:
    """One of those trainings: another activation each time, or what an insight varies."""
    if isinstance(kind, Inquiry):
        first = experiments.task(experiment, experiment.activation[0])
        return kind.insight.variant(first, run, **kind.chosen)
    return experiments.task(experiment, experiment.activation[run])
