"""scikit-learn's MLPClassifier, with the whole set as one batch and nothing switched on that costs time."""

import math
import warnings

import numpy as np
from numpy.typing import NDArray
from sklearn.exceptions import ConvergenceWarning
from sklearn.neural_network import MLPClassifier

from benchmarks.peers import HINGE, Setting, Trainer, hinge, split
from benchmarks.work import Problem


class ScikitLearn(Trainer):
    """`fit` for a whole training. Searching goes by `partial_fit`, which takes the same steps."""

    label = "scikit-learn, float32, unshuffled"
    starts = ("own", HINGE)
    shuffle = False  # the batch is the whole set: shuffling costs time and changes nothing

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem)
        self.points = problem.points.astype(self.dtype)

    def start(self, setting: Setting, seed: int) -> None:
        self.fresh = True
        self.model = MLPClassifier(
            self.problem.sizes[1:-1],
            activation="tanh",
            alpha=0.0,
            batch_size=len(self.points),
            learning_rate_init=setting.rate,
            beta_2=setting.beta_2,
            shuffle=self.shuffle,
            tol=0.0,
            n_iter_no_change=math.inf,
            random_state=seed,
        )
        if setting.start == HINGE:
            self._begin_with(split(self.problem, hinge(self.problem, seed)))

    def _begin_with(self, layers: list) -> None:
        """Let partial_fit make the arrays, fill them, and forget the optimiser that made a step."""
        self.step()
        for W, b, (weights, biases) in zip(self.model.coefs_, self.model.intercepts_, layers, strict=True):
            W[:], b[:] = weights.T, biases
        del self.model._optimizer

    def train(self, epochs: int) -> None:
        if not self.fresh:
            for _ in range(epochs):
                self.step()
            return
        self.fresh = False
        self.model.max_iter = epochs
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", ConvergenceWarning)  # it was asked for that many epochs
            self.model.fit(self.points, self.problem.labels)

    def step(self) -> None:
        self.fresh = False
        self.model.partial_fit(self.points, self.problem.labels, classes=(0, 1))

    def losses(self, epochs: int) -> list[float]:
        found = []
        for _ in range(epochs):
            self.step()
            found.append(float(self.model.loss_))
        return found

    def probabilities(self, points: NDArray[np.float32]) -> NDArray[np.float32]:
        return self.model.predict_proba(points)[:, 1]


class AsUsual(ScikitLearn):
    """With float64 and the shuffling that it does unless told not to."""

    label = "scikit-learn, float64, shuffled"
    dtype = np.float64
    shuffle = True


TRAINERS = (ScikitLearn, AsUsual)
