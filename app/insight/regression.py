"""Networks and formulas that give numbers instead of classes, fitted by the engine's own optimisers.

Least squares in float64. An optimiser of the catalog asks a `LeastSquares` what it asks the objective of
a training, so that Levenberg and Marquardt's steps are the very same here as there.
"""

from collections.abc import Callable
from dataclasses import dataclass
from math import isfinite

import numpy as np

from app.nn import hinge, optimizers
from app.nn.activations import Array
from app.nn.initializers import Start
from app.nn.network import Network, forward, jacobian, workspace

LM = optimizers.find("lm")


class LeastSquares:
    """Half the mean square of residuals, (n,), as a function of theta, (P,), which is changed in place.

    residuals(theta) gives them; slopes(theta) their derivatives, (P, n).
    """

    def __init__(
        self, theta: Array, residuals: Callable[[Array], Array], slopes: Callable[[Array], Array]
    ) -> None:
        self.theta, self._residuals, self._slopes = theta, residuals, slopes
        self.evaluate()

    def loss(self) -> float:
        """The loss at the weights as they were when it was last evaluated."""
        return float(self.r @ self.r) / (2 * len(self.r))

    def evaluate(self) -> float:
        """The loss at the weights as they are."""
        self.r = self._residuals(self.theta)
        return self.loss()

    def gradient(self) -> Array:
        """Of the loss, (P,)."""
        return self._slopes(self.theta) @ self.r / len(self.r)

    def gauss_newton(self, turn: int) -> tuple[Array, Array]:
        """The gradient, (P,), and the curvature without the residuals' own, (P, P)."""
        J = self._slopes(self.theta)
        return J @ self.r / len(self.r), J @ J.T / len(self.r)


@dataclass(frozen=True)
class Fit:
    """Where a fit has come to: theta, (P,), and the sum of squares before each step and after the last."""

    theta: Array
    squares: tuple[float, ...]

    @property
    def steps(self) -> int:
        """How many steps it took."""
        return len(self.squares) - 1


def fit(objective: LeastSquares, steps: int, enough: float = 0.0) -> Fit:
    """Levenberg-Marquardt until the sum of squares is at most `enough`, or no step brings it down."""
    n, slots = len(objective.r), np.zeros(LM.memory(objective.theta.size))
    squares = [2 * n * objective.loss()]
    with np.errstate(all="ignore"):  # a step that overflows is tried again shorter
        for t in range(1, steps + 1):
            if squares[-1] <= enough:
                break
            LM.step(objective.theta, objective, slots, LM.rate, t)
            after = 2 * n * objective.evaluate()
            if not isfinite(after) or after >= squares[-1]:
                break
            squares.append(after)
    return Fit(objective.theta.copy(), tuple(squares))


@dataclass(frozen=True)
class Fitted:
    """A network that gives numbers, (outputs, n), for inputs, (features, n); how its weights were found."""

    network: Network
    fit: Fit

    def __call__(self, X: Array) -> Array:
        return _values(self.network, self.fit.theta, _with_ones(X))


def fitted(
    network: Network,
    X: Array,
    targets: Array,
    rng: np.random.Generator,
    steps: int,
    enough: float = 0.0,
    start: Start = hinge.fill,
    spread: float = 1.0,
) -> Fitted:
    """A network trained to give `targets`, (outputs, n), at X, (features, n).

    It begins as trainings do, with units that bend inside the data and a ridge regression of their
    answers, and goes on by Levenberg and Marquardt's steps.
    """
    theta, inputs = np.zeros(network.parameters), _with_ones(X)
    start(network, theta, inputs, (targets + 1) / 2, rng, spread)  # it takes 0 for -1 and 1 for 1
    objective = LeastSquares(
        theta,
        lambda theta: (_values(network, theta, inputs) - targets).ravel(),
        lambda theta: _slopes(network, theta, inputs),
    )
    return Fitted(network, fit(objective, steps, enough))


def evenly(
    network: Network,
    theta: Array,
    inputs: Array,
    targets: Array,
    rng: np.random.Generator,
    spread: float = 1.0,
) -> None:
    """The start of one layer over one input: a unit's middle in each equal part of the data's extent.

    Its sum rises or falls by `spread` over such a part.
    """
    hidden, output = network.layers(theta)
    low, high = inputs[0].min(), inputs[0].max()
    part = (high - low) / len(hidden)
    middle = low + part * (np.arange(len(hidden)) + rng.random(len(hidden)))
    hidden[:, 0] = rng.choice([-1.0, 1.0], len(hidden)) * spread / part
    hidden[:, 1] = -hidden[:, 0] * middle
    a = np.concatenate([network.activations[0](hidden @ inputs), inputs[-1:]])
    output[:] = hinge.ridge(a, 2 * targets - 1)


def _with_ones(X: Array) -> Array:
    return np.vstack([X, np.ones(X.shape[1])])


def _values(network: Network, theta: Array, inputs: Array) -> Array:
    work = workspace(network, inputs.shape[1], np.float64, False, "regression")
    return forward(work, network.layers(theta), inputs).copy()


def _slopes(network: Network, theta: Array, inputs: Array) -> Array:
    """The derivative of every output of every sample by each weight, (P, outputs · n)."""
    n, outputs = inputs.shape[1], network.sizes[-1]
    work, layers = workspace(network, n, np.float64, False, "regression"), network.layers(theta)
    flat = np.empty((outputs, network.parameters, n))
    for output, part in enumerate(flat):
        forward(work, layers, inputs)
        delta = np.zeros((outputs, n))
        delta[output] = 1
        jacobian(work, layers, _blocks(network, part), inputs, delta)
    return np.concatenate(flat, axis=1)


def _blocks(network: Network, flat: Array) -> list[Array]:
    """Views of (P, n) as each layer's shape with n at its end."""
    ends = np.cumsum([rows * columns for rows, columns in network.shapes])[:-1]
    parts = np.split(flat, ends)
    return [part.reshape(*shape, -1) for part, shape in zip(parts, network.shapes, strict=True)]
