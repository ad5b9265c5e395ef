"""What refusing costs all others: how long the event loop of a running server stops, whatever is sent to it.

Run it with `python -m benchmarks.refusals`.
"""

import asyncio
from dataclasses import dataclass

from benchmarks import command
from benchmarks.load import server
from benchmarks.load.client import Connection
from benchmarks.tables import number, table

SIZE = 2**20 - 64  # bytes of a body, just below the limit
ROUNDS = 15


def filled(opening: bytes, piece: bytes, closing: bytes) -> bytes:
    """A body as large as may be sent, of the same piece again and again."""
    return opening + piece * ((SIZE - len(opening) - len(closing)) // len(piece)) + closing


BODIES = {
    "90 000 unknown keys": b"{" + b",".join(b'"k%d":1' % index for index in range(90_000)) + b"}",
    "as many keys as fit": b"{" + b",".join(b'"%x":1' % index for index in range(110_000)) + b"}",
    "features, all wrong": filled(b'{"features":[', b"1,", b"1]}"),
    "points, all wrong": filled(b'{"points":{"x":[', b'"",', b'""]}}'),
    "19 990 empty lists": b'{"a":[' + b",".join([b"[]"] * 19_990) + b"]}",
    "2900 unknown keys": b"{" + b",".join(b'"k%d":1' % index for index in range(2900)) + b"}",
    "empty lists": filled(b'{"hidden":[', b"[],", b"[]]}"),
    "nested lists": filled(b'{"hidden":[', b"[" * 500 + b"]" * 500 + b",", b"1]}"),
    "one long text": filled(b'{"activation":"', b"x", b'"}'),
    "one long key": filled(b'{"', b"x", b'":1}'),
}
ADDRESSES = {
    "a query of unknown keys": "&".join(f"k{index}" for index in range(2300)),
    "a query of repeated keys": "&".join(f"{index % 1500}=" for index in range(2600)),
}


Case = tuple[str, bytes, str]  # a name, a body (none: a GET), and a query
CASES: tuple[Case, ...] = (
    *((name, body, "") for name, body in BODIES.items()),
    *((name, b"", query) for name, query in ADDRESSES.items()),
)


@dataclass
class Stop:
    """Milliseconds: how long a second connection waited, and what the event loop computed meanwhile."""

    waited: float = 0.0
    computed: float = 0.0


def computed(pid: int) -> float:
    """Milliseconds of processor time that the main thread, which has the event loop, has taken."""
    return int((server.PROC / str(pid) / "task" / str(pid) / "schedstat").read_text().split()[0]) / 1e6


async def watched(app: server.Server, stop: Stop, over: asyncio.Event) -> None:
    """Ask for the smallest answer there is, again and again, until that event."""
    connection = await Connection.open(app.port)
    while not over.is_set():
        before = computed(app.process.pid)
        answer = await connection.ask("/healthz")
        stop.waited = max(stop.waited, 1000 * answer.seconds)
        stop.computed = max(stop.computed, computed(app.process.pid) - before)
    connection.close()


async def stopped(app: server.Server, body: bytes, query: str) -> tuple[Stop, int, int]:
    """The loop's largest stop under some such requests; status and bytes of their answer."""
    stop, over = Stop(), asyncio.Event()
    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(watched(app, stop, over))
        for _ in range(ROUNDS):
            connection = await Connection.open(app.port)
            path = f"/api/v1/boundary?{query}".rstrip("?")
            answer = await connection.ask(path, "POST" if body else "GET", body=body)
            connection.close()
        over.set()
    return stop, answer.status, len(answer.body)


async def measure() -> list[tuple[str, ...]]:
    """A row for each."""
    rows = []
    async with server.app() as app:
        for name, body, query in (("nothing", b"", "epochs=1"), *CASES):
            stop, status, size = await stopped(app, body, query)
            rows.append((name, number(stop.computed), number(stop.waited), str(status), f"{size:,}"))
            print(*rows[-1], sep="  ", flush=True)
    return rows


def section(rows: list[tuple[str, ...]]) -> str:
    """The section of RESULTS.md."""
    heads = ("sent", "the loop computed, ms", "waited, ms", "status", "bytes of the answer")
    return (
        "## What refusing costs\n\n    python -m benchmarks.refusals --write\n\n"
        f"Each body or query is sent {ROUNDS} times to a running server. A second\n"
        "connection asks for `/healthz` all the while: the processor time that the event loop took "
        "during one\nsuch question, at most, and how long its answer took, on a machine with other work.\n\n"
        f"{table(heads, rows)}"
    )


def main() -> None:
    """Measure, print and perhaps write."""
    command.told("refusals", __doc__, lambda: section(asyncio.run(measure())))



if __name__ == "__main__":
    main()
