"""How the time grows with the work: the exponent p in time = c · size^p."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from app.experiment import Experiment
from benchmarks.parts import Figures, Options
from benchmarks.parts.epoch import epochs
from benchmarks.parts.grid import answer
from benchmarks.peers import OURS, SAME, SCIKIT, Trainer
from benchmarks.tables import number, table
from benchmarks.timing import Work, alternate, median, slope
from benchmarks.work import PLAIN, spiral

TITLE = "Growth"
ENGINES = (OURS, SCIKIT)
EPOCHS = 20
ROUNDS = 5


@dataclass(frozen=True)
class Axis:
    """One thing that grows: the experiment of each size, and from which size on the exponent is taken."""

    what: str
    sizes: tuple[int, ...]
    past: int
    experiment: Callable[[int], Experiment]
    work: Callable[[Trainer], Callable[[], Work]] = lambda trainer: epochs(trainer, EPOCHS)


def _grid(trainer: Trainer) -> Callable[[], Work]:
    trainer.start(SAME, 0)
    trainer.train(1)
    return lambda: answer(trainer)


AXES = (
    Axis(
        "an epoch, by samples",
        (400, 800, 1600, 3200, 6400, 12800, 25600),
        3200,
        lambda n: replace(PLAIN, samples=n),
    ),
    Axis(
        "an epoch, by units in each of two layers",
        (8, 16, 32, 64),
        16,
        lambda units: replace(PLAIN, hidden=f"{units},{units}"),
    ),
    Axis(
        "an epoch, by layers of 8 units",
        (1, 2, 3, 4, 5, 6),
        2,
        lambda depth: replace(PLAIN, hidden=",".join(["8"] * depth)),
    ),
    Axis(
        "a grid, by cells",
        (50**2, 100**2, 150**2, 200**2, 300**2),
        100**2,
        lambda cells: replace(PLAIN, resolution=round(cells**0.5)),
        _grid,
    ),
)


def measure(options: Options) -> Figures:
    """The median CPU seconds of each engine at each size along each axis."""
    ways = {name: options.peers[name][0] for name in ENGINES if name in options.peers}
    return {
        axis.what: {"sizes": axis.sizes, "past": axis.past, "seconds": _along(axis, ways, options)}
        for axis in AXES
    }


def _along(axis: Axis, ways: Mapping[str, type[Trainer]], options: Options) -> Figures:
    found: Figures = {way.label: [] for way in ways.values()}
    for size in axis.sizes:
        problem = spiral(0, axis.experiment(size))
        works = {way.label: axis.work(way(problem)) for way in ways.values()}
        for label, times in alternate(works, options.rounds(ROUNDS)).items():
            found[label].append(median(times))
    return found


def report(figures: Figures) -> str:
    """The table."""
    engines = list(next(iter(figures.values()))["seconds"])
    rows = [
        (what, f"{axis['past']} to {axis['sizes'][-1]}", *(_slope(axis, engine) for engine in engines))
        for what, axis in figures.items()
    ]
    return (
        "The exponent p of time = c · size^p, by least squares on the logarithms; below those sizes the "
        "calls cost more than the arithmetic.\n\n" + table(("time of", "sizes", *engines), rows)
    )


def _slope(axis: Figures, engine: str) -> str:
    past = axis["sizes"].index(axis["past"])
    return number(slope(axis["sizes"][past:], axis["seconds"][engine][past:]))
