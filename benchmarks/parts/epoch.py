"""What an epoch costs: the forward pass, backpropagation and one step of Adam over all points."""

from collections.abc import Callable

from benchmarks.parts import Figures, Options
from benchmarks.peers import HINGE, SAME, Setting, Trainer
from benchmarks.peers.bendline import Bendline
from benchmarks.tables import ratio, spread, table
from benchmarks.timing import Work, alternate
from benchmarks.work import PLAIN, spiral

TITLE = "An epoch"
EPOCHS = 100
ROUNDS = 30


def measure(options: Options) -> Figures:
    """CPU seconds of an epoch, for each engine and round."""
    problem = spiral(0, PLAIN)
    works = {way.label: epochs(way(problem), EPOCHS) for ways in options.peers.values() for way in ways}
    times = alternate(works, options.rounds(ROUNDS))
    return {label: [took / EPOCHS for took in found] for label, found in times.items()}


def epochs(trainer: Trainer, count: int) -> Callable[[], Work]:
    """The work of that many epochs, prepared by a start."""
    own = trainer.starts[0]
    setting = SAME if own == HINGE else Setting(SAME.rate, SAME.beta_2, own)

    def prepare() -> Work:
        trainer.start(setting, 0)
        return lambda: trainer.train(count)

    return prepare


def report(figures: Figures) -> str:
    """The table."""
    ours = figures[Bendline.label]
    rows = [(label, *spread(times, 1e-6), ratio(times, ours)) for label, times in figures.items()]
    return (
        f"Full-batch Adam on 2-8-8-1 tanh and 400 points, {EPOCHS} epochs at a time. Ours looks in "
        "every epoch whether it is sound and over, and records loss and accuracy in every fourth, as always; "
        "the others need not, and C, JAX and the bare loop do not: that loop, with nothing around the passes "
        "themselves, is as fast as NumPy gets.\n\n"
        + table(("engine", "µs, median", "p95", "times ours"), rows)
    )
