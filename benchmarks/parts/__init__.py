"""The parts of the comparison, one module each: `measure(options)` gives figures, `report` their table."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from benchmarks.peers import BARE, Trainer

Figures = dict  # what JSON can hold; times are CPU seconds


@dataclass(frozen=True)
class Options:
    """How much to measure, and with which engines."""

    seeds: int
    quick: bool
    peers: Mapping[str, tuple[type[Trainer], ...]] = field(default_factory=dict)

    def rounds(self, usual: int) -> int:
        """How often to alternate the engines."""
        return 3 if self.quick else usual

    def trainers(self) -> Iterator[type[Trainer]]:
        """The best way to use each engine; the bare loop is about epochs alone."""
        return (ways[0] for name, ways in self.peers.items() if name != BARE)
