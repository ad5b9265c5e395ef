"""Where each unit turns on: its map, its crossing, and how the first layer's lines cut the picture."""

from base64 import b64encode
from collections.abc import Sequence
from math import floor, log10
from typing import Any

import numpy as np

from app.insight import arrangement
from app.insight.entry import Answer, Insight, Parameter, Said
from app.insight.subject import Subject
from app.insight.units import packed
from app.nn.activations import Array

Line = tuple[float, float, float]  # a·x + b·y + c = 0


def answer(subject: Subject, *, side: int) -> Answer:
    """Each unit's map, its crossing, and on which side of it the points are."""
    x, y = (np.linspace(axis[0], axis[-1], side) for axis in (subject.grid.x, subject.grid.y))
    points = np.array([np.tile(x, side), np.repeat(y, side)])
    maps, there = (subject.passes(inputs) for inputs in (subject.inputs_at(points), subject.inputs))
    lines = first_lines(subject)
    layers = []
    for index, name in enumerate(subject.names):
        surfaces, at_points = (sides(subject, index, passed[index][0]) for passed in (maps, there))
        own = lines if lines and index == 0 else [None] * len(surfaces)
        units = _units(x, y, surfaces, maps[index][1], at_points, own)
        layers.append({"layer": index + 1, "activation": name, "units": units})
    return {"x": x, "y": y, "layers": layers, "regions": regions(subject, maps[0][0])}


def sides(subject: Subject, index: int, z: Array) -> Array:
    """Positive where a unit is on, (units, n): its sum, or in a softmax its lead over the strongest rival.

    A softmax looks at differences alone, so that there the sign of a sum means nothing.
    """
    activations = subject.task.network.activations
    competes = activations[index].pullback is not None if index < len(activations) else len(z) > 1
    if not competes or len(z) == 1:
        return z
    second, first = np.sort(z, axis=0)[-2:]
    return z - np.where(z == first, second, first)


def first_lines(subject: Subject) -> list[Line] | None:
    """The first layer's lines a·x + b·y + c = 0 in the data's own units; None where they are curves.

    They are where the first hidden layer's units cross zero; without one, where the logit does.
    """
    names = [feature.name for feature in subject.features]
    if not set(names) <= {"x", "y"} or _compete(subject):
        return None
    weights = _plane(subject.layers[0], names)
    scaled = weights[:, :2] / subject.data.scale
    shifts = weights[:, 2] - scaled @ subject.data.center
    return [(float(a), float(b), float(c)) for (a, b), c in zip(scaled, shifts, strict=True)]


def _compete(subject: Subject) -> bool:
    network = subject.task.network
    if network.activations:
        return network.activations[0].pullback is not None
    return network.sizes[-1] > 1


def _plane(W: Array, names: list[str]) -> Array:
    """Coefficients of x, y and 1, (units, 3), whatever the features' order."""
    columns = [W[:, names.index(name)] if name in names else np.zeros(len(W)) for name in ("x", "y")]
    return np.column_stack([*columns, W[:, -1]])


def regions(subject: Subject, z: Array) -> dict[str, Any]:
    """Into how many regions the first layer cuts the picture, and the most that so many lines could.

    Exactly, from the lines, where they are lines; else the patterns of signs that z, (units, R²), has
    on the grid, of which it may miss the smallest.
    """
    lines, units = first_lines(subject), len(z)
    bound = arrangement.most_regions(units)
    if lines is None:
        count = len(np.unique(np.packbits(sides(subject, 0, z) > 0, axis=0), axis=1).T)
        return {"count": count, "bound": None, "lines": units, "method": "grid"}
    data, grid = subject.data, subject.grid
    names = [feature.name for feature in subject.features]
    # In the network's own coordinates its float32 weights are the lines, to the last bit.
    window = tuple(
        float((end - center) / scale)
        for axis, center, scale in zip((grid.x, grid.y), data.center, data.scale, strict=True)
        for end in (axis[0], axis[-1])
    )
    exact = [tuple(map(float, line)) for line in _plane(subject.layers[0], names)]
    count = arrangement.regions(exact, window)  # type: ignore[arg-type]
    return {"count": count, "bound": bound, "lines": units, "method": "exact"}


def _units(
    x: Array, y: Array, surfaces: Array, a: Array, at_points: Array, lines: Sequence[Line | None]
) -> list[dict[str, Any]]:
    """A layer's units; surfaces and a, (units, R²), are `sides` and activations on the grid."""
    maps, on = packed(a), at_points > 0
    shape = len(y), len(x)
    return [
        {
            "map": typed(maps.bytes[unit].reshape(shape)),
            "scale": maps.scale[unit],
            "line": line and dict(zip("abc", line, strict=True)),
            "crossing": _tidy(crossing(x, y, surfaces[unit].reshape(shape)), x, y),
            "sides": typed(on[unit]),
            "positive_share": float(on[unit].mean()),
        }
        for unit, line in enumerate(lines)
    ]


def _tidy(segments: Array, x: Array, y: Array) -> Array:
    """Segments x, y, x, y, rounded to a hundredth of a cell: a tenth of a pixel."""
    for first, axis in enumerate((x, y)):
        segments[:, first::2] = np.round(segments[:, first::2], 2 - floor(log10(axis[1] - axis[0])))
    return segments + 0.0


def crossing(x: Array, y: Array, surface: Array) -> Array:
    """Where a surface, (R, R), known at the grid's points crosses zero: segments x, y, x, y, (m, 4).

    Each cell is halved into two triangles, in which a plane through the corners crosses along one
    segment or not at all; squares would leave open which of four corners belong together.
    """
    columns, rows = np.meshgrid(x, y)
    corners = np.stack([columns, rows, surface], axis=-1)
    a, b, c, d = corners[:-1, :-1], corners[:-1, 1:], corners[1:, :-1], corners[1:, 1:]
    triangles = np.concatenate([np.stack(three, -2).reshape(-1, 3, 3) for three in ((a, b, c), (b, d, c))])
    ends = np.roll(triangles, -1, axis=1)
    crossed = (triangles[..., 2] > 0) != (ends[..., 2] > 0)
    cut = crossed.any(axis=1)
    start, end = triangles[cut][crossed[cut]], ends[cut][crossed[cut]]  # two edges of each triangle, in order
    share = start[:, 2:] / (start[:, 2:] - end[:, 2:])
    return (start[:, :2] + share * (end[:, :2] - start[:, :2])).reshape(-1, 4)


def typed(values: Array) -> dict[str, str]:
    """Whole numbers below 256 in Plotly's typed-array form, a byte each."""
    data = values.astype(np.uint8).tobytes()
    return {"dtype": "u1", "bdata": b64encode(data).decode(), "shape": ", ".join(map(str, values.shape))}


UNITS = Insight(
    name="units",
    label="Every unit's own line",
    note="Where each unit is on and where it is off, and into how many regions the first layer cuts the "
    "picture.",
    parameters=(
        Parameter(
            "side",
            40,
            "Side of the maps",
            "Points along each side of a unit's map.",
            minimum=10,
            maximum=100,
            step=10,
        ),
    ),
    fields=(
        Said("x", list[float], "The maps' columns, in the data's own units.", [-1.0, 0.0, 1.0]),
        Said("y", list[float], "The maps' rows.", [-1.0, 0.0, 1.0]),
        Said(
            "layers",
            list[dict[str, Any]],
            "Each layer's units, the output's too: `map` is what the unit gives, scale · (byte - 128) / 127; "
            "`line` is a·x + b·y + c = 0, where the unit is on one side of a line; "
            "`crossing` is where it turns on, as segments x, y, x, y; `sides` has 1 for each point where it "
            "is on.",
            [
                {
                    "layer": 1,
                    "activation": "tanh",
                    "units": [
                        {
                            "map": {"dtype": "u1", "bdata": "AP8A/w==", "shape": "2, 2"},
                            "scale": 0.8,
                            "line": {"a": 1.5, "b": -0.5, "c": 0.25},
                            "crossing": [[-0.5, -1.0, 0.17, 1.0]],
                            "sides": {"dtype": "u1", "bdata": "AAEB", "shape": "3"},
                            "positive_share": 0.666667,
                        }
                    ],
                }
            ],
        ),
        Said(
            "regions",
            dict[str, Any],
            "Into how many regions the first layer's lines cut the picture, and the `bound` 1 + n + "
            "n(n-1)/2; counted exactly, or, where features make curves of them, on the grid, where small "
            "ones may be missed.",
            {"count": 23, "bound": 37, "lines": 8, "method": "exact"},
        ),
    ),
    answer=answer,
)
