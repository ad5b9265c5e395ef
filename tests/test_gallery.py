"""The gallery shows the whole catalog, and every picture it names is there."""

import re
from html import unescape

import pytest

from app.nn.activations import ACTIVATIONS
from app.nn.datasets import DATASETS
from app.presets import PRESETS

pytestmark = pytest.mark.anyio


def stages(page: str, kind: str) -> list[str]:
    """The queries of the pictures in the list of that class."""
    (section,) = re.findall(rf'<ul class="{kind}".*?</ul>', page, re.DOTALL)
    return re.findall(r'data-query="([^"]*)"', unescape(section))


@pytest.mark.parametrize(("query", "catalog"), [("", ACTIVATIONS), ("?by=datasets&activation=sin", DATASETS)])
async def test_every_entry_of_the_catalog_has_its_picture(client, query, catalog):
    page = (await client.get(f"/gallery{query}")).text
    assert len(stages(page, "tiles")) == len(catalog)
    for entry in catalog:
        assert f"<strong>{entry.label}</strong>" in unescape(page)
    assert len(stages(page, "presets")) == len(PRESETS)


async def test_every_picture_and_every_link_of_the_gallery_is_there(client):
    page = (await client.get("/gallery")).text
    assert (
        await client.get(f"/api/v1/picture.svg?{stages(page, 'presets')[0]}&layout=tile")
    ).status_code == 200
    links = re.findall(r'<a href="(/\?[^"]*)"', unescape(page))
    assert len(links) == len(ACTIVATIONS) + len(PRESETS)
    for link in links[:: len(links) // 4]:
        assert (await client.get(link)).status_code == 200, link


async def test_an_address_that_names_nothing_shows_the_default(client):
    strange = await client.get("/gallery?by=everything&dataset=mnist&activation=<b>")
    assert strange.status_code == 200 and "<b>" not in strange.text
    assert stages(strange.text, "tiles") == stages((await client.get("/gallery")).text, "tiles")


async def test_the_gallery_speaks_the_visitors_language(client):
    page = (await client.get("/gallery", headers={"Accept-Language": "ko"})).text
    assert '<html lang="ko">' in page and PRESETS[0].label not in page


POINTS = "a,0..1,0..1,no/yes,ADGF"


async def test_own_points_are_one_more_data_set(client):
    """Every activation on them; and the way back to them stays while something else is looked at."""
    page = unescape((await client.get(f"/gallery?points={POINTS}&activation=relu")).text)
    queries = stages(page, "tiles")
    assert len(queries) == len(ACTIVATIONS) and all(f"points={POINTS}" in query for query in queries)
    assert '<option value="points" selected>' in page
    picture = await client.get(f"/api/v1/picture.svg?{queries[0]}&layout=tile")
    assert picture.status_code == 200
    elsewhere = unescape((await client.get(f"/gallery?points={POINTS}&dataset=xor")).text)
    assert not any("points=" in query for query in stages(elsewhere, "tiles"))
    assert f'name="points" value="{POINTS}"' in elsewhere


@pytest.mark.parametrize(
    ("points", "words"), [("kept-2000-0123abcd", "only their tab has them"), ("a,0..1", "cannot be read")]
)
async def test_points_that_cannot_be_drawn_are_named_as_such(client, points, words):
    page = await client.get(f"/gallery?points={points}")
    assert page.status_code == 200 and words in page.text
    assert stages(page.text, "tiles") == stages((await client.get("/gallery")).text, "tiles")
