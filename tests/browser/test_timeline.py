"""The training as it happens, and again: progress, the boundary on the way, cancel; play, step and rewind."""

import base64
from typing import Any

import httpx
import numpy as np
import pytest
from playwright.sync_api import Page, expect

from tests.browser.test_page import boundary, opened, scores, settled

pytestmark = pytest.mark.browser

SMALL = "?hidden=4&samples=100&resolution=20&epochs=80"
# One step for each point: some seconds on any machine, whatever the engine does for large batches.
SLOW = "?samples=400&batch_size=1&target_accuracy=0&optimizer=adam&activation=gelu&resolution=20&epochs="
FIRST, LONG = "3", "450"


def film(address: str, query: str) -> list[dict[str, Any]]:
    """The runs that the page replays, from the API."""
    asked = f"{address}/api/v1/compare{query}&frames=40&encoding=base64"
    return httpx.get(asked, timeout=30).json()["runs"]


def grid(z: dict[str, str]) -> np.ndarray:
    return np.frombuffer(base64.b64decode(z["bdata"]), "<f4").reshape(20, 20)


def at_epoch(page: Page, epoch: int) -> None:
    expect(page.locator(".timeline-epoch")).to_have_text(f"epoch {epoch} of 80")


def test_the_timeline_replays_the_very_same_training(page, address):
    """Picture and numbers of every stop are those of one frame; the end is the picture that was there before."""
    opened(page, f"{SMALL}&target_accuracy=0")
    final, numbers, experiment = boundary(page), scores(page), page.url
    run = film(address, f"{SMALL}&target_accuracy=0")[-1]
    epochs = [frame["epoch"] for frame in run["frames"]]
    at_epoch(page, 80)

    page.get_by_role("button", name="Back").click()
    at_epoch(page, epochs[-2])
    shown = run["frames"][-2]
    assert np.array_equal(np.float32(boundary(page)), grid(shown["z"]))
    assert scores(page)[-1] == f"{100 * shown['accuracy']['test']:.0f} %"
    expect(page.locator(".figures").last).to_contain_text(f"{shown['loss']['train']:.3f}")
    expect(page.locator(".score-line")).to_contain_text(scores(page)[-1])
    expect(page.locator(".ending").last).to_have_text(f"After {epochs[-2]} epochs.")

    page.get_by_role("button", name="Rewind").click()
    at_epoch(page, 0)
    assert np.array_equal(np.float32(boundary(page)), grid(run["frames"][0]["z"]))

    slider = page.get_by_role("slider", name="Epoch")
    slider.press("ArrowRight")
    at_epoch(page, epochs[1])
    assert f"epoch {epochs[1]} of 80, " in slider.get_attribute("aria-valuetext")

    page.locator(".timeline-speed select").select_option("4")
    slider.press(" ")
    expect(page.get_by_role("button", name="Pause")).to_be_visible()
    at_epoch(page, 80)
    expect(page.get_by_role("button", name="Play")).to_be_visible()
    assert boundary(page) == final and scores(page) == numbers
    assert page.url == experiment


def test_runs_of_different_lengths_are_shown_at_the_same_time(page):
    """A moment is one epoch in every panel, and on every loss curve at one place."""
    opened(page, "?dataset=moons&noise=0.3&samples=100&resolution=20&epochs=400")
    ends = page.locator(".ending").all_text_contents()
    assert len(set(ends)) == 2, "runs of one length show nothing here"
    page.get_by_role("button", name="Rewind").click()
    for _ in range(3):
        page.get_by_role("button", name="Forward").click()
    expect(page.get_by_role("slider", name="Epoch")).to_have_value("3")  # written with the words beside it
    said = page.locator(".timeline-epoch")
    epoch, last = [int(word) for word in said.inner_text().split() if word.isdigit()]
    expect(page.locator(".ending")).to_have_text([f"After {epoch} epochs."] * 2)
    places = page.locator(".loss-curve").evaluate_all(
        "(curves) => curves.map((curve) => Number(curve.style.getPropertyValue('--at')))"
    )
    assert places == pytest.approx([epoch / last] * 2)


def test_another_experiment_ends_the_replay(page):
    opened(page, SMALL)
    page.locator(".timeline-speed select").select_option("0.5")
    page.get_by_role("button", name="Play").click()
    expect(page.locator(".timeline-epoch")).not_to_have_text("epoch 80 of 80")  # it is on its way
    page.locator("select[name=activation]").select_option("sin")
    page.wait_for_url("**activation=sin**")
    settled(page)
    expect(page.get_by_role("button", name="Play")).to_be_visible()
    assert page.get_by_role("slider", name="Epoch").get_attribute("max") == "1", "its film is not fetched yet"
    shown = page.evaluate(
        "() => [document.querySelector('.timeline-epoch').textContent, document.querySelector('[data-live]')]"
    )
    assert shown[0].split()[1] == shown[0].split()[-1] and shown[1] is None


def epochs_field(page: Page) -> Any:
    page.evaluate("() => document.querySelectorAll('details').forEach((each) => { each.open = true; })")
    return page.locator("[name=epochs]")


def test_a_slow_training_is_told_and_drawn_and_can_be_cancelled(page):
    opened(page, SLOW + FIRST)
    before, numbers, address = boundary(page), scores(page), page.url
    epochs_field(page).fill(LONG)
    page.wait_for_url(f"**epochs={LONG}**")
    expect(page.get_by_role("progressbar")).to_be_visible()
    expect(page.locator(".progress-words")).to_contain_text(f"of at most {LONG}")
    expect(page.locator(".progress [role=status]")).to_contain_text(
        "right"
    )  # the first news is heard at once
    expect(page.locator(".panel[data-live] .ending")).to_contain_text("After ")
    assert boundary(page) != before, "the boundary so far"

    page.get_by_role("button", name="Cancel").click()
    expect(page.locator(".notice")).to_contain_text("Cancelled")
    settled(page)
    assert (boundary(page), scores(page), page.url) == (before, numbers, address)
    assert epochs_field(page).input_value() == FIRST
    expect(page.get_by_role("progressbar")).to_be_hidden()


def test_who_wants_no_motion_sees_the_end_alone(page):
    page.emulate_media(reduced_motion="reduce")
    opened(page, SLOW + FIRST)
    before = boundary(page)
    epochs_field(page).fill(LONG)
    expect(page.locator(".progress-words")).to_contain_text(f"of at most {LONG}")
    page.wait_for_timeout(300)
    assert boundary(page) == before and page.locator("[data-live]").count() == 0
    page.get_by_role("button", name="Cancel").click()


def test_a_fast_answer_is_not_told_of(page):
    opened(page, SMALL)
    page.evaluate(
        """() => {
            window.seen = 0;
            new MutationObserver(() => { window.seen += 1; })
                .observe(document.querySelector(".progress"), { attributes: true, attributeFilter: ["hidden"] });
            window.asked = [];
            const fetch = window.fetch;
            window.fetch = (url, options) => { window.asked.push(url); return fetch(url, options); };
        }"""
    )
    page.locator("select[name=activation]").select_option("sin")
    page.wait_for_url("**activation=sin**")
    settled(page)
    took = page.evaluate("""() => {
        const [changed, answered] = ["change", "answer"].map((name) => performance.getEntriesByName(`bendline:${name}`).at(-1).startTime);
        return answered - changed;
    }""")
    assert took > 400 or page.evaluate(
        "() => [window.seen, window.asked.filter((url) => url.includes('events')).length]"
    ) == [0, 0]


def test_offline_the_picture_stays_and_online_it_goes_on(page, context, watch):
    opened(
        page, f"{SMALL}&data_seed=311"
    )  # no other test asks for these points: the browser has no answer kept
    before = boundary(page)
    strip = page.locator(".offline")
    expect(strip).to_be_hidden()
    context.set_offline(True)
    try:
        expect(strip).to_contain_text("offline")
        page.locator("select[name=activation]").select_option("elu")
        expect(page.locator(".message")).to_be_visible()
        assert boundary(page) == before
    finally:
        context.set_offline(False)
    settled(page)
    expect(strip).to_be_hidden()
    expect(page.locator(".message")).to_be_hidden()
    expect(page.locator(".panel-heading").last).to_have_text("with ELU")
    watch.forgive("ERR_INTERNET_DISCONNECTED")
