"""Who solves what: `python -m benchmarks.success` writes docs/success.md.

Every activation is trained on every data set, without noise and with the default settings, from
several seeds. Counted are the runs that end with 99 % of the training points right, and how many
epochs they took, those of settling included.
"""

import os

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

# The threads have to be set before NumPy is loaded.
import argparse
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from statistics import median

from app.experiment import Experiment, task
from app.nn import training
from benchmarks.limits import LIMITS, NAMES, SETS, Limit
from docs.build import Row, table

PAGE = Path(__file__).parents[1] / "docs" / "success.md"
GOOD = 0.99


@dataclass(frozen=True)
class Ending:
    """How one run ended."""

    solved: bool
    epochs: int


Counts = Mapping[tuple[str, str], int]  # by activation and data set, from how many seeds it got there
Results = Mapping[tuple[str, str], Sequence[Ending]]  # by activation and data set, an ending for each seed


def ending(activation: str, dataset: str, seed: int) -> Ending:
    """Train once, with the defaults."""
    experiment = Experiment(dataset=dataset, seed=seed, data_seed=seed)
    chosen = task(experiment, activation)
    final = training.advance(chosen, training.start(chosen), experiment.epochs + 1).final
    assert final is not None, "one epoch more than there are ends every run"
    return Ending(final.train_accuracy >= GOOD, final.epoch)


def measure(seeds: int, processes: int) -> Results:
    """Every activation on every data set, from seeds 0, 1, .."""
    pairs = tuple(product(NAMES, SETS))
    jobs = [(*pair, seed) for pair in pairs for seed in range(seeds)]
    with ProcessPoolExecutor(processes) as pool:
        endings = list(pool.map(ending, *zip(*jobs, strict=True), chunksize=seeds))
    return {pair: endings[index * seeds :][:seeds] for index, pair in enumerate(pairs)}


def page(results: Results, seeds: int) -> str:
    """docs/success.md, whole."""
    parts = [
        "# Who solves what",
        f"Made by `python -m benchmarks.success --seeds {seeds}`: from how many of {seeds} seeds 99 % of the "
        "training points were learned, with the default network (8, 8), the default settings, two classes "
        "and no noise.",
        _grid(results, _solved),
        "## Why not",
        why_not({pair: sum(one.solved for one in endings) for pair, endings in results.items()}, seeds),
        "## How long it took",
        "Epochs at the median of the runs that got there, those in which the picture settles included.",
        _grid(results, _epochs),
    ]
    return "\n\n".join(parts) + "\n"


def _grid(results: Results, cell: Callable[[Sequence[Ending]], str]) -> str:
    rows: list[Row] = [(f"`{name}`", *(cell(results[name, dataset]) for dataset in SETS)) for name in NAMES]
    return table(("", *(dataset.replace("_", " ") for dataset in SETS)), rows)


def _solved(endings: Sequence[Ending]) -> str:
    return str(sum(one.solved for one in endings))


def _epochs(endings: Sequence[Ending]) -> str:
    taken = [one.epochs for one in endings if one.solved]
    return f"{median(taken):.0f}" if taken else "–"


def why_not(solved: Counts, seeds: int) -> str:
    """The reasons, a line each, with what the table counts."""
    return "\n".join(_sentence(limit, solved, seeds) for limit in LIMITS)


def _sentence(limit: Limit, solved: Counts, seeds: int) -> str:
    """Where no seed gets there, why, and where some do."""
    counts = {place: sorted({solved[name, place] for name in limit.activations}) for place in limit.datasets}
    never = [place for place, found in counts.items() if not found[-1]]
    some = [
        f"`{place}` with {_range(found)} of {seeds} seeds" for place, found in counts.items() if found[-1]
    ]
    who = _listed(limit.activations, NAMES, "Every activation")
    where = _listed(never or limit.datasets, SETS, "every data set")
    rest = " " + limit.sometimes.format(places=_and(some)) if some else ""
    return f"- {who} on {where}: {limit.reason}{rest}"


def _range(counts: Sequence[int]) -> str:
    return str(counts[0]) if len(counts) == 1 else f"{counts[0]} to {counts[-1]}"


def _listed(some: Sequence[str], all_there_are: Sequence[str], everything: str) -> str:
    """The names, or by which ones they fall short of all."""
    missing = [f"`{name}`" for name in all_there_are if name not in some]
    if not missing:
        return everything
    if len(missing) < len(some):
        return f"{everything} but {_and(missing)}"
    return _and([f"`{name}`" for name in some])


def _and(names: Sequence[str]) -> str:
    return " and ".join(filter(None, (", ".join(names[:-1]), names[-1])))


def main() -> None:
    """Measure, and write the page."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, default=20)
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--page", type=Path, default=PAGE, help="where to write it")
    chosen = parser.parse_args()
    chosen.page.write_text(page(measure(chosen.seeds, chosen.processes), chosen.seeds), encoding="utf-8")
    print(f"{chosen.page}: {len(NAMES)} activations on {len(SETS)} data sets, {chosen.seeds} seeds each")


if __name__ == "__main__":
    main()
