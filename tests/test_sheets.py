"""The style sheets of a page come as one, in their order, and for ever."""

import re

import pytest

from app.assets import STATIC
from app.plotly_assets import FOREVER, stylesheet
from app.scripts import scripts_url
from app.sheets import SHEETS, sheets_url

pytestmark = pytest.mark.anyio


@pytest.mark.parametrize("name", SHEETS)
async def test_a_pages_sheets_are_one_answer_in_their_order(client, name):
    answer = await client.get(sheets_url(name))
    assert answer.headers["content-type"].startswith("text/css")
    assert answer.headers["cache-control"] == FOREVER
    files = [(STATIC / f"{sheet}.css").read_text(encoding="utf-8") for sheet in SHEETS[name]]
    places = [answer.text.index(text) for text in (*files, stylesheet())]
    assert places == sorted(places)


async def test_an_older_page_is_not_left_without_style(client):
    newer = await client.get(sheets_url("page"))
    answer = await client.get("/assets/page-0123456789abcdef.css")
    assert answer.text == newer.text and answer.headers["cache-control"] == "no-cache"


async def test_other_names_are_not_found(client):
    assert (await client.get("/assets/pages-0123456789abcdef.css")).status_code == 404


def test_a_changed_file_has_another_address(tmp_path, monkeypatch):
    for name in SHEETS["page"]:
        (tmp_path / f"{name}.css").write_text(f".{name} {{ color: red; }}")
    monkeypatch.setattr("app.sheets.STATIC", tmp_path)
    before = sheets_url("page")
    (tmp_path / "own.css").write_text(".own { color: blue; }")
    assert sheets_url("page") != before


def test_every_sheet_belongs_to_a_page():
    assert {path.stem for path in STATIC.glob("*.css")} == {
        name for names in SHEETS.values() for name in names
    }


@pytest.mark.parametrize(("path", "name"), [("/", "page"), ("/gallery", "page"), ("/why", "story")])
async def test_a_page_waits_for_one_sheet_and_one_small_script(client, path, name):
    """What makes the page answer is named to that script, which fetches it after the first picture."""
    head = (await client.get(path)).text.partition("</head>")[0]
    assert re.findall(r'<link [^>]*rel="stylesheet" href="([^"]*)"', head) == [sheets_url(name)]
    (script,) = re.findall(r"<script [^>]*>", head)
    assert f'src="{scripts_url()}/early.js"' in script
    main, modules = (re.search(rf' data-{key}="([^"]*)"', script)[1] for key in ("main", "modules"))
    assert main in modules.split() and all(
        url.startswith(f"{scripts_url()}/") and (STATIC / url.rpartition("/")[2]).is_file()
        for url in modules.split()
    )
