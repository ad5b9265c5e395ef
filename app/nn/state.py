"""Where a training stands: all that it remembers from one epoch to the next."""

from dataclasses import dataclass, field, replace
from typing import Any

from app.nn.activations import Array

HISTORY = 120  # points kept of the loss curve at the most: each costs a pass over the test points


@dataclass(frozen=True)
class Moment:
    """How the network does after `epoch` epochs: mean losses, and accuracies from 0 to 1.

    The test's are None where no points were kept for testing.
    """

    epoch: int
    train_loss: float
    train_accuracy: float
    test_loss: float | None
    test_accuracy: float | None


@dataclass
class Record:
    """A record that grows evenly: whenever it is full, every second entry is dropped."""

    capacity: int
    stride: int = 1
    entries: list[tuple[int, Any]] = field(default_factory=list)

    def wants(self, epoch: int) -> bool:
        """Whether that epoch has a place in the record."""
        return self.capacity > 0 and epoch % self.stride == 0

    def add(self, epoch: int, entry: object) -> None:
        """Append an entry."""
        self.entries.append((epoch, entry))
        while len(self.entries) > self.capacity:
            self.stride *= 2
            self.entries = [kept for kept in self.entries if kept[0] % self.stride == 0]

    def copy(self) -> "Record":
        """A record that may be added to without changing this one."""
        return replace(self, entries=self.entries.copy())


@dataclass
class State:
    """Where a training stands between two epochs: a few kilobytes, picklable.

    theta, (P,), holds the weights and slots what the optimiser remembers; `sound` is
    the last theta known to give a finite loss. `best` is what the run returns to where it ends up
    worse; `mark` is the epoch and the loss of the last progress worth the name.
    """

    theta: Array
    slots: Array
    sound: Array
    epoch: int = 0
    steps: int = 0
    attempt_began: int = 0
    settling_began: int | None = None
    restarts: int = 0
    mark: tuple[int, float] = (0, float("inf"))
    best: Array | None = None
    best_score: tuple[float, float] = (-1.0, 0.0)
    status: str = ""  # while running; then finished, reached, diverged or stopped
    history: Record = field(default_factory=lambda: Record(HISTORY, stride=2))
    frames: Record = field(default_factory=lambda: Record(0))
    final: Moment | None = None

    def copy(self) -> "State":
        """A state whose arrays and records may be written to without changing this one's."""
        names = ("theta", "slots", "sound", "history", "frames")
        return replace(self, **{name: getattr(self, name).copy() for name in names})
