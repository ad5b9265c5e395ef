"""A slider that is dragged: pictures follow, in order, and the one of the place where it is let go is the last."""

import time

import pytest
from playwright.sync_api import expect

from tests.browser.test_page import boundary, opened, settled

pytestmark = pytest.mark.browser

SMALL = "?hidden=4&samples=100&resolution=20&epochs=60"
# Notes the query of each picture that is drawn.
NOTE = """() => {
    const region = document.querySelector("#pictures");
    globalThis.noted = [];
    const note = () => noted.at(-1) === region.dataset.drawn || noted.push(region.dataset.drawn);
    new MutationObserver(note).observe(region, { attributeFilter: ["data-drawn"] });
}"""
# Counts the entries of the history: its length does not tell, a browser keeps fifty.
COUNT = """() => {
    const push = history.pushState;
    globalThis.entries = 0;
    history.pushState = function (...state) { entries += 1; return push.apply(this, state); };
}"""


def test_pictures_follow_a_dragged_slider_and_the_last_place_counts(page):
    opened(page, SMALL)
    page.evaluate("() => document.querySelectorAll('details').forEach((each) => { each.open = true; })")
    before, asked = page.url, []
    page.on("request", lambda request: asked.append(request.url) if "/ceiling" in request.url else None)
    page.evaluate(COUNT)
    slider = page.locator('.slider[data-for="noise"]')
    slider.scroll_into_view_if_needed()
    box = slider.bounding_box()
    page.evaluate(NOTE)
    page.mouse.move(box["x"] + 10, box["y"] + box["height"] / 2)
    page.mouse.down()
    deadline, across = time.monotonic() + 45, 10.0
    while across < box["width"] - 10 and time.monotonic() < deadline:
        across += 2
        page.mouse.move(box["x"] + across, box["y"] + box["height"] / 2)
    page.wait_for_function("() => noted.length > 2")  # before it is let go
    page.mouse.up()
    settled(page)
    value = slider.input_value()
    assert f"noise={value}&" in page.url and page.locator("[name=noise]").input_value() == value
    drawn = [float(query.partition("noise=")[2].partition("&")[0]) for query in page.evaluate("() => noted")]
    assert drawn == sorted(drawn) and drawn[-1] == float(value) > 0.4
    assert page.evaluate("() => entries") == 1
    expect(page.locator(".gauge[data-known]").first).to_be_visible()  # asked about where it rests
    assert len(asked) < len(drawn) and f"noise={value}&" in asked[-1]
    last = boundary(page)
    page.go_back()
    page.wait_for_url(before)
    settled(page)
    assert boundary(page) != last


def test_a_slider_dragged_back_to_where_it_was_leaves_the_address_as_it_was(page):
    """No change is told then, as there is none."""
    opened(page, SMALL)
    before = page.url
    page.evaluate("() => document.querySelectorAll('details').forEach((each) => { each.open = true; })")
    page.locator('.slider[data-for="noise"]').evaluate(
        """(slider) => ["0.1", "0.3", "0"].forEach((value) => {
            slider.value = value;
            slider.dispatchEvent(new Event("input", { bubbles: true }));
        })"""
    )
    page.wait_for_url(lambda url: "noise" in url)
    page.wait_for_url(before)
    settled(page)
    assert page.locator("[name=noise]").input_value() == "0"
