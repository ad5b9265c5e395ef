"""What an experiment stands for: its points, its picture's grid, its trainings, with every name resolved."""

from collections.abc import Callable
from functools import lru_cache

import numpy as np

from app.experiment.layers import for_layers
from app.experiment.record import Experiment
from app.insight.subject import Subject
from app.nn import boundary, datasets, features, losses, solver, spelling
from app.nn.state import State
from app.nn.task import Examples, Task


@lru_cache(maxsize=16)
def data(experiment: Experiment) -> datasets.Data:
    """The experiment's points."""
    own = experiment.points
    if own is not None:
        x, y = np.array(own.x), np.array(own.y)
        share, seed = experiment.test_share, experiment.data_seed
        return datasets.adopt(x, y, own.label, share, seed, own.order(), own.box or (), own.columns or ())
    return datasets.generate(
        datasets.find(experiment.dataset),
        experiment.samples,
        experiment.classes,
        experiment.noise,
        experiment.test_share,
        experiment.data_seed,
    )


@lru_cache(maxsize=16)
def grid(experiment: Experiment) -> boundary.Grid:
    """The lattice of the experiment's picture."""
    return boundary.lattice(
        data(experiment), features.parse(experiment.features), experiment.resolution, experiment.extent
    )


@lru_cache(maxsize=16)
def task(experiment: Experiment, activation: str) -> Task:
    """The training of one of the experiment's activations, every name resolved."""
    points = data(experiment)
    entries = for_layers(spelling.parse(activation), len(experiment.layers()), activation)
    network = experiment.network(entries)
    inputs = features.inputs(features.parse(experiment.features), boundary.normalized(points, points.X))
    examples = Examples.of(inputs, points.label, len(points.classes))
    return Task(
        network=network,
        train=examples.take(~points.test),
        test=examples.take(points.test),
        loss=losses.find(experiment.loss),
        solver=solver.choose(
            network,
            experiment.optimizer,
            experiment.initializer,
            experiment.learning_rate,
            experiment.schedule,
            experiment.epochs,
            exact=not (experiment.batch_size or experiment.dropout or experiment.activation_noise),
        ),
        epochs=experiment.epochs,
        batch_size=experiment.batch_size,
        target_accuracy=experiment.target_accuracy,
        l1=experiment.l1,
        l2=experiment.l2,
        dropout=experiment.dropout,
        activation_noise=experiment.activation_noise,
        seed=experiment.seed,
        frames=experiment.frames,
    )


def subject(experiment: Experiment, task: Task, state: State) -> Subject:
    """What an insight looks at: one of the experiment's trainings, as far as it has come."""
    shown = features.parse(experiment.features)
    return Subject(task, data(experiment), grid(experiment), state, shown, _more(experiment))


def _more(experiment: Experiment) -> Callable[[int], datasets.Data] | None:
    """Where fresh points of the same kind come from: the same data set by another seed."""
    if experiment.points or datasets.find(experiment.dataset).most:
        return None
    return _drawing(experiment.dataset, experiment.classes, experiment.noise, experiment.data_seed + 1)


@lru_cache(maxsize=64)
def _drawing(dataset: str, classes: int, noise: float, seed: int) -> Callable[[int], datasets.Data]:
    """One and the same function for the same points, so that what was found out about them can be kept."""
    return lambda count: datasets.generate(datasets.find(dataset), count, classes, noise, 0.0, seed)
