"""The network below the pictures: each unit with its own map, numbers that can be changed, and what follows."""

import json
import re

import httpx
import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.test_page import boundary, opened, settled

pytestmark = pytest.mark.browser

QUERY = "?dataset=xor&hidden=3,2&resolution=20&samples=100&epochs=200"


@pytest.fixture
def drawn(page: Page) -> Page:
    """A page whose network is in view, with its maps."""
    opened(page, QUERY)
    return mapped(page)


def mapped(page: Page) -> Page:
    page.locator("#network").scroll_into_view_if_needed()
    page.wait_for_function(
        """() => document.querySelector(".unit canvas")
          && !document.querySelector(".network-stage").hasAttribute("data-stale")"""
    )
    return page


def link(page: Page, layer: int, unit: int, source: int) -> Locator:
    return page.locator(f'.link[data-id="{layer}.{unit}.{source}"]')


def unit(page: Page, layer: int, index: int) -> Locator:
    return page.locator(f'.unit[data-id="{layer}.{index}"]')


def trained(address: str, query: str = QUERY) -> dict:
    return httpx.get(f"{address}/api/v1/compare{query}", timeout=30).json()


def evaluated(address: str, answer: dict, network: dict) -> dict:
    """What the API says of that network, on the same data."""
    fields = {name: value for name, value in answer["experiment"].items() if name != "activation"}
    reply = httpx.post(f"{address}/api/v1/evaluate", json={**fields, "network": network}, timeout=30)
    assert reply.status_code == 200, reply.text
    return reply.json()["run"]


def set_number(page: Page, place: Locator, value: float) -> None:
    """Open the number of a unit or a weight by keys, and type another."""
    place.focus()
    page.keyboard.press("Enter")
    expect(page.locator(".network-editor input[type=number]")).to_be_focused()
    page.keyboard.type(str(value))


def edited(page: Page) -> None:
    page.wait_for_function("() => document.querySelector('[data-remix] .stage')?.data")


def near(page: Page, expected: list) -> None:
    """Wait until the last picture, that of the edited network where there is one, is drawn from those numbers."""
    page.wait_for_function(
        """(expected) => {
            const z = [...document.querySelectorAll(".stage")].at(-1).data?.find(({ type }) => type === "heatmap").z;
            return z && expected.every((row, j) => row.every((value, i) => Math.abs(z[j][i] - value) < 1e-3));
        }""",
        arg=expected,
    )


def test_every_unit_and_weight_of_the_answer_is_drawn_and_named(drawn, address):
    network = trained(address)["runs"][-1]["network"]
    assert drawn.locator(".unit").count() == 2 + 3 + 2 + 1
    assert drawn.locator(".link").count() == 6 + 6 + 2
    weight = network["layers"][0]["weights"][2][1]
    label = link(drawn, 1, 2, 1).get_attribute("aria-label")
    assert float(label.rpartition(" ")[2].replace("−", "-")) == pytest.approx(weight, rel=0.006)
    assert link(drawn, 1, 2, 1).get_attribute("data-sign") == ("plus" if weight > 0 else "minus")
    bias = unit(drawn, 2, 1).get_attribute("aria-label")
    assert float(bias.rpartition(" ")[2].replace("−", "-")) == pytest.approx(
        network["layers"][1]["biases"][1], rel=0.006
    )
    sides = drawn.locator(".unit canvas").evaluate_all("(all) => [...new Set(all.map(({ width }) => width))]")
    assert sides == [40]
    colours = (
        unit(drawn, 1, 0)
        .locator("canvas")
        .evaluate("(canvas) => new Set(canvas.getContext('2d').getImageData(0, 0, 40, 40).data).size")
    )
    assert colours > 20


def test_an_edited_weight_moves_the_boundary_to_what_the_api_says_and_back(drawn, address):
    answer = trained(address)
    network, before = answer["runs"][-1]["network"], boundary(drawn)
    set_number(drawn, link(drawn, 1, 0, 1), 5)
    edited(drawn)
    network["layers"][0]["weights"][0][1] = 5
    run = evaluated(address, answer, network)
    near(drawn, run["boundary"]["z"])
    assert boundary(drawn) != before and boundary(drawn, 1) == before
    expect(drawn.locator(".network-state")).to_contain_text("1 number differs")
    expect(drawn.locator(".ending").last).to_contain_text("by hand")
    shown = drawn.locator(".score-value").last.inner_text()
    assert float(re.match(r"[\d.]+", shown)[0]) == pytest.approx(100 * run["accuracy"]["test"], abs=0.5)
    expect(drawn.locator(".network-picture strong").last).to_have_text(shown)
    set_number(drawn, unit(drawn, 3, 0), -2)
    network["layers"][2]["biases"][0] = -2
    near(drawn, evaluated(address, answer, network)["boundary"]["z"])
    drawn.keyboard.press("Escape")
    expect(unit(drawn, 3, 0)).to_be_focused()
    drawn.locator("#network-back").click()
    near(drawn, before)
    expect(drawn.locator("#network-back")).to_be_hidden()
    assert drawn.locator("[data-remix]").count() == 0


def test_the_trained_picture_stays_beside_the_edited_one_until_somebody_goes_back(drawn):
    """Both have names and the same extent; what is said of the experiment stays, as trained; it still replays."""
    headings, trained = drawn.locator(".panel-heading"), boundary(drawn)
    answer = drawn.locator(".answer").inner_text().rstrip()
    set_number(drawn, link(drawn, 1, 0, 1), 5)
    edited(drawn)
    expect(headings).to_have_text(
        ["without activation", "with tanh, as trained", "with tanh, edited by hand"]
    )
    expect(drawn.locator(".network-picture:visible figcaption")).to_have_text(
        [re.compile("as trained"), re.compile("edited by hand")]
    )
    axes = drawn.locator(".stage").evaluate_all(
        "(stages) => stages.map(({ layout: { xaxis, yaxis } }) => JSON.stringify([xaxis.range, yaxis.range]))"
    )
    assert axes[1] == axes[2] and drawn.locator(".answer").inner_text().startswith(
        f"As trained: {answer} Edited"
    )
    remix = boundary(drawn)
    drawn.locator(".timeline .rewind").click()
    expect(headings.nth(1)).to_have_text("with tanh")
    expect(drawn.locator(".timeline-epoch")).to_contain_text("epoch 0 ")
    assert boundary(drawn, 1) != trained and boundary(drawn) == remix
    drawn.get_by_role("button", name="Back to the trained weights").first.click()
    expect(headings).to_have_text(["without activation", "with tanh"])
    expect(drawn.locator(".network-picture:visible")).to_have_count(1)


def test_another_experiment_takes_the_edited_picture_away(drawn):
    set_number(drawn, link(drawn, 1, 0, 1), 5)
    edited(drawn)
    drawn.locator("select[name=activation]").select_option("relu")
    expect(drawn.locator(".panel-heading")).to_have_text(["without activation", "with ReLU"])
    expect(drawn.locator(".network-state")).to_contain_text("trained weights")


def test_another_theme_keeps_what_was_changed(drawn):
    set_number(drawn, link(drawn, 1, 1, 0), -4)
    edited(drawn)
    expect(drawn.locator(".network-state")).to_contain_text("right instead of")
    before = boundary(drawn)
    drawn.locator("#theme").click()
    expect(drawn.locator(".network-state")).to_contain_text("1 number differs")
    near(drawn, before)
    drawn.locator("#theme").click()


def test_a_key_means_the_network_that_is_there_now(drawn):
    """Out of sight it is not drawn anew; a key that comes first finds it so."""
    drawn.evaluate("() => scrollTo(0, 0)")
    drawn.wait_for_timeout(100)  # until it is known to be out of sight
    drawn.set_viewport_size({"width": 1024, "height": 300})
    drawn.locator("select[name=dataset]").select_option("moons")
    drawn.locator("[name=hidden]").evaluate(
        "(input) => { input.value = '2'; input.dispatchEvent(new Event('change', { bubbles: true })); }"
    )
    drawn.wait_for_url("**hidden=2&**")
    settled(drawn)
    assert link(drawn, 3, 0, 1).count() == 1, "it is still the old drawing"
    link(drawn, 3, 0, 1).dispatch_event("keydown", {"key": "Enter"})
    expect(link(drawn, 3, 0, 1)).to_have_count(0)
    expect(drawn.locator(".network-editor")).to_be_hidden()


def test_a_click_on_a_line_opens_its_number_there_and_the_slider_changes_it(drawn):
    box = drawn.locator(".network-drawing").bounding_box()
    x, y = (
        link(drawn, 3, 0, 1)
        .locator("path")
        .evaluate(
            "(path) => { const { x, y } = path.getPointAtLength(path.getTotalLength() / 2); return [x, y]; }"
        )
    )
    drawn.mouse.move(box["x"] + x, box["y"] + y)
    expect(drawn.locator(".network-tip")).to_contain_text("→ the output:")
    drawn.mouse.click(box["x"] + x, box["y"] + y)
    expect(drawn.locator(".editor-name")).to_have_text("unit 2 of layer 2 → the output")
    slider = drawn.locator(".network-editor input[type=range]")
    slider.evaluate(
        "(input) => { input.value = input.min; input.dispatchEvent(new Event('input', { bubbles: true })); }"
    )
    edited(drawn)
    assert link(drawn, 3, 0, 1).get_attribute("data-sign") == "minus"
    drawn.locator(".brand").focus()
    drawn.mouse.click(5, 5)
    expect(drawn.locator(".network-editor")).to_be_hidden()


def test_arrow_keys_walk_from_the_inputs_to_the_output(drawn):
    unit(drawn, 0, 0).focus()
    for _ in range(6):
        drawn.keyboard.press("ArrowRight")
    expect(unit(drawn, 3, 0)).to_be_focused()
    drawn.keyboard.press("ArrowLeft")
    drawn.keyboard.press("ArrowDown")
    expect(link(drawn, 3, 0, 1)).to_be_focused()
    expect(drawn.locator(".network-tip")).to_be_visible()
    assert drawn.locator('.network-drawing [tabindex="0"]').count() == 1


def test_units_and_layers_are_added_and_removed_in_the_address(drawn):
    head = drawn.locator('.layer-head[data-layer="2"]')
    head.get_by_label("add a unit").click()
    drawn.wait_for_url("**hidden=3,3&**")
    settled(drawn)
    assert drawn.locator('.unit[data-id^="2."]').count() == 3
    expect(drawn.locator("input[name=hidden]")).to_have_value("3,3")
    drawn.get_by_label("Remove a hidden layer").click()
    drawn.wait_for_url(lambda url: "hidden=3&" in url)
    settled(drawn)
    assert drawn.locator(".unit").count() == 2 + 3 + 1
    drawn.get_by_label("Remove a hidden layer").click()
    drawn.wait_for_url(lambda url: "hidden=&" in url)
    settled(drawn)
    expect(drawn.get_by_label("Remove a hidden layer")).to_be_disabled()
    drawn.get_by_label("Add a hidden layer").click()
    drawn.wait_for_url(lambda url: "hidden=8&" in url or "hidden=8" in url.rpartition("&")[2])
    settled(drawn)


def test_each_layer_has_its_own_activation_in_the_address(drawn):
    drawn.locator('.layer-head[data-layer="2"] select').select_option("relu")
    drawn.wait_for_url("**activation=tanh/relu&**")
    settled(drawn)
    chosen = drawn.locator(".layer-head select").evaluate_all("(all) => all.map(({ value }) => value)")
    assert chosen == ["tanh", "relu"]
    drawn.get_by_label("Add a hidden layer").click()
    drawn.wait_for_url("**activation=tanh/relu/relu&**")
    settled(drawn)
    assert drawn.locator("[aria-invalid=true]").count() == 0


def test_kept_weights_meet_another_activation_without_being_trained_again(drawn, address):
    answer, url = trained(address), drawn.url
    drawn.locator(".network-keep input").check()
    drawn.locator('.layer-head[data-layer="1"] select').select_option("relu")
    network = answer["runs"][-1]["network"]
    network["layers"][0]["activation"] = "relu"
    near(drawn, evaluated(address, answer, network)["boundary"]["z"])
    expect(drawn.locator(".network-state")).to_contain_text("another activation")
    drawn.wait_for_url(f"{url}&weights=a0:relu")  # the same experiment, and what differs from its network


def test_what_is_downloaded_can_be_evaluated(drawn, address):
    set_number(drawn, link(drawn, 1, 0, 0), 3)
    edited(drawn)
    with drawn.expect_download() as waiting:
        drawn.locator("#network-download").click()
    body = json.loads(waiting.value.path().read_text())
    run = httpx.post(f"{address}/api/v1/evaluate", json=body, timeout=30).json()["run"]
    assert body["network"]["layers"][0]["weights"][0][0] == 3
    near(drawn, run["boundary"]["z"])


def test_a_refusal_is_told_and_a_lost_connection_too(drawn, watch):
    set_number(drawn, link(drawn, 1, 0, 0), "1e39")
    expect(drawn.locator(".network-state")).to_contain_text("3.40282e+38")
    drawn.route("**/api/v1/evaluate", lambda route: route.abort())
    set_number(drawn, link(drawn, 1, 0, 1), 2)
    expect(drawn.locator(".network-state")).to_contain_text("cannot be reached")
    watch.forgive("422")
    watch.forgive("ERR_FAILED")


def test_the_table_holds_every_number(drawn, address):
    drawn.locator(".network-table summary").click()
    network = trained(address)["runs"][-1]["network"]
    tables = drawn.locator(".network-tables table")
    expect(tables).to_have_count(3)
    shown = [float(text.replace("−", "-")) for text in tables.nth(1).locator("tbody td").all_text_contents()]
    layer = network["layers"][1]
    numbers = [
        number for row, bias in zip(layer["weights"], layer["biases"], strict=True) for number in (*row, bias)
    ]
    assert shown == pytest.approx(numbers, rel=0.006, abs=1e-9)


def test_every_control_of_the_section_has_a_name_and_can_be_hit(drawn):
    link(drawn, 1, 0, 0).focus()
    drawn.keyboard.press("Enter")
    wrong = drawn.locator("#network").evaluate(
        """(section) => {
            const all = [...section.querySelectorAll("button, select, input, summary, .link")];
            const text = (each) => each?.textContent.trim();
            const name = (each) => each.getAttribute("aria-label") || text(each) || text(each.labels?.[0]);
            const small = (each) => {
              const { width, height } = (each.type === "checkbox" ? each.labels[0] : each).getBoundingClientRect();
              return !each.matches(".link") && width > 0 && Math.min(width, height) < 24;
            };
            return all.filter((each) => !name(each) || small(each)).map(({ outerHTML }) => outerHTML);
        }"""
    )
    assert wrong == []


@pytest.mark.parametrize("width", [390, 1440])
def test_the_largest_network_stays_within_the_page(page, width):
    page.set_viewport_size({"width": width, "height": 900})
    opened(page, "?hidden=64,64,64,64,64,64&epochs=3&resolution=20&samples=40")
    mapped(page)
    assert page.locator(".unit").count() == 2 + 6 * 7 + 1
    expect(page.locator(".more-units").first).to_have_text("… 57 more")
    assert page.evaluate("() => document.documentElement.scrollWidth - innerWidth") <= 0


def test_maps_are_fetched_only_when_the_network_comes_into_view(page):
    asked = []
    page.on("request", lambda request: "/evaluate" in request.url and asked.append(request.url))
    page.set_viewport_size({"width": 1024, "height": 500})
    opened(page, QUERY)
    page.evaluate("() => scrollTo(0, 0)")
    page.wait_for_timeout(300)
    assert asked == []
    mapped(page)
    assert len(asked) == 1
