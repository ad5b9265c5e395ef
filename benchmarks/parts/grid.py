"""What a picture costs: the network's answer at 100x100 points."""

from collections.abc import Callable

import numpy as np

from app.experiment import grid
from app.nn import boundary
from benchmarks.parts import Figures, Options
from benchmarks.peers import OURS, SAME, SCIKIT, Trainer
from benchmarks.peers.bendline import Bendline
from benchmarks.tables import ratio, spread, table
from benchmarks.timing import Work, alternate
from benchmarks.work import PLAIN, Problem, spiral

TITLE = "A picture's grid"
EPOCHS = 100  # of training before, from the same weights for all
ROUNDS = 100


def measure(options: Options) -> Figures:
    """CPU seconds of a grid for each engine and round."""
    problem = spiral(0, PLAIN)
    ways = (*options.trainers(), *options.peers.get(SCIKIT, ())[1:])
    answers = {way.label: answer(_trained(way, problem)) for way in ways}
    _agree(answers)
    return alternate(
        {label: lambda work=work: work for label, work in answers.items()}, options.rounds(ROUNDS)
    )


def _trained(way: type[Trainer], problem: Problem) -> Trainer:
    trainer = way(problem)
    trainer.start(SAME, 0)
    trainer.train(EPOCHS)
    return trainer


def answer(trainer: Trainer) -> Work:
    """Evaluates the grid of the trainer's problem, its points in the order that the engine likes best."""
    lattice = grid(trainer.problem.experiment)
    if isinstance(trainer, Bendline):
        return lambda: boundary.evaluate(trainer.task.network, trainer.state.theta, lattice).z.ravel()
    columns = lattice.inputs[:-1].astype(trainer.dtype)
    points = columns.T if trainer.feature_major else np.ascontiguousarray(columns.T)
    return lambda: trainer.probabilities(points)


def _agree(answers: dict[str, Callable]) -> None:
    ours = answers[Bendline.label]()
    for label, work in answers.items():
        if not np.allclose(work(), ours, atol=1e-2):
            raise SystemExit(f"{label} gives another picture than {OURS}.")


def report(figures: Figures) -> str:
    """The table."""
    rows = [
        (label, *spread(times, 1e-3), ratio(times, figures[Bendline.label]))
        for label, times in figures.items()
    ]
    return (
        "P(class 1) at 100x100 points from the same trained 2-8-8-1 network: `boundary.evaluate`, "
        "`predict_proba`, `inference_mode`, a compiled function.\n\n"
        + table(("engine", "ms, median", "p95", "times ours"), rows)
    )
