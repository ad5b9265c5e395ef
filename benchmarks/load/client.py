"""A small HTTP/1.1 client on asyncio's streams: a tenth of a millisecond for a request, not a whole one."""

import asyncio
import ipaddress
import json
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

HOST = "127.0.0.1"
BUFFER = 2**20  # bytes; an answer is 150 kB
LOST = (ConnectionError, asyncio.IncompleteReadError, OSError)


@dataclass(frozen=True)
class Answer:
    """What came back; `seconds` from the request's first byte to the answer's last."""

    status: int
    headers: dict[str, str]
    body: bytes
    began: float
    seconds: float

    @property
    def is_problem(self) -> bool:
        """Whether this is a failure in the form that the API promises."""
        return self.headers.get("content-type") == "application/problem+json" and (
            json.loads(self.body)["status"] == self.status
        )

    @property
    def is_hit(self) -> bool:
        """Whether the server had the answer already."""
        return 'cache;desc="hit"' in self.headers.get("server-timing", "")


def own(host: str) -> str:
    """The same address, where it is this machine's own. Raises ValueError for any other."""
    if not ipaddress.ip_address(host).is_loopback:
        raise ValueError(f"{host} is not this machine: the load is for servers that were started for it")
    return host


class Connection:
    """One connection that is kept alive."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader, self.writer = reader, writer

    @classmethod
    async def open(cls, port: int, host: str = HOST) -> "Connection":
        """A new connection to a server on this machine."""
        return cls(*await asyncio.open_connection(own(host), port, limit=BUFFER))

    def send(self, path: str, method: str = "GET", headers: str = "", body: bytes = b"") -> None:
        """Write a request; `headers` are whole lines."""
        sized = f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n" if body else ""
        self.writer.write(
            f"{method} {path} HTTP/1.1\r\nHost: {HOST}\r\n{headers}{sized}\r\n".encode("ascii") + body
        )

    async def head(self) -> tuple[int, dict[str, str]]:
        """Status and headers of the next answer."""
        first, *lines = (await self.reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        pairs = (line.partition(":") for line in lines if line)
        return int(first.split(" ")[1]), {name.lower(): value.strip() for name, _, value in pairs}

    async def ask(self, path: str, method: str = "GET", headers: str = "", body: bytes = b"") -> Answer:
        """The whole answer. Raises one of LOST where the server ends the connection before its end."""
        began = time.perf_counter()
        self.send(path, method, headers, body)
        status, fields = await self.head()
        size = 0 if status == 304 else int(fields.get("content-length", "0"))
        content = await self.reader.readexactly(size)
        return Answer(status, fields, content, began, time.perf_counter() - began)

    def close(self) -> None:
        """Leave at once, whatever is under way."""
        self.writer.transport.abort()


@asynccontextmanager
async def connected(port: int) -> AsyncIterator[Connection]:
    """A connection till the block ends."""
    connection = await Connection.open(port)
    try:
        yield connection
    finally:
        connection.close()


async def ask(port: int, path: str, method: str = "GET", headers: str = "", body: bytes = b"") -> Answer:
    """One answer, on a connection of its own."""
    async with connected(port) as connection:
        return await connection.ask(path, method, headers, body)


Record = Callable[[str, Answer | None], None]


async def crowd(port: int, clients: int, paths: Iterator[str], record: Record, headers: str = "") -> None:
    """So many clients who ask one path after another, till `paths` ends; a lost answer is None."""

    async def client() -> None:
        connection: Connection | None = None
        for path in paths:
            try:
                connection = connection or await Connection.open(port)
                record(path, await connection.ask(path, headers=headers))
            except LOST:
                record(path, None)
                connection = None
                await asyncio.sleep(0.02)
        if connection:
            connection.close()

    await asyncio.gather(*(client() for _ in range(clients)))


async def every(seconds: float, until: float, act: Callable[[], Awaitable[None]]) -> None:
    """Act again and again at that distance, by the clock."""
    at = time.perf_counter()
    while at < until:
        await act()
        at = max(at + seconds, time.perf_counter())
        await asyncio.sleep(at - time.perf_counter())


def till(moment: float, paths: Iterator[str]) -> Iterator[str]:
    """The paths, till the clock shows that moment."""
    for path in paths:
        if time.perf_counter() >= moment:
            return
        yield path
