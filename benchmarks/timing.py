"""Clocks and the few statistics that the tables need."""

import gc
import math
import time
from collections.abc import Callable, Mapping, Sequence

Work = Callable[[], object]


def cpu_seconds(work: Work) -> float:
    """The CPU time, of all threads, that the work takes; the garbage collector waits."""
    gc.disable()
    try:
        began = time.process_time()
        work()
        return time.process_time() - began
    finally:
        gc.enable()


def alternate(prepared: Mapping[str, Callable[[], Work]], rounds: int) -> dict[str, list[float]]:
    """CPU seconds of each work in each round: one after the other, so that a noisy moment meets them all.

    Each entry prepares its work, outside the clock, and returns it. The first round only warms up.
    """
    times: dict[str, list[float]] = {name: [] for name in prepared}
    for turn in range(rounds + 1):
        for name, prepare in prepared.items():
            took = cpu_seconds(prepare())
            if turn:
                times[name].append(took)
    return times


def percentile(values: Sequence[float], share: float) -> float:
    """The value below which that share (0 to 1) of the values lies, between neighbours by a straight line.

    A run that failed counts as infinite: enough of them make the percentile infinite.

    >>> percentile([4, 1, 3, 2], 0.5)
    2.5
    """
    ordered = sorted(values)
    place = share * (len(ordered) - 1)
    low, rest = int(place), place % 1
    if rest == 0:
        return ordered[low]
    below, above = ordered[low], ordered[low + 1]
    return math.inf if math.isinf(above) else below + rest * (above - below)


def median(values: Sequence[float]) -> float:
    """The value in the middle."""
    return percentile(values, 0.5)


def slope(sizes: Sequence[float], times: Sequence[float]) -> float:
    """The exponent p of times = c · sizes^p, by least squares on the logarithms.

    >>> round(slope([1, 2, 4], [3, 12, 48]), 6)
    2.0
    """
    x, y = [math.log(size) for size in sizes], [math.log(took) for took in times]
    x_mean, y_mean = sum(x) / len(x), sum(y) / len(y)
    above = sum((a - x_mean) * (b - y_mean) for a, b in zip(x, y, strict=True))
    return above / sum((a - x_mean) ** 2 for a in x)
