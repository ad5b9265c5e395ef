"""The hidden layers as spaces: where each of them moves the points, until a flat cut separates the classes.

A layer's units are the axes of a space. The layer moves the points of the space before it, bends that
space's grid lines, and hands them on; only what the last one hands on has to be separable by the output
unit's flat cut. Of spaces with more than two axes a picture shows the two directions that matter most.
"""

from dataclasses import asdict, dataclass
from math import floor, log10
from typing import Any

import numpy as np

from app.insight.classes import Pair, Ranking, separate_classes
from app.insight.entry import Answer, Insight, Said
from app.insight.separability import Separation
from app.insight.subject import Subject
from app.nn.activations import Array
from app.nn.datasets import Labels
from app.nn.errors import Unsuitable

LINES = 9  # of the grid, each way
STEPS = 40  # points along each of them: enough for a bend to look round
ASIDE = 1e-6  # of a normal's length: what may stick out of the picture's plane for its cut to be a line there


@dataclass(frozen=True)
class Space:
    """The input's space or that of a hidden layer, and what reads it.

    a: the points, (units, n); grid: the input's grid lines, (units, 2 LINES · STEPS); reads: the next
    layer's weights, (units of the next layer, units + 1), biases last; last: whether that is the output.
    """

    a: Array
    grid: Array
    reads: Array
    last: bool


def spaces(subject: Subject) -> list[Space]:
    """The spaces of a network, from the input's to the last hidden layer's."""
    lattice = subject.inputs_at(grid_lines(subject.grid.x, subject.grid.y))
    points, lines = subject.passes(subject.inputs), subject.passes(lattice)
    values = [subject.inputs[:-1], *(a for _, a in points[:-1])]
    grids = [lattice[:-1], *(a for _, a in lines[:-1])]
    count = len(subject.layers)
    return [
        Space(a, grid, W, number == count)
        for number, (a, grid, W) in enumerate(zip(values, grids, subject.layers, strict=True), 1)
    ]


def grid_lines(x: Array, y: Array) -> Array:
    """Points of `LINES` level lines over a rectangle, then of as many upright ones, (2, 2 LINES · STEPS)."""
    (left, right), (low, high) = (x[0], x[-1]), (y[0], y[-1])
    along, across = np.linspace(left, right, STEPS), np.linspace(low, high, LINES)
    level = np.array([np.tile(along, LINES), np.repeat(across, STEPS)])
    along, across = np.linspace(low, high, STEPS), np.linspace(left, right, LINES)
    upright = np.array([np.repeat(across, STEPS), np.tile(along, LINES)])
    return np.hstack([level, upright])


def axes(space: Space, ranking: Ranking) -> Array:
    """The two directions to look along, (2, units), of length 1 and at right angles.

    Of two units, themselves; of one, itself and nothing. Of more: the first is the normal of the cut that
    matters, the output's or else the widest one; with several outputs, or where there is no cut, it is what
    the next layer tells apart best. The second is where the points, or the outputs, vary most beside it.
    """
    if len(space.a) <= 2:
        return np.eye(2, len(space.a))
    reads, several = space.reads[:, :-1], space.last and len(space.reads) > 1
    heard = np.linalg.svd(reads - several * reads.mean(axis=0))[2]
    widest = None if space.last else _widest(ranking)
    first = np.array(widest.normal) if widest else heard[0]
    if len(reads) == 1:
        first = first * np.sign(first @ reads[0] or 1)  # what raises the one unit's sum is on the right
    second = heard[1] if several else _beside(first, space.a)
    return np.array([first, second * np.sign(second[np.abs(second).argmax()])])


def _beside(first: Array, a: Array) -> Array:
    """The direction at a right angle to the first in which points (units, n) vary most."""
    spread = a - a.mean(axis=1, keepdims=True)
    second = np.linalg.svd(spread - np.outer(first, first @ spread), full_matrices=False)[0][:, 0]
    second = second - (second @ first) * first
    if np.linalg.norm(second) < 0.5:  # they vary in the first direction alone: any other one will do
        second = np.linalg.svd(first[None])[2][1]
    return second / np.linalg.norm(second)


def shown(normals: Array, offsets: Array, directions: Array) -> list[list[float]]:
    """The cuts w·x + b = 0 that are lines in the picture: a, b, c of each, a u + b v + c = 0."""
    seen = normals @ directions.T
    aside = np.linalg.norm(normals - seen @ directions, axis=1)
    length = np.linalg.norm(normals, axis=1)
    flat = (aside <= ASIDE * length) & (length > 0)
    return (np.column_stack([seen, offsets])[flat] / length[flat, None]).tolist()


def check(subject: Subject) -> None:
    """Raises Unsuitable where there is one class alone, which is never mixed with another."""
    if len(subject.data.classes) < 2:
        raise Unsuitable(
            "There is one class alone. Take points of two classes or more.", "classes", code="one_class"
        )


def answer(subject: Subject) -> Answer:
    """The picture of each space, and whether the training points' classes can be separated there."""
    train = np.flatnonzero(~subject.test)
    label, classes = subject.label[train], len(subject.data.classes)
    layers = []
    for number, space in enumerate(spaces(subject)):
        ranking = separate_classes(space.a[:, train], label, classes)
        layers.append(
            {"layer": number, "units": len(space.a)} | _verdict(ranking, train) | _picture(space, ranking)
        )
    first = next((layer["layer"] for layer in layers if layer["separable"]), None)
    return {"layers": layers, "first_separable": first}


def _verdict(ranking: Ranking, train: Labels) -> dict[str, Any]:
    pairs = [_pair(pair, train) for pair in ranking.pairs]
    proof = next((pair["certificate"] for pair in pairs if pair["certificate"]), None)
    return {"separable": ranking.separable, "margin": ranking.margin, "certificate": proof, "pairs": pairs}


def _pair(pair: Pair, train: Labels) -> dict[str, Any]:
    found = pair.separation.numbered(train)
    told = {"separable": found.separable, "margin": found.margin}
    return (
        {"classes": (pair.first, pair.second)}
        | told
        | {"certificate": found.certificate and asdict(found.certificate)}
    )


def _picture(space: Space, ranking: Ranking) -> dict[str, Any]:
    directions = axes(space, ranking)
    points, grid = (_rounded(directions @ values) for values in (space.a, space.grid))
    lines = shown(*_cuts(space), directions)
    widest = _widest(ranking)
    cut = shown(np.array([widest.normal]), np.array([widest.offset]), directions) if widest else []
    return {
        "points": {"x": points[0], "y": points[1]},
        "grid": [{"x": x, "y": y} for x, y in zip(*grid.reshape(2, -1, STEPS), strict=True)],
        "axes": directions,
        "line": lines[0] if len(space.reads) == 1 and lines else None,
        "lines": lines,
        "cut": cut[0] if cut else None,
    }


def _widest(ranking: Ranking) -> Separation | None:
    """The widest cut between two classes, where there are two and it is there."""
    found = ranking.pairs[0].separation if len(ranking.pairs) == 1 else None
    return found if found and found.normal else None


def _rounded(values: Array) -> Array:
    """To five digits of the largest: a hundredth of a pixel."""
    largest = float(np.abs(values).max())
    return np.round(values, 4 - floor(log10(largest))) + 0.0 if largest else values


def _cuts(space: Space) -> tuple[Array, Array]:
    """Normals and offsets of where the next layer's units are 0, or two of several outputs equal."""
    reads = space.reads
    if space.last and len(reads) > 1:
        first, second = np.triu_indices(len(reads), 1)
        reads = reads[second] - reads[first]
    return reads[:, :-1], reads[:, -1]


_LAYER = {
    "layer": 1,
    "units": 2,
    "separable": True,
    "margin": 0.31,
    "certificate": None,
    "pairs": [{"classes": [0, 1], "separable": True, "margin": 0.31, "certificate": None}],
    "points": {"x": [0.2, -0.7], "y": [0.4, 0.9]},
    "grid": [{"x": [-0.9, 0.9], "y": [-0.2, 0.3]}],
    "axes": [[1, 0], [0, 1]],
    "line": [0.6, 0.8, -0.1],
    "lines": [[0.6, 0.8, -0.1]],
    "cut": [0.7, 0.7, -0.1],
}

LAYERS = Insight(
    name="layers",
    label="Layer by layer",
    note="Where each hidden layer moves the points and the grid, the lines that the next layer draws there, "
    "and whether a flat cut separates the classes: with its margin, or with a proof that there is none.",
    fields=(
        Said(
            "layers",
            list[dict[str, Any]],
            "The input, layer 0, and each hidden layer: whether its training points are `separable`, with "
            "what `margin` or `certificate`, and of which `pairs` of classes; all `points` and the input's "
            "`grid` lines as they lie there, seen along two `axes`; the next layer's `lines` "
            "a u + b v + c = 0 as far as they are lines in that picture, `line` if it has one unit, and the "
            "widest `cut`.",
            [_LAYER],
        ),
        Said("first_separable", int | None, "The first layer that is separable; null where none is.", 1),
    ),
    answer=answer,
    check=check,
)
