"""Activations join and leave the comparison; a link hides and locks; presentation shows the answer alone."""

import re

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser

QUICK = "dataset=xor&epochs=60&resolution=20"


def opened(page: Page, query: str) -> None:
    page.goto(f"/?{query}")
    page.wait_for_function("() => performance.getEntriesByName('bendline:drawn').length > 0")


def test_an_activation_joins_and_leaves(page):
    opened(page, QUICK)
    page.locator("#compare-with").select_option("relu")
    expect(page.locator(".panel-heading")).to_have_text(["without activation", "with ReLU", "with tanh"])
    assert page.url.count("activation=") == 3
    rows = page.locator(".comparison tbody tr")
    expect(rows).to_have_count(3)
    assert rows.nth(1).locator("td").last.text_content() == "105"
    for row in rows.all():
        assert re.fullmatch(r"(< )?\d+ ms|\d\.\d s", row.locator("td").nth(-2).text_content())
    page.locator("#pictures[aria-busy=false]").wait_for()
    page.get_by_role("button", name="Remove the picture without activation").click()
    expect(page.locator(".panel-heading")).to_have_text(["with ReLU", "with tanh"])
    page.go_back()
    expect(page.locator(".panel-heading")).to_have_count(3)


def test_two_pictures_are_removed_quickly_and_none_that_is_not_asked_for(page, watch):
    """The buttons mean the pictures that they stand at, though the list may be shorter by now."""
    watch.forgive("422")
    opened(page, f"{QUICK}&activation=identity&activation=relu&activation=sin&activation=tanh")
    page.evaluate(
        "() => [...document.querySelectorAll('.remove')].slice(0, 2).forEach((button) => button.click())"
    )
    expect(page.locator(".panel-heading")).to_have_text(["with sine", "with tanh"])
    page.evaluate("() => document.querySelectorAll('details').forEach((each) => { each.open = true; })")
    page.locator("[name=samples]").fill("1")
    expect(page.locator("#samples-problem")).to_be_visible()
    expect(page.locator(".remove").first).to_be_hidden()


def test_a_link_hides_and_locks_and_keeps_doing_so(page):
    opened(page, f"{QUICK}&hide=training,formula&lock=dataset")
    expect(page.locator('[data-group="training"]')).to_be_hidden()
    expect(page.locator("#spelling")).to_be_hidden()
    expect(page.locator('[data-group="data"]')).to_be_visible()
    expect(page.locator("select[name=dataset]")).to_be_disabled()
    page.locator("select[name=activation]").select_option("relu")
    expect(page).to_have_url(
        re.compile("activation=relu.*hide=formula,training|activation=relu.*hide=training,formula")
    )
    expect(page.locator(".panel-heading").last).to_have_text("with ReLU")


LOCKED_PLACES = ("#spelling", "#compare-with", ".remove", "#edit-points", "#network .stepper", ".layer-head select")


def test_what_is_locked_cannot_be_changed_from_elsewhere_either(page):
    """Neither at its controls, nor at any that stands for them: nothing in sight changes a locked part."""
    opened(page, f"{QUICK}&lock=activation,dataset,data,network")
    page.locator("#network").scroll_into_view_if_needed()
    expect(page.locator("#network .unit").first).to_be_visible()
    for place in LOCKED_PLACES:
        assert page.locator(place).count() and page.locator(place).locator("visible=true").count() == 0, place
    opened(page, QUICK)
    page.locator("#network").scroll_into_view_if_needed()
    expect(page.locator("#network .unit").first).to_be_visible()
    for place in LOCKED_PLACES:
        assert page.locator(place).locator("visible=true").count(), place


def test_a_presentation_begins_and_ends(page):
    opened(page, QUICK)
    page.get_by_role("button", name="Present", exact=True).click()
    for place in (".groups", ".comparison", "#network", ".bend", ".actions"):
        expect(page.locator(place)).to_be_hidden()
    expect(page.locator(".stage").first).to_be_visible()
    assert "present=1" in page.url
    page.set_viewport_size({"width": 1440, "height": 900})
    for place in (".sentence", ".answer", ".stage", ".score-value", ".play"):
        expect(page.locator(place).last).to_be_in_viewport(ratio=1)
    page.keyboard.press("Escape")
    expect(page.locator(".groups")).to_be_visible()
    assert "present" not in page.url


def test_a_link_for_a_class_says_what_was_chosen(page):
    opened(page, QUICK)
    page.locator(".takeaway > summary").click()
    page.locator('[data-hides="network"]').select_option("lock")
    page.locator('[data-hides="data"]').select_option("hide")
    link = page.locator(".class-link output").text_content()
    assert link.endswith(f"/?{QUICK}&hide=data&lock=network")


def test_keys_and_a_clicker_drive_a_presentation(page):
    opened(page, f"{QUICK}&target_accuracy=0")
    top = page.evaluate("() => scrollY")
    page.click("#present")
    epoch = page.locator(".timeline-epoch")
    last = epoch.inner_text()
    page.keyboard.press("PageUp")
    expect(epoch).not_to_have_text(last)
    before = epoch.inner_text()
    page.keyboard.press("ArrowLeft")
    expect(epoch).not_to_have_text(before)
    page.keyboard.press("ArrowRight")
    expect(epoch).to_have_text(before)
    page.keyboard.press("PageDown")
    expect(epoch).to_have_text(last)
    page.keyboard.press("Home")
    expect(epoch).to_contain_text("epoch 0 ")
    page.select_option(".timeline-speed select", index=0)
    page.locator("#pictures").focus()
    page.keyboard.press("Space")
    expect(page.locator(".timeline")).to_have_attribute("data-playing", "")
    page.keyboard.press("Space")
    expect(page.locator(".timeline")).not_to_have_attribute("data-playing", "")
    assert "present=1" in page.url and page.evaluate("() => scrollY") == top
    page.keyboard.press("Escape")
    expect(page.locator("#present")).to_be_focused()


def test_the_keys_of_a_presentation_are_whole(page):
    page.set_viewport_size({"width": 1440, "height": 900})
    opened(page, QUICK)
    page.locator("#present").click()
    keys = page.locator("#present-keys").bounding_box()
    controls = page.locator(".timeline").bounding_box()
    assert keys["y"] + keys["height"] <= 900 and controls["y"] + controls["height"] <= keys["y"]
    page.keyboard.press("Escape")
    page.set_viewport_size({"width": 1280, "height": 900})


def test_present_is_above_the_fold(page):
    page.set_viewport_size({"width": 1440, "height": 900})
    opened(page, QUICK)
    box = page.locator("#present").bounding_box()
    assert box["y"] + box["height"] < 900
