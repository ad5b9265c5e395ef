"""The shared cache: answers in a Redis or a Valkey, for all servers that are given its address.

It may be slow, full, wrong or gone, and no visitor notices: whatever fails is a miss, and when it does not
answer in time it is left alone for a while. GET and SET with EX are all that is asked of it.
"""

import asyncio
import logging
import re
import zlib
from time import monotonic
from typing import Any
from urllib.parse import urlsplit

from redis.asyncio import BlockingConnectionPool, Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import ResponseError

from app.jobs.answer import Answer

log = logging.getLogger("bendline.jobs")

MAGIC = b"bendline 2"  # before each value: another form of value gets another number
HEAD = re.compile(MAGIC + rb"((?: \d+\.\d+)*)\n")  # with the milliseconds that each run took
PREFIX = "bendline:"
TIMEOUT = 0.25  # seconds for one exchange: most answers are trained in less
REST = 5.0  # seconds that the store is left alone after a failure
CONNECTIONS = 16  # one carries a thousand answers in a second
MOST_STORED = 4 * 2**20  # bytes of one value: what 200 Mbit/s carry within the timeout
MOST_READ = 64 * 2**20  # bytes of one body: above the largest there is, below what would hurt


class Corrupt(ValueError):
    """A value that we did not write, or not like this."""

    def __init__(self) -> None:
        super().__init__("a value is not an answer as this version writes it; training anew")


class SharedCache:
    """A map from names to answers that other processes see too.

    `hits`, `misses` and `errors` are counted from the start; a miss without asking, while the store is
    left alone, counts as a miss.
    """

    def __init__(self, address: str, ttl: int, timeout: float = TIMEOUT, rest: float = REST) -> None:
        self.ttl, self.timeout, self.rest = ttl, timeout, rest
        self.hits = self.misses = self.errors = 0
        self._place = place(address)
        self._client = _client(address, timeout)
        self._down = False
        self._again = 0.0
        self._told: set[type[Exception]] = set()
        self._writing: set[asyncio.Task[Any]] = set()

    async def get(self, name: str) -> Answer | None:
        """The answer kept under that name, if the store has it and says so in time."""
        value = await self._ask(self._client.get, PREFIX + name)
        answer = None if value is None else await self._opened(value)
        if answer is None:
            self.misses += 1
        else:
            self.hits += 1
        return answer

    def put(self, name: str, answer: Answer) -> None:
        """Keep the answer, which comes compressed; nobody waits for that."""
        assert answer.gzipped is not None
        if len(answer.gzipped) > MOST_STORED or monotonic() < self._again:
            return
        asking = self._ask(self._client.set, PREFIX + name, packed(answer), ex=self.ttl)
        task = asyncio.create_task(asking)
        self._writing.add(task)
        task.add_done_callback(self._writing.discard)

    def was_wrong(self) -> None:
        """What it gave last was no answer of that name: a miss, and an error."""
        self.hits, self.misses = self.hits - 1, self.misses + 1
        self._refused(Corrupt())

    async def close(self) -> None:
        """Finish what is being written, and end the connections."""
        await asyncio.gather(*self._writing, return_exceptions=True)
        await self._client.aclose()

    async def _opened(self, value: bytes) -> Answer | None:
        try:
            return await asyncio.to_thread(unpacked, value)
        except Corrupt as error:
            self._refused(error)
            return None

    async def _ask(self, command: Any, *arguments: Any, **named: Any) -> Any:
        """What the store says; None where it fails, or failed a moment ago."""
        now = monotonic()
        if now < self._again:
            return None
        if self._down:
            self._again = now + self.rest  # this one tries for all
        try:
            async with asyncio.timeout(self.timeout):
                said = await command(*arguments, **named)
        except ResponseError as error:  # it is there, but full perhaps
            self._worked()
            self._refused(error)
            return None
        except Exception as error:  # whatever it is, the answer can be trained
            self._failed(error)
            return None
        self._worked()
        return said

    def _refused(self, error: Exception) -> None:
        """The store answers, but not with what we need: once in the log, and no reason to leave it alone."""
        self.errors += 1
        if type(error) not in self._told:
            log.warning("the store at %s: %s", self._place, error)
        self._told.add(type(error))

    def _failed(self, error: Exception) -> None:
        self.errors += 1
        self._again = monotonic() + self.rest
        if not self._down:
            reason = str(error) or type(error).__name__
            log.warning("the store at %s does not answer (%s); going on without it", self._place, reason)
        self._down = True

    def _worked(self) -> None:
        if self._down:
            log.warning("the store at %s answers again", self._place)
            self._told.clear()
        self._down, self._again = False, 0.0


def packed(answer: Answer) -> bytes:
    """An answer as the store holds it: only compressed, which is a third of the bytes."""
    assert answer.gzipped is not None
    took = "".join(f" {run:.2f}" for run in answer.runs)
    return MAGIC + took.encode() + b"\n" + answer.gzipped


def unpacked(value: bytes) -> Answer:
    """The answer that was packed. Raises Corrupt."""
    head = HEAD.match(value)
    if head is None:
        raise Corrupt
    gzipped = value[head.end() :]
    reader = zlib.decompressobj(16 + zlib.MAX_WBITS)
    try:
        body = reader.decompress(gzipped, MOST_READ)  # it checks length and checksum at the end
    except zlib.error as error:
        raise Corrupt from error
    if not reader.eof or reader.unused_data:
        raise Corrupt
    return Answer(body, gzipped, runs=tuple(map(float, head[1].split())))


def place(address: str) -> str:
    """The address as a log may hold it: without user and password."""
    parts = urlsplit(address)
    return parts.netloc.rpartition("@")[2] or parts.path


def _client(address: str, timeout: float) -> Redis:
    """A client of the store, which connects when it is first asked something."""
    pool = BlockingConnectionPool.from_url(
        address,
        max_connections=CONNECTIONS,
        timeout=timeout,
        socket_timeout=timeout,
        socket_connect_timeout=timeout,
        retry=Retry(NoBackoff(), 0),
    )
    return Redis.from_pool(pool)
