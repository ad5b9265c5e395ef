"""Backpropagation in float64 through the passes of a subject, sample by sample."""

from collections.abc import Sequence

import numpy as np

from app.insight.subject import Subject
from app.nn.activations import Activation, Array

Passes = Sequence[tuple[Array, Array]]


def slopes(activation: Activation, z: Array) -> Array:
    """f'(z) of each unit by its own sum, (units, n), 0 where it is too flat or too steep for a number."""
    with np.errstate(all="ignore"):
        return np.nan_to_num(activation.gradient(z), nan=0.0, posinf=0.0, neginf=0.0)


def deltas(subject: Subject, passed: Passes, targets: Array) -> list[Array]:
    """dL/dz of each layer's units, (units, n), L being each sample's own loss, without penalties.

    passed: what `subject.passes` says of the inputs; targets: (outputs, n), 0 or 1.
    Source: Rumelhart, Hinton & Williams 1986, Nature 323, p. 534, eqs. 4-7.
    """
    network = subject.task.network
    delta = passed[-1][0].copy()
    subject.task.loss.form(network.sizes[-1]).slope(delta, targets)
    found = [delta]
    for index in range(len(network.activations), 0, -1):
        activation, (z, a) = network.activations[index - 1], passed[index - 1]
        delta = subject.layers[index][:, :-1].T @ delta
        if activation.pullback is None:
            delta *= slopes(activation, z)
        else:
            activation.pullback(a, delta)
        found.append(delta)
    return found[::-1]


def read(passed: Passes, inputs: Array) -> list[Array]:
    """What each layer reads, (units below + 1, n), ones below."""
    ones = inputs[-1:]
    return [inputs, *(np.vstack([a, ones]) for _, a in passed[:-1])]


def of_weights(subject: Subject, inputs: Array, targets: Array) -> list[Array]:
    """The gradient of the mean loss, without penalties, one matrix a layer, biases in the last column."""
    passed = subject.passes(inputs)
    back = deltas(subject, passed, targets)
    below = read(passed, inputs)
    return [delta @ a.T / inputs.shape[1] for delta, a in zip(back, below, strict=True)]


def targets_of(subject: Subject, label: Array) -> Array:
    """What the outputs should say of these classes, (n,) int: (1, n), or (K, n) with more than two."""
    classes = max(subject.task.network.sizes[-1], 2)
    one_hot = label == np.arange(classes)[:, None]
    return (one_hot[1:] if classes == 2 else one_hot).astype(np.float64)
