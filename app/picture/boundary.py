"""The picture of a run: probability as colour, the boundary as a line, the points."""

from base64 import b64decode, b64encode
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO
from math import sqrt
from typing import Any, NamedTuple, cast
from zlib import crc32

import numpy as np
from contourpy import LineType, contour_generator
from markupsafe import Markup
from numpy.typing import NDArray
from PIL import Image

from app.messages import ENGLISH, Messages
from app.numbers import percent
from app.picture.frame import (
    MIDDLE,
    UNITS,
    WHOLE,
    Array,
    Json,
    path,
    picture,
    short_name,
    text,
    tick_texts,
    ticks,
)

LETTERS = "abcdef"  # of the custom properties --class-a ...
STRENGTH = 0.6  # of a class's colour where it is certain: its points, in full colour, still stand out
OUTPUTS = ("sigmoid", "softmax")  # whose inputs are logits
SURE = 0.9999  # certainty beyond this is rounding, and its logit would be infinite
ABOVE_EDGE = 5.0  # px, from the lower edge to the base line of the labels that stand on it
BESIDE_EDGE = 3.0  # px, from the left edge to the labels beside it


def panel(data: Json, run: Json, t: Messages = ENGLISH, called: str = "") -> Markup:
    """The boundary of one run, with the points.

    data and run are those of an answer of the API; t is the visitor's language; called: what it calls the
    activation, where that is not its name.
    """
    square = Square.of(run["boundary"])
    field = certainty(run["boundary"], len(data["classes"]), run.get("network"))
    # Names in a page are the whole page's, and a page has several pictures.
    key = f"p{crc32(field.lead.tobytes() + run['activation'].encode()):08x}"
    labels = _labels(square, data.get("columns"))
    parts = (*_shades(field, key), _line(field), *_points(data, square, key), *labels)
    return picture("boundary", *_description(t, run, called), parts)


def _description(t: Messages, run: Json, called: str) -> tuple[str, str]:
    accuracy = {split: percent(t, share) for split, share in run["accuracy"].items() if share is not None}
    key = "page.picture_test" if "test" in accuracy else "page.picture_train"
    return t("page.picture_title", activation=called or run["activation"]), t(key, **accuracy)


class Square(NamedTuple):
    """The part of the plane that a picture shows."""

    left: float
    right: float
    bottom: float
    top: float

    @classmethod
    def of(cls, boundary: Json) -> "Square":
        """The square over a boundary's grid."""
        x, y = boundary["x"], boundary["y"]
        return cls(x[0], x[-1], y[0], y[-1])

    def across(self, x: Any) -> Any:
        """How far right x is, in percent."""
        return 100 * (x - self.left) / (self.right - self.left)

    def down(self, y: Any) -> Any:
        """How far down y is, in percent."""
        return 100 * (self.top - y) / (self.top - self.bottom)


@dataclass(frozen=True)
class Certainty:
    """Which class the network takes at each grid point, and its lead over the runner-up, 0 to 1; (R, R) each.

    both is what the two have together. logits, (classes, R, R), are there where the network is linear.
    """

    winner: NDArray[np.int64]
    lead: Array
    both: Array
    classes: int
    logits: Array | None = None


def certainty(boundary: Json, classes: int, network: Json | None = None) -> Certainty:
    """The winners of a boundary, of two classes or more; network is the one that it belongs to."""
    z = decode(boundary["z"])
    logits = linear_logits(network, boundary) if network else None
    if classes == 2:
        return Certainty((z > 0.5).astype(np.int64), np.abs(2 * z - 1), np.ones_like(z), classes, logits)
    margin = decode(boundary["margin"])
    both = 2 * decode(boundary["confidence"]) - margin
    return Certainty(z.astype(np.int64), margin, both, classes, logits)


def linear_logits(network: Json, boundary: Json) -> Array | None:
    """The logits of a linear network on a boundary's grid, (classes, R, R); None where it is not linear.

    The grid's probabilities have four decimals: where a network is sure, they no longer tell how steep it is.
    """
    *hidden, last = network["layers"]
    is_linear = all(layer["activation"] == "identity" for layer in hidden) and last["activation"] in OUTPUTS
    if not is_linear or network["input"]["features"] != ["x", "y"]:
        return None
    (x0, y0), (x1, y1) = network["input"]["center"], network["input"]["scale"]
    x, y = (np.asarray(boundary["x"]) - x0) / x1, (np.asarray(boundary["y"]) - y0) / y1
    values = np.stack(np.broadcast_arrays(x, y[:, None]))
    for layer in network["layers"]:
        values = np.tensordot(layer["weights"], values, 1) + np.reshape(layer["biases"], (-1, 1, 1))
    return values if len(values) > 1 else np.concatenate([-values / 2, values / 2])


def decode(z: Sequence[Sequence[float]] | Json) -> Array:
    """The numbers of a grid, (R, R), from rows or from Plotly's typed-array form."""
    if not isinstance(z, Mapping):
        return np.asarray(z, dtype=np.float64)
    shape = [int(side) for side in str(z["shape"]).split(",")]
    return np.frombuffer(b64decode(z["bdata"]), dtype=f"<{z['dtype']}").reshape(shape).astype(np.float64)


# --- the colours ----------------------------------------------------------------------------------


def _shades(field: Certainty, key: str) -> Iterator[str]:
    """For each class its colour, seen through a mask of how sure the network is."""
    over = 50 / (len(field.lead) - 1)  # a grid point is the middle of its pixel, so the image is wider
    place = f'x="-{over:.4g}%" y="-{over:.4g}%" width="{100 + 2 * over:.6g}%" height="{100 + 2 * over:.6g}%"'
    for k, letter in enumerate(LETTERS[: field.classes]):
        image = f"data:image/png;base64,{_png(np.where(field.winner == k, field.lead, 0))}"
        yield (
            f'<mask id="{key}{letter}"><image href="{image}" {place} preserveAspectRatio="none"/></mask>'
            f'<rect class="shade class-{letter}" width="100%" height="100%" fill-opacity="{STRENGTH}"'
            f' mask="url(#{key}{letter})"/>'
        )


def _png(shares: Array) -> str:
    """Shares from 0 to 1, (R, R), as a grey PNG in base64; the first row is the lowest."""
    file = BytesIO()
    # Half the time of the default, for a tenth more bytes.
    Image.fromarray(np.round(255 * shares[::-1]).astype(np.uint8)).save(file, "PNG", compress_level=3)
    return b64encode(file.getvalue()).decode()


# --- the boundary ---------------------------------------------------------------------------------


def _line(field: Certainty) -> str:
    return WHOLE.area(f'<path class="line" d="{"".join(map(path, lines(field)))}"/>')


def lines(field: Certainty) -> Iterator[Array]:
    """The lines between the classes, (n, 2) each, in units of an area."""
    # With two classes one line says it all; with K, the last class is bounded by the others' lines.
    for k in [1] if field.classes == 2 else range(field.classes - 1):
        yield from _zero(evidence(field, k))


def evidence(field: Certainty, k: int) -> Array:
    """For class k and against the others, (R, R), as half the logit of the winner against the runner-up.

    Probability is a step where the network is sure, and a line drawn halfway up a step is jagged; its
    logit is nearly straight, and quite straight where the network is linear.
    """
    if field.logits is not None:
        return (field.logits[k] - np.delete(field.logits, k, axis=0).max(axis=0)) / 2
    logit = np.arctanh(np.minimum(field.lead / field.both, SURE))
    return np.where(field.winner == k, logit, -logit)


def _zero(values: Array) -> list[Array]:
    """The lines, (n, 2) each, along which a grid of values is 0, in units of an area."""
    steps = UNITS * np.linspace(0, 1, len(values))
    generator = contour_generator(steps, steps[::-1], values, line_type=LineType.Separate)
    return cast(list[Array], generator.lines(0.0))


# --- the points -----------------------------------------------------------------------------------

SPOT = 0.1  # % of the picture's side: nearer than that, two points lie on one spot
LARGEST, SMALLEST = 1.5, 0.7  # of a point's usual size, where classes share a spot
OPTICAL = (1.0, 0.9, 1.0, 1.2, 1.1, 1.1)  # of one size, a triangle looks smaller than a square


def point_size(count: int) -> float:
    """The diameter of a point in px: 6 for 400 points, more for few and less for many."""
    return min(max(6 * (400 / count) ** 0.4, 3), 9)


def _points(data: Json, square: Square, key: str) -> Iterator[str]:
    across, down = square.across(np.array(data["x"])), square.down(np.array(data["y"]))
    label, test = np.array(data["label"]), np.array(data["split"]) == "test"
    sizes = spot_sizes(across, down, label)
    alone = np.isnan(sizes)
    for k, letter in enumerate(LETTERS[: len(data["classes"])]):
        radius = point_size(len(label)) * OPTICAL[k] / 2
        yield _definition(k, radius, f"{key}s{letter}")
        for split, chosen in (("train", alone & (label == k) & ~test), ("test", alone & (label == k) & test)):
            places = zip(across[chosen].tolist(), down[chosen].tolist(), strict=True)
            marks = "".join(_mark(k, radius, f"{key}s{letter}", x, y) for x, y in places)
            shift = f' transform="translate({-radius:.2f} {-radius:.2f})"' if k == 1 else ""
            yield f'<g class="{split} class-{letter}"{shift}>{marks}</g>'
    for index in sorted(np.flatnonzero(~alone).tolist(), key=label.__getitem__):
        k, split = int(label[index]), "test" if test[index] else "train"
        outline = symbol(k, sizes[index] * point_size(len(label)) * OPTICAL[k] / 2)
        place = f'x="{across[index]:.2f}%" y="{down[index]:.2f}%" overflow="visible"'
        yield f'<svg {place}><path class="{split} class-{LETTERS[k]}" d="{outline}"/></svg>'


def spot_sizes(across: Array, down: Array, label: NDArray[np.int64]) -> Array:
    """How large the points of several classes on one spot are drawn, as a share of their usual size.

    The first class is the largest and the last the smallest, so that each is seen around the next. across and
    down are in percent; nan stands where no other class lies on the spot.
    """
    sizes = np.full(len(label), np.nan)
    places = np.round(np.column_stack([across, down]) / SPOT)
    _, spots = np.unique(places, axis=0, return_inverse=True)
    pairs = np.unique(np.column_stack([spots.ravel(), label]), axis=0)
    counts = np.bincount(pairs[:, 0])
    for index in np.flatnonzero(counts[spots.ravel()] > 1):
        classes = pairs[pairs[:, 0] == spots.ravel()[index], 1]
        rank = np.searchsorted(classes, label[index]) / (len(classes) - 1)
        sizes[index] = LARGEST - (LARGEST - SMALLEST) * rank
    return sizes


# A circle and a square are elements of their own, which a browser lays out in half the time of a `use`.


def _definition(k: int, radius: float, name: str) -> str:
    return f'<defs><path id="{name}" d="{symbol(k, radius)}"/></defs>' if k > 1 else ""


def _mark(k: int, radius: float, name: str, x: float, y: float) -> str:
    if k == 0:
        return f'<circle cx="{x:.2f}%" cy="{y:.2f}%" r="{radius:.2f}"/>'
    if k == 1:
        return f'<rect x="{x:.2f}%" y="{y:.2f}%" width="{2 * radius:.2f}" height="{2 * radius:.2f}"/>'
    return f'<use href="#{name}" x="{x:.2f}%" y="{y:.2f}%"/>'


def symbol(k: int, r: float) -> str:
    """The outline of class k's symbol with radius r around (0, 0): the shape that Plotly gives it."""
    if k == 0:
        return f"M{r:.2f},0A{r:.2f},{r:.2f} 0 1,1 0,{-r:.2f}A{r:.2f},{r:.2f} 0 0,1 {r:.2f},0Z"
    corners = np.array(CORNERS[k - 1]) * r
    return "M" + "L".join(f"{x:.2f},{y:.2f}" for x, y in corners.tolist()) + "Z"


_FIFTHS = np.pi * (2 * np.arange(5) / 5 - 0.5)
CORNERS = (
    ((1, 1), (1, -1), (-1, -1), (-1, 1)),
    ((1.3, 0), (0, 1.3), (-1.3, 0), (0, -1.3)),
    ((-2 / sqrt(3), 0.5), (2 / sqrt(3), 0.5), (0, -1)),
    (
        *((1.2, 0.4), (0.4, 0.4), (0.4, 1.2), (-0.4, 1.2), (-0.4, 0.4), (-1.2, 0.4)),
        *((-1.2, -0.4), (-0.4, -0.4), (-0.4, -1.2), (0.4, -1.2), (0.4, -0.4), (1.2, -0.4)),
    ),
    tuple(zip(np.cos(_FIFTHS).tolist(), np.sin(_FIFTHS).tolist(), strict=True)),
)


class AxisLabel(NamedTuple):
    """Words of an axis, whose `anchor` stands at x, y in percents of the picture, shifted by dx, dy px."""

    words: str
    x: float
    y: float
    anchor: str
    dx: float = 0
    dy: float = 0
    names: bool = False  # an axis; else it is a tick


def axis_labels(square: Square, columns: Sequence[str] | None) -> Iterator[AxisLabel]:
    """The ticks of both axes, and the names of x and y where they have some."""
    across, up = ticks(square.left, square.right), ticks(square.bottom, square.top)
    for x, words in zip(across, tick_texts(across), strict=True):
        yield AxisLabel(words, square.across(x), 100, "middle", dy=-ABOVE_EDGE)
    for y, words in zip(up, tick_texts(up), strict=True):
        yield AxisLabel(words, 0, square.down(y), "start", dx=BESIDE_EDGE, dy=MIDDLE)
    for place, name in zip(((100, 100, "end", -3, -20), (0, 0, "start", 3, 13)), columns or (), strict=False):
        yield AxisLabel(short_name(name), *place, names=True)


def _labels(square: Square, columns: Sequence[str] | None) -> Iterator[str]:
    for words, x, y, anchor, dx, dy, names in axis_labels(square, columns):
        yield text(words, x, y, f"axis-name {anchor}" if names else anchor, dx=dx, dy=dy)
