"""A cluster of one worker beside a cluster of two: `python -m benchmarks.cluster [--write]`.

Each is a Dask scheduler of its own with workers of one thread, on this machine. The same experiments
are trained on both, in turn. Client, scheduler and workers share the machine's cores, so on two of them
the ratio stays below 2.
"""

import asyncio
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import replace

from app.experiment import Experiment
from app.jobs.runner import Runner
from app.settings import Settings
from benchmarks import command
from benchmarks.tables import number, table
from benchmarks.timing import median

ROUNDS, JOBS, TARGET = 7, 48, 1.6
LONG = Experiment(samples=400, epochs=1200, target_accuracy=0.0, optimizer="adam", frames=2)


@contextmanager
def cluster(workers: int) -> Iterator[str]:
    """The address of a scheduler with that many workers."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = str(probe.getsockname()[1])
    address = f"tcp://127.0.0.1:{port}"
    worker = ("worker", address, "--nthreads", "1", "--no-nanny")
    with tempfile.TemporaryDirectory() as folder, ExitStack() as ending:
        for command in (("scheduler", "--host", "127.0.0.1", "--port", port), *[worker] * workers):
            process = subprocess.Popen(
                (sys.executable, "-m", "dask", *command, "--no-dashboard"),
                env={"PYTHONPATH": sys.path[0] or ".", "OPENBLAS_NUM_THREADS": "1", "TMPDIR": folder},
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
            )
            ending.callback(process.wait)
            ending.callback(process.kill)
        yield address


async def seconds(runner: Runner, seeds: Sequence[int]) -> float:
    """Seconds till all of these experiments, asked for at once, are answered."""
    began = time.perf_counter()
    jobs = (replace(LONG, seed=seed).canonical() for seed in seeds)
    await asyncio.gather(*(runner.run(job, "compare") for job in jobs))
    return time.perf_counter() - began


async def measure() -> dict[int, list[float]]:
    """Seconds of each round, by number of workers."""
    times: dict[int, list[float]] = {1: [], 2: []}
    with cluster(1) as one, cluster(2) as two:
        settings = (Settings(scheduler=address, cache_bytes=0, deadline_s=300) for address in (one, two))
        async with Runner(next(settings)).running() as single, Runner(next(settings)).running() as double:
            await double.engine._client.wait_for_workers(2, timeout=30)  # type: ignore[attr-defined]
            for runner in (single, double):
                await seconds(runner, range(2))  # the first slices import the app
            for turn in range(ROUNDS):
                seeds = range(100 * turn + 100, 100 * turn + 100 + JOBS)
                times[1].append(await seconds(single, seeds))
                times[2].append(await seconds(double, seeds))
    return times


def section(times: dict[int, list[float]]) -> str:
    """The section of RESULTS.md."""
    ratios = [one / two for one, two in zip(times[1], times[2], strict=True)]
    rows = [(f"{count} worker{'s' * (count > 1)}", number(JOBS / median(times[count]))) for count in times]
    rows.append(("ratio, median of the rounds", number(median(ratios))))
    rows.append(("ratio, lowest and highest", f"{number(min(ratios))} to {number(max(ratios))}"))
    verdict = "met" if median(ratios) >= TARGET else "not met"
    return (
        "## On a cluster\n\n    python -m benchmarks.cluster --write\n\n"
        f"{JOBS} comparisons of {LONG.epochs} epochs at once, {ROUNDS} rounds, on a Dask cluster of one\n"
        "worker and on one of two, in turn. Clients, schedulers and workers share two cores. "
        f"Target: two workers do at least {TARGET} times the work of one: {verdict}.\n\n"
        f"{table(('on a cluster', 'experiments a second'), rows)}"
    )


def main() -> int:
    """Measure, print and perhaps write; 1 where the target was not met."""
    text = command.told("cluster", __doc__, lambda: section(asyncio.run(measure())))
    return int(": met." not in text)



if __name__ == "__main__":
    raise SystemExit(main())
