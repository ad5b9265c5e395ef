"""Arithmetic to be read: a unit's sum as a formula with its numbers, a whole trace as monospaced text."""

from collections.abc import Iterator, Sequence
from typing import Any

from app.insight.entry import Answer
from app.insight.gradients import Passes, read
from app.insight.subject import Subject
from app.nn.activations import Array

LINEAR = "identity"  # f(z) = z needs no second step in a formula


def layers(subject: Subject, names: Sequence[str], inputs: Array, passed: Passes) -> list[dict[str, Any]]:
    """Each layer's units with their arithmetic; `names` are the inputs', inputs (features + 1, 1)."""
    hidden, told = len(subject.layers) - 1, []
    below = read(passed, inputs)
    for index, (W, (z, a), activation) in enumerate(zip(subject.layers, passed, subject.names, strict=True)):
        own = unit_names(index, len(W), hidden)
        units = [
            unit(own[row], names, weights, below[index][:, 0], activation, float(z[row, 0]), float(a[row, 0]))
            for row, weights in enumerate(W)
        ]
        told.append({"layer": index + 1, "activation": activation, "units": units})
        names = own
    return told


def unit_names(index: int, units: int, hidden: int) -> list[str]:
    """What the units of layer `index` are called: h1, h2, .. (h2.1, .. where there are several layers), p.

    >>> unit_names(0, 2, hidden=1), unit_names(1, 2, hidden=2), unit_names(2, 1, hidden=2)
    (['h1', 'h2'], ['h2.1', 'h2.2'], ['p'])
    """
    if index == hidden:
        return ["p"] if units == 1 else [f"p{number}" for number in range(units)]
    prefix = "h" if hidden == 1 else f"h{index + 1}."
    return [f"{prefix}{number}" for number in range(1, units + 1)]


def unit(
    name: str, names: Sequence[str], row: Array, inputs: Array, activation: str, z: float, a: float
) -> dict[str, Any]:
    """One unit: row, (inputs + 1,), its weights and bias; inputs, (inputs + 1,), what it reads."""
    summed = f"{name} = {applied(activation, weighted_sum(row, names))}"
    steps = [summed] if activation == LINEAR else [summed, applied(activation, number(z))]
    return {
        "name": name,
        "weights": row[:-1].copy(),
        "products": row[:-1] * inputs[:-1],
        "bias": row[-1],
        "z": z,
        "a": a,
        "formula": " = ".join([*steps, number(a)]),
    }


def applied(activation: str, text: str) -> str:
    """The activation's name with what it is applied to: softmax(z), but (x**2)(z) for a formula of x.

    >>> applied("leaky_relu(0.1)", "z"), applied("x**2", "z"), applied("identity", "z")
    ('leaky_relu(0.1)(z)', '[x**2](z)', 'z')
    """
    if activation == LINEAR:
        return text
    name = activation if activation[:1].isalpha() and _closes(activation) else f"[{activation}]"
    return f"{name}({text})"


def _closes(activation: str) -> bool:
    """Whether it is a name, with its numbers in brackets where it has any."""
    name, _, numbers = activation.partition("(")
    return name.isidentifier() and name != "x" and "x" not in numbers


def weighted_sum(row: Array, names: Sequence[str]) -> str:
    """The weights with the names of what they multiply, and the bias, which comes last.

    >>> weighted_sum(np.array([0.73, -1.2, 0.1]), ["x", "y"])
    '0.73·x - 1.2·y + 0.1'
    """
    terms = [(weight, f"{number(abs(weight))}·{name}") for weight, name in zip(row, names, strict=False)]
    terms.append((row[-1], number(abs(row[-1]))))
    (first, text), *rest = terms
    signs = (f" {'-' if value < 0 else '+'} {term}" for value, term in rest)
    return f"{'-' if first < 0 else ''}{text}{''.join(signs)}"


def number(value: float) -> str:
    """Four digits, which is what a person reads.

    >>> number(0.123456), number(12345.6), number(-0.0)
    ('0.1235', '1.235e+04', '0')
    """
    return f"{value + 0.0:.4g}"


def text(told: Answer) -> str:
    """A whole trace, a line a number."""
    return "\n".join(_lines(told))


def _lines(told: Answer) -> Iterator[str]:
    at = told["at"]
    yield f"The point x = {number(at['x'])}, y = {number(at['y'])}"
    yield "  is shown to the network as " + ", ".join(
        f"{entry['label']} = {number(entry['value'])}" for entry in told["inputs"]
    )
    *hidden, output = told["layers"]
    for layer in hidden:
        yield ""
        yield f"Layer {layer['layer']}: {layer['activation']}"
        yield from (unit["formula"] for unit in layer["units"])
    yield ""
    yield f"Output: {output['activation']}"
    yield from (unit["formula"] for unit in output["units"])
    yield f"The winner is class {told['winner']}, probability {number(max(told['probabilities']))}"
    if told["loss"] is not None:
        yield from _lines_back(told)


def _lines_back(told: Answer) -> Iterator[str]:
    gradient, update = told["gradient"], told["update"]
    yield ""
    yield f"As class {told['label']}, its loss L = {number(told['loss'])}"
    yield f"Its gradient has the length {number(gradient['norm'])}"
    yield f"One step at learning rate {update['learning_rate']:g}:"
    names = [entry["label"] for entry in told["inputs"]]
    for layer, slope, after in zip(told["layers"], gradient["layers"], update["layers"], strict=True):
        yield ""
        for row, unit in enumerate(layer["units"]):
            before = [*unit["weights"], unit["bias"]]
            slopes = [*slope["weights"][row], slope["biases"][row]]
            later = [*after["weights"][row], after["biases"][row]]
            for name, old, by, new in zip([*names, "bias"], before, slopes, later, strict=True):
                yield _step(f"{unit['name']}←{name}", old, by, new, update["learning_rate"])
        names = [unit["name"] for unit in layer["units"]]
    yield ""
    yield f"After the step L = {number(update['loss'])}, probabilities " + ", ".join(
        number(value) for value in update["probabilities"]
    )


def _step(name: str, old: float, slope: float, new: float, rate: float) -> str:
    change = f"{number(old)} - {rate:g}·{_bracketed(slope)}"
    return f"{name}: {change} = {number(new)}"


def _bracketed(value: float) -> str:
    shown = number(value)
    return f"({shown})" if shown.startswith("-") else shown
