"""The threshold: from which probability on a network says class 1, and what each choice gets right."""

from dataclasses import dataclass
from math import log
from typing import Any

import numpy as np

from app.insight.entry import Answer, Insight, Parameter, Said
from app.insight.subject import Subject
from app.nn.activations import Array
from app.nn.datasets import Labels
from app.nn.errors import Unsuitable

ABOVE_ALL = float(np.nextafter(1, 2))  # a threshold that no probability reaches, and yet a number
LEAST, MOST = 0.001, 0.999
DEAREST = 1000.0  # what an error may cost
SPLITS = (("all", "All points"), ("train", "Training points"), ("test", "Test points"))


@dataclass(frozen=True)
class Counts:
    """What every threshold that makes a difference comes to, from the strictest on.

    A point is called class 1 where its probability reaches the threshold: `threshold` (m,) falls, `tp`
    and `fp` (m,) count the points of class 1 and of class 0 that are called so. `positive` and
    `negative` count all of them.
    """

    threshold: Array
    tp: Labels
    fp: Labels
    positive: int
    negative: int

    @property
    def tpr(self) -> Array:
        """The share of class 1 that is found: recall, sensitivity."""
        return self.tp / self.positive

    @property
    def fpr(self) -> Array:
        """The share of class 0 that is taken for class 1."""
        return self.fp / self.negative

    @property
    def precision(self) -> Array:
        """Of the points called class 1, the share that is; 1 where there are none."""
        called = self.tp + self.fp
        return np.where(called > 0, self.tp / np.maximum(called, 1), 1.0)

    @property
    def accuracy(self) -> Array:
        """The share of all points that is right."""
        return (self.tp + self.negative - self.fp) / (self.positive + self.negative)

    @property
    def auc(self) -> float:
        """The area under the curve of tpr over fpr.

        It is the chance that a point of class 1 has a higher probability than one of class 0.
        """
        return float(np.trapezoid(self.tpr, self.fpr))

    @property
    def average_precision(self) -> float:
        """The mean of the precision, each weighted by what it adds to the recall."""
        return float(np.diff(self.tpr) @ self.precision[1:])

    def cost(self, false_positive: float, false_negative: float) -> Array:
        """The mean cost of a point, where the two errors cost so much."""
        missed = self.positive - self.tp
        return (false_positive * self.fp + false_negative * missed) / (self.positive + self.negative)

    def row(self, index: int) -> Answer:
        """One threshold with all that follows from it."""
        tp, fp = int(self.tp[index]), int(self.fp[index])
        return {
            "confusion": {"tp": tp, "fp": fp, "tn": self.negative - fp, "fn": self.positive - tp},
            "tpr": self.tpr[index],
            "fpr": self.fpr[index],
            "precision": self.precision[index],
            "accuracy": self.accuracy[index],
        }


def counts(probability: Array, label: Labels) -> Counts:
    """Of probabilities (n,) of class 1 and classes (n,), 0 or 1, both of which there are."""
    order = np.argsort(-probability, kind="stable")
    falling, one = probability[order], label[order] == 1
    ends = np.append(np.flatnonzero(np.diff(falling)), len(falling) - 1)  # the last one of each tie
    tp = np.append(0, np.cumsum(one)[ends])
    threshold = np.append(ABOVE_ALL, falling[ends])
    return Counts(threshold, tp, np.append(0, ends + 1) - tp, int(one.sum()), int((~one).sum()))


def reaching(counted: Counts, threshold: float) -> int:
    """Which of the counts holds for any threshold: that of the lowest probability that reaches it."""
    return int(np.count_nonzero(counted.threshold >= threshold)) - 1


def logit_of(threshold: float) -> float:
    """The logit at which a sigmoid output has that probability: where the boundary moves to."""
    return log(threshold / (1 - threshold))


def best(counted: Counts, cost: Array) -> int:
    """The cheapest threshold; of equally cheap ones the most accurate, then the nearest to one half."""
    candidates = np.flatnonzero(cost <= cost.min() * (1 + 1e-12))
    accurate = candidates[counted.accuracy[candidates] == counted.accuracy[candidates].max()]
    return int(accurate[np.abs(counted.threshold[accurate] - 0.5).argmin()])


def check(subject: Subject, *, split: str, **others: float) -> None:
    """Raises Unsuitable for more than two classes, and where the points chosen are not of both."""
    classes = len(subject.data.classes)
    if classes > 2:
        raise Unsuitable(
            "A threshold separates two classes, but there are {classes}, of which the likeliest wins. "
            "Take points of two classes.",
            "classes",
            code="threshold_classes",
            classes=classes,
        )
    present = set(subject.label[_chosen(subject, split)].tolist())
    if len(present) < 2:
        lacking = "There are no" if not present else "All of one class are the"
        raise Unsuitable(
            f"{lacking} {split} points, and a threshold needs both classes. "
            "Choose another split, or a larger test_share.",
            "split",
            code="threshold_points",
        )


def _chosen(subject: Subject, split: str) -> Labels:
    return {"all": np.ones_like(subject.test), "train": ~subject.test, "test": subject.test}[split]


def answer(
    subject: Subject,
    *,
    split: str,
    threshold: float,
    cost_false_positive: float,
    cost_false_negative: float,
) -> Answer:
    """Every threshold, the one that was asked for, and the cheapest."""
    chosen = _chosen(subject, split)
    probability = subject.passes(subject.inputs[:, chosen])[-1][1][0]
    counted = counts(probability, subject.label[chosen])
    cost = counted.cost(cost_false_positive, cost_false_negative)
    index, cheapest = reaching(counted, threshold), best(counted, cost)
    both = cost_false_positive + cost_false_negative
    return {
        "positive": counted.positive,
        "negative": counted.negative,
        "thresholds": counted.threshold,
        "tpr": counted.tpr,
        "fpr": counted.fpr,
        "precision": counted.precision,
        "recall": counted.tpr,
        "accuracy": counted.accuracy,
        "cost": cost,
        "auc": counted.auc,
        "average_precision": counted.average_precision,
        "chosen": {
            "threshold": threshold,
            "logit": logit_of(threshold),
            **counted.row(index),
            "cost": cost[index],
        },
        "best": {"threshold": counted.threshold[cheapest], **counted.row(cheapest), "cost": cost[cheapest]},
        "calibrated_threshold": cost_false_positive / both if both else None,
    }


_ROW = {
    "threshold": 0.5,
    "logit": 0.0,
    "confusion": {"tp": 199, "fp": 2, "tn": 198, "fn": 1},
    "tpr": 0.995,
    "fpr": 0.01,
    "precision": 0.99,
    "accuracy": 0.9925,
    "cost": 0.0075,
}


def _cost(name: str, label: str, help: str) -> Parameter:
    return Parameter(name, 1.0, label, help, minimum=0.0, maximum=DEAREST, step=0.5)


THRESHOLD = Insight(
    name="threshold",
    label="Decision threshold",
    note="What every threshold on P(class 1) gets right and wrong, and which is cheapest where the two "
    "errors cost so much; it need not be one half.",
    parameters=(
        Parameter("split", "all", "Points", "Which points are counted.", choices=SPLITS),
        Parameter(
            "threshold",
            0.5,
            "Threshold",
            "From which probability on a point is called class 1.",
            minimum=LEAST,
            maximum=MOST,
            step=0.01,
        ),
        _cost(
            "cost_false_positive",
            "Cost of a false alarm",
            "What it costs to call a point of class 0 class 1.",
        ),
        _cost("cost_false_negative", "Cost of a miss", "What it costs to call a point of class 1 class 0."),
    ),
    fields=(
        Said("positive", int, "How many points are of class 1.", 200),
        Said("negative", int, "How many points are of class 0.", 200),
        Said(
            "thresholds",
            list[float],
            "Every threshold that makes a difference, falling: the first is above all probabilities.",
            [ABOVE_ALL, 0.98, 0.02],
        ),
        Said("tpr", list[float], "The share of class 1 that reaches each threshold.", [0, 0.5, 1]),
        Said("fpr", list[float], "The share of class 0 that reaches each threshold.", [0, 0, 1]),
        Said(
            "precision", list[float], "Of those that reach it, the share of class 1; 1 for none.", [1, 1, 0.5]
        ),
        Said("recall", list[float], "The same as tpr, under its other name.", [0, 0.5, 1]),
        Said("accuracy", list[float], "The share that is right at each threshold.", [0.5, 0.75, 0.5]),
        Said("cost", list[float], "The mean cost of a point at each threshold.", [0.5, 0.25, 0.5]),
        Said("auc", float, "The area under tpr over fpr.", 0.9991),
        Said("average_precision", float, "The area under precision over recall, in steps.", 0.999),
        Said(
            "chosen",
            dict[str, Any],
            "The threshold that was asked for: its `confusion` table (true and false, positives and "
            "negatives), shares and cost, and the `logit` at which the boundary then lies.",
            _ROW,
        ),
        Said(
            "best",
            dict[str, Any],
            "The cheapest threshold, in the same terms; of equally cheap ones the most accurate, then the "
            "nearest to one half.",
            _ROW,
        ),
        Said(
            "calibrated_threshold",
            float | None,
            "The cheapest threshold for probabilities that can be taken at their word: it depends on the "
            "costs alone; null where errors cost nothing.",
            0.5,
        ),
    ),
    answer=answer,
    check=check,
)
