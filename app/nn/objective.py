"""The objective: a task's loss as a function of its weights, and what optimisers ask of it."""

from functools import lru_cache
from math import isfinite, sqrt
from typing import TYPE_CHECKING

import numpy as np

from app.nn import target
from app.nn.activations import Array
from app.nn.network import CALM, Disturbance, Network, backward, forward, jacobian, workspace
from app.nn.target import Counts

if TYPE_CHECKING:
    from app.nn.task import Examples, Task

ZERO = np.array(0, np.float32)  # a 0-d array: quicker in a ufunc than a number


class Weights:
    """A flat vector of weights and room for its gradient, each with its views, one matrix a layer."""

    def __init__(self, network: Network, theta: Array) -> None:
        self.theta, self.gradient = theta, np.empty_like(theta)
        self.layers, self.gradients = network.layers(theta), network.layers(self.gradient)


@lru_cache(maxsize=2)
def _jacobian(network: Network, samples: int, dtype: np.dtype) -> tuple[Array, list[Array]]:
    """Room for the derivative of one output by each weight, (P, n), and its views, one block a layer."""
    flat = np.empty((network.parameters, samples), dtype)
    blocks, start = [], 0
    for rows, columns in network.shapes:
        blocks.append(flat[start : start + rows * columns].reshape(rows, columns, samples))
        start += rows * columns
    return flat, blocks


@lru_cache(maxsize=8)
def _contrasts(outputs: int) -> Array:
    """Orthogonal directions of length √(K-1) that leave the sum of K outputs alone, (K-1, K)."""
    rows = np.tril(np.ones((outputs - 1, outputs)))
    rows[np.arange(outputs - 1), np.arange(1, outputs)] = -np.arange(1, outputs)  # Helmert's matrix
    return rows * sqrt(outputs - 1) / np.linalg.norm(rows, axis=1, keepdims=True)


class Objective:
    """A task's loss on some examples, at the weights as they stand.

    Wherever it is asked for anything but `evaluate`, `forward` must have run since the weights last
    changed; `gradient` and `gauss_newton` use up what it left. Objectives of one `place` (a name) and
    one size share their arrays, so that of two of them only the last one to run `forward` may be asked.
    """

    def __init__(
        self,
        task: "Task",
        weights: Weights,
        examples: "Examples",
        disturbance: Disturbance = CALM,
        place: str = "",
    ) -> None:
        self.task, self.weights, self.examples, self.disturbance = task, weights, examples, disturbance
        self.form = task.loss.form(task.network.sizes[-1])
        drops = disturbance.masks is not None
        self.work = workspace(task.network, len(examples), weights.theta.dtype, drops, place)
        self._error: float | None = None
        self._right: Counts | None = None

    def forward(self) -> Array:
        """The logits, (outputs, n)."""
        self._error = self._right = None
        return forward(self.work, self.weights.layers, self.examples.inputs, self.disturbance)

    def is_finite(self) -> bool:
        """Whether every logit is a number."""
        return isfinite(np.dot(*self.work.summands))  # their sum is one exactly when they all are

    def error(self) -> float:
        """The mean loss, without penalties; worked out once after each forward pass."""
        if self._error is None:
            self._error = self.form.value(self.work.logits, self.examples.targets)
        return self._error

    def accuracy(self) -> float:
        """The share of the examples whose class has the highest logit."""
        return sum(self.right()) / len(self.examples)

    def balanced(self) -> float:
        """The mean of the classes' recalls."""
        return target.balanced(self.right(), self.examples.sizes)

    def meets(self, wanted: float) -> bool:
        """Whether that target accuracy is reached, with all classes counted alike."""
        return target.meets(wanted, self.right(), self.examples.sizes)

    def right(self) -> Counts:
        """How many examples of each class have its logit as the highest; counted once, too."""
        if self._right is None:
            self._right = right(self.work.logits, self.examples)
        return self._right

    def loss(self) -> float:
        """The mean loss and the penalties."""
        return self.error() + self.task.penalty(self.weights.theta)

    def evaluate(self) -> float:
        """The same, after a forward pass."""
        self.forward()
        return self.loss()

    def gradient(self) -> Array:
        """Of the mean loss and the penalties, (P,); the caller may use it up."""
        logits, weights = self.work.logits, self.weights
        self.form.slope(logits, self.examples.targets)
        logits *= self.work.share
        backward(self.work, weights.layers, weights.gradients, self.examples.inputs, logits, self.disturbance)
        self.task.penalise(weights.theta, weights.gradient)
        return weights.gradient

    def gauss_newton(self, turn: int) -> tuple[Array, Array]:
        """The gradient, (P,), and the Gauss-Newton curvature, (P, P), of `loss`.

        With K > 2 classes the curvature is estimated from one direction of each sample's outputs;
        as `turn` rises, each sample has its K - 1 directions in turn.
        """
        network, inputs, n = self.task.network, self.examples.inputs, len(self.examples)
        logits, weights = self.work.logits, self.weights
        flat, blocks = _jacobian(network, n, weights.theta.dtype)
        if network.sizes[-1] == 1:
            root = self.form.root(logits, np.ones_like(logits))
            self.form.slope(logits, self.examples.targets)
            slope = logits[0].copy()
            logits.fill(1)
            jacobian(self.work, weights.layers, blocks, inputs, logits)
            np.dot(flat, slope, out=weights.gradient)
            weights.gradient *= self.work.share
            self.task.penalise(weights.theta, weights.gradient)
            flat *= root
        else:
            contrasts = _contrasts(network.sizes[-1])
            directions = contrasts[(np.arange(n) + turn) % len(contrasts)].T.astype(logits.dtype)
            root = self.form.root(logits, directions)
            self.gradient()
            self.forward()
            jacobian(self.work, weights.layers, blocks, inputs, root)
        curvature = np.dot(flat, flat.T)
        curvature *= self.work.share
        every = np.arange(len(curvature))
        curvature[every, every] += self.task.stiffness
        return weights.gradient, curvature


def right(logits: Array, examples: "Examples") -> Counts:
    """How many examples of each class have its logit as the highest."""
    if len(logits) == 1:
        answered = logits[0] > ZERO
        either = np.count_nonzero(answered | examples.positive)
        return len(examples) - int(either), int(np.count_nonzero(answered & examples.positive))
    hits = examples.label[logits.argmax(axis=0) == examples.label]
    return tuple(np.bincount(hits, minlength=len(logits)).tolist())
