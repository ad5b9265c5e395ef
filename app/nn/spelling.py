"""How an activation is written: a name, a name with parameters, one for each layer, or a formula of x."""

import re

from app.nn.activations import ACTIVATIONS, Activation, find
from app.nn.errors import BadSpelling
from app.nn.formula import compile_formula

_NAMES = frozenset(entry.name for entry in ACTIVATIONS)
_NAMED = re.compile(r"([a-z_]\w*)(?:\(([^()]*)\))?")
_OF_X = re.compile(r"\bx\b")


def parse(text: str) -> tuple[Activation, ...]:
    """Read `tanh`, `leaky_relu(0.1)`, a formula such as `x**2` or, one for each layer, `tanh/relu`.

    A slash divides where no part beside it has a name: `x/(1+abs(x))` is one formula, and
    `tanh/x**2` two activations. Returns one for each layer named. Raises UnknownName or BadSpelling.

    >>> [entry.name for entry in parse("tanh/leaky_relu(0.1)")]
    ['tanh', 'leaky_relu(0.1)']
    """
    parts = _parts(text)
    if len(parts) > 1 and not any(_is_named(part) for part in parts) and _OF_X.search(text):
        return (compile_formula(text.strip()),)
    return tuple(_one(part) for part in parts)


def _parts(text: str) -> list[str]:
    """The text cut at each slash that stands outside brackets."""
    parts, depth = [""], 0
    for character in text:
        depth += {"(": 1, ")": -1}.get(character, 0)
        if character == "/" and depth == 0:
            parts.append("")
        else:
            parts[-1] += character
    return [part.strip() for part in parts]


def _is_named(part: str) -> bool:
    match = _NAMED.fullmatch(part)
    return bool(match) and match[1] in _NAMES and not _OF_X.search(match[2] or "")


def _one(text: str) -> Activation:
    if _OF_X.search(text) and not _is_named(text):
        return compile_formula(text)
    match = _NAMED.fullmatch(text)
    if not match:
        raise BadSpelling(
            f"{_short(text)} is not an activation. "
            "Write a name such as tanh or leaky_relu(0.1), or a formula of x such as max(0.1*x, x).",
            "activation",
        )
    name, inside = match.groups()
    entry = find(_short(name, quote=False))
    return entry.bound() if inside is None else entry.bound(_numbers(inside, text))


def _numbers(inside: str, text: str) -> list[float]:
    try:
        return [float(number) for number in inside.split(",")]
    except ValueError:
        raise BadSpelling(f"{_short(inside)} in {_short(text)} is not a number.", "activation") from None


def _short(text: str, quote: bool = True) -> str:
    """The text for a message, cut where it is long."""
    cut = text if len(text) <= 60 else f"{text[:57]}..."
    return repr(cut) if quote else cut
