"""What fits badly together in an experiment whose fields are right one by one."""

from collections.abc import Iterator
from math import inf

import numpy as np

from app.experiment.cost import MOST_WORK, work
from app.experiment.layers import for_layers
from app.experiment.record import Experiment
from app.experiment.tasks import data
from app.nn import datasets, features, losses, optimizers, solver, spelling
from app.nn.errors import BendlineError, Unsuitable

LEAST_EXTENT = 1e-9  # of a data set's picture: its points lie within [-1, 1]


def problems(experiment: Experiment) -> Iterator[BendlineError]:
    """What fits badly together, with the field at fault; none where the experiment can run."""
    for check in (_check_data, _check_network, _check_optimizer, _check_view, _check_work):
        try:
            check(experiment)
        except BendlineError as problem:
            yield problem
            return


def _check_data(experiment: Experiment) -> None:
    features.parse(experiment.features)
    if experiment.points is None:
        low, high = datasets.find(experiment.dataset).classes
        if not low <= experiment.classes <= high:
            can = "{least} to {most}" if high > low else "exactly {least}"
            raise Unsuitable(
                f"The {{dataset}} data set has {can} classes. Set classes to {{most}}.",
                "classes",
                code="classes" if high > low else "classes_exactly",
                dataset=experiment.dataset,
                least=low,
                most=high,
            )


def _check_network(experiment: Experiment) -> None:
    layers = experiment.layers()
    for text in experiment.activation:
        for_layers(spelling.parse(spelling.canonical(text)), len(layers), text)


def _check_optimizer(experiment: Experiment) -> None:
    if experiment.optimizer == solver.AUTO:
        return
    rule = optimizers.find(experiment.optimizer)
    if rule.whole:
        for name in ("batch_size", "dropout", "activation_noise"):
            if getattr(experiment, name):
                raise Unsuitable(
                    "{rule} compares the loss before and after a step, so it needs the "
                    "full batch and no randomness. Set {other} to 0, or take another optimizer.",
                    name,
                    code="whole_steps",
                    rule=rule.label,
                    optimizer=rule.name,
                    other=name,
                )
    if rule.curved and not losses.find(experiment.loss).curved:
        raise Unsuitable(
            "The {loss} loss has no curvature, which {rule} needs. Take another loss, or another optimizer.",
            "loss",
            code="no_curvature",
            loss=experiment.loss,
            rule=rule.label,
            optimizer=rule.name,
        )
    weights = experiment.network().parameters
    if 0 < rule.most_weights < weights:
        raise Unsuitable(
            "{rule} solves for all weights at once, and can do so for {most}; "
            "this network has {weights}. Take fewer units, or another optimizer.",
            "hidden",
            code="weights",
            rule=rule.label,
            optimizer=rule.name,
            most=rule.most_weights,
            weights=weights,
        )


def _check_view(experiment: Experiment) -> None:
    if not experiment.extent:
        return
    least, most = _extents(experiment)
    if experiment.extent < least:
        raise Unsuitable(
            "extent is half a side of the picture and must be {least} or more, or 0, which fits the points.",
            "extent",
            code="extent",
            least=f"{least:.3g}",
        )
    if experiment.extent > most:
        raise Unsuitable(
            "extent is half a side of the picture and may be {most} at most for these points, "
            "or 0, which fits them.",
            "extent",
            code="extent_wide",
            most=f"{most:.3g}",
        )


def _extents(experiment: Experiment) -> tuple[float, float]:
    """The least and the most that the extent can be: each axis is so wide that its columns are numbers."""
    if experiment.points is None:
        return LEAST_EXTENT, inf
    points = data(experiment)
    assert points.sides is not None, "one's own points come with sides"
    least = np.array([datasets.least_side(*ends) for ends in points.sides]) / 2
    most = datasets.WIDEST * points.scale
    half = (points.sides[:, 1] - points.sides[:, 0]) / 2
    across = half[0] / half  # how much of the extent one of y's units is
    return float((least * across).max()), float((most * across).min())


def _check_work(experiment: Experiment) -> None:
    if work(experiment) > MOST_WORK:
        raise Unsuitable(
            "This asks for {times} times the work that one request may cost. "
            "Lower epochs, raise batch_size, or take fewer units, points, frames or activations.",
            "epochs",
            code="work",
            times=f"{work(experiment) / MOST_WORK:.3g}",
        )
