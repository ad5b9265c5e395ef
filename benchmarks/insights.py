"""How long each insight takes: `python -m benchmarks.insights [--write]`.

Each is asked of the default experiment, over HTTP and by seeds of which nothing is known yet, so the training
is part of the time. `repeat` trains twenty networks and `race` one with every optimiser: they have no target.
"""

import argparse
import time

import httpx

from app.insight import INSIGHTS
from benchmarks.main_job import server
from benchmarks.store import PAGE
from benchmarks.tables import number, placed, spread, table
from benchmarks.timing import median

BEGIN = "<!-- made by python -m benchmarks.insights -->"
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
    parser = argparse.ArgumentParser(prog="python -m benchmarks.insights", description=__doc__)
    parser.add_argument("--write", action="store_true", help="write the table into RESULTS.md")
    write = parser.parse_args().write
    times = measure()
    text = section(times)
    print(text)
    if write:
        PAGE.write_text(placed(PAGE.read_text(encoding="utf-8"), text, BEGIN), encoding="utf-8")
    slow = [name for name, taken in times.items() if name not in FREE and not _is_met(taken)]
    print(*(f"{name}: {number(1000 * median(times[name]))} ms" for name in slow))
    return int(bool(slow))


if __name__ == "__main__":
    raise SystemExit(main())
