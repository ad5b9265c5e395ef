"""Networks without a bend as people write them: the layers, their product, and the numbers in both."""

from collections.abc import Sequence

import numpy as np

from app.nn.activations import Array

MOST_WRITTEN = 3  # rows or columns of a matrix whose sums can still be read


def number(value: float) -> str:
    """A number in four digits, or six of a large one, with a real minus sign."""
    return f"{value:.{4 if abs(value) < 1000 else 6}g}".replace("-", "−")


def bracketed(value: float) -> str:
    """The same, in brackets below zero, as it stands under a power."""
    return f"({number(value)})" if value < 0 else number(value)


def superscript(power: int) -> str:
    """A power, as it stands above the line."""
    return str(power).translate(str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹"))


def affine(row: Array, names: Sequence[str]) -> str:
    """A row of weights, its bias last, as a sum of numbers times names."""
    weighted = [(f"{number(abs(w))}·{name}", w < 0) for w, name in zip(row[:-1], names, strict=True)]
    constant = [(number(abs(row[-1])), row[-1] < 0)] if row[-1] else []
    return _terms([*weighted, *constant])


def _below(index: int) -> str:
    return str(index).translate(str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉"))


def symbols(activations: Sequence[str], exact: bool) -> str:
    """A network of that many hidden layers in symbols, beside the one layer that it is, or is not."""
    text = "x"
    for index in range(1, len(activations) + 2):
        inside = text if index == 1 else f"({text})" if exact else text
        text = f"W{_below(index)}·{inside} + b{_below(index)}"
        if index <= len(activations) and not exact:
            text = f"f{_below(index)}({text})"
    last = len(activations) + 1
    if not activations:
        return f"{text}: one layer from the start"
    if not exact:
        return f"{text} ≠ W·x + b"
    product = "·".join(f"W{_below(index)}" for index in range(last, 0, -1))
    return f"{text} = W·x + b with W = {product}"


def _terms(parts: Sequence[tuple[str, bool]]) -> str:
    """Terms with their signs, (text, whether it is taken off), as one sum."""
    (first, minus), *rest = parts
    text = f"−{first}" if minus else first
    return text + "".join(f" {'−' if taken else '+'} {term}" for term, taken in rest)


def nested(layers: Sequence[Array]) -> str:
    """The equation of layers without biases in symbols: of two small ones with one output, written out."""
    if not _is_readable(layers):
        names = "·".join(f"W{_below(index)}" for index in range(len(layers), 0, -1))
        return f"{'·('.join(names.split('·'))}·x{')' * (len(layers) - 1)} = ({names})·x"
    h, x = (range(1, count + 1) for count in layers[0].shape)
    left = " + ".join(f"z{i}·({' + '.join(f'w{i}{j}·x{j}' for j in x)})" for i in h)
    right = " + ".join(f"({' + '.join(f'z{i}·w{i}{j}' for i in h)})·x{j}" for j in x)
    return f"{left} = {right}"


def sums(layers: Sequence[Array]) -> str:
    """The same equation in numbers; empty where it would be too long to read."""
    if not _is_readable(layers):
        return ""
    w, z = layers[0], layers[1][0]
    inside = [_weighted(row) for row in w]
    left = _terms([(f"{number(abs(a))}·({text})", a < 0) for a, text in zip(z, inside, strict=True)])
    return f"{left} = {_weighted(np.asarray(z @ w))}"


def _weighted(row: Array) -> str:
    return _terms([(f"{number(abs(value))}·x{index}", value < 0) for index, value in enumerate(row, 1)])


def _is_readable(layers: Sequence[Array]) -> bool:
    return len(layers) == 2 and len(layers[1]) == 1 and max(layers[0].shape) <= MOST_WRITTEN
