"""How much the server answers: new experiments, kept ones, and many who ask the same."""

import asyncio
import itertools
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from statistics import median

from benchmarks.load import Options, Row, client, server
from benchmarks.load.client import Answer
from benchmarks.timing import percentile

SEEDS = itertools.count(1_000_000)  # never asked for before, in the whole run
KEPT = "/api/v1/compare?seed=7"


def compares() -> Iterator[str]:
    """The default experiment with another seed each time: spiral, identity beside tanh."""
    return (f"/api/v1/compare?seed={seed}" for seed in SEEDS)


# --- new experiments --------------------------------------------------------------------------------


async def uncached(options: Options) -> list[Row]:
    """40 clients, nothing asked twice; the bare engine on the same cores in between."""
    clients, rounds, seconds = options.count(40, 8), options.count(3, 1), options.seconds(20, 3)
    answers: list[Answer | None] = []
    health: list[float] = []
    served: list[Speed] = []
    alone: list[Speed] = []
    async with server.app(queue_size=2 * clients) as app:
        with _engines(server.WORKERS) as engines:
            for _ in range(rounds):
                served.append(await _new_ones(app, clients, seconds, answers, health))
                alone.append(await asyncio.to_thread(_alone, engines, seconds))
    rate, bare = (median(each.rate for each in speeds) for speeds in (served, alone))
    cost, least = (1000 * median(each.cost for each in speeds) for speeds in (served, alone))
    broken = sum(not _is_fair(answer) for answer in answers)
    p99 = 1000 * percentile(health, 0.99)
    return [
        Row(
            f"{clients} clients, every experiment new, {rounds * seconds:g} s",
            f"{rate:.1f} a second, {rate / bare:.2f} of the bare engine's {bare:.1f}",
            "0.80 of it",
            rate >= 0.8 * bare,
        ),
        Row(
            "an answer's processor time, web process and workers",
            f"{cost:.0f} ms, {cost / least:.2f} of the bare engine's {least:.0f}",
            "1.25 of it",
            cost <= 1.25 * least,
        ),
        Row("their failures", f"{broken} of {len(answers)}", "none but 503 with Retry-After", broken == 0),
        Row("`/healthz` meanwhile, p99", f"{p99:.0f} ms of {len(health)}", "50 ms", p99 <= 50),
    ]


@dataclass(frozen=True)
class Speed:
    """Answers a second, and the seconds of processor time that each takes."""

    rate: float
    cost: float


async def _new_ones(
    app: server.Server, clients: int, seconds: float, answers: list[Answer | None], health: list[float]
) -> Speed:
    """To the last answer of those who asked in that time."""
    began, spent = time.perf_counter(), app.spent()
    done = 0

    def record(path: str, answer: Answer | None) -> None:
        nonlocal done
        answers.append(answer)
        done += answer is not None and answer.status == 200

    async with client.connected(app.port) as connection:

        async def look() -> None:
            health.append((await connection.ask("/healthz")).seconds)

        await asyncio.gather(
            client.crowd(app.port, clients, client.till(began + seconds, compares()), record),
            client.every(0.05, began + seconds, look),
        )
    return Speed(done / (time.perf_counter() - began), (app.spent() - spent) / done)


def _is_fair(answer: Answer | None) -> bool:
    if answer is None:
        return False
    return answer.status == 200 or (answer.status == 503 and "retry-after" in answer.headers)


@contextmanager
def _engines(count: int) -> Iterator[list["subprocess.Popen[str]"]]:
    command = [sys.executable, "-m", "benchmarks.load.bare", "engine", "--step", str(count), "--first"]
    engines = [
        subprocess.Popen(
            [*command, str(2_000_000 + index)],
            cwd=server.ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for index in range(count)
    ]
    try:
        for engine in engines:
            _read(engine)
        yield engines
    finally:
        for engine in engines:
            engine.communicate()


def _alone(engines: list["subprocess.Popen[str]"], seconds: float) -> Speed:
    """All engines together."""
    for engine in engines:
        assert engine.stdin is not None
        engine.stdin.write(f"{seconds}\n")
        engine.stdin.flush()
    pairs = [[float(word) for word in _read(engine).split()] for engine in engines]
    rate = sum(rate for rate, _ in pairs)
    return Speed(rate, sum(cores for _, cores in pairs) / rate)


def _read(engine: "subprocess.Popen[str]") -> str:
    assert engine.stdout is not None
    return engine.stdout.readline().strip()


# --- kept answers -----------------------------------------------------------------------------------


async def cached(options: Options) -> list[Row]:
    """One kept answer, and its 304, beside a bare route that returns the same bytes."""
    rounds, seconds = options.count(5, 2), options.seconds(3, 0.7)
    rates: dict[str, list[float]] = defaultdict(list)
    async with server.app() as app:
        tag = (await client.ask(app.port, KEPT)).headers["etag"]
        known = f"If-None-Match: {tag}\r\n"
        async with server.bare(app.port, KEPT) as bare:
            for _ in range(rounds):
                rates["bare"].append(await _rate(bare.port, "/", 200, seconds))
                rates["kept"].append(await _rate(app.port, KEPT, 200, seconds))
                rates["known"].append(await _rate(app.port, KEPT, 304, seconds, known))
    kept, known_rate, plain = (median(rates[name]) for name in ("kept", "known", "bare"))
    ratio = kept / plain
    return [
        Row(
            "a kept answer, 8 clients",
            f"{kept:.0f} a second, {ratio:.2f} of a bare route's {plain:.0f}",
            "0.6 of it",
            ratio >= 0.6,
        ),
        Row("its 304", f"{known_rate:.0f} a second", "not slower than the whole answer", known_rate >= kept),
    ]


async def _rate(port: int, path: str, status: int, seconds: float, headers: str = "") -> float:
    """Answers a second of one path; each must have that status."""
    count = 0

    def record(path: str, answer: Answer | None) -> None:
        nonlocal count
        assert answer is not None and answer.status == status, f"{path}: {answer and answer.status}"
        count += 1

    began = time.perf_counter()
    await client.crowd(port, 8, client.till(began + seconds, itertools.repeat(path)), record, headers)
    return count / (time.perf_counter() - began)


# --- one flight -------------------------------------------------------------------------------------


async def oneflight(options: Options) -> list[Row]:
    """Many clients at once, few experiments between them: each is trained once."""
    clients, different = options.count(200, 40), options.count(20, 4)
    paths = [path for _, path in zip(range(different), compares(), strict=False)] * (clients // different)
    async with server.app(slice_ms=10_000) as app:  # a training is one slice, and slices are counted
        before = await slices(app.port)
        answers = await asyncio.gather(*(client.ask(app.port, path) for path in paths))
        after = await slices(app.port)
    assert {answer.status for answer in answers} == {200}
    trained = _trained(paths, answers) if before is None or after is None else after - before
    how = "by Server-Timing" if after is None else "by /metrics"
    same = len({answer.body for answer in answers}) == different
    return [
        Row(
            f"{clients} clients at once, {different} experiments",
            f"{trained:g} trainings ({how}){'' if same else ', and different bytes'}",
            f"{different} trainings",
            trained == different and same,
        )
    ]


async def slices(port: int) -> float | None:
    """The slices that workers have done; None where the server does not count them."""
    answer = await client.ask(port, "/metrics")
    lines = answer.body.decode().splitlines() if answer.status == 200 else []
    counts = [float(line.split()[-1]) for line in lines if line.startswith("bendline_slices_total")]
    return sum(counts) if counts else None


def _trained(paths: list[str], answers: list[Answer]) -> int:
    """The trainings behind the answers: those that joined one flight tell the same times of it."""
    times = {
        (path, answer.headers["server-timing"].rpartition(", total")[0])
        for path, answer in zip(paths, answers, strict=True)
        if not answer.is_hit
    }
    return len(times)
