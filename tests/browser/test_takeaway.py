"""What the page offers to take away belongs to what it shows, and works."""

import json
import shlex
from urllib.parse import quote

import httpx
import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser

QUICK = "&epochs=60&resolution=20"
# What a script alone can offer is there.
FILLED = "() => [...document.querySelectorAll('.takeaway [data-code]')].every((code) => code.textContent)"


def offers(page: Page) -> dict[str, list]:
    """Everything offered, as the page has it."""
    return page.evaluate(
        """() => {
            const section = document.querySelector(".takeaway");
            return {
              links: [...section.querySelectorAll(".file")].map((link) => link.href),
              names: [...section.querySelectorAll(".takeaway-name")].map((name) => name.textContent),
              code: [...section.querySelectorAll("[data-code]")].map((code) => code.textContent),
            };
        }"""
    )


@pytest.mark.parametrize(
    "query", ["?samples=400", "?dataset=xor&activation=relu", "?activation=" + quote("max(0.1*x, x)")]
)
def test_scripts_and_server_offer_the_same(page, query):
    page.goto(f"/{query}{QUICK}")
    page.wait_for_function(FILLED)
    first = offers(page)
    page.wait_for_function("() => performance.getEntriesByName('bendline:drawn').length > 0")
    assert offers(page) == first and len(first["links"]) in (6, 8, 10)


def test_what_is_offered_works_and_follows_the_page(page, address):
    page.goto(f"/?dataset=xor{QUICK}")
    page.wait_for_function("() => performance.getEntriesByName('bendline:drawn').length > 0")
    page.locator(".takeaway > summary").click()
    page.locator("select[name=activation]").select_option("relu")
    expect(page.locator("#pictures")).to_have_attribute(
        "data-drawn", f"dataset=xor&activation=identity&activation=relu{QUICK}"
    )
    offered = offers(page)
    assert offered["names"][:3] == ["all together", "without activation", "with ReLU"]
    for link in offered["links"]:
        assert httpx.get(link, timeout=30).status_code == 200, link

    terminal, notebook, _ = offered["code"]
    (curl, silent, url) = shlex.split(terminal)
    answer = httpx.get(url, timeout=30).json()
    assert (curl, silent) == ("curl", "-s") and answer["experiment"]["activation"] == ["identity", "relu"]
    names: dict = {}
    exec(notebook.replace("go.Figure", "figure = go.Figure"), names)  # the very text that is copied
    drawn = json.loads(names["figure"].to_json())["data"][0]
    assert drawn["type"] == "contour" and names["runs"] == answer["runs"]


def test_a_dark_page_offers_dark_pictures(page):
    page.emulate_media(color_scheme="dark")
    page.goto(f"/?dataset=xor{QUICK}")
    page.wait_for_function("() => performance.getEntriesByName('bendline:drawn').length > 0")
    links = offers(page)["links"]
    assert [link for link in links if "picture" in link] == [
        link for link in links if link.endswith("theme=dark")
    ]
