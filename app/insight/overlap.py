"""Whether classes overlap: shown by many more points of the same kind, or by points on the very same spot.

Of any method, none gets more points right in the long run than one that knows how often each class is met
at each place. The majority of a point's nearest neighbours, among thousands, comes near to that; where the
classes lie apart it is right at all but a few in a thousand.

Source: Stone 1977, Annals of Statistics 5, pp. 595-620 (nearest neighbours are consistent).
"""

from dataclasses import dataclass

import numpy as np

from app.insight.subject import Subject
from app.nn.activations import Array
from app.nn.datasets import Labels

MORE = 2000  # points to draw
NEIGHBOURS = 15
APART = 0.99  # noise-free sets get at least .9955 of such points right
BLOCK = 250  # points whose distances are worked out at once: 4 MB


@dataclass(frozen=True)
class Overlap:
    """What share of so many points their nearest neighbours name right."""

    points: int
    neighbours: int
    share: float


def measured(subject: Subject) -> Overlap | None:
    """How much is right by neighbours, of fresh points as the network is shown them; None for own points."""
    if subject.more is None:
        return None
    more = subject.more(MORE)
    inputs = subject.inputs_at(more.X)[:-1]
    return Overlap(MORE, NEIGHBOURS, by_neighbours(inputs, more.label, NEIGHBOURS))


def by_neighbours(inputs: Array, label: Labels, count: int) -> float:
    """The share of points (features, n) whose class is the commonest among their nearest others."""
    n, classes = inputs.shape[1], int(label.max()) + 1
    right = 0
    for start in range(0, n, BLOCK):
        chosen = np.arange(start, min(start + BLOCK, n))
        away = sum((axis[chosen, None] - axis) ** 2 for axis in inputs)
        away[chosen - start, chosen] = np.inf
        near = label[np.argpartition(away, count, axis=1)[:, :count]]
        votes = (near[:, :, None] == np.arange(classes)).sum(axis=1)
        right += int(np.count_nonzero(votes.argmax(axis=1) == label[chosen]))
    return right / n


def best_possible(inputs: Array, label: Labels) -> tuple[float, int]:
    """The most that any network can get right, and how many points share their place with another class.

    inputs: (features, n), what the network is shown; label: (n,).
    """
    _, place = np.unique(inputs, axis=1, return_inverse=True)
    counts = np.zeros((int(place.max()) + 1, int(label.max()) + 1), int)
    np.add.at(counts, (place.reshape(-1), label), 1)
    shared = (counts > 0).sum(axis=1) > 1
    return float(counts.max(axis=1).sum() / len(label)), int(counts[shared].sum())
