"""The picture's quality: `python -m benchmarks.quality`.

For the default experiment over 40 seeds, with and without settling: accuracy on 4000 fresh points,
calibration error (mean confidence against accuracy on them), and stray islands, the connected pieces
of either class on the 100x100 grid beyond the two that a spiral needs.
"""

import os

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

# The threads have to be set before NumPy is loaded.
from collections.abc import Callable
from dataclasses import dataclass, replace
from statistics import mean, median

import numpy as np
from scipy.ndimage import label

from app.experiment import Experiment, data, grid, task
from app.nn import training
from app.nn.activations import Array
from app.nn.boundary import normalized
from benchmarks.peers.bendline import probabilities

SEEDS = range(40)
FRESH = 2000  # samples at most in an experiment, so two of them
ACTIVATIONS = ("tanh", "sigmoid", "relu", "silu")


@dataclass(frozen=True)
class Look:
    """How good a picture is, seen from outside."""

    accuracy: float
    calibration: float
    islands: int


def look(experiment: Experiment, answer: Callable[[Array], Array]) -> Look:
    """Judge a network by `answer`, which takes points (n, 2) as networks see them, to P(class 1), (n,)."""
    side = experiment.resolution
    z = answer(np.ascontiguousarray(grid(experiment).inputs[:-1].T)).reshape(side, side)
    islands = sum(label((z > 0.5) == of)[1] for of in (False, True)) - 2
    confidence, right = [], []
    for extra in (1, 2):
        fresh = replace(
            experiment, samples=FRESH, test_share=0.0, data_seed=experiment.data_seed + 10_000 * extra
        )
        points = data(fresh)
        p = answer(normalized(points, points.X).astype(np.float32).T)
        confidence.append(np.maximum(p, 1 - p))
        right.append((p > 0.5) == points.label)
    accuracy = float(np.mean(right))
    return Look(accuracy, abs(float(np.mean(confidence)) - accuracy), islands)


def quality(experiment: Experiment, activation: str, settle: int) -> tuple[Look, int]:
    """Train, and look at the result; also, after how many epochs the training ended."""
    chosen = task(experiment, activation)
    chosen = replace(chosen, solver=replace(chosen.solver, settle=settle))
    ended = training.advance(chosen, training.start(chosen), experiment.epochs + 1)
    seen = look(experiment, lambda points: probabilities(chosen, ended.theta, points))
    return seen, ended.final.epoch


def main() -> None:
    """Print the table."""
    print("| activation | settling epochs | fresh accuracy | calibration error | islands | epochs |")
    print("| --- | --- | --- | --- | --- | --- |")
    for activation in ACTIVATIONS:
        for settle in (1, 30, 60, 120):
            found = [quality(Experiment(seed=seed, data_seed=seed), activation, settle) for seed in SEEDS]
            print(
                f"| {activation} | {settle} "
                f"| {100 * median(seen.accuracy for seen, _ in found):.2f} % "
                f"| {100 * median(seen.calibration for seen, _ in found):.2f} % "
                f"| {mean(seen.islands for seen, _ in found):.2f} "
                f"| {median(epochs for _, epochs in found):.0f} |",
                flush=True,
            )


if __name__ == "__main__":
    main()
