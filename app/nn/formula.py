"""Activations written as a formula of x, with their derivative by dual numbers.

A dual number carries a value and its derivative; the rules of calculus are then the rules of its
arithmetic, and f' comes out exact, not approximated. The text is parsed by Python's own parser and
walked by a visitor that knows a few names and refuses everything else, so nothing is ever executed.

Source: Wengert 1964, Communications of the ACM 7, pp. 463-464 (forward accumulation).
"""

import ast
import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from difflib import get_close_matches
from functools import lru_cache
from itertools import pairwise

import numpy as np

from app.nn.activations import ACTIVATIONS, Activation, Array
from app.nn.activations.straightness import is_straight
from app.nn.errors import BadSpelling

LONGEST = 200  # characters: longer than any activation in use, short enough to parse at once
MOST_NODES = 80
LARGEST = 1_000_000  # of the numbers in a formula
HIGHEST_POWER = 16  # beyond it float32 overflows at x = 250
NUMBER = re.compile(r"(\d+\.?\d*|\.\d+)(e[-+]?\d+)?", re.ASCII | re.IGNORECASE)
UNSEEN = frozenset("#;\\")  # what Python passes over, or what follows it: a comment, another line
UNUSED_COMMA = re.compile(r",[ ]*\)")  # Python takes max(x,1,) for max(x,1)
PROBE = np.linspace(-20, 20, 801)  # where a formula must give finite numbers to be accepted
SHOWN = PROBE[np.abs(PROBE) <= 4]  # where its picture is drawn


@dataclass(frozen=True)
class Dual:
    """A value and its derivative by x, arrays of one shape or plain numbers."""

    value: Array
    slope: Array


def _chain(
    function: Callable[[Array], Array], derivative: Callable[[Array], Array]
) -> Callable[[Dual], Dual]:
    """The chain rule: (f(u))' = f'(u) u'."""
    return lambda u: Dual(function(u.value), derivative(u.value) * u.slope)


def _sigmoid(u: Array) -> Array:
    return 0.5 + 0.5 * np.tanh(0.5 * u)


def _larger(u: Dual, v: Dual) -> Dual:
    first = u.value > v.value
    return Dual(np.where(first, u.value, v.value), np.where(first, u.slope, v.slope))


def _negative(u: Dual) -> Dual:
    return Dual(-u.value, -u.slope)


def _smaller(u: Dual, v: Dual) -> Dual:
    return _negative(_larger(_negative(u), _negative(v)))


ONE_ARGUMENT: dict[str, Callable[[Dual], Dual]] = {
    "abs": _chain(np.abs, np.sign),
    "exp": _chain(np.exp, np.exp),
    "log": _chain(np.log, np.reciprocal),
    "sqrt": _chain(np.sqrt, lambda u: 0.5 / np.sqrt(u)),
    "sin": _chain(np.sin, np.cos),
    "cos": _chain(np.cos, lambda u: -np.sin(u)),
    "tanh": _chain(np.tanh, lambda u: 1 - np.tanh(u) ** 2),
    "arctan": _chain(np.arctan, lambda u: 1 / (1 + u * u)),
    "sigmoid": _chain(_sigmoid, lambda u: _sigmoid(u) * (1 - _sigmoid(u))),
    "relu": _chain(lambda u: np.maximum(u, 0), lambda u: np.where(u > 0, 1.0, 0.0)),
    "sinh": _chain(np.sinh, np.cosh),
    "cosh": _chain(np.cosh, np.sinh),
}
CHOICE = "where"  # where(x > 0, x, 0): the first value where the condition holds, else the second
COMPARISONS: dict[type[ast.cmpop], Callable[[Array, Array], Array]] = {
    ast.Gt: np.greater, ast.GtE: np.greater_equal, ast.Lt: np.less, ast.LtE: np.less_equal,
    ast.Eq: np.equal, ast.NotEq: np.not_equal,
}  # fmt: skip
TWO_ARGUMENTS: dict[str, Callable[[Dual, Dual], Dual]] = {"max": _larger, "min": _smaller}
CONSTANTS = {"pi": np.pi, "e": np.e}
FUNCTIONS = (*ONE_ARGUMENT, *TWO_ARGUMENTS, CHOICE)
# Of the catalog, with its usual numbers, whatever works on one; softmax looks at its neighbours.
CATALOG = {entry.name: entry.bound() for entry in ACTIVATIONS if entry.name not in (*FUNCTIONS, "softmax")}
MEANT = {"swish": "silu", "step": "binary_step", "heaviside": "binary_step", "logit": "log", "power": "x**2"}
ALIKE = 0.72  # below, a name was hardly meant: tahn is alike to tanh, arcsin not to sin
NAMES = ", ".join([*CONSTANTS, *FUNCTIONS])
KNOWN = "Known are + - * / ** and {known}."

OPERATORS: dict[type[ast.operator], Callable[[Dual, Dual], Dual]] = {
    ast.Add: lambda u, v: Dual(u.value + v.value, u.slope + v.slope),
    ast.Sub: lambda u, v: Dual(u.value - v.value, u.slope - v.slope),
    ast.Mult: lambda u, v: Dual(u.value * v.value, u.slope * v.value + u.value * v.slope),
    ast.Div: lambda u, v: Dual(
        u.value / v.value, (u.slope * v.value - u.value * v.slope) / (v.value * v.value)
    ),
}


@lru_cache(maxsize=256)
def compile_formula(text: str) -> Activation:
    """The activation that a formula of x describes.

    Raises BadSpelling, which names the position of what is not understood, or the x at which the
    formula is not a finite number.

    >>> compile_formula("x**2").gradient(np.array([3.0]))
    array([6.])
    """
    tree = _parsed(text)

    def value(z: Array, a: Array, kept: Array) -> None:
        with np.errstate(all="ignore"):  # what overflows may be the part that where() or min() leaves out
            answer = _walk(tree, Dual(z, np.ones_like(z)))
            a[:], kept[:] = answer.value, answer.slope

    def slope(z: Array, a: Array, kept: Array) -> None:
        """The forward pass left the slope in `kept`."""

    activation = Activation(
        name=text,
        label=text,
        note="Your own formula; its slope follows from it exactly.",
        formula=text,
        derivative="exact, by dual numbers",
        range="",
        source="your own",
        value=value,
        slope=slope,
    )
    _check_finite(activation, tree)
    return replace(activation, bends=not is_straight(activation), range=_range(activation))


def _parsed(text: str) -> ast.expr:
    if len(text) > LONGEST:
        raise _refusal(
            LONGEST,
            "A formula has at most {most} characters",
            "Write a shorter one.",
            code="formula_long",
            most=LONGEST,
        )
    strange = next((at for at, sign in enumerate(text) if not _is_sign(sign)), None)
    if strange is not None:
        raise _refusal(strange, "A formula cannot have this sign", KNOWN, code="formula_strange", known=NAMES)
    try:
        tree = ast.parse(text, mode="eval").body
    except SyntaxError as problem:
        raise _unreadable(text, problem) from None
    except (ValueError, MemoryError, RecursionError):
        raise _refusal(0, "This cannot be read", KNOWN, code="formula_unreadable", known=NAMES) from None
    missing = UNUSED_COMMA.search(text)
    if missing:
        reason = "The formula is not finished"
        raise _refusal(missing.end() - 1, reason, "Write what follows.", code="formula_unfinished")
    _point_at_signs(tree, text)
    _check_numbers(tree, text)
    _check_size(tree)
    with np.errstate(all="ignore"):  # what is not finite is found, and said, by _check_finite
        _walk(tree, Dual(np.ones(1), np.ones(1)))
    return tree


def _is_sign(sign: str) -> bool:
    """Whether a formula can have it: Python's parser would pass over comments and joined lines."""
    return sign.isascii() and sign.isprintable() and sign not in UNSEEN


def _point_at_signs(tree: ast.expr, text: str) -> None:
    """Move the place of a sum or the like from its beginning to its sign, where the eye finds a fault."""
    for node in ast.walk(tree):
        match node:
            case ast.BinOp(left=first) | ast.Compare(left=first) | ast.Attribute(value=first):
                pass
            case ast.Tuple(elts=[first, *_]) | ast.Call(func=ast.Constant() | ast.BinOp() as first):
                pass
            case _:
                continue
        end = first.end_col_offset or 0
        node.col_offset = end + len(text[end:]) - len(text[end:].lstrip(" )"))


def _check_numbers(tree: ast.expr, text: str) -> None:
    """Whether all numbers are written in one way: 0x10, 1_0 and 2j are Python's alone."""
    for node in ast.walk(tree):
        match node:
            case ast.Constant(value=int() | float() | complex(), col_offset=start, end_col_offset=end):
                if text[start].isdigit() and not NUMBER.fullmatch(text[start:end]):
                    reason, remedy = "This number is not written plainly", "Write it as 10, 0.5 or 1e-3."
                    raise _refusal(start, reason, remedy, code="formula_plain")


def _check_size(tree: ast.expr) -> None:
    count = sum(1 for _ in ast.walk(tree))
    if count > MOST_NODES:
        places = sorted(node.col_offset for node in ast.walk(tree) if isinstance(node, ast.expr))
        beyond = places[MOST_NODES * len(places) // count]
        raise _refusal(
            beyond,
            "A formula has at most {most} parts",
            "Write a shorter one.",
            code="formula_parts",
            most=MOST_NODES,
        )


def _walk(node: ast.expr, x: Dual) -> Dual:
    """The formula's value and slope at x; whatever is not listed here is refused."""
    match node:
        case ast.Name(id="x"):
            return x
        case ast.Call(func=ast.Name(id=name), args=[condition, one, two], keywords=[]) if name == CHOICE:
            return _chosen(condition, one, two, x)
        case ast.Call(func=ast.Name(id=name), args=[one], keywords=[]) if name in CATALOG:
            return _of_catalog(CATALOG[name], _walk(one, x))
        case ast.BinOp(left=ast.Name(id="e"), op=ast.Pow(), right=right) if not _is_number(right):
            return ONE_ARGUMENT["exp"](_walk(right, x))
        case ast.Name(id=name) if name in CONSTANTS:
            return _constant(CONSTANTS[name])
        case ast.Constant(value=int() | float() as number) if (
            not isinstance(number, bool) and abs(number) <= LARGEST
        ):
            return _constant(float(number))
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            return _negative(_walk(operand, x))
        case ast.UnaryOp(op=ast.UAdd(), operand=operand):
            return _walk(operand, x)
        case ast.BinOp(left=base, op=ast.Pow(), right=exponent):
            return _power(_walk(base, x), _exponent(exponent))
        case ast.BinOp(left=left, op=operator, right=right) if type(operator) in OPERATORS:
            return OPERATORS[type(operator)](_walk(left, x), _walk(right, x))
        case ast.Call(func=ast.Name(id=name), args=[one], keywords=[]) if name in ONE_ARGUMENT:
            return ONE_ARGUMENT[name](_walk(one, x))
        case ast.Call(func=ast.Name(id=name), args=[one, two], keywords=[]) if name in TWO_ARGUMENTS:
            return TWO_ARGUMENTS[name](_walk(one, x), _walk(two, x))
    raise _strange(node)


def _chosen(condition: ast.expr, one: ast.expr, two: ast.expr, x: Dual) -> Dual:
    """Either value, by a condition; the other one may be anything there, sin(x)/x at 0 for one."""
    holds = _holds(condition, x)
    with np.errstate(all="ignore"):
        first, second = _walk(one, x), _walk(two, x)
    return Dual(np.where(holds, first.value, second.value), np.where(holds, first.slope, second.slope))


def _holds(condition: ast.expr, x: Dual) -> Array:
    """Where a comparison holds: x > 0, or -1 < x < 1."""
    if not isinstance(condition, ast.Compare) or any(type(each) not in COMPARISONS for each in condition.ops):
        reason = "A condition is needed here"
        raise _refusal(
            condition.col_offset, reason, "Write {example}.", code="formula_condition", example="x > 0"
        )
    sides = [_walk(side, x).value for side in (condition.left, *condition.comparators)]
    compared = zip(condition.ops, pairwise(sides), strict=True)
    return np.logical_and.reduce([COMPARISONS[type(each)](*pair) for each, pair in compared])


def _of_catalog(entry: Activation, u: Dual) -> Dual:
    value = np.atleast_1d(np.asarray(u.value))
    shape = np.shape(u.value)
    return Dual(entry(value).reshape(shape), entry.gradient(value).reshape(shape) * u.slope)


def _is_number(node: ast.expr) -> bool:
    inner = node.operand if isinstance(node, ast.UnaryOp) else node
    return isinstance(inner, ast.Constant)


def _constant(number: float) -> Dual:
    return Dual(np.asarray(number), np.asarray(0.0))


def _exponent(node: ast.expr) -> float:
    """A plain number: x**x and 10**10**10 are no activations."""
    negative = isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub)
    match node.operand if negative else node:
        case ast.Constant(value=value) if type(value) in (int, float) and value <= HIGHEST_POWER:
            return -float(value) if negative else float(value)
    raise _refusal(
        node.col_offset,
        "An exponent is a plain number up to {most}",
        "Write x**2, or exp(x).",
        code="formula_exponent",
        most=HIGHEST_POWER,
    )


def _power(base: Dual, exponent: float) -> Dual:
    if exponent == 0:
        return _constant(1.0)
    return Dual(base.value**exponent, exponent * base.value ** (exponent - 1) * base.slope)


def _check_finite(activation: Activation, tree: ast.expr) -> None:
    finite = np.isfinite(activation(PROBE)) & np.isfinite(activation.gradient(PROBE))
    if finite.all():
        return
    where = PROBE[~finite][np.abs(PROBE[~finite]).argmin()]
    with np.errstate(all="ignore"):
        broken = _broken(tree, Dual(np.array([where]), np.ones(1)))
    match broken:
        case ast.BinOp(op=ast.Div()):
            code = "formula_divides"
            advice = "It divides by 0 there: keep the divisor away from 0, as in x/(1 + abs(x))."
        case ast.Call(func=ast.Name(id="log" | "sqrt")) | ast.BinOp(op=ast.Pow(), left=ast.Name(id="x")):
            code = "formula_undefined"
            advice = "log, sqrt and powers such as x**0.5 need a number above 0, as in sqrt(1 + x**2)."
        case _:
            code = "formula_infinite"
            advice = "It grows too fast there: bound what grows, as in exp(tanh(x))."
    raise BadSpelling(
        f"The formula or its slope is not a finite number at x = {{x}}. {advice}",
        "activation",
        broken.col_offset + 1,
        code=code,
        x=f"{where:g}",
    )


def _broken(node: ast.expr, x: Dual) -> ast.expr:
    """The first part of a formula without a finite value that has no such part itself."""
    for part in ast.iter_child_nodes(node):
        if isinstance(part, ast.expr) and not (isinstance(part, ast.Name) and part.id in FUNCTIONS):
            dual = _walk(part, x)
            if not (np.isfinite(dual.value).all() and np.isfinite(dual.slope).all()):
                return _broken(part, x)
    return node


def _range(activation: Activation) -> str:
    values = activation(SHOWN)
    low, high = (f"{value + 0.0:.3g}" for value in (values.min(), values.max()))
    return f"[{low}, {high}] for x from {SHOWN[0]:g} to {SHOWN[-1]:g}"


# --- what is wrong, and where -----------------------------------------------------------------------


def _refusal(index: int, reason: str, remedy: str, *, code: str, **values: object) -> BadSpelling:
    return BadSpelling(reason, "activation", index + 1, remedy, code=code, **values)


def _unmultiplied(index: int) -> BadSpelling:
    return _refusal(
        index,
        "Before this bracket a sign is missing",
        "Write 2*(x + 1) to multiply.",
        code="formula_unmultiplied",
    )


def _strange(node: ast.expr) -> BadSpelling:
    """The refusal of a part that can be read, but is no part of a formula."""
    place = node.col_offset
    match node:
        case ast.Name(id=name) if name in FUNCTIONS:
            return _refusal(
                place,
                "{name} needs brackets",
                "Write {example}.",
                code="formula_brackets",
                name=name,
                example=_example(name),
            )
        case ast.Name(id=name):
            return _refusal(
                place,
                "{name} is not known here; the variable is x",
                KNOWN,
                code="formula_name",
                name=_short(name),
                known=NAMES,
            )
        case ast.Call(func=ast.Name(id=name)) if name in FUNCTIONS:
            return _refusal(
                place,
                _values(name),
                "Write {example}.",
                code="formula_values",
                name=name,
                example=_example(name),
            )
        case ast.Call(func=ast.Name(id=name)) if name not in ("x", *CONSTANTS, *CATALOG):
            return _no_function(place, name)
        case ast.Call(func=ast.Name(end_col_offset=end)):
            return _unmultiplied(end or 0)
        case ast.Call(func=ast.Constant() | ast.BinOp()):
            return _unmultiplied(place)
        case ast.Tuple():
            reason = "This comma is not understood"
            return _refusal(place, reason, "Write a decimal number as 0.5.", code="formula_comma")
        case ast.BinOp(op=ast.BitXor()):
            reason = "A formula cannot have this sign"
            return _refusal(place, reason, "Write a power as x**2.", code="formula_power")
        case ast.Constant(value=int() | float()):
            reason = "A number is {most} at most"
            return _refusal(place, reason, "Write a smaller one.", code="formula_number", most=LARGEST)
    return _refusal(place, "This is not understood", KNOWN, code="formula_part", known=NAMES)


def _no_function(place: int, name: str) -> BadSpelling:
    reason, called = "There is no function called {name}", _short(name)
    known = (*FUNCTIONS, *CATALOG)
    mixed = [one for one in known if sorted(one) == sorted(name)]  # sihn is sinh rather than sin
    for near in [MEANT[name]] if name in MEANT else mixed or get_close_matches(name, known, 1, ALIKE):
        remedy = "Did you mean {near}? " + KNOWN
        return _refusal(
            place, reason, remedy, code="formula_function_near", name=called, near=near, known=NAMES
        )
    return _refusal(place, reason, KNOWN, code="formula_function", name=called, known=NAMES)


def _unreadable(text: str, problem: SyntaxError) -> BadSpelling:
    """The refusal of what is no expression at all."""
    index = min(max((problem.offset or 1) - 1, 0), len(text))
    touching = re.search(r"(?<![\w.])[\d.]*\d(?= ?[a-df-z_])", text)
    if "never closed" in problem.msg:
        reason = "This bracket is never closed"
        return _refusal(index, reason, "Write a ) for each (.", code="formula_unclosed")
    if "unmatched" in problem.msg:
        reason = "This bracket was never opened"
        return _refusal(index, reason, "Write a ( for each ).", code="formula_unopened")
    if touching:
        reason = "After the number a sign is missing"
        return _refusal(touching.end(), reason, "Write 2*x to multiply.", code="formula_touching")
    if text.rstrip()[-1:] in "+-*/(,":
        reason = "The formula is not finished"
        return _refusal(len(text), reason, "Write what follows.", code="formula_unfinished")
    return _refusal(index, "This cannot be read", KNOWN, code="formula_unreadable", known=NAMES)


def _values(name: str) -> str:
    if name == CHOICE:
        return "{name} takes a condition and two values"
    return "{name} takes two values" if name in TWO_ARGUMENTS else "{name} takes one value"


def _example(name: str) -> str:
    if name == CHOICE:
        return "where(x > 0, x, 0)"
    return f"{name}(0.1*x, x)" if name in TWO_ARGUMENTS else f"{name}(x)"


def _short(name: str) -> str:
    return name if len(name) <= 20 else f"{name[:19]}…"
