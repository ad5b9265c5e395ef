"""Which language a visitor is spoken to in."""

import doctest
import re

import pytest

from app import language
from app.language import COOKIE, local, negotiated
from app.messages import catalog, languages

pytestmark = pytest.mark.anyio

QUICK = "/?samples=40&epochs=10&resolution=20"


@pytest.fixture
async def visitor(client):
    """A client whose choice of a language is this test's alone."""
    yield client
    client.cookies.clear()


def spoken(page: str) -> str:
    return re.search(r'<html lang="([^"]+)"', page)[1]


def test_the_examples_hold():
    assert doctest.testmod(language).failed == 0


@pytest.mark.parametrize(
    ("header", "code"),
    [
        ("", "en"),
        ("ko", "ko"),
        ("KO-kr", "ko"),
        ("ko-KR,ko;q=0.9,en-US;q=0.8,en;q=0.7", "ko"),
        ("en-US,en;q=0.9,ko;q=0.8", "en"),
        ("en;q=0.5, ko;q=0.9", "ko"),
        ("fr-CH, fr;q=0.9, de;q=0.7", "en"),
        ("fr, ko;q=0.1", "ko"),
        ("ko;q=0", "en"),
        ("ko;q=0, *;q=0.5", "en"),
        ("*", "en"),
        ("*;q=0.1, ko;q=0.2", "ko"),
        ("ko;q=0.5, en;q=0.5", "ko"),
        ("en;q=0, ko-KR;q=0.1", "ko"),
        ("korean", "en"),
        ("ko;q=much, en", "en"),
        ("ko;q=1.5", "en"),
        ("ko ; q=0.8 , en;q=0.1", "ko"),
        (";;,,;q=1", "en"),
    ],
)
def test_the_browser_s_wish_is_followed_as_far_as_it_can_be(header, code):
    assert negotiated(header, ["en", "ko"]) == code


def test_a_part_of_a_language_is_found_by_its_whole_name_first():
    assert negotiated("zh-Hant-TW", ["en", "zh", "zh-Hant"]) == "zh-Hant"


@pytest.mark.parametrize("code", languages())
async def test_the_page_is_in_the_language_that_was_asked_for(visitor, code):
    answer = await visitor.get(QUICK, headers={"Accept-Language": f"xx, {code};q=0.5"})
    assert spoken(answer.text) == answer.headers["content-language"] == code
    assert catalog(code)["page.skip"] in answer.text
    assert {"accept-language", "cookie"} <= set(answer.headers["vary"].lower().replace(" ", "").split(","))


async def test_each_other_language_is_offered_by_its_own_name_and_leads_back_to_the_experiment(visitor):
    page = (await visitor.get(QUICK, headers={"Accept-Language": "en"})).text
    offered = re.findall(r'<a class="language" href="([^"]+)" lang="(\w+)" [^>]*>([^<]+)</a>', page)
    assert [(code, name) for _, code, name in offered] == [
        (code, name) for code, name in languages().items() if code != "en"
    ]
    (first, *_) = offered
    answer = await visitor.get(first[0].replace("&amp;", "&"))
    assert answer.status_code == 303 and answer.headers["location"] == QUICK


async def test_a_choice_outweighs_the_browser_s_wish(visitor):
    chosen = await visitor.get(f"/language/ko?next={QUICK.replace('&', '%26')}")
    assert "SameSite=lax" in chosen.headers["set-cookie"] and "HttpOnly" in chosen.headers["set-cookie"]
    value = re.match(rf"{COOKIE}=(\w+)", chosen.headers["set-cookie"])[1]
    answer = await visitor.get(QUICK, headers={"Accept-Language": "en", "Cookie": f"{COOKIE}={value}"})
    assert spoken(answer.text) == "ko"


async def test_a_cookie_for_a_language_that_is_not_there_means_nothing(visitor):
    answer = await visitor.get(QUICK, headers={"Accept-Language": "ko", "Cookie": f"{COOKIE}=../x"})
    assert spoken(answer.text) == "ko"


async def test_an_unknown_language_is_not_found(visitor):
    assert (await visitor.get("/language/xx")).status_code == 404


@pytest.mark.parametrize(
    "address",
    [
        "https://elsewhere.org",
        "//elsewhere.org",
        "/\\elsewhere.org",
        "/\t/elsewhere.org",
        "",
        "elsewhere",
        "/\r\nX: y",
    ],
)
async def test_nobody_is_led_to_another_site(visitor, address):
    answer = await visitor.get("/language/ko", params={"next": address})
    assert answer.headers["location"] == "/" == local(address)


HUGE = 250_000  # characters: sixteen times what the server takes
ENDLESS = (
    "-",
    "a-",
    ",",
    ";",
    "ko;q=",
    "a,",
    "*,",
    "-;q=0,",
    "ko;",
    ";q=1",
    "a-b-",
    " ",
    "\\a",
    '"',
    "=",
    "language=",
)


@pytest.mark.parametrize("text", ENDLESS)
def test_no_header_takes_long(monkeypatch, text):
    """Of a wish, 50 languages are looked at, each of which has few parts; time grows with the length alone."""
    looked = []
    shorter = language._shorter_and_shorter
    monkeypatch.setattr(language, "_shorter_and_shorter", lambda tag: looked.append(tag) or shorter(tag))
    endless = text * (HUGE // len(text))
    assert negotiated(endless, ["en", "ko"]) in ("en", "ko")
    assert len(looked) <= language.MOST_RANGES and max(map(len, looked), default=0) <= language.LONGEST_TAG


@pytest.mark.parametrize("quality", ["1_0", "0_1", "٠", "nan", "-0", "1e-1", "inf", "+1", "2", "0x1", ""])
def test_a_quality_has_the_digits_0_to_9(quality):
    assert negotiated(f"ko;q={quality}, en;q=0.001", ["en", "ko"]) == "en"


async def test_a_cookie_of_backslashes_is_not_taken_apart(visitor, monkeypatch):
    """Python's own reader takes a time that grows with the square of their number."""
    read = []
    monkeypatch.setattr("starlette.requests.cookie_parser", lambda text: read.append(text) or {})
    for path in (QUICK, "/api/v1/boundary?samples=1", "/metrics"):
        await visitor.get(path, headers={"Cookie": f'language="{chr(92)}a{chr(92)}053"'})
    assert read == ['language="a053"'] * 3
