"""Where a training stands: all that it remembers from one epoch to the next."""

from dataclasses import dataclass, field, replace
from math import isqrt
from typing import Any

from app.nn.activations import Array
from app.nn.target import Counts

FINENESS = 16  # parts of a film for each unit of √epoch: until it has 60 entries, every epoch has its own
HISTORY = 120  # points kept of the loss curve at the most
STRIDE = 4  # epochs between two of them: each costs half an epoch, and the loss falls over dozens


@dataclass(frozen=True)
class Moment:
    """How the network does after `epoch` epochs: mean losses, and accuracies from 0 to 1.

    The test's are None where no points were kept for testing. `right` counts each class's points that are
    classified correctly.
    """

    epoch: int
    train_loss: float
    train_accuracy: float
    test_loss: float | None
    test_accuracy: float | None
    train_right: Counts = ()
    test_right: Counts | None = None


@dataclass
class Record:
    """A record that grows evenly: whenever it is full, every second entry is dropped."""

    capacity: int
    stride: int = 1
    entries: list[tuple[int, Any]] = field(default_factory=list)

    def wants(self, epoch: int) -> bool:
        """Whether that epoch has a place in the record."""
        return self.capacity > 0 and self._is_due(epoch)

    def add(self, epoch: int, entry: object) -> None:
        """Append an entry."""
        self.entries.append((epoch, entry))
        while len(self.entries) > self.capacity:
            self.stride *= 2
            self.entries = [kept for kept in self.entries if self._is_due(kept[0])]

    def copy(self) -> "Record":
        """A record that may be added to without changing this one."""
        return replace(self, entries=self.entries.copy())

    def _is_due(self, epoch: int) -> bool:
        return epoch % self.stride == 0


@dataclass(frozen=True)
class Snapshot:
    """The weights after some epochs, (P,), and how the network does with these very weights."""

    moment: Moment
    theta: Array


class Film(Record):
    """A record of snapshots that grows evenly in the square root of the epoch.

    Most of the bending happens early. Of two films that began alike, the one with fewer entries for the
    same epochs has none that the other lacks, so that runs of different length can be shown side by side.
    """

    def _is_due(self, epoch: int) -> bool:
        return epoch == 0 or self._part(epoch) != self._part(epoch - 1)

    def _part(self, epoch: int) -> int:
        return isqrt(FINENESS**2 * epoch) // self.stride


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
    history: Record = field(default_factory=lambda: Record(HISTORY))
    frames: Film = field(default_factory=lambda: Film(0))
    final: Moment | None = None

    def copy(self) -> "State":
        """A state whose arrays and records may be written to without changing this one's."""
        names = ("theta", "slots", "sound", "history", "frames")
        return replace(self, **{name: getattr(self, name).copy() for name in names})
