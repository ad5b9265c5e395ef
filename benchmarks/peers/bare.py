"""A bare loop in NumPy: the floor that no engine in NumPy gets below.

The same passes in the same layout as ours, with tanh alone, and nothing around them: no other
activation, loss, batch or penalty, no look whether the numbers are sound or the target is reached,
no record, no frame. What ours takes beyond it is the price of being of use.
"""

from math import sqrt

import numpy as np
from numpy.typing import NDArray

from app.nn.activations import Array
from benchmarks.peers import BETA_1, EPSILON, Setting, Trainer, hinge
from benchmarks.work import Problem


class Bare(Trainer):
    """Full-batch Adam on one flat vector, with everything prepared outside the loop."""

    label = "NumPy, bare loop"
    feature_major = True

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem)
        n, network = len(problem.labels), problem.descent.network
        self.inputs = np.vstack([problem.points.T, np.ones((1, n))]).astype(np.float32)
        self.side = (1 - 2 * problem.labels).astype(np.float32)[None]  # tanh(z/2) + side = 2 (p - t)
        self.a = [np.ones((units + 1, n), np.float32) for units in network.sizes[1:-1]]
        self.z = [np.empty((units, n), np.float32) for units in network.sizes[1:]]
        self.half, self.share = np.array(0.5, np.float32), np.array(0.5 / n, np.float32)
        self.one = np.array(1, np.float32)

    def start(self, setting: Setting, seed: int) -> None:
        network = self.problem.descent.network
        self.theta, self.rate, self.beta_2 = hinge(self.problem, seed), setting.rate, setting.beta_2
        self.gradient, self.slots = np.empty_like(self.theta), np.zeros((2, self.theta.size), np.float32)
        self.betas = np.repeat(np.array([[BETA_1], [self.beta_2]], np.float32), self.theta.size, axis=1)
        self.layers, self.gradients = network.layers(self.theta), network.layers(self.gradient)
        self.steps = 0

    def train(self, epochs: int) -> None:
        reads, z, half, one, share = [self.inputs, *self.a], self.z, self.half, self.one, self.share
        passes = [
            (W, a, out, bent[:-1])
            for W, a, out, bent in zip(self.layers[:-1], reads[:-1], z[:-1], self.a, strict=True)
        ]
        back = [(W[:, :-1].T, bent[:-1]) for W, bent in zip(self.layers[1:], self.a, strict=True)]
        learn = [(a.T, into) for a, into in zip(reads, self.gradients, strict=True)]
        last, logits, side, hidden = self.layers[-1], z[-1], self.side, len(self.a)
        gradient, slots, betas, theta = self.gradient, self.slots, self.betas, self.theta
        mean, square = slots
        dot, tanh = np.dot, np.tanh
        for t in range(self.steps + 1, self.steps + epochs + 1):
            for W, a, out, f in passes:
                tanh(dot(W, a, out), f)
            dot(last, reads[-1], logits)
            np.multiply(logits, half, logits)
            np.add(tanh(logits, logits), side, logits)
            np.multiply(logits, share, logits)
            dot(logits, *learn[-1])
            delta = logits
            for index in range(hidden - 1, -1, -1):
                W, f = back[index]
                delta = dot(W, delta, z[index])
                np.multiply(f, f, f)  # tanh' = 1 - tanh²
                np.multiply(delta, np.subtract(one, f, f), delta)
                dot(delta, *learn[index])
            np.multiply(slots, betas, slots)
            np.add(mean, gradient, mean)
            np.add(square, np.multiply(gradient, gradient, gradient), square)
            first = (1 - BETA_1) / (1 - BETA_1**t)
            second = sqrt((1 - self.beta_2) / (1 - self.beta_2**t))
            step = np.add(np.sqrt(square, gradient), EPSILON / second, gradient)
            np.multiply(np.divide(mean, step, step), self.rate * first / second, step)
            np.subtract(theta, step, theta)
        self.steps += epochs

    def losses(self, epochs: int) -> list[float]:
        found, wrong = [], np.where(self.problem.labels == 1, -1.0, 1.0)  # the sign of a wrong logit
        for _ in range(epochs):
            found.append(float(np.logaddexp(0, wrong * self._logits(self.problem.points)).mean()))
            self.train(1)
        return found

    def probabilities(self, points: NDArray[np.float32]) -> NDArray[np.float32]:
        return half_tanh(self._logits(points))

    def _logits(self, points: NDArray[np.float32]) -> Array:
        a = np.vstack([points.T, np.ones((1, len(points)))]).astype(np.float32)
        for W in self.layers[:-1]:
            a = np.vstack([np.tanh(W @ a), np.ones((1, a.shape[1]), np.float32)])
        return (self.layers[-1] @ a)[0]


def half_tanh(logits: Array) -> Array:
    """The sigmoid, which cannot overflow in this form."""
    return 0.5 + 0.5 * np.tanh(0.5 * logits)


TRAINERS = (Bare,)
