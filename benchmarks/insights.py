"""How long each insight takes: `python -m benchmarks.insights [--write]`.

Each is asked of the default experiment, over HTTP and by seeds of which nothing is known yet, so the training
is part of the time. `repeat` trains twenty networks and `race` one with every optimiser: they have no target.
"""

import time

import httpx

from app.insight import INSIGHTS
from benchmarks import command
from benchmarks.main_job import server
from benchmarks.tables import number, spread, table
from benchmarks.timing import median

TIMES, GOAL = 15, 100  # ms
FREE = ("repeat", "race")


def measure() -> dict[str, list[float]]:
    """Seconds of each answer, by insight; they take turns."""
    times: dict[str, list[float]] = {insight.name: [] for insight in INSIGHTS}
    with server(workers=2) as address, httpx.Client(base_url=address, timeout=60) as client:
        for seed in range(1, TIMES + 2):
            for name, taken in times.items():
                began = time.perf_counter()
                client.get(f"/api/v1/insight/{name}?seed={seed}").raise_for_status()
                taken.append(time.perf_counter() - began)
    return {name: taken[1:] for name, taken in times.items()}  # the first one finds nothing warm


def section(times: dict[str, list[float]]) -> str:
    """The section of RESULTS.md."""
    rows = [
        (f"`{name}`", *spread(taken, 1e-3), "" if name in FREE else ("no", "yes")[_is_met(taken)])
        for name, taken in times.items()
    ]
    return (
        "## What an insight takes\n\n    python -m benchmarks.insights --write\n\n"
        f"The default experiment with {TIMES} seeds, each asked for once, over HTTP; training is part.\n"
        f"Target: {GOAL} ms, but for `repeat` and `race`, which train many networks.\n\n"
        f"{table(('insight', 'median ms', 'p95 ms', 'met'), rows)}"
    )


def _is_met(seconds: list[float]) -> bool:
    return 1000 * median(seconds) < GOAL


def main() -> int:
    """Measure, print and perhaps write; 1 where one is too slow."""
    times: dict[str, list[float]] = {}

    def measured() -> str:
        times.update(measure())
        return section(times)

    command.told("insights", __doc__, measured)
    slow = [name for name, taken in times.items() if name not in FREE and not _is_met(taken)]
    print(*(f"{name}: {number(1000 * median(times[name]))} ms" for name in slow))
    return int(bool(slow))



if __name__ == "__main__":
    raise SystemExit(main())
