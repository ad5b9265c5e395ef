"""What comes before the second epoch: taking over the points, the network, its weights, one epoch."""

import time
from collections.abc import Callable
from dataclasses import replace

from benchmarks.parts import Figures, Options
from benchmarks.peers import HINGE, JAX, SAME, Setting, Trainer
from benchmarks.peers.bendline import Bendline
from benchmarks.tables import number, ratio, spread, table
from benchmarks.timing import Work, alternate, median
from benchmarks.work import PLAIN, Problem, spiral

TITLE = "Set-up"
ROUNDS = 50
NEW_SHAPES = ("7,8", "8,7", "7,7")


def measure(options: Options) -> Figures:
    """CPU seconds of a set-up, for each engine and round; and of the compiling that JAX does for a shape."""
    problem = spiral(0, PLAIN)
    works = {way.label: _set_up(way, problem) for way in options.trainers()}
    times = alternate(works, options.rounds(ROUNDS))
    return {"seconds": times, "compiling": _compiling(options)}


def _set_up(way: type[Trainer], problem: Problem) -> Callable[[], Work]:
    own = way.starts[0]
    setting = SAME if own == HINGE else Setting(SAME.rate, SAME.beta_2, own)

    def work() -> None:
        trainer = way(problem)
        trainer.start(setting, problem.experiment.seed)
        trainer.train(1)

    return lambda: work


def _compiling(options: Options) -> list[float]:
    """Seconds by the clock on the wall, because it compiles on several threads."""
    took = []
    for hidden in NEW_SHAPES if JAX in options.peers else ():
        way = options.peers[JAX][0]
        problem = spiral(0, replace(PLAIN, hidden=hidden))
        points = problem.points
        began = time.perf_counter()
        _set_up(way, problem)()()
        trainer = way(problem)
        trainer.start(SAME, 0)
        trainer.probabilities(points)
        took.append(time.perf_counter() - began)
    return took


def report(figures: Figures) -> str:
    """The table."""
    times = figures["seconds"]
    rows = [
        (label, *spread(found, 1e-3), ratio(found, times[Bendline.label])) for label, found in times.items()
    ]
    compiled = (
        f"\n\nFor a shape that it has not seen, JAX first compiles: {number(median(figures['compiling']))} s."
        if figures["compiling"]
        else ""
    )
    return (
        "From the points to the end of the first epoch, everything loaded and warm: the engine's own arrays, "
        "the network, its initial weights, the optimiser.\n\n"
        + table(("engine", "ms, median", "p95", "times ours"), rows)
        + compiled
    )
