"""Every page is HTML that a parser has nothing to say about; the Nu checker looks closer (benchmarks.audit)."""

import re
from collections import Counter

import html5lib
import pytest

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


def test_the_parser_finds_what_is_wrong():
    with pytest.raises(html5lib.html5parser.ParseError):
        html5lib.HTMLParser(strict=True).parse("<!doctype html><title>x</title><p><div></p>")
