"""Levenberg-Marquardt beside Adam, activation by activation, on the spiral."""

import math

from app.nn import activations, optimizers
from benchmarks.parts import Figures, Options
from benchmarks.parts.solve import Contender, chosen, knows_lm, race_all, seconds
from benchmarks.peers.bendline import Bendline
from benchmarks.tables import number, table
from benchmarks.timing import median

TITLE = "Levenberg-Marquardt and Adam"
ACTIVATIONS = ("sigmoid", "elu", "gelu", "softplus", "arctan", "tanh", "silu", "relu")
SEEDS = 20
RULES = ("adam", "lm")


def measure(options: Options) -> Figures:
    """For each activation and rule, the epochs and CPU seconds of each seed; nothing without the rule."""
    if not knows_lm():
        return {}
    seeds = range(min(options.seeds, SEEDS))
    return {name: race_all([_contender(name, rule) for rule in RULES], seeds) for name in ACTIVATIONS}


def _contender(activation: str, rule: str) -> Contender:
    pace = activations.find(activation).bound().pace
    rate = optimizers.find(rule).rate * pace if rule == "adam" else 0.0
    experiment = chosen(rule, round(rate, 6))
    return Contender(rule, Bendline, experiment=experiment, activation=activation)


def report(figures: Figures) -> str:
    """The table."""
    if not figures:
        return "Skipped: this version has no Levenberg-Marquardt."
    rows = [(name, *_cells(runs["lm"]), *_cells(runs["adam"])) for name, runs in figures.items()]
    head = ("activation", "LM: ms, median", "iterations", "solved", "Adam: ms, median", "epochs", "solved")
    return (
        "Each named as the optimiser, and stopped at 99 %; Adam at the rate that `auto` would take.\n\n"
        + table(head, rows)
    )


def _cells(runs: list[Figures]) -> tuple[str, str, str]:
    times = seconds(runs)
    solved = sum(math.isfinite(took) for took in times)
    epochs = median([run["epochs"] or math.inf for run in runs])
    return number(median(times) / 1e-3), number(epochs), f"{solved} of {len(runs)}"
