"""Mathematical notation, as the catalog shows it and people write it, as the one spelling of a formula.

`exp(-x²)`, `|x|`, `2x`, `√(2/π)`, `x if x > 0, else 0.1 x` become `exp(-x**2)`, `abs(x)`, `2*x`,
`sqrt(2/pi)`, `where(x>0,x,0.1*x)`: plain ASCII without spaces. Each letter keeps the place it comes from, so
that a fault is shown where it was typed. What is left alone is judged by the parser, formula.py.
"""

import re
from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass

POWERS = dict(zip("⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻ˣ", "0123456789+-x", strict=True))
FRACTIONS = {
    "½": "1/2", "⅓": "1/3", "⅔": "2/3", "¼": "1/4", "¾": "3/4", "⅕": "1/5", "⅙": "1/6", "⅛": "1/8",
}  # fmt: skip
SIGNS = {
    "·": "*", "×": "*", "⋅": "*", "∙": "*", "−": "-", "–": "-", "—": "-", "÷": "/", "∕": "/", "⁄": "/",
    "^": "**",
    "≤": "<=", "≥": ">=", "⩽": "<=", "⩾": ">=", "≠": "!=", "π": "pi", "σ": "sigmoid", "∣": "|", "′": "'",
}  # fmt: skip
ALIASES = {"ln": "log", "atan": "arctan", "arctg": "arctan", "otherwise": "else"}
VALUES = ("x", "pi", "e")  # names that are no functions: a bracket behind them is to be multiplied by
FULL_WIDTH = range(0xFF01, 0xFF5F)  # as Korean and Japanese keyboards write ASCII

# A number as Python alone writes it (1_0, 0x10, 2j) stays whole, so that the parser refuses it by its name.
_TOKEN = re.compile(
    r"(?P<number>[0-9][0-9.]*_[\w.]*|0[box][0-9][0-9a-f]*|[0-9][0-9.]*j\b|(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:e[-+]?[0-9]+)?)|(?P<name>[a-z_]\w*)|(?P<powers>[⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻ˣ]+)"
    r"|(?P<sign>\*\*|<=|>=|==|!=|.)",
    re.ASCII,
)


@dataclass(frozen=True)
class Token:
    """A piece of a formula: what it is, how it is written in ASCII, and where it was typed."""

    kind: str  # number, name, powers, root, bar or sign
    text: str
    place: int
    spaced: bool  # whether a space stands before it


Letters = list[tuple[str, int]]  # each letter of the spelling, and the index that it comes from


def spelled(typed: str) -> Letters:
    """The one spelling of what was typed.

    >>> "".join(letter for letter, _ in spelled("2x · |x − ½|"))
    '2*x*abs(x-(1/2))'
    """
    tokens = list(_tokens(typed))
    return list(_cases(tokens)) if tokens else []


def _tokens(typed: str) -> Iterator[Token]:
    text = "".join(_plain(letter) for letter in typed)
    spaced, index = False, 0
    while index < len(text):
        if text[index].isspace():
            spaced, index = True, index + 1
            continue
        match = _TOKEN.match(text, index)
        if match is None:  # a line break of some kind
            index += 1
            continue
        kind, part = str(match.lastgroup), match[0]
        yield _token(kind, part, index, spaced)
        spaced, index = False, match.end()


def _plain(letter: str) -> str:
    """The letter in lower case, in ASCII where it is a wide one; one for one, so that places stay."""
    if ord(letter) in FULL_WIDTH:
        letter = chr(ord(letter) - 0xFEE0)
    low = letter.lower()
    return low if len(low) == 1 else letter


def _token(kind: str, part: str, place: int, spaced: bool) -> Token:
    if kind == "powers":
        return Token(kind, "".join(POWERS[sign] for sign in part), place, spaced)
    if kind == "name":
        return Token(kind, ALIASES.get(part, part), place, spaced)
    if part in FRACTIONS:
        return Token("number", f"({FRACTIONS[part]})", place, spaced)
    if part in "√":
        return Token("root", "sqrt", place, spaced)
    text = SIGNS.get(part, part)
    kinds = {"pi": "name", "sigmoid": "name", "|": "bar"}
    return Token(kinds.get(text, kind), text, place, spaced)


# --- cases ------------------------------------------------------------------------------------------


def _cases(tokens: Sequence[Token]) -> Iterator[tuple[str, int]]:
    """`a if x > 0, else b` and `a, and b at 0` as where(x>0,a,b) and where(x==0,b,a); all else as it is."""
    chosen = _find(tokens, "if")
    if chosen is None:
        yield from _at(tokens)
        return
    value, rest = tokens[:chosen], tokens[chosen + 1 :]
    end = next((at for at, token in _outside(rest) if token.text in (",", ";", "else")), len(rest))
    condition, others = rest[:end], rest[end:]
    while others and others[0].text in (",", ";", "else", "and"):
        others = others[1:]
    place = tokens[chosen].place
    yield from _from("where(", place)
    yield from _sum(condition, equals=True)
    yield from _from(",", place)
    yield from _cases(value)
    if others:
        yield from _from(",", place)
        yield from _cases(others)
    yield from _from(")", place)


def _at(tokens: Sequence[Token]) -> Iterator[tuple[str, int]]:
    at, comma = _find(tokens, "at"), _find(tokens, ",")
    if at is None or comma is None or comma > at or not tokens[at + 1 :]:
        yield from _sum(tokens)
        return
    value = [token for token in tokens[comma + 1 : at] if token.text != "and"]
    place = tokens[at].place
    yield from _from("where(x==", place)
    yield from _sum(tokens[at + 1 :])
    yield from _from(",", place)
    yield from _sum(value)
    yield from _from(",", place)
    yield from _sum(tokens[:comma])
    yield from _from(")", place)


def _find(tokens: Sequence[Token], text: str) -> int | None:
    return next((index for index, token in _outside(tokens) if token.text == text), None)


def _outside(tokens: Sequence[Token]) -> Iterator[tuple[int, Token]]:
    """The tokens that stand in no bracket."""
    depth = 0
    for index, token in enumerate(tokens):
        depth += {"(": 1, ")": -1}.get(token.text, 0)
        if depth == 0:
            yield index, token


# --- products, powers, bars and roots ---------------------------------------------------------------


def _sum(tokens: Sequence[Token], *, equals: bool = False) -> Iterator[tuple[str, int]]:
    """What has no cases: signs of multiplication that were left out, bars and roots as functions."""
    ended = False  # whether an operand ends before this token
    bars = 0
    before: Token | None = None
    index = 0
    while index < len(tokens):
        token = tokens[index]
        closes = token.kind == "bar" and bars > 0 and ended
        opens = token.text == "(" or (token.kind == "bar" and not closes)
        begins = opens or token.kind in ("number", "name", "root")
        if ended and begins:
            yield from _between(before, token, tokens[index - 2] if index > 1 else None)
        if token.kind == "root":
            index = yield from _root(tokens, index)
            ended, before = True, token
            continue
        if token.text == "(" and not _is_call(before, token):
            end = _closing(tokens, index)
            if end is not None:
                yield from _from("(", token.place)
                yield from _cases(tokens[index + 1 : end])
                yield from _from(")", tokens[end].place)
                index, ended, before = end + 1, True, tokens[end]
                continue
        if token.kind == "bar":
            bars += -1 if closes else 1
            yield from _from(")" if closes else "abs(", token.place)
            ended = closes
        elif token.kind == "powers":
            yield from _from(f"**{_exponent(token.text)}", token.place)
            ended = True
        else:
            yield from _from("==" if equals and token.text == "=" else token.text, token.place)
            ended = token.kind in ("number", "name") or token.text == ")"
        index, before = index + 1, token


def _exponent(text: str) -> str:
    return text if text.lstrip("+-").isdigit() else f"({text})"


def _is_call(before: Token | None, token: Token) -> bool:
    return before is not None and before.kind == "name" and before.text not in VALUES


def _between(before: Token | None, token: Token, earlier: Token | None) -> Iterator[tuple[str, int]]:
    """The sign that is left out between two operands, where it can only be that of a product."""
    if before is None or _is_call(before, token):
        spaced = token.text != "(" and token.spaced
        yield from _from(" " if spaced else "", token.place)
    elif before.kind == "number" and token.kind == "number":
        yield from _from(" ", token.place)
    elif before.kind == "number" and earlier is not None and earlier.text == "/" and not token.spaced:
        yield from _from(" ", token.place)  # 1/2x is x/2 to one and 1/(2x) to another: the parser asks
    else:
        yield from _from("*", token.place)


def _root(tokens: Sequence[Token], index: int) -> Generator[tuple[str, int], None, int]:
    """√(…), or √ of the one number or name behind it; the index after it."""
    root = tokens[index]
    yield from _from("sqrt", root.place)
    following = tokens[index + 1] if index + 1 < len(tokens) else None
    if following is None or following.text == "(":
        end = None if following is None else _closing(tokens, index + 1)
        if end is None:
            return index + 1
        yield from _from("(", tokens[index + 1].place)
        yield from _cases(tokens[index + 2 : end])
        yield from _from(")", tokens[end].place)
        return end + 1
    yield from _from(f"({following.text})", following.place)
    return index + 2


def _closing(tokens: Sequence[Token], start: int) -> int | None:
    depth = 0
    for index in range(start, len(tokens)):
        depth += {"(": 1, ")": -1}.get(tokens[index].text, 0)
        if depth == 0:
            return index
    return None


def _from(text: str, place: int) -> Iterator[tuple[str, int]]:
    """The letters of a text; those of a token that stays as it is keep their own places."""
    return ((letter, place + offset) for offset, letter in enumerate(text))
