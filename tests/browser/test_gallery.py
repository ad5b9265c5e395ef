"""The gallery fills itself, and follows what is picked."""

import re

import pytest
from playwright.sync_api import expect

from app.nn.datasets import DATASETS

pytestmark = pytest.mark.browser


def test_the_gallery_fills_itself_and_opens_what_is_clicked(page):
    page.goto("/gallery?by=datasets&activation=relu")
    state = page.locator(".gallery-state")
    expect(state).to_have_text(
        re.compile(
            rf"^\d+ of {len(DATASETS)} separate the training points\. Each picture shows its training accuracy\.$"
        )
    )
    assert page.locator(".tile img").count() == len(DATASETS)
    scores = page.locator(".tile-score").all_text_contents()
    assert all(re.fullmatch(r"[\d.]+ %", score) for score in scores), scores
    page.locator(".tile", has_text="XOR").locator("a").click()
    expect(page.locator(".panel-heading").last).to_have_text("with ReLU")
    assert "dataset=xor" in page.url


def test_picking_is_enough_and_the_theme_reaches_the_pictures(page):
    page.emulate_media(color_scheme="dark")
    page.goto("/gallery?by=datasets&activation=relu")
    page.locator("select[name=dataset]").select_option("xor")
    page.wait_for_url("**/gallery?by=activations&dataset=xor*")
    image = page.locator(".tile img").first
    expect(image).to_have_attribute("src", re.compile("dataset=xor.*theme=dark"))
    page.locator("#theme").click()
    expect(image).not_to_have_attribute("src", re.compile("theme=dark"))


def test_a_picture_that_comes_after_the_theme_changed_is_in_the_new_colours(page):
    page.emulate_media(color_scheme="light")
    held, opened = [], []

    def hold(route):
        if opened:
            route.continue_()
        else:
            held.append(route)

    page.route("**/picture.svg*", hold)
    with page.expect_request("**/picture.svg*"):
        page.goto("/gallery?by=datasets&activation=relu")
    page.locator("#theme").click()
    opened.append(True)
    for route in held:
        route.continue_()
    expect(page.locator(".gallery-state")).to_have_text(re.compile(rf"^\d+ of {len(DATASETS)} separate"))
    expect(page.locator(".tile-stage img")).to_have_count(page.locator(".tile-stage").count())
    expect(page.locator(".tile-stage img:not([src*='theme=dark'])")).to_have_count(0)
