"""A job: where the work on an answer stands between two slices, and what it has cost."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from time import process_time
from typing import Any

from app.nn.state import State


@dataclass(frozen=True)
class Job:
    """Where a job stands: which run it is at, that run's training, and what became of the earlier ones.

    `frames` counts those that are written; it is None until the run's head, with its final boundary, is.
    `answers` holds what an insight said of the runs that have ended.
    """

    run: int = 0
    training: State | None = None
    frames: int | None = None
    answers: tuple[dict[str, Any], ...] = ()


@dataclass
class Timings:
    """Milliseconds: `train`, `grid` and `encode` of CPU time, `wall` by the clock on the wall.

    `runs` is, by the run's number, what its own training has taken of `train`.
    """

    train: float = 0.0
    grid: float = 0.0
    encode: float = 0.0
    wall: float = 0.0
    runs: dict[int, float] = field(default_factory=dict)

    def __add__(self, other: "Timings") -> "Timings":
        names = ("train", "grid", "encode", "wall")
        runs = {run: self.runs.get(run, 0.0) + other.runs.get(run, 0.0) for run in self.runs | other.runs}
        return Timings(*(getattr(self, name) + getattr(other, name) for name in names), runs)

    @contextmanager
    def measured(self, name: str) -> Iterator[None]:
        """Adds the CPU time of the block."""
        began = process_time()
        yield
        setattr(self, name, getattr(self, name) + 1000 * (process_time() - began))

    @contextmanager
    def training(self, run: int) -> Iterator[None]:
        """Adds the CPU time of the block to `train`, and to what that run has taken."""
        before = self.train
        with self.measured("train"):
            yield
        self.runs[run] = self.runs.get(run, 0.0) + self.train - before
