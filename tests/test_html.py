"""Every page is HTML that a parser has nothing to say about; the Nu checker looks closer (benchmarks.audit)."""

import re
import unicodedata
from collections import Counter

import html5lib
import pytest

from app.points import Points, spelled

pytestmark = pytest.mark.anyio

PAGES = [
    "/?resolution=20&epochs=60&samples=100",
    "/?resolution=20&epochs=60&samples=100&activation=relu&activation=sin&activation=x**2&classes=3",
    "/?samples=99999&activation=tanh(",
    "/?present=1&hide=data&lock=training&resolution=20&epochs=60",
    "/gallery",
    "/why",
]


@pytest.mark.parametrize("language", ["en", "ko"])
@pytest.mark.parametrize("page", PAGES)
async def test_a_page_is_well_formed_html(client, page, language):
    text = (await client.get(page, headers={"Accept-Language": language})).text
    parser = html5lib.HTMLParser(strict=True)
    parser.parse(text)
    assert parser.errors == []
    names = Counter(re.findall(r'\sid="([^"]*)"', re.sub(r"<template.*?</template>", "", text, flags=re.S)))
    assert [name for name, count in names.items() if count > 1] == []


async def test_a_name_with_control_characters_leaves_the_page_valid(client):
    names = ("a\0", "b\x1b\x85")
    label = tuple(names[index % 2] for index in range(8))
    own = Points(tuple(range(8)), tuple(range(8)), label, columns=("c\x07", "d"))
    page = (await client.get("/", params={"points": spelled(own), "epochs": 2, "resolution": 20})).text
    assert "a\N{REPLACEMENT CHARACTER}" in page
    assert not [sign for sign in page if unicodedata.category(sign) == "Cc" and sign not in "\n\t"]


def test_the_parser_finds_what_is_wrong():
    with pytest.raises(html5lib.html5parser.ParseError):
        html5lib.HTMLParser(strict=True).parse("<!doctype html><title>x</title><p><div></p>")
