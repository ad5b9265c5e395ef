"""The engines, one module each, imported only when they are asked for.

A module holds `TRAINERS`, the ways its engine is used, the best first. What is missing, a package or
a compiler, is told by `load` in a word, and the engine is left out.
"""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass, replace
from importlib import import_module
from itertools import pairwise
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from app.nn import training
from app.nn.activations import Array
from benchmarks.work import Problem

OURS, BARE, SCIKIT, PYTORCH, JAX, C = "bendline", "numpy", "scikit-learn", "pytorch", "jax", "c"
MODULES = {OURS: "bendline", BARE: "bare", C: "c", JAX: "jax_", PYTORCH: "pytorch", SCIKIT: "scikit"}


class Missing(Exception):
    """The engine cannot run here; the message says in a word or two what it lacks."""


@dataclass(frozen=True)
class Setting:
    """What is chosen for an engine: Adam's rate and its beta 2, and the name of the initial weights."""

    rate: float
    beta_2: float
    start: str

    def __str__(self) -> str:
        return f"{self.start} weights, rate {self.rate:g}, β2 {self.beta_2:g}"


HINGE = "our"  # the start that every engine can be given: the weights that ours would begin with
SAME = Setting(rate=0.05, beta_2=0.95, start=HINGE)  # what our Adam does: the check would notice others
BETA_1, EPSILON = 0.9, 1e-8


class Trainer(ABC):
    """One engine at one problem. Made outside the clock: points converted, functions compiled."""

    label: ClassVar[str]
    starts: ClassVar[tuple[str, ...]] = (HINGE,)  # the engine's own first, `HINGE` last
    notices: ClassVar[int] = 0  # epochs after the last step that it takes to see that it is done
    dtype: ClassVar[type] = np.float32
    feature_major: ClassVar[bool] = False  # whether it wants points as a view of a (2, n) array

    def __init__(self, problem: Problem) -> None:
        self.problem = problem

    @abstractmethod
    def start(self, setting: Setting, seed: int) -> None:
        """Make the network, its initial weights and its optimiser, ready for the first epoch."""

    @abstractmethod
    def train(self, epochs: int) -> None:
        """Do that many full-batch epochs of Adam, from the start or from where it stands."""

    @abstractmethod
    def losses(self, epochs: int) -> list[float]:
        """Do the same, and tell the mean loss before each step."""

    @abstractmethod
    def probabilities(self, points: NDArray[np.float32]) -> NDArray[np.float32]:
        """P(class 1), (n,), of points (n, 2)."""

    def first_epoch(self, target: float, most: int) -> int | None:
        """After how many epochs from the start the training accuracy is there; None: not after `most`."""
        answers = self.problem.labels == 1
        for epoch in range(1, most + 1):
            self.step()
            right = (self.probabilities(self.problem.points) > 0.5) == answers
            if right.mean() >= target:
                return epoch
        return None

    def step(self) -> None:
        """One epoch more. Never timed, so it may be slower than its share of `train`."""
        self.train(1)


def hinge(problem: Problem, seed: int) -> Array:
    """The weights that our Adam begins with for that seed, (parameters,)."""
    return training.start(replace(problem.descent, seed=seed)).theta


def glorot(sizes: tuple[int, ...], seed: int) -> list[tuple[Array, Array]]:
    """Weights (outputs, inputs), uniform in ±√(6 / (inputs + outputs)), and zero biases, for each layer."""
    rng = np.random.default_rng(seed)
    layers = []
    for inputs, outputs in pairwise(sizes):
        limit = np.sqrt(6 / (inputs + outputs))
        W = rng.uniform(-limit, limit, (outputs, inputs)).astype(np.float32)
        layers.append((W, np.zeros(outputs, np.float32)))
    return layers


def split(problem: Problem, theta: Array) -> list[tuple[Array, Array]]:
    """Our flat vector as (weights, biases) of each layer."""
    return [(W[:, :-1], W[:, -1]) for W in problem.task.network.layers(theta)]


def load(name: str) -> tuple[type[Trainer], ...]:
    """The ways to use that engine. Raises Missing."""
    try:
        return import_module(f"benchmarks.peers.{MODULES[name]}").TRAINERS
    except ImportError as error:
        raise Missing("not installed") from error


def load_all() -> tuple[dict[str, tuple[type[Trainer], ...]], Mapping[str, str]]:
    """All engines that can run here, and for each of the others what it lacks."""
    found, missing = {}, {}
    for name in MODULES:
        try:
            found[name] = load(name)
        except Missing as reason:
            missing[name] = str(reason)
    return found, missing
