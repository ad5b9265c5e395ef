"""What the catalog holds of an insight: its question, what it takes, what it says and how it is found."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from app.insight.subject import Subject
from app.nn.task import Task

Answer = dict[str, Any]


@dataclass(frozen=True)
class Parameter:
    """One thing that an insight may be told; it is read, bounded and documented as an experiment's field is.

    A default that is an int, a float or a text says what kind it is. `choices` are (name, label);
    `example` is for the docs, where the default is not one.
    """

    name: str
    default: Any
    label: str
    help: str
    minimum: float | None = None
    maximum: float | None = None
    step: float | None = None
    choices: tuple[tuple[str, str], ...] = ()
    example: Any = None

    @property
    def metadata(self) -> Mapping[str, Any]:
        """What a field of the experiment has under that name: words, and bounds or choices if any."""
        words = {"group": "insight", "label": self.label, "help": self.help, "example": self.example}
        bounds = {"minimum": self.minimum, "maximum": self.maximum, "step": self.step}
        numeric = bounds if self.minimum is not None else {}
        return words | numeric | ({"choices": self.choices} if self.choices else {})


@dataclass(frozen=True)
class Said:
    """One field of an insight's answer: its type, as Python writes it, its words and an example."""

    name: str
    type: Any
    help: str
    example: Any


def once(**parameters: Any) -> int:
    """One training, whatever the parameters."""
    return 1


def another_seed(task: Task, run: int, **parameters: Any) -> Task:
    """The task, its initial weights by the seed that is so many further on."""
    return replace(task, seed=task.seed + run) if run else task


def anything(subject: Subject, **parameters: Any) -> None:
    """Nothing is refused."""


def only(answers: Sequence[Answer], **parameters: Any) -> Answer:
    """The answer of the one network there is."""
    (answer,) = answers
    return answer


@dataclass(frozen=True)
class Insight:
    """One question about a trained network, and the function that answers it.

    All functions take the parameters by name. `answer(subject, **parameters)` gives JSON-able values
    and arrays, one for each of `fields`, none of them NaN or infinite. `check` is asked first, with a
    network that has its initial weights only, and raises Unsuitable, with the field at fault, where the
    insight does not apply. `trainings` says how many networks are trained; with 0 the answer is about the
    initial weights. `variant(task, run)` is the training number `run`, from 0, of the experiment's task:
    that of another seed, if nothing else. Where there are several, each has its own small answer and
    `combine` makes one of them all. `bounded`: they keep to what one experiment may cost by themselves.
    """

    name: str
    label: str
    note: str
    fields: tuple[Said, ...]
    answer: Callable[..., Answer]
    parameters: tuple[Parameter, ...] = ()
    check: Callable[..., None] = anything
    trainings: Callable[..., int] = once
    variant: Callable[..., Task] = another_seed
    bounded: bool = False
    combine: Callable[..., Answer] = only
