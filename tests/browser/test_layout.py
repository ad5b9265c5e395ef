"""How the pages hold together: nothing jumps, nothing is cut off, nothing is too small, at any size or setting."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser._measures import (
    CUT_OFF,
    FOCUS_SEEN,
    SHIFTED,
    SMALL_TARGETS,
    SPACED,
    UPRIGHT,
    WATCH_SHIFTS,
)
from tests.browser.test_page import opened, settled

pytestmark = pytest.mark.browser

SMALL = "?hidden=4&samples=100&resolution=20&epochs=60"
UNFOLD = "() => document.querySelectorAll('details').forEach((each) => { each.open = true; })"


@pytest.fixture
def fresh(browser, address, watch):
    """Pages of their own, of any size, each watched from its first moment."""
    contexts = []

    def open_one(path: str, **settings) -> Page:
        context = browser.new_context(base_url=address, **settings)
        contexts.append(context)
        page = watch.over(context.new_page())
        page.add_init_script(WATCH_SHIFTS)
        page.goto(path)
        return page

    yield open_one
    for context in contexts:
        context.close()
    assert watch.complaints == []


def test_nothing_jumps_from_the_first_byte_to_another_activation(fresh):
    page = fresh(f"/{SMALL}", viewport={"width": 1440, "height": 900})
    page.wait_for_function("() => performance.getEntriesByName('bendline:drawn').length > 0")
    assert page.evaluate(SHIFTED) == []
    page.locator("select[name=activation]").focus()
    page.keyboard.press(
        "ArrowDown"
    )  # a key of the system's own: a shift within half a second is the person's wish
    page.wait_for_url("**activation=**")
    settled(page)
    moved = page.evaluate(SHIFTED)
    assert sum(value for value, _ in moved) < 0.001, moved


@pytest.mark.slow
@pytest.mark.parametrize("width", [390, 768, 1440])
@pytest.mark.parametrize("path", [f"/{SMALL}", "/gallery", "/why"])
def test_nothing_jumps_on_any_page(fresh, path, width):
    page = fresh(path, viewport={"width": width, "height": 850})
    page.wait_for_load_state("networkidle")
    assert page.evaluate(SHIFTED) == []


def test_a_phone_shows_all_of_it_with_controls_for_fingers(page: Page):
    """Also at 320 px, which is 400 % of a small window, and with letters set further apart."""
    page.set_viewport_size({"width": 390, "height": 844})
    opened(page, SMALL)
    page.evaluate(UNFOLD)
    assert page.evaluate(SMALL_TARGETS) == []
    page.set_viewport_size({"width": 320, "height": 700})
    page.wait_for_function(UPRIGHT)  # once all have taken their new width
    page.evaluate(SPACED)
    page.wait_for_function(UPRIGHT)
    assert page.evaluate(CUT_OFF) == []


@pytest.mark.parametrize("path", ["/gallery", "/why"])
def test_the_other_pages_do_as_well(page: Page, path):
    page.set_viewport_size({"width": 320, "height": 700})
    page.goto(path)
    page.evaluate(UNFOLD)
    assert page.evaluate(SMALL_TARGETS) == []
    page.wait_for_function(UPRIGHT)
    page.evaluate(SPACED)
    page.wait_for_function(UPRIGHT)
    assert page.evaluate(CUT_OFF) == []


@pytest.mark.parametrize("size", [(390, 700), pytest.param((1024, 600), marks=pytest.mark.slow)])
def test_what_has_the_focus_is_never_covered(page: Page, size):
    page.set_viewport_size(dict(zip(("width", "height"), size, strict=True)))
    opened(page, SMALL)
    covered = []
    for _ in range(45):
        page.keyboard.press("Tab")
        name, seen = page.evaluate(FOCUS_SEEN) or ("the end", True)
        if not seen:
            covered.append(name)
    assert covered == []


def test_whoever_wants_no_motion_sees_none(page: Page):
    page.emulate_media(reduced_motion="reduce")
    opened(page, SMALL)
    page.locator("select[name=activation]").select_option("relu")
    assert page.evaluate("() => document.getAnimations().length") == 0
    settled(page)
    assert page.evaluate("() => document.getAnimations().length") == 0


def test_the_systems_own_colours_leave_the_classes_theirs(page: Page):
    page.emulate_media(forced_colors="active", color_scheme="dark")
    opened(page, SMALL)
    figure = "() => document.querySelector('.stage').data[0].colorscale.map(([, colour]) => colour)"
    first, ground, last = page.evaluate(figure)
    assert len({first, ground, last}) == 3 and ground == "#000000"
    signs = page.locator(".key-class:visible .sign").all()
    assert len({sign.evaluate("(sign) => getComputedStyle(sign).fill") for sign in signs}) == len(signs) == 2
    page.route("**/api/v1/compare*", lambda route: None)
    page.locator("select[name=activation]").select_option("sin")
    bar = page.locator("progress")
    expect(bar).to_be_visible()
    assert bar.evaluate("(bar) => getComputedStyle(bar).borderTopWidth") == "1px"
    page.unroute_all(behavior="ignoreErrors")


LOOKS = """() => {
  const box = (selector) => document.querySelector(selector)?.getBoundingClientRect();
  const table = [...document.querySelectorAll('.why-table')].at(-1);
  const [bar, brand, slider, nav, next] = [".bar", ".brand", ".timeline-slider", ".story-nav", '[data-turn="1"]'].map(box);
  return { above: brand.top - bar.top, slider: slider?.width, out: nav && next.right - nav.right,
           table: table && table.scrollWidth - table.clientWidth };
}"""


def test_nothing_sticks_to_an_edge_or_out_of_its_column(page: Page):
    page.set_viewport_size({"width": 390, "height": 800})
    page.goto("/why")
    expect(page.locator("[data-turn='1']")).to_be_visible()
    look = page.evaluate(LOOKS)
    assert look["above"] >= 4 and look["out"] <= 0.5
    page.set_viewport_size({"width": 1440, "height": 900})
    page.goto(f"/{SMALL}&why=health")
    page.wait_for_selector(".js-plotly-plot")
    page.locator(".why").scroll_into_view_if_needed()
    expect(page.locator(".why-table").last).to_be_visible()
    assert page.evaluate(LOOKS)["table"] <= 0
    page.set_viewport_size({"width": 1440, "height": 760})
    assert page.evaluate(LOOKS)["slider"] >= 90
    page.set_viewport_size({"width": 1280, "height": 900})
