"""Trials: a task with something about it changed, trained again to see what comes of it."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from app.nn import training
from app.nn.activations import Activation, find
from app.nn.network import Network
from app.nn.solver import AUTO, choose
from app.nn.state import Moment
from app.nn.task import Task

Change = Mapping[str, Any]  # what to change in the experiment, by its fields' names and as they are written

MOST_EPOCHS = 1000  # as many as the usual run has
FEWEST = 100  # epochs: a trial cut off before that says nothing
EFFORT = 400_000_000  # weight-updates for all trials together: about a third of a second
STEP_COST = 25_000  # what a step costs beyond its arithmetic, in the same unit


@dataclass(frozen=True)
class Trial:
    """What came of a change: accuracies from 0 to 1, and whether that in training is as good as is asked for.

    test_accuracy is None where no points were kept for testing.
    """

    change: Change
    accuracy: float
    test_accuracy: float | None
    epochs: int
    reached: bool


def tried(task: Task, changes: Iterable[Change], reached: Callable[[Task, Moment], bool]) -> Iterator[Trial]:
    """One trial of each change, until the effort is spent; a change that cannot be made is left out.

    It is trained as the experiment itself would be with that change, so that whoever makes it gets the
    same; reached(task, its end) says whether that is good enough.
    """
    effort = EFFORT
    for change in changes:
        later = replace(changed(task, change), frames=0)
        rule, weights = later.solver.optimizer, later.network.parameters
        if 0 < rule.most_weights < weights:
            continue
        epochs = _affordable(later, effort)
        if not epochs:
            continue
        state = training.advance(replace(later, epochs=epochs), training.start(later), epochs + 1)
        effort -= cost(later) * state.epoch
        if state.final is not None and state.status != "diverged":
            train, test = state.final.train_accuracy, state.final.test_accuracy
            yield Trial(change, train, test, state.final.epoch, reached(later, state.final))


def _affordable(task: Task, effort: int) -> int:
    """How many epochs a trial may take: with half of the effort, so that others can follow; 0 if too few."""
    fewest = min(task.epochs, FEWEST)
    for share in (max(effort // 2, min(effort, EFFORT // 4)), effort):
        epochs = min(task.epochs, share // cost(task))
        if epochs >= fewest:
            return epochs
    return 0


def cost(task: Task) -> int:
    """Of one epoch, in weight-updates: one weight, one point, there and back."""
    points, weights = len(task.train), task.network.parameters
    batch = min(task.batch_size or points, points)
    step = weights * batch + STEP_COST
    if task.solver.wishes.optimizer != AUTO:
        step = task.solver.optimizer.cost(step, weights, batch)
    return -(-points // batch) * step


def changed(task: Task, change: Change) -> Task:
    """The task of an experiment in which these fields are other ones, and all else is as it was wished."""
    kept = {"hidden": spelled(task.network), "activation": task.network.activations, "epochs": task.epochs}
    wishes = kept | vars(task.solver.wishes) | dict(change)
    network = _network(task.network, wishes.pop("hidden"), wishes.pop("activation"))
    recipe = {name: wishes.pop(name) for name in vars(task.solver.wishes)}
    later = replace(task, network=network, **wishes | {"epochs": min(wishes["epochs"], MOST_EPOCHS)})
    return replace(later, solver=choose(network, **recipe, epochs=later.epochs, exact=_is_exact(later)))


def usual_rate(task: Task) -> float:
    """The learning rate that the task would have had if none had been named."""
    unnamed = vars(task.solver.wishes) | {"learning_rate": 0.0}
    return choose(task.network, **unnamed, epochs=task.epochs, exact=_is_exact(task)).learning_rate


def _is_exact(task: Task) -> bool:
    return not (task.batch_size or task.dropout or task.activation_noise)


def spelled(network: Network) -> str:
    """The units of the hidden layers, as an experiment has them."""
    return ",".join(str(units) for units in network.sizes[1:-1])


def _network(network: Network, hidden: str, activation: str | tuple[Activation, ...]) -> Network:
    units = tuple(int(part) for part in hidden.split(",") if part)
    if isinstance(activation, str):
        entries = (find(activation).bound(),) * len(units)
    else:
        entries = activation if len(activation) == len(units) else activation[:1] * len(units)
    return Network((network.sizes[0], *units, network.sizes[-1]), entries)
