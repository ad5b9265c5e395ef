"""How a network's layers fare: what is dead, what saturates, where the gradient gets lost, and why."""

from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.insight import diagnosis
from app.insight.entry import Answer, Insight, Said
from app.insight.findings import PROBE
from app.insight.gradients import deltas, read, slopes, targets_of
from app.insight.subject import Subject
from app.nn import training
from app.nn.activations import Activation, Array

FLAT = 0.01  # a slope below this share of the steepest one passes next to nothing on


def answer(subject: Subject) -> Answer:
    """Each layer's figures over the training points, and a diagnosis."""
    first = replace(subject, state=replace(subject.state, theta=training.initial_weights(subject.task, 0)))
    now, start = Probe(subject), Probe(first)
    layers = [_layer(subject, now, start, index) for index in range(len(subject.layers))]
    return {
        "layers": layers,
        "gradient_ratio": start.ratio(),
        "gradient_ratio_now": now.ratio(),
        "diagnosis": diagnosis.of(subject, layers, start.ratio()),
    }


class Probe:
    """One pass of the training points there and back again."""

    def __init__(self, subject: Subject) -> None:
        train = ~subject.test
        inputs, targets = subject.inputs[:, train], targets_of(subject, subject.label[train])
        self.passed = subject.passes(inputs)
        self.below = read(self.passed, inputs)
        with np.errstate(all="ignore"):
            self.deltas = [
                np.nan_to_num(delta, nan=0.0, posinf=0.0, neginf=0.0)
                for delta in deltas(subject, self.passed, targets)
            ]
        n = inputs.shape[1]
        self.gradients = [delta @ a.T / n for delta, a in zip(self.deltas, self.below, strict=True)]

    def norm(self, index: int) -> float:
        """The length of a layer's gradient, biases included."""
        return float(np.linalg.norm(self.gradients[index]))

    def ratio(self) -> float | None:
        """The first layer's gradient as a share of the last one's; None where that is zero."""
        last = self.norm(-1)
        return self.norm(0) / last if last else None


def _layer(subject: Subject, now: Probe, start: Probe, index: int) -> dict[str, Any]:
    activations = subject.task.network.activations
    z, a = now.passed[index]
    told: dict[str, Any] = {
        "layer": index + 1,
        "activation": subject.names[index],
        "units": len(z),
        "dead": [],
        "saturated": None,
        "mean": float(a.mean()),
        "deviation": float(a.std()),
        "gradient_norm": {"start": start.norm(index), "now": now.norm(index)},
        "same_sign": same_sign(now.deltas[index], now.below[index][:-1]),
        "unchanged": unchanged(subject, index),
        "gradients_alike": bool((now.gradients[index] == now.gradients[index][0]).all()),
    }
    if index < len(activations):
        slope = slopes(activations[index], z)
        told["dead"] = [int(unit) + 1 for unit in np.flatnonzero(dead(slope))]
        told["saturated"] = saturated(activations[index], slope)
    return told


def dead(slope: Array) -> NDArray[np.bool_]:
    """Which units, of slopes (units, n), have a slope of exactly zero at all points: nothing passes them."""
    return ~slope.any(axis=1)


def saturated(activation: Activation, slope: Array) -> float:
    """The share of the slopes that are below a hundredth of the activation's steepest on [-3, 3]."""
    steepest = float(np.abs(slopes(activation, PROBE)).max())
    if activation.pullback is not None:
        steepest = 0.25  # p (1 - p), for which the probe's single unit has no rival
    return float((np.abs(slope) < FLAT * steepest).mean()) if steepest else 1.0


def same_sign(delta: Array, a: Array) -> float | None:
    """Of the units' gradients, sample by sample, the share that has one sign for all incoming weights.

    delta: (units, n), dL/dz; a: (inputs, n), what the units read. A weight's gradient is delta·a, so
    that all have one sign where all inputs have one, and the unit can only move all its weights up or
    all down together. None where no gradient comes through.
    Source: LeCun et al. 1998, Efficient BackProp, section 4.3.
    """
    moving = delta != 0
    if not moving.any():
        return None
    together = (a >= 0).all(axis=0) | (a <= 0).all(axis=0)
    return float((moving & together).sum() / moving.sum())


def unchanged(subject: Subject, index: int) -> bool:
    """Whether a layer has, bit for bit, the weights that one of the attempts began with."""
    network, state = subject.task.network, subject.state
    now = network.layers(state.theta)[index]
    attempts = (training.initial_weights(subject.task, attempt) for attempt in range(state.restarts + 1))
    return any(np.array_equal(network.layers(theta)[index], now) for theta in attempts)


HEALTH = Insight(
    name="health",
    label="Is training healthy?",
    note="Dead units, saturated layers and vanishing gradients; what is wrong, and a remedy that was tried.",
    fields=(
        Said(
            "layers",
            list[dict[str, Any]],
            "Over the training points, each layer's: dead units (counted from 1), whose slope is zero at "
            "all of them; share of slopes below 1 % of the steepest (null for the output); mean and "
            "deviation of what it gives; length of its gradient at the start and now; share of its units' "
            "gradients with one sign for all incoming weights, point by point; whether its weights are still "
            "the first ones, bit for bit, and whether all its units have one and the same gradient.",
            [
                {
                    "layer": 1,
                    "activation": "relu",
                    "units": 8,
                    "dead": [3],
                    "saturated": 0.55,
                    "mean": 0.4,
                    "deviation": 0.7,
                    "gradient_norm": {"start": 0.2, "now": 0.001},
                    "same_sign": 0.25,
                    "unchanged": False,
                    "gradients_alike": False,
                }
            ],
        ),
        Said(
            "gradient_ratio",
            float | None,
            "The first layer's gradient as a share of the last one's, at the start; null where that is zero.",
            0.7,
        ),
        Said("gradient_ratio_now", float | None, "The same with the weights as they are.", 0.4),
        Said(
            "diagnosis",
            dict[str, Any],
            "The cause and the remedy in words, and whether a training has shown that it helps: `change` is "
            "what to change in the experiment, `accuracy` and `test_accuracy` what comes of it, instead of "
            "`before` and `test_before`; `tried` is every training that was run; `code` and `values` are the "
            "cause for programs, `remedy_code` and `remedy_values` the remedy.",
            {
                "code": "dead",
                "values": {"activation": "ReLU", "dead": 5, "units": 8, "layer": 1},
                "cause": "ReLU died in 5 of 8 units of layer 1: their slope is zero at every training "
                "point, so no gradient gets through.",
                "remedy": "With leaky_relu it works: 99.3 % of the training points are right, instead of "
                "80 %. "
                "Of the test points 98 % are right, instead of 78 %.",
                "remedy_code": "solved",
                "remedy_values": {
                    "change": {"activation": "leaky_relu"},
                    "accuracy": 0.993,
                    "before": 0.8,
                    "test": 0.98,
                    "test_before": 0.78,
                },
                "verified": True,
                "change": {"activation": "leaky_relu"},
                "before": 0.8,
                "accuracy": 0.993,
                "test_before": 0.78,
                "test_accuracy": 0.98,
                "tried": [
                    {
                        "change": {"activation": "leaky_relu"},
                        "accuracy": 0.993,
                        "test_accuracy": 0.98,
                        "epochs": 180,
                        "reached": True,
                    }
                ],
            },
        ),
    ),
    answer=answer,
)
