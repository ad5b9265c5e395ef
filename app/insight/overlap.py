"""Whether classes overlap: shown by many more points of the same kind, or by points on the very same spot.

Of somebody's own points there are no more of the same kind: each is judged by its neighbours among them.

Of any method, none gets more points right in the long run than one that knows how often each class is met
at each place. The majority of a point's nearest neighbours, among thousands, comes near to that; where the
classes lie apart it is right at all but a few in a thousand.

Source: Stone 1977, Annals of Statistics 5, pp. 595-620 (nearest neighbours are consistent).
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from app.insight.subject import Subject
from app.nn import features
from app.nn.activations import Array
from app.nn.datasets import Data, Labels
from app.nn.features import Feature

MORE = 2000  # points to draw, or to look at
FEWEST = 100  # own points: neighbours among fewer say little
NEIGHBOURS = 15
FEWER = (3, 7, NEIGHBOURS)  # among own points, which may be far apart; the count that is right most often
ABOUT = 0.04  # of the points: so much less than the neighbours, a training is still about as good
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
    center, scale = (tuple(values.tolist()) for values in (subject.data.center, subject.data.scale))
    return Overlap(MORE, NEIGHBOURS, _share(subject.more, subject.features, center, scale))


def mixed(subject: Subject) -> Overlap | None:
    """How much is right by neighbours, of own points; None where more can be drawn, or there are too few."""
    inputs, label = subject.inputs[:-1], subject.label
    if subject.more is not None or len(label) < FEWEST:
        return None
    chosen = np.unique(np.linspace(0, len(label) - 1, min(MORE, len(label))).astype(int))
    shares = {count: by_neighbours(inputs[:, chosen], label[chosen], count) for count in FEWER}
    best = max(shares, key=lambda count: shares[count])
    return Overlap(len(chosen), best, shares[best])


def explains(seen: Overlap, reached: float, wanted: float) -> bool:
    """Whether neighbours are right less often than is wanted, and the training, `reached`, is about as good.

    reached, wanted: accuracies of the training points from 0 to 1.
    """
    return seen.share < min(wanted, APART) and reached >= seen.share - ABOUT


@lru_cache(maxsize=64)
def _share(
    more: Callable[[int], Data],
    shown: tuple[Feature, ...],
    center: tuple[float, ...],
    scale: tuple[float, ...],
) -> float:
    """Of fresh points, once for all networks that are shown them."""
    drawn = more(MORE)
    places = (drawn.X - np.array(center)[:, None]) / np.array(scale)[:, None]
    return by_neighbours(features.inputs(shown, places, np.float64)[:-1], drawn.label, NEIGHBOURS)


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
