"""Weights that are edited by hand travel in the link, and can be taken back."""

import pytest
from playwright.sync_api import expect

from tests.browser.test_page import opened

pytestmark = pytest.mark.browser

SMALL = "samples=40&epochs=30&resolution=20&hidden=2"

EDIT = """([id, value]) => {
  const place = document.querySelector(`.network-drawing [data-id="${id}"]`);
  place.focus();
  place.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", bubbles: true }));
  const input = document.querySelector(".network-editor input");
  input.value = value;
  input.dispatchEvent(new Event("input", { bubbles: true }));
}"""


def edit(page, unit: str, value: str) -> None:
    page.locator("#network").scroll_into_view_if_needed()
    expect(page.locator("#network .unit").first).to_be_visible()
    page.evaluate(EDIT, [unit, value])
    page.keyboard.press("Escape")


def test_an_edit_travels_in_the_link_and_can_be_undone(page):
    opened(page, f"?{SMALL}")
    plain = page.url
    edit(page, "1.0", "1.5")
    page.wait_for_url("**weights=4:1.5")
    remix = page.locator("[data-remix]")
    expect(remix).to_have_count(1)
    edit(page, "1.1", "-2")
    page.wait_for_url("**weights=4:1.5,5:-2")
    score = remix.locator(".score-value").inner_text()
    answer = page.locator(".answer")
    assert answer.inner_text().startswith("As trained: ")
    expect(answer).to_contain_text(f"Edited by hand, it classifies {score}".replace(" %", "\u00a0%"))
    edited = page.url
    page.reload()
    page.wait_for_selector(".panel .js-plotly-plot")
    expect(remix).to_have_count(1)
    expect(remix.locator(".score-value")).to_have_text(score)
    assert page.url == edited
    edit(page, "1.0", "3")
    page.wait_for_url("**weights=4:3,5:-2")
    page.keyboard.press("Control+z")
    page.wait_for_url("**weights=4:1.5,5:-2")
    page.keyboard.press("Control+Shift+z")
    page.wait_for_url("**weights=4:3,5:-2")
    page.go_back()
    page.wait_for_url("**weights=4:1.5,5:-2")
    page.locator("#network-back").click()
    page.wait_for_url(plain)
    expect(remix).to_have_count(0)
    expect(page.locator(".as-trained, .by-hand").locator("visible=true")).to_have_count(0)
    page.locator("#network-undo").click()
    page.wait_for_url("**weights=4:1.5,5:-2")
    page.select_option("[name=dataset]", "moons")
    page.wait_for_url("**dataset=moons**")
    assert "weights" not in page.url


UNTIDY = (
    "activation=tanh&weights=0:1&utm_source=x", "epochs=50&weights=0:1&noise=0", "seed=7&weights=0:1&zzz=1",
    "seed=1&seed=2&weights=0:1", "activation=Tanh&weights=0:1", "activation=identity&activation=tanh&weights=0:1",
)  # fmt: skip


def test_a_links_edits_outlive_its_tidying(page):
    for link in UNTIDY:
        opened(page, f"?{link}&samples=40&resolution=20&hidden=2{'' if 'epochs' in link else '&epochs=30'}")
        assert page.url.endswith("&weights=0:1"), link
        expect(page.locator("[data-remix]")).to_have_count(1)
        assert "zzz" not in page.url and "utm" not in page.url and "Tanh" not in page.url


def test_a_downloaded_network_can_be_opened_again(page, tmp_path):
    opened(page, f"?{SMALL}")
    edit(page, "1.0", "1.5")
    page.wait_for_url("**weights=4:1.5")
    with page.expect_download() as download:
        page.locator("#network-download").click()
    file = tmp_path / "network.json"
    download.value.save_as(file)
    page.locator("#network-undo").click()
    expect(page.locator("[data-remix]")).to_have_count(0)
    page.locator("#network-file").set_input_files(file)
    page.wait_for_url("**weights=4:1.5")
    expect(page.locator("[data-remix]")).to_have_count(1)


@pytest.mark.parametrize(
    "text", ["no JSON", "[]", '{"network": {"layers": [{"weights": [[1]], "biases": [1]}]}}', "null"]
)
def test_a_file_that_does_not_fit_is_told_and_changes_nothing(page, tmp_path, text):
    opened(page, f"?{SMALL}")
    page.locator("#network").scroll_into_view_if_needed()
    file = tmp_path / "network.json"
    file.write_text(text)
    page.locator("#network-file").set_input_files(file)
    expect(page.locator(".notice")).to_contain_text("do not fit this network")
    expect(page.locator("[data-remix]")).to_have_count(0)


def test_weights_that_do_not_fit_are_ignored_and_told(page):
    opened(page, f"?{SMALL}&weights=999:1")
    expect(page.locator(".notice")).to_contain_text("do not fit this network")
    expect(page.locator("[data-remix]")).to_have_count(0)


def test_a_link_of_a_hundred_and_five_edited_weights_is_short(page):
    """The default network has 105 numbers; each differs from the trained one."""
    opened(page, f"?{SMALL}")
    length, same = page.evaluate(
        """async (folder) => {
      const { readEdits, writeEdits } = await import(`${folder}/network-link.js`);
      const layer = (units, inputs, start) => ({ activation: "tanh", biases: Array(units).fill(start),
        weights: Array.from({ length: units }, () => Array(inputs).fill(start)) });
      const network = (start) => ({ input: { features: ["x", "y"] }, layers: [layer(8, 2, start), layer(8, 8, start), layer(1, 8, start)] });
      const [trained, edited] = [network(0.125), network(-12.3456)];
      const text = writeEdits(trained, edited);
      return [text.length, JSON.stringify(readEdits(trained, text)) === JSON.stringify(edited)];
    }""",
        page.evaluate("() => document.querySelector('[data-main]').dataset.main.replace(/[/][^/]*$/, '')"),
    )
    assert same and length < 1800


def test_an_emptied_number_takes_its_complaint_along(page, watch):
    opened(page, f"?{SMALL}")
    page.locator("#network").scroll_into_view_if_needed()
    expect(page.locator("#network .unit").first).to_be_visible()
    page.evaluate(EDIT, ["1.0", "1e99"])
    state = page.locator(".network-state")
    expect(state).to_contain_text("1e+99")
    number = page.locator(".network-editor input").first
    number.fill("")
    expect(state).to_contain_text("trained weights")
    expect(state).not_to_contain_text("1e+99")
    watch.forgive("422")
