"""Somebody's own points, and the text that stands for them in an address.

    a,-1.25..1.5,0..40,cat/dog,BODY
    a,-1.25..1.5,0..40,cat/dog,BODY,age/income

begins with how the picture lies: `a` fits it to the points, whose ranges follow, of x and of y; `b` gives the
picture's own sides instead, so that it stays where it is while points are drawn in it. As many decimals as a
range has, so many has every coordinate: the range is cut into steps of that size, 2**24 at the most, which is
what float32 tells apart. The names of the classes stand in their order; one with other signs than letters,
digits, `.`, `_` and `-` is a star and the base64url of its UTF-8. The names of x and y,
where they have some, are written likewise and follow the body.

In the body every point is one number, (class * steps of y + step of y) * steps of x + step of x, in as many
digits of base64url as the greatest one needs: four for points drawn by hand. static/pointscode.js writes the
same text.
"""

import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as NotBase64
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from app.nn import datasets
from app.nn.errors import BadSpelling, Unsuitable

LONGEST = 6000  # characters: with the rest of a query, less than the 8 kB that proxies take
MOST_POINTS = 2000
MOST_CLASSES = 6
MOST_LETTERS = 40  # of a class's name, and of a column's
FARTHEST = datasets.FARTHEST
MOST_STEPS = 2**24
MOST_DECIMALS = 15
EXACT = 2**53  # beyond it, not every whole number is a float
DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"

_NUMBER = r"-?\d{1,16}(?:\.(\d{1,15}))?"
_RANGE = re.compile(rf"{_NUMBER}\.\.{_NUMBER}", re.ASCII)
_PLAIN = re.compile(r"[A-Za-z0-9._-]+")


@dataclass(frozen=True)
class Points:
    """Somebody's own points: x, y finite numbers and label texts, all of one length.

    classes are the labels in the order that the classes have, and so their colours; None puts them in the
    order of their names. box is the part of the plane that is drawn, (left, right, bottom, top); None fits
    it to the points. columns are the names of x and of y, where they have some.
    """

    x: tuple[float, ...]
    y: tuple[float, ...]
    label: tuple[str, ...]
    classes: tuple[str, ...] | None = None
    box: tuple[float, float, float, float] | None = None
    columns: tuple[str, str] | None = None

    def canonical(self) -> "Points":
        """The same points in their one spelling: an order that follows from the names is not written."""
        return replace(self, classes=None) if self.order() == datasets.in_order(self.label) else self

    def order(self) -> tuple[str, ...]:
        """The names of the classes, by their numbers."""
        return self.classes or datasets.in_order(self.label)


class Axis(NamedTuple):
    """One range, low to high in steps of 10**-decimals; low and high are counted in steps."""

    low: int
    high: int
    decimals: int

    @property
    def steps(self) -> int:
        """How many places there are."""
        return self.high - self.low + 1

    def __str__(self) -> str:
        low, high = (f"{value / 10**self.decimals:.{self.decimals}f}" for value in (self.low, self.high))
        return f"{low}..{high}"


# --- writing --------------------------------------------------------------------------------------


def spelled(points: Points) -> str:
    """The text of the points. Raises Unsuitable where an address cannot hold them as they are."""
    box = points.box or (min(points.x), max(points.x), min(points.y), max(points.y))
    x, y = (_axis(values, side) for values, side in ((points.x, box[:2]), (points.y, box[2:])))
    order = points.order()
    head = ["a" if points.box is None else "b", str(x), str(y), "/".join(map(_name, order))]
    tail = ["/".join(map(_name, points.columns))] if points.columns else []
    text = ",".join([*head, _body(points, x, y, order), *tail])
    if len(text) > LONGEST:
        excess = f"These points take {len(text):,} characters; an address holds {LONGEST:,}."
        raise Unsuitable(excess, "points", code="points_long", most=f"{LONGEST:,}")
    return text


def _axis(values: Sequence[float], side: Sequence[float]) -> Axis:
    """The coarsest steps in which all values lie."""
    everything = np.array([*values, *side])
    for decimals in range(MOST_DECIMALS + 1):
        steps = np.rint(everything * float(f"1e{decimals}"))
        if np.abs(steps).max() >= EXACT:
            break
        if np.array_equal(steps / float(f"1e{decimals}"), everything):
            axis = Axis(int(steps[-2]), int(steps[-1]), decimals)
            if axis.steps <= MOST_STEPS:
                return axis
            break
    excess = "These points have more digits than an address holds."
    raise Unsuitable(excess, "points", code="points_digits")


def _name(label: str) -> str:
    if _PLAIN.fullmatch(label):
        return label
    return "*" + urlsafe_b64encode(label.encode()).decode().rstrip("=")


def _body(points: Points, x: Axis, y: Axis, order: Sequence[str]) -> str:
    number = {name: index for index, name in enumerate(order)}
    label = np.array([number[name] for name in points.label])
    across, down = (_steps(values, axis) for values, axis in ((points.x, x), (points.y, y)))
    return _digits((label * y.steps + down) * x.steps + across, _width(x, y, len(order)))


def _steps(values: Sequence[float], axis: Axis) -> NDArray[np.int64]:
    return np.rint(np.array(values) * float(f"1e{axis.decimals}")).astype(np.int64) - axis.low


def _width(x: Axis, y: Axis, classes: int) -> int:
    """How many digits a point needs."""
    places, width = x.steps * y.steps * classes, 1
    while 64**width < places:
        width += 1
    return width


def _digits(numbers: NDArray[np.int64], width: int) -> str:
    places = [(numbers >> 6 * place) & 63 for place in reversed(range(width))]
    return "".join(DIGITS[digit] for digit in np.array(places).T.ravel().tolist())


# --- reading --------------------------------------------------------------------------------------


def parse(text: str) -> Points:
    """The points that a text stands for. Raises BadSpelling, with the place of the fault."""
    if len(text) > LONGEST:
        excess = f"points: {len(text):,} characters, where an address holds {LONGEST:,}"
        remedy = "Send them as JSON, by POST."
        most = f"{LONGEST:,}"
        raise BadSpelling(excess, "points", LONGEST + 1, remedy, code="points_long", most=most)
    kind, x, y, names, body, *columns = _parts(text)
    if kind.text not in ("a", "b"):
        raise _bad("points: it begins with neither a nor b", kind.at)
    across, up = _range(x), _range(y)
    order = tuple(_label(name) for name in _split(names, "/"))
    _check_order(order, names.at)
    numbers = _numbers(body, _width(across, up, len(order)), across.steps * up.steps * len(order))
    rest, column = np.divmod(numbers, across.steps)
    label, row = np.divmod(rest, up.steps)
    return Points(
        _values(column, across),
        _values(row, up),
        tuple(order[index] for index in label.tolist()),
        order,
        (*_ends(across), *_ends(up)) if kind.text == "b" else None,
        _columns(columns[0]) if columns else None,
    ).canonical()


class _Part(NamedTuple):
    """A piece of the text, and where it begins, counted from 1."""

    text: str
    at: int


def _split(part: _Part, sign: str) -> Iterator[_Part]:
    at = part.at
    for text in part.text.split(sign):
        yield _Part(text, at)
        at += len(text) + 1


def _parts(text: str) -> list[_Part]:
    parts = list(_split(_Part(text, 1), ","))
    if len(parts) not in (5, 6):
        count = "1 part" if len(parts) == 1 else f"{len(parts)} parts"
        raise _bad(f"points: {count}, where five or six are needed, with commas between them", len(text) + 1)
    return parts


def _range(part: _Part) -> Axis:
    match = _RANGE.fullmatch(part.text)
    if match is None or len(match[1] or "") != len(match[2] or ""):
        raise _bad("points: no range such as -1.5..2.0, with as many decimals at both ends", part.at)
    low, high = (int(end.replace(".", "")) for end in part.text.split(".."))
    axis = Axis(low, high, len(match[1] or ""))
    if axis.steps < 1 or axis.steps > MOST_STEPS:
        raise _bad(f"points: a range that falls, or has more than {MOST_STEPS:,} steps", part.at)
    if max(abs(low), abs(high)) >= EXACT:
        raise _bad("points: a range of too many digits", part.at)
    return axis


def _columns(part: _Part) -> tuple[str, str]:
    """The names of x and y."""
    names = tuple(_label(name, "column") for name in _split(part, "/"))
    if len(names) != 2:
        raise _bad(
            "points: a name is needed for x and one for y, with a stroke between, such as age/income", part.at
        )
    if not all(0 < len(name) <= MOST_LETTERS for name in names):
        raise _bad(f"points: the name of a column has 1 to {MOST_LETTERS} letters", part.at)
    return names


def _label(part: _Part, what: str = "class") -> str:
    if _PLAIN.fullmatch(part.text):
        return part.text
    try:
        if part.text[:1] != "*" or not _PLAIN.fullmatch(part.text[1:]):
            raise ValueError
        data = part.text[1:]
        return urlsafe_b64decode(data + "=" * (-len(data) % 4)).decode()
    except (ValueError, NotBase64):
        raise _bad(f"points: the name of a {what} cannot be read", part.at) from None


def _check_order(order: Sequence[str], at: int) -> None:
    if len(set(order)) != len(order) or not 2 <= len(order) <= MOST_CLASSES:
        raise _bad(f"points: there are 2 to {MOST_CLASSES} classes, each with a name of its own", at)
    if max(map(len, order)) > MOST_LETTERS:
        raise _bad(f"points: the name of a class has {MOST_LETTERS} letters at most", at)


_VALUES = {ord(digit): value for value, digit in enumerate(DIGITS)}


def _numbers(body: _Part, width: int, places: int) -> NDArray[np.int64]:
    strange = next((index for index, sign in enumerate(body.text) if ord(sign) not in _VALUES), None)
    if strange is not None:
        raise _bad("points: a sign that is no digit", body.at + strange)
    count, rest = divmod(len(body.text), width)
    if rest:
        raise _bad(f"points: the text ends inside point {count + 1}", body.at + len(body.text))
    if count > MOST_POINTS:
        raise _bad(f"points: {count:,} of them, where {MOST_POINTS:,} are the most", body.at)
    digits = np.array([_VALUES[ord(sign)] for sign in body.text], dtype=np.int64).reshape(count, width)
    numbers = digits @ (64 ** np.arange(width - 1, -1, -1, dtype=np.int64))
    outside = np.flatnonzero(numbers >= places)
    if len(outside):
        index = int(outside[0])
        raise _bad(f"points: point {index + 1} lies outside the ranges", body.at + width * index)
    return numbers


def _values(steps: NDArray[np.int64], axis: Axis) -> tuple[float, ...]:
    return tuple(((steps + axis.low) / float(f"1e{axis.decimals}")).tolist())


def _ends(axis: Axis) -> tuple[float, float]:
    low, high = (end / float(f"1e{axis.decimals}") for end in (axis.low, axis.high))
    return low, high


_COPY = "Copy the link anew: a part of it may be missing."


def _bad(fault: str, position: int) -> BadSpelling:
    return BadSpelling(fault, "points", position, _COPY, code="points_text")
