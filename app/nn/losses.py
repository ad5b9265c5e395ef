"""Losses: how wrong a network's output is, and which way is less wrong.

A loss works on the logits of the output layer, (1, n) with two classes and (K, n) with more, and on
targets of the same shape, 0 or 1. Its two forms, one for each shape, are three functions:

    value(logits, targets)     the mean loss
    slope(logits, targets)     overwrites the logits with dL/dlogit of each sample, not divided by n
    root(logits, directions)   a square root R of the loss's curvature, for Gauss-Newton: with
                               directions (K, n), one unit vector of each sample's outputs, the
                               vectors to propagate back, whose outer products make up R Rᵀ
"""

from collections.abc import Callable
from dataclasses import dataclass
from math import sqrt

import numpy as np

from app.nn.activations import Array
from app.nn.errors import UnknownName

HALF, ONE = np.array(0.5, np.float32), np.array(1, np.float32)  # 0-d arrays: quicker in a ufunc than floats


@dataclass(frozen=True)
class Form:
    """A loss for one shape of output; `root` is None where the loss has no curvature to speak of."""

    value: Callable[[Array, Array], float]
    slope: Callable[[Array, Array], None]
    root: Callable[[Array, Array], Array] | None = None


@dataclass(frozen=True)
class Loss:
    """One loss: `binary` for a single logit, `categorical` for one logit a class."""

    name: str
    label: str
    note: str
    formula: str
    source: str
    binary: Form
    categorical: Form

    def form(self, outputs: int) -> Form:
        """The form for that many outputs."""
        return self.binary if outputs == 1 else self.categorical

    @property
    def curved(self) -> bool:
        """Whether a Gauss-Newton method can use it."""
        return self.binary.root is not None


def _sigmoid(logits: Array) -> Array:
    return HALF + HALF * np.tanh(HALF * logits)


def _softmax(logits: Array) -> Array:
    exponentials = np.exp(logits - logits.max(axis=0))
    exponentials /= exponentials.sum(axis=0)
    return exponentials


# --- cross-entropy --------------------------------------------------------------------------------


def _surprise(logits: Array, targets: Array) -> float:
    # -log p(true class) = log(1 + exp(-|z|)) + max(z, 0) - t z, which cannot overflow
    rest = np.abs(logits)
    np.negative(rest, out=rest)
    np.exp(rest, out=rest)
    np.log1p(rest, out=rest)
    rest += np.maximum(logits, 0)
    return float(np.add.reduce(rest, axis=None) - np.dot(targets[0], logits[0])) / logits.size


def _surprise_slope(logits: Array, targets: Array) -> None:
    logits *= HALF
    np.tanh(logits, out=logits)  # p = (1 + tanh(z/2)) / 2
    logits += ONE
    logits *= HALF
    logits -= targets


def _surprise_root(logits: Array, directions: Array) -> Array:
    return HALF * directions  # p (1 - p) is at most 1/4, and nearly that at the start


def _surprises(logits: Array, targets: Array) -> float:
    shifted = logits - logits.max(axis=0)
    chosen = (shifted * targets).sum(axis=0)
    np.exp(shifted, out=shifted)
    return float((np.log(shifted.sum(axis=0)) - chosen).sum(dtype=np.float64)) / logits.shape[1]


def _surprises_slope(logits: Array, targets: Array) -> None:
    logits[:] = _softmax(logits)
    logits -= targets


def _surprises_root(logits: Array, directions: Array) -> Array:
    # diag(p) - p pᵀ is at most (I - 1 1ᵀ/K) / 2: Böhning 1992, Ann. Inst. Stat. Math. 44, pp. 197-200
    return sqrt(0.5) * directions


# --- squared error of the probability -------------------------------------------------------------


def _squares(logits: Array, targets: Array) -> float:
    error = _sigmoid(logits)
    error -= targets
    return float(np.dot(error[0], error[0])) / logits.size


def _squares_slope(logits: Array, targets: Array) -> None:
    p = _sigmoid(logits)
    logits[:] = 2 * (p - targets) * p * (1 - p)


def _squares_root(logits: Array, directions: Array) -> Array:
    p = _sigmoid(logits)
    return sqrt(2) * p * (1 - p) * directions


def _many_squares(logits: Array, targets: Array) -> float:
    error = _softmax(logits)
    error -= targets
    return float((error * error).sum(dtype=np.float64)) / logits.shape[1]


def _many_squares_slope(logits: Array, targets: Array) -> None:
    p = _softmax(logits)
    logits[:] = _through_softmax(p, 2 * (p - targets))


def _many_squares_root(logits: Array, directions: Array) -> Array:
    return sqrt(2) * _through_softmax(_softmax(logits), directions)


def _through_softmax(p: Array, delta: Array) -> Array:
    """dL/dlogits from dL/dp: the softmax's Jacobian diag(p) - p pᵀ is symmetric."""
    return p * (delta - (p * delta).sum(axis=0))


# --- hinge ----------------------------------------------------------------------------------------


def _shortfall(logits: Array, targets: Array) -> float:
    return float(np.maximum(1 - (2 * targets - 1) * logits, 0).sum(dtype=np.float64)) / logits.size


def _shortfall_slope(logits: Array, targets: Array) -> None:
    side = 2 * targets - 1
    logits[:] = np.where(side * logits < 1, -side, 0)


def _shortfalls(logits: Array, targets: Array) -> float:
    return float(np.maximum(1 - _lead(logits, targets)[0], 0).sum(dtype=np.float64)) / logits.shape[1]


def _shortfalls_slope(logits: Array, targets: Array) -> None:
    lead, rival = _lead(logits, targets)
    short = lead < 1
    logits[:] = np.where(short, -targets, 0)
    samples = np.flatnonzero(short)
    logits[rival[samples], samples] += 1


def _lead(logits: Array, targets: Array) -> tuple[Array, Array]:
    """By how much the true class leads its strongest rival, (n,), and which that is."""
    rivals = np.where(targets > 0, -np.inf, logits)
    return (logits * targets).sum(axis=0) - rivals.max(axis=0), rivals.argmax(axis=0)


LOSSES: tuple[Loss, ...] = (
    Loss(
        name="cross_entropy",
        label="Cross-entropy",
        note="The surprise at the true class: sure and wrong costs most.",
        formula="-log p(true class), averaged over the points",
        source="Bishop 2006, Pattern Recognition and Machine Learning, p. 206, eq. 4.90 and p. "
        "209, eq. 4.108",
        binary=Form(_surprise, _surprise_slope, _surprise_root),
        categorical=Form(_surprises, _surprises_slope, _surprises_root),
    ),
    Loss(
        name="squared_error",
        label="Squared error",
        note="How far the probability is from 0 or 1, squared: sure and wrong costs little more than "
        "wrong, and learns more slowly, because the sigmoid is flat there.",
        formula="(p - t)², summed over the classes where there are more than two, averaged over the points",
        source="Brier 1950, Monthly Weather Review 78, pp. 1-3",
        binary=Form(_squares, _squares_slope, _squares_root),
        categorical=Form(_many_squares, _many_squares_slope, _many_squares_root),
    ),
    Loss(
        name="hinge",
        label="Hinge",
        note="Asks for a margin and is then content: points well on their own side cost nothing. Its "
        "probabilities are scores, not to be taken at their word.",
        formula="max(0, 1 - lead of the true class's logit), averaged over the points",
        source="Cortes & Vapnik 1995, Machine Learning 20, pp. 273-297; Crammer & Singer 2001, JMLR 2, "
        "p. 268, for more than two classes",
        binary=Form(_shortfall, _shortfall_slope),
        categorical=Form(_shortfalls, _shortfalls_slope),
    ),
)

_BY_NAME = {entry.name: entry for entry in LOSSES}


def find(name: str) -> Loss:
    """The catalog's entry of that name. Raises UnknownName."""
    if name not in _BY_NAME:
        raise UnknownName("loss", name, tuple(_BY_NAME))
    return _BY_NAME[name]
