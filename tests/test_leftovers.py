"""The page in another language has no English left over, but for names, formulas and what is marked as English."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser

import pytest

from app.messages import DEFAULT, SLOT
from app.messages import catalog as texts

pytestmark = pytest.mark.anyio

QUICK = "samples=40&epochs=10&resolution=20"
SPOKEN = ("aria-label", "alt", "title", "placeholder")
UNSPOKEN = ("script", "style", "code", "pre", "template")
SENTENCE = re.compile(r"[A-Za-z]{2,}(?:[ ,]+[A-Za-z']{2,}){2,}")  # three words in a row
AUTHORS = re.compile(r"(?:[A-Z][a-z]+,? )+\d{4}")  # Leshno, Lin, Pinkus, Schocken 1993
VOID = ("meta", "link", "input", "img", "br", "hr", "source")
PAGES = (
    f"/?{QUICK}",
    f"/?{QUICK}&activation=max(0.1*x,x)&activation=tanh/leaky_relu(0.2)&dataset=circles&classes=3&test_share=0",
    f"/?{QUICK}&activation=quadratic&optimizer=sgd&learning_rate=1000",
    "/gallery",
    "/why",
)


class Texts(HTMLParser):
    """Collects what a page says in its own language, with the attributes that are read out."""

    def __init__(self) -> None:
        super().__init__()
        self.quiet: list[bool] = [False]
        self.said: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        foreign = tag != "html" and "lang" in values
        quiet = self.quiet[-1] or tag in UNSPOKEN or foreign
        if not quiet:
            self.said += [value for name in SPOKEN if (value := values.get(name))]
            if values.get("name") == "description" or (values.get("property") or "").startswith("og:desc"):
                self.said.append(values.get("content") or "")
        if tag not in VOID:
            self.quiet.append(quiet)

    def handle_endtag(self, tag: str) -> None:
        if tag not in VOID:
            self.quiet.pop()

    def handle_data(self, data: str) -> None:
        if not self.quiet[-1] and data.strip():
            self.said.append(data.strip())


def said(page: str) -> list[str]:
    parser = Texts()
    parser.feed(page)
    return parser.said


def left_over(page: str) -> Iterator[str]:
    """What the page says in English: any three words in a row, and any text that the other catalog has otherwise."""
    theirs = texts("ko")
    english = {
        " ".join(SLOT.sub("", text).split())
        for key, text in texts(DEFAULT).items()
        if theirs.get(key) != text and re.search("[a-z]{2}", text)
    }
    for text in said(page):
        if SENTENCE.search(AUTHORS.sub("", text)) or " ".join(text.split()) in english:
            yield text


@pytest.mark.parametrize("address", PAGES)
async def test_the_korean_page_has_no_english_left_over(client, address):
    page = (await client.get(address, headers={"Accept-Language": "ko"})).text
    assert len(said(page)) > 50 and list(left_over(page)) == []


async def test_the_english_page_has(client):
    """The check above can fail."""
    page = (await client.get(PAGES[0], headers={"Accept-Language": "en"})).text
    assert len(list(left_over(page))) > 30
