"""Optimisers: how a gradient becomes a step.

An optimiser is one pure idea, `step(theta, gradient, slots, rate, t)`: it changes `theta`, (P,), and
its own memory `slots`, (memory, P), in place; t counts the steps from 1. `gradient` may be used up.
"""

from collections.abc import Callable
from dataclasses import dataclass
from math import sqrt

import numpy as np

from app.nn.activations import Array
from app.nn.errors import UnknownName


@dataclass(frozen=True)
class Optimizer:
    """One rule of descent; `rate` is the learning rate it is offered with, `memory` its rows of slots."""

    name: str
    label: str
    note: str
    formula: str
    source: str
    rate: float
    memory: int
    step: Callable[[Array, Array, Array, float, int], None]


BETA_1, BETA_2, EPSILON = 0.9, 0.95, 1e-8  # beta 2 below the usual .999: runs here last hundreds of steps
BETAS = np.array([[BETA_1], [BETA_2]], np.float32)
MOMENTUM = 0.9


def _adam(theta: Array, gradient: Array, slots: Array, rate: float, t: int) -> None:
    # The slots hold plain decaying sums of g and g²; their factors (1 - beta) go into two numbers below.
    mean, square = slots
    slots *= BETAS
    mean += gradient
    gradient *= gradient
    square += gradient
    first, second = (1 - BETA_1) / (1 - BETA_1**t), sqrt((1 - BETA_2) / (1 - BETA_2**t))
    step = np.sqrt(square, out=gradient)
    step += EPSILON / second
    np.divide(mean, step, out=step)
    step *= rate * first / second
    theta -= step


def _momentum(theta: Array, gradient: Array, slots: Array, rate: float, t: int) -> None:
    velocity = slots[0]
    velocity *= MOMENTUM
    velocity += gradient
    theta -= rate * velocity


def _sgd(theta: Array, gradient: Array, slots: Array, rate: float, t: int) -> None:
    gradient *= rate
    theta -= gradient


OPTIMIZERS: tuple[Optimizer, ...] = (
    Optimizer(
        name="adam",
        label="Adam",
        note="Gives every weight a step size of its own, from the gradients it has seen.",
        formula="theta -= rate · m / (√v + 1e-8), m and v running means of g and g² (.9, .95)",
        source="Kingma & Ba 2015, ICLR, algorithm 1",
        rate=0.05,
        memory=2,
        step=_adam,
    ),
    Optimizer(
        name="momentum",
        label="SGD with momentum",
        note="Rolls downhill like a ball: keeps nine tenths of its last step.",
        formula="v = .9 v + g, theta -= rate · v",
        source="Polyak 1964, USSR Comp. Math. 4, pp. 1-17; Sutskever et al. 2013, ICML, eq. 1-2",
        rate=0.1,
        memory=1,
        step=_momentum,
    ),
    Optimizer(
        name="sgd",
        label="SGD (plain)",
        note="Straight downhill, the same rate for every weight: simple, and slow on the spiral.",
        formula="theta -= rate · g",
        source="Robbins & Monro 1951, Annals of Mathematical Statistics 22, pp. 400-407",
        rate=0.5,
        memory=0,
        step=_sgd,
    ),
)

_BY_NAME = {entry.name: entry for entry in OPTIMIZERS}


def find(name: str) -> Optimizer:
    """The catalog's entry of that name. Raises UnknownName."""
    if name not in _BY_NAME:
        raise UnknownName("optimizer", name, tuple(_BY_NAME))
    return _BY_NAME[name]
