"""What was refused stays refused, whatever else is done on the page meanwhile."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.test_own import count, drag
from tests.browser.test_page import opened, settled, typed

pytestmark = pytest.mark.browser

POINTS = "b,-0.5..1.5,-0.5..1.5,0/1,BuL5IxFK"  # the four corners of XOR


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
    expect(page.locator("#own-text-problem")).to_contain_text("zero")
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


def test_without_a_picture_nothing_is_offered_that_needs_one(page, watch):
    """A link whose points are right and whose layers are not; then the layers are mended."""
    watch.forgive("422")
    page.goto(f"/?resolution=20&epochs=60&hidden=9,&points={POINTS}")
    expect(page.locator("#hidden-problem")).to_be_visible()
    expect(page.locator(".own-tool[inert]")).to_have_count(3)
    page.locator("select[name=activation]").select_option("cube")
    page.wait_for_url("**cube**")
    expect(page.locator("#compare-with option[value=cube]")).to_have_count(0)
    typed(page, "hidden", "4")
    page.wait_for_url("**hidden=4**")
    settled(page)
    expect(page.locator(".own-tool[inert]")).to_have_count(0)


def test_points_of_ones_own_begin_with_a_picture(page, watch):
    watch.forgive("422")
    page.goto("/?resolution=20&epochs=60&hidden=9,")
    option = page.locator("select[name=dataset] option[value=points]")
    expect(option).to_be_disabled()
    typed(page, "hidden", "4")
    page.wait_for_url("**hidden=4**")
    settled(page)
    expect(option).to_be_enabled()


def test_a_decimal_comma_is_one_and_what_is_wrong_below_is_said_at_the_top(page, watch):
    watch.forgive("422")
    opened(page, "?resolution=20&hidden=3&samples=40&dataset=rings")
    page.evaluate("() => document.querySelectorAll('details').forEach((each) => { each.open = true; })")
    noise = page.locator("input[name=noise]:not(.slider)")
    noise.fill("")
    noise.press_sequentially("0,1")
    page.wait_for_url("**noise=0.1**")
    assert noise.input_value() == "0.1"
    typed(page, "classes", "9")
    problem = page.locator("#classes-problem")
    expect(problem).to_be_visible()
    expect(page.locator(".message-text")).to_contain_text(problem.inner_text())
