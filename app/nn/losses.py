"""Losses: how wrong a network's output is, and which way is less wrong.

A loss works on the logits of the output layer: `error` returns the mean loss and overwrites them
with dL/dlogit of each sample, not yet divided by the number of samples.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from app.nn.activations import Array
from app.nn.errors import UnknownName


@dataclass(frozen=True)
class Loss:
    """One loss: `binary` for a single logit, `categorical` for one logit a class.

    Both take (logits, targets): logits (1, n) or (K, n), float; targets of the same shape, 0 or 1.
    """

    name: str
    label: str
    note: str
    formula: str
    source: str
    binary: Callable[[Array, Array], float]
    categorical: Callable[[Array, Array], float]

    def error(self, logits: Array, targets: Array) -> float:
        """The mean loss; overwrites the logits with dL/dlogit of each sample."""
        return self.binary(logits, targets) if len(logits) == 1 else self.categorical(logits, targets)


HALF, ONE = np.array(0.5, np.float32), np.array(1, np.float32)  # 0-d arrays: quicker in a ufunc than floats


def _binary_cross_entropy(logits: Array, targets: Array) -> float:
    # -log p(true class) = log(1 + exp(-|z|)) + max(z, 0) - t z, which cannot overflow
    rest = np.abs(logits)
    np.negative(rest, out=rest)
    np.exp(rest, out=rest)
    np.log1p(rest, out=rest)
    rest += np.maximum(logits, 0)
    total = np.add.reduce(rest, axis=None) - np.dot(targets[0], logits[0])
    logits *= HALF
    np.tanh(logits, out=logits)  # p = (1 + tanh(z/2)) / 2
    logits += ONE
    logits *= HALF
    logits -= targets
    return float(total) / logits.size


def _categorical_cross_entropy(logits: Array, targets: Array) -> float:
    logits -= logits.max(axis=0)
    chosen = (logits * targets).sum(axis=0)
    np.exp(logits, out=logits)
    total = logits.sum(axis=0)
    loss = np.log(total) - chosen
    logits /= total
    logits -= targets
    return float(loss.sum(dtype=np.float64)) / loss.size


LOSSES: tuple[Loss, ...] = (
    Loss(
        name="cross_entropy",
        label="Cross-entropy",
        note="The surprise at the true class: sure and wrong costs most.",
        formula="-log p(true class), averaged over the points",
        source="Bishop 2006, Pattern Recognition and Machine Learning, p. 206, eq. 4.90 and p. "
        "209, eq. 4.108",
        binary=_binary_cross_entropy,
        categorical=_categorical_cross_entropy,
    ),
)

_BY_NAME = {entry.name: entry for entry in LOSSES}


def find(name: str) -> Loss:
    """The catalog's entry of that name. Raises UnknownName."""
    if name not in _BY_NAME:
        raise UnknownName("loss", name, tuple(_BY_NAME))
    return _BY_NAME[name]
