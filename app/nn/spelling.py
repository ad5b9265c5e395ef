"""How an activation is written: a name, a name with parameters, one for each layer, or a formula of x."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from app.nn import notation
from app.nn.activations import ACTIVATIONS, Activation, find
from app.nn.errors import BadSpelling, BendlineError
from app.nn.formula import CATALOG, FUNCTIONS, LONGEST, NUMBER, compile_formula

_NAMES = frozenset(entry.name for entry in ACTIVATIONS)
_NAMED = re.compile(r"([a-z_]\w*)(?:\(([^()]*)\))?")
_OF_X = re.compile(r"\bx\b")


@dataclass(frozen=True)
class Spelled:
    """One activation as somebody wrote it: the entry, and it with the numbers of its parameters, in order."""

    entry: Activation
    bound: Activation
    numbers: tuple[float, ...]


def parse(text: str) -> tuple[Activation, ...]:
    """Read `tanh`, `leaky_relu(0.1)`, a formula such as `x**2` or, one for each layer, `tanh/relu`.

    A slash divides where no part beside it has a name: `x/(1+abs(x))` is one formula, and
    `tanh/x**2` two activations. Returns one for each layer named. Raises UnknownName or BadSpelling.

    >>> [entry.name for entry in parse("tanh/leaky_relu(0.1)")]
    ['tanh', 'leaky_relu(0.1)']
    """
    return tuple(spelled.bound for spelled in _spelled(text))


def read(typed: str) -> tuple[Spelled, ...]:
    """The same of a text as it was typed, in mathematical notation or with spaces and capitals.

    Raises UnknownName or BadSpelling, with the position in that very text.

    >>> [(spelled.entry.name, spelled.numbers) for spelled in read("ELU( 2 )")]
    [('elu', (2.0,))]
    """
    _check_length(typed)
    letters = _letters(typed)
    try:
        return _spelled("".join(low for low, _ in letters))
    except BendlineError as problem:
        places = [min(at + 1, len(typed)) for _, at in letters]
        after = places[-1] + 1 if places else 1
        problem.position = [*places, after][min((problem.position or 1) - 1, len(places))]
        raise


def canonical(typed: str) -> str:
    """The one spelling of what was typed, in ASCII, without spaces; what cannot be read stays recognisable.

    >>> canonical("EXP(−x²)"), canonical("x if x > 0, else alpha x"), canonical("Tanh / Leaky_ReLU(.10)")
    ('exp(-x**2)', 'leaky_relu', 'tanh/leaky_relu(0.1)')
    """
    text = "".join(letter for letter, _ in _letters(typed))
    return "/".join(_plain_numbers(part) for _, part in _parts(text)) if "(" in text else text


def _plain_numbers(part: str) -> str:
    """An activation with its parameters as the same numbers are always written: 0.1 for .10 and 1e-1."""
    match = _NAMED.fullmatch(part)
    numbers = match[2].split(",") if match and match[1] in _NAMES and match[2] else []
    if not match or not numbers or not all(map(is_number, numbers)):
        return part
    return f"{match[1]}({','.join(repr(float(number)).removesuffix('.0') for number in numbers)})"


def _letters(typed: str) -> notation.Letters:
    name = _SHOWN.get(_bare(typed))
    return [(letter, 0) for letter in name] if name else notation.spelled(typed)


def _bare(text: str) -> str:
    return "".join(text.split()).lower()


# The formulas that the catalog shows and that only their entry can mean: with parameters, or with neighbours.
_SHOWN = {
    _bare(entry.formula): entry.name
    for entry in ACTIVATIONS
    if entry.parameters or entry.name not in (*FUNCTIONS, *CATALOG)
}


def _check_length(text: str) -> None:
    if len(text) > LONGEST:
        raise BadSpelling(
            "An activation is written in {most} characters at most.",
            "activation",
            LONGEST + 1,
            code="long",
            most=LONGEST,
        )


def _spelled(text: str) -> tuple[Spelled, ...]:
    _check_length(text)
    parts = list(_parts(text))
    if len(parts) > 1 and not any(_is_named(part) for _, part in parts) and _divides(text, parts):
        parts = [(len(text) - len(text.lstrip()), text.strip())]
    return tuple(_at(start, part) for start, part in parts)


def _divides(text: str, parts: Sequence[tuple[int, str]]) -> bool:
    """Whether a slash between parts without a name is a division: there is an x, or numbers alone."""
    return bool(_OF_X.search(text)) or not any(_NAMED.fullmatch(part) or not part for _, part in parts)


def _parts(text: str) -> Iterator[tuple[int, str]]:
    """The text cut at each slash that stands outside brackets, and where each part begins."""
    start = depth = 0
    for index, character in enumerate(f"{text}/"):
        depth += {"(": 1, ")": -1}.get(character, 0)
        if index == len(text) or (character == "/" and depth == 0):
            part = text[start:index]
            yield start + len(part) - len(part.lstrip()), part.strip()
            start = index + 1


def _is_named(part: str) -> bool:
    match = _NAMED.fullmatch(part)
    return bool(match) and match[1] in _NAMES and not _OF_X.search(match[2] or "")


def _at(start: int, part: str) -> Spelled:
    """The part's activation; the position of what is wrong with it is that in the whole text."""
    try:
        return _one(part)
    except BendlineError as problem:
        problem.position = start + (problem.position or 1)
        raise


def _one(text: str) -> Spelled:
    match = _NAMED.fullmatch(text)
    if _is_formula(text, match):
        formula = compile_formula(text)
        if _OF_X.search(text):
            return Spelled(formula, formula, ())
        raise BadSpelling(
            "{text} has no x, so it answers the same whatever comes in. "
            "Write a formula of x such as max(0.1*x, x).",
            "activation",
            code="formula_constant",
            text=_short(text),
        )
    if not match:
        raise BadSpelling(
            "{text} is not an activation. "
            "Write a name such as tanh or leaky_relu(0.1), or a formula of x such as max(0.1*x, x).",
            "activation",
            code="no_activation",
            text=_short(text),
        )
    name, inside = match.groups()
    entry = find(_short(name, quote=False))
    numbers = () if inside is None else _numbers(inside, text)
    defaults = (parameter.default for parameter in entry.parameters[len(numbers) :])
    return Spelled(entry, entry.bound(numbers), (*numbers, *defaults))


def _is_formula(text: str, match: re.Match[str] | None) -> bool:
    """Whether it reads as a formula, right or wrong: max(y) does, and foo does not."""
    if _is_named(text) and match:
        return match[1] in FUNCTIONS and bool(re.search(r"[a-z]\w*", match[2] or ""))
    return bool(_OF_X.search(text) or (match and match[1] in FUNCTIONS) or (not match and text))


def _numbers(inside: str, text: str) -> tuple[float, ...]:
    numbers = [number.strip() for number in inside.split(",")]
    if all(map(is_number, numbers)):
        return tuple(map(float, numbers))
    message = "{part} in {text} is not a number."
    raise BadSpelling(message, "activation", code="no_number", part=_short(inside), text=_short(text))


def is_number(text: str) -> bool:
    """Whether a text is a number in the digits 0 to 9; Python would read those of every script, and 1_0.

    >>> [is_number(text) for text in ("0.1", "-2", ".5", "1e-3", "٠.١", "1_0", "0x1", "nan", "")]
    [True, True, True, True, False, False, False, False, False]
    """
    return NUMBER.fullmatch(text[1:] if text[:1] in ("-", "+") else text) is not None


def _short(text: str, quote: bool = True) -> str:
    """The text for a message, cut where it is long."""
    cut = text if len(text) <= 60 else f"{text[:57]}..."
    return repr(cut) if quote else cut
