"""What was refused stays refused, whatever else is done on the page meanwhile."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.test_own import count, drag
from tests.browser.test_page import opened, settled, typed

pytestmark = pytest.mark.browser


def test_a_refusal_stands_when_its_old_picture_is_drawn_again(page, watch):
    watch.forgive("422")
    opened(page, "?resolution=20&hidden=3")
    typed(page, "hidden", "3,three")
    hidden = page.locator("[name=hidden]")
    expect(hidden).to_have_attribute("aria-invalid", "true")
    page.evaluate("() => performance.clearMarks()")
    page.locator("#theme").click()
    page.wait_for_function("() => performance.getEntriesByName('bendline:drawn').length")
    page.locator("#theme").click()
    expect(hidden).to_have_attribute("aria-invalid", "true")
    assert page.locator("#hidden-problem").is_visible() and page.locator("#pictures[data-stale]").count()
    expect(page.locator(".play")).to_be_disabled()
    hidden.fill("2")
    page.wait_for_url("**hidden=2**")
    settled(page)
    expect(page.locator(".play")).to_be_enabled()
    expect(page.locator("#hidden-problem")).to_be_hidden()


def test_a_refused_link_offers_nothing_that_needs_a_picture(page, watch):
    watch.forgive("422")
    page.goto("/?resolution=20&samples=99999")
    expect(page.locator("#samples-problem")).to_be_visible()
    expect(page.locator("#network")).to_be_hidden()
    expect(page.locator("#edit-points")).to_be_hidden()
    page.locator("#compare-with").select_option("relu")
    expect(page).to_have_url(re.compile("activation=identity&activation=relu&activation=tanh"))
    page.evaluate("() => document.querySelectorAll('details').forEach((each) => { each.open = true; })")
    page.locator("[name=samples]").fill("100")
    page.wait_for_url("**samples=100&**")
    settled(page)
    assert page.locator(".panel").count() == 3
    expect(page.locator("#network")).to_be_visible()
    expect(page.locator("#edit-points")).to_be_visible()


def test_a_refused_table_does_not_hinder_what_comes_next(page):
    opened(page, "?resolution=20&hidden=3&samples=40")
    page.evaluate(
        "() => { document.querySelector('.own').hidden = false; document.querySelector('.own-files').open = true; }"
    )
    page.locator("#own-text").fill("x,y,label\n0,zero,cat\n")
    page.locator('[data-own="use"]').click()
    expect(page.locator("#points-problem")).to_contain_text("zero")
    page.locator("select[name=activation]").select_option("relu")
    page.wait_for_url("**relu**")
    settled(page)
    assert not page.locator("#pictures[data-stale]").count()


def test_points_can_be_drawn_while_something_else_is_refused(page, watch):
    watch.forgive("422")
    opened(page, "?resolution=20&epochs=200&hidden=4")
    page.locator("#spelling").fill("nope")
    page.keyboard.press("Enter")
    expect(page.locator("#activation-problem")).to_be_visible()
    page.locator("#edit-points").click()
    page.wait_for_url("**points=**")
    page.locator(".editor").scroll_into_view_if_needed()
    before = count(page)
    drag(page, 0.5, 0.5)
    expect(page.locator(".own-state")).not_to_contain_text(f"{before} points")
    assert count(page) > before
