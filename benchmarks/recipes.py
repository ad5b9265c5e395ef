"""Each activation's own spread and pace, beside the usual ones: `python -m benchmarks.recipes`.

An activation of the catalog may have initial weights that spread its sums wider or narrower than
usual, and a learning rate of its own. This is what that brings: epochs until 99 % of the training
points are right, over three data sets that are not easy, without settling.
"""

import os

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

# The threads have to be set before NumPy is loaded.
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from itertools import product
from statistics import mean

from app.experiment import Experiment, task
from app.nn import solver, training
from app.nn.activations import ACTIVATIONS
from docs.build import table

SETS = ("spiral", "checkerboard", "yin_yang")
SEEDS = range(20)
OWN = tuple(entry for entry in ACTIVATIONS if not entry.alias_of and (entry.spread, entry.pace) != (1.0, 1.0))
NAMES = tuple(entry.name for entry in OWN)


def epochs(activation: str, dataset: str, usual: bool, seed: int) -> tuple[int, bool]:
    """How many epochs one training took, and whether it got there."""
    experiment = Experiment(dataset=dataset, seed=seed, data_seed=seed)
    chosen = task(experiment, activation)
    network = chosen.network
    if usual:
        plain = tuple(replace(entry, spread=1.0, pace=1.0) for entry in network.activations)
        network = replace(network, activations=plain)
    recipe = solver.choose(network, solver.AUTO, solver.AUTO, 0.0, solver.AUTO, experiment.epochs)
    chosen = replace(chosen, network=network, solver=replace(recipe, settle=0))
    ended = training.advance(chosen, training.start(chosen), experiment.epochs + 1)
    return ended.final.epoch, ended.status == "reached"


def main() -> None:
    """Print the table."""
    jobs = list(product(NAMES, SETS, (True, False), SEEDS))
    with ProcessPoolExecutor(2) as pool:
        endings = dict(zip(jobs, pool.map(epochs, *zip(*jobs, strict=True), chunksize=20), strict=True))
    rows = []
    for entry in OWN:
        cells = []
        for usual in (True, False):
            runs = [endings[entry.name, dataset, usual, seed] for dataset, seed in product(SETS, SEEDS)]
            cells += [f"{mean(taken for taken, _ in runs):.0f}", f"{sum(solved for _, solved in runs)}"]
        rows.append((f"`{entry.name}`", f"{entry.spread:g}", f"{entry.pace:g}", *cells))
    runs = len(SETS) * len(SEEDS)
    head = (
        "activation",
        "spread",
        "pace",
        "epochs, usual",
        f"solved of {runs}",
        "epochs, own",
        f"solved of {runs}",
    )
    print(table(head, rows))


if __name__ == "__main__":
    main()
