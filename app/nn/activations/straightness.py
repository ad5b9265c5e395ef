"""Whether a function is a straight line: one test, of its values, for whoever has to know."""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.floating]

NEAR = np.linspace(-20, 20, 801)
FAR = np.geomspace(20, 2_000_000, 61)  # a formula may clip its sums as far out as a million
BENT = 1e-9  # of how far the values reach: less is the arithmetic's own
ROUNDING = 1e-13  # of the largest value
BENT_FAR = 1e-6


def on_a_line(x: Array, y: Array) -> bool:
    """Whether points lie on one straight line y = a x + b, but for rounding; each (n,)."""
    first, last = int(x.argmin()), int(x.argmax())
    reach = x[last] - x[first]
    slope = (y[last] - y[first]) / reach if reach > 0 else 0.0
    apart = np.abs(y - (y[first] + slope * (x - x[first]))).max()
    return bool(apart <= BENT * np.ptp(y) + ROUNDING * np.abs(y).max())


def is_straight(f: Callable[[Array], Array]) -> bool:
    """Whether a function of arrays is one straight line for all numbers: near zero, and far from it.

    >>> is_straight(lambda x: 2 * x + 1), is_straight(np.abs), is_straight(lambda x: np.clip(x, -50, 50))
    (True, False, False)
    """
    with np.errstate(all="ignore"):
        near = f(NEAR)
        if not (np.isfinite(near).all() and on_a_line(NEAR, near)):
            return False
        slope, middle = (near[-1] - near[0]) / (NEAR[-1] - NEAR[0]), near[len(NEAR) // 2]
        far = np.concatenate([-FAR, FAR])
        apart = np.abs(f(far) - (middle + slope * far))
        return bool((apart <= BENT_FAR * (np.abs(middle) + np.abs(slope * far)) + ROUNDING).all())
