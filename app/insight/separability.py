"""Whether a flat cut separates the classes: the widest one there is, or a certificate that there is none.

Two classes are separable exactly if their convex hulls have no point in common. The hulls' nearest points
decide it: the hyperplane halfway between them is the one that keeps the largest distance from all points
(the hard-margin support vector machine's), and where they coincide, they are the certificate.

Source: Bennett & Bredensteiner 2000, ICML, pp. 57-64 (the margin as the distance between hulls); the
nearest points are found by Wolfe's algorithm, see nearest.py.
"""

from dataclasses import dataclass, replace

import numpy as np

from app.insight.certificate import Certificate, certified, verify
from app.insight.nearest import Vertex, framed, nearest_to_origin
from app.nn.activations import Array
from app.nn.datasets import Labels

__all__ = ["Separation", "separate", "verify"]


@dataclass(frozen=True)
class Separation:
    """Whether a hyperplane has two classes strictly on its two sides.

    Where it does, normal·x + offset is positive for class 1 and negative for class 0; normal, (d,), has
    length 1, and margin is the distance of the nearest points, which are among those of `support`. With
    a single class there is nothing to separate: separable, and normal, offset and margin are None.
    Where it does not, only `certificate` is not None.
    """

    separable: bool
    normal: tuple[float, ...] | None = None
    offset: float | None = None
    margin: float | None = None
    support: tuple[int, ...] = ()
    certificate: Certificate | None = None

    def numbered(self, numbers: Labels) -> "Separation":
        """The same about points that are a part of others, whose `numbers`, (n,), say which."""
        proof = self.certificate and self.certificate.numbered(numbers)
        return replace(self, support=tuple(numbers[list(self.support)].tolist()), certificate=proof)


def separate(X: Array, label: Labels) -> Separation:
    """The widest cut between the points X, (d, n), float64, of class 0 and of class 1; label is (n,).

    Hulls that come nearer than 1e-12 of the data's extent are taken to touch. A verdict of `separable`
    is never a matter of tolerance: the hyperplane has been tried on all points.
    Raises Unsuitable where a coordinate is not finite.
    """
    framed_X, centre, scale = framed(X)
    first, second = np.flatnonzero(label == 0), np.flatnonzero(label == 1)
    if not len(first) or not len(second):
        return Separation(True)
    A, B = framed_X[:, first], framed_X[:, second]

    def lowest_vertex(direction: Array) -> tuple[Vertex, Array]:
        i, j = int((direction @ A).argmax()), int((direction @ B).argmin())
        return (i, j), B[:, j] - A[:, i]

    nearest = nearest_to_origin(lowest_vertex, len(X))
    weights = np.zeros(len(label))
    for (i, j), weight in zip(nearest.vertices, nearest.weights, strict=True):
        weights[first[i]] += weight
        weights[second[j]] += weight
    normal = nearest.point / max(float(np.linalg.norm(nearest.point)), 1e-300)
    low, high = float((normal @ A).max()), float((normal @ B).min())
    if not nearest.separates or low >= high:
        return Separation(False, certificate=certified(X, label, weights))
    return Separation(
        True,
        tuple(normal.tolist()),
        -scale * (low + high) / 2 - float(normal @ centre),
        scale * (high - low) / 2,
        tuple(np.flatnonzero(weights).tolist()),
    )
