"""Affine functions of a network's inputs: its layers' product, the best fit, how straight a boundary is."""

from typing import Any

import numpy as np

from app.insight.subject import Subject
from app.nn.activations import Activation, Array
from app.nn.activations.straightness import on_a_line


def product(subject: Subject) -> Array:
    """The one layer (outputs, features + 1) that a network without a bend comes to, its bias last."""
    first, *others = subject.layers
    whole = first
    for W, activation in zip(others, subject.task.network.activations, strict=True):
        slope, constant = line_of(activation)
        whole = W[:, :-1] @ (slope * whole)
        whole[:, -1] += W[:, :-1] @ np.full(W.shape[1] - 1, constant) + W[:, -1]
    return whole


def line_of(activation: Activation) -> tuple[float, float]:
    """Slope and constant of an activation that does not bend."""
    low, middle, high = activation(np.array([[-1.0, 0.0, 1.0]]))[0]
    return float(high - low) / 2, float(middle)


def sums_met(subject: Subject, inputs: Array) -> list[dict[str, Any]]:
    """Each hidden layer's sums for such inputs: how far they reach, and whether the units are straight there.

    A unit is straight where its activations lie on one line over the sums that it really meets; units of
    a softmax depend on each other, so that only one alone is.
    """
    network = subject.task.network
    return [
        {
            "layer": number,
            "activation": activation.name,
            "low": float(z.min()),
            "high": float(z.max()),
            "straight": not activation.bends_among(len(z))
            or (activation.pullback is None and all(map(on_a_line, z, a))),
        }
        for number, (activation, (z, a)) in enumerate(
            zip(network.activations, subject.passes(inputs)[:-1], strict=True), 1
        )
    ]


def best_fit(inputs: Array, values: Array) -> Array:
    """The least-squares layer (outputs, features + 1) for such inputs and values (outputs, n).

    Where inputs depend on each other it is the smallest of the equally good ones.
    """
    return np.linalg.lstsq(inputs.T, values.T, rcond=None)[0].T


def in_own_units(subject: Subject, whole: Array) -> Array | None:
    """The same layer for points in the data's own units; None where other features than x, y are shown."""
    names = [feature.name for feature in subject.features]
    if not set(names) <= {"x", "y"}:
        return None
    own = np.zeros((len(whole), 3))
    own[:, 2] = whole[:, -1]
    for column, name in enumerate(names):
        axis = ("x", "y").index(name)
        own[:, axis] = whole[:, column] / subject.data.scale[axis]
        own[:, 2] -= own[:, axis] * subject.data.center[axis]
    return own


def straightness(subject: Subject, logits: Array) -> float | None:
    """How far the boundary strays from the best line through it, as `subject.measure` measures.

    None with more than two classes, and where the picture shows no boundary.
    """
    if len(logits) > 1:
        return None
    side = len(subject.grid.x)
    axes = zip((subject.grid.x, subject.grid.y), *subject.measure, strict=True)
    x, y = ((axis - center) / scale for axis, center, scale in axes)
    points = crossings(x, y, logits.reshape(side, side))
    if points.shape[1] < 2:
        return None
    centred = points - points.mean(axis=1, keepdims=True)
    across = np.linalg.svd(centred, full_matrices=False)[0][:, -1]
    return float(np.abs(across @ centred).max())


def crossings(x: Array, y: Array, values: Array) -> Array:
    """Where the zero line of values (R, R) cuts the edges of their grid, (2, n), by linear interpolation."""
    found = []
    for table, first, second, turned in ((values, x, y, False), (values.T, y, x, True)):
        before, after = table[:, :-1], table[:, 1:]
        row, column = np.nonzero((before > 0) != (after > 0))
        share = before[row, column] / (before[row, column] - after[row, column])
        along = first[column] + share * (first[column + 1] - first[column])
        found.append(np.array([second[row], along] if turned else [along, second[row]]))
    return np.concatenate(found, axis=1)
