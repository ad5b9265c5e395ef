"""What the processes hold on to after many requests."""

import itertools
from collections.abc import Callable, Iterator

from benchmarks.load import Options, Row, client, server
from benchmarks.load.client import Answer

LOOKS = 40
SMALL = "/api/v1/compare?samples=60&epochs=30&resolution=30"
GROWTH = 2.0  # MB over the last half: less than what a leak of a kilobyte in each request would add


async def memory(options: Options) -> list[Row]:
    """Four requests in five for something kept, the fifth for something new; a cache that is soon full."""
    count = options.count(10_000, 800)
    held: list[dict[int, dict[str, float]]] = []
    async with server.app(cache_bytes=2**20) as app:

        def look(done: int) -> None:
            if done % (count // LOOKS) == 0:
                held.append({pid: server.memory(pid) for pid in (app.process.pid, *app.workers())})

        await _mixed(app.port, count, look)
        web = app.process.pid
    last = held[len(held) // 2 :]
    names = {web: "the web process"} | {
        pid: f"worker {index}" for index, pid in enumerate(sorted(set(held[-1]) - {web}), 1)
    }
    return [_row(name, count, [look[pid] for look in last if pid in look]) for pid, name in names.items()]


async def _mixed(port: int, count: int, look: Callable[[int], None]) -> None:
    done = 0

    def record(path: str, answer: Answer | None) -> None:
        nonlocal done
        assert answer is not None and answer.status == 200, path
        done += 1
        look(done)

    await client.crowd(port, 8, itertools.islice(_paths(), count), record)


def _paths() -> Iterator[str]:
    for seed in itertools.count(6_000_000):
        yield f"{SMALL}&seed={seed}"
        for kept in range(4):
            yield f"{SMALL}&seed={kept}"


def _row(name: str, count: int, looks: list[dict[str, float]]) -> Row:
    growth = trend([look["Pss"] for look in looks])
    now = looks[-1]
    return Row(
        f"{name} after {count} requests",
        f"RSS {now['Rss']:.0f} MB, PSS {now['Pss']:.0f} MB, {growth:+.1f} MB over the last half",
        f"at most {GROWTH:+g} MB",
        growth <= GROWTH,
    )


def trend(values: list[float]) -> float:
    """From the first to the last, along the line that fits best.

    >>> trend([1.0, 3.0, 5.0])
    4.0
    """
    middle, mean = (len(values) - 1) / 2, sum(values) / len(values)
    above = sum((at - middle) * (value - mean) for at, value in enumerate(values))
    below = sum((at - middle) ** 2 for at in range(len(values)))
    return above / below * (len(values) - 1) if below else 0.0
