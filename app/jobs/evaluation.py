"""Evaluations: somebody's own weights in the place of trained ones, and what the network answers."""

from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

import numpy as np

from app import experiment as experiments
from app.experiment import Experiment
from app.insight import units
from app.jobs import body
from app.jobs.job import Timings
from app.nn import boundary, features, spelling, training
from app.nn.activations import Activation, Array
from app.nn.boundary import Boundary, Grid, normalized
from app.nn.datasets import Data
from app.nn.network import Network
from app.nn.state import Moment, State
from app.nn.task import Examples, Task

STATUS = "evaluated"


@dataclass(frozen=True)
class Evaluation:
    """A network with given weights, to be looked at on an experiment's data.

    `experiment` is canonical and has one activation, the spelling of them all. `activations` has one
    name for each hidden layer, `theta` each weight and bias as `Network.layers` cuts them. Points are
    shown to the network as (point - center) / scale, by default as the data would have it.
    """

    experiment: Experiment
    activations: tuple[str, ...]
    theta: tuple[float, ...]
    center: tuple[float, float] | None = None
    scale: tuple[float, float] | None = None
    units: bool = False


def answer(asked: Evaluation, timings: Timings) -> bytes:
    """The whole body: that of /api/v1/boundary, with the unit maps where they were asked for."""
    experiment, task = asked.experiment, _task(asked)
    theta = np.array(asked.theta, np.float32)
    with timings.measured("train"):
        moment = training.evaluated(task, theta)
    with timings.measured("grid"):
        drawn = boundary.evaluate(task.network, theta, _shown(asked, experiments.grid(experiment)))
        maps = _maps(asked, task.network, theta) if asked.units else {}
    with timings.measured("encode"):
        run = {**_run(asked, task, theta, moment, drawn), "network": _network(asked, task, theta)}
        return body.opening(experiment, "boundary") + body.encode({"run": run, **maps})[len(b'{"run":') :]


def _data(asked: Evaluation) -> Data:
    """The experiment's points, as this network is shown them."""
    data = experiments.data(asked.experiment)
    if asked.center is None or asked.scale is None:
        return data
    return replace(data, center=np.array(asked.center), scale=np.array(asked.scale))


def _inputs(asked: Evaluation, X: Array) -> Array:
    return features.inputs(features.parse(asked.experiment.features), normalized(_data(asked), X))


def _task(asked: Evaluation) -> Task:
    experiment, data = asked.experiment, _data(asked)
    network = experiment.network(tuple(_activation(name) for name in asked.activations))
    examples = Examples.of(_inputs(asked, data.X), data.label, len(data.classes))
    usual = experiments.task(experiment, experiment.activation[0])
    return replace(usual, network=network, train=examples.take(~data.test), test=examples.take(data.test))


@lru_cache(maxsize=64)
def _activation(name: str) -> Activation:
    """The same object for the same name: workspaces are found by it."""
    (activation,) = spelling.parse(name)
    return activation


def _shown(asked: Evaluation, grid: Grid) -> Grid:
    """The grid of the picture, whose place follows from the points, as this network is shown it."""
    if asked.center is None:
        return grid
    points = np.array([np.tile(grid.x, len(grid.y)), np.repeat(grid.y, len(grid.x))])
    return replace(grid, inputs=_inputs(asked, points))


def _maps(asked: Evaluation, network: Network, theta: Array) -> dict[str, Any]:
    experiment = asked.experiment
    grid = units.small_lattice(
        experiments.data(experiment), features.parse(experiment.features), experiment.extent
    )
    first, *layers = units.unit_maps(network, theta, _shown(asked, grid).inputs)
    told = {"input": _layer_maps(first), "layers": [_layer_maps(values) for values in layers]}
    return {"units": {**body.axes(grid), **told}}


def _layer_maps(values: Array) -> dict[str, Any]:
    maps = units.packed(values)
    grids = maps.bytes.reshape(len(values), units.SIDE, units.SIDE)
    return {"scale": [body.short(scale) for scale in maps.scale], "maps": body.typed(grids, "u1")}


def _run(asked: Evaluation, task: Task, theta: Array, moment: Moment, drawn: Boundary) -> dict[str, Any]:
    experiment, state = asked.experiment, State(theta, theta[:0], theta, final=moment)
    shown = replace(experiments.subject(experiment, task, state), data=_data(asked))
    return {
        "activation": experiment.activation[0],
        "status": STATUS,
        "message": f"{100 * moment.train_accuracy:.3g} % training accuracy with these weights.",
        "epochs": moment.epoch,
        "solver": None,
        "loss": {"train": body.short(moment.train_loss), "test": body.short(moment.test_loss)},
        "accuracy": {"train": body.short(moment.train_accuracy), "test": body.short(moment.test_accuracy)},
        "verdict": body.judged(shown),
        "parameters": task.network.parameters,
        "boundary": {**body.axes(experiments.grid(experiment)), **body.picture(drawn, experiment.encoding)},
        "history": body.history(state),
        "frames": [],
    }


def _network(asked: Evaluation, task: Task, theta: Array) -> dict[str, Any]:
    """The network as answers have it; what was typed for an activation comes back as it is spelled."""
    told = body.network(asked.experiment, task.network, theta)
    data = _data(asked)
    return told | {"input": told["input"] | {"center": data.center, "scale": data.scale}}
