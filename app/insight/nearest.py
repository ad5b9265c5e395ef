"""The point of a polytope that is nearest to the origin, by Wolfe's algorithm.

The polytope is known only by a function that finds its lowest vertex in a direction, so it may have
many more vertices than anybody would write down: the differences of two classes' points, for one.
The algorithm keeps a few vertices, the corral, whose simplex has the nearest point so far inside. It
ends after finitely many steps with the exact answer, up to rounding.

Source: Wolfe 1976, Mathematical Programming 11, pp. 128-149.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from app.nn.activations import Array
from app.nn.errors import Unsuitable

TOUCHING = 1e-12  # a polytope within ±1 that comes so near to the origin is taken to hold it
ARRIVED = 1e-14  # what a vertex must promise, beside rounding, to be worth another step
NOTHING = 1e-15  # a weight that is rounding alone
FLAT = 1e-13  # a corral that is so flat has, as far as floats can tell, lost a dimension
STEPS = 20_000  # a hundred times what 2000 points in 64 dimensions need

Vertex = tuple[int, int]  # whatever two numbers name a vertex for whoever asks


@dataclass(frozen=True)
class Nearest:
    """The nearest point, (d,), as the weighted mean of some vertices; `lowest` is how low any vertex lies.

    Weights are positive and sum to 1. `lowest` is the smallest product of the point with a vertex: where
    it is positive, the polytope lies on one side of the origin.
    """

    point: Array
    vertices: tuple[Vertex, ...]
    weights: Array
    lowest: float

    @property
    def separates(self) -> bool:
        """Whether the origin is outside, by more than rounding, and all vertices are on the point's side."""
        return float(np.linalg.norm(self.point)) > TOUCHING and self.lowest > 0


def nearest_to_origin(lowest_vertex: Callable[[Array], tuple[Vertex, Array]], dimensions: int) -> Nearest:
    """The point that is nearest to the origin in a polytope whose coordinates are within about ±1.

    lowest_vertex(x) gives the name and the place, (d,), of the vertex v with the smallest x·v.
    """
    name, place = lowest_vertex(np.zeros(dimensions))
    names, corral, weights = [name], place[None], np.ones(1)
    point, before = place, np.inf
    for _ in range(STEPS):
        name, place = lowest_vertex(point)
        length = float(np.linalg.norm(point))
        promise = length * length - point @ place
        arrived = length <= TOUCHING or promise <= ARRIVED * length or length >= before
        if arrived or name in names:
            break
        before = length
        names, corral, weights = _inside([*names, name], np.vstack([corral, place]), np.append(weights, 0))
        point = weights @ corral
    return Nearest(point, tuple(names), weights, float(point @ place))


def _inside(names: list[Vertex], corral: Array, weights: Array) -> tuple[list[Vertex], Array, Array]:
    """Drop vertices until the affine hull's nearest point lies inside the simplex of those that stay."""
    while True:
        target = _affine_weights(corral)
        low = target <= NOTHING
        if not low.any() or len(target) == 1:
            return names, corral, target
        steps = np.where(low, weights / np.maximum(weights - target, 1e-300), np.inf)
        weights = weights + min(steps.min(), 1) * (target - weights)
        stays = weights > NOTHING
        stays[steps.argmin()] = False
        names = [name for name, stay in zip(names, stays, strict=True) if stay]
        corral, weights = corral[stays], weights[stays] / weights[stays].sum()


def _affine_weights(corral: Array) -> Array:
    """The weights, which sum to 1, of the point nearest to the origin in the affine hull of (k, d)."""
    edges, start = (corral[1:] - corral[0]).T, corral[0]
    rest = None
    if edges.shape[1] <= edges.shape[0]:
        orthogonal, triangle = np.linalg.qr(edges)
        size = np.abs(np.diag(triangle))
        if size.size == 0 or size.min() > FLAT * size.max():
            rest = np.linalg.solve(triangle, -(orthogonal.T @ start))
    if rest is None:
        rest = np.linalg.lstsq(edges, -start, rcond=FLAT)[0]
    return np.concatenate([[1 - rest.sum()], rest])


def framed(X: Array) -> tuple[Array, Array, float]:
    """Points (d, n) moved and scaled to ±1 by one factor, their centre, (d,), and that factor's inverse.

    Raises Unsuitable where a coordinate is not finite.
    """
    if not np.isfinite(X).all():
        message = "Only points with finite coordinates can be separated."
        raise Unsuitable(message, "points", code="points_finite")
    if not X.shape[1]:
        return X, np.zeros(len(X)), 1.0
    centre = X.min(axis=1) / 2 + X.max(axis=1) / 2
    moved = X - centre[:, None]
    scale = float(np.abs(moved).max()) or 1.0
    return moved / scale, centre, scale
