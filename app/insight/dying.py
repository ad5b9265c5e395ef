"""How ReLU units die: a bias so low that no point gets over it, and with that no gradient, for ever."""

from typing import Any

import numpy as np

from app.insight.entry import Answer, Insight, Parameter, Said
from app.insight.gradients import slopes
from app.insight.health import dead
from app.insight.subject import Subject
from app.nn.activations import Activation, Array, find

UNITS = 64
CORNERS = np.array([[-1.0, -1.0, 1.0, 1.0], [-1.0, 1.0, -1.0, 1.0]])  # XOR's inputs of ±1
COMPARED = ("relu", "leaky_relu", "elu")
BIASES = np.linspace(-10, 10, 41)


def answer(subject: Subject, *, bias: float) -> Answer:
    """Which of 64 units are dead at a bias, the gradient they get, and how many are at any other."""
    weights = np.random.default_rng([subject.task.seed, 5]).normal(size=(UNITS, 2))  # He: √(2 / inputs) = 1
    entries = {name: find(name).bound() for name in COMPARED}
    entries |= {entry.name: entry for entry in subject.task.network.activations if entry.pullback is None}
    return {
        "units": UNITS,
        "weights": weights,
        "bias": BIASES,
        "rows": [_row(entry, weights, bias) for entry in entries.values()],
    }


def _row(activation: Activation, weights: Array, bias: float) -> dict[str, Any]:
    gone = dead(slopes(activation, weights @ CORNERS + bias))
    return {
        "activation": activation.name,
        "dead": np.flatnonzero(gone) + 1,
        "dead_share": gone.mean(),
        "gradient": hidden_gradient(activation, weights, bias),
        "dead_share_at": [dead(slopes(activation, weights @ CORNERS + each)).mean() for each in BIASES],
    }


def hidden_gradient(activation: Activation, weights: Array, bias: float) -> Array:
    """The length of each unit's gradient, (units,), by the squared error of a mean of units on XOR."""
    z = weights @ CORNERS + bias
    error = activation(z).mean(axis=0) - (CORNERS[0] * CORNERS[1] < 0)
    delta = 2 * error * slopes(activation, z) / len(weights)
    below = np.vstack([CORNERS, np.ones(CORNERS.shape[1])])
    return np.linalg.norm(delta @ below.T / CORNERS.shape[1], axis=1)


DYING = Insight(
    name="dying",
    label="How ReLU units die",
    note="64 units with one bias: the lower it is, the more of them no point can reach any more.",
    parameters=(
        Parameter("bias", -10.0, "Bias", "The bias of all units.", minimum=-10.0, maximum=10.0, step=0.5),
    ),
    fields=(
        Said("units", int, "How many units there are.", UNITS),
        Said("weights", list[list[float]], "Their weights, drawn as He et al. do.", [[0.3, -1.2]]),
        Said("bias", list[float], "The biases that `dead_share_at` is about.", [-10.0, 0.0, 10.0]),
        Said(
            "rows",
            list[dict[str, Any]],
            "For ReLU, leaky ReLU, ELU and the experiment's own activations: the dead units (counted from "
            "1), their share, the length of each unit's gradient, exactly 0 for the dead, and the share at "
            "each other bias.",
            [
                {
                    "activation": "relu",
                    "dead": [1],
                    "dead_share": 1.0,
                    "gradient": [0.0],
                    "dead_share_at": [1.0, 0.0, 0.0],
                }
            ],
        ),
    ),
    answer=answer,
    trainings=lambda **parameters: 0,
)
