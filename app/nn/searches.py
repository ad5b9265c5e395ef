"""Optimisers that look before they leap: each step is tried on the loss, and shortened until it helps."""

from typing import Protocol

import numpy as np

from app.nn.activations import Array


class Searchable(Protocol):
    """What a search asks of the objective, at the weights as they are (see `app.nn.objective`)."""

    def loss(self) -> float:
        """The loss, where the forward pass is done and nothing else was asked since."""

    def evaluate(self) -> float:
        """The loss, after a forward pass."""

    def gradient(self) -> Array:
        """The gradient, (P,); the caller may use it up. Uses up the forward pass."""

    def gauss_newton(self, turn: int) -> tuple[Array, Array]:
        """The gradient, (P,), and the curvature, (P, P). Uses up the forward pass."""


# --- L-BFGS ---------------------------------------------------------------------------------------

PAIRS = 10
TRIALS = 20
ENOUGH, FLATTER = 1e-4, 0.9  # of the first slope: the least fall, and the most that may be left of it
BOWED = 1e-10  # a change of gradient along the step smaller than this share says nothing of the curvature


def lbfgs_memory(parameters: int) -> tuple[int, ...]:
    """The last gradient and step, and the changes of theta and of the gradient before them."""
    return (2 + 2 * PAIRS, parameters)


def lbfgs_cost(gradient: int, weights: int, points: int) -> int:
    """Two or three gradients a step, seldom more."""
    return 4 * gradient


def lbfgs(theta: Array, objective: Searchable, slots: Array, rate: float, t: int) -> None:
    """One quasi-Newton step; `rate` is the first length tried of each."""
    (previous, step), changes, turns = slots[:2], slots[2 : 2 + PAIRS], slots[2 + PAIRS :]
    loss, gradient = objective.loss(), objective.gradient().copy()
    if t > 1:
        _remember(changes, turns, step, gradient - previous)
    direction = -_bent(gradient, changes, turns)
    if not direction @ gradient < 0:  # rounding has spoilt the memory: begin it anew
        slots.fill(0)
        direction = -gradient
    if not turns.any():
        direction /= max(1.0, float(np.linalg.norm(gradient)))  # nothing is known yet of the scale
    previous[:] = gradient
    step[:] = _along(theta, direction, loss, float(direction @ gradient), objective, rate)


def _remember(changes: Array, turns: Array, step: Array, turn: Array) -> None:
    if step @ turn > BOWED * np.linalg.norm(step) * np.linalg.norm(turn):
        changes[1:], turns[1:] = changes[:-1].copy(), turns[:-1].copy()
        changes[0], turns[0] = step, turn


def _bent(gradient: Array, changes: Array, turns: Array) -> Array:
    """The inverse curvature times the gradient: the two loops of Liu & Nocedal, newest pair first."""
    q, known = gradient.copy(), [(s, y, 1 / (s @ y)) for s, y in zip(changes, turns, strict=True) if y.any()]
    shares = []
    for s, y, rho in known:
        shares.append(rho * (s @ q))
        q -= shares[-1] * y
    if known:
        s, y, _ = known[0]
        q *= (s @ y) / (y @ y)
    for (s, y, rho), share in zip(reversed(known), reversed(shares), strict=True):
        q += (share - rho * (y @ q)) * s
    return q


def _along(
    theta: Array, direction: Array, loss: float, slope: float, objective: Searchable, length: float
) -> Array:
    """Move theta along the direction to a point that meets the weak Wolfe conditions; the step taken."""
    start, low, high = theta.copy(), 0.0, np.inf
    for _ in range(TRIALS):
        theta[:] = start + length * direction
        if not objective.evaluate() <= loss + ENOUGH * length * slope:  # true of NaN as well
            high = length
        elif objective.gradient() @ direction < FLATTER * slope:
            low = length
        else:
            break
        length = 2 * low if np.isinf(high) else (low + high) / 2
    else:
        theta[:] = start + low * direction  # the longest step that did help, or none
    return theta - start


# --- Levenberg-Marquardt --------------------------------------------------------------------------

DAMPING = 0.02  # at the start, in units of the mean loss's curvature
STUBBORN = 1e6  # damping at which no step is small enough to help
LEAST = 1e-14  # damping, as a share of the steepest curvature, without which flat directions have no solution


def lm_memory(parameters: int) -> tuple[int, ...]:
    """The damping, and by how much the next refusal raises it."""
    return (2,)


def lm_cost(gradient: int, weights: int, points: int) -> int:
    """The curvature, and two systems to solve; measured against a gradient's cost."""
    return 4 * gradient + weights**2 * points // 40 + weights**3 // 10


def lm(theta: Array, objective: Searchable, slots: Array, rate: float, t: int) -> None:
    """One Gauss-Newton step, damped as much as it takes; `rate` is the share of it that is taken."""
    damping, growth = (DAMPING, 2.0) if t == 1 else (float(value) for value in slots)
    loss = objective.loss()
    gradient, curvature = (array.astype(np.float64) for array in objective.gauss_newton(t))
    start, every = theta.copy(), np.arange(theta.size)
    diagonal = curvature[every, every]
    least = LEAST * diagonal.max()
    while damping < STUBBORN:
        curvature[every, every] = diagonal + max(damping, least)
        step = rate * np.linalg.solve(curvature, gradient)
        theta[:] = start - step
        fall = loss - objective.evaluate()
        if fall > 0:
            promised = step @ (gradient + damping * step) / 2
            damping, growth = damping * max(1 / 3, 1 - (2 * fall / promised - 1) ** 3), 2.0
            break
        damping, growth = damping * growth, growth * 2
    else:
        theta[:] = start
        damping, growth = DAMPING, 2.0
    slots[:] = damping, growth
