"""One client against all others: answers that it does not take, requests that it does not finish, connections
that it only opens, experiments that take long, and a log that nobody reads.
"""

import asyncio
import itertools
import os
import socket
import struct
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress

from app.settings import Settings
from benchmarks.load import Options, Row, client, server
from benchmarks.load.answering import compares
from benchmarks.load.client import Answer
from benchmarks.timing import percentile

LARGE = "resolution=300&frames=25&samples=40&epochs=60&target_accuracy=0&hidden=2"  # 27 MB
HEAVY = (
    "samples=2000&target_accuracy=0&optimizer=adam&hidden=32,32&epochs=900&resolution=20"
    "&activation=gelu&activation=tanh"
)
MOST_MB = 300


# --- answers that are not taken ---------------------------------------------------------------------


async def nonreaders(options: Options) -> list[Row]:
    """Sixty who ask for one large answer and take nothing of it, whole and as a stream."""
    count, take_s = options.count(60, 20), options.seconds(Settings().take_s, 2)
    rows = []
    async with server.app(take_s=take_s) as app:
        large = await client.ask(app.port, f"/api/v1/compare?{LARGE}")
        megabytes = len(large.body) / 1e6
        for name, path in (("GET", "/api/v1/compare"), ("stream", "/api/v1/compare/events")):
            idle = _files(app)
            with _silent(app.port, count, f"GET {path}?{LARGE} HTTP/1.1\r\nHost: x\r\n\r\n".encode()):
                most, gone = await _watched(app, idle, take_s + 15)
            rows.append(
                Row(
                    f"{count} take nothing of a {megabytes:.0f} MB answer, {name}",
                    f"the web process has {most:.0f} MB at most; all let go after {gone:.0f} s",
                    f"{MOST_MB} MB, {take_s:g} s",
                    most < MOST_MB and take_s <= gone < take_s + 3,
                )
            )
    return rows


async def _watched(app: server.Server, idle: int, seconds: float) -> tuple[float, float]:
    """The most memory in MB, and after how many seconds the connections are gone."""
    began, most, came = time.perf_counter(), 0.0, False
    while time.perf_counter() < began + seconds:
        most = max(most, server.memory(app.process.pid)["Rss"])
        files = _files(app)
        came = came or files > idle
        if came and files <= idle:
            break
        await asyncio.sleep(0.1)
    return most, time.perf_counter() - began


def _files(app: server.Server) -> int:
    return len(os.listdir(server.PROC / str(app.process.pid) / "fd"))


@contextmanager
def _silent(port: int, count: int, sent: bytes) -> Iterator[Sequence[socket.socket]]:
    """So many connections that send this and take nothing."""
    connections = []
    for _ in range(count):
        connection = socket.socket()
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        connection.connect((client.HOST, port))
        connection.sendall(sent)
        connections.append(connection)
    try:
        yield connections
    finally:
        for connection in connections:
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            connection.close()


# --- requests that are not finished -----------------------------------------------------------------


async def halves(options: Options) -> list[Row]:
    """Half-sent heads and bodies, and connections on which nothing is sent."""
    count, limits = options.count(500, 50), Settings()
    head = b"GET /healthz HTTP/1.1\r\nHost: x\r\n"
    body = b"POST /api/v1/boundary HTTP/1.1\r\nHost: x\r\nContent-Length: 99\r\n\r\n{"
    kinds = (
        ("half-sent heads", head, limits.head_s),
        ("half-sent bodies", body, limits.body_s),
        ("connections without a byte", b"", limits.head_s),
    )
    quick = {"head_s": 1.0, "body_s": 2.0} if options.quick else {}
    rows = []
    async with server.app(**quick) as app:
        for name, sent, limit in kinds:
            limit = min(limit, options.seconds(limit, 2))
            idle = _files(app)
            with _silent(app.port, count, sent):
                _, gone = await _watched(app, idle, limit + 15)
            told = f"all let go after {gone:.0f} s"
            rows.append(Row(f"{count} {name}", told, f"{limit:g} s", gone < limit + 3))
    return rows


async def doors(options: Options) -> list[Row]:
    """More silent connections than there is room for, and somebody who asks for something meanwhile."""
    room, seconds = options.count(1000, 100), options.seconds(5, 2)
    health: list[Answer] = []
    lost = 0
    async with server.app(connections=room) as app:
        with _silent(app.port, 2 * room, b""):

            async def look() -> None:
                nonlocal lost
                try:
                    health.append(await client.ask(app.port, "/healthz"))
                except client.LOST:
                    lost += 1

            await client.every(0.05, time.perf_counter() + seconds, look)
            files = _files(app)
    good = sum(answer.status == 200 for answer in health)
    p99 = 1000 * percentile([answer.seconds for answer in health], 0.99)
    return [
        Row(
            f"{2 * room} silent connections, room for {room}: `/healthz`",
            f"{good} of {len(health) + lost} answered, p99 {p99:.0f} ms; {files} files open",
            f"all; less than {room + 128} files",
            good == len(health) + lost and files < room + 128,
        )
    ]


# --- heavy experiments ------------------------------------------------------------------------------


async def heavy(options: Options) -> list[Row]:
    """One client with 64 heavy experiments at once, again and again, and another with default ones."""
    seconds = options.seconds(30, 5)
    answers: list[Answer] = []
    refused: list[int] = []
    async with server.app() as app:
        until = time.perf_counter() + seconds

        async def greedy(first: int) -> None:
            for seed in itertools.count(first):
                with suppress(*client.LOST):
                    answer = await client.ask(app.port, f"/api/v1/compare?{HEAVY}&seed={seed}")
                    if answer.status == 503:
                        refused.append(int(answer.headers["retry-after"]))
                        await asyncio.sleep(0.5)
                if time.perf_counter() > until:
                    return

        async def others() -> None:
            await asyncio.sleep(1)
            for path in client.till(until, compares()):
                answers.append(await client.ask(app.port, path))
                await asyncio.sleep(0.05)

        greedy_ones = [asyncio.create_task(greedy(10_000_000 + 1000 * number)) for number in range(64)]
        await others()
        for task in greedy_ones:
            task.cancel()
        await asyncio.gather(*greedy_ones, return_exceptions=True)
    slowest = max(answer.seconds for answer in answers)
    failed = sum(answer.status != 200 for answer in answers)
    return [
        Row(
            "64 heavy experiments of one client: default ones meanwhile",
            f"{failed} of {len(answers)} refused, the slowest after {slowest:.2f} s",
            "none, 2 s",
            not failed and slowest <= 2,
        ),
        Row(
            "the heavy ones that are refused",
            f"{len(refused)}, told to come again in {min(refused, default=0)} to {max(refused, default=0)} s",
            "some, each with Retry-After",
            bool(refused),
        ),
    ]


# --- the log ----------------------------------------------------------------------------------------


async def unread(options: Options) -> list[Row]:
    """A standard output that is a pipe, which nobody reads."""
    asked = options.count(20_000, 2000)
    count = 0

    def record(path: str, answer: Answer | None) -> None:
        nonlocal count
        count += answer is not None and answer.status == 200

    async with server.app(stdout=subprocess.PIPE) as app:
        paths = iter(["/healthz"] * asked)
        with suppress(TimeoutError):
            await asyncio.wait_for(client.crowd(app.port, 8, paths, record), 120)
    return [
        Row("a log that nobody reads", f"{count} of {asked} requests answered", "all", count == asked),
    ]
