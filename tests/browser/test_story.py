"""The guided story, step by step: what can be touched answers, and agrees with the API."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from app.messages import Messages
from app.steps import REVIVAL, STEPS

pytestmark = pytest.mark.browser


def at(page: Page, name: str) -> Locator:
    """A step, brought into view, once its instrument has its first answer."""
    step = page.locator(f"#step-{name}")
    step.scroll_into_view_if_needed()
    expect(step).to_have_attribute("aria-busy", "false")
    return step


def tips(step: Locator) -> list[tuple[float, float]]:
    """The middles of what the line is held by at its ends, the upper one first."""
    boxes = [circle.bounding_box() for circle in step.locator("circle.grip").all()]
    return sorted(
        ((b["x"] + b["width"] / 2, b["y"] + b["height"] / 2) for b in boxes if b), key=lambda tip: tip[1]
    )


def drag(page: Page, start: tuple[float, float], end: tuple[float, float]) -> None:
    page.mouse.move(*start)
    page.mouse.down()
    page.mouse.move(*end, steps=4)
    page.mouse.up()


def api(page: Page, path: str) -> dict:
    """What the API answers, by the page's own connection."""
    return page.evaluate("async (path) => (await fetch(`/api/v1/${path}`)).json()", path)


def test_the_story_from_one_end_to_the_other(page, watch):
    watch.forgive("422")  # an unfinished formula
    page.emulate_media(reduced_motion="reduce")  # what moves by itself is there at once
    page.goto("/why")
    a_line_is_dragged_turned_and_beaten(page)
    a_finger_moves_the_line_and_not_the_page(page)
    a_function_is_picked(page)
    two_layers_stay_one(page)
    a_thousand_layers_are_a_number(page)
    a_kink_turns_the_corner(page)
    the_plane_folds(page)
    three_ifs_make_xor(page)
    pieces_add_up(page)
    a_formula_is_judged(page)
    a_gradient_is_lost(page)
    units_die(page)
    a_feature_bends(page)
    the_encore_is_played(page)
    the_reader_turns_the_pages_by_keys(page)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def a_line_is_dragged_turned_and_beaten(page: Page) -> None:
    step = at(page, "line")
    reading = step.locator(".reading-value")
    expect(reading).to_have_text("50 %")
    square = step.locator(".square").bounding_box()
    assert square
    middle = square["x"] + square["width"] / 2, square["y"] + square["height"] / 2
    # An end to the left edge turns the line; its middle to the lower left leaves one circle alone there.
    drag(page, tips(step)[0], (square["x"] + 4, square["y"] + 4))
    drag(page, tips(step)[1], (square["x"] + square["width"] - 4, square["y"] + square["height"] - 4))
    turn, shift = step.locator(".dials input").all()
    assert abs(int(turn.input_value()) - 45) <= 3
    drag(page, middle, (middle[0] - 0.15 * square["width"], middle[1] + 0.15 * square["height"]))
    best = api(page, f"insight/ceiling?{STEPS[0].ask.partition('?')[2]}")
    expect(reading).to_have_text("75 %")
    assert best["accuracy"] == 0.75 and step.locator(".mark[data-wrong]").count() == 1
    # The same by keys: the line through the middle has half of the points.
    shift.focus()
    page.keyboard.press("Home")
    expect(reading).to_have_text("50 %")
    turn.focus()
    before = int(turn.input_value())
    page.keyboard.press("ArrowRight")
    assert int(turn.input_value()) == before + 1
    # The best line answers, with its proof: two diagonals that meet.
    step.locator("summary").click()
    expect(step.locator(".proof")).to_have_count(2)
    expect(step.locator(".plane-best")).to_have_attribute("d", re.compile("^M"))
    step.get_by_label("many points").check()
    expect(step.locator(".mark")).to_have_count(400)
    expect(step.locator(".reading-of")).to_have_text(re.compile(r"\d+ of 400 right"))
    assert "dataset=xor" in (step.locator(".step-bench").get_attribute("href") or "")


def a_finger_moves_the_line_and_not_the_page(page: Page) -> None:
    step = at(page, "line")
    session = page.context.new_cdp_session(page)
    session.send("Emulation.setTouchEmulationEnabled", {"enabled": True})
    before, (x, y), turn = page.evaluate("scrollY"), tips(step)[0], step.locator("#line-turn").input_value()
    for kind, points in (
        ("touchStart", [{"x": x, "y": y}]),
        *(("touchMove", [{"x": x - 8 * way, "y": y + 10 * way}]) for way in range(1, 9)),
        ("touchEnd", []),
    ):
        session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})
    session.send("Emulation.setTouchEmulationEnabled", {"enabled": False})
    session.detach()
    expect(step.locator("#line-turn")).not_to_have_value(turn)
    assert page.evaluate("scrollY") == before


def a_function_is_picked(page: Page) -> None:
    step = at(page, "sixteen")
    expect(step.locator(".reading-sentence")).to_have_text("XOR: the best of all lines has 3 of 4 right.")
    step.locator('[data-name="NAND"]').click()
    expect(step.locator(".reading-sentence")).to_have_text("NAND: one line has all 4 right.")
    expect(step.locator('[aria-pressed="true"]')).to_have_count(1)


def two_layers_stay_one(page: Page) -> None:
    step = at(page, "collapse")
    expect(step.locator('[data-side="product"]')).to_have_text("7·x1 − 10·x2")
    step.locator("#collapse-z2").fill("3")
    expect(step.locator('[data-side="product"]')).to_have_text("9.5·x1 + 5·x2")
    expect(step.locator('[data-weight="first"]')).to_have_text("9.5")
    expect(step.locator('[data-side="difference"]')).to_have_text(re.compile("^0$|rounding"))


def a_thousand_layers_are_a_number(page: Page) -> None:
    step = at(page, "depth")
    expect(step.locator(".power-value")).to_have_text("0.9¹⁰⁰⁰ = 1.748·10⁻⁴⁶")
    step.locator("#depth-slope").fill("1.01")
    expect(step.locator(".power-value")).to_have_text(re.compile("^1.01¹⁰⁰⁰ = "))
    expect(step.locator(".strip img")).to_have_count(6)
    scores = set(step.locator("[data-score]").all_text_contents())
    ceiling = api(page, "insight/ceiling?dataset=spiral&activation=identity&hidden=")["train"]["accuracy"]
    assert len(scores) == 1 and int(scores.pop().split()[0]) <= round(100 * ceiling)


def a_kink_turns_the_corner(page: Page) -> None:
    step = at(page, "bend")
    expect(step.locator(".reading-value")).to_have_text("53 %")
    expect(step.locator(".reading-note")).to_contain_text("It is one layer")
    step.locator("#bend-slope").fill("0.9")
    expect(step.locator(".reading-value")).to_have_text("100 %")
    expect(step.locator(".reading-note")).to_contain_text("not one layer any more")
    expect(step.locator(".tile-stage img")).to_have_attribute("src", re.compile(r"leaky_relu\(0\.9\)"))
    assert "leaky_relu(0.9)" in (step.locator(".step-bench").get_attribute("href") or "")


def the_plane_folds(page: Page) -> None:
    step = at(page, "space")
    note, line = step.locator(".reading-note"), step.locator(".plane-line")
    expect(note).to_contain_text("no line divides the classes")
    assert line.count() == 0
    step.locator(".space-play").click()
    margin = api(page, (step.locator(".step-ask").get_attribute("href") or "").removeprefix("/api/v1/"))[
        "layers"
    ][1]["margin"]
    expect(note).to_contain_text(f"{margin:.3g} to spare")
    expect(line).to_have_count(1)
    step.get_by_label("no bend").check()
    expect(note).to_contain_text("still no line divides the classes")


def three_ifs_make_xor(page: Page) -> None:
    step = at(page, "ifs")
    expect(step.locator("figure")).to_have_count(3)
    expect(step.locator(".why-lead")).to_contain_text("10⁻⁵")
    expect(step.locator(".why-lead")).to_be_visible()
    step.locator("input[type=range]").fill("2")
    expect(step.locator(".why-lead")).not_to_contain_text("10⁻⁵")
    expect(step.locator(".step-ask")).to_have_attribute("href", re.compile("steepness=2$"))


def pieces_add_up(page: Page) -> None:
    step = at(page, "pieces")
    expect(step.locator('[data-said="sine"]')).to_contain_text("0.0704")
    step.locator("#pieces-units").fill("16")
    expect(step.locator('[data-said="sine"]')).to_contain_text("0.0188")
    step.locator("#pieces-depth").fill("10")
    expect(step.locator('[data-said="teeth"]')).to_contain_text("1024 pieces")


def a_formula_is_judged(page: Page) -> None:
    step = at(page, "bench")
    verdict, text = step.locator('[data-said="verdict"]'), step.locator("input")
    expect(verdict).to_contain_text("It bends")
    text.fill("2*x+")
    expect(step.locator(".step-problem span")).to_contain_text("not finished")
    text.fill("2*x+1")
    expect(verdict).to_have_text(
        "Not linear, f(3 + 3) = 13 and f(3) + f(3) = 14, and still no bend: a straight line that misses zero."
    )
    expect(step.locator(".step-problem span")).to_have_text("")
    step.locator("select").select_option("relu")
    expect(verdict).to_have_text("It bends: f(3 − 3) = 0, but f(3) + f(−3) = 3.")
    expect(step.locator(".tile-stage img")).to_have_attribute("src", re.compile("activation=relu"))
    step.locator("select").select_option("quadratic")
    conic = step.locator('[data-said="conic"]').inner_text().split(" after")[0]
    expect(step.locator('[data-said="wide"]')).to_have_text(re.compile(f"^{conic} after"))
    step.locator("select").select_option("tanh")
    expect(step.locator('[data-said="wide"]')).to_have_text(re.compile("^100 % after"))


def a_gradient_is_lost(page: Page) -> None:
    step = at(page, "vanish")
    expect(step.locator(".reading-note")).to_contain_text("sigmoid 1.61·10⁻⁷, tanh 1.04, ReLU 1.07")
    expect(step.locator(".chart path.line")).to_have_count(2)
    told = api(page, "insight/vanishing?depth=10&first_weights=he")["rows"][2]["signal_ratio"]
    expect(step.locator(".reading-note")).not_to_contain_text(f"ReLU {told:.3g};")
    step.get_by_role("radio", name="He").check()
    expect(step.locator(".reading-note")).to_contain_text(f"ReLU {told:.3g};")
    step.locator("#vanish-depth").fill("1")
    expect(step.locator(".reading-note")).not_to_contain_text("10⁻⁷")


def units_die(page: Page) -> None:
    step = at(page, "dead")
    dead = step.locator("[data-dead]")
    assert dead.count() == 0
    step.locator("#dead-bias").fill("-10")
    expect(step.locator('[data-activation="relu"] [data-dead]')).to_have_count(64)
    assert dead.count() == 64
    expect(step.locator('[data-said="step"]')).to_contain_text("2 of its 3 layers")
    before, after = [
        len(api(page, f"insight/health?{REVIVAL}{epochs}")["layers"][0]["dead"]) for epochs in (52, 55)
    ]
    expect(step.locator('[data-said="revival"]')).to_contain_text(
        f"{before} are dead after 52 epochs and {after} after 55"
    )


def a_feature_bends(page: Page) -> None:
    step = at(page, "features")
    expect(step.locator(".reading-value")).to_have_text("53 %")
    step.get_by_label("x·y").check()
    expect(step.locator(".reading-value")).to_have_text("100 %")
    expect(step.locator(".reading-note")).to_contain_text("·x·y")
    step.get_by_label("growth").check()
    expect(step.locator(".reading-note")).to_contain_text("2·e^(0.7x). Levenberg")
    expect(step.locator(".chart .points path")).to_have_count(61)
    assert step.locator(".tile-stage").is_hidden() and step.locator(".step-bench").is_hidden()


def the_encore_is_played(page: Page) -> None:
    page.locator("#step-race").scroll_into_view_if_needed()
    narrow = at(page, "narrow")
    expect(narrow.locator(".reading-note")).to_contain_text(
        "the best line 0.0925, without a bend 0.0925 (blue line), with tanh 3.33·10⁻⁷"
    )
    race = at(page, "race")
    expect(race.locator(".why-bar").first).to_contain_text("Levenberg-Marquardt")
    expect(race.locator(".why-bar").first).to_contain_text("7 epochs")
    bars = [meter.evaluate("meter => meter.value") for meter in race.locator("meter").all()]
    assert bars == sorted(bars) and 0 < bars[0] < bars[-1]


def the_reader_turns_the_pages_by_keys(page: Page) -> None:
    page.keyboard.press("Escape")
    page.locator("#title-sixteen").focus()
    expect(page.locator('.story-nav [aria-current="step"]')).to_have_attribute("href", "#step-sixteen")
    page.keyboard.press("ArrowRight")
    expect(page.locator("#title-collapse")).to_be_focused()
    expect(page.locator(".story-place")).to_have_text(f"Step 3 of {len(STEPS)}")
    assert page.url.endswith("#step-collapse")


def test_a_link_leads_to_its_step_in_korean_where_a_failure_is_told_and_mended(page, watch):
    watch.forgive("503")
    busy = {"status": 503, "title": "-", "detail": "-", "code": "busy", "values": {"limit": 3}, "errors": []}
    page.route("**/insight/functions", lambda route: route.fulfill(status=503, json=busy))
    page.set_extra_http_headers({"Accept-Language": "ko"})
    try:
        page.goto("/why#step-sixteen")
        step = page.locator("#step-sixteen")
        expect(page.locator(".story-place")).to_have_text(f"{len(STEPS)}단계 중 2단계")
        assert page.url.endswith("#step-sixteen")
        expect(step.locator(".step-problem span")).to_have_text(re.compile("[가-힣]"))
        page.unroute("**/insight/functions")
        step.locator(".step-problem button").click()
        expect(step.locator(".reading-sentence")).to_have_text(
            Messages("ko")("story.sixteen.none", name="XOR", correct=3, total=4)
        )
        expect(step.locator(".step-problem span")).to_have_text("")
    finally:
        page.set_extra_http_headers({})


@pytest.mark.parametrize("number", [4, *(pytest.param(each, marks=pytest.mark.slow) for each in (2, len(STEPS)))])
def test_a_link_leads_to_its_step_however_slow_the_machine(page, number):
    """It stands where it is put, and no step on the way there is taken for the one that is read."""
    page.emulate_media(reduced_motion="no-preference")
    slow = page.context.new_cdp_session(page)
    slow.send("Emulation.setCPUThrottlingRate", {"rate": 6})
    name = STEPS[number - 1].name
    try:
        page.goto("/gallery")  # from another page: within the story a link is no arrival
        page.goto(f"/why#step-{name}")
        expect(page.locator(".story-place")).to_have_text(f"Step {number} of {len(STEPS)}")
        expect(page.locator(f"#step-{name}")).to_have_attribute("aria-busy", "false")
        away = f"""() => {{
          const step = document.getElementById("step-{name}");
          return step.getBoundingClientRect().top - parseFloat(getComputedStyle(step).scrollMarginTop);
        }}"""
        assert abs(page.evaluate(away)) < 2
        assert page.url.endswith(f"#step-{name}")
    finally:
        slow.send("Emulation.setCPUThrottlingRate", {"rate": 1})
        slow.detach()
