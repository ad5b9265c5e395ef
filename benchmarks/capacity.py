"""How many people a server holds: the formulas of docs/capacity.md, and the tables they give.

`python -m benchmarks.capacity` prints the tables; the page is tested against them.
"""

from dataclasses import dataclass
from math import exp

from benchmarks.tables import table

COST = 0.010  # seconds of one core for a new default comparison, web process included
KEPT = 0.0004  # seconds of the web process for one that is kept
HEAVY = 5.0  # seconds of one core for a heavy experiment; the heaviest that is allowed takes about ten
BYTES = 52_000  # of a default comparison, gzipped


@dataclass(frozen=True)
class Audience:
    """People who each ask once in `every` seconds; `known` is the share that is answered from a cache.

    Besides, all together ask for so many `heavy` experiments a minute.
    """

    name: str
    people: int
    every: float
    known: float
    workers: int
    heavy: float

    @property
    def new(self) -> float:
        """New experiments a second."""
        return self.people / self.every * (1 - self.known)

    @property
    def load(self) -> float:
        """Cores that are busy training light ones, on average: Little's law. Heavy ones give way to them."""
        return self.new * COST

    @property
    def busy(self) -> float:
        """Cores that are busy training, heavy ones included."""
        return self.load + self.heavy / 60 * HEAVY


def erlang_c(workers: int, load: float) -> float:
    """The probability that a job has to wait, 0 to 1, where `load` cores of work arrive for `workers`.

    Source: Erlang 1917; in the recursive form of Jagerman 1974, Bell System Technical Journal 53, p. 525,
    which needs no factorials. 1 where the load is more than there are workers.
    """
    if load >= workers:
        return 1.0
    blocked = 1.0
    for servers in range(1, workers + 1):
        blocked = load * blocked / (servers + load * blocked)
    return blocked / (1 - load / workers * (1 - blocked))


def late(workers: int, load: float, seconds: float) -> float:
    """The probability that a job waits longer than that, before its own COST seconds begin."""
    return erlang_c(workers, load) * exp(-(workers - load) * seconds / COST) if load < workers else 1.0


AUDIENCES = (
    Audience("a student on a laptop", 1, 2, 0.0, 2, 2),
    Audience("a lecture hall, all at their own seed", 200, 10, 0.0, 2, 10),
    Audience("a lecture hall that follows a link", 200, 10, 0.8, 2, 5),
    Audience("a department", 2_000, 10, 0.5, 8, 60),
    Audience("an audience behind a CDN", 100_000, 10, 0.99, 8, 60),
)
HEADER = (
    "audience",
    "asks a second",
    "new a second",
    "heavy a minute",
    "cores busy",
    "workers",
    "waits > 0.2 s",
    "Mbit/s",
)


def rows() -> list[tuple[str, ...]]:
    """A row for each audience, as the page has it."""
    return [
        (
            audience.name,
            f"{audience.people / audience.every:.1f}",
            f"{audience.new:.1f}",
            f"{audience.heavy:g}",
            f"{audience.busy:.2f}",
            str(audience.workers),
            f"{100 * late(audience.workers, audience.load, 0.2):.1f} %",
            f"{8e-6 * BYTES * audience.people / audience.every:.1f}",
        )
        for audience in AUDIENCES
    ]


if __name__ == "__main__":
    print(table(HEADER, rows()))
