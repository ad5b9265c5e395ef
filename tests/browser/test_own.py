"""One's own points: drawn on the picture, pasted, read from a file, shared, kept, and saved again."""

import json
import re
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Page, expect

from tests.browser.test_page import boundary, opened, settled

pytestmark = pytest.mark.browser

QUICK = "?resolution=20&epochs=200&test_share=0&hidden=4"
XOR = ((0.25, 0.25, 0), (0.75, 0.75, 0), (0.25, 0.75, 1), (0.75, 0.25, 1))


def own(page: Page) -> Page:
    """The page with an empty drawing."""
    opened(page, QUICK)
    page.locator("#edit-points").click()
    page.wait_for_url("**points=**")
    settled(page)
    page.locator('[data-own="clear"]').click()
    expect(page.locator(".own-state")).to_contain_text("No points yet")
    return page


def drag(page: Page, across: float, down: float) -> None:
    """A stroke of a few points."""
    box = page.locator(".editor").bounding_box()
    x, y = box["x"] + across * box["width"], box["y"] + down * box["height"]
    page.mouse.move(x - 20, y)
    page.mouse.down()
    page.mouse.move(x + 20, y, steps=4)
    page.mouse.up()


def count(page: Page) -> int:
    return int(re.match(r"\d+", page.locator(".own-state").inner_text())[0])


def test_xor_is_drawn_by_mouse_trained_undone_and_reloaded(page, watch):
    own(page)
    page.locator(".editor").scroll_into_view_if_needed()
    for across, down, k in XOR:
        page.locator(f'[name="own-class"][value="{k}"]').check()
        drag(page, across, down)
    page.wait_for_function("() => document.querySelector('.own-state').textContent.includes('all of them')")
    page.wait_for_timeout(300)
    settled(page)
    drawn = count(page)
    assert drawn >= 8 and page.locator(".score-value").last.inner_text() == "100 %"
    expect(page.locator(".score-value").first).not_to_have_text("100 %")  # no line separates them
    picture = page.evaluate("() => document.querySelectorAll('.stage')[1].data[0].z.map((row) => [...row])")

    page.reload()
    settled(page)
    page.wait_for_function("() => document.querySelectorAll('.stage')[1].data")
    assert picture == page.evaluate("() => document.querySelectorAll('.stage')[1].data[0].z.map((row) => [...row])")
    assert count(page) == drawn

    page.locator('[name="own-class"][value="0"]').check()
    drag(page, 0.5, 0.5)
    page.wait_for_function("(drawn) => parseInt(document.querySelector('.own-state').textContent) > drawn", arg=drawn)
    page.keyboard.press("Control+z")
    page.wait_for_timeout(300)
    settled(page)
    assert count(page) == drawn
    page.keyboard.press("Control+Shift+z")
    page.wait_for_timeout(300)
    assert count(page) > drawn
    page.locator(".editor").focus()
    before = count(page)
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    page.wait_for_function("(before) => parseInt(document.querySelector('.own-state').textContent) === before + 1", arg=before)
    page.wait_for_timeout(300)
    settled(page)


def paste(page: Page, text: str) -> None:
    page.evaluate("() => { document.querySelector('.own').hidden = false; document.querySelector('.own-files').open = true; }")
    page.evaluate("(text) => { document.getElementById('own-text').value = text; }", text)  # at once, however long
    page.locator('[data-own="use"]').click()


def three_classes(count: int) -> str:
    rows = (f"{index % 50 / 7:.4f},{index // 50 / 3 + (index % 3):.4f},{('설', 'oak', 'ash')[index % 3]}" for index in range(count))
    return "\n".join(["width,height,kind", *rows]) + "\n"


def test_a_pasted_table_is_drawn_and_a_broken_one_is_refused_by_line(page):
    opened(page, QUICK)
    paste(page, three_classes(60))
    page.wait_for_url("**points=a,**")
    settled(page)
    assert page.locator(".key-class:visible .key-name").all_text_contents() == ["ash", "oak", "설"]
    assert "own" in page.title() or "own" in page.locator("select[name=dataset] option:checked").inner_text()
    broken = three_classes(60) + "0.5,abc,oak\n"
    before = page.url
    paste(page, broken)
    expect(page.locator("#points-problem")).to_have_text("Line 62: “abc” is not a number (column height).")
    expect(page.locator("#own-text")).to_have_attribute("aria-invalid", "true")
    assert page.locator("#own-text").input_value() == broken and page.url == before


def test_two_thousand_points_are_drawn_kept_and_saved_as_they_came(page, tmp_path):
    opened(page, QUICK)
    text = three_classes(2000)
    file = tmp_path / "trees.csv"
    file.write_text(text)
    page.evaluate("() => { document.querySelector('.own').hidden = false; document.querySelector('.own-files').open = true; }")
    page.locator(".own-file").set_input_files(file)
    page.wait_for_url("**points=kept-2000-**")
    settled(page)
    expect(page.locator(".own-state")).to_contain_text("2000 points")
    page.reload()
    settled(page)
    expect(page.locator(".own-state")).to_contain_text("2000 points")
    assert page.locator(".key-class:visible .key-name").all_text_contents() == ["ash", "oak", "설"]
    with page.expect_download() as download:
        page.locator('[data-own="save"]').click()
    saved = Path(download.value.path()).read_text("utf-8").split()[1:]
    rows = [[float(x), float(y), name] for x, y, name in (line.split(",") for line in saved)]
    assert rows == [[float(x), float(y), name] for x, y, name in (line.split(",") for line in text.split()[1:])]


def test_points_that_no_link_holds_are_replayed_explained_and_taken_away(page, address):
    """Whatever can go by POST does; what needs an address says so."""
    opened(page, f"{QUICK}&activation=tanh")
    settled(page)
    paste(page, three_classes(1900))
    page.wait_for_url("**points=kept-1900-**")
    settled(page)

    trained = boundary(page)
    page.locator(".timeline .rewind").click()
    expect(page.locator(".timeline-epoch")).to_contain_text("epoch 0 ")
    expect(page.locator(".ending").last).to_have_text("The first weights, before any training.")
    assert boundary(page) != trained

    page.locator(".takeaway > summary").click()
    expect(page.locator(".takeaway-files").first).to_be_hidden()
    with page.expect_download() as download:
        page.locator("[data-experiment]").click()
    body = json.loads(Path(download.value.path()).read_text("utf-8"))
    answer = httpx.post(f"{address}/api/v1/compare", json=body, timeout=60).json()
    assert answer["data"]["classes"] == ["ash", "oak", "설"] and len(answer["data"]["x"]) == 1900
    terminal, notebook, *_ = page.locator("[data-code]").all_text_contents()
    assert f"@{download.value.suggested_filename} " in terminal and download.value.suggested_filename in notebook

    page.locator("#to-gallery").click()
    expect(page.locator(".gallery-note")).to_contain_text("only their tab has them")
    page.go_back()
    settled(page)
    expect(page.locator(".own-state")).to_contain_text("1900 points")
    page.locator("select[name=dataset]").select_option("xor")
    settled(page)
    expect(page.locator("#to-gallery")).to_have_attribute("href", "/gallery?dataset=xor&activation=tanh")
    assert page.locator(".takeaway[data-kept]").count() == 0
