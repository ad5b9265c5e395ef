"""What a link hides and locks: read in one place, with a rule and a name for each part."""

import doctest
import re

import pytest

from app import modes
from app.assets import STATIC
from app.messages import catalog, languages

QUICK = "samples=40&epochs=10&resolution=20"


def test_the_example_holds():
    assert doctest.testmod(modes).failed == 0


def test_a_mode_comes_back_as_it_was():
    asked, strange = modes.read(
        {"hide": "view,data", "lock": "dataset", "present": "1", "lang": "ko", "why": "units"}
    )
    again, _ = modes.read(asked.pairs())
    assert again == asked and len(asked.pairs()) == 5 and strange == ()


def test_every_part_that_can_be_hidden_has_a_rule_and_every_part_a_name():
    rules = set(re.findall(r'\[data-hide~="(\w+)"\]', (STATIC / "modes.css").read_text()))
    assert rules == {part for part, ways in modes.PARTS.items() if "hide" in ways}
    for language in languages():
        assert {f"modes.part.{part}" for part in modes.PARTS} <= set(catalog(language))


@pytest.mark.anyio
async def test_every_part_stands_in_the_page_and_the_api_knows_no_modes(client):
    page = (await client.get(f"/?{QUICK}&hide=data&lock=network&present=1")).text
    assert {*re.findall(r'data-part="(\w+)"', page)} == set(modes.PARTS)
    assert re.search(r'<html[^>]*data-hide="data" data-lock="network" data-present', page)
    assert (await client.get(f"/api/v1/compare?{QUICK}&hide=data")).status_code == 422


def test_a_question_that_the_page_has_no_view_for_is_named_as_strange():
    """Else the page would open another one in its place, and say nothing."""
    shown = re.findall(r'name: "(\w+)"', (STATIC / "why-views.js").read_text())
    assert set(shown) == modes.QUESTIONS
    assert modes.read({"why": "race"})[1] == ("why=race",)
