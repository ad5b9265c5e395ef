"""The arithmetic of one point, number by number: forward, and with a label also back and one step down."""

from dataclasses import replace
from typing import Any

import numpy as np

from app.insight import arithmetic
from app.insight.entry import Answer, Insight, Parameter, Said
from app.insight.gradients import Passes, of_weights, targets_of
from app.insight.subject import Subject
from app.nn import datasets
from app.nn.activations import Array
from app.nn.errors import BadSpelling, Unsuitable
from app.nn.network import CEILING

FARTHEST = 1e6  # from the origin along either axis; somebody's own points may lie anywhere
CHECKED = 200  # weights whose derivative is checked at the most; each takes two passes
STEP = 1e-5  # of the central differences, whose error is of the order of its square


def check(subject: Subject, *, at: str, label: str) -> None:
    """Raises BadSpelling for a point that cannot be read, Unsuitable for a class that is not there."""
    read_point(at, _farthest(subject))
    read_label(label, subject.data.classes)


def answer(subject: Subject, *, at: str, label: str) -> Answer:
    """The point through all layers; with a label also its loss, the loss's gradient, and what a step does.

    Raises Unsuitable where the sums are too large for numbers.
    """
    x, y = read_point(at, _farthest(subject))
    inputs = subject.inputs_at(np.array([[x], [y]]))
    number = read_label(label, subject.data.classes)
    told: Answer = {"at": {"x": x, "y": y}} | forward(subject, inputs)
    with np.errstate(all="ignore"):
        told |= _no_label() if number is None else backward(subject, inputs, number)
    if not _is_finite(told):
        message = "At {at} the numbers become too large. Take a point nearer to the data."
        raise Unsuitable(message, "at", code="trace_far", at=at)
    return told | {"text": arithmetic.text(told)}


def _farthest(subject: Subject) -> float:
    return FARTHEST if subject.data.sides is None else datasets.FARTHEST


def read_point(text: str, farthest: float = FARTHEST) -> tuple[float, float]:
    """The x and y of `0.5,-0.25`. Raises BadSpelling.

    >>> read_point("0.5, -0.25")
    (0.5, -0.25)
    """
    try:
        x, y = (float(part) for part in text.split(","))
    except ValueError:
        message = "Write a point as two numbers with a comma, such as at=0.5,-0.25."
        raise BadSpelling(message, "at", code="trace_point") from None
    if not (abs(x) <= farthest and abs(y) <= farthest):
        message = "The x and y of a point are from {low} to {high}, such as at=0.5,-0.25."
        low, high = (
            f"{bound:.0f}" if farthest <= FARTHEST else f"{bound:g}" for bound in (-farthest, farthest)
        )
        raise BadSpelling(message, "at", code="trace_bounds", low=low, high=high)
    return x + 0.0, y + 0.0  # no -0


def read_label(text: str, classes: tuple[str, ...]) -> int | None:
    """The number of a class, given by its name or by its number from 0; None where there is no text.

    Raises Unsuitable.
    """
    numbers = tuple(str(number) for number in range(len(classes)))
    for known in (classes, numbers):
        if text in known:
            return known.index(text)
    if text:
        message, known = "There is no class {text}. Choose one of: {known}.", ", ".join(classes)
        raise Unsuitable(message, "label", code="trace_label", text=repr(text), known=known)
    return None


def forward(subject: Subject, inputs: Array) -> Answer:
    """Every product and every sum of one point's inputs, (features + 1, 1), up to the class it is given."""
    passed = subject.passes(inputs)
    p = probabilities(passed)
    winner = int(p.argmax())
    names = [feature.label for feature in subject.features]
    return {
        "inputs": [
            {"name": feature.name, "label": feature.label, "value": value}
            for feature, value in zip(subject.features, inputs[:-1, 0], strict=True)
        ],
        "layers": arithmetic.layers(subject, names, inputs, passed),
        "logits": passed[-1][0][:, 0],
        "probability": p[1] if len(p) == 2 else p[winner],
        "probabilities": p,
        "winner": subject.data.classes[winner],
    }


def probabilities(passed: Passes) -> Array:
    """What a point's passes end in: the probability of each class, (classes,)."""
    p = passed[-1][1][:, 0]
    return np.array([1 - p[0], p[0]]) if len(p) == 1 else p


def backward(subject: Subject, inputs: Array, number: int) -> Answer:
    """The point's own loss as of class `number`, its gradient by every weight, and one step down it."""
    targets = targets_of(subject, np.array([number]))
    gradients = of_weights(subject, inputs, targets)
    rate = subject.task.solver.learning_rate
    flat = np.concatenate([gradient.ravel() for gradient in gradients])
    stepped = moved(subject, subject.theta64 - rate * flat)
    return {
        "label": subject.data.classes[number],
        "loss": loss(subject, inputs, targets),
        "gradient": {
            "norm": float(np.linalg.norm(flat)),
            "layers": _matrices(gradients),
            "check": checked(subject, inputs, targets, flat),
        },
        "update": {
            "learning_rate": rate,
            "layers": _matrices(stepped.layers),
            "probabilities": probabilities(stepped.passes(inputs)),
            "loss": loss(stepped, inputs, targets),
        },
    }


def _no_label() -> Answer:
    return dict.fromkeys(("label", "loss", "gradient", "update"))


def loss(subject: Subject, inputs: Array, targets: Array) -> float:
    """The mean loss of these inputs, without penalties."""
    return subject.task.loss.form(len(targets)).value(subject.logits(inputs), targets)


def moved(subject: Subject, theta: Array) -> Subject:
    """The same subject with other weights, (P,) float64."""
    return replace(subject, state=replace(subject.state, theta=theta))


def checked(subject: Subject, inputs: Array, targets: Array, gradient: Array) -> dict[str, Any]:
    """The gradient against central differences of the loss, at evenly chosen weights where there are many."""
    theta = subject.theta64
    chosen = np.unique(np.linspace(0, len(theta) - 1, min(CHECKED, len(theta))).astype(int))
    farthest = 0.0
    for index in chosen:
        step = np.zeros_like(theta)
        step[index] = STEP
        above, below = (loss(moved(subject, theta + side * step), inputs, targets) for side in (1, -1))
        farthest = max(farthest, abs(gradient[index] - (above - below) / (2 * STEP)))
    return {"weights": len(chosen), "difference": farthest}


def _matrices(layers: list[Array]) -> list[dict[str, Array]]:
    return [{"weights": W[:, :-1].copy(), "biases": W[:, -1].copy()} for W in layers]


def _is_finite(told: Any) -> bool:
    if isinstance(told, dict):
        return all(_is_finite(value) for value in told.values())
    if isinstance(told, list):
        return all(_is_finite(value) for value in told)
    if isinstance(told, str) or told is None:
        return True
    return bool(np.all(np.abs(told) < CEILING))


TRACE = Insight(
    name="trace",
    label="One point, number by number",
    note="Every product and every sum on a point's way through the network; with a label, the way back, too.",
    parameters=(
        Parameter("at", "0,0", "Point", "The point's x and y in the data's units, such as 0.5,-0.25."),
        Parameter("label", "", "Label", "The class it should be, for its loss and the gradient; or empty."),
    ),
    fields=(
        Said("at", dict[str, float], "The point, in the data's units.", {"x": 0.5, "y": -0.25}),
        Said(
            "inputs",
            list[dict[str, Any]],
            "What the network is shown of it: each feature and its value.",
            [{"name": "x", "label": "x", "value": 0.5}],
        ),
        Said(
            "layers",
            list[dict[str, Any]],
            "Each layer's units: weights, the product of each weight and its input, bias, z = their sum, "
            "a = f(z), and all of it as a formula with its numbers.",
            [
                {
                    "layer": 1,
                    "activation": "tanh",
                    "units": [
                        {
                            "name": "h1",
                            "weights": [0.5, -2.0],
                            "products": [0.25, 0.5],
                            "bias": 0.25,
                            "z": 1.0,
                            "a": 0.761594,
                            "formula": "h1 = tanh(0.5·x - 2·y + 0.25) = tanh(1) = 0.7616",
                        }
                    ],
                }
            ],
        ),
        Said("logits", list[float], "The sums of the output layer.", [1.5]),
        Said(
            "probability",
            float,
            "P(class 1), as in a boundary's z; with more classes, that of the winner.",
            0.817574,
        ),
        Said("probabilities", list[float], "That of each class.", [0.182426, 0.817574]),
        Said("winner", str, "The class that the network gives the point.", "1"),
        Said("label", str | None, "The class it should be, where one was named.", "1"),
        Said("loss", float | None, "The point's own loss, without penalties.", 0.201413),
        Said(
            "gradient",
            dict[str, Any] | None,
            "The derivative of that loss by every weight and bias, and the length of it all; `check` is the "
            "largest difference from central differences, over so many weights.",
            {
                "norm": 0.21,
                "layers": [{"weights": [[-0.1, 0.05]], "biases": [-0.2]}],
                "check": {"weights": 3, "difference": 2e-11},
            },
        ),
        Said(
            "update",
            dict[str, Any] | None,
            "One step of plain gradient descent at the run's learning rate: the weights, probabilities and "
            "loss after it.",
            {
                "learning_rate": 0.05,
                "layers": [{"weights": [[0.505, -2.0025]], "biases": [0.26]}],
                "probabilities": [0.18, 0.82],
                "loss": 0.198,
            },
        ),
        Said(
            "text",
            str,
            "The same to be read, a line a number.",
            "h1 = tanh(0.5·x - 2·y + 0.25) = tanh(1) = 0.7616",
        ),
    ),
    answer=answer,
    check=check,
)
