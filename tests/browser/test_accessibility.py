"""What can be measured of a page that everybody can use: no rule of axe is broken, in any state, theme or width."""

import pytest
from playwright.sync_api import Browser, Page

from tests.browser._axe import violations
from tests.browser._states import TOLD, VISITS

pytestmark = pytest.mark.browser

LOOKS = [
    ("light", 1440, "en-US"),
    ("dark", 390, "ko-KR"),
    ("light", 390, "ko-KR"),
    ("dark", 1440, "en-US"),
]


@pytest.mark.parametrize(("visit", "state"), [("first_look", "all open"), ("gallery", "gallery")])
def test_axe_finds_nothing_where_there_is_most_to_find(page: Page, visit, state):
    reached = (each for each in VISITS[visit](page) if each == state)
    assert next(reached) == state
    assert violations(page) == []


@pytest.mark.slow
@pytest.mark.parametrize("look", LOOKS, ids=lambda look: "-".join(map(str, look)))
@pytest.mark.parametrize("visit", VISITS)
def test_axe_finds_nothing_in_any_state(browser: Browser, address: str, watch, visit, look):
    scheme, width, locale = look
    context = browser.new_context(
        base_url=address, color_scheme=scheme, locale=locale, viewport={"width": width, "height": 850}
    )
    page = watch.over(context.new_page())
    found = {state: violations(page) for state in VISITS[visit](page)}
    context.close()
    assert found and not any(found.values()), found
    for part in TOLD:
        watch.forgive(part)
    assert watch.complaints == []


def test_axe_would_find_something(page: Page):
    page.goto("/gallery")
    page.evaluate("() => document.querySelector('main').append(new Image())")
    assert any("image-alt" in found for found in violations(page))
