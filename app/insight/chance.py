"""What a share of a few says of all: the exact binomial interval.

Source: Clopper & Pearson 1934, Biometrika 26, pp. 404-413.
"""

from collections.abc import Callable

import numpy as np

TAIL = 0.025  # beyond either end of a 95 % interval
HALVINGS = 40


def interval(right: int, of: int) -> tuple[float, float]:
    """The rates, from 0 to 1, that the count of `right` among `of` points allows: an exact 95 % interval.

    >>> [round(rate, 3) for rate in interval(75, 100)], [round(rate, 3) for rate in interval(15, 15)]
    ([0.653, 0.831], [0.782, 1.0])
    """
    return 1 - _highest(of - right, of), _highest(right, of)


def _highest(right: int, of: int) -> float:
    """The highest rate that makes no more than `right` of them likely enough."""
    return _last(lambda rate: at_most(right, of, rate) > TAIL) if right < of else 1.0


def at_most(right: int, of: int, rate: float) -> float:
    """The probability of no more than `right` successes in `of` trials that each succeed at that rate.

    >>> round(at_most(1, 2, 0.5), 6), at_most(0, 3, 0.0), at_most(2, 3, 1.0)
    (0.75, 1.0, 0.0)
    """
    if not 0 < rate < 1:
        return float(rate <= 0 or right >= of)
    k = np.arange(right + 1)
    steps = np.log((of - k[1:] + 1) / k[1:])  # of one binomial coefficient to the next
    ways = np.concatenate([[0.0], np.cumsum(steps)])
    return float(np.exp(ways + k * np.log(rate) + (of - k) * np.log1p(-rate)).sum())


def _last(holds: Callable[[float], bool]) -> float:
    """The last rate at which a condition holds that holds at 0 and not at 1."""
    low, high = 0.0, 1.0
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        low, high = (middle, high) if holds(middle) else (low, middle)
    return low
