"""An answer: the body's bytes as the worker wrote them, perhaps also compressed, and what they cost."""

import asyncio
import zlib
from dataclasses import dataclass, field

LEVEL = 1  # 150 kB in 2 ms; level 6 takes four times as long to save another tenth


@dataclass(frozen=True)
class Cost:
    """Milliseconds: `queue` of waiting for a worker, `train`, `grid` and `encode` of a worker's CPU."""

    queue: float = 0.0
    train: float = 0.0
    grid: float = 0.0
    encode: float = 0.0


@dataclass(frozen=True)
class Answer:
    """A finished body; `gzipped` is the same compressed, and None till somebody wants it so.

    `runs` is how many milliseconds of CPU each run's training took, and stays with the answer; `cached`
    where it was ready before anybody asked this time; `partial` where the deadline ended it.
    """

    body: bytes
    gzipped: bytes | None = None
    cost: Cost = field(default_factory=Cost)
    runs: tuple[float, ...] = ()
    cached: bool = False
    partial: bool = False

    @property
    def size(self) -> int:
        """The bytes that keeping it takes."""
        return len(self.body) + len(self.gzipped or b"")

    async def in_gzip(self) -> bytes:
        """The body compressed, without holding up anybody else."""
        return self.gzipped or await asyncio.to_thread(compressed, self.body)


def compressed(body: bytes) -> bytes:
    """The same bytes in gzip's format, without a time in its header."""
    compressor = zlib.compressobj(LEVEL, zlib.DEFLATED, 16 + zlib.MAX_WBITS)
    return compressor.compress(body) + compressor.flush()
