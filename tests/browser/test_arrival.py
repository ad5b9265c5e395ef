"""When the page begins to draw by itself: a phone works for its pictures once somebody touches them."""

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser

SMALL = "?resolution=20&epochs=60&samples=100"
PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
PLOTLY = "script[src*='/assets/plotly']"


def test_a_phone_fetches_plotly_with_the_first_touch_and_loses_none(browser, address, watch):
    """The very first tap may be on Play: it plays."""
    context = browser.new_context(base_url=address, **PHONE)
    page = watch.over(context.new_page())
    page.goto(f"/{SMALL}")
    play = page.locator(".play")
    expect(play).to_be_enabled()
    assert page.locator(PLOTLY).count() == 0 and page.locator(".stage svg.picture").count() == 2
    play.tap()
    expect(page.locator(PLOTLY)).to_have_count(1)
    expect(page.locator(".stage.js-plotly-plot")).to_have_count(2)
    expect(page.locator(".timeline-epoch")).to_have_text("epoch 60 of 60")
    expect(page.locator(".timeline")).to_have_attribute("data-used", "")
    context.close()
    assert watch.complaints == []
