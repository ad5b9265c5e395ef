"""Odd experiments for the campaign over all that is shown and taken away: tables as people have them.

Number n is the same experiment everywhere. Three of four have somebody's own points, of the kinds below in turn.
"""

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from app.experiment import Experiment, Points, problems
from tests.random_states import state

Rng = np.random.Generator
Places = tuple[np.ndarray, np.ndarray]
NAMES = (
    "-1",
    "1",
    "0",
    "2",
    "cat",
    "\N{DOG FACE}",
    "<b>&amp;</b>",
    "a\"b'c",
    "]]>",
    "c\\d",
    "{x}",
    "%{x}",
    "x" * 40,
)
ODD_LETTERS = ("\x01", "a\nb", "\t", "\N{RIGHT-TO-LEFT OVERRIDE}x", "\0", "\uffff", "e\u0301", "=1+1")
COLUMNS = (None, None, ("age", "income"), ("<b>x</b>", "]]>"), ("y" * 40, "\N{DOG FACE} \x02"), ("a", "a"))
EPOCHS = 40  # at the most: what is shown matters here, not how well it is learned


def kind_of(number: int) -> str:
    """What is odd about experiment number `number`."""
    return "catalog" if number % 4 == 0 else [*KINDS][(number - number // 4 - 1) % len(KINDS)]


def odd(number: int) -> Experiment:
    """Odd experiment number `number`, from 0: canonical, quickly trained, of one activation or two."""
    rng, base = np.random.default_rng([number, 29]), state(number)
    several = tuple(dict.fromkeys(("identity", *base.activation))) if rng.random() < 0.5 else base.activation
    # What searches, or takes batches, does as well with any points: cheap settings reach more kinds of them.
    experiment = replace(
        base, activation=several, epochs=min(base.epochs, EPOCHS), resolution=int(rng.integers(20, 40))
    )
    if number % 4:
        experiment = replace(experiment, points=KINDS[kind_of(number)](rng), extent=0.0)
    return (next(iter(problems(experiment)), None) is None and experiment.canonical()) or odd(
        number + 100_000
    )


def _places(rng: Rng, count: int) -> Places:
    return rng.uniform(-1, 1, count), rng.uniform(-1, 1, count)


def _points(rng: Rng, places: Places, label: list[str]) -> Points:
    x, y = (values[: len(label)].tolist() for values in places)
    box = None
    if rng.random() < 0.3:
        ends = [(min(values), max(values)) for values in (x, y)]
        room = rng.uniform(0, 3)
        box = tuple(float(end) for low, high in ends for end in _around(low, high, room))
    columns = COLUMNS[rng.integers(len(COLUMNS))]
    return Points(tuple(x), tuple(y), tuple(label), None, box, columns)


def _around(low: float, high: float, room: float) -> tuple[float, float]:
    reach = (high - low) * room if high > low else abs(low) or 1.0
    return low - reach, high + reach


def _labels(rng: Rng, names: list[str], count: int) -> list[str]:
    label = [
        *names,
        *names,
        *(names[index] for index in rng.integers(len(names), size=count - 2 * len(names))),
    ]
    return [label[index] for index in rng.permutation(len(label))]


def _two(rng: Rng) -> list[str]:
    return _some(rng, NAMES, 2)


def _some(rng: Rng, names: tuple[str, ...], count: int) -> list[str]:
    """So many of the names; an array of texts would lose a zero byte."""
    return [names[index] for index in rng.permutation(len(names))[:count]]


def _lopsided(rng: Rng) -> Points:
    label = ["rare"] * 5 + ["often"] * 995
    return _points(rng, _places(rng, 1000), label)


def _numbered(rng: Rng) -> Points:
    names = [["-1", "1"], ["0", "2"], ["1", "2"], ["1", "0"]][rng.integers(4)]
    return _points(rng, _places(rng, 40), _labels(rng, names, 40))


def _named(rng: Rng) -> Points:
    return _points(rng, _places(rng, 30), _labels(rng, _two(rng), 30))


def _lettered(rng: Rng) -> Points:
    return _points(rng, _places(rng, 20), _labels(rng, _some(rng, ODD_LETTERS, 2), 20))


def _six(rng: Rng) -> Points:
    return _points(rng, _places(rng, 60), _labels(rng, _some(rng, NAMES, 6), 60))


def _constant(rng: Rng) -> Points:
    x, y = _places(rng, 30)
    value = float(rng.choice([0, 5, -1e9, 1.7e9, 1e-6, 1e60, 0.3]))
    places = (np.full(30, value), y) if rng.random() < 0.5 else (x, np.full(30, value))
    return _points(rng, places, _labels(rng, _two(rng), 30))


def _apart(rng: Rng) -> Points:
    x, y = _places(rng, 40)
    low, high = 10.0 ** -rng.integers(6, 60), 10.0 ** rng.integers(6, 59)
    return _points(
        rng, (low * x, high * y) if rng.random() < 0.5 else (high * x, low * y), _labels(rng, _two(rng), 40)
    )


def _times(rng: Rng) -> Points:
    start, step = 1.7 * 10.0 ** rng.choice([9, 12, 18]), 10.0 ** rng.integers(0, 9)
    return _points(
        rng, (start + np.floor(step * np.arange(50.0)), _places(rng, 50)[0]), _labels(rng, _two(rng), 50)
    )


def _money(rng: Rng) -> Points:
    x, y = _places(rng, 200)
    return _points(
        rng, (np.round(40 + 20 * x), np.round(np.exp(10 + 4 * y), 2)), _labels(rng, _two(rng), 200)
    )


def _few(rng: Rng) -> Points:
    names = _two(rng)
    return _points(rng, _places(rng, 4), names + names)


def _together(rng: Rng) -> Points:
    """Places that several points of both classes share, all of them on one line."""
    x = rng.integers(0, 4, 40).astype(float)
    return _points(
        rng, (x, 2 * x + 1) if len(set(x)) > 1 else (np.arange(40.0), x), _labels(rng, _two(rng), 40)
    )


def _outlier(rng: Rng) -> Points:
    x, y = _places(rng, 50)
    x[7] = 10.0 ** rng.integers(3, 30)
    return _points(rng, (x, y), _labels(rng, _two(rng), 50))


KINDS: dict[str, Callable[[Rng], Points]] = {
    "995 against 5": _lopsided,
    "numbers as names": _numbered,
    "odd names": _named,
    "odd letters": _lettered,
    "six classes": _six,
    "a constant column": _constant,
    "units far apart": _apart,
    "times": _times,
    "ages and incomes": _money,
    "four points": _few,
    "shared places on a line": _together,
    "an outlier": _outlier,
}
