"""Shapes: figures and patterns that no single line can cut out."""

import numpy as np

from app.nn.activations import Array
from app.nn.datasets.entry import GAP, OUTSIDE, Dataset, Labels, balanced, carve, sides


def _bands(position: Array, bands: int, classes: int, gap: float) -> Labels:
    """The class of band 0, 1, .., in turn, where a band has width 1; `gap` is left out beside each edge."""
    edge = np.clip(np.round(position), 1, bands - 1)
    band = np.clip(np.floor(position), 0, bands - 1).astype(np.int64)
    return np.where(np.abs(position - edge) < gap, OUTSIDE, band % classes)


RINGS = 3


def _rings(samples: int, classes: int, rng: np.random.Generator) -> tuple[Array, Labels]:
    def region(x: Array, y: Array) -> Labels:
        radius = np.hypot(x, y)
        return np.where(radius > 1, OUTSIDE, _bands(RINGS * radius, RINGS, classes, RINGS * GAP))

    return carve(samples, classes, region, rng)


ROUNDS = 2  # how often the stripes' classes come in turn


def _stripes(samples: int, classes: int, rng: np.random.Generator) -> tuple[Array, Labels]:
    bands = ROUNDS * classes
    per_unit = bands / np.sqrt(8)  # the square's diagonal, √8, holds them all

    def region(x: Array, y: Array) -> Labels:
        along = (x + y) / np.sqrt(2) + np.sqrt(2)
        return _bands(per_unit * along, bands, classes, per_unit * GAP)

    return carve(samples, classes, region, rng)


ARM = 0.35  # half the width of the cross's arms


def _cross(samples: int, classes: int, rng: np.random.Generator) -> tuple[Array, Labels]:
    return carve(samples, classes, lambda x, y: sides(ARM - np.minimum(np.abs(x), np.abs(y))), rng)


ISLANDS = np.array([[-0.5, 0.5], [0.55, 0.35], [-0.1, -0.5]])  # their centres
SHORE = 0.32  # an island's radius


def _islands(samples: int, classes: int, rng: np.random.Generator) -> tuple[Array, Labels]:
    def region(x: Array, y: Array) -> Labels:
        return sides(SHORE - np.min([np.hypot(x - cx, y - cy) for cx, cy in ISLANDS], axis=0))

    return carve(samples, classes, region, rng)


def _heart(samples: int, classes: int, rng: np.random.Generator) -> tuple[Array, Labels]:
    def within(x: Array, y: Array) -> Array:
        x, y = 1.6 * x, 1.6 * y + 0.1
        return (x * x + y * y - 1) ** 3 < x * x * y**3

    def region(x: Array, y: Array) -> Labels:
        inner, outer = (within(x * scale, y * scale) for scale in (1 + 1.5 * GAP, 1 - 1.5 * GAP))
        return np.where(inner, 1, np.where(outer, OUTSIDE, 0))

    return carve(samples, classes, region, rng)


DOT = 0.25  # the radius of the dots in yin and yang, as a share of the whole


def _yin_yang(samples: int, classes: int, rng: np.random.Generator) -> tuple[Array, Labels]:
    def region(x: Array, y: Array) -> Labels:
        left, right = np.hypot(x + 0.5, y), np.hypot(x - 0.5, y)
        yang = (right >= 0.5) & ((left < 0.5) | (y > 0))  # half the disc, and a bulge on the left
        from_dot = np.minimum(left, right) - DOT
        inside = from_dot < 0
        dots = np.where(inside, 2, yang) if classes == 3 else yang ^ inside
        from_curve = np.minimum(
            np.where(y < GAP, np.abs(left - 0.5), 1), np.where(y > -GAP, np.abs(right - 0.5), 1)
        )
        free = (np.hypot(x, y) <= 1) & (from_curve >= GAP) & (np.abs(from_dot) >= GAP)
        return np.where(free, dots, OUTSIDE)

    return carve(samples, classes, region, rng)


TWIST = 3.5  # radians that a blade turns on its way out: with 2, a line separates 99 % of two blades
BLADE = 0.33  # of the way to the next blade on either side


def _pinwheel(samples: int, classes: int, rng: np.random.Generator) -> tuple[Array, Labels]:
    label = balanced(samples, classes)
    radius = np.sqrt(rng.uniform(0.2**2, 1, samples))
    aside = rng.uniform(-BLADE, BLADE, samples)
    angle = 2 * np.pi * (label + aside) / classes + TWIST * radius
    return radius * np.array([np.cos(angle), np.sin(angle)]), label


SHAPES: tuple[Dataset, ...] = (
    Dataset(
        "rings", "rings", "A target: the middle ring is one class, its centre and its rim the other.", _rings
    ),
    Dataset("stripes", "stripes", "Slanted bands in turn: a wave across the picture.", _stripes, (2, 3)),
    Dataset("cross", "cross", "A plus sign against the four corners around it.", _cross),
    Dataset("islands", "islands", "Three round islands in a sea: the boundary comes in pieces.", _islands),
    Dataset("heart", "heart", "A heart in a square: one closed boundary, with a notch and a tip.", _heart),
    Dataset(
        "yin_yang",
        "yin and yang",
        "Two fish around each other; each one's eye is the other's colour or, with three classes, a third.",
        _yin_yang,
        (2, 3),
        source="Kriener, Göltz & Petrovici 2022, NICE (arXiv:2102.08211)",
    ),
    Dataset(
        "pinwheel",
        "pinwheel",
        "Bent blades around a centre: each class is a single curved sector.",
        _pinwheel,
        (2, 6),
    ),
)
