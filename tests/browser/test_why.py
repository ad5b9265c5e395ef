"""The panel "Why?": it asks what fits the pictures, answers from the API, and never of another state."""

import httpx
import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser

QUICK = "&samples=100&epochs=60&resolution=20"


def opened(page: Page, query: str) -> None:
    """The page of a query, scrolled to its answer."""
    page.goto(f"/?{query}{QUICK}")
    page.locator("#why").scroll_into_view_if_needed()
    answered(page)


def answered(page: Page) -> None:
    """Wait until an answer is there."""
    expect(page.locator(".why-answer")).to_have_attribute("aria-busy", "false")
    expect(page.locator(".why-body > *, .why-problem:not([hidden])")).not_to_have_count(0)


def test_a_network_without_a_bend_is_shown_as_one_layer(page, address):
    opened(page, "activation=identity&dataset=xor")
    tab = page.get_by_role("tab", selected=True)
    expect(tab).to_have_attribute("data-name", "collapse")
    expect(page.get_by_role("tabpanel")).to_have_accessible_name(tab.text_content() or "")
    expect(page.locator(".why-lead")).to_contain_text("2-8-8-1 is the same as 2-1")
    link = page.locator(".why-api").get_attribute("href") or ""
    answer = httpx.get(address + link, timeout=30).json()
    assert answer["insight"] == "collapse" and answer["experiment"]["activation"] == "identity"
    assert answer["formula"] in page.locator(".why-body").inner_text()

    page.get_by_text("Work it through by hand").click()
    formulas = page.locator("[data-claim=A3] .why-formula")
    expect(formulas).to_contain_text("= 7·x1 − 10·x2")
    slider = page.get_by_label("z2")
    slider.focus()
    slider.press("ArrowRight")  # z2 = -1.5
    expect(formulas).to_contain_text("= 7.25·x1 − 8.5·x2")
    expect(slider).to_be_focused()

    page.get_by_text("A thousand layers are one product").click()
    expect(page.locator("[data-claim=A4] strong")).to_have_text("0.9¹⁰⁰⁰ = 1.748·10⁻⁴⁶")


def test_the_answer_follows_the_experiment_and_the_choice_of_network(page):
    opened(page, "dataset=xor&activation=identity&activation=tanh&why=collapse")
    expect(page.locator(".why-run select option:checked")).to_have_text("with tanh")
    expect(page.locator(".why-lead")).to_contain_text("there is no such layer")
    page.locator(".why-run select").select_option("without activation")
    expect(page.locator(".why-lead")).to_contain_text("is the same as 2-1")
    page.locator("input[name=hidden]").evaluate("input => { input.value = '4'; input.dispatchEvent(new Event('change', { bubbles: true })) }")
    page.wait_for_url("**hidden=4**")
    assert "why=collapse" in page.url
    expect(page.locator(".why-lead")).to_contain_text("2-4-1 is the same as 2-1")


def test_points_that_no_link_holds_are_explained_too(page):
    page.goto(f"/?{QUICK[1:]}")
    name = page.evaluate(
        """async () => (await import("/static/kept.js")).keep(
             { x: [0, 1, 0, 1, 2], y: [0, 1, 1, 0, 2], label: [0, 0, 1, 1, 1], classes: ["0", "1"] })"""
    )
    opened(page, f"points={name}&activation=identity")
    expect(page.locator(".why-lead")).to_contain_text("is the same as 2-1")
    expect(page.locator(".why-api")).to_be_hidden()
