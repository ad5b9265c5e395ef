"""The page in a real browser: what a visitor sees, picks, shares and is told."""

import re
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from playwright.sync_api import Page, Route, expect

from app.experiment import fields_shown
from app.nn.activations import ACTIVATIONS
from app.nn.datasets import DATASETS

pytestmark = pytest.mark.browser


def opened(page: Page, query: str = "") -> Page:
    """The page, once Plotly has drawn it."""
    page.goto(f"/{query}")
    page.wait_for_function("() => performance.getEntriesByName('bendline:drawn').length > 0")
    settled(page)
    return page


def settled(page: Page, query: str | None = None) -> None:
    """Wait until what is drawn is what the address says, or this query."""
    page.wait_for_function(
        """(query) => {
            const region = document.querySelector("#pictures");
            const asked = location.search.slice(1).replace(/&?weights=[^&]*/, ""); // edits are made of what is drawn
            return region.ariaBusy !== "true" && region.dataset.drawn === (query ?? asked);
        }""",
        arg=query,
    )


def pick(page: Page, field: str, value: str) -> None:
    before = page.url
    page.locator(f"select[name={field}]").select_option(value)
    page.wait_for_function("(before) => location.href !== before", arg=before)
    settled(page)


def scores(page: Page) -> list[str]:
    return page.locator(".score-value").all_text_contents()


def boundary(page: Page, panel: int = -1) -> list:
    """The z that the panel's picture was drawn from."""
    return page.evaluate(
        """(panel) => {
            const plots = [...document.querySelectorAll(".stage")];
            const plot = plots.at(panel);
            return plot.data.find((trace) => trace.type === "heatmap").z.map((row) => [...row]);
        }""",
        panel,
    )


def test_the_first_picture_is_a_line_beside_a_curve(page, address):
    opened(page)
    assert page.locator(".panel-heading").all_text_contents() == ["without activation", "with tanh"]
    runs = httpx.get(f"{address}/api/v1/compare", timeout=30).json()["runs"]
    shown = [float(re.match(r"[\d.]+", text)[0]) for text in scores(page)]
    assert shown == pytest.approx([100 * run["accuracy"]["test"] for run in runs], abs=0.5)
    assert shown[0] <= 70 and shown[1] >= 95
    assert boundary(page)[0][:3] == pytest.approx(runs[1]["boundary"]["z"][0][:3], abs=1e-6)


def test_another_activation_changes_boundary_address_and_accuracy(page):
    opened(page, "?hidden=4")
    before, numbers = boundary(page), page.locator(".panel").last.inner_text()
    pick(page, "activation", "sin")
    assert "activation=sin" in page.url
    assert boundary(page) != before
    assert page.locator(".panel").last.inner_text() != numbers
    expect(page.locator(".panel-heading").last).to_have_text("with sine")


SOME_OR_ALL = pytest.mark.parametrize("each", [5, pytest.param(1, marks=pytest.mark.slow)])


@SOME_OR_ALL
def test_every_activation_can_be_picked_and_gives_a_picture(page, each):
    opened(page, "?dataset=xor&hidden=4&samples=100&epochs=100&resolution=20")
    for name in [entry.name for entry in ACTIVATIONS if entry.name not in ("identity", "tanh")][::each]:
        pick(page, "activation", name)
        assert f"activation={name}" in page.url
        assert len(scores(page)) == 2 and all("%" in text for text in scores(page))
        assert len(boundary(page)) == 20


@SOME_OR_ALL
def test_every_data_set_can_be_picked(page, each):
    opened(page, "?epochs=100&resolution=20")
    for name in [entry.name for entry in DATASETS if entry.name != "spiral"][::each]:
        pick(page, "dataset", name)
        assert parse_qs(urlsplit(page.url).query)["dataset"] == [name]


def test_every_field_has_a_control_of_its_name(page):
    opened(page)
    for spec in fields_shown():
        control = page.locator(f"[name={spec.name}]")
        assert control.count() == 1, spec.name
        assert page.locator(f"label[for={control.get_attribute('id')}]").count() == 1


def test_reload_back_forward_and_a_shared_link_give_the_same_picture(page, context, watch):
    opened(page, "?resolution=40")
    first = boundary(page)
    pick(page, "activation", "relu")
    second = boundary(page)
    page.go_back()
    page.wait_for_function("() => !location.search.includes('relu')")
    settled(page)
    assert boundary(page) == first
    page.go_forward()
    page.wait_for_function("() => location.search.includes('relu')")
    settled(page)
    assert boundary(page) == second
    page.reload()
    expect(page.locator(".stage.js-plotly-plot, .stage .js-plotly-plot").first).to_be_visible()
    settled(page)
    assert boundary(page) == second
    other = watch.over(context.new_page())
    other.goto(page.url)
    expect(other.locator(".stage.js-plotly-plot, .stage .js-plotly-plot").first).to_be_visible()
    settled(other)
    assert boundary(other) == second


def test_a_link_with_three_activations_shows_three_pictures(page):
    opened(page, "?resolution=30&activation=identity&activation=relu&activation=leaky_relu(0.3)")
    assert page.locator(".panel").count() == 3
    assert page.locator("select[name=activation]").input_value() == "leaky_relu(0.3)"


def test_a_formula_in_a_link_is_drawn(page):
    opened(page, "?resolution=30&dataset=xor&activation=identity&activation=x**2")
    assert page.locator("select[name=activation]").input_value() == "x**2"


def test_three_classes_are_drawn_in_three_colours(page):
    opened(page, "?classes=3&resolution=40")
    shown = page.locator(".key-class:visible").all_text_contents()
    assert len(shown) == 3


def test_choosing_a_data_set_with_fewer_classes_takes_the_number_along(page):
    opened(page, "?classes=3&resolution=30")
    pick(page, "dataset", "xor")
    assert page.locator("[name=classes]").input_value() == "2"
    assert "problem" not in page.url and page.locator("[aria-invalid=true]").count() == 0


def typed(page: Page, field: str, text: str) -> None:
    page.evaluate("() => document.querySelectorAll('details').forEach((each) => { each.open = true; })")
    page.locator(f"input[name={field}]").fill(text)


def test_an_error_marks_its_control_and_keeps_the_picture_and_the_text(page, watch):
    opened(page, "?resolution=30")
    before = boundary(page)
    typed(page, "hidden", "8,eight")
    control = page.locator("[name=hidden]")
    expect(control).to_have_attribute("aria-invalid", "true")
    described = control.get_attribute("aria-describedby").split()
    words = " ".join(page.locator(f"#{each}").inner_text() for each in described)
    assert "whole numbers" in words
    assert control.input_value() == "8,eight" and boundary(page) == before
    typed(page, "hidden", "4")
    expect(control).not_to_have_attribute("aria-invalid", "true")
    settled(page)
    watch.complaints[:] = [text for text in watch.complaints if "422" not in text]  # the browser's own remark


def test_an_error_in_a_link_is_shown_at_its_control(page, watch):
    page.goto("/?samples=99999")
    expect(page.locator("[name=samples]")).to_have_attribute("aria-invalid", "true")
    expect(page.locator("#samples-problem")).to_contain_text("2000")
    watch.complaints[:] = [text for text in watch.complaints if "422" not in text]


def test_a_lost_connection_is_told_and_can_be_tried_again(page, watch):
    opened(page, "?resolution=30")
    page.route("**/api/v1/compare*", lambda route: route.abort())
    page.locator("select[name=activation]").select_option("relu")
    retry = page.locator("#retry")
    expect(retry).to_be_visible()
    page.unroute("**/api/v1/compare*")
    retry.click()
    settled(page)
    expect(retry).to_be_hidden()
    assert "with ReLU" in page.locator(".panel-heading").last.inner_text()
    watch.complaints[:] = [text for text in watch.complaints if "ERR_FAILED" not in text]


def test_a_late_answer_never_overtakes_a_newer_one(page):
    opened(page, "?resolution=30")

    def late(route: Route) -> None:
        page.wait_for_timeout(600)
        route.continue_()

    page.route(re.compile(r"/api/v1/compare.*activation=relu"), late)
    page.locator("select[name=activation]").select_option("relu")
    page.locator("select[name=activation]").select_option("sin")
    settled(page)
    page.wait_for_timeout(900)
    assert "activation=sin" in page.url
    expect(page.locator(".panel-heading").last).to_have_text("with sine")


def test_the_boundary_is_there_before_plotly_and_without_it(page, watch):
    page.route("**/plotly-*.js", lambda route: route.abort())
    page.goto("/?resolution=30")
    expect(page.locator(".stage svg").first).to_be_visible()
    assert page.locator(".stage svg path").count() > 0
    page.wait_for_timeout(300)
    page.locator("select[name=activation]").select_option("relu")
    page.wait_for_url("**activation=relu**")  # the server draws every change then
    expect(page.locator(".panel-heading").last).to_have_text("with ReLU")
    page.close()  # both of its documents asked for the script
    watch.forgive("ERR_FAILED")


def test_without_javascript_the_form_is_sent_and_the_picture_comes_back(browser, address, watch):
    context = browser.new_context(base_url=address, java_script_enabled=False)
    page = watch.over(context.new_page())
    page.goto("/?resolution=30")
    expect(page.locator(".stage svg").first).to_be_visible()
    page.locator("select[name=activation]").select_option("sin")
    page.get_by_role("button", name="Draw it").first.click()
    expect(page.locator(".panel-heading").last).to_have_text("with sine")
    assert "activation=identity" in page.url and "activation=sin" in page.url
    context.close()
    assert watch.complaints == []


def test_nothing_sticks_out_at_any_width(browser, address, watch):
    context = browser.new_context(base_url=address)
    page = opened(watch.over(context.new_page()), "?resolution=20")
    page.evaluate("() => document.querySelectorAll('details').forEach((each) => { each.open = true; })")
    for width in (390, 768, 1440):
        page.set_viewport_size({"width": width, "height": 850})
        page.wait_for_timeout(200)
        assert page.evaluate("() => document.documentElement.scrollWidth - innerWidth") <= 0
        boxes = [stage.bounding_box() for stage in page.locator(".stage").all()]
        assert all(abs(box["width"] - box["height"]) < 2 and box["width"] > 250 for box in boxes)
        assert boxes[0]["y"] < 400  # the picture is on the first screen
    context.close()
    assert watch.complaints == []


def test_the_keyboard_alone_is_enough(page):
    opened(page, "?resolution=30")
    page.keyboard.press("Tab")
    for _ in range(12):
        if page.evaluate("() => document.activeElement.name") == "activation":
            break
        page.keyboard.press("Tab")
    before = page.url
    page.keyboard.press("ArrowDown")
    page.wait_for_function("(before) => location.href !== before", arg=before)
    settled(page)
    names = [entry.name for entry in ACTIVATIONS]
    assert f"activation={names[names.index('tanh') + 1]}" in page.url


def test_new_points_and_new_weights_change_the_picture(page):
    opened(page, "?resolution=30")
    first = boundary(page)
    page.get_by_role("button", name="New weights").click()
    page.wait_for_url("**seed=1**")
    settled(page)
    assert boundary(page) != first
    page.get_by_role("button", name="New points").click()
    page.wait_for_url("**data_seed=1**")
    settled(page)


def test_a_run_that_diverges_is_told_in_words(page):
    opened(page, "?resolution=30&optimizer=sgd&learning_rate=1000&activation=identity&activation=quadratic")
    expect(page.locator(".ending").last).to_contain_text("smaller learning rate")
    assert page.locator(".ending").last.get_attribute("data-status") == "diverged"
