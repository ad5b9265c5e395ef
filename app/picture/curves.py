"""Curves: the loss over the epochs, and an activation with its slope."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from markupsafe import Markup

from app.messages import ENGLISH, Messages
from app.picture.frame import (
    MIDDLE,
    UNITS,
    Array,
    Frame,
    Json,
    path,
    picture,
    rounded,
    short,
    text,
    tick_text,
    ticks,
)

BELOW = 12.0  # px, from the lower edge to the base line of the labels below it
BELOW_AXIS = 14.0  # px, where an axis is drawn along the edge
BESIDE = 1.0  # px, from the left edge to the labels beside it
NAME_SHIFT = 6.0  # px, from the end of a line to its name


class Series(NamedTuple):
    """A line in a frame, (n,) shares each way, with its name at its end; `kind` is its CSS class."""

    kind: str
    name: str
    across: Array
    up: Array
    end: float
    share: float


def _lines(frame: Frame, series: Sequence[Series], gap: float) -> Iterator[str]:
    """The lines, and at each one's end its name, `gap` of the frame's height apart."""
    for one in series:
        points = UNITS * np.column_stack([one.across, 1 - one.up])
        yield frame.area(f'<path class="{one.kind}" d="{path(points)}"/>')
    places = apart([min(max(one.share, 0.0), 1.0) for one in series], gap)
    for one, place in zip(series, places, strict=True):
        yield text(one.name, frame.x(one.end), frame.y(place), f"{one.kind}-name", dx=NAME_SHIFT, dy=MIDDLE)


def apart(shares: list[float], gap: float) -> list[float]:
    """Two shares of a height, moved away from each other to at least `gap`; more or fewer stay.

    >>> apart([0.5, 0.5], 0.2)
    [0.4, 0.6]
    """
    if len(shares) != 2 or abs(shares[0] - shares[1]) >= gap:
        return shares
    middle = min(max(sum(shares) / 2, gap / 2), 1 - gap / 2)
    places = [middle - gap / 2, middle + gap / 2]
    return places[::-1] if shares[0] > shares[1] else places


def _beside(frame: Frame, share: float, words: str) -> str:
    return text(words, frame.x(0), frame.y(share), "quiet end", dx=-BESIDE, dy=MIDDLE)


def _below(frame: Frame, share: float, words: str, gap: float = BELOW) -> str:
    return text(words, frame.x(share), frame.y(0), "quiet middle", dy=gap)


# --- loss -----------------------------------------------------------------------------------------

LOSS_FRAME = Frame(0.13, 0.86, 0.24, 0.94)
LOSS_GAP = 0.2
LOG_HELPS = 20  # where the highest loss is this many times the lowest
LEAST = 1e-6  # a loss of 0 has no logarithm
ROOM = 0.05  # above and below the curves, so that half of a line is not cut off


def loss_curve(run: Json, runs: Sequence[Json] = (), t: Messages = ENGLISH, called: str = "") -> Markup:
    """Training and test loss over the epochs; `runs` are all that are compared, for one scale.

    called: what the activation is called in the visitor's language, where that is not its name.
    """
    scale = LossScale.of(runs or [run])
    series = [one for one in (_loss_series(t, run, split, scale) for split in ("test", "train")) if one]
    title = t("page.picture_loss", activation=called or run["activation"], epochs=run["epochs"])
    sentence = t("page.picture_loss_end", train=rounded(run["loss"]["train"]))
    parts = (*_loss_axes(t, scale), *_lines(LOSS_FRAME, series, LOSS_GAP))
    return picture("loss", title, sentence, parts)


@dataclass(frozen=True)
class LossScale:
    """One scale for all runs: the range of losses, the last epoch, and whether it is logarithmic."""

    low: float
    high: float
    epochs: int
    log: bool

    @classmethod
    def of(cls, runs: Sequence[Json]) -> "LossScale":
        """The scale that shows all these runs."""
        values = [max(value, LEAST) for run in runs for value in _losses(run)]
        low, high = min(values, default=LEAST), max(values, default=1.0)
        log = high > LOG_HELPS * low
        epochs = max([1, *(run["history"]["epoch"][-1] for run in runs if run["history"]["epoch"])])
        return cls(low if log else 0.0, high, epochs, log)

    def share(self, losses: Any) -> Any:
        """How far up the losses are, from 0 to 1."""
        level = np.log10 if self.log else np.asarray
        low, high = level(self.low), level(self.high)
        return _roomy((level(np.maximum(losses, LEAST)) - low) / (high - low))


def _losses(run: Json) -> list[float]:
    history = run["history"]
    both = [*history["train_loss"], *(history["test_loss"] or ())]
    return [value for value in both if value is not None]


def _roomy(share: Any) -> Any:
    return (share + ROOM) / (1 + 2 * ROOM)


def _loss_series(t: Messages, run: Json, split: str, scale: LossScale) -> Series | None:
    losses = run["history"][f"{split}_loss"]
    if not losses or losses[0] is None:
        return None
    across = np.array(run["history"]["epoch"]) / scale.epochs
    up = scale.share(np.array(losses))
    return Series(f"loss-{split}", t(f"figure.{split}"), across, up, float(across[-1]), float(up[-1]))


def _loss_axes(t: Messages, scale: LossScale) -> Iterator[str]:
    yield LOSS_FRAME.area(f'<path class="axis" d="M0,{UNITS} {UNITS},{UNITS}"/>')
    # Between the numbers of its two ends, the upright axis has its name.
    for share, label in ((0, rounded(scale.low)), (0.5, t("figure.level")), (1, rounded(scale.high))):
        yield _beside(LOSS_FRAME, _roomy(share), label)
    yield _below(LOSS_FRAME, 0, "0", BELOW_AXIS)
    yield _below(LOSS_FRAME, 1, t("figure.epoch", epoch=scale.epochs), BELOW_AXIS)


# --- an activation's curve ------------------------------------------------------------------------

CURVE_FRAME = Frame(0.13, 0.76, 0.14, 0.96)
CURVE_GAP = 0.14
CURVE_RANGE = (-1.6, 2.6)  # one for all activations, so that they can be compared
CURVE_TICKS = (-1, 0, 1, 2)
ENOUGH = 0.3  # of the width: a curve that is in that range for less has a range of its own
CLOSE = 0.1  # of the width: nearer to each other, the name of one curve would lie on the other


def curve(entry: Json, t: Messages = ENGLISH) -> Markup:
    """An activation of the catalog, or a formula, and its slope over [-4, 4]."""
    across = (np.array(entry["curve"]["x"]) + 4) / 8
    scale = CurveScale.of(entry["curve"]["y"])
    slope = _curve_series(across, entry["curve"]["slope"], scale, "slope", t("figure.slope"))
    value = _curve_series(across, entry["curve"]["y"], scale, "curve", t("figure.curve"))
    parts = (*_curve_axes(scale), *_lines(CURVE_FRAME, _aligned([slope, value]), CURVE_GAP))
    title = t("page.picture_curve", activation=entry["label"])
    return picture("curve", title, entry["note"], parts)


class CurveScale(NamedTuple):
    """What the picture of a curve shows, from its lower to its upper edge."""

    low: float
    high: float

    @classmethod
    def of(cls, values: Sequence[float]) -> "CurveScale":
        """The common range, if the curve is in it long enough and in one piece; else all of it, with 0.

        >>> CurveScale.of([0, 0, 1, 2, 3]), CurveScale.of([0, 20, 0, 0])
        (CurveScale(low=-1.6, high=2.6), CurveScale(low=-1.0, high=21.0))
        """
        low, high = CURVE_RANGE
        seen = (np.array(values) >= low) & (np.array(values) <= high)
        pieces = np.count_nonzero(seen[1:] & ~seen[:-1]) + bool(seen[0])
        if pieces == 1 and seen.mean() >= ENOUGH:
            return cls(low, high)
        low, high = min(0, *values), max(0, *values)
        return cls(low - ROOM * (high - low), high + ROOM * (high - low))

    def share(self, values: Any) -> Any:
        """How far up the values are: from 0 to 1 inside the picture."""
        return (values - self.low) / (self.high - self.low)


def _curve_series(across: Array, values: Sequence[float], scale: CurveScale, kind: str, name: str) -> Series:
    up = scale.share(np.array(values))
    # Where the curve leaves the picture; one that is never in it has its name at the end.
    last = max(np.flatnonzero((up >= 0) & (up <= 1)), default=-1)
    return Series(kind, name, across, up, float(across[last]), float(up[last]))


def _aligned(series: list[Series]) -> list[Series]:
    """The names of curves that leave close to each other, where the later one leaves."""
    ends = [one.end for one in series]
    far = max(ends) - min(ends) >= CLOSE
    return series if far else [one._replace(end=max(ends)) for one in series]


def _curve_axes(scale: CurveScale) -> Iterator[str]:
    zero, middle = f"{UNITS * (1 - scale.share(0)):.1f}", UNITS // 2
    yield CURVE_FRAME.area(f'<path class="axis" d="M0,{zero} {UNITS},{zero}M{middle},0 {middle},{UNITS}"/>')
    for x in (-4, 0, 4):
        yield _below(CURVE_FRAME, (x + 4) / 8, tick_text(x))
    for y in CURVE_TICKS if scale == CURVE_RANGE else ticks(*scale):
        yield _beside(CURVE_FRAME, scale.share(y), short(y))
