"""Optimisers: how the weights follow the loss downhill.

An optimiser is one function, `step(theta, objective, slots, rate, t)`: it changes the weights
`theta`, (P,), and its own memory `slots` in place; t counts the steps from 1. It finds the
objective with its forward pass done at `theta`. Most ask it for one gradient; those in
`app.nn.searches` look at the loss before they settle for a step.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from math import sqrt
from typing import Protocol

import numpy as np

from app.nn import searches
from app.nn.activations import Array
from app.nn.errors import UnknownName


class Gradient(Protocol):
    """All that a rule of descent asks of the objective."""

    def gradient(self) -> Array:
        """Of the loss at the weights as they are, (P,); the caller may use it up."""


@dataclass(frozen=True)
class Optimizer:
    """One way downhill; `rate` is the learning rate it is offered with.

    memory: the shape of its slots for P weights, all zeros at the start. whole: whether it needs the
    exact loss of all points at once, without batches, dropout or noise; curved: whether it needs a
    loss with a curvature; decoupled: whether the L2 penalty goes past it, straight to the weights.
    patience: steps after which an attempt from automatic weights is given up for another; 0 never.
    spread: how many times wider than usual it likes the sums of data-dependent initial weights.
    most_weights: how many it can cope with; 0 is any number. cost(gradient, weights, points) is what
    a step costs at the most, in units of the same kind as what a gradient costs.
    """

    name: str
    label: str
    note: str
    formula: str
    source: str
    rate: float
    memory: Callable[[int], tuple[int, ...]]
    step: Callable[[Array, Gradient, Array, float, int], None]
    whole: bool = False
    curved: bool = False
    decoupled: bool = False
    patience: int = 0
    spread: float = 1.0
    most_weights: int = 0
    cost: Callable[[int, int, int], int] = lambda gradient, weights, points: gradient


def _rows(count: int) -> Callable[[int], tuple[int, ...]]:
    return lambda parameters: (count, parameters)


def _sgd(theta: Array, objective: Gradient, slots: Array, rate: float, t: int) -> None:
    gradient = objective.gradient()
    gradient *= rate
    theta -= gradient


MOMENTUM = 0.9


def _momentum(theta: Array, objective: Gradient, slots: Array, rate: float, t: int) -> None:
    velocity = slots[0]
    velocity *= MOMENTUM
    velocity += objective.gradient()
    theta -= rate * velocity


def _nesterov(theta: Array, objective: Gradient, slots: Array, rate: float, t: int) -> None:
    gradient, velocity = objective.gradient(), slots[0]
    velocity *= MOMENTUM
    velocity += gradient
    gradient += MOMENTUM * velocity  # theta is where the velocity leads, so the gradient is taken there
    gradient *= rate
    theta -= gradient


FORGETTING, TINY = 0.9, 1e-8


def _rmsprop(theta: Array, objective: Gradient, slots: Array, rate: float, t: int) -> None:
    gradient, square = objective.gradient(), slots[0]
    square *= FORGETTING
    square += (1 - FORGETTING) * gradient * gradient
    theta -= rate * gradient / (np.sqrt(square) + TINY)


TINY_ROOT = np.array(TINY, np.float32)  # a 0-d array: quicker in a ufunc than a number
BETA_1, BETA_2 = 0.9, 0.95  # beta 2 below the usual .999: runs here last hundreds of steps


@lru_cache(maxsize=32)
def _betas(parameters: int) -> Array:
    """Both betas as often as there are weights: quicker than to broadcast them in every step."""
    return np.repeat(np.array([[BETA_1], [BETA_2]], np.float32), parameters, axis=1)


def _adam(theta: Array, objective: Gradient, slots: Array, rate: float, t: int) -> None:
    # The slots hold plain decaying sums of g and g²; their factors (1 - beta) go into two numbers below.
    gradient, mean, square = objective.gradient(), slots[0], slots[1]
    slots *= _betas(theta.size)
    mean += gradient
    gradient *= gradient
    square += gradient
    first, second = (1 - BETA_1) / (1 - BETA_1**t), sqrt((1 - BETA_2) / (1 - BETA_2**t))
    step = np.sqrt(square, out=gradient)
    step += TINY_ROOT
    np.divide(mean, step, out=step)
    step *= rate * first / second
    theta -= step


FASTER, SLOWER = 1.2, 0.5
SHORTEST, LONGEST = 1e-6, 5.0


def _rprop(theta: Array, objective: Gradient, slots: Array, rate: float, t: int) -> None:
    gradient, (previous, size) = objective.gradient(), slots
    if t == 1:
        size.fill(rate)
    agreement = gradient * previous
    size *= np.where(agreement > 0, FASTER, np.where(agreement < 0, SLOWER, 1))
    np.clip(size, SHORTEST, LONGEST, out=size)
    gradient[agreement < 0] = 0  # a weight that went too far rests for a step
    theta -= np.sign(gradient) * size
    previous[:] = gradient


OPTIMIZERS: tuple[Optimizer, ...] = (
    Optimizer(
        name="adam",
        label="Adam",
        note="Gives every weight a step size of its own, from the gradients it has seen.",
        formula="theta -= rate · m / (√v + 1e-8), m and v running means of g and g² (.9, .95)",
        source="Kingma & Ba 2015, ICLR, algorithm 1",
        rate=0.05,
        memory=_rows(2),
        step=_adam,
    ),
    Optimizer(
        name="adamw",
        label="AdamW",
        note="Adam, with an L2 penalty that shrinks all weights alike; without a penalty it is Adam.",
        formula="Adam, then theta -= rate · l2 · theta",
        source="Loshchilov & Hutter 2019, ICLR, algorithm 2",
        rate=0.05,
        memory=_rows(2),
        step=_adam,
        decoupled=True,
    ),
    Optimizer(
        name="rmsprop",
        label="RMSprop",
        note="Divides each gradient by its usual size, so that steep and flat directions move alike.",
        formula="theta -= rate · g / (√v + 1e-8), v a running mean of g² (.9)",
        source="Tieleman & Hinton 2012, Neural Networks for Machine Learning (Coursera), lecture 6.5",
        rate=0.02,
        memory=_rows(1),
        step=_rmsprop,
    ),
    Optimizer(
        name="momentum",
        label="SGD with momentum",
        note="Rolls downhill like a ball: keeps nine tenths of its last step.",
        formula="v = .9 v + g, theta -= rate · v",
        source="Polyak 1964, USSR Comp. Math. 4, pp. 1-17; Sutskever et al. 2013, ICML, eq. 1-2",
        rate=0.1,
        memory=_rows(1),
        step=_momentum,
    ),
    Optimizer(
        name="nesterov",
        label="SGD with Nesterov momentum",
        note="A ball that looks where it is rolling to, and brakes in time.",
        formula="v = .9 v + g, theta -= rate · (g + .9 v)",
        source="Nesterov 1983, Soviet Math. Doklady 27, pp. 372-376; Sutskever et al. 2013, ICML, eq. 3-4",
        rate=0.1,
        memory=_rows(1),
        step=_nesterov,
    ),
    Optimizer(
        name="sgd",
        label="SGD (plain)",
        note="Straight downhill, the same rate for every weight: simple, and slow on the spiral.",
        formula="theta -= rate · g",
        source="Robbins & Monro 1951, Annals of Mathematical Statistics 22, pp. 400-407",
        rate=0.5,
        memory=_rows(0),
        step=_sgd,
    ),
    Optimizer(
        name="rprop",
        label="Rprop",
        note="Looks at the signs of the gradient only: a step grows while they agree and halves when they "
        "turn. Made for all points at once.",
        formula="step ·= 1.2 or .5, theta -= sign(g) · step; a gradient that turned counts as 0",
        source="Igel & Hüsken 2003, Neurocomputing 50, pp. 105-123 (iRprop-)",
        rate=0.01,
        memory=_rows(2),
        step=_rprop,
    ),
    Optimizer(
        name="lbfgs",
        label="L-BFGS",
        note="Guesses the curvature from its last ten steps, then searches along a line for a good length.",
        formula="theta -= step · H g, H from the last 10 changes of theta and g; step by Wolfe's conditions",
        source="Liu & Nocedal 1989, Mathematical Programming 45, pp. 503-528; line search of Lewis & Overton "
        "2013, Mathematical Programming 141, algorithm 2.6",
        rate=1.0,
        memory=searches.lbfgs_memory,
        step=searches.lbfgs,
        whole=True,
        patience=150,
        cost=searches.lbfgs_cost,
    ),
    Optimizer(
        name="lm",
        label="Levenberg-Marquardt",
        note="Solves for all weights at once, as if the network were straight near where it is: few, long, "
        "costly steps.",
        formula="theta -= (G + damping I)⁻¹ g, G the Gauss-Newton curvature of the loss",
        source="Marquardt 1963, J. SIAM 11, pp. 431-441; damping of Madsen, Nielsen & Tingleff 2004, IMM, "
        "Technical University of Denmark, algorithm 3.16",
        rate=1.0,
        memory=searches.lm_memory,
        step=searches.lm,
        whole=True,
        curved=True,
        patience=30,
        spread=2.0,
        most_weights=1000,
        cost=searches.lm_cost,
    ),
)

_BY_NAME = {entry.name: entry for entry in OPTIMIZERS}


def find(name: str) -> Optimizer:
    """The catalog's entry of that name. Raises UnknownName."""
    if name not in _BY_NAME:
        raise UnknownName("optimizer", name, tuple(_BY_NAME))
    return _BY_NAME[name]
