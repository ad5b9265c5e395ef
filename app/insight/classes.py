"""Whether one linear layer and the largest of its outputs can tell several classes apart.

Each class k scores w_k·x + b_k, and its own points must score highest there. Kesler's construction turns
that into a question of one polytope: for a point x of class k and a rival class l, a vector that has
(x, 1) in k's place and -(x, 1) in l's. Scores that win everywhere have a positive product with all these
vectors; there are none exactly if the vectors' hull holds the origin.

For two classes that is the hyperplane between them. For more, every pair of classes must have one,
which is easy to see and to check, but not always enough.

Source: Nilsson 1965, Learning Machines, sec. 4.8; Duda & Hart 1973, Pattern Classification, sec. 5.12.
"""

from dataclasses import dataclass
from itertools import combinations

import numpy as np

from app.insight.nearest import Vertex, framed, nearest_to_origin
from app.insight.separability import Separation, separate
from app.nn.activations import Array
from app.nn.datasets import Labels


@dataclass(frozen=True)
class Pair:
    """What stands between two classes; in `separation`, points are numbered as in the whole set."""

    first: int
    second: int
    separation: Separation


@dataclass(frozen=True)
class Contest:
    """A share of the proof that no scores win everywhere: a point, with a weight, against a rival class."""

    point: int
    rival: int
    weight: float


@dataclass(frozen=True)
class Ranking:
    """Whether linear scores can put every point's own class first.

    Where they can, `scores` has a row w_k, b_k for each class, (K, d + 1), and margin is the smallest
    distance that the widest cut of any pair keeps; None where a single class has points. Where they
    cannot, `contests` prove it: for every class, the points that it defends and the points that it is
    the rival of have, each as often as its weight says, the same sum and the same number.
    """

    separable: bool
    margin: float | None
    pairs: tuple[Pair, ...]
    scores: Array | None = None
    contests: tuple[Contest, ...] = ()


def separate_classes(X: Array, label: Labels, classes: int) -> Ranking:
    """The verdict for points X, (d, n), float64, and label, (n,), from 0 to classes - 1.

    As with two classes, a verdict of `separable` has been tried on all points.
    Raises Unsuitable where a coordinate is not finite.
    """
    pairs = tuple(_pair(X, label, *both) for both in combinations(range(classes), 2))
    framed_X, centre, scale = framed(X)
    lifted, every = np.vstack([framed_X, np.ones(X.shape[1])]), np.arange(X.shape[1])

    def lowest_vertex(direction: Array) -> tuple[Vertex, Array]:
        scores = direction.reshape(classes, -1) @ lifted
        own = scores[label, every]
        scores[label, every] = -np.inf
        rival = scores.argmax(axis=0)
        point = int((own - scores[rival, every]).argmin())
        vector = np.zeros((classes, len(lifted)))
        vector[label[point]], vector[rival[point]] = lifted[:, point], -lifted[:, point]
        return (point, int(rival[point])), vector.reshape(-1)

    if classes < 2 or not X.shape[1]:
        return Ranking(True, None, pairs)
    nearest = nearest_to_origin(lowest_vertex, classes * len(lifted))
    if not nearest.separates:
        shares = zip(nearest.vertices, nearest.weights.tolist(), strict=True)
        return Ranking(
            False, None, pairs, contests=tuple(Contest(*vertex, weight) for vertex, weight in shares)
        )
    scores = nearest.point.reshape(classes, -1) / np.linalg.norm(nearest.point)
    scores[:, :-1] /= scale
    scores[:, -1] -= scores[:, :-1] @ centre
    margins = [pair.separation.margin for pair in pairs if pair.separation.margin is not None]
    return Ranking(True, min(margins, default=None), pairs, scores)


def _pair(X: Array, label: Labels, first: int, second: int) -> Pair:
    chosen = np.flatnonzero((label == first) | (label == second))
    found = separate(X[:, chosen], (label[chosen] == second).astype(int))
    return Pair(first, second, found.numbered(chosen))


def verify_contests(ranking: Ranking, X: Array, label: Labels, classes: int, tolerance: float = 1e-9) -> bool:
    """Whether the contests prove that no scores win everywhere; tolerance is a share of the largest value."""
    lifted, balance, total = np.vstack([X, np.ones(X.shape[1])]), np.zeros((classes, len(X) + 1)), 0.0
    for contest in ranking.contests:
        if contest.weight <= 0 or contest.rival == label[contest.point]:
            return False
        balance[label[contest.point]] += contest.weight * lifted[:, contest.point]
        balance[contest.rival] -= contest.weight * lifted[:, contest.point]
        total += contest.weight
    return abs(total - 1) <= tolerance and bool((np.abs(balance) <= tolerance * np.abs(lifted).max()).all())
