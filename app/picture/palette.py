"""The page's colours, for pictures that leave the page: read from static/tokens.css, where they stand."""

import re
from collections.abc import Mapping
from functools import cache
from typing import Literal

from app.assets import STATIC

Theme = Literal["light", "dark"]
THEMES: tuple[Theme, ...] = ("light", "dark")

PAIR = re.compile(r"--([a-z-]+):\s*light-dark\((#[0-9a-f]{6}),\s*(#[0-9a-f]{6})\)")
FONT = re.compile(r"--(font[a-z-]*):\s*([^;]+);")
USE = re.compile(r"var\(--([a-z-]+)\)")


@cache
def palette(theme: Theme) -> Mapping[str, str]:
    """Each colour's name and its value, #rrggbb, in one of the themes."""
    index = 1 + THEMES.index(theme)
    return {match[1]: match[1 + index] for match in PAIR.finditer(_tokens())}


@cache
def rules(theme: Theme) -> str:
    """The pictures' style rules with every colour written out: other programs know no names."""
    text = (STATIC / "picture.css").read_text(encoding="utf-8")
    names = {**palette(theme), **{match[1]: match[2] for match in FONT.finditer(_tokens())}}
    return USE.sub(lambda use: names[use[1]], re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL))


def rgb(colour: str) -> tuple[int, int, int]:
    """Red, green and blue of #rrggbb, each 0 to 255.

    >>> rgb("#1a6bbf")
    (26, 107, 191)
    """
    red, green, blue = bytes.fromhex(colour[1:])
    return red, green, blue


def _tokens() -> str:
    return (STATIC / "tokens.css").read_text(encoding="utf-8")
