"""An answer: the body's bytes as the worker wrote them, plain and compressed, and what they cost."""

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
    """A finished body in both codings.

    `cached` where it was ready before anybody asked this time; `partial` where the deadline ended it.
    """

    body: bytes
    gzipped: bytes
    cost: Cost = field(default_factory=Cost)
    cached: bool = False
    partial: bool = False

    @property
    def size(self) -> int:
        """The bytes that keeping it takes."""
        return len(self.body) + len(self.gzipped)


def compressed(body: bytes) -> bytes:
    """The same bytes in gzip's format, without a time in its header."""
    compressor = zlib.compressobj(LEVEL, zlib.DEFLATED, 16 + zlib.MAX_WBITS)
    return compressor.compress(body) + compressor.flush()
