"""What links ask the pages for, whoever appended what to them."""

import doctest
import re
from html import unescape

import pytest
from starlette.datastructures import QueryParams

from app import links
from app.api.models import QUERIES
from app.insight import INSIGHTS
from app.messages import languages
from app.modes import QUESTIONS

pytestmark = pytest.mark.anyio

QUICK = "samples=40&epochs=10&resolution=20"
PAGES = (f"/?{QUICK}", "/why?", "/gallery?")
COUNTERS = (
    "utm_source",
    "utm_campaign",
    "fbclid",
    "gclid",
    "msclkid",
    "mc_cid",
    "igshid",
    "_ga",
    "ref",
    "UTM_Medium",
)
STRANGE = (
    "foo",
    "network",
    "networks.layers",
    "points.x",
    "<b>",
    "q" * 5000,
    "",
    "seed ",
    "ſeed",
    "__proto__",
    "t",
)


def spoken(page: str) -> str:
    return re.search(r'<html lang="([^"]+)"', page)[1]


def note(page: str) -> str:
    found = re.search(r'<p class="link-note" role="status"><span>(.*?)</span>', page)
    return unescape(found[1]) if found else ""


def test_the_examples_hold():
    assert doctest.testmod(links).failed == 0


@pytest.mark.parametrize("page", PAGES)
async def test_keys_that_count_visitors_are_left_aside_in_silence(client, page):
    for key in COUNTERS:
        answer = await client.get(f"{page}&{key}=a")
        assert answer.status_code == 200 and note(answer.text) == "", key


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("key", STRANGE)
async def test_a_foreign_key_is_left_aside_and_named(client, page, key):
    answer = await client.get(page, params={**dict(QueryParams(page.partition("?")[2])), key: "1"})
    assert answer.status_code == 200
    assert not key or key[:30] in note(answer.text)


async def test_a_key_of_an_insight_or_of_the_api_alone_is_foreign_too(client):
    for name in {name for model in QUERIES.values() for name in model.model_fields} - links.EXPERIMENT:
        assert (await client.get(f"/?{QUICK}&{name}=1")).status_code == 200, name


async def test_many_foreign_keys_are_counted(client):
    answer = await client.get(f"/?{QUICK}&" + "&".join(f"k{index}=1" for index in range(200)))
    assert answer.status_code == 200 and "k5 and 194 more" in note(answer.text)


async def test_of_a_repeated_key_the_last_value_counts(client):
    answer = await client.get(f"/?{QUICK}&seed=1&seed=2")
    assert 'data-drawn="samples=40&amp;epochs=10&amp;seed=2&amp;resolution=20"' in answer.text
    assert "seed" in note(answer.text)
    assert note((await client.get(f"/?{QUICK}&seed=1&seed=1")).text) == ""


async def test_a_wrong_value_beside_foreign_keys_stands_at_its_control(client):
    answer = await client.get("/?activation=foo&noise=0.2&bar=1&lang=ko")
    assert answer.status_code == 422 and spoken(answer.text) == "ko" and "bar" in note(answer.text)
    assert re.search(r'id="activation-problem"[^>]*>[^<]+<', answer.text) and 'value="0.2"' in answer.text


async def test_modes_that_name_nothing_are_told(client):
    told = note((await client.get(f"/?{QUICK}&hide=cellar,data&lock=curve&why=sky&lang=xx")).text)
    assert (
        all(part in told for part in ("hide=cellar", "lock=curve", "why=sky", "lang=xx"))
        and "data" not in told
    )


async def test_every_insight_that_the_page_shows_may_be_asked_for(client):
    for entry in INSIGHTS:
        told = note((await client.get(f"/?{QUICK}&why={entry.name}")).text)
        assert (told == "") == (entry.name in QUESTIONS)


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("code", languages())
async def test_a_link_chooses_the_language_over_cookie_and_browser(client, page, code):
    other = next(each for each in languages() if each != code)
    headers = {"Accept-Language": other, "Cookie": f"language={other}"}
    answer = await client.get(f"{page}&lang={code.upper()}-XX", headers=headers)
    assert spoken(answer.text) == answer.headers["content-language"] == code and note(answer.text) == ""
    assert "set-cookie" not in answer.headers
    ours = re.findall(r'href="(/(?:why|gallery)?(?:[?#][^"]*)?)"', answer.text)
    assert len(ours) > 3 and all(f"lang={code}" in address for address in ours)
    away = re.search(r'class="language" href="([^"]+)"', answer.text)[1]
    back = (await client.get(unescape(away))).headers["location"]
    client.cookies.clear()
    assert "lang=" not in back


async def test_a_form_without_scripts_keeps_the_language(client):
    for page in (f"/?{QUICK}&lang=ko", "/gallery?lang=ko"):
        assert '<input type="hidden" name="lang" value="ko">' in (await client.get(page)).text


async def test_the_api_refuses_what_it_does_not_know(client):
    for key in ("lang", "utm_source", "foo"):
        assert (await client.get(f"/api/v1/compare?{QUICK}&{key}=ko")).status_code == 422


async def test_counters_make_no_page_of_their_own(client):
    plain, counted = await client.get(f"/?{QUICK}"), await client.get(f"/?{QUICK}&fbclid=1")
    assert plain.headers["etag"] == counted.headers["etag"]


async def test_without_scripts_a_link_with_edited_weights_says_what_is_shown(client):
    page = (await client.get(f"/?{QUICK}&weights=4:1.5")).text
    assert '<noscript><p class="help">This link holds edited weights' in page and note(page) == ""
    assert "edited weights, which need" not in (await client.get(f"/?{QUICK}")).text
