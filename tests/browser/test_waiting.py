"""Whatever is used while an answer is on its way waits for it, or speaks of what is drawn.

Answers are held back while each control of the page is used; then they are let go, and form, address, pictures and
explanation have to speak of one experiment again.
"""

from collections.abc import Iterator
from contextlib import contextmanager, suppress

import pytest
from playwright.sync_api import Error, expect

START = "/?samples=40&epochs=20&resolution=20&activation=identity&activation=tanh&activation=relu"
EVERYTHING, CURVES = "**/api/v1/**", "**/api/v1/activation?**"
CONTROLS = "button, select, input:not([type=hidden]):not([type=file]), summary, [role=tab], textarea"
TRIGGERS = ("compare", "remove", "dataset")

# Every control that can be used now, numbered; those that lead elsewhere or ask the system are left out.
NUMBERED = """(selector) => [...document.querySelectorAll(selector)].filter((each) => each.checkVisibility()
  && !each.disabled && !each.closest("[inert]") && !each.matches("#network-download, [data-experiment]"))
  .map((each, index) => { each.dataset.probe = index; return each.outerHTML.slice(0, 90); })"""
USED = """(index) => {
  const each = document.querySelector(`[data-probe="${index}"]`);
  if (!each?.isConnected || each.disabled) return;
  const tell = (...types) => types.forEach((type) => each.dispatchEvent(new Event(type, { bubbles: true })));
  if (each.matches("select")) { each.selectedIndex = (each.selectedIndex + 1) % each.length; tell("input", "change"); }
  else if (each.matches("[type=range], [type=number]")) { each.stepUp(); tell("input", "change"); }
  else if (each.matches("[type=text], textarea")) { each.focus(); each.value += " "; tell("input", "change"); each.blur(); }
  else each.click();
}"""
AT_REST = """() => document.querySelector("#pictures").getAttribute("aria-busy") === "false"
  && document.querySelector("#why-answer").ariaBusy !== "true" && !document.querySelector(".timeline").matches("[data-waiting]")"""
CONSISTENT = """() => {
  const heading = (each) => each.textContent.trim();
  const query = new URLSearchParams(document.querySelector("#pictures").dataset.drawn);
  const panels = [...document.querySelectorAll(".panel:not([data-remix]) .panel-heading")].map(heading);
  const explained = [...document.querySelectorAll(".why-run option")].map(heading);
  const address = new URLSearchParams(location.search);
  for (const key of ["hide", "lock", "present", "why", "lang"]) address.delete(key);
  const stale = "stale" in document.querySelector("#pictures").dataset;
  return { agree: stale || address.toString() === query.toString(), panels, explained, stale,
    named: (document.querySelector("[role=tab][aria-selected=true]") ?? { textContent: "" }).textContent };
}"""


@contextmanager
def held(page, pattern: str) -> Iterator[None]:
    """Answers to requests of that pattern wait until the block is left."""
    waiting = []
    page.route(pattern, lambda route: waiting.append(route))
    try:
        yield
    finally:
        page.unroute(pattern)
        for route in waiting:
            with suppress(Error):  # of what the page has given up
                route.continue_()


def start(page, address: str = START) -> None:
    page.goto(address)
    page.wait_for_selector(".panel .js-plotly-plot")
    page.evaluate("() => document.querySelectorAll('details').forEach((each) => { each.open = true; })")
    page.locator("#why").scroll_into_view_if_needed()
    expect(page.locator("[role=tab][aria-selected=true]")).to_have_count(1)


def pull(page, trigger: str) -> None:
    """Ask for another experiment."""
    if trigger == "compare":
        page.locator("#compare-with").evaluate(
            "(each) => { each.selectedIndex = 1; each.dispatchEvent(new Event('change', { bubbles: true })); }"
        )
    elif trigger == "remove":
        page.locator(".panel .remove:visible").last.dispatch_event("click")
    else:
        page.select_option("[name=dataset]", "moons")


def check(page, what: str) -> None:
    page.wait_for_function(AT_REST)
    found = page.evaluate(CONSISTENT)
    assert found["agree"], (what, found, page.url, page.locator("#pictures").get_attribute("data-drawn"))
    if not found["stale"] and len(found["panels"]) > 1:
        page.locator("#why").scroll_into_view_if_needed()  # it answers once it can be seen
        expect(page.locator(".why-run option")).to_have_text(found["panels"])


def campaign(page, watch, selector: str, trigger: str, pattern: str) -> int:
    """Use each of the controls while the answer to a change is held; the number of controls."""
    start(page)
    several = page.evaluate(NUMBERED, selector)
    for index, what in enumerate(several):
        if index:
            start(page)
            page.evaluate(NUMBERED, selector)
        with held(page, pattern):
            pull(page, trigger)
            if pattern == CURVES:
                expect(page.locator(".panel")).to_have_count(4)
            page.evaluate(USED, index)
            page.evaluate("() => new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)))")
        check(page, what)
        assert watch.complaints == [], what
    return len(several)


@pytest.mark.parametrize("early", [True, False])
def test_another_network_is_chosen_while_the_new_one_is_not_known_yet(page, early):
    """The options are those of the old result until the section speaks of the new one."""
    if not early:
        start(page)
    with held(page, EVERYTHING if early else CURVES):
        if early:
            page.goto(START)
            page.wait_for_selector("#compare-with option:nth-child(2)", state="attached")  # scripts run
        else:
            pull(page, "compare")
            expect(page.locator(".panel")).to_have_count(4)
        page.locator("#why").scroll_into_view_if_needed()
        page.evaluate("""() => {
          const select = document.querySelector(".why-run select");
          select.selectedIndex = 1;
          select.dispatchEvent(new Event("change", { bubbles: true }));
        }""")
    page.wait_for_selector(".panel .js-plotly-plot")
    check(page, "why-run")
    assert (
        page.locator(".why-run select").evaluate("(each) => each.selectedOptions[0].textContent")
        == "with tanh"
    )


def test_a_question_is_chosen_before_anything_is_drawn(page):
    with held(page, EVERYTHING):
        page.goto(f"{START}&why=units")
        page.wait_for_selector("#compare-with option:nth-child(2)", state="attached")
        page.locator("#why").scroll_into_view_if_needed()
        page.evaluate(
            "() => document.querySelectorAll('[role=tab], .play, #edit-points, .network button').forEach((each) => each.click())"
        )
    page.wait_for_selector(".panel .js-plotly-plot")
    expect(page.locator("[role=tab][aria-selected=true]")).to_have_count(1)


@pytest.mark.slow
@pytest.mark.parametrize("trigger", TRIGGERS)
def test_every_control_may_be_used_while_an_answer_is_on_its_way(page, watch, trigger):
    assert campaign(page, watch, CONTROLS, trigger, EVERYTHING) > 60


@pytest.mark.slow
def test_every_control_may_be_used_while_the_curves_are_on_their_way(page, watch):
    assert campaign(page, watch, CONTROLS, "compare", CURVES) > 60
