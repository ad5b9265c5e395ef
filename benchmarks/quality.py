"""The picture's quality: `python -m benchmarks.quality`.

For the default experiment over 40 seeds, with and without settling: accuracy on 4000 fresh points,
calibration error (mean confidence against accuracy on them), and stray islands, the connected pieces
of either class on the 100x100 grid beyond the two that a spiral needs.
"""

import os

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

# The threads have to be set before NumPy is loaded.
from dataclasses import dataclass, replace
from statistics import mean, median

import numpy as np
from scipy.ndimage import label

from app.experiment import Experiment, data, grid, task
from app.nn import boundary, training
from app.nn.network import Workspace, forward

SEEDS = range(40)
FRESH = 2000  # samples at most in an experiment, so two of them
ACTIVATIONS = ("tanh", "sigmoid", "relu", "silu")


@dataclass(frozen=True)
class Quality:
    """How good one picture is."""

    accuracy: float
    calibration: float
    islands: int
    epochs: int


def quality(experiment: Experiment, activation: str, settle: int) -> Quality:
    """Train, and look at the result from outside."""
    chosen = task(experiment, activation)
    chosen = replace(chosen, solver=replace(chosen.solver, settle=settle))
    ended = training.advance(chosen, training.start(chosen), experiment.epochs + 1)
    z = boundary.evaluate(chosen.network, ended.theta, grid(experiment)).z
    islands = sum(label((z > 0.5) == side)[1] for side in (False, True)) - 2
    p, right = [], []
    for extra in (1, 2):
        fresh = replace(
            experiment, samples=FRESH, test_share=0.0, data_seed=experiment.data_seed + 10_000 * extra
        )
        examples = task(fresh, activation).train
        work = Workspace(chosen.network, len(examples))
        logits = forward(work, chosen.network.layers(ended.theta), examples.inputs)[0]
        p.append(0.5 + 0.5 * np.tanh(np.abs(logits) / 2))
        right.append((logits > 0) == data(fresh).label)
    accuracy = float(np.mean(right))
    return Quality(accuracy, abs(float(np.mean(p)) - accuracy), islands, ended.final.epoch)


def main() -> None:
    """Print the table."""
    print("| activation | settling epochs | fresh accuracy | calibration error | islands | epochs |")
    print("| --- | --- | --- | --- | --- | --- |")
    for activation in ACTIVATIONS:
        for settle in (1, 30, 100, 200):
            found = [quality(Experiment(seed=seed, data_seed=seed), activation, settle) for seed in SEEDS]
            print(
                f"| {activation} | {settle} "
                f"| {100 * median(item.accuracy for item in found):.2f} % "
                f"| {100 * median(item.calibration for item in found):.2f} % "
                f"| {mean(item.islands for item in found):.2f} "
                f"| {median(item.epochs for item in found):.0f} |",
                flush=True,
            )


if __name__ == "__main__":
    main()
