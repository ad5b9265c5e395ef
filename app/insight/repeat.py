"""The same experiment from several seeds, so that nobody takes one lucky run for the rule."""

from base64 import b64encode
from collections.abc import Sequence
from math import sqrt
from typing import Any

import numpy as np

from app.insight import verdict
from app.insight.entry import Answer, Insight, Parameter, Said
from app.insight.subject import Subject
from app.insight.verdict import GOOD
from app.nn import boundary

MOST_SEEDS = 50
SIDE = 24  # points a side of each small picture
Z95 = 1.959963984540054  # standard deviations to either side that hold 95 % of a normal distribution


def answer(subject: Subject, *, seeds: int) -> Answer:
    """What one seed came to, with its small picture."""
    state, task = subject.state, subject.task
    assert state.final is not None, "a run is looked at when its training has ended"
    return {
        "seed": task.seed,
        "status": state.status,
        "epochs": state.final.epoch,
        "restarts": state.restarts,
        "train_accuracy": state.final.train_accuracy,
        "test_accuracy": state.final.test_accuracy,
        "train_loss": state.final.train_loss,
        "target": task.target_accuracy or GOOD,
        "reached": verdict.reached(task, state.final),
        "picture": picture(subject),
    }


def picture(subject: Subject) -> np.ndarray:
    """The boundary in small, (24, 24) bytes: 255 · P(class 1) or, with more classes, the winner."""
    half = float(subject.grid.x[-1] - subject.grid.x[0]) / 2
    small = boundary.lattice(subject.data, subject.features, SIDE, half)
    drawn = boundary.evaluate(subject.task.network, subject.state.theta, small)
    return (np.round(255 * drawn.z) if drawn.confidence is None else drawn.z).astype(np.uint8)


def combine(answers: Sequence[Answer], *, seeds: int) -> Answer:
    """All seeds together."""
    target = answers[0]["target"]
    accuracy = [one["train_accuracy"] for one in answers]
    successes = sum(one["reached"] for one in answers)
    low, high = wilson(successes, len(answers))
    columns = (
        *("seed", "status", "epochs", "restarts", "reached"),
        *("train_accuracy", "test_accuracy", "train_loss"),
    )
    tested = [one["test_accuracy"] for one in answers if one["test_accuracy"] is not None]
    return {
        "success": {
            "count": successes,
            "of": len(answers),
            "rate": successes / len(answers),
            "low": low,
            "high": high,
            "target": target,
        },
        "accuracy": {"train": spread(accuracy), "test": spread(tested) if tested else None},
        "epochs": spread([one["epochs"] for one in answers]),
        "runs": {name: [one[name] for one in answers] for name in columns},
        "pictures": typed(np.array([one["picture"] for one in answers])),
    }


def wilson(successes: int, trials: int) -> tuple[float, float]:
    """Between which rates the true one lies, in 95 of 100 cases.

    Source: Wilson 1927, Journal of the American Statistical Association 22, pp. 209-212.
    """
    rate, share = successes / trials, Z95**2 / trials
    middle = (rate + share / 2) / (1 + share)
    half = Z95 / (1 + share) * sqrt(rate * (1 - rate) / trials + share / (4 * trials))
    return max(middle - half, 0.0), min(middle + half, 1.0)


def spread(values: Sequence[float]) -> dict[str, float]:
    """Lowest, middle and highest."""
    return {"lowest": min(values), "median": float(np.median(values)), "highest": max(values)}


def typed(values: np.ndarray) -> dict[str, str]:
    """Bytes in Plotly's typed-array form."""
    shape = ", ".join(map(str, values.shape))
    return {"dtype": "u1", "bdata": b64encode(values.tobytes()).decode(), "shape": shape}


_SPREAD = {"lowest": 0.94, "median": 1.0, "highest": 1.0}

REPEAT = Insight(
    name="repeat",
    label="Repeat over seeds",
    note="The same experiment from several seeds: how often it succeeds, how well, and what each looks like.",
    parameters=(
        Parameter(
            "seeds",
            20,
            "Seeds",
            "How many seeds to train from: the experiment's own and those that follow it.",
            minimum=1,
            maximum=MOST_SEEDS,
            step=1,
        ),
    ),
    fields=(
        Said(
            "success",
            dict[str, Any],
            "How many runs (`count`, `of`, `rate`) reach the `target` training accuracy, or 0.99 where the "
            "experiment sets none, all classes counted alike; `low` and `high` are Wilson's 95 % interval of "
            "the rate.",
            {"count": 19, "of": 20, "rate": 0.95, "low": 0.764, "high": 0.991, "target": 0.99},
        ),
        Said(
            "accuracy",
            dict[str, Any],
            "Lowest, median and highest accuracy over the training and over the test points; null where "
            "there are none.",
            {"train": _SPREAD, "test": _SPREAD},
        ),
        Said(
            "epochs",
            dict[str, float],
            "Fewest, median and most epochs.",
            {"lowest": 150, "median": 212.5, "highest": 700},
        ),
        Said(
            "runs",
            dict[str, list[Any]],
            "A column for each thing known of a run, a row for each seed.",
            {
                "seed": [0],
                "status": ["reached"],
                "epochs": [175],
                "restarts": [0],
                "reached": [True],
                "train_accuracy": [1.0],
                "test_accuracy": [0.98],
                "train_loss": [0.01],
            },
        ),
        Said(
            "pictures",
            dict[str, str],
            f"A boundary of {SIDE} x {SIDE} bytes for each seed, rows rising with y: 255 · P(class 1) or, "
            "with more classes, the winner.",
            {"dtype": "u1", "bdata": "AP8=", "shape": "1, 1, 2"},
        ),
    ),
    answer=answer,
    combine=combine,
    trainings=lambda *, seeds: seeds,
)
