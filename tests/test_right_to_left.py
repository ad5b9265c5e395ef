"""Names that run from right to left stand for themselves: the sentence around them stays as it is."""

import re
from html import unescape
from urllib.parse import quote

import pytest

from app import words
from app.api.errors import Fault
from app.messages import Messages, fill, isolated, languages
from app.points import Points, spelled

pytestmark = pytest.mark.anyio

HEBREW, ARABIC = "\u05d0\u05d1", "\u0639\u0631"
FIRST, LAST = "\u2068", "\u2069"
in_each = pytest.mark.parametrize("code", languages())


def bare(text: str) -> list[str]:
    """The places of a text where such a name stands without its isolate, next to other words."""
    rest = re.sub(f"{FIRST}[^{FIRST}{LAST}]*{LAST}", "", text)
    return re.findall(f".{{,20}}(?:{HEBREW}|{ARABIC}).{{,20}}", rest)


@pytest.mark.parametrize("name", [HEBREW, ARABIC, f"oak {HEBREW}", "\u202eoak"])
def test_a_value_is_isolated_where_it_is_put_into_a_text(name):
    assert fill("{a}: {b}", {"a": name, "b": "oak"}) == f"{FIRST}{name}{LAST}: oak"
    once = fill("{a}!", {"a": name})
    assert fill("{a} {b}", {"a": once, "b": isolated(name)}) == f"{once} {FIRST}{name}{LAST}"


def test_names_of_classes_are_isolated():
    assert words.class_names(Messages("en"), ["oak", HEBREW]) == ["oak", f"{FIRST}{HEBREW}{LAST}"]


@in_each
def test_a_refusal_isolates_what_was_sent(code):
    message = f"The class {HEBREW} has a single point. Give each class two or more."
    fault = Fault("points", None, message, code="points_lonely", values={"name": HEBREW})
    told = words.refusal(Messages(code), fault, {})
    assert HEBREW in told.text and bare(told.text) == []


@in_each
async def test_the_page_isolates_every_name_in_a_sentence(client, code):
    corners = Points(
        (0.0, 0.0, 1.0, 1.0), (0.0, 1.0, 0.0, 1.0), (HEBREW, ARABIC, ARABIC, HEBREW), (HEBREW, ARABIC)
    )
    query = (
        f"points={quote(spelled(corners))}&test_share=0&activation=identity&hidden=&resolution=20&epochs=20"
    )
    page = unescape((await client.get(f"/?{query}", headers={"Accept-Language": code})).text)
    shown = re.sub(
        r"<script.*?</script>|https?://\S+|(?:value|href|data-\w+)=\"[^\"]*\"", "", page, flags=re.DOTALL
    )
    assert HEBREW in shown
    assert [place for place in bare(shown) if not re.search(r"<bdi[^>]*>", place)] == []
