"""What goes into a training: examples, and everything that decides its course."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from app.nn.activations import Array
from app.nn.datasets import Labels
from app.nn.losses import Loss
from app.nn.network import Network
from app.nn.solver import Solver
from app.nn.target import Counts


@dataclass(frozen=True)
class Examples:
    """Inputs (features + 1, n) float32 and what the network should answer.

    targets: (1, n), or (K, n) with more than two classes, 0 or 1; label: (n,) int from 0.
    """

    inputs: Array
    targets: Array
    label: Labels

    @cached_property
    def positive(self) -> NDArray[np.bool_]:
        """Whether each example is of class 1, (n,): with two classes, the answer to be given."""
        return self.label == 1

    @cached_property
    def sizes(self) -> Counts:
        """How many examples of each class there are."""
        return tuple(np.bincount(self.label, minlength=max(2, len(self.targets))).tolist())

    @classmethod
    def of(cls, inputs: Array, label: Labels, classes: int) -> "Examples":
        """Targets made from labels: one row for two classes, one row a class for more."""
        one_hot = label == np.arange(classes)[:, None]
        return cls(inputs, (one_hot[1:] if classes == 2 else one_hot).astype(inputs.dtype), label)

    def take(self, chosen: Labels) -> "Examples":
        """Those examples alone, (n,) int or bool, in that order."""
        return Examples(
            np.ascontiguousarray(self.inputs[:, chosen]), self.targets[:, chosen], self.label[chosen]
        )

    def __len__(self) -> int:
        return len(self.label)


@dataclass(frozen=True)
class Task:
    """Everything that decides the course of one training.

    batch_size 0 is all points at once; target_accuracy counts all classes alike, see target.py; 0 never stops
    early, nor does target_loss 0;
    activation_noise is the standard deviation of what is added to the weighted sums while training,
    dropout the share of the hidden units that are left out of each step; frames is how many snapshots
    of the weights to keep on the way, at the most.
    """

    network: Network
    train: Examples
    test: Examples
    loss: Loss
    solver: Solver
    epochs: int
    batch_size: int = 0
    target_accuracy: float = 0.0
    target_loss: float = 0.0
    l1: float = 0.0
    l2: float = 0.0
    dropout: float = 0.0
    activation_noise: float = 0.0
    seed: int = 0
    frames: int = 0

    @cached_property
    def pulled(self) -> Array:
        """1 for each weight and 0 for each bias, (P,): what l1 and l2 pull towards zero."""
        mask = np.ones(self.network.parameters, np.float32)
        for W in self.network.layers(mask):
            W[:, -1] = 0
        return mask

    @property
    def stiffness(self) -> Array:
        """The second derivative of the penalties, (P,)."""
        return self.l2 * self.pulled

    def penalty(self, theta: Array) -> float:
        """l1 · sum |w| + l2/2 · sum w², biases left out."""
        if not self.l1 and not self.l2:
            return 0.0
        weights = (theta * self.pulled).astype(np.float64)
        return self.l1 * float(np.abs(weights).sum()) + self.l2 / 2 * float(weights @ weights)

    def penalise(self, theta: Array, gradient: Array) -> None:
        """Add the penalties' gradient, but for an L2 penalty that the optimiser keeps apart."""
        if self.l2 and not self.solver.optimizer.decoupled:
            gradient += self.l2 * self.pulled * theta
        if self.l1:
            gradient += self.l1 * self.pulled * np.sign(theta)

    def decay(self, theta: Array, rate: float) -> None:
        """Shrink the weights by an L2 penalty that goes past the optimiser."""
        if self.l2 and self.solver.optimizer.decoupled:
            theta -= rate * self.l2 * self.pulled * theta
