"""What a straight line can do at best: the exact ceiling of the data set, beside what the network does."""

from math import hypot
from typing import Any

import numpy as np

from app.insight.ceiling import Ceiling, Line, ceiling
from app.insight.certificate import Certificate
from app.insight.entry import Answer, Insight, Said
from app.insight.logistic import logistic
from app.insight.subject import Subject
from app.nn.activations import Array
from app.nn.datasets import Labels
from app.nn.errors import Unsuitable


def check(subject: Subject) -> None:
    """Raises Unsuitable for more than two classes."""
    classes = len(subject.data.classes)
    if classes > 2:
        raise Unsuitable(
            "One line separates two classes, but there are {classes}. Take points of two classes.",
            "classes",
            code="line_classes",
            classes=classes,
        )


def answer(subject: Subject) -> Answer:
    """The ceiling of all points and of each part of them, and the network's accuracy on the same points."""
    parts = {"all": np.ones_like(subject.test), "train": ~subject.test, "test": subject.test}
    found = {name: _part(subject, chosen) for name, chosen in parts.items() if chosen.any()}
    return found["all"] | {"train": found["train"], "test": found.get("test")}


def _part(subject: Subject, chosen: Array) -> dict[str, Any]:
    center, scale = subject.measure
    X, label = (subject.data.X[:, chosen] - center) / scale, subject.label[chosen]
    right = (subject.logits(subject.inputs[:, chosen])[0] > 0) == (label == 1)
    best, logistic = told(ceiling(X, label), np.flatnonzero(chosen)), regressed(X, label)
    if (scale != 1).any():
        best |= {"line": _of_length_one(_moved(best["line"], center, scale))}
        if best["certificate"]:
            meeting = np.array([best["certificate"]["meeting"]]).T
            best["certificate"]["meeting"] = (scale * meeting + center)[:, 0].tolist()
        if logistic["finite"]:
            logistic |= {"line": _moved(logistic["line"], center, scale)}
    return best | {"network": float(right.mean()), "logistic": logistic}


def _moved(line: Line, center: Array, scale: Array) -> Line:
    """The line a, b, c of points (X - center) / scale, for the points X."""
    a, b = (np.array(line[:2]) / scale[:, 0]).tolist()
    return a, b, float(line[2] - a * center[0, 0] - b * center[1, 0])


def _of_length_one(line: Line) -> Line:
    """The same line with (a, b) of length 1."""
    a, b, c = line
    size = hypot(a, b)
    return a / size, b / size, c / size


def regressed(X: Array, label: Labels) -> dict[str, Any]:
    """Logistic regression on points X, (2, n), of the classes label, (n,), as JSON has it."""
    optimum = logistic(X, label)
    if optimum is None:
        return {"finite": False, "line": None, "accuracy": None, "loss": None}
    a, b, c = optimum.line
    right = (a * X[0] + b * X[1] + c > 0) == (label == 1)
    return {
        "finite": True,
        "line": optimum.line,
        "accuracy": float(right.mean()),
        "loss": optimum.loss,
    }


def told(best: Ceiling, number: Array) -> dict[str, Any]:
    """A ceiling as JSON has it; `number` (n,) says which points of the data set it is about."""
    return {
        "accuracy": best.accuracy,
        "correct": best.correct,
        "total": best.total,
        "line": best.line,
        "separable": best.separable,
        "margin": best.margin,
        "certificate": certificate(best.certificate, number),
    }


def certificate(proof: Certificate | None, number: Array) -> dict[str, Any] | None:
    """A certificate as JSON has it, its points numbered as in the data."""
    if proof is None:
        return None
    return {
        "points": [int(number[point]) for point in proof.points],
        "label": proof.label,
        "weights": [float(weight) for weight in proof.weights],
        "meeting": [float(place) for place in proof.meeting],
    }


_CERTIFICATE = {
    "points": [0, 1, 2, 3],
    "label": [0, 0, 1, 1],
    "weights": [0.5, 0.5, 0.5, 0.5],
    "meeting": [0.5, 0.5],
}
_LOGISTIC = {"finite": True, "line": [0.0, 0.0, 0.0], "accuracy": 0.5, "loss": 0.6931}
_PART = {
    "accuracy": 0.75,
    "correct": 3,
    "total": 4,
    "line": [0.7071, 0.7071, -0.3],
    "separable": False,
    "margin": None,
    "certificate": _CERTIFICATE,
    "network": 1.0,
    "logistic": _LOGISTIC,
}

CEILING = Insight(
    name="ceiling",
    label="The best straight line",
    note="The exact best accuracy of all straight lines on these points, with a line that has it and a proof "
    "where none divides the classes; no network without a bend can do better.",
    fields=(
        Said("accuracy", float, "The best share of the points that any straight line has right.", 0.75),
        Said("correct", int, "How many points that line has right.", 3),
        Said("total", int, "How many points there are.", 4),
        Said(
            "line",
            list[float],
            "a, b, c of such a line: a x + b y + c is positive where it says class 1.",
            [0.7071, 0.7071, -0.3],
        ),
        Said("separable", bool, "Whether a line has all points right.", False),
        Said(
            "margin",
            float | None,
            "The widest distance such a line can keep from all points; else null. Where the axes of one's "
            "own points have different ranges, half of each range is its unit.",
            None,
        ),
        Said(
            "certificate",
            dict[str, Any] | None,
            "Why there is no such line: means of either class, with these `weights` of these `points`, that "
            "meet in one place, `meeting`; null where there is one.",
            _CERTIFICATE,
        ),
        Said("network", float, "The accuracy of the trained network on the same points.", 1.0),
        Said(
            "logistic",
            dict[str, Any],
            "Logistic regression on these points, without penalty, at its optimum: a x + b y + c of its "
            "`line` is the log odds of class 1; its `accuracy` and mean `loss`. Where a line has no point on "
            "its wrong side there is no `finite` optimum: the loss falls for ever, and the others are null.",
            _LOGISTIC,
        ),
        Said("train", dict[str, Any], "The same fields, of the training points alone.", _PART),
        Said("test", dict[str, Any] | None, "The same of the test points; null where there are none.", _PART),
    ),
    answer=answer,
    check=check,
)
