"""What was sent, as a refusal repeats it: in JSON's words and cut short, whatever its size and depth."""

from collections.abc import Iterator, Mapping
from typing import Any

import orjson

SHOWN = 60  # characters of a value that a sentence repeats
LONGEST_NAME = 60  # characters of a name that a visitor made up
LONGEST_VALUE = 200  # characters of a value that a problem repeats
DEEPEST = 8  # levels of a value that are written; far below what the encoder can hold
CUT = "…"


def shown(value: Any, *, quote: bool = True) -> str:
    """The value in a sentence, cut short; texts in quotes, if asked for, and always where they are blank.

    >>> shown(True), shown(None), shown({"a": [1, "b"]}), shown([1, 2]), shown("a"), shown("a", quote=False)
    ('true', 'null', '{"a": [1, "b"]}', '2 of them', "'a'", 'a')
    """
    if isinstance(value, list | tuple):
        return f"{len(value):,} of them" if len(value) > 9999 else f"{len(value)} of them"
    if isinstance(value, str):
        text = value[: SHOWN + 1]
        return cut(text if text.strip() and not quote else repr(text), SHOWN)
    return cut(written(value, SHOWN + 1), SHOWN)


def name(sent: str) -> str:
    """A name that was made up, in a sentence: plain where it is short and can be printed."""
    return sent if len(sent) <= LONGEST_NAME and sent.isprintable() else shown(sent)


def plain(value: Any) -> Any:
    """The value as a problem holds it: itself where that is short, or else the beginning of its text."""
    if isinstance(value, str):
        return value if len(value) <= LONGEST_VALUE else value[:LONGEST_VALUE] + CUT
    text = written(value, LONGEST_VALUE + 1)
    return text if len(text) > LONGEST_VALUE or CUT in text else value


def number(value: float) -> str:
    """A bound as a sentence has it."""
    return f"{value:g}" if isinstance(value, float) else str(value)


def cut(text: str, most: int) -> str:
    """The text, or as much of it as fits with a sign that there is more."""
    return text if len(text) <= most else text[: most - 1] + CUT


def written(value: Any, most: int) -> str:
    """The JSON text of a value, to that many characters or a few more; the rest is not looked at.

    >>> written({"a": [True, None, 1e30]}, 60), written([[0] * 10**6], 9)
    ('{"a": [true, null, 1e30]}', '[[0, 0, 0')
    """
    text = ""
    for piece in _pieces(value, most, DEEPEST):
        text += piece
        if len(text) > most:
            break
    return text


def _pieces(value: Any, most: int, deeper: int) -> Iterator[str]:
    match value:
        case str():
            yield orjson.dumps(cut(value, most)).decode()
        case Mapping() | list() | tuple() if not deeper:
            yield CUT
        case Mapping():
            yield "{"
            for index, (key, item) in enumerate(value.items()):
                yield f"{', ' * (index > 0)}{orjson.dumps(cut(key, most)).decode()}: "
                yield from _pieces(item, most, deeper - 1)
            yield "}"
        case list() | tuple():
            yield "["
            for index, item in enumerate(value):
                yield ", " * (index > 0)
                yield from _pieces(item, most, deeper - 1)
            yield "]"
        case _:
            yield orjson.dumps(value).decode()
