"""The answers to "Why?" about layers, units, one point, thresholds and seeds, used as a person uses them."""

import re

import httpx
import pytest
from playwright.sync_api import Page, expect

from tests.browser.test_why import answered

pytestmark = pytest.mark.browser


def opened(page: Page, query: str) -> None:
    """The page of a query, trained to its end, scrolled to its answer."""
    page.goto(f"/?{query}&samples=100&resolution=20")
    page.locator("#why").scroll_into_view_if_needed()
    answered(page)


def ask(page: Page, name: str) -> None:
    """Turn to another question."""
    page.locator(f"#why-{name}").click()
    expect(page.locator(f"#why-{name}")).to_have_attribute("aria-selected", "true")
    answered(page)


def slide(page: Page, name: str, value: float) -> None:
    """Move a slider to a value, as a pointer does."""
    page.get_by_role("slider", name=name).evaluate(
        "(input, value) => { input.value = value; input.dispatchEvent(new Event('input', { bubbles: true })); }",
        value,
    )


def test_layers_units_and_soft_ifs_are_shown(page):
    opened(page, "dataset=xor&hidden=4&activation=tanh&why=layers")
    expect(page.locator(".why-lead")).to_contain_text("after layer 1 one does")
    expect(page.locator(".why-space")).to_have_count(2)
    page.get_by_text("Why none can: check it yourself").click()
    blue, orange = page.locator(".why-space .why-formula").inner_text().split("\n\n")
    assert blue.split("= ")[-1] == orange.split("= ")[-1].strip()  # the means are one place

    ask(page, "units")
    expect(page.locator(".why-maps figure")).to_have_count(5)
    expect(page.locator(".why-lead")).to_contain_text("draws 4 lines")

    ask(page, "logic")
    row = page.get_by_role("row", name="(0, 0)")
    expect(row).to_contain_text("4.54·10⁻⁵")
    slide(page, "Steepness", 0)
    expect(page.locator(".why-lead")).to_contain_text("nothing is decided")
    expect(row).to_contain_text("0.5")


def test_one_points_arithmetic_follows_a_click_and_what_is_typed(page, address):
    opened(page, "dataset=xor&hidden=4&activation=tanh&why=trace")
    x, y, label = (
        page.get_by_label("x of the point"),
        page.get_by_label("y of the point"),
        page.get_by_label("true class"),
    )
    expect(label).not_to_have_value("")  # it begins with a point of the data
    x.fill("0.5")
    y.fill("-0.25")
    expect(page.locator(".why-arithmetic thead").first).to_contain_text("y = −0.25")
    expect(y).to_be_focused()  # the numbers come anew, the controls stay
    label.select_option("orange")
    expect(page.locator(".why-api")).to_have_attribute("href", re.compile(r"at=0.5%2C-0.25&label=1$"))
    answer = httpx.get(address + (page.locator(".why-api").get_attribute("href") or ""), timeout=30).json()
    page.get_by_text("All of it as text").click()
    expect(page.locator(".why-body pre")).to_have_text(answer["text"])
    expect(page.locator(".why-arithmetic")).to_have_count(4)

    page.get_by_role("img", name="The points and the boundary; a click").click()  # in the middle
    expect(page.locator(".why-lead").first).to_contain_text(re.compile(r"At \(−?0(\.0\d+)?, −?0(\.0\d+)?\)"))


def test_a_threshold_moves_the_line_and_the_counts_without_asking_again(page):
    asked: list[str] = []
    opened(page, "dataset=moons&noise=0.3&hidden=&activation=tanh&why=threshold")
    expect(page.locator(".gauge[data-known]").first).to_be_visible()  # all else has been asked for
    page.on("request", lambda request: asked.append(request.url))
    drawing = page.get_by_role("img", name="The points and the line at the chosen threshold")
    line = drawing.locator(".line:not(.thin)")
    before, lead = line.get_attribute("d"), page.locator(".why-lead").first
    slide(page, "Threshold", 0.9)
    expect(lead).to_contain_text("From 0.90 on")
    assert line.get_attribute("d") != before and asked == []
    told = page.locator(".stage").last.get_by_text("line at 0.90")
    expect(told).to_be_visible()  # in the picture itself, too
    strict = page.locator(".why-confusion tbody").inner_text()
    slide(page, "Threshold", 0.1)
    expect(lead).to_contain_text("From 0.10 on")
    assert page.locator(".why-confusion tbody").inner_text() != strict

    slide(page, "orange called blue", 10)
    expect(page.get_by_text("With calibrated probabilities")).to_contain_text("0.0909")
    expect(lead).to_contain_text("From 0.10 on")  # what was set stays
    page.get_by_role("button", name="Take").click()
    expect(lead).not_to_contain_text("From 0.10 on")

    ask(page, "layers")
    expect(page.locator(".stage").get_by_text("line at")).to_have_count(0)  # back where it was


def test_what_was_set_for_another_experiment_does_not_stay_in_the_way(page, watch):
    opened(page, "dataset=circles&classes=3&epochs=50&activation=tanh&why=trace")
    watch.forgive("422")  # the third class, of two
    page.get_by_label("true class").select_option("green")
    expect(page.locator(".why-lead").first).to_contain_text("If the true class is green")
    page.locator("input[name=classes]").evaluate(
        "input => { input.value = '2'; input.dispatchEvent(new Event('change', { bubbles: true })) }"
    )
    page.wait_for_url(re.compile("^(?!.*classes)"))
    answered(page)
    expect(page.get_by_label("true class").locator("option")).to_have_text(["(not said)", "blue", "orange"])
    expect(page.locator(".why-problem")).to_be_hidden()


def test_seeds_lead_to_their_experiments_and_polynomials_have_degrees(page):
    opened(page, "dataset=xor&hidden=4&activation=tanh&why=repeat")
    expect(page.locator(".why-seeds a")).to_have_count(20)
    slide(page, "Seeds", 5)
    expect(page.locator(".why-seeds a")).to_have_count(5)
    page.locator(".why-seeds a").nth(2).click()
    page.wait_for_url("**seed=2**")
    expect(page.locator("#pictures")).to_have_attribute("data-drawn", re.compile("seed=2"))
    answered(page)

    ask(page, "approximate")
    slide(page, "Degree of the polynomial", 2)
    expect(page.locator(".why-lead").first).to_contain_text("degree 2, with 6 coefficients")
    slide(page, "Degree of the series", 3)
    expect(page.locator("[data-claim=B6]")).to_contain_text("σ(z) ≈ 1/2 + z/4 − z³/48")
