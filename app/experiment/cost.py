"""What an experiment costs, before it is run."""

from app.experiment.record import Experiment
from app.nn import optimizers, solver

MOST_WORK = 5_000_000_000  # weight-updates; the costliest experiment trains for about ten seconds
STEP_COST = 25_000  # what a step costs beyond its arithmetic, in the same unit: some 40 calls into NumPy


def work(experiment: Experiment) -> int:
    """An upper bound on the arithmetic, in weight-updates: one weight, one point, there and back."""
    samples = experiment.samples if experiment.points is None else len(experiment.points.x)
    batch = min(experiment.batch_size or samples, samples)
    steps = experiment.epochs * -(-samples // batch)
    cells = experiment.resolution**2 * (1 + experiment.frames)
    weights = experiment.network().parameters
    step = weights * batch + STEP_COST
    if experiment.optimizer != solver.AUTO:
        step = optimizers.find(experiment.optimizer).cost(step, weights, batch)
    return len(experiment.activation) * (steps * step + weights * cells // 3)
