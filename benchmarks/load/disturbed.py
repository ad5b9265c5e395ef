"""What happens when something goes wrong: killed workers, clients that leave, slow jobs, the end itself."""

import asyncio
import json
import os
import random
import signal
import time
from collections.abc import Awaitable, Iterator
from contextlib import suppress
from hashlib import sha256

from app.settings import Settings
from benchmarks.load import Options, Row, client, server, skipped
from benchmarks.load.answering import compares
from benchmarks.load.client import Answer
from benchmarks.timing import percentile

EVENTS = "/api/v1/compare/events"
DEADLINE = 10

Arriving = Awaitable[list[client.Connection]]

# Costly to call, cheap to calculate: batches of one point, layers of one unit, six activations.
HEAVY = (
    "hidden=1,1,1,1,1,1&batch_size=1&samples=2000&test_share=0&target_accuracy=0&epochs=16&resolution=20"
    "&dropout=0.1&activation_noise=0.1"
    + "".join(f"&activation={name}" for name in ("tanh", "gelu", "mish", "silu", "elu", "sigmoid"))
)
LONG = "samples=2000&target_accuracy=0&optimizer=adam&hidden=16,16&epochs=2500&resolution=20&activation=gelu"


def _numbered(path: str, query: str) -> Iterator[str]:
    """The same experiment with other seeds."""
    return (f"{path}?{query}&seed={seed}" for seed in range(3_000_000, 4_000_000))


def _first(count: int, paths: Iterator[str]) -> list[str]:
    return [next(paths) for _ in range(count)]


# --- killed workers ---------------------------------------------------------------------------------


async def kills(options: Options) -> list[Row]:
    """A worker is killed every two seconds, and nobody is to notice."""
    seconds = options.seconds(60, 3)
    disturbed: dict[str, Answer | None] = {}
    killed = 0
    async with server.app() as app:
        until = time.perf_counter() + seconds

        async def kill() -> None:
            nonlocal killed
            await asyncio.sleep(0.5)
            if workers := app.workers():
                with suppress(ProcessLookupError):
                    os.kill(random.choice(workers), signal.SIGKILL)
                    killed += 1

        crowd = client.crowd(app.port, 8, client.till(until, compares()), disturbed.__setitem__)
        await asyncio.gather(crowd, client.every(2, until - 1, kill))
    quiet = await _undisturbed(list(disturbed))
    lost = sum(answer is None for answer in disturbed.values())
    failed = sorted(answer.status for answer in disturbed.values() if answer and answer.status != 200)
    statuses = f" ({', '.join(map(str, sorted(set(failed))))})" if failed else ""
    other = sum(
        answer is not None and answer.status == 200 and sha256(answer.body).digest() != quiet[path]
        for path, answer in disturbed.items()
    )
    return [
        Row(
            f"{killed} workers killed in {seconds:g} s, {len(disturbed)} requests",
            f"{lost} lost, {len(failed)} failed{statuses}, {other} with other bytes than undisturbed",
            "none",
            not (lost or failed or other) and killed > 0,
        )
    ]


async def _undisturbed(paths: list[str]) -> dict[str, bytes]:
    """The digest of each answer of a server that nobody disturbs."""
    quiet: dict[str, bytes] = {}

    def record(path: str, answer: Answer | None) -> None:
        assert answer is not None and answer.status == 200, path
        quiet[path] = sha256(answer.body).digest()

    async with server.app() as app:
        await client.crowd(app.port, 8, iter(paths), record)
    return quiet


# --- clients that leave -----------------------------------------------------------------------------


async def leavers(options: Options) -> list[Row]:
    """Clients who disconnect in the middle: nobody goes on working for them."""
    count = options.count(100, 20)
    target = "idle within 1000 ms"
    async with server.app(queue_size=4 * count, deadline_s=3600) as app:
        rows = [await _left(app, f"{count} clients leave while they wait", _asking(app.port, count), target)]
        what = f"{count} clients leave in the middle of a stream"
        status = await _status(app.port, f"{EVENTS}?samples=40&epochs=3&resolution=20")
        if status != 200:
            return [*rows, skipped(what, f"{EVENTS} answers {status}", target)]
        return [*rows, await _left(app, what, _streaming(app.port, count), target)]


async def _status(port: int, path: str) -> int:
    async with client.connected(port) as connection:
        connection.send(path)
        return (await connection.head())[0]


async def _left(app: server.Server, what: str, arriving: Arriving, target: str) -> Row:
    """Let them come, work for a second, and leave; then watch the workers' clocks."""
    before = app.cpu()
    connections = await arriving
    await asyncio.sleep(1)
    busy = server.has_worked(app.cpu(), before)
    for connection in connections:
        connection.close()
    left, last, ticks = time.perf_counter(), 0.0, app.cpu()
    while time.perf_counter() < left + 3:
        await asyncio.sleep(0.02)
        if server.has_worked(now := app.cpu(), ticks):
            last, ticks = time.perf_counter() - left, now
    idle = f"idle after {1000 * last:.0f} ms" if last < 2.9 else "still at work after 3000 ms"
    return Row(what, idle if busy else "nothing had begun", target, busy and last <= 1)


async def _asking(port: int, count: int) -> list[client.Connection]:
    connections = [await client.Connection.open(port) for _ in range(count)]
    for connection, path in zip(connections, _numbered("/api/v1/compare", LONG), strict=False):
        connection.send(path)
    return connections


async def _streaming(port: int, count: int) -> list[client.Connection]:
    """Half of them ask with GET, half with POST; all have seen the stream's beginning."""
    connections = [await client.Connection.open(port) for _ in range(count)]
    for index, connection in enumerate(connections):
        if index % 2:
            body = {"samples": 2000, "target_accuracy": 0, "optimizer": "adam", "hidden": [16, 16]}
            text = json.dumps({**body, "epochs": 2500, "resolution": 20, "seed": 5_000_000 + index})
            connection.send(EVENTS, "POST", body=text.encode())
        else:
            connection.send(f"{EVENTS}?{LONG}&seed={5_000_000 + index}")
    heads = await asyncio.gather(*(connection.head() for connection in connections))
    assert {status for status, _ in heads} == {200}, sorted({status for status, _ in heads})
    return connections


# --- the deadline -----------------------------------------------------------------------------------


async def deadline(options: Options) -> list[Row]:
    """An experiment of a minute on a server that gives it ten seconds, and the others meanwhile."""
    limit = options.count(DEADLINE, 2)
    others: list[Answer] = []
    async with server.app(deadline_s=limit) as app:
        until = time.perf_counter() + limit
        small = _numbered("/api/v1/compare", "samples=100&epochs=50&resolution=30")
        async with client.connected(app.port) as connection:

            async def look() -> None:
                others.append(await connection.ask(next(small)))

            answer, _ = await asyncio.gather(
                client.ask(app.port, f"/api/v1/compare?{HEAVY}"), client.every(0.05, until, look)
            )
    slowest = 1000 * percentile([each.seconds for each in others], 0.99)
    failed = sum(each.status != 200 for each in others)
    in_time = abs(answer.seconds - limit) <= 0.5
    return [
        Row(
            f"a job of about a minute, with a deadline of {limit} s",
            f"{answer.status} after {answer.seconds:.2f} s",
            f"504, a problem, after {limit} ± 0.5 s",
            answer.status == 504 and answer.is_problem and in_time,
        ),
        Row(
            f"{len(others)} small experiments meanwhile",
            f"{failed} failed, p99 {slowest:.0f} ms",
            "none, 250 ms",
            failed == 0 and slowest <= 250,
        ),
    ]


# --- the end ----------------------------------------------------------------------------------------


async def sigterm(options: Options) -> list[Row]:
    """The server is told to end while it works: what it has accepted is answered."""
    told = 0.0
    seen: list[tuple[float, str]] = []  # when a request was sent, and how it ended

    async def ask_on(port: int, paths: Iterator[str]) -> None:
        for path in paths:
            began = time.perf_counter()
            how = await _ending(port, path)
            seen.append((began, how))
            if told or how in ("refused", "lost"):
                return

    async with server.app() as app:
        long = _first(2, _numbered("/api/v1/compare", HEAVY))
        asking = [ask_on(app.port, iter([path])) for path in long]
        asking += [ask_on(app.port, compares()) for _ in range(20)]

        async def tell() -> float:
            nonlocal told
            await asyncio.sleep(options.seconds(3, 1))
            told = time.perf_counter()
            app.signal(signal.SIGTERM)
            await app.ended()
            return time.perf_counter() - told

        *_, took = await asyncio.gather(*asking, tell())
    accepted = [how for began, how in seen if began < told - 0.05]
    under_way = sum(how == "lost" for how in accepted)
    problems = sum(how == "problem" for how in accepted)
    late = [how for began, how in seen if began >= told - 0.05]
    return [
        Row(
            "SIGTERM under load: requests sent before it",
            f"{len(accepted)}: {problems} ended by a problem, {under_way} without an answer",
            "all answered, or ended by a problem",
            under_way == 0,
        ),
        Row(
            "the server's end",
            f"after {took:.2f} s; {len(late)} requests came after the signal",
            f"within {Settings().grace_s} s, and one to end the workers",
            took <= Settings().grace_s + 1,
        ),
    ]


async def _ending(port: int, path: str) -> str:
    """How a request ended: answered, by a problem, refused at the door, or lost on the way."""
    try:
        connection = await client.Connection.open(port)
    except OSError:
        return "refused"
    try:
        answer = await connection.ask(path)
        return "answered" if answer.status == 200 else "problem" if answer.is_problem else "lost"
    except client.LOST:
        return "lost"
    finally:
        connection.close()
