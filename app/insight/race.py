"""Downhill in several ways: every optimiser from the same initial weights, until the loss is low enough.

How many epochs that takes is no measure of time: a step of Levenberg and Marquardt's costs as much as a dozen
plain ones. And one start says little, so each races from several seeds.

Source: Schmidt, Schneider & Hennig 2021, ICML (no optimiser is the best on every problem).
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from app.insight.entry import Answer, Insight, Parameter, Said
from app.insight.subject import Subject
from app.insight.trials import cost
from app.nn.optimizers import OPTIMIZERS, Optimizer
from app.nn.solver import AUTO, choose
from app.nn.task import Task

MOST_SEEDS = 10
MOST_EPOCHS = 500
EFFORT = 1_500_000_000  # weight-updates that all runs may cost together: some seconds
AUTOMATIC = "hinge"  # the initial weights where the experiment leaves them to us


def trainings(*, target_loss: float, seeds: int) -> int:
    """Each optimiser from each seed."""
    return len(OPTIMIZERS) * seeds


def variant(task: Task, run: int, *, target_loss: float, seeds: int) -> Task:
    """The run of one optimiser from one seed; of no epochs where it does not suit the task, or costs much."""
    seed, rule = divmod(run, len(OPTIMIZERS))
    wishes = task.solver.wishes
    first = AUTOMATIC if wishes.initializer == AUTO else wishes.initializer
    name, rate, schedule = OPTIMIZERS[rule].name, wishes.learning_rate, wishes.schedule
    solver = choose(task.network, name, first, rate, schedule, task.epochs)
    entered = replace(
        task,
        solver=replace(solver, spread=1.0),  # so that all begin with the very same weights
        seed=task.seed + seed,
        target_accuracy=0.0,
        target_loss=target_loss,
        frames=0,
    )
    affordable = EFFORT // trainings(target_loss=target_loss, seeds=seeds) // cost(entered)
    suited = suits(OPTIMIZERS[rule], task)
    return replace(entered, epochs=min(task.epochs, MOST_EPOCHS, affordable) if suited else 0)


def suits(rule: Optimizer, task: Task) -> bool:
    """Whether the optimiser can train that task at all."""
    exact = not (task.batch_size or task.dropout or task.activation_noise)
    small = not 0 < rule.most_weights < task.network.parameters
    return (exact or not rule.whole) and (task.loss.curved or not rule.curved) and small


def answer(subject: Subject, *, target_loss: float, seeds: int) -> Answer:
    """How far one run has come."""
    state, task = subject.state, subject.task
    assert state.final is not None, "a run is looked at when its training has ended"
    moments = [moment for _, moment in state.history.entries if moment.epoch < state.final.epoch]
    moments.append(state.final)
    return {
        "optimizer": task.solver.optimizer.name,
        "learning_rate": task.solver.learning_rate,
        "seed": task.seed,
        "most": task.epochs,
        "epochs": state.final.epoch if state.status == "reached" else None,
        "loss": state.final.train_loss,
        "status": state.status,
        "history": {
            "epoch": [moment.epoch for moment in moments],
            "loss": [moment.train_loss for moment in moments],
        },
    }


def combine(answers: Sequence[Answer], *, target_loss: float, seeds: int) -> Answer:
    """All runs, optimiser by optimiser."""
    entered = [one for one in answers if one["most"]]
    names = list(dict.fromkeys(one["optimizer"] for one in entered))
    return {
        "target_loss": target_loss,
        "seeds": list(dict.fromkeys(one["seed"] for one in answers)),
        "rows": [_row([one for one in entered if one["optimizer"] == name]) for name in names],
        "left_out": [rule.name for rule in OPTIMIZERS if rule.name not in names],
    }


def _row(runs: Sequence[Answer]) -> dict[str, Any]:
    """One optimiser's runs; the median counts a run that never got there as one that takes for ever."""
    epochs = [run["epochs"] for run in runs]
    median = float(np.median([np.inf if taken is None else taken for taken in epochs]))
    return {
        "optimizer": runs[0]["optimizer"],
        "learning_rate": runs[0]["learning_rate"],
        "most_epochs": runs[0]["most"],
        "reached": sum(taken is not None for taken in epochs),
        "epochs": epochs,
        "median": median if np.isfinite(median) else None,
        "loss": [run["loss"] for run in runs],
        "status": [run["status"] for run in runs],
        "history": runs[0]["history"],
    }


RACE = Insight(
    name="race",
    label="Several ways downhill",
    note="Every optimiser on this experiment from the same initial weights: how many epochs each takes to "
    "bring the loss down that far, seed by seed.",
    parameters=(
        Parameter(
            "target_loss",
            0.1,
            "Finish",
            "The mean training loss at which a run has arrived.",
            minimum=0.001,
            maximum=10.0,
            step=0.01,
        ),
        Parameter(
            "seeds",
            3,
            "Seeds",
            "How many initial weights to race from: those of the experiment's seed and of the next ones.",
            minimum=1,
            maximum=MOST_SEEDS,
            step=1,
        ),
    ),
    fields=(
        Said("target_loss", float, "The training loss at which a run has arrived.", 0.1),
        Said("seeds", list[int], "Seeds of the initial weights, in the order of each row's lists.", [0, 1]),
        Said(
            "rows",
            list[dict[str, Any]],
            "Each optimiser, at the experiment's learning rate or its own usual one: how many runs `reached` "
            "the loss, after how many `epochs` each (null: not within `most_epochs`, which are "
            f"{MOST_EPOCHS} or fewer), their median, null where most never did, each run's last `loss` and "
            "`status`, and the `history` of the first run's loss.",
            [
                {
                    "optimizer": "adam",
                    "learning_rate": 0.02,
                    "most_epochs": 500,
                    "reached": 1,
                    "epochs": [173, None],
                    "median": None,
                    "loss": [0.0998, 0.21],
                    "status": ["reached", "finished"],
                    "history": {"epoch": [0, 4], "loss": [0.6, 0.5]},
                }
            ],
        ),
        Said(
            "left_out",
            list[str],
            "Optimisers that this experiment does not suit: those that need all points at once, a loss with "
            "a curvature, or fewer weights; and those of which an epoch costs too much.",
            [],
        ),
    ),
    answer=answer,
    combine=combine,
    trainings=trainings,
    variant=variant,
    bounded=True,
)
