"""Deep stacks before any training: how much of the last layer's gradient reaches the first.

Two lengths are told of each layer. A weight's gradient is the error signal dL/dz of its unit times what the
unit reads. Where the values that go forwards shrink from layer to layer as much as the signals that come
back, their product stays level, and only the signals show what is lost.

Source: Glorot & Bengio 2010, AISTATS, section 4; Hochreiter 1991, diploma thesis, TU München.
"""

from dataclasses import replace
from typing import Any

import numpy as np

from app.insight.entry import Answer, Insight, Parameter, Said
from app.insight.gradients import deltas, of_weights, targets_of
from app.insight.subject import Subject
from app.nn import initializers
from app.nn.activations import Activation, Array, find
from app.nn.network import Network

COMPARED = ("sigmoid", "tanh", "relu")
STARTS = 15  # different initial weights; what is told is the median
POINTS = 100


def answer(subject: Subject, *, depth: int, width: int, first_weights: str) -> Answer:
    """The lengths of all layers' gradients in networks that deep, for several activations."""
    rows = []
    for activation in _compared(subject):
        found = [lengths(subject, activation, depth, width, first_weights, seed) for seed in range(STARTS)]
        norms, signals = np.moveaxis(found, 0, 1)
        low, middle, high = np.quantile(shares(norms), [0.25, 0.5, 0.75])
        rows.append(
            {
                "activation": activation.name,
                "norms": np.median(norms, axis=0),
                "gradient_ratio": middle,
                "quartiles": [low, high],
                "signals": np.median(signals, axis=0),
                "signal_ratio": np.median(shares(signals)),
            }
        )
    return {"rows": rows, "starts": STARTS}


def shares(lengths: Array) -> Array:
    """The first layer's length as a share of the last one's, (starts,), of (starts, layers)."""
    return lengths[:, 0] / np.maximum(lengths[:, -1], np.finfo(float).tiny)


def _compared(subject: Subject) -> list[Activation]:
    """The usual ones, and the experiment's own."""
    entries = {name: find(name).bound() for name in COMPARED}
    return list((entries | {entry.name: entry for entry in subject.task.network.activations}).values())


def lengths(
    subject: Subject, activation: Activation, depth: int, width: int, initializer: str, seed: int
) -> Array:
    """The lengths of each layer's gradient, biases left out, and of its signals dL/dz, (2, depth + 1).

    Both are over the first training points.
    """
    chosen = np.flatnonzero(~subject.test)[:POINTS]
    inputs, targets = subject.inputs[:, chosen], targets_of(subject, subject.label[chosen])
    sizes = subject.task.network.sizes
    network = Network((sizes[0], *depth * (width,), sizes[-1]), depth * (activation,))
    theta, rng = np.zeros(network.parameters), np.random.default_rng([subject.task.seed, seed])
    initializers.find(initializer).fill(network, theta, inputs, targets, rng, 1.0)
    deep = replace(
        subject, task=replace(subject.task, network=network), state=replace(subject.state, theta=theta)
    )
    with np.errstate(all="ignore"):
        signals = deltas(deep, deep.passes(inputs), targets)
        gradients = of_weights(deep, inputs, targets)
        return np.nan_to_num(
            [
                [np.linalg.norm(gradient[:, :-1]) for gradient in gradients],
                [np.linalg.norm(signal) / len(chosen) for signal in signals],
            ]
        )


VANISHING = Insight(
    name="vanishing",
    label="Where the gradient goes",
    note="How much of the last layer's gradient reaches the first one, before any training, in a deep "
    "network.",
    parameters=(
        Parameter("depth", 10, "Depth", "How many hidden layers.", minimum=1, maximum=30, step=1),
        Parameter("width", 8, "Width", "Units of each hidden layer.", minimum=1, maximum=32, step=1),
        Parameter(
            "first_weights",
            "xavier",
            "Initial weights",
            "How the weights are chosen.",
            choices=tuple((entry.name, entry.label) for entry in initializers.INITIALIZERS),
        ),
    ),
    fields=(
        Said(
            "rows",
            list[dict[str, Any]],
            "For the sigmoid, tanh, ReLU and the experiment's own activations: the length of each layer's "
            "gradient (the median of all starts), the first as a share of the last one's, and that share's "
            "quartiles. `signals` is the length of dL/dz at each layer's units, without what they read, and "
            "`signal_ratio` the first layer's as a share of the last one's.",
            [
                {
                    "activation": "sigmoid",
                    "norms": [1e-8, 3e-7, 0.1],
                    "gradient_ratio": 1e-7,
                    "quartiles": [4e-8, 3e-7],
                    "signals": [2e-9, 4e-8, 0.05],
                    "signal_ratio": 4e-8,
                }
            ],
        ),
        Said("starts", int, "How many different initial weights were tried.", STARTS),
    ),
    answer=answer,
    trainings=lambda **parameters: 0,
)
