"""Layers without a bend collapse: however many there are, their product is one layer.

Of a trained network that bends, the same question has another answer: the plane that fits its logit
best, and how much of it that plane leaves unsaid.
"""

from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np

from app.insight.affine import best_fit, in_own_units, product, straightness, sums_met
from app.insight.chain import chain
from app.insight.entry import Answer, Insight, Parameter, Said
from app.insight.subject import Subject
from app.insight.writing import affine, nested, sums, symbols
from app.nn.activations import Array
from app.nn.errors import BadSpelling, Unsuitable

MOST_ROWS = 64
MOST_MATRICES = 7
LARGEST = 1e6
STRAIGHT = 1e-12  # of the variance that one layer leaves unexplained: what is straight but for rounding
FLAT = 1e-13  # of the largest value: outputs that vary by less are one number, and rounding
TRIED = 1000  # points at which a network written by hand is compared with its product


@dataclass(frozen=True)
class Matrices:
    """Layers without biases, written by hand: each (units, inputs)."""

    layers: tuple[Array, ...]

    @property
    def product(self) -> Array:
        """The one layer that they are, (outputs, inputs)."""
        whole = self.layers[0]
        for W in self.layers[1:]:
            whole = W @ whole
        return whole


def read_matrices(text: str) -> Matrices:
    """Read `2,-1;0.5,3/4,-2`: numbers with commas, rows with semicolons, layers with slashes.

    Raises BadSpelling.
    """
    layers = tuple(_matrix(part) for part in text.split("/"))
    if len(layers) > MOST_MATRICES:
        message = "There can be at most {most} layers, not {count}."
        many = {"most": MOST_MATRICES, "count": len(layers)}
        raise BadSpelling(message, "matrices", code="matrices_many", **many)
    for index, (below, above) in enumerate(pairwise(layers), 2):
        if above.shape[1] != below.shape[0]:
            raise BadSpelling(
                "Layer {layer} reads {reads} numbers and the one before it gives {gives}. "
                "Write as many numbers into each row as the layer before has rows.",
                "matrices",
                code="matrices_fit",
                layer=index,
                reads=above.shape[1],
                gives=below.shape[0],
            )
    return Matrices(layers)


def _matrix(text: str) -> Array:
    try:
        rows = [[float(entry) for entry in row.split(",")] for row in text.split(";")]
        matrix = np.array(rows, dtype=np.float64)
    except ValueError:
        raise _unreadable() from None
    if matrix.ndim != 2 or max(matrix.shape) > MOST_ROWS or not (np.abs(matrix) <= LARGEST).all():
        raise _unreadable()
    return matrix


def _unreadable() -> BadSpelling:
    return BadSpelling(
        "Write each layer's weights as numbers up to a million with commas, its rows with semicolons and the "
        "layers with slashes, such as 2,-1;0.5,3/4,-2.",
        "matrices",
        code="matrices",
    )


def check(subject: Subject, *, matrices: str, depth: int, slope: float) -> None:
    """Raises BadSpelling for matrices that cannot be read, Unsuitable where a depth is asked for, too."""
    if matrices and depth:
        raise Unsuitable("Send matrices or depth: they are two networks.", "depth", code="matrices_or_depth")
    if matrices:
        read_matrices(matrices)


def trainings(*, matrices: str, depth: int, slope: float) -> int:
    """A network that is written by hand is not trained."""
    return 0 if matrices or depth else 1


def answer(subject: Subject, *, matrices: str, depth: int, slope: float) -> Answer:
    """The one layer that a network is, or nearly is."""
    if depth:
        return chain(slope, depth)
    return of_matrices(read_matrices(matrices)) if matrices else of_network(subject)


def of_network(subject: Subject) -> Answer:
    """Of a trained network: the product of its layers or, where it bends, its best affine fit."""
    logits = subject.logits(subject.grid_inputs)
    exact = not subject.task.network.bends
    whole = product(subject) if exact else best_fit(subject.grid_inputs, logits)
    told = _compared(logits, whole @ subject.grid_inputs)
    own = in_own_units(subject, whole)
    names = [feature.label for feature in subject.features]
    outputs = ["logit"] if len(whole) == 1 else [f"logit {name}" for name in subject.data.classes]
    return {
        "of": "network",
        "collapses": exact,
        "straight": exact or told["r2"] > 1 - STRAIGHT,
        "sums": sums_met(subject, subject.grid_inputs),
        "inputs": names,
        "weights": whole[:, :-1],
        "bias": whole[:, -1],
        "own_weights": None if own is None else own[:, :-1],
        "own_bias": None if own is None else own[:, -1],
        "formula": _lines(outputs, whole, names, "=" if exact else "≈"),
        "symbols": symbols([f.name for f in subject.task.network.activations], exact),
        "numbers": "",
        **told,
        "residual": straightness(subject, logits),
        "chain": None,
    }


def of_matrices(given: Matrices) -> Answer:
    """Of layers that are written by hand: both sides of the equation, in symbols and in numbers."""
    whole = given.product
    names = [f"x{index}" for index in range(1, whole.shape[1] + 1)]
    X = np.random.default_rng(0).uniform(-1, 1, (whole.shape[1], TRIED))
    passed = X
    for W in given.layers:
        passed = W @ passed
    outputs = ["y"] if len(whole) == 1 else [f"y{index}" for index in range(1, len(whole) + 1)]
    return {
        "of": "matrices",
        "collapses": True,
        "straight": True,
        "sums": [],
        "inputs": names,
        "weights": whole,
        "bias": np.zeros(len(whole)),
        "own_weights": None,
        "own_bias": None,
        "formula": _lines(outputs, np.c_[whole, np.zeros(len(whole))], names, "="),
        "symbols": nested(given.layers),
        "numbers": sums(given.layers),
        **_compared(passed, whole @ X),
        "residual": None,
        "chain": None,
    }


def _compared(values: Array, straight: Array) -> dict[str, Any]:
    """How far two surfaces (outputs, n) are apart, and which share of the first the second explains."""
    apart = np.abs(values - straight)
    spread = values - values.mean(axis=1, keepdims=True)
    unit = max(float(apart.max()), float(np.abs(spread).max())) or 1.0  # no square of it is too large
    rest, total = (float(((part / unit) ** 2).sum()) for part in (apart, spread))
    said = max(0.0, 1 - rest / total) if np.abs(spread).max() > FLAT * np.abs(values).max() else 1.0
    return {
        "max_difference": float(apart.max()),
        "range": float(np.ptp(values, axis=1).max()),
        "r2": said,
    }


def _lines(outputs: list[str], whole: Array, names: list[str], sign: str) -> str:
    """Each output as a sum of numbers times inputs, a line an output."""
    return "\n".join(
        f"{output} {sign} {affine(row, names)}" for output, row in zip(outputs, whole, strict=True)
    )


COLLAPSE = Insight(
    name="collapse",
    label="Collapse to one layer",
    note="The one layer that a network without a bend comes to, whatever its depth; of a network that bends, "
    "the best such layer, and how little of it that explains.",
    parameters=(
        Parameter(
            "matrices",
            "",
            "Matrices",
            "A network by hand in place of the trained one: numbers with commas, rows with semicolons, "
            "layers with slashes, no biases, such as 2,-1;0.5,3/4,-2; empty for the trained one.",
            example="2,-1;0.5,3/4,-2",
        ),
        Parameter(
            "depth",
            0,
            "Depth",
            "So many layers of slope·x in place of the trained network; 0 for the trained one.",
            minimum=0,
            maximum=1000,
            step=1,
        ),
        Parameter(
            "slope",
            0.9,
            "Slope",
            "What each layer of such a chain multiplies by.",
            minimum=-2.0,
            maximum=2.0,
            step=0.01,
        ),
    ),
    fields=(
        Said("of", str, "What was looked at: network, matrices or chain.", "network"),
        Said("collapses", bool, "Whether it is one layer exactly; otherwise this is the best fit.", True),
        Said(
            "straight",
            bool,
            "Whether it is one layer over the whole picture, but for rounding: always where it collapses, "
            "and where a network that could bend does not bend there.",
            True,
        ),
        Said(
            "sums",
            list[dict[str, Any]],
            "Each hidden layer's sums over the picture, from `low` to `high`, and whether all its units are "
            "`straight` over the sums that they meet there; of matrices and chains none.",
            [{"layer": 1, "activation": "tanh", "low": -3.2, "high": 2.9, "straight": False}],
        ),
        Said("inputs", list[str], "What the weights multiply: the network's inputs, in order.", ["x", "y"]),
        Said(
            "weights",
            list[list[float]],
            "The one layer's weights, a row for each output, of the inputs as the network is shown them.",
            [[3.1, -0.4]],
        ),
        Said("bias", list[float], "The one layer's biases, in the same terms.", [0.2]),
        Said(
            "own_weights",
            list[list[float]] | None,
            "The same weights of x and y in the data's own units; null where other features are shown.",
            [[3.1, -0.4]],
        ),
        Said("own_bias", list[float] | None, "The biases that go with them.", [0.2]),
        Said("formula", str, "The layer in numbers, a line an output.", "logit = 3.1·x − 0.4·y + 0.2"),
        Said(
            "symbols",
            str,
            "The layers and their product in symbols.",
            "W₂·(W₁·x + b₁) + b₂ = (W₂·W₁)·x + (W₂·b₁ + b₂)",
        ),
        Said(
            "numbers",
            str,
            "Of matrices by hand: both sides of that equation in numbers; else empty.",
            "4·(2·x1 − 1·x2) − 2·(0.5·x1 + 3·x2) = 7·x1 − 10·x2",
        ),
        Said(
            "max_difference",
            float,
            "The largest difference between the outputs of the network and of the one layer: on the "
            f"picture's grid, or at {TRIED} points.",
            1.3e-15,
        ),
        Said("range", float, "How far the network's outputs reach there, to measure the difference by.", 8.2),
        Said("r2", float, "The share of the outputs' variance that the one layer explains, at most 1.", 1.0),
        Said(
            "residual",
            float | None,
            "How far the boundary strays from the best line through it, in the data's units; null where "
            "there is none.",
            2e-16,
        ),
        Said(
            "chain",
            dict[str, Any] | None,
            "Of a chain: `slope`, `depth`, its product as `value` and as `mantissa` · 10^`exponent`, and its "
            "decimal logarithm as `log10`, null for 0.",
            None,
        ),
    ),
    answer=answer,
    check=check,
    trainings=trainings,
)
