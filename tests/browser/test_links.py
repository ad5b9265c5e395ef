"""Links that others have written open on a page with scripts as they do without, and leave a clean address."""

import re

import pytest
from playwright.sync_api import expect

from tests.test_playground import OLD, TODAY

QUICK = "samples=40&epochs=10&resolution=20"
DRAWN = "#pictures[data-drawn]"


def ready(page, address):
    page.goto(address)
    page.wait_for_selector(".js-plotly-plot")
    return page


@pytest.mark.parametrize("link", [TODAY, OLD])
def test_a_link_of_playground_opens_as_the_nearest_experiment(page, link):
    ready(page, f"/#{link}")
    expect(page.locator(".link-note")).to_contain_text("TensorFlow Playground")
    shape = re.search(r"networkShape=([\d,]*)", link)[1]
    assert page.locator("[name=hidden]").input_value() == shape
    assert f"hidden={shape}" in page.url and "#" not in page.url and "networkShape" not in page.url


def test_a_fragment_that_is_a_place_stays_one(page):
    ready(page, f"/?{QUICK}#field-noise")
    expect(page.locator(".link-note")).to_have_count(0)


def test_what_is_said_of_a_link_can_be_put_away(page):
    ready(page, f"/?{QUICK}&foo=1&utm_source=a")
    expect(page.locator(".link-note")).to_contain_text("foo")
    assert "foo" not in page.url and "utm" not in page.url
    page.locator(".link-note a").click()
    expect(page.locator(".link-note")).to_have_count(0)
    page.goto("/gallery?foo=1")
    page.locator(".link-note a").click()
    expect(page.locator(".link-note")).to_have_count(0)
    assert "foo" not in page.url


def test_the_language_of_a_link_stays_while_the_experiment_changes(page):
    ready(page, f"/?{QUICK}&lang=ko")
    expect(page.locator("html")).to_have_attribute("lang", "ko")
    page.select_option("[name=dataset]", "xor")
    page.wait_for_url(re.compile("dataset=xor.*lang=ko"))
    page.locator("#to-gallery").click()
    page.wait_for_url(re.compile("/gallery.*lang=ko"))
    page.locator(".tile a").first.click()
    page.wait_for_url(re.compile(r"/\?.*lang=ko"))
    page.locator("a.language").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    assert "lang=" not in page.url
    page.context.clear_cookies()


def test_a_language_that_is_not_there_is_not_asked_for_again(page):
    ready(page, f"/?{QUICK}&lang=xx")
    expect(page.locator(".link-note")).to_contain_text("lang=xx")
    assert "lang" not in page.url


def test_what_names_nothing_there_is_leaves_the_address(page):
    page.goto(f"/?{QUICK}&why=bogus&hide=cellar&lock=dataset")
    expect(page.locator(".link-note")).to_contain_text("why=bogus")
    page.wait_for_url(f"**/?{QUICK}&lock=dataset")


def test_points_that_another_tab_keeps_are_asked_for_as_a_file(page):
    """Nothing is asked of the server, which would only find a name that it cannot read."""
    page.goto("/?points=kept-2000-0123abcd")
    expect(page.locator("html.scripted .message")).to_contain_text("kept only in the tab that drew them")
    expect(page.locator(".own-state")).to_contain_text("paste a table or open a file")
    expect(page.locator("[aria-invalid=true]")).to_have_count(0)
